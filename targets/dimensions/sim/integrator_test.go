package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// tool is a program that somebody else wrote, against the vendor's pages: it knows
// an address and credentials, refreshes when a token is over, and asks its owner
// before it accepts charges.
type tool struct {
	t       *testing.T
	http    *http.Client
	base    string
	cred    map[string]string
	token   string
	accept  bool
	charged []string // what it was asked to pay for
	renewed int
}

func listen(t *testing.T, seed string) (*tool, *simhttp.Clock) {
	t.Helper()
	clock := &simhttp.Clock{Now: func() time.Time { return time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC) }}
	run, err := Start(context.Background(), []byte(seed), Options{Serving: simhttp.Serving{Clock: clock}})
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
	return &tool{t: t, http: &http.Client{Transport: transport}, base: run.URL, cred: run.Ready.Credentials}, clock
}

func (x *tool) signIn() {
	x.t.Helper()
	resp, err := x.http.PostForm(x.base+"/connect/token", url.Values{
		"grant_type": {"refresh_token"}, "refresh_token": {x.cred["refreshToken"]}, "client_id": {x.cred["clientId"]}, "client_secret": {x.cred["clientSecret"]}})
	if err != nil {
		x.t.Fatal(err)
	}
	defer resp.Body.Close()
	var out struct {
		AccessToken  string `json:"access_token"`
		RefreshToken string `json:"refresh_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || out.AccessToken == "" {
		x.t.Fatalf("token: %s %v", resp.Status, err)
	}
	x.token, x.cred["refreshToken"] = out.AccessToken, out.RefreshToken
	x.renewed++
}

var errCharges = errors.New("costs something, and nobody accepted it")

// call makes a request, and again after a sign-in or with charges accepted.
func (x *tool) call(method, path string, in, out any) error {
	x.t.Helper()
	var body []byte
	if in != nil {
		body = must(json.Marshal(in))
	}
	accepted := false
	for range 4 {
		req, err := http.NewRequest(method, x.base+"/api/v1.0"+path, bytes.NewReader(body))
		if err != nil {
			x.t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+x.token)
		req.Header.Set("Content-Type", "application/json")
		if accepted {
			req.Header.Set("accept-charges", "true")
		}
		resp, err := x.http.Do(req)
		if err != nil {
			x.t.Fatal(err)
		}
		text, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		switch {
		case err != nil:
			return err
		case resp.StatusCode == http.StatusUnauthorized:
			x.signIn()
			continue
		case resp.StatusCode == http.StatusPaymentRequired && !accepted:
			x.charged = append(x.charged, method)
			if !x.accept {
				return errCharges
			}
			accepted = true
			continue
		case resp.StatusCode >= 300:
			return fmt.Errorf("%s %s: %d %s", method, path, resp.StatusCode, text)
		case out != nil:
			return json.Unmarshal(text, &struct{ Data any }{out})
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

// shown is a user as the vendor shows one.
type shown struct {
	ID, DisplayName, Email, PrimaryTenant string
	IsParent                              bool
	Roles                                 []string
}

// all reads the list, and then every user for its roles.
func (x *tool) all(customer string) map[string]shown {
	x.t.Helper()
	var list []shown
	x.must("GET", "/customers/"+customer+"/users", nil, &list)
	out := map[string]shown{}
	for _, u := range list {
		if u.Roles != nil {
			x.t.Errorf("%s is listed with roles", u.DisplayName)
		}
		x.must("GET", "/customers/"+customer+"/users/"+u.ID, nil, &u)
		out[u.DisplayName] = u
	}
	return out
}

type op struct {
	Op    string `json:"op"`
	Path  string `json:"path"`
	Value any    `json:"value,omitempty"`
}

// become is a patch from the roles that somebody has to others, without a list that
// would drop what it does not name: tests and removals from the last to the first.
func become(has, wants []string) []op {
	var ops []op
	for i := len(has) - 1; i >= 0; i-- {
		if at := fmt.Sprint("/roles/", i); !slices.Contains(wants, has[i]) {
			ops = append(ops, op{"test", at, has[i]}, op{Op: "remove", Path: at})
		}
	}
	for _, r := range wants {
		if !slices.Contains(has, r) {
			ops = append(ops, op{"add", "/roles/-", r})
		}
	}
	return ops
}

// An afternoon of a reseller's own program: a new customer is connected, its people
// get licences, levels and softphones, an outsider gets reports, one moves to another
// level, one leaves.
func TestForeignTool(t *testing.T) {
	x, clock := listen(t, `{"pbxUsers": [
		{"pbx": "kazoo-7", "displayName": "Ann", "email": "ann@x.example", "devices": [{"id": "ann-web", "type": "webrtc"}, {"id": "ann-soft"}]},
		{"pbx": "kazoo-7", "displayName": "Ben", "email": "ben@x.example"}, {"pbx": "kazoo-7", "displayName": "Cy"}]}`)
	x.signIn()
	customer := map[string]any{"name": "Initech", "enabled": true, "pbxConnectionProfile": map[string]any{"_type": kazoo, "accountId": "kazoo-7", "apiKey": "Secret-Key-9"}}
	if err := x.call("POST", "/customers", customer, nil); !errors.Is(err, errCharges) {
		t.Fatalf("a customer for nothing: %v", err)
	}
	x.accept = true
	var tenant struct{ ID string }
	x.must("POST", "/customers", customer, &tenant)
	var customers []struct{ ID, Name string }
	if x.must("GET", "/customers?pageIndex=0&pageSize=20&filter=INI", nil, &customers); len(customers) != 1 || customers[0].ID != tenant.ID {
		t.Errorf("%v", customers)
	}
	users := "/customers/" + tenant.ID + "/users"
	people := x.all(tenant.ID)
	x.must("PATCH", users+"/"+people["Ann"].ID, become(people["Ann"].Roles, []string{essential, client, professional, "customer.user.supervisorl3"}), nil)
	x.must("PATCH", users+"/"+people["Ben"].ID, become(people["Ben"].Roles, []string{essential, agentAddOn, "customer.user.supervisorl1"}), nil)
	x.must("POST", users, map[string]any{"email": "audit@y.example", "displayName": "Audit", "roles": []string{"customer.user.supervisorl1"}}, nil)
	if err := x.call("POST", users, map[string]any{"email": "audit@y.example", "displayName": "Audit"}, nil); err == nil || !strings.Contains(err.Error(), "400") {
		t.Errorf("made twice: %v", err)
	}
	for kind, device := range map[string]string{"desktop": "ann-soft", "crm": "ann-web"} {
		x.must("PUT", users+"/"+people["Ann"].ID+"/devices/pbx/"+device+"/assign", map[string]string{"clientType": kind}, nil)
	}
	clock.Advance(50 * time.Minute)
	paid := len(x.charged)
	people = x.all(tenant.ID)
	x.must("PATCH", users+"/"+people["Ann"].ID, become(people["Ann"].Roles, []string{websiteAccess, essential, client, professional, "customer.user.supervisorl2"}), nil)
	x.must("PATCH", users+"/"+people["Ben"].ID, []op{{"replace", "/displayName", "Benjamin"}}, nil)
	x.must("DELETE", users+"/"+people["Audit"].ID, nil, nil)
	if len(x.charged) != paid {
		t.Errorf("to give up licences was charged: %v", x.charged)
	}
	clock.Advance(20 * time.Minute) // the token is over by now
	var said []string
	for _, u := range x.all(tenant.ID) {
		said = append(said, u.DisplayName+": "+strings.ReplaceAll(strings.Join(u.Roles, " "), "customer.", ""))
	}
	slices.Sort(said)
	want := "Ann: user.pbx user.uc user.uc.remote user user.supervisorl2|Benjamin: user.pbx user.acd user.supervisorl1 user|Cy: user.pbx"
	if got := strings.Join(said, "|"); got != want {
		t.Errorf("%s", got)
	}
	if x.renewed != 2 || strings.Join(x.charged, " ") != "POST POST PATCH PATCH POST" {
		t.Errorf("signed in %d times, charged %v", x.renewed, x.charged)
	}
}

// The same patch sent twice is refused the second time by its tests, and changes
// nothing.
func TestForeignToolRepeats(t *testing.T) {
	x, _ := listen(t, `{"customers": [{"id": "c-1", "name": "Acme"}], "pbxUsers": [{"displayName": "Ann", "email": "ann@x.example"}]}`)
	x.signIn()
	x.accept = true
	ann := x.all("c-1")["Ann"]
	up := become(ann.Roles, []string{essential, "customer.user.supervisorl1", "customer.settings"})
	x.must("PATCH", "/customers/c-1/users/"+ann.ID, up, nil)
	x.must("PATCH", "/customers/c-1/users/"+ann.ID, up, nil) // what is given twice is there once
	ann = x.all("c-1")["Ann"]
	down := become(ann.Roles, []string{essential, websiteAccess, "customer.settings"})
	x.must("PATCH", "/customers/c-1/users/"+ann.ID, down, nil)
	if err := x.call("PATCH", "/customers/c-1/users/"+ann.ID, down, nil); err == nil || !strings.Contains(err.Error(), "not equal to the test value") {
		t.Errorf("%v", err)
	}
	if got := x.all("c-1")["Ann"].Roles; strings.Join(got, " ") != "customer.user.pbx customer.settings customer.user" {
		t.Errorf("%v", got)
	}
}
