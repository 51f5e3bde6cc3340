package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// signedIn is a world whose clock stands still, and a token of its administrator.
func signedIn(seed string, o opts) (*World, string) {
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	w := must(New([]byte(seed), Options{Quirks: o, Serving: simhttp.Serving{Clock: clock}}))
	return w, w.issue("patchbay", w.grants.List[0].Row.User, scopes)
}

// asking is one request with a token, that accepts all charges.
func asking(token, method, path, query, body string) simtest.Asking {
	return simtest.Asking{Method: method, Path: path, Query: query, Body: body,
		Header: map[string]string{"Authorization": "Bearer " + token, "Content-Type": "application/json", "accept-charges": "true"}}
}

// fuzzPaths are all routes, with ids of the office in their variables.
func fuzzPaths(w *World) []string {
	alice := w.users.List[0].Row.ID
	ids := strings.NewReplacer("{account}", "r-1", "{customer}", "c-1", "{user}", alice, "{device}", "d-web")
	var out []string
	for _, group := range [][]endpoint{accountRoutes(), customerRoutes("customers"), customerRoutes("accounts/{account}/customers"), resellerUserRoutes()} {
		for _, e := range group {
			out = append(out, apiPath+ids.Replace(e.path))
		}
	}
	return append(out, loginPath+"authorize", loginPath+"token")
}

// fuzzBodies are bodies that come far, and some that do not.
var fuzzBodies = []string{
	"", "{}", "[]", "null", "{", `{"a":null}`, `{"email":"n@x.example","displayName":"N","roles":["customer.settings"]}`, `{"email":null,"displayName":null,"roles":null}`, newCustomer, `{"name":"N"}`,
	`{"clientType":"crm"}`, `{"clientType":null}`, give(client, professional), give("customer.user.supervisorl4"), give("account.user"), `[{"op":"replace","path":"/roles","value":[]}]`, `[{"op":"replace","path":"/roles","value":null}]`,
	`[{"op":"remove","path":"/roles/0"}]`, `[{"op":"move","from":"/roles","path":"/email"}]`, `[{"op":"copy","from":"","path":"/displayName"}]`, `[{"op":"replace","path":"","value":{}}]`, `[null]`, `[{}]`,
	`[{"op":"replace","path":"","value":{"displayName":"x","email":"y@x.example","roles":["customer.user"]}}]`, `[{"op":"replace","path":"/enabled","value":"x"}]`, `[{"op":"add","path":"/pbxConnectionProfile/apiKey","value":"x"}]`,
}

// FuzzRequest: whatever a client sends, it is told in JSON what became of it; what
// is refused changes nothing, and no request breaks an invariant.
func FuzzRequest(f *testing.F) {
	sample, _ := signedIn(office, nil)
	paths := fuzzPaths(sample)
	for i := range paths {
		for j, b := range fuzzBodies {
			f.Add(uint8((i+j)%4+1), uint8(i), "", b, j%2 == 0)
		}
		f.Add(uint8(0), uint8(i), "pageSize=2&pageIndex=1&filter=a", "", true)
		f.Add(uint8(4), uint8(i), "", "", false)
	}
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	admins := map[bool]string{}
	fresh := func() *World {
		w, reseller := signedIn(office, nil)
		admins[false], admins[true] = reseller, w.issue("patchbay", w.grants.List[1].Row.User, scopes)
		return w
	}
	w := fresh() // the same one until a request changes it
	before := stateOf(w)
	f.Fuzz(func(t *testing.T, method, path uint8, query, body string, enterprise bool) {
		m, p := methods[int(method)%len(methods)], paths[int(path)%len(paths)]
		a := asking(admins[enterprise], m, p, query, body)
		rec := a.Of(w)
		same := bytes.Equal(stateOf(w), before)
		a.Answered(t, rec, !same)
		if same {
			return
		}
		changed := w
		w = fresh()
		before = stateOf(w)
		lawful(t, changed)
		simtest.Reloads(t, changed, loaded)
	})
}

// stateOf is a world without its counter of ids.
func stateOf(w *World) []byte {
	next := w.nextID
	w.nextID = 0
	defer func() { w.nextID = next }()
	return must(w.Save())
}

// loaded is a world that was saved.
func loaded(saved []byte) (*World, error) { return New(saved, Options{}) }

// saved is a world as an outsider reads it.
type saved struct {
	Customers []struct{ ID string }
	PbxUsers  []struct {
		ID      string
		Devices []struct{ ID, Type string }
	}
	Users []struct {
		ID, Email, PrimaryTenant string
		Access                   []struct {
			Tenant, PbxUser string
			Roles           []string
			Clients         map[string]string
		}
	}
	Groups []struct {
		Customer string
		Members  []string
	}
	Licences map[string]map[string]int
}

// lawful holds a whole world against the reference's rules, by counting: it shares
// nothing with the checks that requests pass.
func lawful(t simtest.Failer, w *World) {
	var all saved
	if err := json.Unmarshal(must(w.Save()), &all); err != nil {
		t.Fatalf("%v", err)
	}
	customers, device := map[string]bool{}, map[string]string{}
	for _, c := range all.Customers {
		customers[c.ID] = true
	}
	for _, p := range all.PbxUsers {
		for _, d := range p.Devices {
			device[p.ID+"/"+d.ID] = d.Type
		}
	}
	logins, paid := map[string]string{}, map[string]int{}
	for _, u := range all.Users {
		primary := false
		for _, a := range u.Access {
			primary = primary || a.Tenant == u.PrimaryTenant
			has := map[string]bool{}
			for _, r := range a.Roles {
				if has[r] {
					t.Fatalf("%s has %s twice", u.ID, r)
				}
				has[r] = true
				paid[a.Tenant+"/"+r]++
			}
			if has["customer.user"] || has["account.user"] {
				mail := strings.ToLower(u.Email)
				if other := logins[mail]; mail == "" || other != "" && other != u.ID {
					t.Fatalf("R5: %q is the login of %s and %s", mail, u.ID, other)
				}
				logins[mail] = u.ID
			}
			if customers[a.Tenant] {
				lawfulRoles(t, u.ID, has, a.PbxUser != "")
			}
			seen := map[string]bool{}
			for kind, d := range a.Clients {
				on := device[a.PbxUser+"/"+d]
				if on == "" || seen[d] || kind == "crm" && on != "webrtc" || !has["customer.user.uc.remote"] {
					t.Fatalf("R9 to R11: %s of %s is %s (%q) of %v", kind, u.ID, d, on, a.Clients)
				}
				seen[d] = true
			}
		}
		if !primary {
			t.Fatalf("%s has no access to its primary tenant", u.ID)
		}
	}
	for tenant, counts := range all.Licences {
		for role, n := range counts {
			if paid[tenant+"/"+role] != n {
				t.Fatalf("%d licences %s of %s, and %d users", n, role, tenant, paid[tenant+"/"+role])
			}
		}
	}
}

// lawfulRoles holds the roles of one user against the rules.
func lawfulRoles(t simtest.Failer, id string, has map[string]bool, pbx bool) {
	level := 0
	for n := 1; n <= 4; n++ {
		if has[fmt.Sprint("customer.user.supervisorl", n)] {
			if level > 0 {
				t.Fatalf("R6: %s has levels %d and %d", id, level, n)
			}
			level = n
		}
	}
	licence := has["customer.user.uc"] || has["customer.user.uc.remote"] || has["customer.user.acd"] || has["customer.user.pbx.realtime"] || has["customer.user.uc.crm"]
	switch {
	case has["customer.user.pbx"] != pbx:
		t.Fatalf("R1: %s is on the PBX: %v; %v", id, pbx, has)
	case licence && !pbx:
		t.Fatalf("R2: %s: %v", id, has)
	case !has["customer.user"] && (level > 0 || has["customer.settings"] || has["customer.user.uc"]):
		t.Fatalf("R3, R4: %s: %v", id, has)
	case pbx && level >= 3 && !has["customer.user.pbx.realtime"]:
		t.Fatalf("R7: %s: %v", id, has)
	case has["customer.user.uc.remote"] && !has["customer.user.uc"]:
		t.Fatalf("R9: %s: %v", id, has)
	}
}

// FuzzSeed: a seed makes a world or is refused; what a world saves it loads again
// as the same.
func FuzzSeed(f *testing.F) {
	for _, s := range []string{office, "", "{}", "[]", "null", `{"users":[{}]}`, `{"accounts":[{}]}`, `{"nextId":5}`, `{"quirks":{"roleOrder":"moving"}}`, `{"clients":[]}`, `{"grants":[]}`, `{"accounts":[]}`, `{"customers":[]}`, `{"accounts":[],"customers":[]}`,
		`{"pbxUsers":[{"displayName":"A","extension":"1"}],"users":[{"access":[{"pbxUser":"1","roles":["crm","supervisorl1"]}]}]}`, `{"nextId":1,"users":[{"displayName":"A","email":"a@x.example","access":[{}]}]}`,
		`{"groups":[{"name":"G","members":["A"]}],"users":[{"displayName":"A","email":"a@x.example","access":[{"primaryGroup":"G"}]}]}`, `{"workspaces":[{"name":"W"}],"users":[{"displayName":"A","email":"a@x.example","access":[{"workspaces":{"W":"x","w":"y"}}]}]}`,
		`{"permissionKeys":{"crm":"x"}}`, `{"licences":7}`, `{"letters":[{"id":"l"}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, seed []byte) {
		w, err := New(seed, Options{})
		if err != nil {
			return
		}
		w.Credentials()
		simtest.Reloads(t, w, loaded)
	})
}

// FuzzPatch: a patch is refused and leaves its document, or gives one that is JSON.
func FuzzPatch(f *testing.F) {
	for _, b := range fuzzBodies {
		f.Add(`{"displayName":"x","roles":["a","b"],"deep":{"list":[[1],{"~/":null}]}}`, b)
	}
	f.Add(`{"deep":{"list":[[1],{"~/":null}]}}`, `[{"op":"move","from":"/deep/list/1/~0~1","path":"/deep/list/0/1"},{"op":"test","path":"/deep/list/0","value":[1,null]}]`)
	f.Fuzz(func(t *testing.T, document, body string) {
		var doc map[string]any
		if json.Unmarshal([]byte(document), &doc) != nil {
			return
		}
		out, refused := patch(doc, []byte(body))
		if (out == nil) != (refused != nil) && doc != nil {
			t.Fatalf("%v and %v", out, refused)
		}
		var same map[string]any
		if err := json.Unmarshal([]byte(document), &same); err != nil || !cmp.Equal(doc, same) {
			t.Errorf("the document changed: %v", doc)
		}
	})
}

// FuzzToken: the token endpoint answers any form, and gives tokens to nobody new.
func FuzzToken(f *testing.F) {
	f.Add("grant_type=refresh_token&refresh_token=x", "patchbay", "patchbay")
	f.Add("grant_type=authorization_code&code=&redirect_uri=", "patchbay", "x")
	f.Add("%", "", "")
	f.Fuzz(func(t *testing.T, form, id, secret string) {
		w, _ := signedIn(office, nil)
		r := httptest.NewRequest("POST", "/connect/token", strings.NewReader(form))
		r.SetBasicAuth(id, secret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if rec.Code != 400 || !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%q: %d %s", form, rec.Code, rec.Body)
		}
	})
}

// Whatever an administrator does, in whatever order, under whatever option, the
// world stays lawful, and a replica that hears of the changes is the same.
func TestRandomAdmin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := opts{
			"secondLevel": rapid.SampledFrom([]string{"refuse", "replace"}).Draw(t, "level"), "realtimeLeaves": rapid.SampledFrom([]string{"true", "false"}).Draw(t, "realtime"),
			"accessLoss": rapid.SampledFrom([]string{"refuse", "keep"}).Draw(t, "loss"), "roleOrder": rapid.SampledFrom([]string{"stored", "sorted", "moving"}).Draw(t, "order"),
			"agentAutoAssign": rapid.SampledFrom([]string{"customer", "true"}).Draw(t, "agents"),
		}
		w, token := signedIn(office, o)
		replica := simtest.Replicate(t, w, func(saved []byte) (*World, error) {
			return New(saved, Options{Serving: simhttp.Serving{Clock: w.clock}})
		})
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			method, path, body := act(t, w)
			if rec := asking(token, method, path, "", body).Of(w); rec.Code >= http.StatusInternalServerError {
				t.Fatalf("%s %s: %s", method, path, rec.Body)
			}
			lawful(t, w)
			replica.Hear()
			w.clock.Advance(10 * time.Minute)
			w.sessions.tokens[token].expires = w.clock.Time().Add(time.Hour)
		}
		replica.Agrees()
		simtest.Reloads(t, w, loaded)
	})
}

// act draws one thing that an administrator may try.
func act(t *rapid.T, w *World) (method, path, body string) {
	pick := func(name string, n int) int { return rapid.IntRange(0, n-1).Draw(t, name) }
	u := w.users.List[pick("user", len(w.users.List))].Row
	tenant := apiPath + "customers/" + rapid.SampledFrom([]string{"c-1", "c-1", "c-2"}).Draw(t, "customer")
	users := tenant + "/users"
	var keys []string
	for _, r := range customerRoles {
		keys = append(keys, r.key)
	}
	keys = append(keys, "customer.user.uc.crm", "billing.admin")
	some := rapid.SliceOfN(rapid.SampledFrom(keys), 0, 4).Draw(t, "roles")
	mail := fmt.Sprintf("n%d@x.example", pick("n", 5))
	switch pick("act", 8) {
	case 0:
		return "POST", users, `{"email":"` + mail + `","displayName":"N"}`
	case 1:
		return "DELETE", users + "/" + u.ID, ""
	case 2, 3:
		return "PATCH", users + "/" + u.ID, give(some...)
	case 4:
		return "PATCH", users + "/" + u.ID, string(must(json.Marshal([]any{map[string]any{"op": "replace", "path": "/roles", "value": some}})))
	case 5:
		return "PATCH", users + "/" + u.ID, fmt.Sprintf(`[{"op":"remove","path":"/roles/%d"}]`, pick("place", 4))
	case 6:
		return "PATCH", users + "/" + u.ID, `[{"op":"replace","path":"/email","value":"` + mail + `"}]`
	}
	device := rapid.SampledFrom([]string{"d-soft", "d-web", "d-desk", "d-bob"}).Draw(t, "device")
	way := rapid.SampledFrom([]string{"/assign", "/assign", "/unassign"}).Draw(t, "way")
	return "PUT", users + "/" + u.ID + "/devices/pbx/" + device + way, `{"clientType":"` + rapid.SampledFrom(clientTypes).Draw(t, "client") + `"}`
}
