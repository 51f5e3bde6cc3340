package rainbow

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// firmOf has two groups, alpha (ann; cid, dora) and beta (ben; emil, fay), and gus,
// who is in none.
func firmOf() firm {
	f := firm{people: map[string]human{}, titles: map[string]string{}, groups: map[string]team{"alpha": led("ann", "cid", "dora"), "beta": led("ben", "emil", "fay")}}
	for i, u := range []string{"ann", "ben", "cid", "dora", "emil", "fay", "gus"} {
		f.people[u] = human{licence: Business, extension: phones[i]}
	}
	return f
}

func led(boss string, assistants ...string) team { return team{boss: boss, others: assistants} }

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
	for _, r := range p.section.Refusals {
		fmt.Fprintf(&b, "%s: %s %s\n", r.Guard, r.Message, r.Flag)
	}
	return b.String()
}

const oneAnew = "replace: 1 supervision group would be deleted and created again, since no order of single changes keeps the target's rules at every moment --allow-replace groups=1\n"

// TestRoutes are the ways that people take between groups. Every world on the way
// is visited.
func TestRoutes(t *testing.T) {
	for _, x := range []struct {
		name string
		to   func(f firm)
		want string
	}{
		{"one assistant for another", func(f firm) { f.groups["alpha"] = led("ann", "cid", "gus") }, "update supervision/alpha\n"},
		{"another manager: one call, since there is no moment without (MA12)", func(f firm) { f.groups["alpha"] = led("gus", "cid", "dora") }, "update supervision/alpha\n"},
		{"an assistant becomes manager elsewhere", func(f firm) {
			f.groups["alpha"] = led("ann", "dora")
			f.groups["beta"] = led("cid", "emil", "fay")
		}, "update supervision/alpha\nupdate supervision/beta < update supervision/alpha\n"},
		{"managers exchange their groups: one is made anew", func(f firm) {
			f.groups["alpha"] = led("ben", "cid", "dora")
			f.groups["beta"] = led("ann", "emil", "fay")
		}, "delete supervision/alpha\nupdate supervision/beta < delete supervision/alpha\ncreate supervision/alpha < delete supervision/alpha, update supervision/beta\n" +
			oneAnew},
		{"managers and assistants cross: those who leave are dropped first", func(f firm) {
			f.groups["alpha"] = led("ben", "dora")
			f.groups["beta"] = led("cid", "emil", "fay")
		}, "narrow supervision/alpha\nupdate supervision/beta < narrow supervision/alpha\nupdate supervision/alpha < narrow supervision/alpha, update supervision/beta\n"},
		{"a manager leaves the company", func(f firm) {
			delete(f.people, "ann")
			f.groups["alpha"] = led("gus", "cid", "dora")
		}, "update supervision/alpha\ndelete user/ann@acme.example < update supervision/alpha\n" +
			"irreversible: 1 user would be deleted, which cannot be undone --allow-delete users=1\n"},
		{"an assistant exchanges a licence for one that excludes it, in a group that nobody asks to change", func(f firm) { f.people["cid"] = human{licence: Enterprise, extension: "8003"} },
			"narrow supervision/alpha\ndelete licence/cid@acme.example/business < narrow supervision/alpha\ncreate licence/cid@acme.example/enterprise < delete licence/cid@acme.example/business\n" +
				"update supervision/alpha < create licence/cid@acme.example/enterprise, narrow supervision/alpha\n"},
		{"a manager does: the group is made anew", func(f firm) { f.people["ann"] = human{licence: Enterprise, extension: "8001"} },
			"delete supervision/alpha\ndelete licence/ann@acme.example/business < delete supervision/alpha\ncreate licence/ann@acme.example/enterprise < delete licence/ann@acme.example/business\n" +
				"create supervision/alpha < create licence/ann@acme.example/enterprise, delete supervision/alpha\n" + oneAnew},
		{"an assistant and somebody in no group exchange their extensions: who is in none goes without", func(f firm) {
			f.people["cid"], f.people["gus"] = human{licence: Business, extension: "8007"}, human{licence: Business, extension: "8003"}
		}, "delete association/gus@acme.example/8007\ncreate association/cid@acme.example/8007 < delete association/gus@acme.example/8007\n" +
			"delete association/cid@acme.example/8003 < create association/cid@acme.example/8007\ncreate association/gus@acme.example/8003 < delete association/cid@acme.example/8003\n"},
		{"groups exchange their names: one goes by another for a moment", func(f firm) { f.titles["alpha"], f.titles["beta"] = "beta", "alpha" },
			"free name of supervision/alpha\nrename supervision/beta < free name of supervision/alpha\nrename supervision/alpha < free name of supervision/alpha, rename supervision/beta\n"},
		{"groups exchange their names and their managers", func(f firm) {
			f.titles["alpha"], f.titles["beta"] = "beta", "alpha"
			f.groups["alpha"], f.groups["beta"] = led("ben", "cid", "dora"), led("ann", "emil", "fay")
		}, "delete supervision/alpha\nrename supervision/beta < delete supervision/alpha\nupdate supervision/beta < delete supervision/alpha, rename supervision/beta\n" +
			"create supervision/alpha < delete supervision/alpha, rename supervision/beta, update supervision/beta\n" + oneAnew},
		{"another extension: there is always one (MA9)", func(f firm) { f.people["ann"] = human{licence: Business, extension: "8009"} },
			"create association/ann@acme.example/8009\ndelete association/ann@acme.example/8001 < create association/ann@acme.example/8009\n"},
	} {
		t.Run(x.name, func(t *testing.T) {
			from, to := firmOf(), firmOf()
			x.to(to)
			p := between(t, from.live(), from, to)
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

// TestRefusals are what a plan refuses because of what is on the target.
func TestRefusals(t *testing.T) {
	for _, x := range []struct {
		name string
		to   func(f firm)
		live func(s *state.Snapshot)
		want diag.Code
	}{
		{"an extension that the PBX does not have", func(f firm) { f.people["gus"] = human{licence: Business, extension: "4711"} }, nil, diag.NoExtension},
		{"no seat is left", func(f firm) { f.people["gus"] = human{licence: Enterprise, extension: "8007"} }, func(s *state.Snapshot) {
			o, _ := s.Find(state.Ref{Kind: Subscription, Key: "Enterprise"})
			o.Put("maxNumberUsers", state.OfInt(0))
		}, diag.NoSeat},
		{"an assistant without an extension", func(f firm) { f.people["cid"] = human{licence: Business, extension: ""} }, nil, diag.NotEquipped},
		{"an assistant without a licence", func(f firm) { f.people["cid"] = human{licence: "", extension: "8003"} }, nil, diag.NotEquipped},
	} {
		t.Run(x.name, func(t *testing.T) {
			to, live := firmOf(), firmOf().live()
			x.to(to)
			if x.live != nil {
				x.live(live)
			}
			_, desired, _ := lowered(to.site(), firmProfile)
			changes, _ := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(firmProfile), Desired: desired, Live: live})
			_, ds := Steps(targets.StepInput{Profile: firmProfile, Desired: desired, Live: live, Changes: changes})
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == x.want && d.Severity == diag.Error && d.Hint != "" }) {
				t.Errorf("want %s, got\n%s", x.want, targettest.Said(ds))
			}
		})
	}
}

// TestMadeAnewIsSaid: a group that is deleted and created again is a warning too.
func TestMadeAnewIsSaid(t *testing.T) {
	to := firmOf()
	to.groups["alpha"], to.groups["beta"] = led("ben", "cid", "dora"), led("ann", "emil", "fay")
	p := between(t, firmOf().live(), firmOf(), to)
	if len(p.said) != 1 || p.said[0].Code != diag.MadeAnew || p.said[0].Severity != diag.Warning {
		t.Errorf("got\n%s", targettest.Said(p.said))
	}
}

// TestByHand: where a company does not rely on inferred routes, the same change is
// work for a person, along the article's click path and in their language.
func TestByHand(t *testing.T) {
	off := firmProfile
	off.Modules = map[string]bool{GroupRoutes: false, StatusRoute: false, DelegationRoute: false, DissociateRoute: false}
	to := firmOf()
	to.groups["alpha"] = led("gus", "cid")
	to.groups["gamma"] = led("hana", "dora")
	to.people["hana"] = human{licence: Business, extension: "8008"}
	to.people["fay"] = human{licence: Business, extension: "8009"}
	delete(to.groups, "beta")
	site := to.site()
	site.Groups[0].Delegation = model.Of(true)
	site.Groups[0].Assistants[0].LoggedOut = model.Of(false)
	_, desired, _ := lowered(site, off)
	live := firmOf().live()
	changes, _ := diff.Compare(diff.Input{Target: "pbx", Schema: Schema(off), Desired: desired, Live: live})
	var b strings.Builder
	for _, language := range []plan.Language{"en", "fr"} {
		made, ds := Steps(targets.StepInput{Profile: off, Desired: desired, Live: live, Changes: changes, Language: language})
		if ds.HasErrors() {
			t.Fatal(ds.Err())
		}
		fmt.Fprintf(&b, "== %s ==\n", language)
		for _, x := range made {
			if slices.ContainsFunc(Inferred, func(r InferredRoute) bool { return slices.Contains(r.Calls, x.Call) }) {
				t.Errorf("%s would be called", x.Call)
			}
			if x.Kind != plan.Manual {
				continue
			}
			fmt.Fprintf(&b, "%s, by %s: %s\n", x.ID, x.Manual.By, strings.Join(x.Manual.Where, " > "))
			for _, e := range x.Manual.Do {
				fmt.Fprintf(&b, "\t%s: %s → %s\n", e.Field, e.From, e.To)
			}
		}
	}
	targettest.Golden(t, "testdata/byhand.txt", b.String())
}
