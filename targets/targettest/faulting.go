package targettest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// mishaps are what goes wrong, one at a time, at every request.
var mishaps = []fault{
	{Kind: "status", Status: 401},
	{Kind: "status", Status: 403},
	{Kind: "status", Status: 429},
	{Kind: "status", Status: 429, RetryAfter: "0"},
	{Kind: "status", Status: 500},
	{Kind: "status", Status: 503},
	{Kind: "status-after", Status: 500},
	{Kind: "drop-before"},
	{Kind: "drop-after"},
	{Kind: "truncate"},
	{Kind: "malformed"},
	{Kind: "html"},
	{Kind: "delay", Delay: "20ms"},
	{Kind: "shift-page"},
	{Kind: "short-page"},
	{Kind: "expire"},
	{Kind: "ignore-write"},
}

// silences are targets that take a request and do not answer while the client
// has patience.
var silences = []fault{{Kind: "hold-before"}, {Kind: "hold-after"}}

// silent are mishaps of which a client learns by waiting.
func (f fault) silent() bool { return f.Kind == "hold-before" || f.Kind == "hold-after" }

// passing are mishaps that a connection gets over by itself, without an operator.
func (f fault) passing() bool {
	return f.Status == 401 || f.Status == 429 || f.Kind == "delay" || f.Kind == "expire"
}

// faults is laws 6 and 7 in the small: one mishap at every request of a run that
// creates, updates and removes; and in full also two, the second at the request
// after the first.
func faults(c *check) {
	t := c.tally("fault")
	for seed := range plans(1, 3) {
		d := c.disturbed(seed)
		by := func(f fault) {
			c.part(fmt.Sprintf("plan %d, %s", seed, f.name()), func(c *check) { d.by(t, c.start("peopled"), f) })
		}
		for _, f := range mishaps {
			by(f)
		}
		c.part(fmt.Sprintf("plan %d, a reply is lost, and then another", seed), func(c *check) { d.byLoss(t, c.start("peopled")) })
		for _, f := range silences { // last, since they take the longest
			by(f)
		}
		if torture() {
			for _, f := range mishaps {
				c.part(fmt.Sprintf("plan %d, %s and another", seed, f.name()), func(c *check) { d.byTwo(t, c.start("peopled"), f) })
			}
		}
	}
}

// disturbed is a run that went well once, and is to come to the same.
type disturbed struct {
	site     *model.Site
	schema   state.Schema
	world    []byte
	requests []request
	want     *state.Snapshot
}

func (c *check) disturbed(seed int) disturbed {
	s := c.start("peopled")
	d := disturbed{site: s.eventful(seed), world: s.world(), schema: c.Driver.Schema(s.profile())}
	s.clearRequests()
	s.forget()
	if _, why := s.attempt(d.site); why != "" {
		c.Fatalf("undisturbed: %s", why)
	}
	d.requests, d.want = s.requests(), s.read()
	return d
}

// by lets one mishap happen at every request of the run, one after the other.
func (d disturbed) by(t *tally, s *session, f fault) {
	for i, r := range d.requests {
		if spared(i+len(f.Kind), 5) {
			continue
		}
		f.Nth = i + 1
		t.count(s.check, fmt.Sprintf("%s (%s %s)", f, r.Method, r.Path), d.once(s, f.passing() && !login(r, d.requests), f))
	}
}

// byLoss lets the reply to each write be lost, and the look that is to settle it
// go wrong: one request of it, or all of this look and of those after it.
func (d disturbed) byLoss(t *tally, s *session) {
	writes := 0
	for i, r := range d.requests {
		if !r.Mutating {
			continue
		}
		if writes++; spared(writes, 2) {
			continue
		}
		for _, g := range []fault{{Kind: "status", Status: 403}, {Kind: "html"}} {
			for gap := range 3 { // a look may take several requests
				f := fault{Kind: "drop-after", Nth: i + 1}
				g.Nth = i + 2 + gap
				t.count(s.check, fmt.Sprintf("%s, %s (%s %s)", f, g, r.Method, r.Path), d.once(s, false, f, g))
			}
		}
		lost := []fault{{Kind: "drop-after", Nth: i + 1}}
		for blind := 1; blind <= 8; blind++ {
			lost = append(lost, fault{Kind: "status", Status: 403, Nth: i + 1 + blind})
			if blind > 1 {
				t.count(s.check, fmt.Sprintf("%s, and %d looks denied (%s %s)", lost[0], blind, r.Method, r.Path), d.once(s, false, lost...))
			}
		}
	}
}

// byTwo lets a mishap happen at every request, and each of the others at the one
// that comes next.
func (d disturbed) byTwo(t *tally, s *session, f fault) {
	for i := range d.requests {
		for _, g := range mishaps {
			f.Nth, g.Nth = i+1, i+2
			t.count(s.check, fmt.Sprintf("%s, %s", f, g), d.once(s, false, f, g))
		}
	}
}

// once is one run with its mishaps, and what it takes to end well after it. What
// passes by itself must not be noticed.
func (d disturbed) once(s *session, passes bool, faults ...fault) string {
	s.again(d.world)
	s.breakAt(faults...)
	if slices.ContainsFunc(faults, fault.silent) {
		s.patience.Timeout = 250 * time.Millisecond
	}
	_, why := s.attempt(d.site)
	s.patience = patience // what is slow from now on is the machine
	s.clearFaults()
	if passes && why != "" {
		return "it passes by itself: " + why
	}
	return s.endure(d.site, d.schema, d.want)
}

// again puts everything back to the beginning. The first request of a run goes over
// a connection that is new: net/http repeats by itself what an old one loses.
func (s *session) again(world []byte) {
	s.wire.CloseIdleConnections()
	s.clearFaults()
	s.clearRequests()
	s.setWorld(world)
	s.restart()
	s.forget()
}

// attempt is one run, plan and apply, as an operator would start it. It says
// whether there was nothing to do, and what went wrong.
func (s *session) attempt(site *model.Site) (idle bool, why string) {
	p, err := s.plan(site)
	switch {
	case err != nil:
		return false, "plan: " + err.Error()
	case p.diags.HasErrors():
		return false, "plan: " + p.diags.Err().Error()
	case len(automatic(p.section)) == 0:
		return true, ""
	}
	report, err := s.apply(p)
	if err != nil {
		return false, "apply: " + err.Error()
	}
	if report.Counts.Failed+report.Counts.Unknown+report.Counts.Skipped > 0 {
		return false, "apply: " + failures(report)
	}
	return false, ""
}

// login tells the request for a session, of which a refusal is final: some vendors
// let one log in by a GET.
func login(r request, all []request) bool {
	return !r.Mutating && r.Path == all[0].Path && (r.Method != "GET" || strings.HasSuffix(r.Path, "/login"))
}

// endure runs twice more, if need be, and says what is wrong with the world then. A
// run that reports success may still have been lied to: the next plan tells.
func (s *session) endure(site *model.Site, schema state.Schema, want *state.Snapshot) string {
	var said []string
	for range 2 {
		idle, why := s.attempt(site)
		if idle {
			break
		}
		if why != "" {
			said = append(said, why)
		}
	}
	got := s.read()
	if twice := duplicate(got); twice != "" {
		return twice
	}
	d := difference(schema, want, got, unread)
	if d == "" {
		return ""
	}
	for _, r := range s.writes() {
		said = append(said, fmt.Sprintf("%s %s %d %s", r.Method, r.Path, r.Status, r.Fault))
	}
	return "after three runs: " + d + "\n" + strings.Join(said, "\n")
}

// duplicate names an object that is there twice, "" when none is.
func duplicate(s *state.Snapshot) string {
	for i := 1; i < len(s.Objects); i++ {
		if s.Objects[i-1].Ref() == s.Objects[i].Ref() {
			return s.Objects[i].Ref().String() + " is there twice"
		}
	}
	return ""
}
