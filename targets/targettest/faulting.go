package targettest

import (
	"fmt"
	"strings"
	"testing"

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
	{Kind: "ignore-write"},
}

// passing are mishaps that a connection gets over by itself, without an operator.
func (f fault) passing() bool {
	return f.Status == 401 || f.Status == 429 || f.Kind == "delay"
}

// faults is laws 6 and 7 in the small: one mishap at every request of a run that
// creates, updates and removes.
func faults(c *check) {
	s := c.start("peopled")
	site := s.eventful(0)
	world := s.world()
	schema := c.Driver.Schema(s.profile())
	s.clearRequests()
	s.forget()
	if _, why := s.attempt(site); why != "" {
		c.Fatalf("undisturbed: %s", why)
	}
	d := disturbed{site: site, schema: schema, world: world, requests: s.requests(), want: s.read()}
	for _, f := range mishaps {
		c.part(f.name(), func(c *check) { d.by(c.start("peopled"), f) })
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

// by lets one mishap happen at every request of the run, one after the other.
func (d disturbed) by(s *session, f fault) {
	for i, r := range d.requests {
		if testing.Short() && i%5 != len(f.Kind)%5 {
			continue // with the race detector one request in five is enough
		}
		f.Nth = i + 1
		s.again(d.world)
		s.breakAt(f)
		if _, why := s.attempt(d.site); f.passing() && !login(r, d.requests) && why != "" {
			s.Errorf("%s (%s %s), which passes by itself: %s", f, r.Method, r.Path, why)
			return
		}
		if why := s.endure(d.site, d.schema, d.want); why != "" {
			s.Errorf("%s: %s", f, why)
			return
		}
	}
}

// again puts everything back to the beginning.
func (s *session) again(world []byte) {
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

// login tells the request for a session, of which a refusal is final.
func login(r request, all []request) bool {
	return !r.Mutating && r.Method != "GET" && r.Path == all[0].Path
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
