package sim

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

const fuzzSeed = `{"users":[
 {"id":"aaaaaaaaaaaaaaaaaaaaaaa1","loginEmail":"a@x.example","profiles":[{"offerReference":"RB-Business"}],"phoneNumbers":[{"number":"0612345678"}]},
 {"id":"aaaaaaaaaaaaaaaaaaaaaaa2","loginEmail":"b@x.example","isInitialized":true,"profiles":[{"offerReference":"RB-Enterprise"},{"offerName":"Attendant Custom"}]},
 {"id":"aaaaaaaaaaaaaaaaaaaaaaa3","loginEmail":"c@x.example","profiles":[{"offerName":"Voice Enterprise Custom"}]}],
 "systems":[{"id":"bbbbbbbbbbbbbbbbbbbbbbb1","name":"PBX","type":"oxe","country":"FRA"}],"cloudPbxs":[{"id":"bbbbbbbbbbbbbbbbbbbbbbb2","name":"Cloud"}],
 "companies":[{"id":"cccccccccccccccccccccccc","name":"Acme"}],
 "phoneNumbers":[{"id":"dddddddddddddddddddddd01","shortNumber":"1","userId":"a@x.example"},{"id":"dddddddddddddddddddddd02","shortNumber":"2","userId":"b@x.example"},{"id":"dddddddddddddddddddddd03","shortNumber":"3"},
 {"id":"dddddddddddddddddddddd04","systemId":"Cloud","shortNumber":"8001","userId":"c@x.example"}],
 "supervisionGroups":[{"id":"eeeeeeeeeeeeeeeeeeeeeee1","name":"G","type":"manager_assistant","members":[{"userId":"a@x.example","roles":["manager"]},{"userId":"b@x.example","roles":["assistant"]}]},
 {"id":"eeeeeeeeeeeeeeeeeeeeeee3","name":"S","members":[{"userId":"b@x.example","roles":["supervisor"]}]}],
 "groups":[{"id":"eeeeeeeeeeeeeeeeeeeeeee2","name":"H","shortNumber":"8100","members":[{"memberId":"c@x.example"}]}]}`

// signedIn is a world and a token of one who may do everything.
func signedIn(t testing.TB, seed string) (*World, string) {
	w, err := New([]byte(seed), Options{})
	if err != nil {
		t.Fatal(err)
	}
	u := w.emails[login]
	return w, w.issue(u, 0).text
}

// asking is one request with a token.
func asking(token, method, path, query, body string) simtest.Asking {
	return simtest.Asking{Method: method, Path: path, Query: query, Body: body, Header: map[string]string{"Authorization": "Bearer " + token}}
}

// fuzzPaths are routes with an object behind most of them.
var fuzzPaths = []string{
	"admin/v1.0/users", "admin/v1.0/users/aaaaaaaaaaaaaaaaaaaaaaa1", "admin/v1.0/users/aaaaaaaaaaaaaaaaaaaaaaa2/profiles", "admin/v1.0/companies/cccccccccccccccccccccccc",
	"admin/v1.0/systems/bbbbbbbbbbbbbbbbbbbbbbb1", "admin/v1.0/systems/bbbbbbbbbbbbbbbbbbbbbbb1/phone-numbers/dddddddddddddddddddddd01", "admin/v1.0/sites", "admin/v1.0/systems",
	"telephonysupervision/v1.0/groups", "telephonysupervision/v1.0/groups/eeeeeeeeeeeeeeeeeeeeeee1", "telephonysupervision/v1.0/groups/eeeeeeeeeeeeeeeeeeeeeee1/members/aaaaaaaaaaaaaaaaaaaaaaa1",
	"admin/v1.0/companies/cccccccccccccccccccccccc/groups", "admin/v1.0/companies/cccccccccccccccccccccccc/groups/eeeeeeeeeeeeeeeeeeeeeee2", "admin/v1.0/companies/cccccccccccccccccccccccc/groups/eeeeeeeeeeeeeeeeeeeeeee2/recordings",
	"rvcpprovisioning/v1.0/cloudpbxs", "rvcpprovisioning/v1.0/cloudpbxs/bbbbbbbbbbbbbbbbbbbbbbb2/subscribers", "rvcpprovisioning/v1.0/cloudpbxs/bbbbbbbbbbbbbbbbbbbbbbb2/devices", "rvcpprovisioning/v1.0/cloudpbxs/bbbbbbbbbbbbbbbbbbbbbbb2/phone-numbers/ddi",
	"rvcpprovisioning/v1.0/cloudpbxs/bbbbbbbbbbbbbbbbbbbbbbb2/subscribers/dddddddddddddddddddddd04/devices", "rvcpprovisioning/v1.0/cloudpbxs/bbbbbbbbbbbbbbbbbbbbbbb2/phone-numbers/free", "subscription/v1.0/companies/cccccccccccccccccccccccc/subscriptions",
	"admin/v1.0/users/aaaaaaaaaaaaaaaaaaaaaaa2", "telephonysupervision/v1.0/groups/eeeeeeeeeeeeeeeeeeeeeee3", "telephonysupervision/v1.0/groups/eeeeeeeeeeeeeeeeeeeeeee3/members/aaaaaaaaaaaaaaaaaaaaaaa2",
	"authentication/v1.0/apikeys", "authentication/v1.0/oauth/token", "voice/v1.0/groups", "voice/v1.0/groups/eeeeeeeeeeeeeeeeeeeeeee2/forwards/immediate",
}

// FuzzRequest: whatever a client sends, it is told in JSON what became of it; what
// is refused changes nothing, and no request breaks a rule of groups.
func FuzzRequest(f *testing.F) {
	bodies := []string{"", "{}", "[]", "null", "{", `{"loginEmail":"n@x.example","password":"Secret-1","companyId":"cccccccccccccccccccccccc","phoneNumbers":[{"number":"1"},{"shortNumber":"1"}],"roles":["user"],"customData":{"a":null}}`,
		`{"userId":null,"number":"+33298765432","internalNumber":7}`, `{"name":"G","type":"manager_assistant","shortNumber":"8101","members":[{"userId":"aaaaaaaaaaaaaaaaaaaaaaa2","memberId":"aaaaaaaaaaaaaaaaaaaaaaa3","roles":["manager","leader"],"status":"idle"},null]}`,
		`{"members":null}`, `{"roles":null,"isActive":null,"members":[],"timeout":null}`, `{"loginEmail":"n@x.example","password":"Secret-1","roles":null,"companyId":null}`, `{"name":"S","type":"default","members":[{"userId":"aaaaaaaaaaaaaaaaaaaaaaa2","roles":["supervisor"]}]}`, `{"members":[{}]}`, `{"status":"idle","isDelegationEnabled":true}`, `{"activate":true,"destinationType":"x"}`, `{"shortNumber":8002,"userId":"aaaaaaaaaaaaaaaaaaaaaaa3"}`, `{"deviceTypeId":"ALE-300","macAddress":"::"}`, `{"roles":null,"phoneNumbers":null,"tags":null,"loginEmail":null}`,
		`{"siteId":"x","name":1,"type":"oxe","country":"FRA"}`, `{"offerId":"x","recordingProfile":"all","number":"0298765432","language":"fr","companyId":"cccccccccccccccccccccccc","status":"active"}`, `{"members":[{"userId":{},"roles":"x","status":1}],"isEmptyAllowed":false}`}
	for i := range fuzzPaths {
		for j, b := range bodies {
			f.Add(uint8(1), uint8(i), "", b)
			f.Add(uint8(2), uint8(i), "", b)
			if j == 0 {
				f.Add(uint8(0), uint8(i), "limit=1&offset=undefined&format=full&sortOrder=-1", b)
				f.Add(uint8(3), uint8(i), "", b)
			}
		}
	}
	methods := []string{"GET", "POST", "PUT", "DELETE"}
	f.Fuzz(func(t *testing.T, method, path uint8, query, body string) {
		w, token := signedIn(t, fuzzSeed)
		before := stateOf(t, w)
		a := asking(token, methods[int(method)%len(methods)], base+fuzzPaths[int(path)%len(fuzzPaths)], query, body)
		rec := a.Of(w)
		same := bytes.Equal(stateOf(t, w), before)
		a.Answered(t, rec, !same)
		var answer map[string]any
		if json.Unmarshal(rec.Body.Bytes(), &answer) != nil {
			t.Fatalf("%+v: %d %s", a, rec.Code, rec.Body)
		}
		if same {
			return
		}
		lawful(t, w)
		simtest.Reloads(t, w, loaded)
	})
}

// stateOf is a world without its counter of ids, which a refused request may
// have used up.
func stateOf(t *testing.T, w *World) []byte {
	t.Helper()
	var v map[string]any
	if err := json.Unmarshal(must(w.Save()), &v); err != nil {
		t.Fatal(err)
	}
	delete(v, "nextId")
	return must(json.Marshal(v))
}

// loaded is a world that was saved.
func loaded(saved []byte) (*World, error) { return New(saved, Options{}) }

// lawful holds a whole world against the article, by counting: it shares nothing
// with the checks that requests pass.
func lawful(t simtest.Failer, w *World) {
	boss, assists := map[string]int{}, map[string]int{}
	count := func(name string, rows []any, key, word string) {
		bosses, assistants := 0, 0
		seen := map[string]bool{}
		for _, row := range rows {
			m := row.(map[string]any)
			user, roles := m[key].(string), m["roles"].([]any)
			if seen[user] {
				t.Fatalf("MA7: %s is in %s twice", user, name)
			}
			seen[user] = true
			is := map[any]bool{}
			for _, r := range roles {
				is[r] = true
			}
			if is[word] && is["assistant"] {
				t.Fatalf("MA6: %s in %s", user, name)
			}
			if is[word] {
				bosses++
				boss[user]++
			}
			if is["assistant"] {
				assistants++
				assists[user]++
			}
		}
		if bosses != 1 || assistants == 0 {
			t.Fatalf("MA1, MA2: %s has %d bosses and %d assistants", name, bosses, assistants)
		}
	}
	for _, g := range w.tables["supervisionGroups"].list {
		if g.props["type"] == "manager_assistant" {
			rows := g.props["members"].([]any)
			count(g.id, rows, "userId", "manager")
			for _, row := range rows {
				ready(t, w, row.(map[string]any)["userId"].(string))
			}
		}
	}
	for _, g := range w.tables["groups"].list {
		if g.props["subType"] == "manager_assistant" {
			count(g.id, g.props["members"].([]any), "memberId", "leader")
		}
	}
	for user, n := range boss {
		if n > 1 {
			t.Fatalf("MA4: %s is boss %d times", user, n)
		}
		if assists[user] > 0 {
			t.Fatalf("MA3: %s is boss and assistant", user)
		}
	}
}

// ready fails unless a user has a licence and a device.
func ready(t simtest.Failer, w *World, user string) {
	u := w.tables["users"].byID[user]
	if u == nil || u.props["isTerminated"] == true {
		t.Fatalf("member %s is gone", user)
	}
	licence := false
	for _, p := range u.props["profiles"].([]any) {
		s := w.tables["subscriptions"].byID[p.(map[string]any)["subscriptionId"].(string)]
		o := w.tables["offers"].byID[s.props["offerId"].(string)]
		licence = licence || strings.Contains(o.props["name"].(string), "Business") || strings.Contains(o.props["name"].(string), "Enterprise")
	}
	device := false
	for _, n := range w.tables["phoneNumbers"].list {
		device = device || n.props["userId"] == user && w.tables["systems"].byID[n.props["systemId"].(string)] != nil
	}
	if !licence || !device {
		t.Fatalf("MA8, MA9: member %s has licence %v, device %v", user, licence, device)
	}
}

// FuzzSeed: a seed makes a world or is refused; what a world saves it loads again
// as the same.
func FuzzSeed(f *testing.F) {
	for _, s := range []string{fuzzSeed, people, hub, "", "{}", "[]", `{"users":[{}]}`, `{"users":[{"loginEmail":"a@x.example","profiles":[{}]}]}`, `{"companies":[]}`, `{"offers":[]}`, `{"subscriptions":[{}]}`, `{"companies":[{"name":"Default"}]}`,
		`{"phoneNumbers":[{"shortNumber":1}]}`, `{"nextId":-5}`, `{"quirks":{"looseMembers":true},"supervisionGroups":[{"name":"G","type":"manager_assistant","members":[]}]}`, `{"apiKeys":[{}]}`, `{"sites":[],"systems":[{"name":"x","country":"FRA"}]}`, `{"offers":[{"name":"x"}],"subscriptions":[{"offerId":"x"}]}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, seed []byte) {
		w, err := New(seed, Options{})
		if err != nil {
			return
		}
		simtest.Reloads(t, w, loaded)
	})
}

// Whatever a company's admin does to groups, licences, devices and users, in
// whatever order: the world stays lawful.
func TestRandomAdmin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, err := New([]byte(people), Options{})
		if err != nil {
			t.Fatalf("%v", err)
		}
		token := w.issue(w.emails[login], 0).text
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			method, path, body := act(t, w)
			rec := asking(token, method, base+path, "", body).Of(w)
			if rec.Code >= http.StatusInternalServerError {
				t.Fatalf("%s %s: %s", method, path, rec.Body)
			}
			lawful(t, w)
		}
		simtest.Reloads(t, w, loaded)
	})
}

// act draws one thing that an admin may try.
func act(t *rapid.T, w *World) (method, path, body string) {
	pick := func(kind string) *object {
		list := w.tables[kind].list
		if len(list) == 0 {
			return nil
		}
		return list[rapid.IntRange(0, len(list)-1).Draw(t, kind)]
	}
	group := pick("supervisionGroups")
	what := rapid.IntRange(0, 6).Draw(t, "act")
	if group == nil && what > 0 && what < 4 {
		what = 0
	}
	switch what {
	case 0:
		return "POST", supervisionPath, drawGroup(t, w, pick)
	case 1:
		return "PUT", supervisionPath + "/" + group.id, drawGroup(t, w, pick)
	case 2:
		return "DELETE", supervisionPath + "/" + group.id, ""
	case 3:
		return "PUT", supervisionPath + "/" + group.id + "/members/" + pick("users").id, rapid.SampledFrom([]string{`{"status":"idle"}`, `{"isDelegationEnabled":true}`, `{"status":"active"}`}).Draw(t, "change")
	case 4:
		user := rapid.SampledFrom([]string{"null", `"` + pick("users").id + `"`}).Draw(t, "user")
		n := pick("phoneNumbers")
		return "PUT", "admin/v1.0/systems/" + n.str("systemId") + "/phone-numbers/" + n.id, `{"userId":` + user + `}`
	case 5:
		return rapid.SampledFrom([]string{"POST", "DELETE"}).Draw(t, "method"), "admin/v1.0/users/" + pick("users").id + "/profiles/subscriptions/" + pick("subscriptions").id, "{}"
	}
	return "DELETE", "admin/v1.0/users/" + pick("users").id, ""
}

func drawGroup(t *rapid.T, w *World, pick func(string) *object) string {
	roles := []string{"manager"}
	for range rapid.IntRange(0, 3).Draw(t, "assistants") {
		roles = append(roles, rapid.SampledFrom([]string{"assistant", "assistant", "assistant", "manager"}).Draw(t, "role"))
	}
	var members []any
	for _, r := range roles {
		members = append(members, map[string]any{"userId": pick("users").id, "roles": []any{r}})
	}
	return string(must(json.Marshal(map[string]any{"name": "G", "type": kindA, "companyId": w.emails[login].str("companyId"), "members": members})))
}
