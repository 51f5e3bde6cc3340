package sim

import (
	"encoding/json"
	"fmt"
	"testing"
)

// crowd is a world of which the one customer has n users on the PBX.
func crowd(n int) string {
	var people []any
	for i := range n {
		people = append(people, map[string]any{"displayName": fmt.Sprint("User ", i), "email": fmt.Sprintf("user%05d@x.example", i), "extension": fmt.Sprint(10000 + i), "devices": []any{map[string]any{"type": "webrtc"}}})
	}
	return string(must(json.Marshal(map[string]any{"customers": []any{map[string]any{"id": "c-1", "name": "Acme"}}, "pbxUsers": people})))
}

// What a driver does most, for a customer with 10,000 users.
func BenchmarkTenThousand(b *testing.B) {
	seed := crowd(10000)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			must(New([]byte(seed), Options{}))
		}
	})
	w, token := signedIn(seed, nil)
	want := func(b *testing.B, method, path, body string) {
		if rec := asking(token, method, apiPath+"customers/c-1/users"+path, "", body).Of(w); rec.Code != 200 {
			b.Fatalf("%s %s: %s", method, path, rec.Body)
		}
		w.Changes()
	}
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			want(b, "GET", "", "")
		}
	})
	people := w.users.Among(w.members["c-1"])
	n := 0
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			n++
			want(b, "GET", "/"+people[n%10000].ID, "")
		}
	})
	b.Run("patch", func(b *testing.B) {
		for b.Loop() {
			n++
			want(b, "PATCH", "/"+people[n%10000].ID, fmt.Sprintf(`[{"op":"replace","path":"/displayName","value":"User %d"}]`, n))
		}
	})
}

// The work of a read and of a write does not grow with the customer.
func TestWorkDoesNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: measures allocations of a customer with 3,000 users")
	}
	cost := func(n int) float64 {
		w, token := signedIn(crowd(n), nil)
		path := apiPath + "customers/c-1/users/" + w.lastOf("c-1").ID
		return testing.AllocsPerRun(20, func() {
			for _, one := range [][2]string{{"GET", ""}, {"PATCH", `[{"op":"replace","path":"/roles","value":["customer.user.uc","customer.user.uc.remote"]}]`}, {"PATCH", `[{"op":"replace","path":"/roles","value":[]}]`}} {
				if rec := asking(token, one[0], path, "", one[1]).Of(w); rec.Code != 200 {
					t.Fatal(rec.Body)
				}
				w.Changes()
			}
		})
	}
	if small, large := cost(300), cost(3000); large > 1.2*small {
		t.Errorf("the same work allocates %v times for 300 users, %v for 3,000", small, large)
	}
}

// lastOf is the last user of a tenant.
func (w *World) lastOf(tenant string) *user {
	people := w.users.Among(w.members[tenant])
	return people[len(people)-1]
}
