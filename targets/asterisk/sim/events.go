package sim

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// inbox are events that a session has not been given yet.
type inbox struct {
	mu     sync.Mutex
	texts  []string
	wake   chan struct{} // told when there are some; nil: nobody waits
	closed bool          // the system goes down
}

// fullInbox is how many events wait for a client that takes none; older ones are lost.
const fullInbox = 10_000

func (b *inbox) put(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.texts = append(b.texts, text); len(b.texts) > fullInbox {
		b.texts = slices.Delete(b.texts, 0, len(b.texts)-fullInbox/2)
	}
	b.nudge()
}

func (b *inbox) nudge() {
	if b.wake == nil {
		return
	}
	select {
	case b.wake <- struct{}{}:
	default: // told already
	}
}

// close is for a system that goes down: what is in it is the last.
func (b *inbox) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.nudge()
}

func (b *inbox) isClosed() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.closed
}

// take empties it.
func (b *inbox) take() string { return strings.Join(b.all(), "") }

// all empties it, too.
func (b *inbox) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	out := b.texts
	b.texts = nil
	return out
}

// allClasses are those of AMI, in the order of their bits.
var allClasses = []string{"system", "call", "log", "verbose", "command", "agent", "user", "config", "dtmf", "reporting", "cdr", "dialplan", "originate", "agi", "cc", "aoc", "test", "security", "message"}

// classesOf reads a list of classes; "all" is every one.
func classesOf(list string) []string {
	var out []string
	for class := range strings.SplitSeq(list, ",") {
		switch class = strings.TrimSpace(class); {
		case class == "all":
			return allClasses
		case slices.Contains(allClasses, class):
			out = append(out, class)
		}
	}
	return out
}

// maskOf reads which events a client wants: words, a number of bits, or a switch.
func maskOf(s string) []string {
	switch lower := strings.ToLower(s); {
	case isTrue(s) && s != "1":
		return allClasses
	case lower == "no", lower == "false", lower == "off":
		return nil
	}
	bits, err := strconv.ParseUint(s, 10, 32)
	if err != nil {
		return classesOf(s)
	}
	var out []string
	for i, class := range allClasses {
		if bits&(1<<i) != 0 {
			out = append(out, class)
		}
	}
	return out
}

// hears reports whether an event of a class is for a session.
func (w *World) hears(s *session, class, text string) bool {
	if s.account == "" || !slices.Contains(s.wants, class) || !w.mayRead(s.account, class) {
		return false
	}
	matches := func(f *regexp.Regexp) bool { return f.MatchString(text) }
	return !slices.ContainsFunc(s.not, matches) && (len(s.only) == 0 || slices.ContainsFunc(s.only, matches))
}

func (w *World) mayRead(account, class string) bool {
	c := w.manager(account)
	return c != nil && slices.Contains(classesOf(c.get("read")), class)
}

// emit tells all sessions that may and want to hear of it about an event.
func (w *World) emit(class, name string, fields ...[2]string) {
	w.wires = slices.DeleteFunc(w.wires, func(s *session) bool { return s.left.Load() })
	if len(w.sessions) == 0 && len(w.wires) == 0 {
		return
	}
	text := eventText(class, name, fields)
	for _, s := range w.wires {
		if w.hears(s, class, text) {
			s.inbox.put(text)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(w.sessions)) {
		if s := w.sessions[id]; w.hears(s, class, text) {
			s.inbox.put(text)
		}
	}
}

func eventText(class, name string, fields [][2]string) string {
	a := answer{fields: append([][2]string{{"Event", name}, {"Privilege", class + ",all"}}, fields...)}
	return a.raw()
}

// eventsAMI sets which events a session hears.
func (w *World) eventsAMI(s *session, q request) answer {
	mask := q.message["eventmask"]
	if mask == "" {
		return failed("Invalid event mask")
	}
	s.wants = maskOf(mask)
	out := succeeded("")
	out.add("Events", map[bool]string{true: "On", false: "Off"}[len(s.wants) > 0])
	return out
}

// filterAMI adds a pattern that events must have, or with "!" must not.
func (w *World) filterAMI(s *session, q request) answer {
	if !strings.EqualFold(q.message["operation"], "Add") {
		return failed("Unknown operation")
	}
	pattern, not := strings.CutPrefix(q.message["filter"], "!")
	if pattern == "" && w.major() >= modern {
		return failed("Filter was formatted incorrectly.  Check the syntax of the filter given.")
	}
	f, err := regexp.Compile(pattern)
	switch {
	case err != nil:
		return failed("Filter did not compile.  Check the syntax of the filter given.")
	case not:
		s.not = append(s.not, f)
	default:
		s.only = append(s.only, f)
	}
	return succeeded("Success")
}

// waitEvent gives what has happened since it was last asked. It does not wait: time
// stands still here while a request is answered.
func (w *World) waitEvent(s *session, _ request) answer {
	out := succeeded("Waiting for Event completed.")
	if s.inbox.wake == nil { // of HTTP: a connection has got them already
		out.heard = s.inbox.take()
	}
	out.events = []event{{{"Event", "WaitEventComplete"}}}
	return out
}

// userEvent tells all what a client wants them told, in its own words.
func (w *World) userEvent(_ *session, q request) answer {
	fields := [][2]string{{"UserEvent", q.message["userevent"]}}
	for _, l := range q.lines {
		if !strings.EqualFold(l[0], "Action") && !strings.EqualFold(l[0], "UserEvent") {
			fields = append(fields, l)
		}
	}
	w.emit("user", "UserEvent", fields...)
	return succeeded("Event Sent")
}
