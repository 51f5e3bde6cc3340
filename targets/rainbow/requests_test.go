package rainbow_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/rainbow"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

type row map[string]any

// crowded starts a company of n users, each with an extension, and g supervision
// groups.
func crowded(t testing.TB, n, g int, options map[string]string) targets.Simulator {
	t.Helper()
	users := []row{{"loginEmail": "admin@patchbay.example", "password": "Patchbay-1", "firstName": "Admin", "roles": []string{"user", "admin"}, "adminType": "company_admin", "isInitialized": true}}
	phones, groups := []row{}, []row{}
	for i := 1; i < n; i++ {
		u := row{"loginEmail": fmt.Sprintf("u%d@acme.example", i), "firstName": "User", "lastName": fmt.Sprint(i), "isInitialized": true}
		users = append(users, u)
		phones = append(phones, row{"systemId": "OXE", "shortNumber": fmt.Sprint(100000 + i), "userId": u["loginEmail"]})
	}
	for i := range g {
		groups = append(groups, row{"name": fmt.Sprint("Group ", i), "type": "default", "members": []row{{"userId": fmt.Sprintf("u%d@acme.example", i+1), "roles": []string{"supervised"}}}})
	}
	seed, err := json.Marshal(row{"application": row{"id": "patchbay", "secret": "app-secret-1"}, "companies": []row{{"name": "Acme"}}, "sites": []row{{"name": "Paris", "status": "active"}},
		"systems": []row{{"name": "OXE", "type": "oxe", "country": "FRA", "siteId": []string{"Paris"}, "status": "activated"}}, "users": users, "phoneNumbers": phones, "supervisionGroups": groups})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := rainbow.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// reading is one look at a whole company, with the requests that it took.
func reading(t testing.TB, sim targets.Simulator) (users, requests int) {
	t.Helper()
	s, requests := targettest.Glance(t, rainbow.Driver, sim)
	for _, x := range s.Coverage {
		if x.Reach != state.Complete {
			t.Errorf("%s: %s", x.Kind, x.Reason)
		}
	}
	return len(s.OfKind(rainbow.User)), requests
}

// TestReadCost: a read costs one request for each page of users and of extensions,
// one for each group, and as many more as there are other things to ask.
func TestReadCost(t *testing.T) {
	_, constant := reading(t, crowded(t, 2, 0, nil))
	for _, x := range []struct{ users, groups, page int }{{900, 0, 1000}, {2500, 40, 1000}, {1000, 7, 100}, {4001, 0, 1000}} {
		users, got := reading(t, crowded(t, x.users, x.groups, map[string]string{"maxLimit": fmt.Sprint(x.page)}))
		if users != x.users {
			t.Errorf("%d of %d users", users, x.users)
		}
		floor := constant - 2 + pages(x.users, x.page) + pages(x.users-1, x.page) + x.groups
		if got > floor {
			t.Errorf("%d users and %d groups by %d: %d requests, want at most %d", x.users, x.groups, x.page, got, floor)
		}
		t.Logf("%d users, as many extensions and %d groups, by %d: %d requests (%d of them whatever the size)", x.users, x.groups, x.page, got, constant-2)
	}
}

func pages(n, size int) int { return (n + size - 1) / size }

// clerk is a user of a site whose job alone is another than on the target.
func clerk(i int) string {
	return fmt.Sprintf(`firstName: "User", lastName: "%d", email: "u%d@acme.example", jobTitle: "clerk"`, i, i)
}

// TestApplyCost: n independent changes are n writes, since the API has no batches,
// and looks at pages of what they touch beside them: within a tenth of the writes
// where there are many.
func TestApplyCost(t *testing.T) {
	for _, n := range []int{1, 50, 400} {
		sim := crowded(t, n+1, 0, nil)
		got := targettest.Changes(t, targettest.Crowd(t, rainbow.Driver, sim, t.TempDir(), n, clerk), sim, n)
		if got.Writes != n {
			t.Errorf("%d changes: %d writing requests", n, got.Writes)
		}
		if most := n + n/10 + 20; got.Requests > most {
			t.Errorf("%d changes: %d requests, want at most %d", n, got.Requests, most)
		}
		t.Logf("%d changes: %d requests, %d of them write", n, got.Requests, got.Writes)
	}
}
