package sim

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// crowd is a company of n users, each with a licence and an extension, and a
// group of a boss and four assistants for every ten.
func crowd(n int) []byte {
	var users, numbers, groups []any
	name := func(i int) string { return fmt.Sprintf("user%05d@x.example", i) }
	for i := range n {
		users = append(users, map[string]any{"loginEmail": name(i), "firstName": "User", "lastName": fmt.Sprint(i), "profiles": []any{map[string]any{"offerReference": "RB-Business"}}})
		numbers = append(numbers, map[string]any{"shortNumber": fmt.Sprint(10000 + i), "userId": name(i)})
		if i%10 != 0 || i+4 >= n {
			continue
		}
		members := []any{map[string]any{"userId": name(i), "roles": []any{"manager"}}}
		for j := 1; j < 5; j++ {
			members = append(members, map[string]any{"userId": name(i + j), "roles": []any{"assistant"}})
		}
		groups = append(groups, map[string]any{"name": fmt.Sprint("G", i), "type": kindA, "members": members})
	}
	world := map[string]any{
		"users": users, "phoneNumbers": numbers, "supervisionGroups": groups,
		"subscriptions": []any{map[string]any{"offerId": "Essential"}, map[string]any{"offerId": "Business"}},
	}
	return must(json.Marshal(world))
}

// What a driver does most, in a company of 10,000.
func BenchmarkTenThousand(b *testing.B) {
	seed := crowd(10000)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			must(New(seed, Options{}))
		}
	})
	w, token := signedIn(b, string(seed))
	ask := func(b *testing.B, method, path, body string) {
		path, query, _ := strings.Cut(path, "?")
		rec := asking(token, method, base+path, query, body).Of(w)
		if rec.Code >= 300 {
			b.Fatalf("%s %s: %s", method, path, rec.Body)
		}
		w.Changes()
	}
	users, all := w.tables["users"].list, w.tables["supervisionGroups"].list
	b.Run("pages", func(b *testing.B) { // the whole list, 100 a page
		for b.Loop() {
			for at := 0; at < len(users); at += 100 {
				ask(b, "GET", fmt.Sprintf("admin/v1.0/users?format=full&limit=100&offset=%d", at), "")
			}
		}
	})
	n := 0
	b.Run("update", func(b *testing.B) {
		for b.Loop() {
			n++
			ask(b, "PUT", "admin/v1.0/users/"+users[n*7919%10000].id, `{"jobTitle":"`+fmt.Sprint(n)+`"}`)
		}
	})
	b.Run("lookup", func(b *testing.B) { // by natural key, right after a write
		for b.Loop() {
			n++
			ask(b, "PUT", "admin/v1.0/users/"+users[n%10000].id, `{"jobTitle":"x"}`)
			ask(b, "GET", "admin/v1.0/users?format=full&loginEmail="+users[n%10000].str("loginEmail"), "")
		}
	})
	b.Run("group", func(b *testing.B) {
		for b.Loop() {
			n++
			ask(b, "PUT", supervisionPath+"/"+all[n%len(all)].id, `{"description":"`+fmt.Sprint(n)+`"}`)
		}
	})
	b.Run("association", func(b *testing.B) {
		numbers := w.tables["phoneNumbers"].list
		free := numbers[9].id // of one who is in no group
		owner := numbers[9].str("userId")
		for b.Loop() {
			ask(b, "PUT", "admin/v1.0/systems/"+numbers[9].str("systemId")+"/phone-numbers/"+free, `{"userId":null}`)
			ask(b, "PUT", "admin/v1.0/systems/"+numbers[9].str("systemId")+"/phone-numbers/"+free, `{"userId":"`+owner+`"}`)
		}
	})
}

// Twice the users cost no more than twice as much for each request: the work of
// a write does not grow with the company.
func TestWritesDoNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: measures allocations of a company of 4,000")
	}
	cost := func(n int) float64 {
		w, token := signedIn(t, string(crowd(n)))
		user, group := w.tables["users"].list[1].id, w.tables["supervisionGroups"].list[0].id
		return testing.AllocsPerRun(20, func() {
			for _, one := range [][2]string{{"admin/v1.0/users/" + user, `{"jobTitle":"x"}`}, {supervisionPath + "/" + group, `{"description":"y"}`}} {
				rec := asking(token, "PUT", base+one[0], "", one[1]).Of(w)
				w.Changes()
				if rec.Code != 200 {
					t.Fatal(rec.Body)
				}
			}
		})
	}
	if small, large := cost(400), cost(4000); large > 1.5*small {
		t.Errorf("an update allocates %v times in a company of 400, %v in one of 4,000", small, large)
	}
}
