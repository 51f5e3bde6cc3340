package threecx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// deadEnds says which calls end nowhere because what they go to is deleted, and
// comes back under no other number: nobody asked for that, and the PBX does not
// say it either.
func (s *stepping) deadEnds() {
	gone := s.gone()
	if len(gone) == 0 {
		return
	}
	callers := map[string][]string{}
	for _, kind := range []string{Group, Queue, RingGroup, Forwarding, Receptionist} {
		for _, o := range s.in.Live.OfKind(kind) {
			for _, n := range s.callsInto(&o, gone) {
				callers[n] = append(callers[n], s.caller(&o))
			}
		}
	}
	for _, n := range draft.SortedKeys(callers) {
		c := gone[n]
		what := strings.TrimSpace(s.title("", c.Live()))
		if c.Object.Kind == User {
			what = "extension " + s.personNow(n)
		}
		s.ds.Add(diag.Diagnostic{Code: diag.LostByNumber, Severity: diag.Warning, Target: s.in.Live.Target, Path: cmp.Or(c.Canonical, c.Live().String()),
			Message: fmt.Sprintf("%s is deleted, and calls still go there from: %s", what, strings.Join(draft.Unique(callers[n]), "; ")),
			Hint:    "declare where those calls go, or see to it on the PBX"})
	}
}

// gone are the changes by which a number is nobody's any more.
func (s *stepping) gone() map[string]*diff.Change {
	gone := map[string]*diff.Change{}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		_, again := s.renumbered[c.Live().Key]
		if c.Acts() && (c.Op == state.OpDelete || c.Replace) && !again && slices.Contains([]string{User, Queue, RingGroup}, c.Object.Kind) {
			gone[c.Live().Key] = c
		}
	}
	return gone
}

// dropOuts says which queues and ring groups a deleted extension is taken out of,
// where the site does not declare who is in them and no line of a plan shows it.
func (s *stepping) dropOuts() {
	gone := s.gone()
	from := map[string][]string{}
	for _, kind := range []string{Queue, RingGroup} {
		for _, o := range s.in.Live.OfKind(kind) {
			for _, l := range []struct{ attr, as string }{{"Agents", "agent"}, {"Managers", "manager"}, {"Members", "member"}} {
				if !s.unmanaged(&o, l.attr) {
					continue
				}
				for _, n := range o.Get(l.attr).Items() {
					if c := gone[n]; c != nil && c.Object.Kind == User {
						from[n] = append(from[n], l.as+" of "+s.title("", o.Ref()))
					}
				}
			}
			s.skillLost(&o, gone)
		}
	}
	for _, n := range draft.SortedKeys(from) {
		c := gone[n]
		s.ds.Add(diag.Diagnostic{Code: diag.LostByNumber, Severity: diag.Warning, Target: s.in.Live.Target, Path: cmp.Or(c.Canonical, c.Live().String()),
			Message: fmt.Sprintf("extension %s is deleted, and the PBX takes it out of what the site does not declare: %s", s.personNow(n), strings.Join(from[n], "; ")),
			Hint:    "see to it that somebody is left there; taking the run back puts a new extension of that number into them again"})
	}
}

// skillLost notes the skill groups that go with an agent.
func (s *stepping) skillLost(o *state.Object, gone map[string]*diff.Change) {
	for _, item := range o.Get("Skills").Items() {
		n, _, _ := strings.Cut(item, ":")
		id := "delete " + state.Ref{Kind: User, Key: n}.String()
		if i := slices.IndexFunc(s.steps, func(x plan.Step) bool { return x.ID == id }); i >= 0 && gone[n] != nil {
			s.steps[i].Loses = draft.Unique(append(s.steps[i].Loses, "the skill group in "+s.title("", o.Ref())))
		}
	}
}

// callsInto are those of some numbers that an object goes on calling.
func (s *stepping) callsInto(o *state.Object, gone map[string]*diff.Change) []string {
	if _, goes := gone[o.Key]; goes && o.Kind != Group || s.deleted[o.Get("User").Text()] {
		return nil
	}
	var out []string
	if o.Kind == Receptionist {
		for _, n := range o.Get("Calls").Items() {
			if gone[n] != nil {
				out = append(out, n)
			}
		}
		return out
	}
	for _, a := range o.Attrs {
		if a.Value.Presence() != state.Set || a.Value.Type() != state.Tree {
			continue
		}
		for _, to := range destinations(a.Value) {
			if c := gone[to.Key]; c != nil && c.Object.Kind == to.Kind && s.unmanaged(o, a.Name) {
				out = append(out, to.Key)
			}
		}
	}
	return draft.Unique(out)
}

// caller is what people call an object that sends calls.
func (s *stepping) caller(o *state.Object) string {
	if o.Kind == Forwarding {
		return fmt.Sprintf("%s (%s)", s.person(o.Get("User").Text()), o.Get("Name").Text())
	}
	return s.title("", o.Ref())
}
