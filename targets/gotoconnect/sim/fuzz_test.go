package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// signedIn is a world and a token of its super admin.
func signedIn(seed string, o opts) (*World, string) {
	w := must(New([]byte(seed), Options{Quirks: freely(o)}))
	return w, w.issue("patchbay", w.principal().Key, scopes)
}

// asking is one request with a token.
func asking(token, method, path, query, body string) simtest.Asking {
	return simtest.Asking{Method: method, Path: path, Query: query, Body: body, Header: map[string]string{"Authorization": "Bearer " + token}}
}

// fuzzPaths are all routes, with ids of the world of people in their variables.
func fuzzPaths(w *World) []string {
	var out []string
	id := map[string]string{
		"{account}": w.accounts.List[0].Row.Key, "{user}": w.users.List[2].Row.Key, "{users}": w.users.List[2].Row.Key + "," + w.users.List[3].Row.Key, "{roleset}": w.rolesets.List[0].Row.ID,
		"{group}": w.groups.List[0].Row.ID, "{device}": w.devices.List[0].Row.ID, "{permission}": "x",
	}
	ids := map[string]string{
		"extensions": w.extensions.List[0].Row.ID, "phone-numbers": w.numbers.List[0].Row.ID, "devices": w.devices.List[0].Row.ID, "locations": w.locations.List[0].Row.ID,
		"call-queues": w.extensions.List[3].Row.ID, "shared-voicemails": "x", "phone-number-orders": "x",
	}
	for _, group := range []struct {
		family string
		routes []endpoint
	}{
		{adminAPI, meRoutes()}, {adminAPI, userRoutes()}, {adminAPI, roleRoutes()}, {adminAPI, licenceRoutes()}, {adminAPI, groupRoutes()}, {scimAPI, scimRoutes()}, {scimAPI, scimGroupRoutes()},
		{voiceAPI, extensionRoutes()}, {voiceAPI, followRoutes()}, {voiceAPI, numberRoutes()}, {voiceAPI, orderRoutes()}, {voiceAPI, deviceRoutes()}, {voiceAPI, buttonRoutes()},
		{voiceAPI, locationRoutes()}, {voiceAPI, memberRoutes()}, {voiceAPI, mailboxRoutes()}, {voiceAPI, queueRoutes()}, {voiceAPI, accountRoutes()}, {usersAPI, lineRoutes()}, {oauthAPI, oauthRoutes()},
	} {
		for _, e := range group.routes {
			segs := strings.Split(e.path, "/")
			for i, s := range segs {
				switch {
				case s == "{id}":
					segs[i] = ids[segs[0]]
				case group.family == scimAPI && s == "{user}":
					segs[i] = w.users.List[2].Row.ScimID
				case id[s] != "":
					segs[i] = id[s]
				}
			}
			out = append(out, group.family+strings.Join(segs, "/"))
		}
	}
	return out
}

// fuzzBodies are bodies that come far, and some that do not.
func fuzzBodies(w *World) []string {
	account, alice, ext := w.accounts.List[0].Row.Key, w.users.List[2].Row.Key, w.extensions.List[2].Row.ID
	return []string{
		"", "{}", "[]", "null", "{", `{"a":null}`, `{"name":null,"number":null,"assignedPrimaryUserKey":null,"assignedSecondaryUserKeys":null}`,
		`{"name":"N","accountKey":"` + account + `","number":"1009","extensionNumber":"1010","areaCode":"415","modelId":"yealink.t46u","macAddress":"001565000077","address":{"city":"X"}}`,
		`{"users":[{"email":"n@acme.example","firstName":"N","lastName":"N"}],"licenseKeys":[` + w.licences.List[0].Row.Key + `]}`, `{"adminRoles":[],"licenseKeys":[],"firstName":"F"}`, `{"adminRoles":["SUPER_USER"]}`,
		`{"assignedPrimaryUserKey":"` + alice + `"}`, `{"assignedSecondaryUserKeys":["` + alice + `"]}`, `{"userKey":"` + alice + `","deviceId":"` + w.devices.List[0].Row.ID + `","permissions":["TEXTING"]}`,
		`{"assignedUserKey":"` + alice + `"}`, `{"assignedUserKey":null}`, `{"licenseKey":null}`, `{"routeTo":{"id":"` + ext + `","type":"EXTENSION"},"callerIdName":null}`,
		`{"items":[{"type":"LINE","position":0,"label":"L","extensionId":"` + ext + `"}]}`, `{"ringSteps":[{"timeout":5,"items":[{"extensionId":"` + ext + `"}]}]}`, `{"finalStep":{"action":"EXTENSION","extensionId":"` + ext + `"},"unavailableStep":null}`,
		`{"userName":"z@acme.example","name":{"givenName":"Z","familyName":"Z"},"displayName":"G","members":[]}`, `{"displayName":"G","members":[null,{}]}`, `{"active":false,"members":null}`,
		`{"timeZone":"Europe/Paris","password":"1234","operatorExtensionId":null}`, `{"name":{},"items":{},"ringSteps":{},"users":{}}`,
	}
}

// FuzzRequest: whatever a client sends, it is told in JSON what became of it; what
// is refused changes nothing, and no request breaks an invariant.
func FuzzRequest(f *testing.F) {
	sample, _ := signedIn(people, nil)
	paths := fuzzPaths(sample)
	for i := range paths {
		for j, b := range fuzzBodies(sample) {
			f.Add(uint8((i+j)%4+1), uint8(i), "", b)
		}
		f.Add(uint8(0), uint8(i), "accountKey="+sample.accounts.List[0].Row.Key+"&pageSize=2", "")
		f.Add(uint8(0), uint8(i), `filter=(email="(?i).*a.*")%20|%20(lastName%20eq%20"x")&offset=1&pageMarker=x`, "")
		f.Add(uint8(4), uint8(i), `filter=email%20eq%20"bob@acme.example"`, "{}")
		f.Add(uint8(2), uint8(i), `filter=email%20eq%20"alice@acme.example"`, "{}")
	}
	methods := []string{"GET", "POST", "PUT", "PATCH", "DELETE"}
	w, token := signedIn(people, nil) // the same one until a request changes it
	before := stateOf(w)
	f.Fuzz(func(t *testing.T, method, path uint8, query, body string) {
		m, p := methods[int(method)%len(methods)], paths[int(path)%len(paths)]
		a := asking(token, m, p, query, body)
		rec := a.Of(w)
		same := bytes.Equal(stateOf(w), before)
		a.Answered(t, rec, !same)
		if same {
			return
		}
		changed := w
		w, token = signedIn(people, nil)
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

// lawful holds a whole world against the reference's invariants, by counting: it
// shares nothing with the checks that requests pass.
func lawful(t simtest.Failer, w *World) {
	var all struct {
		Users []struct {
			Key, Account, Email, LocationID   string
			AdminRoles, RoleSets, LicenseKeys []string
		}
		Extensions []struct {
			ID, Account, Number, Type, PrimaryUser string
			SecondaryUsers                         []string
		}
		Devices []struct {
			ID, Account, MacAddress, AssignedUserKey, LicenseKey string
		}
		PhoneNumbers []struct{ Number string }
		Licenses     []struct {
			Key   string
			Seats int
		}
	}
	if err := json.Unmarshal(must(w.Save()), &all); err != nil {
		t.Fatalf("%v", err)
	}
	seen := map[string]bool{}
	once := func(rule string, parts ...string) {
		key := rule + "\x00" + strings.Join(parts, "\x00")
		if seen[key] {
			t.Fatalf("%s: %v is there twice", rule, parts)
		}
		seen[key] = true
	}
	user, seats := map[string]string{}, map[string]int{}
	for _, u := range all.Users {
		once("7 e-mail", u.Account, strings.ToLower(u.Email))
		user[u.Key] = u.Account
		if len(u.AdminRoles) > 0 && len(u.RoleSets) > 0 || len(u.RoleSets) > 1 {
			t.Fatalf("8 role: %+v", u)
		}
		for _, l := range u.LicenseKeys {
			seats[l]++
		}
	}
	for _, e := range all.Extensions {
		once("1 number", e.Account, e.Number)
		if e.PrimaryUser != "" {
			once("2 primary", e.PrimaryUser)
		}
		for _, key := range append(e.SecondaryUsers, e.PrimaryUser) {
			if key != "" && user[key] != e.Account {
				t.Fatalf("extension %s of %s has user %s", e.Number, e.Account, key)
			}
		}
	}
	for _, d := range all.Devices {
		once("4 MAC", d.Account, d.MacAddress)
		if d.AssignedUserKey == "" && d.LicenseKey != "" {
			seats[d.LicenseKey]++
		}
		if d.AssignedUserKey != "" && user[d.AssignedUserKey] != d.Account {
			t.Fatalf("device %s has user %s", d.MacAddress, d.AssignedUserKey)
		}
	}
	for _, n := range all.PhoneNumbers {
		once("E.164", n.Number)
	}
	for _, l := range all.Licenses {
		if seats[l.Key] > l.Seats {
			t.Fatalf("licence %s: %d in %d seats", l.Key, seats[l.Key], l.Seats)
		}
	}
}

// FuzzSeed: a seed makes a world or is refused; what a world saves it loads again
// as the same.
func FuzzSeed(f *testing.F) {
	for _, s := range []string{people, "", "{}", "[]", "null", `{"users":[{}]}`, `{"accounts":[{}]}`, `{"nextId":5}`, `{"quirks":{"markers":"offset"}}`, `{"contactCenter":[{}]}`, `{"clients":[]}`, `{"grants":[]}`,
		`{"extensions":[{"number":"1","name":"A","type":"CALL_QUEUE","queue":{}}]}`, `{"extensions":[{"number":"1","name":"A","type":"SHARED_VOICEMAIL"}]}`, `{"scimGroups":[{"displayName":"G"}]}`, `{"templates":[{"name":"T","body":{"a":1e400}}]}`,
		`{"phoneNumberOrders":[{"id":"x"}]}`, `{"deviceModels":[]}`, `{"locations":[{"name":"A"},{"name":"A"}]}`, `{"rolesets":[{"name":"A"}],"users":[{"email":"a@x.example","roleSets":["A"]}]}`} {
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

// FuzzFilter: a filter is understood or refused, and never more than its depth.
func FuzzFilter(f *testing.F) {
	for _, s := range []string{`email eq "a@b"`, `(email="(?i).*x.*") | (lastName="(?i).*y.*")`, `((((email eq "x"))))`, strings.Repeat("(", 30), `email="["`, `key="1" & name eq "\""`, `email eq "a" | | email eq "b"`, ""} {
		f.Add(s)
	}
	row := map[string]any{"email": "a@b", "lastName": "Y", "key": json.Number("1")}
	f.Fuzz(func(t *testing.T, text string) {
		keep, refused := parseFilter(text, false)
		if (keep == nil) != (refused != nil) {
			t.Fatalf("%q: %v", text, refused)
		}
		if keep != nil {
			keep(row)
		}
	})
}

// FuzzMarker: only what was made here is a marker.
func FuzzMarker(f *testing.F) {
	good := marker{"list", "id", 3, 2, 1}.text()
	for _, s := range []string{good, good[:9] + "\n" + good[9:], good[1:], "", "AAAA", strings.ToUpper(good)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if m, ok := openMarker(text, "list"); ok && m.text() != text {
			t.Errorf("%q is taken for %+v", text, m)
		}
	})
}

// FuzzToken: the token endpoint answers any form, and gives tokens to nobody new.
func FuzzToken(f *testing.F) {
	f.Add("grant_type=refresh_token&refresh_token=x", "patchbay", "patchbay")
	f.Add("grant_type=authorization_code&code=&redirect_uri=", "patchbay", "x")
	f.Add("%", "", "")
	f.Fuzz(func(t *testing.T, form, id, secret string) {
		w, _ := signedIn(people, nil)
		r := httptest.NewRequest("POST", "/oauth/token", strings.NewReader(form))
		r.SetBasicAuth(id, secret)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if rec.Code != 400 && rec.Code != 401 || !json.Valid(rec.Body.Bytes()) {
			t.Errorf("%q: %d %s", form, rec.Code, rec.Body)
		}
	})
}

// Whatever a super admin does, in whatever order: the world stays lawful, and a
// replica that hears of the changes is the same.
func TestRandomAdmin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, token := signedIn(people, opts{"promoteSecondaries": rapid.SampledFrom([]string{"never", "assign", "always"}).Draw(t, "promote")})
		replica := simtest.Replicate(t, w, loaded)
		for range rapid.IntRange(1, 25).Draw(t, "steps") {
			method, path, body := act(t, w)
			if rec := asking(token, method, path, "", body).Of(w); rec.Code >= http.StatusInternalServerError {
				t.Fatalf("%s %s: %s", method, path, rec.Body)
			}
			lawful(t, w)
			replica.Hear()
		}
		replica.Agrees()
		simtest.Reloads(t, w, loaded)
	})
}

// act draws one thing that a super admin may try.
func act(t *rapid.T, w *World) (method, path, body string) {
	pick := func(name string, n int) int { return rapid.IntRange(0, n-1).Draw(t, name) }
	account := w.accounts.List[0].Row.Key
	user := w.users.List[1+pick("user", len(w.users.List)-1)].Row // not oneself
	ext := w.extensions.List[pick("extension", len(w.extensions.List))].Row
	dev := w.devices.List[pick("device", len(w.devices.List))].Row
	loc := w.locations.List[pick("location", len(w.locations.List))].Row
	lic := w.licences.List[pick("licence", len(w.licences.List))].Row
	users, voice := adminAPI+"accounts/"+account+"/users", voiceAPI
	n := pick("n", 8)
	switch pick("act", 12) {
	case 0:
		return "POST", users, fmt.Sprintf(`{"users":[{"email":"new%d@acme.example","firstName":"N","lastName":"N"}],"licenseKeys":[%s]}`, n, lic.Key)
	case 1:
		if user.Key == w.users.List[1].Row.Key {
			return "GET", users, "" // somebody stays
		}
		return "DELETE", users + "/" + user.Key, ""
	case 2:
		return "PUT", users + "/" + user.Key, rapid.SampledFrom([]string{`{"adminRoles":["MANAGE_ACCOUNT"]}`, `{"adminRoles":[]}`, `{"licenseKeys":[` + lic.Key + `]}`, `{"licenseKeys":[]}`}).Draw(t, "change")
	case 3:
		return "POST", voice + "extensions", fmt.Sprintf(`{"name":"N","accountKey":"%s","number":"100%d"}`, account, n)
	case 4:
		if len(w.extensions.List) < 3 {
			return "GET", users, ""
		}
		return "DELETE", voice + "extensions/" + ext.ID, ""
	case 5:
		return "PATCH", voice + "extensions/" + ext.ID, `{"assignedPrimaryUserKey":"` + user.Key + `"}`
	case 6:
		return "PATCH", voice + "extensions/" + ext.ID, rapid.SampledFrom([]string{`{"assignedPrimaryUserKey":null}`, `{"assignedSecondaryUserKeys":["` + user.Key + `"]}`, `{"assignedSecondaryUserKeys":[]}`}).Draw(t, "change")
	case 7:
		return "PATCH", voice + "devices/" + dev.ID, rapid.SampledFrom([]string{`{"assignedUserKey":"` + user.Key + `"}`, `{"assignedUserKey":null}`, `{"licenseKey":"` + lic.Key + `"}`, `{"licenseKey":null}`}).Draw(t, "change")
	case 8:
		return "POST", voice + "locations/" + loc.ID + "/users", `{"userKey":"` + user.Key + `"}`
	case 9:
		return "POST", voice + "devices", fmt.Sprintf(`{"name":"N","accountKey":"%s","modelId":"yealink.t46u","macAddress":"00156500000%d"}`, account, n)
	case 10:
		return "PUT", voice + "extensions/" + ext.ID + "/find-me-follow-me/ring-steps", `{"ringSteps":[{"timeout":5,"items":[{"extensionId":"` + w.extensions.List[0].Row.ID + `"}]}]}`
	}
	return "PATCH", voice + "phone-numbers/" + w.numbers.List[pick("number", len(w.numbers.List))].Row.ID, `{"routeTo":{"id":"` + ext.ID + `","type":"EXTENSION"}}`
}
