package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Schedule says when steps that disturb people may run. It stands in the body of
// a plan, so that whoever applies it later is held to what was approved.
type Schedule struct {
	Outside string   `json:"outside"` // what becomes of them at other times: Refuse or Defer
	Windows []Window `json:"windows"` // sorted by name; one that is open is enough
}

const (
	Refuse = "refuse" // the plan is not begun
	Defer  = "defer"  // the steps wait for a later run
)

// Window is a span of the week, on the clock of one place.
type Window struct {
	Name string   `json:"name"`
	Days []string `json:"days,omitempty"` // mon … sun, on which it begins; empty is every day
	From string   `json:"from"`           // 22:00
	To   string   `json:"to"`             // not after From: on the next day
	Zone string   `json:"zone"`           // IANA name
}

// Opening is one time that a window is open, from its first moment to the one
// at which it is shut. Both are in the window's own zone.
type Opening struct {
	Window   string
	From, To time.Time
}

// ErrNoZone is a time zone that is not known here.
var ErrNoZone = errors.New("unknown time zone")

// Disturbs reports whether a step may run only in a window: phones reboot, calls
// drop, or somebody gets a message. What a person does by hand is theirs to time.
func (s *Step) Disturbs() bool {
	return s.Kind == Call && (s.Flags.Disruption || s.Flags.Notifies)
}

// Disturbing counts the steps that may run only in a window.
func (b *Body) Disturbing() int {
	n := 0
	for i := range b.Sections {
		n += b.Sections[i].Disturbing()
	}
	return n
}

// Disturbing counts the steps that may run only in a window.
func (s *Section) Disturbing() int {
	n := 0
	for i := range s.Steps {
		if s.Steps[i].Disturbs() {
			n++
		}
	}
	return n
}

// String names the window and when it opens, on its own clock: "night, Tue 24 Nov
// 22:00 Europe/Paris".
func (o *Opening) String() string {
	return fmt.Sprintf("%s, %s %s", o.Window, o.From.Format("Mon 2 Jan 15:04"), o.From.Location())
}

// Open is the opening that holds at a moment, of those that do the one that
// shuts last; nil when none does.
func (s *Schedule) Open(at time.Time) (*Opening, error) {
	var best *Opening
	err := s.each(at, -1, 0, func(o Opening) {
		if !at.Before(o.From) && at.Before(o.To) && (best == nil || o.To.After(best.To)) {
			best = &o
		}
	})
	return best, err
}

// Next is the first opening after a moment; nil when there is none.
func (s *Schedule) Next(at time.Time) (*Opening, error) {
	var best *Opening
	// A day that a change of the clock shortens may leave a window without any
	// time; a week further there is another.
	err := s.each(at, 0, 15, func(o Opening) {
		if o.From.After(at) && (best == nil || o.From.Before(best.From)) {
			best = &o
		}
	})
	return best, err
}

// each calls f with the openings that begin in a span of days around a moment.
func (s *Schedule) each(at time.Time, first, last int, f func(Opening)) error {
	for i := range s.Windows {
		w := &s.Windows[i]
		zone, err := time.LoadLocation(w.Zone)
		if err != nil || w.Zone == "Local" {
			return fmt.Errorf("window %s: %w %q", w.Name, ErrNoZone, w.Zone)
		}
		day := at.In(zone)
		for n := first; n <= last; n++ {
			o, ok, err := w.on(day.Year(), day.Month(), day.Day()+n, zone)
			if err != nil {
				return err
			}
			if ok {
				f(o)
			}
		}
	}
	return nil
}

// on is the opening that begins on a day of the calendar.
func (w *Window) on(year int, month time.Month, day int, zone *time.Location) (Opening, bool, error) {
	noon := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	if len(w.Days) > 0 && !slices.Contains(w.Days, strings.ToLower(noon.Weekday().String()[:3])) {
		return Opening{}, false, nil
	}
	from, err := minutes(w.From)
	if err != nil {
		return Opening{}, false, fmt.Errorf("window %s: %w", w.Name, err)
	}
	to, err := minutes(w.To)
	if err != nil {
		return Opening{}, false, fmt.Errorf("window %s: %w", w.Name, err)
	}
	end := day
	if to <= from {
		end++
	}
	o := Opening{w.Name, onClock(year, month, day, from, zone, later), onClock(year, month, end, to, zone, sooner)}
	return o, o.From.Before(o.To), nil
}

func minutes(clock string) (int, error) {
	t, err := time.Parse("15:04", clock)
	if err != nil {
		return 0, fmt.Errorf("%q is no time of day", clock)
	}
	return t.Hour()*60 + t.Minute(), nil
}

// Which moment a time on the clock stands for that comes twice, when clocks are
// set back. A window is never longer than it was meant: it begins at the later
// one and ends at the sooner.
const (
	sooner = iota
	later
)

// onClock is the moment at which the clocks of a place show a time. A time that
// they skip, when they are set forward, is the moment at which they are set.
func onClock(year int, month time.Month, day, minute int, zone *time.Location, which int) time.Time {
	want := time.Date(year, month, day, 0, minute, 0, 0, time.UTC)
	var found []time.Time
	for _, around := range []time.Duration{-24 * time.Hour, 24 * time.Hour} {
		_, offset := want.Add(around).In(zone).Zone()
		at := want.Add(-time.Duration(offset) * time.Second).In(zone)
		if at.Hour() == want.Hour() && at.Minute() == want.Minute() && at.Day() == want.Day() {
			found = append(found, at)
		}
	}
	if len(found) == 0 {
		_, before := want.Add(-24 * time.Hour).In(zone).Zone()
		skipped := want.Add(-time.Duration(before) * time.Second).In(zone)
		start, _ := skipped.ZoneBounds()
		return start
	}
	slices.SortFunc(found, time.Time.Compare)
	if which == later {
		return found[len(found)-1]
	}
	return found[0]
}
