package sim

import (
	"crypto/md5"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// session is one client of AMI: a connection of its own, or a cookie of HTTP.
type session struct {
	number    int
	account   string // "" until it has signed in
	local     string // the two ends, as events tell them
	remote    string
	since     time.Time // when it signed in
	until     time.Time // of HTTP: when it ends
	challenge string
	wants     []string // classes of events; nil: none
	only, not []*regexp.Regexp
	gone      bool        // it said goodbye, or did not prove who it is: the connection ends
	left      atomic.Bool // its connection has ended
	inbox     inbox
}

// patience is how long a session of HTTP lasts from its last use.
const patience = 60 * time.Second

// login signs a session in by its secret, or by what a challenge makes of it.
func (w *World) login(s *session, m message) answer {
	if s.account != "" {
		return succeeded("Already authenticated")
	}
	c := w.manager(m["username"])
	md5 := strings.EqualFold(m["authtype"], "MD5")
	switch {
	case c == nil || c.get("secret") == "":
		w.security(s, "InvalidAccountID", "Error", 1, [2]string{"AccountID", m["username"]})
	case md5 && (s.challenge == "" || m["key"] != digested(s.challenge, c.get("secret"))):
		w.security(s, "ChallengeResponseFailed", "Error", 1, [2]string{"AccountID", ""}, [2]string{"Challenge", s.challenge}, [2]string{"Response", m["key"]})
	case !md5 && c.get("secret") != m["secret"]:
		w.security(s, "InvalidPassword", "Error", 2, [2]string{"AccountID", m["username"]})
	default:
		w.welcome(s, c.name, m)
		return succeeded("Authentication accepted")
	}
	s.gone = true
	return failed("Authentication failed")
}

func (w *World) welcome(s *session, account string, m message) {
	s.account, s.since, s.wants = account, w.clock.Time(), allClasses
	if mask, said := m["events"]; said {
		s.wants = maskOf(mask)
	}
	now := w.clock.Time()
	age := func(t time.Time) string { return strconv.Itoa(int(now.Sub(t).Seconds())) }
	if text := eventText("system", "FullyBooted", [][2]string{{"Uptime", age(w.started)}, {"LastReload", age(w.reloaded)}, {"Status", "Fully Booted"}}); w.hears(s, "system", text) {
		s.inbox.put(text)
	}
	w.security(s, "SuccessfulAuth", "Informational", 1, [2]string{"AccountID", account}, [2]string{"UsingPassword", "0"})
}

func digested(challenge, secret string) string {
	sum := md5.Sum([]byte(challenge + secret))
	return hex.EncodeToString(sum[:])
}

// afterwards is an account that is told last.
const afterwards = "AccountID at the end"

// security tells who listens for it what a client tried. The account comes before
// the ends of the connection, the rest behind them.
func (w *World) security(s *session, name, severity string, version int, fields ...[2]string) {
	at := "1970-01-01T00:00:00.000+0000"
	if !s.since.IsZero() {
		at = stamp(s.since)
	}
	out := [][2]string{{"EventTV", stamp(w.clock.Time())}, {"Severity", severity}, {"Service", "AMI"}, {"EventVersion", strconv.Itoa(version)}}
	if len(fields) > 0 && fields[0][0] == "AccountID" {
		out, fields = append(out, fields[0]), fields[1:]
	}
	out = append(out, [2]string{"SessionID", fmt.Sprintf("0x%012x", s.number)}, [2]string{"LocalAddress", s.local}, [2]string{"RemoteAddress", s.remote})
	last := len(fields) - 1
	if last >= 0 && fields[last][0] == afterwards {
		w.emit("security", name, append(append(out, fields[:last]...), [2]string{"SessionTV", at}, [2]string{"AccountID", fields[last][1]})...)
		return
	}
	w.emit("security", name, append(append(out, fields...), [2]string{"SessionTV", at})...)
}

// challengeAMI gives a session what it signs in with the MD5 of.
func (w *World) challengeAMI(s *session, q request) answer {
	if !strings.EqualFold(q.message["authtype"], "MD5") {
		return failed("Must specify AuthType")
	}
	w.issued++
	s.challenge = strconv.Itoa(int(100_000_000 + 0x9e3779b9*uint64(w.issued)%900_000_000))
	out := succeeded("")
	out.add("Challenge", s.challenge)
	return out
}
