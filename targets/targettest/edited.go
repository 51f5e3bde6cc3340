package targettest

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// edited holds an apply up at each of its requests while another admin works.
//
// What was edited before the plan last looked at it is never overwritten: that
// step is left out as a conflict, or the whole run is refused, and the next plan
// shows it. Between that look and the write there is a moment that only the
// vendor could close; there the edit may be lost, but nothing else. What the site
// does not manage survives whenever it is edited.
func edited(c *check) {
	t := c.tally("edit")
	for seed := range plans(1, 3) {
		for _, m := range meddlings {
			c.part(fmt.Sprintf("plan %d, %s", seed, m.what), func(c *check) {
				c.start("peopled").meddle(t, m, c.office(), seed)
			})
		}
	}
}

// edits is an apply that is held up for one kind of edit.
type edits struct {
	*session
	meddling
	edit
	office office
	site   *model.Site
	schema state.Schema
	start  []byte
	want   *state.Snapshot
	along  map[state.Ref]bool // what the edit deletes beside its object
	until  int                // the first request of the last look at the object before it is written
	sent   int                // the last request of the write; of links, of the last one
}

func (s *session) meddle(t *tally, m meddling, o office, seed int) {
	x := &edits{session: s, meddling: m, office: o, site: s.eventful(seed), start: s.world()}
	before := s.read()
	x.schema = s.Driver.Schema(before.Profile)
	s.forget()
	p, ok := s.planned(Site{"eventful", x.site})
	if !ok {
		return
	}
	_, desired, _ := s.desire(x.site, before.Profile)
	x.edit, ok = o.first(x.start, m.find(look{x.schema, before, desired, p.section}))
	if !ok {
		s.Logf("no edit: %s", m.what)
		return
	}
	x.along = o.deletes(x.start, x.edit)
	s.clearRequests()
	x.observe()
	_, err := s.apply(p)
	s.seen = watcher{}
	if err != nil {
		s.Errorf("undisturbed: %v", err)
		return
	}
	n := len(s.requests())
	x.want = s.read()
	for i := 1; i <= n; i++ {
		if spared(i, 4) {
			continue
		}
		t.count(s.check, fmt.Sprintf("%s before request %d of %d", x.edit, i, n), x.at(i))
	}
}

// observe notes when the plan last looks at the object before writing it.
func (x *edits) observe() {
	written := false
	near := func(r state.Ref) bool { return r == x.object || x.shared && x.mates(r) }
	touches := func(c call) bool {
		for _, st := range c.steps {
			for _, e := range st.Effects {
				if near(e.Object) && !e.Predicted && (!x.shared || e.Object.Kind == x.object.Kind) {
					return true
				}
			}
		}
		return false
	}
	x.seen = watcher{
		before: func(c call) {
			if slices.ContainsFunc(c.refs, near) && !written {
				x.until = len(x.requests()) + 1
			}
		},
		after: func(c call) {
			if touches(c) && (!written || x.shared) {
				written, x.sent = true, len(x.requests())
			}
		},
	}
}

// mates reports whether an object has an end in common with the link that is made.
func (x *edits) mates(r state.Ref) bool {
	k, _ := x.schema.Kind(x.object.Kind)
	for _, f := range x.edit.with {
		if end, ok := k.Field(f.Name); ok && end.Ref != "" {
			if r == (state.Ref{Kind: end.Ref, Key: f.Desired.Text()}) {
				return true
			}
			if r.Kind == k.Name && (strings.HasPrefix(r.Key, f.Desired.Text()+"/") || strings.HasSuffix(r.Key, "/"+f.Desired.Text())) {
				return true
			}
		}
	}
	return false
}

// at has the edit made before the ith request of an apply, and says what is
// wrong afterwards.
func (x *edits) at(i int) string {
	x.again(x.start)
	p, err := x.plan(x.site)
	if err != nil {
		return "plan: " + err.Error()
	}
	x.clearRequests()
	x.breakAt(fault{Kind: "hold-before", Nth: i})
	var report *apply.Report
	over := make(chan struct{})
	go func() {
		defer close(over)
		report, err = x.apply(p)
	}()
	ended := func() bool {
		select {
		case <-over:
			return true
		default:
			return false
		}
	}
	if !x.await(func() bool { return x.holding() || ended() }) || ended() {
		x.clearFaults()
		<-over
		return fmt.Sprintf("there was no request %d: %v", i, err)
	}
	world, wrong := x.office.edit(x.world(), x.edit)
	if wrong == nil {
		x.setWorld(world)
	}
	x.clearFaults()
	<-over
	if wrong != nil && !errors.Is(wrong, errIdle) && i <= x.until {
		return "the edit: " + wrong.Error()
	}
	if wrong != nil {
		return x.settle(i, false) // it is too late for that edit, or the vendor refuses it by now
	}
	if why := x.judge(i, report, err); why != "" {
		return why
	}
	return x.settle(i, true)
}

// judge looks at what the run made of the edit.
func (x *edits) judge(i int, report *apply.Report, err error) string {
	now := x.read()
	kept := x.kept(now)
	if !x.managed {
		switch {
		case x.shared && err != nil && run.CodeOf(err) == run.Stale && kept:
			return "" // the plan rests on the collection
		case !kept && (i <= x.until || i > x.sent || x.until == 0):
			return "the edit is gone: " + x.found(now)
		case err != nil:
			return "it is no business of the plan: " + err.Error()
		}
		return ""
	}
	if i > x.until {
		return "" // too late for the plan to know
	}
	code := run.CodeOf(err)
	if report != nil && err == nil && report.Counts.Failed+report.Counts.Skipped > 0 {
		code = run.Partial
	}
	switch {
	case !kept:
		return "the plan overwrote it: " + x.found(now)
	case code != run.Stale && code != run.Partial:
		return fmt.Sprintf("nothing is said about it: exit code %d, %v", code, err)
	case code == run.Stale && len(x.writes()) > 0:
		return fmt.Sprintf("%d requests wrote something, and the run says that nothing was", len(x.writes()))
	}
	return x.shown()
}

// kept reports whether a reading shows what the other admin did.
func (x *edits) kept(now *state.Snapshot) bool {
	o, there := now.Find(x.object)
	switch {
	case x.op == state.OpDelete:
		return !there
	case !there:
		return false
	}
	return x.field == "" || o.Get(x.field).Equal(x.value)
}

func (x *edits) found(now *state.Snapshot) string {
	o, there := now.Find(x.object)
	if !there {
		return x.object.String() + " is not there"
	}
	return fmt.Sprintf("%s.%s is %s", x.object, x.field, o.Get(x.field))
}

// shown: the next plan has a change of what was edited.
func (x *edits) shown() string {
	p, err := x.plan(x.site)
	if err != nil {
		return "the plan after: " + err.Error()
	}
	for _, c := range p.section.Changes {
		if c.Object == x.object && c.Acts() {
			return ""
		}
	}
	return fmt.Sprintf("the next plan says nothing about %s:%s", x.object, steps(p.section))
}

// settle runs until there is nothing to do, and compares with a run that nobody
// disturbed: of what the site does not manage, the edit is left.
func (x *edits) settle(i int, made bool) string {
	var said []string
	idle := false
	for range 3 {
		var why string
		if idle, why = x.attempt(x.site); idle {
			break
		}
		if why != "" {
			said = append(said, why)
		}
	}
	if !idle {
		return "three runs did not do it: " + strings.Join(said, "\n")
	}
	want, got := x.want, x.read()
	if twice := duplicate(got); twice != "" {
		return twice
	}
	if made && x.shared {
		want, got = x.without(want, got) // the next plan takes it out, or nobody manages it
	} else if made && !x.managed && (i <= x.until || i > x.sent || x.until == 0) {
		want = x.with(want)
	} else if made && (x.op == state.OpDelete || !x.managed) {
		want, got = x.without(want, got)
	}
	if d := difference(x.schema, want, got, unread); d != "" {
		return "afterwards: " + d
	}
	return ""
}

// with is a snapshot with the edit.
func (x *edits) with(s *state.Snapshot) *state.Snapshot {
	out := *s
	out.Objects = slices.Clone(s.Objects)
	for i := range out.Objects {
		if o := &out.Objects[i]; o.Ref() == x.object {
			*o = o.Clone()
			o.Put(x.field, x.value)
		}
	}
	return &out
}

// without are two snapshots without the object, what refers to it in either and what
// the edit deletes with it: who deletes it takes that along.
func (x *edits) without(a, b *state.Snapshot) (*state.Snapshot, *state.Snapshot) {
	tied := maps.Clone(x.along)
	tied[x.object] = true
	for _, s := range []*state.Snapshot{a, b} {
		for i := range s.Objects {
			o := &s.Objects[i]
			k, ok := x.schema.Kind(o.Kind)
			if !ok {
				continue
			}
			for _, r := range k.References(o) {
				tied[o.Ref()] = tied[o.Ref()] || r == x.object
			}
		}
	}
	less := func(s *state.Snapshot) *state.Snapshot {
		out := *s
		out.Objects = slices.DeleteFunc(slices.Clone(s.Objects), func(o state.Object) bool { return tied[o.Ref()] })
		return &out
	}
	return less(a), less(b)
}
