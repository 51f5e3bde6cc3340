package targettest

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/compiler/write"
)

// chance is laws 6, 7 and 11 for sites, worlds, faults and edits that nobody
// chose. What fails is made small, and is told with its site and world.
func chance(c *check) {
	t := c.tally("chance")
	o := c.office()
	worlds := map[string]*session{"empty": c.start("empty"), "peopled": c.start("peopled")}
	most := plans(30, 1000)
	rapid.Check(c.TB, func(rt *rapid.T) {
		if t.passed >= most && t.failed == 0 {
			return // rapid has one number for all properties of a run
		}
		world := rapid.SampledFrom(sortedKeys(worlds)).Draw(rt, "world")
		w := &wandering{session: worlds[world], office: o, start: c.Worlds[world]}
		w.draw(rt)
		switch why := w.run(); {
		case w.refused:
		case why == "":
			t.count(c, "chance", "")
		default:
			t.failed = 1 // and all that follows makes it smaller
			rt.Fatalf("%s\nworld %s, edits %v, faults %v\nsite:\n%s", why, world, w.edited, w.faults, text(w.site))
		}
	})
}

// wandering is one site that meets one world and its accidents.
type wandering struct {
	*session
	office office
	start  []byte
	site   *model.Site
	faults []fault
	edits  []accident

	schema  state.Schema
	began   *state.Snapshot
	owned   bool // somebody may change rights
	touched map[state.Ref]bool
	edited  []edit
	calls   int
	wrong   string
	refused bool // by a guard
}

// accident is an edit of some kind before some call of some run.
type accident struct{ call, kind, pick int }

func (w *wandering) draw(rt *rapid.T) {
	w.again(w.start)
	p := w.profile()
	caps := w.Driver.Caps(p)
	w.schema = w.Driver.Schema(p)
	w.site = w.sitesOf(caps, 4).Draw(rt, "site")
	exclude(w.site, caps, rapid.IntRange(0, len(caps.Manage)).Draw(rt, "owned"))
	for range rapid.IntRange(0, 4).Draw(rt, "faults") {
		f := rapid.SampledFrom(mishaps).Draw(rt, "fault")
		f.Nth = rapid.IntRange(1, 80).Draw(rt, "at")
		w.faults = append(w.faults, f)
	}
	for range rapid.IntRange(0, 2).Draw(rt, "edits") {
		w.edits = append(w.edits, accident{rapid.IntRange(1, 12).Draw(rt, "before call"), rapid.IntRange(0, len(meddlings)-1).Draw(rt, "kind"), rapid.IntRange(0, 20).Draw(rt, "which")})
	}
}

// run does three runs, the last one without accidents, and says what is wrong.
func (w *wandering) run() string {
	first, err := w.plan(w.site)
	if err != nil {
		return "plan: " + err.Error()
	}
	if first.diags.HasErrors() {
		w.refused = true
		return ""
	}
	w.began = w.office.look(w.start)
	w.owned, w.touched = w.mastered(w.began), map[state.Ref]bool{}
	w.again(w.start)
	w.breakAt(w.faults...)
	for range 2 {
		w.once()
	}
	w.clearFaults()
	w.edits = nil
	said := w.once()
	if w.wrong != "" {
		return w.wrong
	}
	idle, why := w.attempt(w.site)
	if !idle {
		return fmt.Sprintf("three runs did not do it: %s\n%s", said, why)
	}
	return w.survived()
}

// once is one run, with edits before its calls and a look at the world after
// each that writes.
func (w *wandering) once() string {
	p, err := w.plan(w.site)
	if err != nil {
		return err.Error()
	}
	if p.diags.HasErrors() {
		return p.diags.Err().Error()
	}
	for _, c := range p.section.Changes {
		if c.Acts() {
			w.touched[c.Object], w.touched[c.Live()] = true, true
		}
	}
	for _, e := range effectsOf(p.section) {
		w.touched[e.Object] = true
	}
	w.seen = watcher{
		before: func(call) { w.meddle(p) },
		after: func(c call) {
			if len(c.steps) > 0 && w.wrong == "" {
				w.wrong = w.broken(w.office.look(w.world()))
			}
		},
	}
	defer func() { w.seen = watcher{} }()
	report, err := w.apply(p)
	if report != nil && err == nil {
		return failures(report)
	}
	return fmt.Sprint(err)
}

// meddle makes the edits that are due.
func (w *wandering) meddle(p *planned) {
	w.calls++
	for _, a := range w.edits {
		if a.call != w.calls {
			continue
		}
		_, desired, _ := w.desire(w.site, w.began.Profile)
		all := meddlings[a.kind].find(look{w.schema, w.office.look(w.world()), desired, p.section})
		if len(all) == 0 {
			continue
		}
		e := all[a.pick%len(all)]
		if world, err := w.office.edit(w.world(), e); err == nil {
			w.setWorld(world)
			w.edited = append(w.edited, e)
		}
	}
}

// broken names an invariant that does not hold in a world on the way.
func (w *wandering) broken(now *state.Snapshot) string {
	if twice := duplicate(now); twice != "" {
		return twice
	}
	if shared := w.shared(now); shared != "" {
		return shared
	}
	if w.owned && !w.mastered(now) {
		return "nobody is left who may change rights"
	}
	for i := range w.began.Objects {
		r := w.began.Objects[i].Ref()
		if w.touched[r] || w.byOthers(r) {
			continue
		}
		o, there := now.Find(r)
		if !there {
			return r.String() + ", which no plan touches, is gone"
		}
		if d := differ(fields(w.schema, &w.began.Objects[i], unread), fields(w.schema, o, unread)); d != "" && len(w.edited) == 0 {
			return r.String() + ", which no plan touches: " + d
		}
	}
	return ""
}

// byOthers reports whether another admin had a hand in an object, or in one that
// it belongs to.
func (w *wandering) byOthers(r state.Ref) bool {
	o, ok := w.began.Find(r)
	return slices.ContainsFunc(w.edited, func(e edit) bool {
		if e.object == r || !ok {
			return e.object == r
		}
		k, _ := w.schema.Kind(o.Kind)
		for owner := range k.Owners(o) {
			if owner == e.object {
				return true
			}
		}
		return false
	})
}

// shared names a value that two objects have, where none may.
func (w *wandering) shared(now *state.Snapshot) string {
	for _, k := range w.schema.Kinds {
		for _, f := range k.Fields {
			if !f.Has(state.Unique) {
				continue
			}
			seen := map[string]state.Ref{}
			for _, o := range now.OfKind(k.Name) {
				v := o.Get(f.Name).Text()
				if first, ok := seen[v]; ok && v != "" {
					return fmt.Sprintf("%s and %s have the same %s", first, o.Ref(), f.Name)
				}
				seen[v] = o.Ref()
			}
		}
	}
	return ""
}

// mastered reports whether somebody may certainly change rights.
func (w *wandering) mastered(now *state.Snapshot) bool {
	return slices.ContainsFunc(w.Driver.Rights(now).Rows, func(r rights.Row) bool { return r.Privileged && r.Answer == rights.Yes })
}

// holds reports whether an object is as an edit made it. Some are known by what was
// edited, and have another name since; what is the vendor's own may be left out, and a
// secret of somebody else's is one that the site does not know.
func (e edit) holds(now *state.Snapshot, schema state.Schema) bool {
	as := func(o *state.Object) bool {
		k, _ := schema.Kind(o.Kind)
		f, ok := k.Field(e.field)
		live := o.Get(e.field)
		return ok && (f.Holds(e.value, live) || f.Has(state.Sealed) && live.Text() == state.Another)
	}
	if o, ok := now.Find(e.object); ok {
		return as(o)
	}
	return slices.ContainsFunc(now.OfKind(e.object.Kind), func(o state.Object) bool { return as(&o) })
}

// survived: what another admin changed of what the site does not touch is there.
func (w *wandering) survived() string {
	now := w.read()
	if why := w.broken(now); why != "" {
		return why
	}
	last := map[string]edit{}
	for _, e := range w.edited {
		if !w.touched[e.object] {
			last[e.object.String()+" "+e.field] = e
		}
	}
	for _, name := range sortedKeys(last) {
		e := last[name]
		if e.op == state.OpUpdate && !e.holds(now, w.Driver.Schema(now.Profile)) {
			return fmt.Sprintf("%s is lost", e)
		}
	}
	return ""
}

// text is a site as its user would write it.
func text(x *model.Site) string {
	plain := *x
	plain.Targets = nil
	files, err := write.Site(&plain, write.Options{})
	if err != nil {
		return err.Error()
	}
	var out string
	for _, f := range files {
		out += string(f.Data)
	}
	return out
}
