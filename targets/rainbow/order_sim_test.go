package rainbow

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// seed is a world in the simulator's terms.
func (c firm) seed(t fataler) []byte {
	type m = map[string]any
	users := []any{m{"loginEmail": "admin@patchbay.example", "password": "Patchbay-1", "firstName": "Admin", "lastName": "Patchbay", "roles": []string{"user", "admin"}, "adminType": "company_admin", "isInitialized": true}}
	owner := map[string]string{}
	for _, id := range slices.Sorted(maps.Keys(c.people)) {
		u := m{"loginEmail": address(id), "firstName": id}
		if l := c.people[id].licence; l != "" {
			u["profiles"] = []any{m{"offerReference": map[string]string{Business: "RB-Business", Enterprise: "RB-Enterprise"}[l]}}
		}
		users = append(users, u)
		owner[c.people[id].extension] = address(id)
	}
	numbers, groups := []any{}, []any{}
	for _, n := range phones {
		p := m{"systemId": "OXE", "shortNumber": n}
		if owner[n] != "" {
			p["userId"] = owner[n]
		}
		numbers = append(numbers, p)
	}
	for _, name := range slices.Sorted(maps.Keys(c.groups)) {
		g := c.groups[name]
		members := []any{m{"userId": address(g.boss), "roles": []string{"manager"}}}
		for _, a := range g.assistants {
			members = append(members, m{"userId": address(a), "roles": []string{"assistant"}})
		}
		groups = append(groups, m{"name": name, "type": ManagerAssistant, "members": members})
	}
	b, err := json.Marshal(m{"companies": []any{m{"name": "Acme", "country": "FRA"}}, "sites": []any{m{"name": "Paris", "status": "active"}},
		"systems":       []any{m{"name": "OXE", "type": "oxe", "country": "FRA", "siteId": []string{"Paris"}, "status": "activated"}},
		"subscriptions": []any{m{"offerId": "Essential"}, m{"offerId": "Business", "maxNumberUsers": seats}, m{"offerId": "Enterprise", "maxNumberUsers": seats}},
		"users":         users, "phoneNumbers": numbers, "supervisionGroups": groups})
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

// TestTheServiceTakesEveryOrder carries plans out in any order that their needs
// allow. The simulator keeps the rules by code of its own and refuses no step.
func TestTheServiceTakesEveryOrder(t *testing.T) {
	ran, worlds := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		if worlds++; worlds > 25 {
			return // a server and some forty requests each: more are for -rapid.checks of the pure test
		}
		from := drawFirm(t, "before")
		to := nearby(t, from)
		ctx, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		sim, err := simulate(ctx, targets.SimOptions{Seed: from.seed(t)})
		if err != nil {
			t.Fatalf("%v", err)
		}
		defer sim.Close()
		w, err := openWriter(ctx, targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: http.DefaultTransport, Now: time.Now})
		if err != nil {
			t.Fatalf("%v", err)
		}
		defer w.Close()
		if _, err := w.Probe(ctx); err != nil {
			t.Fatalf("%v", err)
		}
		p := between(t, readAll(ctx, t, w), to)
		if p.said.HasErrors() {
			if !excusable(p.said) {
				t.Fatalf("refused: %v", p.said.Err())
			}
			return
		}
		ran += p.carryOut(ctx, t, w)
		end := readAll(ctx, t, w)
		if b := broken(end); len(b) > 0 {
			t.Fatalf("in the end %s", lines(b))
		}
		if again := between(t, end, to); len(again.section.Steps) > 0 {
			t.Fatalf("there is still to do: %v", again.section.Steps[0].ID)
		}
	})
	t.Logf("%d steps", ran)
}

func readAll(ctx context.Context, t fataler, r targets.Reader) *state.Snapshot {
	s, err := r.Read(ctx, targets.Scope{})
	if err != nil {
		t.Fatalf("%v", err)
	}
	s.Target, s.Type, s.Profile = "pbx", typeName, firmProfile
	// Our own account is no part of these worlds.
	s.Objects = slices.DeleteFunc(s.Objects, func(o state.Object) bool { return o.Kind == User && o.Key == "admin@patchbay.example" })
	return s
}

// carryOut does the steps in an order that is drawn among those that needs allow.
func (p planned) carryOut(ctx context.Context, t *rapid.T, w targets.Writer) int {
	ids := map[state.Ref]string{}
	for i := range p.live.Objects {
		ids[p.live.Objects[i].Ref()] = p.live.Objects[i].ID
	}
	done := map[string]bool{}
	for len(done) < len(p.section.Steps) {
		var ready []*plan.Step
		for i := range p.section.Steps {
			x := &p.section.Steps[i]
			if !done[x.ID] && !slices.ContainsFunc(x.Needs, func(n string) bool { return !done[n] }) {
				ready = append(ready, x)
			}
		}
		x := rapid.SampledFrom(ready).Draw(t, "next")
		res := w.Do(ctx, targets.Order{Step: x, Live: readAll(ctx, t, w), ID: func(r state.Ref) (string, bool) { id, ok := ids[r]; return id, ok }})
		if res.Outcome != targets.Done {
			t.Fatalf("%s: %s: %v, after %v", x.ID, res.Outcome, res.Err, slices.Sorted(maps.Keys(done)))
		}
		maps.Copy(ids, res.IDs)
		done[x.ID] = true
	}
	return len(done)
}
