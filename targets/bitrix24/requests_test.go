package bitrix24_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// portal starts a simulator with n users, without limits.
func portal(t testing.TB, n int, options map[string]string) targets.Simulator {
	t.Helper()
	type row map[string]any
	users := []row{{"ID": "1", "ACTIVE": true, "ADMIN": true, "NAME": "Portal", "EMAIL": "admin@portal.example", "UF_DEPARTMENT": []int{1}, "USER_TYPE": "employee"}}
	for i := 1; i < n; i++ {
		users = append(users, row{"ID": fmt.Sprint(i + 1), "ACTIVE": true, "NAME": "User", "LAST_NAME": fmt.Sprint(i), "EMAIL": fmt.Sprintf("u%d@acme.example", i), "UF_DEPARTMENT": []int{1}, "USER_TYPE": "employee"})
	}
	seed, err := json.Marshal(row{"quirks": row{"bucket": "off", "operating": "off"}, "webhooks": []row{{"user": "1", "secret": "hook", "scope": "user,department,sonet_group,telephony,patchbay"}},
		"departments": []row{{"ID": "1", "NAME": "Acme"}}, "users": users, "lines": row{"sip7": "Acme"}, "outgoingLine": "sip7"})
	if err != nil {
		t.Fatal(err)
	}
	sim, err := bitrix24.Driver.Simulate(t.Context(), targets.SimOptions{Seed: seed, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	return sim
}

// TestReadCost: a batch holds 50 pages of 50, so a read of n users costs one
// request for each 2500, one for the first pages, and as many more as there are
// other things to ask.
func TestReadCost(t *testing.T) {
	_, constant := targettest.Glance(t, bitrix24.Driver, portal(t, 51, nil))
	for _, n := range []int{49, 2400, 2600, 5100} {
		s, got := targettest.Glance(t, bitrix24.Driver, portal(t, n, nil))
		if users := len(s.OfKind(bitrix24.User)); users != n {
			t.Errorf("%d of %d users", users, n)
		}
		if want := constant - 1 + (n+2499)/2500; got > want {
			t.Errorf("%d users: %d requests, want at most %d", n, got, want)
		}
	}
}

// site is a site of n users whose jobs are called so.
func site(t testing.TB, dir string, sim targets.Simulator, n int, job string) *run.Job {
	t.Helper()
	return targettest.Crowd(t, bitrix24.Driver, sim, dir, n, func(i int) string {
		return fmt.Sprintf(`firstName: "User", lastName: "%d", email: "u%d@acme.example", jobTitle: %q`, i, i, job)
	})
}

// TestApplyCost: n independent changes are ceil(n/50) writes.
func TestApplyCost(t *testing.T) {
	for _, n := range []int{1, 50, 120} {
		sim := portal(t, n+1, nil)
		got := targettest.Changes(t, site(t, t.TempDir(), sim, n, "clerk"), sim, n)
		if pages := (n + 49) / 50; got.Writes != pages {
			t.Errorf("%d changes: %d writing requests, want %d", n, got.Writes, pages)
		}
		t.Logf("%d changes: %d requests, %d of them write", n, got.Requests, got.Writes)
	}
}
