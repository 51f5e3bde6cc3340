package gotoconnect_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/gotoconnect"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

type row map[string]any

// crowded starts an account of n users, each with an extension, and m devices.
func crowded(t testing.TB, n, m int, options map[string]string) targets.Simulator {
	t.Helper()
	users := []row{{"email": "admin@patchbay.example", "firstName": "Admin", "lastName": "Patchbay", "status": "ACTIVE", "adminRoles": []string{"SUPER_USER"}}}
	extensions, devices := []row{}, []row{}
	for i := 1; i < n; i++ {
		u := row{"email": fmt.Sprintf("u%d@acme.example", i), "firstName": "User", "lastName": fmt.Sprint(i), "status": "ACTIVE"}
		users = append(users, u)
		extensions = append(extensions, row{"number": fmt.Sprint(100000 + i), "name": fmt.Sprint("User ", i), "primaryUser": u["email"]})
	}
	for i := range m {
		devices = append(devices, row{"name": fmt.Sprint("Phone ", i), "macAddress": fmt.Sprintf("001565%06x", i), "modelId": "yealink.t46u"})
	}
	seed, err := json.Marshal(row{"quirks": row{"rateLimit": "0"}, "users": users, "extensions": extensions, "devices": devices, "phoneNumbers": []row{}})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := gotoconnect.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// reading is one look at a whole account, with the requests that it took.
func reading(t testing.TB, sim targets.Simulator) (users, requests int) {
	t.Helper()
	s, requests := targettest.Glance(t, gotoconnect.Driver, sim)
	for _, x := range s.Coverage {
		if x.Reach != state.Complete && x.Reach != state.Unreadable {
			t.Errorf("%s: %s", x.Kind, x.Reason)
		}
	}
	return len(s.OfKind(gotoconnect.User)), requests
}

// TestReadCost: a read costs one request for each page of users, two for each page of
// extensions and devices where there are several, two for each extension and each device,
// and as many more as there are other things to ask.
func TestReadCost(t *testing.T) {
	_, constant := reading(t, crowded(t, 1, 0, nil))
	for _, x := range []struct{ users, devices int }{{90, 0}, {301, 40}, {1201, 120}} {
		users, got := reading(t, crowded(t, x.users, x.devices, nil))
		if users != x.users {
			t.Errorf("%d of %d users", users, x.users)
		}
		want := constant - 3 + (x.users+999)/1000 + twice(x.users-1) + twice(x.devices) + 2*(x.users-1) + 2*x.devices
		if got != want {
			t.Errorf("%d users and %d devices: %d requests, want %d", x.users, x.devices, got, want)
		}
		t.Logf("%d users, as many extensions and %d devices: %d requests (%d of them whatever the size)", x.users, x.devices, got, constant-3)
	}
}

// twice are the pages of a list of Voice Admin, which is read twice where it has several.
func twice(n int) int {
	if pages := (n + 99) / 100; pages > 1 {
		return 2 * pages
	}
	return 1
}

// TestApplyCost: n independent changes are n writes, since the API has no batches, and
// looks at lists beside them.
func TestApplyCost(t *testing.T) {
	clerk := func(i int) string {
		return fmt.Sprintf(`firstName: "User", lastName: "Clerk %d", email: "u%d@acme.example"`, i, i)
	}
	for _, n := range []int{1, 50, 400} {
		sim := crowded(t, n+1, 0, nil)
		got := targettest.Changes(t, targettest.Crowd(t, gotoconnect.Driver, sim, t.TempDir(), n, clerk), sim, n)
		if got.Writes != n {
			t.Errorf("%d changes: %d writing requests", n, got.Writes)
		}
		if most := n + n/10 + 40; got.Requests > most {
			t.Errorf("%d changes: %d requests, want at most %d", n, got.Requests, most)
		}
		t.Logf("%d changes: %d requests, %d of them write", n, got.Requests, got.Writes)
	}
}
