package targettest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// undo applies sites and takes each back, and takes that back too.
func undo(c *check) {
	for _, world := range []string{"empty", "peopled"} {
		s := c.start(world)
		for _, x := range c.examples(s.profile(), 8) {
			s.undone(x)
		}
	}
}

// undone holds one apply to its way back: the world is as before, but for what
// the plan says is lost, and the site asks for the same again; taking that back
// leads to what was applied.
func (s *session) undone(x Site) {
	s.Helper()
	s.forget()
	p, ok := s.planned(x)
	if !ok || p.made.Plan.Empty() {
		return
	}
	if report, err := s.apply(p); err != nil || report.Counts.Failed+report.Counts.Unknown+report.Counts.Skipped > 0 {
		s.Errorf("%s: apply: %v", x.Name, err)
		return
	}
	applied, schema := s.read(), s.Driver.Schema(p.live.Profile)
	unsaid, lasting := forPeople(p.section), s.lasting(p)
	if !s.takeBack(x, "taken back", p.live, unsaid, lasting) {
		return
	}
	again, err := s.plan(x.Site)
	switch {
	case err != nil:
		s.Errorf("%s: plan after it was taken back: %v", x.Name, err)
	case stepsBut(again.section, schema, lasting) != stepsBut(p.section, schema, lasting):
		s.Errorf("%s: taken back, the site does not ask for the same again: %s\n\tit was: %s", x.Name, steps(again.section), steps(p.section))
	}
	if !s.takeBack(x, "done again", applied, unsaid, lasting) {
		return
	}
	last, err := s.plan(x.Site)
	switch {
	case err != nil:
		s.Errorf("%s: plan after it was done again: %v", x.Name, err)
	case len(automatic(last.section)) > 0:
		s.Errorf("%s: done again, there is still a plan: %s", x.Name, steps(last.section))
	}
}

// forPeople is what the steps of a section that a person has to do are about. Nobody
// does them here, and nobody says that they did.
func forPeople(section plan.Section) map[state.Ref]bool {
	out := map[state.Ref]bool{}
	for _, st := range section.Steps {
		for _, e := range st.Effects {
			if st.Kind == plan.Manual {
				out[e.Object] = true
			}
		}
	}
	return out
}

// lasting is what a section makes and nobody can delete.
func (s *session) lasting(p *planned) map[state.Ref]bool {
	schema, out := s.Driver.Schema(p.live.Profile), map[state.Ref]bool{}
	for _, st := range p.section.Steps {
		for _, e := range st.Effects {
			if k, ok := schema.Kind(e.Object.Kind); ok && e.Op == state.OpCreate && !e.Predicted && k.Can&state.Create != 0 && k.Can&state.Delete == 0 {
				out[e.Object] = true
			}
		}
	}
	return out
}

// stepsBut are the steps of a section, but for those about what a plan made for good,
// and for secrets in what was there: those stay when all else is taken back.
func stepsBut(section plan.Section, schema state.Schema, last map[state.Ref]bool) string {
	var left []plan.Step
	for _, st := range section.Steps {
		if last[st.Object] {
			continue
		}
		said := len(st.Effects)
		st.Effects = openly(schema, st.Effects)
		if len(st.Effects) > 0 || said == 0 {
			left = append(left, st)
		}
	}
	section.Steps = left
	return steps(section)
}

// openly are effects without the secrets of what was there.
func openly(schema state.Schema, effects []state.Effect) []state.Effect {
	var out []state.Effect
	for _, e := range effects {
		k, ok := schema.Kind(e.Object.Kind)
		if !ok || e.Op != state.OpUpdate {
			out = append(out, e)
			continue
		}
		all := len(e.Attrs)
		e.Attrs = slices.DeleteFunc(slices.Clone(e.Attrs), func(a state.Attr) bool {
			f, ok := k.Field(a.Name)
			return ok && f.Has(state.Sealed)
		})
		if len(e.Attrs) > 0 || all == 0 {
			out = append(out, e)
		}
	}
	return out
}

// butLasting is a snapshot without what a plan makes for good.
func butLasting(x *state.Snapshot, last map[state.Ref]bool) *state.Snapshot {
	out := *x
	out.Objects = slices.DeleteFunc(slices.Clone(x.Objects), func(o state.Object) bool { return last[o.Ref()] })
	return &out
}

// takeBack takes the newest run back, and holds the world to what it was before.
// All is taken back but for what was left to people.
func (s *session) takeBack(x Site, what string, before *state.Snapshot, unsaid, last map[state.Ref]bool) bool {
	s.Helper()
	made, err := s.rollback(x)
	if err != nil {
		s.Errorf("%s: %s: plan: %v", x.Name, what, err)
		return false
	}
	section, _ := made.Plan.Section(x.Site.Targets[0].ID)
	kept := slices.DeleteFunc(slices.Clone(section.Kept), func(k plan.Kept) bool { return (unsaid[k.Object] || last[k.Object]) && k.Field == "" })
	if section.Failed != "" || len(kept) > 0 {
		s.Errorf("%s: %s: %s %v, and nobody else was there", x.Name, what, section.Failed, kept)
		return false
	}
	done, err := made.Job.Apply(s.Context(), made.Plan, run.Execution{Planned: made, Allowed: flagsOf(made.Plan)})
	if err == nil {
		err = done[0].Err
	}
	if err != nil {
		why := ""
		if len(done) > 0 && done[0].Report != nil {
			why = failures(done[0].Report)
		}
		s.Errorf("%s: %s: apply: %v: %s\n\t%s", x.Name, what, err, why, steps(*section))
		return false
	}
	schema, now := s.Driver.Schema(before.Profile), s.read()
	s.sealedStay(x, what, schema, before, now, made.Plan)
	if d := difference(schema, butLasting(before, last), butLasting(now, last), unread|state.Sealed); d != "" {
		s.Errorf("%s: %s, the world is not as before: %s\n\t%s", x.Name, what, d, steps(*section))
		return false
	}
	return true
}

// sealedStay holds secrets that are not what they were before a run, now that it is
// taken back, to what its plan says is lost: nobody had them. One that was written
// is never taken away.
func (s *session) sealedStay(x Site, what string, schema state.Schema, before, now *state.Snapshot, p *plan.Plan) {
	section, _ := p.Section(x.Site.Targets[0].ID)
	for i := range before.Objects {
		was := &before.Objects[i]
		is, there := now.Find(was.Ref())
		k, ok := schema.Kind(was.Kind)
		for j := 0; ok && there && j < len(k.Fields); j++ {
			f := &k.Fields[j]
			if !f.Has(state.Sealed) || is.Get(f.Name).Equal(was.Get(f.Name)) {
				continue
			}
			if !slices.ContainsFunc(section.Lost, func(l plan.Lost) bool { return l.Object == was.Ref() }) {
				s.Errorf("%s: %s: %s.%s is another secret, and the plan does not say that the former is lost", x.Name, what, was.Ref(), f.Name)
			}
			if is.Get(f.Name).Presence() != state.Set {
				s.Errorf("%s: %s: %s.%s is empty now", x.Name, what, was.Ref(), f.Name)
			}
		}
	}
}

// rollback plans to take the newest run back.
func (s *session) rollback(x Site) (*run.Planned, error) {
	job := s.job(x.Site)
	name, err := job.FindRun(run.Last)
	if err != nil {
		return nil, err
	}
	made, err := job.Rollback(s.Context(), name)
	if err != nil {
		return nil, err
	}
	for _, f := range made.Failures {
		err = errors.Join(err, f)
	}
	if found := made.Found.Err(); found != nil {
		err = errors.Join(err, fmt.Errorf("of run %s: %w", name, found))
	}
	return made, err
}

// flagsOf agrees to all that guards ask about.
func flagsOf(p *plan.Plan) []string {
	var out []string
	for _, r := range p.Refused() {
		out = append(out, r.Flag)
	}
	return out
}
