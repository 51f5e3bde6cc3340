package sim

import (
	"math"
	"net"
	"net/http"
	"time"
)

// bucket is the leaky bucket of one address: how full it is, and since when.
type bucket struct {
	level float64
	at    time.Time
}

// front is what stands before the methods: the front-end's own rules.
func (w *World) front(r *http.Request) *fail {
	switch {
	case w.quirks.https && r.TLS == nil:
		return errHTTPS
	case w.quirks.overload:
		return errOverload
	case !w.take(r.RemoteAddr):
		return errRate
	case w.quirks.unpaid:
		return errPlan
	}
	return nil
}

// rate is the bucket that is in force.
func (w *World) rate() rate {
	if w.quirks.bucket.set || !w.cloud() {
		return w.quirks.bucket
	}
	return rate{true, 2, 50}
}

// take puts one request into the bucket of an address, if there is room for it.
// A refused request takes no room.
func (w *World) take(remote string) bool {
	r := w.rate()
	if r.size == 0 {
		return true
	}
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	now := w.clock.Time()
	b := w.buckets[host]
	if b == nil {
		b = &bucket{at: now}
		w.buckets[host] = b
	}
	b.level = max(0, b.level-r.perS*now.Sub(b.at).Seconds())
	b.at = now
	if b.level+1 > r.size {
		return false
	}
	b.level++
	return true
}

// spending is the execution time of one method for one credential, by minute of
// the last ten.
type spending struct {
	minutes map[int64]time.Duration
}

const window = 10 // minutes

func (c *call) account() string { return c.method + " " + c.who.id }

// used drops what is older than ten minutes and returns the rest, with the
// moment at which the oldest part of it will be dropped.
func (s *spending) used(now time.Time) (time.Duration, int64) {
	minute := now.Unix() / 60
	oldest := int64(math.MaxInt64)
	var sum time.Duration
	for m, d := range s.minutes {
		if m <= minute-window {
			delete(s.minutes, m)
			continue
		}
		sum += d
		oldest = min(oldest, m)
	}
	if sum == 0 {
		oldest = minute
	}
	return sum, (oldest + window) * 60
}

// operatingMax is the limit in force; 0 is none.
func (w *World) operatingMax() time.Duration {
	l := w.quirks.operating
	if !l.set && w.cloud() || l.max < 0 {
		if w.cloud() {
			return 480 * time.Second
		}
		return 420 * time.Second
	}
	return l.max
}

// blocked says whether a method has used up its time.
func (w *World) blocked(c *call) bool {
	most, s := w.operatingMax(), w.spent[c.account()]
	if most == 0 || s == nil {
		return false
	}
	used, _ := s.used(w.clock.Time())
	return used > most
}

// operating is what a reply tells of the time used up.
func (w *World) operating(c *call) (reset int, used float64) {
	s := w.spent[c.account()]
	now := w.clock.Time()
	if s == nil {
		return int(now.Unix()) + window*60, 0
	}
	sum, at := s.used(now)
	return int(at), sum.Seconds()
}

// The time that calls take when no option says so: a guess, small enough that
// the limit is met by those only who look for it.
const (
	readCost  = time.Millisecond
	writeCost = 5 * time.Millisecond
)

// charge counts the execution time of a call. The clock does not move by it.
func (c *call) charge(m method) {
	d := readCost
	if m.writes {
		d = writeCost
	}
	if c.w.quirks.cost.set {
		d = c.w.quirks.cost.d
	}
	if c.method == batchMethod {
		return // its commands are charged one by one
	}
	c.spent += d
	s := c.w.spent[c.account()]
	if s == nil {
		s = &spending{minutes: map[int64]time.Duration{}}
		c.w.spent[c.account()] = s
	}
	s.minutes[c.w.clock.Time().Unix()/60] += d
}

// cutAfter says whether a request that took d is cut off.
func (s *settings) cutAfter(d time.Duration) bool {
	most := 60 * time.Second
	if s.cut.set {
		most = s.cut.d
	}
	return most > 0 && d > most
}
