package dimensions_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/dimensions"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

type row map[string]any

// crowded starts a customer with n users of the phone system.
func crowded(t testing.TB, n int, options map[string]string) targets.Simulator {
	t.Helper()
	users := []row{}
	for i := range n {
		users = append(users, row{"id": fmt.Sprint("k-", i+1), "displayName": fmt.Sprint("User ", i+1), "email": fmt.Sprintf("u%d@acme.example", i+1), "extension": fmt.Sprint(1001 + i)})
	}
	seed, err := json.Marshal(row{"clients": []row{{"id": "patchbay", "secret": "app-secret-1"}}, "customers": []row{{"id": "c-17", "name": "Acme"}}, "pbxUsers": users})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := dimensions.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// TestReadCost: a read costs one request for each user, since lists have no roles,
// and as many more as it takes to sign in, find the customer and list.
func TestReadCost(t *testing.T) {
	_, constant := targettest.Glance(t, dimensions.Driver, crowded(t, 0, nil))
	for _, x := range []struct{ users, page int }{{40, 0}, {700, 0}, {700, 50}} {
		s, got := targettest.Glance(t, dimensions.Driver, crowded(t, x.users, map[string]string{"pageUsers": fmt.Sprint(x.page)}))
		if len(s.OfKind(dimensions.User)) != x.users {
			t.Errorf("%d of %d users", len(s.OfKind(dimensions.User)), x.users)
		}
		floor := constant + x.users
		if x.page > 0 {
			floor += (x.users+x.page-1)/x.page - 1
		}
		if got > floor {
			t.Errorf("%d users by %d: %d requests, want at most %d", x.users, x.page, got, floor)
		}
		t.Logf("%d users by %d: %d requests (%d of them whatever the size)", x.users, x.page, got, constant)
	}
}

// TestApplyCost: n changed users are n writes, and the looks at them beside, each a
// request for each user: before the first write, before each page where there are
// several, and after the last.
func TestApplyCost(t *testing.T) {
	for _, n := range []int{1, 40, 300} {
		sim := crowded(t, n+1, nil)
		job := targettest.Crowd(t, dimensions.Driver, sim, t.TempDir(), n, func(i int) string {
			return fmt.Sprintf(`displayName: "Clerk %d", email: "u%d@acme.example", licences: essential: true`, i, i)
		})
		got := targettest.Changes(t, job, sim, n)
		if got.Writes != n {
			t.Errorf("%d changes: %d writing requests", n, got.Writes)
		}
		if most := 4*n + 15; got.Requests > most {
			t.Errorf("%d changes: %d requests, want at most %d", n, got.Requests, most)
		}
		t.Logf("%d changes: %d writes and %d other requests", n, got.Writes, got.Requests-got.Writes)
	}
}

// headers notes which writes take their charges.
type headers struct{ writes map[string]bool }

func (h headers) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodGet && r.URL.Path != "/connect/token" {
		h.writes[r.Method+" "+r.URL.Path] = r.Header.Get("accept-charges") == "true"
	}
	return http.DefaultTransport.RoundTrip(r)
}

// opened is a writer of a simulator.
func opened(t *testing.T, sim targets.Simulator, transport http.RoundTripper) targets.Writer {
	t.Helper()
	w, err := dimensions.Driver.OpenWriter(t.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: transport, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}
