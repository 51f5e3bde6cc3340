package asterisk

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// planned is a plan with what it was made from.
type planned struct {
	live, desired *state.Snapshot
	section       plan.Section
	said          diag.List
}

// reset undoes whatever is no longer declared.
var reset = map[string]diff.Release{"users": diff.ToReset, "devices": diff.ToReset, "queues": diff.ToReset}

// between plans a site for a PBX on which last was applied; nil is none.
func between(t fataler, live, last *state.Snapshot, site *model.Site) (planned, bool) {
	t.Helper()
	_, desired, ds := lowered(site)
	if ds.HasErrors() {
		t.Fatalf("a legal site is refused: %v", ds.Err())
	}
	p := planned{live: live, desired: desired}
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(live.Profile), Desired: desired, Live: live, Last: last, Released: reset})
	if ds.HasErrors() {
		p.said = ds
		return p, false
	}
	made, said := Steps(targets.StepInput{Profile: live.Profile, Desired: desired, Live: live, Changes: changes})
	if p.said = said; said.HasErrors() {
		return p, false
	}
	built, ds := plan.Build(plan.BuildInput{Site: "made", Targets: []plan.TargetInput{{Target: "pbx", Type: typeName, Profile: live.Profile,
		Vendor: plan.Vendor{Schema: Schema(live.Profile), Rights: Rights, Free: Free}, Desired: desired, Live: live, Changes: changes, Steps: made}}})
	p.section = built.Body.Sections[0]
	if ds.HasErrors() {
		t.Fatalf("the plan: %v\n%s", ds.Err(), route(p))
	}
	return p, true
}

// route is the steps of a plan in order, each with those that it needs.
func route(p planned) string {
	var b strings.Builder
	for _, x := range p.section.Steps {
		fmt.Fprintf(&b, "%s", x.ID)
		if len(x.Needs) > 0 {
			fmt.Fprintf(&b, " < %s", strings.Join(x.Needs, ", "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// walk does all steps in an order that is drawn among those that needs allow, and
// visits what each leaves behind.
func (p planned) walk(t *rapid.T, visit func(done map[string]bool, s *state.Snapshot)) *state.Snapshot {
	did, end := map[string]bool{}, p.live
	var effects []state.Effect
	for range p.section.Steps {
		var ready []*plan.Step
		for i := range p.section.Steps {
			if x := &p.section.Steps[i]; !did[x.ID] && !slices.ContainsFunc(x.Needs, func(id string) bool { return !did[id] }) {
				ready = append(ready, x)
			}
		}
		x := rapid.SampledFrom(ready).Draw(t, "next")
		did[x.ID], effects = true, append(effects, x.Effects...)
		s, wrong := Schema(p.live.Profile).Apply(p.live, effects)
		if len(wrong) > 0 {
			t.Fatalf("%s: effect %d cannot be\n%s", x.ID, wrong[0], route(p))
		}
		for i := range s.Objects {
			s.Objects[i] = s.Objects[i].Clone()
			asRead(&s.Objects[i], s.Profile)
		}
		visit(did, s)
		end = s
	}
	return end
}

// owners are those who log in as a number, by the paths of their passwords.
func ownerOf(path string) string {
	_, id, _ := strings.Cut(path, "devices.")
	owner, _, _ := strings.Cut(strings.Trim(id, `"`), "-")
	return owner
}

// TestPlans: from any site to any other every step in every order leaves no endpoint
// open, nobody in another person's place, and in the end nothing to do.
func TestPlans(t *testing.T) {
	plans := 0
	rapid.Check(t, func(t *rapid.T) {
		from, to := siteOf(t, true, true), siteOf(t, true, true)
		to.Targets = from.Targets
		if len(to.Roles) > 0 && len(from.Targets[0].Options) < 3 {
			to.Roles = nil
		}
		_, last, ds := lowered(from)
		if ds.HasErrors() {
			t.Fatalf("%v", ds.Err())
		}
		live := asLive(last)
		if rapid.Bool().Draw(t, "no record") {
			last = nil
		}
		p, ok := between(t, live, last, to)
		if !ok {
			for _, x := range p.said {
				if x.Severity == diag.Error && x.Code != diag.NumberChangedOwn {
					t.Fatalf("%s %s", x.Code, x.Message)
				}
			}
			return
		}
		plans++
		end := p.walk(t, func(done map[string]bool, s *state.Snapshot) { p.guarded(t, done, s, last != nil, from, to) })
		changes, _ := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(live.Profile), Desired: p.desired, Live: end})
		for _, c := range changes.Changes {
			if c.Acts() {
				t.Fatalf("after the plan %s is still to do: %+v\n%s", c.Name(), c.Fields, route(p))
			}
		}
	})
	if plans == 0 {
		t.Error("no two sites had a plan between them")
	}
}

// guarded holds a state on the way to what must always be.
func (p planned) guarded(t *rapid.T, done map[string]bool, s *state.Snapshot, known bool, from, to *model.Site) {
	for _, e := range s.OfKind(Endpoint) {
		auth := e.Get("auth").Items()
		if len(auth) == 0 {
			t.Fatalf("endpoint %s is open to everybody\n%s", e.Key, route(p))
		}
		if e.Get("context").Text() == "" || e.Get("allow").Presence() != state.Set {
			t.Fatalf("%s has no context or no codecs", inLine(&e))
		}
		was, is := holder(from, e.Key), holder(to, e.Key)
		a, there := s.Find(state.Ref{Kind: Auth, Key: auth[0]})
		if Station(e.Key) != StationLine || !there || !known || was == is {
			continue
		}
		anew := done[making(e.Ref())] || was == ""
		if who := ownerOf(a.Get("password").Text()); who != "" && (anew && who != is || !anew && who != was) {
			t.Fatalf("%s was %s's and becomes %s's, and %s can log in as it (made: %t)\n%s", e.Key, was, is, who, anew, route(p))
		}
	}
}

// holder is who has an extension in a site.
func holder(site *model.Site, number string) string {
	for i := range site.Users {
		if site.Users[i].Extension.Or("") == number {
			return site.Users[i].ID
		}
	}
	return ""
}
