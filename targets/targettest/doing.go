package targettest

import (
	"maps"
	"net/http"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// do holds each call to be sent once, and its outcome to be what happened.
func do(c *check) {
	s := c.start("peopled")
	p, ok := s.planned(Site{"eventful", s.eventful(0)})
	if !ok {
		return
	}
	w, done := s.writer()
	defer done()
	ids := map[state.Ref]string{}
	all := automatic(p.section)
	for i := range all {
		if !s.checkCall(w, &all[i], ids) {
			return
		}
	}
}

// checkCall does a step undisturbed, and again from the same beginning under
// each mishap.
func (s *session) checkCall(w targets.Writer, st *plan.Step, ids map[state.Ref]string) bool {
	world, before := s.world(), s.read()
	order := targets.Order{Step: st, Live: before, Secret: s.secret, ID: finder(before, ids)}
	s.awake(w)
	result := w.Do(s.Context(), order)
	sent := s.writes()
	if result.Outcome != targets.Done || len(sent) != 1 {
		s.Errorf("%s: %s after %d writes, want done after one: %v", st.Title, result.Outcome, len(sent), result.Err)
		return false
	}
	after, then := s.world(), s.read()
	s.setWorld(world)
	s.checkPatience(w, st, order, sent[0])
	for i, f := range mishaps {
		if spared(i+len(st.ID), 2) {
			continue
		}
		if f.Kind == "shift-page" || f.Kind == "delay" || f.RetryAfter != "" {
			continue
		}
		s.clearFaults()
		s.setWorld(world)
		s.awake(w)
		f.Match, f.Nth = match{Method: sent[0].Method, Path: sent[0].Path}, 1
		s.breakAt(f)
		got := w.Do(s.Context(), order)
		s.checkOutcome(st, f, got, before, then)
	}
	s.clearFaults()
	s.setWorld(after)
	maps.Copy(ids, result.IDs)
	return true
}

// checkPatience holds a call to wait for the answer.
func (s *session) checkPatience(w targets.Writer, st *plan.Step, order targets.Order, as request) {
	s.awake(w)
	s.breakAt(fault{Match: match{Method: as.Method, Path: as.Path}, Nth: 1, Kind: "hold-before"})
	over := make(chan targets.Result, 1)
	go func() { over <- w.Do(s.Context(), order) }()
	held := s.await(func() bool { return s.holding() || len(over) > 0 })
	if !held || len(over) > 0 {
		s.Errorf("%s: the outcome is told before the target has the call", st.Title)
	}
	s.clearFaults()
	<-over
}

// awake has a connection log in again where that is needed: on some systems,
// looking with another connection has ended its session.
func (s *session) awake(w targets.Writer) {
	if _, err := w.Probe(s.Context()); err != nil {
		s.Fatalf("probe: %v", err)
	}
	s.clearRequests()
}

// checkOutcome holds an outcome against the world.
func (s *session) checkOutcome(st *plan.Step, f fault, got targets.Result, before, then *state.Snapshot) {
	schema := s.Driver.Schema(before.Profile)
	now := s.read()
	happened := difference(schema, then, now, unread) == ""
	nothing := difference(schema, before, now, unread) == ""
	reached := 0
	for _, r := range s.writes() {
		if r.Status != http.StatusUnauthorized && r.Fault != "status" && r.Fault != "html" && r.Fault != "drop-before" {
			reached++
		}
	}
	if reached > 1 {
		s.Errorf("%s: %s: the call reached the target %d times", st.Title, f, reached)
	}
	switch {
	case got.Outcome == targets.Done && !happened && f.Kind != "ignore-write":
		s.Errorf("%s: %s: the outcome is done, and it is not", st.Title, f)
	case (got.Outcome == targets.Refused || got.Outcome == targets.NotSent) && !nothing:
		s.Errorf("%s: %s: the outcome is %s, and the target changed", st.Title, f, got.Outcome)
	case got.Outcome != targets.Done && got.Err == nil:
		s.Errorf("%s: %s: the outcome is %s without a reason", st.Title, f, got.Outcome)
	case f.Kind == "status" && f.Status == http.StatusForbidden && got.Outcome != targets.Refused:
		s.Errorf("%s: %s: the outcome is %s, want refused", st.Title, f, got.Outcome)
	}
}

// finder finds vendor ids in a reading and among those yielded since.
func finder(live *state.Snapshot, yielded map[state.Ref]string) func(state.Ref) (string, bool) {
	return func(r state.Ref) (string, bool) {
		if id, ok := yielded[r]; ok {
			return id, true
		}
		o, ok := live.Find(r)
		if !ok {
			return "", false
		}
		return o.ID, true
	}
}
