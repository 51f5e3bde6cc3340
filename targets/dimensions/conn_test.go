package dimensions

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

const twoCustomers = `{"accounts": [{"id": "r-1", "name": "Reseller"}], "customers": [{"id": "c-17", "name": "Acme"}, {"id": "c-18", "name": "Other"}],
	"pbxUsers": [{"id": "k-1", "displayName": "Al", "email": "al@acme.example", "extension": "101"}]}`

// looked reads a simulator as a site with a tenant and options does.
func looked(t *testing.T, seed, tenant string, options model.Native, quirks map[string]string) (*state.Snapshot, error) {
	t.Helper()
	sim, err := Driver.Simulate(t.Context(), targets.SimOptions{Seed: []byte(seed), Options: quirks})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { sim.Close() })
	r, err := Driver.Open(t.Context(), targets.Settings{Target: "stats", URL: sim.URL(), Tenant: tenant, Credentials: sim.Credentials(), Options: options, Transport: http.DefaultTransport, Now: time.Now})
	if err != nil {
		return nil, err
	}
	t.Cleanup(func() { r.Close() })
	return r.Read(t.Context(), targets.Scope{})
}

// TestTenant: the customer is named by its id or its name, or is the only one; a
// wrong one is said to be that.
func TestTenant(t *testing.T) {
	for tenant, want := range map[string]string{"c-17": "c-17", "acme": "Acme"} {
		s, err := looked(t, twoCustomers, tenant, nil, nil)
		if err != nil || s.Profile.Tenant != want || len(s.OfKind(User)) != 1 {
			t.Errorf("tenant %q: %v", tenant, err)
		}
	}
	for _, tenant := range []string{"", "c-19"} {
		_, err := looked(t, twoCustomers, tenant, nil, nil)
		if !errors.Is(err, targets.ErrUnsupported) || !strings.Contains(rest.Hint(err), "tenant id") {
			t.Errorf("tenant %q: %v", tenant, err)
		}
	}
}

// TestEnterprise: an enterprise names the account that owns the customer.
func TestEnterprise(t *testing.T) {
	quirks := map[string]string{"level": "enterprise"}
	if s, err := looked(t, twoCustomers, "c-17", model.Native{"level": "enterprise", "account": "r-1"}, quirks); err != nil || len(s.OfKind(User)) != 1 {
		t.Errorf("%v", err)
	}
	if _, err := looked(t, twoCustomers, "c-17", model.Native{"level": "enterprise"}, quirks); !errors.Is(err, targets.ErrInvalid) {
		t.Errorf("without an account: %v", err)
	}
	if _, err := looked(t, twoCustomers, "c-17", nil, quirks); !errors.Is(err, targets.ErrForbidden) {
		t.Errorf("at the wrong level: %v", err)
	}
}

// TestHost: where a url names the brand alone the region decides; and tokens come from
// the vendor's login server, except for a simulator.
func TestHost(t *testing.T) {
	for _, x := range [][3]string{
		{"https://myreports.cloud", "uk", "api.uk.myreports.cloud"}, {"https://api.na.myreports.cloud", "uk", "api.na.myreports.cloud"}, {"https://api.na.myreports.cloud", "", "api.na.myreports.cloud"},
		{"http://127.0.0.1:99", "uk", "127.0.0.1:99"},
	} {
		u, err := url.Parse(x[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := hostOf(u, x[1]); got != x[2] {
			t.Errorf("%s in %q: %s, want %s", x[0], x[1], got, x[2])
		}
	}
	c, err := connect(targets.Settings{URL: "https://myreports.cloud", Options: model.Native{"region": "au"}, Credentials: map[string]string{"clientId": "a", "clientSecret": "b-secret", "refreshToken": "c-token"}})
	if err != nil || c.api.auth.server.Base.String() != loginServer || c.api.client.Base.Host != "api.au.myreports.cloud" {
		t.Errorf("%v", err)
	}
}

// TestOddLists: a list that may go on, in whatever way nobody knows, is not whole.
func TestOddLists(t *testing.T) {
	for body, whole := range map[string]bool{
		`{"page_size":1,"data":[{"id":"1"}],"status":"success"}`:               true,
		`{"page_size":1,"data":[{"id":"1"}],"next":null}`:                      true,
		`{"page_size":2,"data":[{"id":"1"}]}`:                                  false,
		`{"page_size":1,"data":[{"id":"1"}],"totalPages":2}`:                   false,
		`{"page_size":1,"data":[{"id":"1"}],"nextLink":"https://x.example/2"}`: false,
		`{"page_size":2,"data":[{"id":"1"},{"id":"1"}]}`:                       false,
		`{"page_size":1,"data":[{"name":"x"}]}`:                                false,
		`{"page_size":1,"data":[{"id":"1"}],"next":"cursor"}`:                  false,
	} {
		c := &conn{api: &api{client: &rest.Client{Base: &url.URL{Scheme: "http", Host: "127.0.0.1"}, Transport: says(body)}, slots: make(chan struct{}, 1), base: root,
			auth: &tokens{shared: &session{access: "x", stale: time.Now().Add(time.Hour)}, now: time.Now}}}
		_, doubt, err := c.list(t.Context(), "/users", "users")
		if err != nil || (doubt == "") != whole {
			t.Errorf("%s: %q %v", body, doubt, err)
		}
	}
}

// says answers every request.
type says string

func (s says) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(string(s)))}, nil
}
