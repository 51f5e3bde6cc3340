package sim

import (
	"encoding/json"
	"fmt"
	"testing"
)

// office is a world of n users, each with a licence, an extension and a device.
func office(n int) string {
	users, exts, devs := []any{}, []any{}, []any{}
	for i := range n {
		email := fmt.Sprintf("user%05d@x.example", i)
		users = append(users, map[string]any{"email": email, "firstName": "U", "lastName": fmt.Sprint(i), "licenseKeys": []string{"Connect"}})
		exts = append(exts, map[string]any{"number": fmt.Sprint(10000 + i), "name": "U", "primaryUser": email})
		devs = append(devs, map[string]any{"name": "D", "macAddress": fmt.Sprintf("%012x", i), "modelId": "yealink.t46u", "assignedUserKey": email})
	}
	return string(must(json.Marshal(map[string]any{
		"users": users, "extensions": exts, "devices": devs,
		"licenses": []any{map[string]any{"description": "Connect", "seats": n + 1, "enabled": true, "products": []string{"JIVE"}}},
	})))
}

// What a driver does most, in an office of 10,000.
func BenchmarkTenThousand(b *testing.B) {
	seed := office(10000)
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			must(New([]byte(seed), Options{}))
		}
	})
	w, token := signedIn(seed, nil)
	account := w.accounts.List[0].Row.Key
	want := func(b *testing.B, method, path, query, body string) []byte {
		rec := asking(token, method, path, query, body).Of(w)
		if rec.Code >= 300 {
			b.Fatalf("%s %s: %s", method, path, rec.Body)
		}
		w.Changes()
		return rec.Body.Bytes()
	}
	b.Run("list", func(b *testing.B) {
		for b.Loop() {
			for query := "accountKey=" + account + "&pageSize=100"; query != ""; {
				var page struct{ NextPageMarker string }
				if err := json.Unmarshal(want(b, "GET", voiceAPI+"extensions", query, ""), &page); err != nil {
					b.Fatal(err)
				}
				query = ""
				if page.NextPageMarker != "" {
					query = "accountKey=" + account + "&pageSize=100&pageMarker=" + page.NextPageMarker
				}
			}
		}
	})
	n := 0
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			n++
			want(b, "GET", voiceAPI+"extensions/"+w.extensions.List[n%10000].Row.ID, "", "")
		}
	})
	b.Run("update", func(b *testing.B) {
		for b.Loop() {
			n++
			want(b, "PATCH", voiceAPI+"extensions/"+w.extensions.List[n%10000].Row.ID, "", `{"name":"`+fmt.Sprint(n)+`"}`)
		}
	})
}

// The work of a write, and of a page, does not grow with the office.
func TestWorkDoesNotGrow(t *testing.T) {
	if testing.Short() {
		t.Skip("skipped: measures allocations of an office of 3,000")
	}
	cost := func(n int) float64 {
		w, token := signedIn(office(n), nil)
		account, ext, dev := w.accounts.List[0].Row.Key, w.extensions.List[n/2].Row.ID, w.devices.List[n/2].Row.ID
		return testing.AllocsPerRun(20, func() {
			for _, one := range [][4]string{
				{"PATCH", voiceAPI + "extensions/" + ext, "", `{"name":"x"}`}, {"PATCH", voiceAPI + "devices/" + dev, "", `{"name":"x"}`},
				{"GET", voiceAPI + "extensions", "accountKey=" + account, ""}, {"GET", usersAPI + "users", "accountKey=" + account, ""},
			} {
				if rec := asking(token, one[0], one[1], one[2], one[3]).Of(w); rec.Code != 200 {
					t.Fatal(rec.Body)
				}
				w.Changes()
			}
		})
	}
	if small, large := cost(300), cost(3000); large > 1.2*small {
		t.Errorf("the same work allocates %v times in an office of 300, %v in one of 3,000", small, large)
	}
}
