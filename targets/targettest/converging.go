package targettest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
)

// examples are sites to apply: the target's own, and n that are made up, the
// same in every run. Under the race detector a quarter of those is enough.
func (c *check) examples(p state.Profile, n int) []Site {
	if Racing {
		n = (n + 3) / 4
	}
	out := slices.Clone(c.Sites)
	gen := c.sites(c.Driver.Caps(p))
	for i := range n {
		out = append(out, Site{fmt.Sprintf("made up %d", i), gen.Example(i)})
	}
	return out
}

// converge is law 2, from an empty world, from one full of other people, and
// from one site to the next.
func converge(c *check) {
	for _, world := range []string{"empty", "peopled"} {
		s := c.start(world)
		for _, x := range c.examples(s.profile(), 8) {
			s.converge(x)
		}
	}
}

// converge applies a site and plans again. Each site begins without a record of
// the one before, so that nothing counts as released.
func (s *session) converge(x Site) {
	s.Helper()
	s.forget()
	p, ok := s.planned(x)
	if !ok {
		return
	}
	report, err := s.apply(p)
	if err != nil {
		s.Errorf("%s: apply: %v", x.Name, err)
		return
	}
	if report.Counts.Failed+report.Counts.Unknown+report.Counts.Skipped > 0 {
		s.Errorf("%s: apply: %s", x.Name, failures(report))
		return
	}
	again, err := s.plan(x.Site)
	switch {
	case err != nil:
		s.Errorf("%s: plan after the apply: %v", x.Name, err)
	case len(automatic(again.section)) > 0:
		s.Errorf("%s: after the apply there is still a plan: %s\n\twhat was applied: %s", x.Name, steps(again.section), steps(p.section))
	}
	s.checkRights(x, p)
}

// planned plans a site that nothing may stand against.
func (s *session) planned(x Site) (*planned, bool) {
	s.Helper()
	before := s.read()
	p, err := s.plan(x.Site)
	if err != nil {
		s.Errorf("%s: plan: %v", x.Name, err)
		return nil, false
	}
	if p.diags.HasErrors() {
		s.Errorf("%s: plan: %v", x.Name, p.diags.Err())
		return nil, false
	}
	p.live = before
	return p, true
}

// checkRights holds the rights that the plan announced to those that are there.
// Of whom it is unknown whether they administer the system, all is open.
func (s *session) checkRights(x Site, p *planned) {
	there := s.Driver.Rights(s.read())
	open := map[state.Ref]bool{}
	for i := range there.Rows {
		if r := &there.Rows[i]; r.Permission == "system.manage" && r.Answer == rights.Unknown {
			open[r.Holder] = true
		}
	}
	for _, d := range rights.Diff(s.rightsAfter(p, automatic(p.section)), there) {
		if d.Before != rights.Unknown && d.After != rights.Unknown && !open[d.Holder] {
			s.Errorf("%s: the plan says that %s has %s %s: %s; on the target it is %s", x.Name, d.Holder, d.Permission, d.Scope, d.Before, d.After)
			return
		}
	}
}

// effectsOf are those of the steps that need nobody.
func effectsOf(section plan.Section) []state.Effect { return effectsOfSteps(automatic(section)) }

func effectsOfSteps(steps []plan.Step) []state.Effect {
	var out []state.Effect
	for _, st := range steps {
		out = append(out, st.Effects...)
	}
	return out
}

// automatic are the steps that need nobody, in order: no step for a person, and
// none that waits for one.
func automatic(section plan.Section) []plan.Step {
	waits := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(section.Steps), func(st plan.Step) bool {
		waits[st.ID] = st.Kind == plan.Manual || slices.ContainsFunc(st.Needs, func(id string) bool { return waits[id] })
		return waits[st.ID]
	})
}

func steps(section plan.Section) string {
	var out string
	for _, st := range section.Steps {
		out += fmt.Sprintf("\n\t%s %s (%s)", st.Op, st.Object, st.Call)
		for _, e := range st.Effects {
			out += fmt.Sprintf("\n\t\t%s %s", e.Op, e.Object)
			for _, a := range e.Attrs {
				out += fmt.Sprintf(" %s=%s", a.Name, a.Value)
			}
		}
	}
	return out
}

func failures(r *apply.Report) string {
	out := string(r.Ending) + " " + r.Error
	for _, st := range r.Steps {
		if st.Outcome != apply.Done && st.Outcome != apply.ByHand && st.Outcome != apply.Awaits {
			out += fmt.Sprintf("\n\t%s: %s %s", st.Title, st.Outcome, st.Error)
		}
	}
	return out
}

// effects carries out plans step by step and looks at the target after each.
func effects(c *check) {
	for _, world := range []string{"empty", "peopled"} {
		s := c.start(world)
		for _, x := range c.examples(s.profile(), 4) {
			if p, ok := s.planned(x); ok {
				s.checkSteps(x, p)
			}
		}
	}
}

func (s *session) checkSteps(x Site, p *planned) {
	w, done := s.writer()
	defer done()
	schema := s.Driver.Schema(p.live.Profile)
	yielded := map[state.Ref]string{}
	all := automatic(p.section)
	for i := range all {
		st := &all[i]
		before := s.read()
		order := targets.Order{Step: st, Live: before, Secret: s.secret, ID: finder(before, yielded)}
		result := w.Do(s.Context(), order)
		if result.Outcome != targets.Done {
			s.Errorf("%s: %s: %s: %v", x.Name, st.Title, result.Outcome, result.Err)
			return
		}
		maps.Copy(yielded, result.IDs)
		after := s.read()
		expected, wrong := schema.Apply(before, st.Effects)
		if len(wrong) > 0 {
			s.Errorf("%s: %s: effect %s is of an object that is there already, or is not", x.Name, st.Title, st.Effects[wrong[0]].Object)
		}
		if d := unexpected(schema, before, expected, after); d != "" {
			s.Errorf("%s: %s (%s): the target does not do what the step says: %s", x.Name, st.Title, st.Call, d)
			return
		}
		if d := s.hiddenFrom(schema, st); d != "" {
			s.Errorf("%s: %s (%s): the target does not do what the step says: %s", x.Name, st.Title, st.Call, d)
			return
		}
	}
}

// hiddenFrom says in what the vendor's console differs from what a call announced of
// fields that no API shows.
func (s *session) hiddenFrom(schema state.Schema, st *plan.Step) string {
	if s.Console == nil {
		return ""
	}
	shown, err := s.Console(s.world())
	if err != nil {
		s.Fatalf("Console: %v", err)
	}
	live := state.Snapshot{Objects: shown}
	live.Sort()
	for _, e := range st.Effects {
		k, _ := schema.Kind(e.Object.Kind)
		o, there := live.Find(e.Object)
		for _, a := range e.Attrs {
			if f, ok := k.Field(a.Name); ok && f.Has(state.Unread) && there && !f.Has(state.Secret) && !f.Holds(a.Value, o.Get(a.Name)) {
				return fmt.Sprintf("%s: announced %s = %s, and the console shows %s", e.Object, a.Name, a.Value, o.Get(a.Name))
			}
		}
	}
	return ""
}

// unexpected says in what the target differs from what was announced. What a
// vendor fills in by itself on a new object need not be announced, unless it
// gives somebody a right.
func unexpected(schema state.Schema, before, expected, after *state.Snapshot) string {
	for i := range expected.Objects {
		o := &expected.Objects[i]
		got, ok := after.Find(o.Ref())
		if !ok {
			return o.Ref().String() + " was announced and is not there"
		}
		want, have := fields(schema, o, unread|state.Unread), fields(schema, got, unread|state.Unread)
		if _, old := before.Find(o.Ref()); !old {
			k, _ := schema.Kind(o.Kind)
			for name, v := range have {
				f, _ := k.Field(name)
				off := v.Type() == state.Bool && !v.Bool()
				if _, said := want[name]; !said && (off || !f.Has(state.Privilege) || k.Can&state.Create == 0) {
					delete(have, name)
				}
			}
		}
		if d := differ(want, have); d != "" {
			return o.Ref().String() + ": announced and found: " + d
		}
	}
	for i := range after.Objects {
		o := &after.Objects[i]
		k, _ := schema.Kind(o.Kind)
		if _, ok := expected.Find(o.Ref()); !ok && k.Can&state.Create != 0 {
			return o.Ref().String() + " is there and was not announced"
		}
	}
	return ""
}

// unknown is law 10: everything is updated, and what the driver does not know
// is as before.
func unknown(c *check) {
	s := c.start("peopled")
	before := s.read()
	site, ds := c.Driver.Raise(before, targets.Names{})
	if site == nil {
		c.Fatalf("Raise: %v", ds.Err())
	}
	c.shake(site, before.Profile)
	p, ok := s.planned(Site{"everything changed", site})
	if !ok {
		return
	}
	if report, err := s.apply(p); err != nil || report.Counts.Failed > 0 {
		c.Fatalf("apply: %v %s", err, failures(report))
	}
	after := s.read()
	touched, kept := touchedBy(p.section), 0
	for i := range before.Objects {
		o := &before.Objects[i]
		got, ok := after.Find(o.Ref())
		if o.Extra == "" || !ok {
			continue
		}
		if got.Extra != o.Extra {
			c.Errorf("%s: what the driver does not know was %s and is %s", o.Ref(), o.Extra, got.Extra)
		} else if touched[o.Ref()] {
			kept++
		}
	}
	if kept == 0 && !c.Failed() {
		c.Errorf("no object of the world peopled that was updated has fields that the driver does not know (Extra)")
	}
}

func touchedBy(section plan.Section) map[state.Ref]bool {
	out := map[state.Ref]bool{}
	for _, e := range effectsOf(section) {
		out[e.Object] = out[e.Object] || e.Op == state.OpUpdate
	}
	return out
}

// shake changes what a site says about everything that it has.
func (c *check) shake(site *model.Site, p state.Profile) {
	caps := c.Driver.Caps(p)
	exact := func(noun string) bool { return caps.Noun(noun).Support == resolve.Exact }
	addresses := map[string]int{"": 2}
	for i := range site.Users {
		addresses[site.Users[i].Email.Or("")]++
	}
	for i := range site.Users {
		u := &site.Users[i]
		if exact("users.lastName") {
			u.LastName = model.Of("Shaken " + u.ID)
		}
		// Who shares an address may be known by the name, and who has none may have no place for one.
		if exact("users.displayName") && u.DisplayName.Managed() && addresses[u.Email.Or("")] == 1 {
			u.DisplayName = model.Of("Shaken " + u.ID)
		}
	}
	for i := range site.Groups {
		g := &site.Groups[i]
		noun := "groups." + string(g.Kind)
		if exact(noun + ".published") {
			g.Published = model.Of(!g.Published.Or(false))
		}
		if exact(noun + ".wrapUp") {
			g.WrapUp = model.Of(g.WrapUp.Or(0) + 7)
		}
		for j := range g.Members {
			if exact(noun+".members.overrides") && caps.Grant("calls.park", "true").Support == resolve.Exact {
				g.Members[j].Overrides = model.Grants{{Permission: "calls.park", Level: "true"}}
			}
		}
	}
	site.Targets = []model.Target{{Object: model.Object{ID: "pbx"}, Type: c.Driver.Type}}
}

// quirks runs the target under every behaviour that its documentation names.
func quirks(c *check) {
	if sim, err := c.Driver.Simulate(c.Context(), targets.SimOptions{Seed: c.Worlds["empty"], Options: map[string]string{"no such option": "1"}}); err == nil {
		sim.Close()
		c.Errorf("the simulator starts with an option that it does not have: a misspelt quirk would go unnoticed")
	}
	for _, q := range c.Driver.Doc.Quirks {
		if q.Name == "" || q.What == "" {
			c.Errorf("quirk %q does not say what it is", q.Name)
		}
		if q.Option == "" {
			continue // the simulator always behaves so
		}
		values := c.Quirks[q.Option]
		if len(values) == 0 {
			c.Errorf("quirk %s: the suite is given no value for the simulator's option %s", q.Name, q.Option)
		}
		for _, v := range values {
			s := c.start("peopled", q.Option, v)
			s.converge(c.examples(s.profile(), 1)[len(c.Sites)])
		}
	}
}
