package rainbow

import (
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// hubOf has a group of ann and ben, one that rings with cid and dora, and direct
// numbers of ann and of the second.
func hubOf() firm {
	f := firm{hub: true, people: map[string]human{}, titles: map[string]string{}, groups: map[string]team{"alpha": led("ann", "ben"), "sales": {others: []string{"cid", "dora"}, ddi: ddis[1]}}}
	for i, u := range []string{"ann", "ben", "cid", "dora", "emil"} {
		f.people[u] = human{licence: Enterprise, extension: phones[i]}
	}
	f.people["ann"] = human{licence: Enterprise, extension: phones[0], ddi: ddis[0]}
	return f
}

// TestRoutesOfOthers are the ways of groups without a manager, and of what the Hub
// has.
func TestRoutesOfOthers(t *testing.T) {
	desk := func() firm {
		f := firmOf()
		f.groups["lobby"] = team{others: []string{"ann"}, heads: []string{"gus"}}
		f.people["gus"], f.seats = human{licence: Business, extension: "8007", attendant: true}, map[string]int64{Attendant: 1}
		return f
	}
	for _, x := range []struct {
		name string
		from firm
		to   func(f firm)
		want string
	}{
		{"the one Attendant licence goes from supervisor to supervisor", desk(), func(f firm) {
			f.groups["lobby"] = team{others: []string{"ann"}, heads: []string{"cid"}}
			f.people["gus"], f.people["cid"] = human{licence: Business, extension: "8007"}, human{licence: Business, extension: "8003", attendant: true}
		}, "narrow supervision/lobby\ndelete licence/gus@acme.example/attendant < narrow supervision/lobby\ncreate licence/cid@acme.example/attendant < delete licence/gus@acme.example/attendant\n" +
			"update supervision/lobby < create licence/cid@acme.example/attendant, narrow supervision/lobby\n"},
		{"a supervisor is supervised from now on, and gives the licence back", desk(), func(f firm) {
			f.groups["lobby"] = team{others: []string{"ann", "gus"}}
			f.people["gus"] = human{licence: Business, extension: "8007"}
		}, "update supervision/lobby\ndelete licence/gus@acme.example/attendant < update supervision/lobby\n"},
		{"a direct number for another, in one plan", hubOf(), func(f firm) { f.people["ann"] = human{licence: Enterprise, extension: phones[0], ddi: ddis[2]} },
			"free number of user/ann@acme.example\nnumber user/ann@acme.example < free number of user/ann@acme.example\n"},
		{"a person and a group exchange their direct numbers", hubOf(), func(f firm) {
			f.people["ann"] = human{licence: Enterprise, extension: phones[0], ddi: ddis[1]}
			f.groups["sales"] = team{others: []string{"cid", "dora"}, ddi: ddis[0]}
		}, "free number of user/ann@acme.example\nfree number of hubGroup/8705\nnumber user/ann@acme.example < free number of hubGroup/8705, free number of user/ann@acme.example\n" +
			"number hubGroup/8705 < free number of hubGroup/8705, free number of user/ann@acme.example\n"},
		{"a group takes another number by itself", hubOf(), func(f firm) { f.groups["sales"] = team{others: []string{"cid", "dora"}, ddi: ddis[2]} }, "number hubGroup/8705\n"},
		{"another number of the Cloud PBX: nobody has two, so that who rings is left for a moment", hubOf(), func(f firm) { f.people["cid"] = human{licence: Enterprise, extension: phones[7]} },
			"narrow hubGroup/8705\ndelete subscriber/cid@acme.example/8003 < narrow hubGroup/8705\ncreate subscriber/cid@acme.example/8008 < delete subscriber/cid@acme.example/8003\n" +
				"update hubGroup/8705 < create subscriber/cid@acme.example/8008, narrow hubGroup/8705\n"},
		{"a leader's: the group is made anew", hubOf(), func(f firm) { f.people["ann"] = human{licence: Enterprise, extension: phones[7], ddi: ddis[0]} },
			"delete hubGroup/8701\ndelete subscriber/ann@acme.example/8001 < delete hubGroup/8701\ncreate subscriber/ann@acme.example/8008 < delete subscriber/ann@acme.example/8001\n" +
				"create hubGroup/8701 < create subscriber/ann@acme.example/8008, delete hubGroup/8701\n" +
				"replace: 1 Hub group would be deleted and created again, since no order of single changes keeps the target's rules at every moment --allow-replace hubGroups=1\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			to := x.from
			to.people, to.groups = map[string]human{}, map[string]team{}
			for u, h := range x.from.people {
				to.people[u] = h
			}
			for name, g := range x.from.groups {
				to.groups[name] = g
			}
			x.to(to)
			p := between(t, x.from.live(), x.from, to)
			if p.said.HasErrors() {
				t.Fatal(p.said.Err())
			}
			if got := route(p); got != x.want {
				t.Errorf("got\n%s\nwant\n%s", got, x.want)
			}
			p.worlds(t, 5000, func(done []string, s *state.Snapshot) {
				if b := broken(s); len(b) > 0 {
					t.Errorf("after\n%s\n%s", lines(done), lines(b))
				}
			})
		})
	}
}

// TestOutOfWhatNobodyDeclares: of a group that the site does not declare nobody is
// taken out. Who, what and where is said.
func TestOutOfWhatNobodyDeclares(t *testing.T) {
	from, to := firmOf(), firmOf()
	for _, f := range []firm{from, to} {
		g := f.groups["alpha"]
		g.stranger = true
		f.groups["alpha"] = g
	}
	to.people["cid"] = human{licence: Enterprise, extension: "8003"}
	p := between(t, from.live(), from, to)
	if len(p.said) != 1 || p.said[0].Code != diag.GroupRule || p.said[0].Severity != diag.Error {
		t.Fatalf("got\n%s", targettest.Said(p.said))
	}
	for _, words := range []string{"cid (cid@acme.example)", "group alpha", "no Business licence for a moment (MA8)"} {
		if !strings.Contains(p.said[0].Message, words) {
			t.Errorf("%q is not in %q", words, p.said[0].Message)
		}
	}
	if !strings.Contains(p.said[0].Hint, "declare group alpha") {
		t.Error(p.said[0].Hint)
	}
}

// TestWhoComesBackIsAsBefore: an assistant who was logged out when taken out for a
// moment is logged out again.
func TestWhoComesBackIsAsBefore(t *testing.T) {
	from, to := firmOf(), firmOf()
	live := from.live()
	o, _ := live.Find(state.Ref{Kind: Supervision, Key: "alpha"})
	o.Put("idle", state.OfSet(address("cid"), address("dora")))
	to.people["cid"] = human{licence: Enterprise, extension: "8003"}
	p := between(t, live, from, to)
	if p.said.HasErrors() {
		t.Fatal(p.said.Err())
	}
	for _, x := range p.section.Steps {
		t.Log(x.Title)
	}
	end, _ := p.schema.Apply(live, p.section.Steps[0].Effects)
	g, _ := end.Find(state.Ref{Kind: Supervision, Key: "alpha"})
	if got := strings.Join(g.Get("idle").Items(), " "); got != address("dora") {
		t.Errorf("while cid is out, logged out are: %s", got)
	}
	for _, x := range p.section.Steps[1:] {
		end, _ = p.schema.Apply(end, x.Effects)
	}
	g, _ = end.Find(state.Ref{Kind: Supervision, Key: "alpha"})
	if got := strings.Join(g.Get("idle").Items(), " "); got != address("cid")+" "+address("dora") {
		t.Errorf("in the end logged out are: %s", got)
	}
}

// TestOutWhileDelegated: whoever is taken out for a moment has no part in a delegation
// that is on, and that needs a word, by the name of the group.
func TestOutWhileDelegated(t *testing.T) {
	from, to := firmOf(), firmOf()
	live := from.live()
	o, _ := live.Find(state.Ref{Kind: Supervision, Key: "alpha"})
	o.Put("delegation", state.OfBool(true))
	to.people["cid"] = human{licence: Enterprise, extension: "8003"}
	p := between(t, live, from, to)
	if p.said.HasErrors() {
		t.Fatal(p.said.Err())
	}
	if len(p.section.Refusals) != 1 || !strings.Contains(p.section.Refusals[0].Flag, "--acknowledge") || len(p.section.Refusals[0].Stakes) != 1 || p.section.Refusals[0].Stakes[0].Object.Key != "alpha" {
		t.Errorf("refusals: %+v", p.section.Refusals)
	}
}

// TestAnotherType: a group that becomes one of supervision is deleted and made anew,
// without the manager and the assistants that nobody takes out of the site.
func TestAnotherType(t *testing.T) {
	from, to := firmOf(), firmOf()
	delete(to.groups, "alpha")
	site := to.site()
	site.Groups = append(site.Groups, model.Group{Object: model.Object{ID: "alpha"}, Kind: model.Supervision, Title: model.Of("alpha"), Members: []model.Member{{User: "cid"}}})
	live := from.live()
	_, desired, _ := lowered(site, firmProfile)
	changes, ds := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(firmProfile), Desired: desired, Live: live})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	made, ds := Steps(targets.StepInput{Profile: firmProfile, Desired: desired, Live: live, Changes: changes})
	if ds.HasErrors() || len(made) != 2 || made[0].Call != "supervision.delete" || made[1].Call != "supervision.create" {
		t.Fatalf("%d steps: %v", len(made), ds.Err())
	}
	members, _ := made[1].Args["members"].([]any)
	if len(members) != 1 || members[0].(map[string]any)["roles"].([]any)[0] != "supervised" {
		t.Errorf("members: %v", members)
	}
}

// TestAgentsRingInTheirOrder: also those of a group that had none.
func TestAgentsRingInTheirOrder(t *testing.T) {
	from, to := hubOf(), hubOf()
	from.groups["sales"] = team{}
	site := to.site()
	for i := range site.Groups {
		if site.Groups[i].ID == "sales" {
			site.Groups[i].RingOrder = []string{"dora", "cid"}
		}
	}
	live := from.live()
	_, desired, _ := lowered(site, hubProfile)
	changes, _ := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(hubProfile), Desired: desired, Live: live})
	made, ds := Steps(targets.StepInput{Profile: hubProfile, Desired: desired, Live: live, Changes: changes})
	if ds.HasErrors() {
		t.Fatal(ds.Err())
	}
	for i := range made {
		for _, e := range made[i].Effects {
			for _, a := range e.Attrs {
				if a.Name == "agents" && strings.Join(a.Value.Items(), " ") == address("dora")+" "+address("cid") {
					return
				}
			}
		}
	}
	t.Errorf("nobody says in which order they ring: %+v", made)
}
