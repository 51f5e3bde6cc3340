package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// tool is a program that somebody else wrote, against the vendor's documentation:
// it knows an address and credentials, refreshes once when a token is over, waits
// when it asked too much, and follows markers and indexes to the end.
type tool struct {
	t       *testing.T
	http    *http.Client
	base    string
	cred    map[string]string
	token   string
	account string
	advance func(time.Duration) // its way to wait
	waits   int
	renewed int
}

func listen(t *testing.T, seed string, quirks opts) *tool {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	run, err := Start(context.Background(), []byte(seed), Options{Serving: simhttp.Serving{Clock: clock}, Quirks: quirks})
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		if err := run.Close(); err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t)
	})
	return &tool{t: t, http: &http.Client{Transport: transport}, base: run.URL, cred: run.Ready.Credentials, advance: clock.Advance}
}

// signIn keeps the refresh token that it has, unless a new one comes.
func (x *tool) signIn() {
	x.t.Helper()
	form := url.Values{"grant_type": {"refresh_token"}, "refresh_token": {x.cred["refreshToken"]}}
	req, _ := http.NewRequest("POST", x.base+"/oauth/token", strings.NewReader(form.Encode()))
	req.SetBasicAuth(x.cred["clientId"], x.cred["clientSecret"])
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	var out struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
		TokenType    string `json:"token_type"`
		ExpiresIn    int    `json:"expires_in"`
		Principal    string `json:"principal"`
	}
	status, body := x.send(req)
	if err := json.Unmarshal(body, &out); err != nil || status != 200 || out.TokenType != "Bearer" || out.ExpiresIn != 3600 || !strings.Contains(out.Principal, "@") {
		x.t.Fatalf("token: %d %s", status, body)
	}
	x.token = out.AccessToken
	if out.RefreshToken != "" {
		x.cred["refreshToken"] = out.RefreshToken
	}
	x.renewed++
}

func (x *tool) send(req *http.Request) (int, []byte) {
	x.t.Helper()
	resp, err := x.http.Do(req)
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		x.t.Fatal(err)
	}
	return resp.StatusCode, b
}

// call makes a request and decodes a success.
func (x *tool) call(method, path string, in, out any) error {
	x.t.Helper()
	var body []byte
	if in != nil {
		body = must(json.Marshal(in))
	}
	for range 20 {
		req, err := http.NewRequest(method, x.base+path, bytes.NewReader(body))
		if err != nil {
			x.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+x.token)
		req.Header.Set("Accept", "application/json")
		status, text := x.send(req)
		switch {
		case status == http.StatusUnauthorized:
			x.signIn()
			continue
		case status == http.StatusTooManyRequests:
			x.waits++
			x.advance(200 * time.Millisecond)
			continue
		case status >= 300:
			return fmt.Errorf("%s %s: %d %s", method, path, status, text)
		case out != nil:
			dec := json.NewDecoder(bytes.NewReader(text))
			dec.UseNumber()
			return dec.Decode(out)
		}
		return nil
	}
	return fmt.Errorf("%s %s: gave up", method, path)
}

func (x *tool) must(method, path string, in, out any) {
	x.t.Helper()
	if err := x.call(method, path, in, out); err != nil {
		x.t.Fatal(err)
	}
}

type object = map[string]any

// items follows markers.
func (x *tool) items(path string) []object {
	x.t.Helper()
	var all []object
	marker := ""
	for {
		var page struct {
			Items          []object
			NextPageMarker string
		}
		sep := "?accountKey=" + x.account
		x.must("GET", path+sep+"&pageSize=3"+marker, nil, &page)
		all = append(all, page.Items...)
		if page.NextPageMarker == "" {
			return all
		}
		marker = "&pageMarker=" + url.QueryEscape(page.NextPageMarker)
	}
}

// results follows indexes.
func (x *tool) results(path string) []object {
	x.t.Helper()
	var all []object
	for offset := 0; ; {
		var page struct {
			Results        []object
			ToIndex, Total int
		}
		x.must("GET", fmt.Sprintf("/admin/rest/v1/accounts/%s/%s?offset=%d&pageSize=2", x.account, path, offset), nil, &page)
		all = append(all, page.Results...)
		if offset = page.ToIndex + 1; offset >= page.Total {
			return all
		}
	}
}

// connectTool signs in and asks whose account it is.
func (x *tool) begin() {
	x.t.Helper()
	x.signIn()
	var me struct{ AccountKey json.Number }
	x.must("GET", "/admin/rest/v1/me", nil, &me)
	x.account = me.AccountKey.String()
}

// The first day of an office: people are hired with licences, get numbers, phones
// and desks, one is renumbered, two change extensions, one is let go.
func TestForeignTool(t *testing.T) {
	x := listen(t, "", nil)
	x.begin()
	admin, voice := "/admin/rest/v1/accounts/"+x.account, "/voice-admin/v1"
	licence := x.results("licenses")[0]["key"].(json.Number)
	var staff []object
	for i := range 4 {
		staff = append(staff, object{"email": fmt.Sprintf("staff%d@patchbay.example", i), "firstName": "Staff", "lastName": fmt.Sprint(i)})
	}
	var keys []struct{ Key json.Number }
	in := object{"users": staff, "licenseKeys": []any{licence}, "suppressEmail": true}
	x.must("POST", admin+"/users", in, &keys)
	first := fmt.Sprint(keys)
	if x.must("POST", admin+"/users", in, &keys); fmt.Sprint(keys) != first || len(keys) != 4 {
		t.Errorf("asked again, %v is not %s", keys, first)
	}
	if got := len(x.results("users")); got != 5 {
		t.Errorf("%d users", got)
	}
	var place struct{ ID string }
	x.must("POST", voice+"/locations", object{"name": "Paris", "accountKey": x.account, "address": object{"city": "Paris", "country": "FR"}}, &place)
	var ext, dev [4]struct{ ID string }
	for i, k := range keys {
		x.must("POST", voice+"/extensions", object{"name": fmt.Sprint("Staff ", i), "accountKey": x.account, "number": fmt.Sprint(1000 + i)}, &ext[i])
		x.must("PATCH", voice+"/extensions/"+ext[i].ID, object{"assignedPrimaryUserKey": k.Key.String()}, nil)
		x.must("POST", voice+"/devices", object{"name": fmt.Sprint("Desk ", i), "accountKey": x.account, "modelId": "yealink.t46u", "macAddress": fmt.Sprintf("00:15:65:00:00:%02x", i)}, &dev[i])
		x.must("PATCH", voice+"/devices/"+dev[i].ID, object{"assignedUserKey": k.Key.String()}, nil)
		x.must("POST", voice+"/locations/"+place.ID+"/users", object{"userKey": k.Key.String()}, nil)
		x.must("PATCH", voice+"/extensions/"+ext[i].ID+"/voicemail", object{"password": "2468", "timeZone": "Europe/Paris"}, nil)
	}
	number := x.items(voice + "/phone-numbers")[0]["id"].(string)
	x.must("PATCH", voice+"/phone-numbers/"+number, object{"routeTo": object{"id": ext[0].ID, "type": "EXTENSION"}, "name": "Main"}, nil)
	x.must("POST", voice+"/phone-numbers/"+number+"/permissions", object{"userKey": keys[0].Key.String(), "permissions": []string{"OUTBOUND_CALLER_ID"}}, nil)

	x.advance(time.Hour) // the token is over by now
	// Two change places: neither can claim before the other is free.
	err := x.call("PATCH", voice+"/extensions/"+ext[1].ID, object{"assignedPrimaryUserKey": keys[2].Key.String()}, nil)
	if err == nil || !strings.Contains(err.Error(), "already assigned to extension ["+ext[2].ID+"]") {
		t.Errorf("claimed before it was free: %v", err)
	}
	x.must("PATCH", voice+"/extensions/"+ext[1].ID, object{"assignedPrimaryUserKey": nil}, nil)
	x.must("PATCH", voice+"/extensions/"+ext[2].ID, object{"assignedPrimaryUserKey": nil}, nil)
	x.must("PATCH", voice+"/extensions/"+ext[1].ID, object{"assignedPrimaryUserKey": keys[2].Key.String()}, nil)
	x.must("PATCH", voice+"/extensions/"+ext[2].ID, object{"assignedPrimaryUserKey": keys[1].Key.String(), "number": "1999"}, nil)

	// One leaves: number, device, extension, user, in this order.
	x.must("PATCH", voice+"/phone-numbers/"+number, object{"routeTo": nil}, nil)
	x.must("PATCH", voice+"/devices/"+dev[0].ID, object{"assignedUserKey": nil}, nil)
	x.must("DELETE", voice+"/extensions/"+ext[0].ID, nil, nil)
	x.must("DELETE", admin+"/users/"+keys[0].Key.String(), nil, nil)

	got := []string{}
	for _, u := range x.items("/users/v1/users") {
		for _, line := range u["lines"].([]any) {
			got = append(got, fmt.Sprint(u["userKey"] == keys[1].Key.String(), " ", line.(object)["number"]))
		}
	}
	if fmt.Sprint(got) != "[true 1999 false 1001 false 1003]" {
		t.Errorf("lines: %v", got)
	}
	if n := len(x.items(voice + "/locations/" + place.ID + "/users")); n != 3 {
		t.Errorf("%d people in Paris", n)
	}
	if n := len(x.items(voice + "/devices")); n != 4 {
		t.Errorf("%d devices", n)
	}
	if seats := x.results("licenses")[0]; seats["userCount"] != json.Number("3") {
		t.Errorf("licence: %v", seats)
	}
	if x.renewed != 2 || x.waits == 0 {
		t.Errorf("signed in %d times, waited %d times", x.renewed, x.waits)
	}
}

// A tool that stores new refresh tokens goes on when they change at every use.
func TestForeignToolAndRotation(t *testing.T) {
	x := listen(t, people, opts{"rotateRefresh": "true"})
	x.begin()
	first := x.cred["refreshToken"]
	x.advance(time.Hour)
	if n := len(x.results("users")); n != 5 || x.cred["refreshToken"] == first {
		t.Errorf("%d users, refresh token the same: %v", n, x.cred["refreshToken"] == first)
	}
}
