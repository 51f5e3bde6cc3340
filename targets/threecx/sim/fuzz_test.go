package sim

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

const fuzzSeed = `{"groups":[{"Name":"Sales"}],"users":[{"Number":"101","FirstName":"Al","Groups":["Sales"],"Phones":[{"MacAddress":"001565123401","TemplateName":"yealink_t4x.ph.xml"}]},{"Number":"102"}],"queues":[{"Number":"800","Agents":["101"]}]}`

// signedIn is a world and a token of one who may do everything.
func signedIn(t testing.TB) (*World, string) {
	w, err := New([]byte(fuzzSeed), Options{ManyTokens: true})
	if err != nil {
		t.Fatal(err)
	}
	c := w.Credentials()
	form := url.Values{"client_id": {c["clientId"]}, "client_secret": {c["clientSecret"]}, "grant_type": {"client_credentials"}}
	r := httptest.NewRequest(http.MethodPost, "/connect/token", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	_, rest, ok := strings.Cut(rec.Body.String(), `"access_token":"`)
	token, _, _ := strings.Cut(rest, `"`)
	if !ok || token == "" {
		t.Fatalf("no token: %s", rec.Body)
	}
	return w, token
}

// FuzzQuery: whatever a client asks in OData, it gets rows or is told what is
// wrong with the question; the simulator does not fail, and nothing changes.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{"$filter=Number eq '101'", "$filter=contains(FirstName,'A') and not (Number eq '102' or Id gt 3)", "$filter=Groups/any(g: g/Name eq 'Sales')", "$filter=(((", "$filter='", "$filter=Number in ('101','102')",
		"$select=Id,Number&$expand=Groups($expand=Rights;$select=Name),Phones", "$expand=Groups(", "$orderby=Number desc,Id&$top=1&$skip=1&$count=true", "$top=-1", "$top=99999999999999999999", "$search=x", "$filter=Number eq null", "$filter=tolower(FirstName) eq 'al'", "$filter=startswith(Number,'1')&$count=maybe"} {
		for _, p := range []string{"Users", "Groups(28)", "Users(Number='101')", "Queues", "Defs", "Users/Pbx.GetFirstAvailableExtensionNumber()"} {
			f.Add(p, q)
		}
	}
	w, token := signedIn(f)
	before, err := w.Save()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path, query string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.URL = &url.URL{Path: "/xapi/v1/" + path, RawQuery: url.PathEscape(query)}
		if parts := strings.Split(query, "&"); len(parts) > 0 {
			for i, p := range parts {
				name, value, _ := strings.Cut(p, "=")
				parts[i] = url.QueryEscape(name) + "=" + url.QueryEscape(value)
			}
			r.URL.RawQuery = strings.Join(parts, "&")
		}
		r.Header.Set("Authorization", "Bearer "+token)
		rec := httptest.NewRecorder()
		w.ServeHTTP(rec, r)
		if rec.Code >= 500 && rec.Code != http.StatusNotImplemented {
			t.Errorf("GET %s ? %s: %d %s", path, query, rec.Code, rec.Body)
		}
		if after, err := w.Save(); err != nil || !bytes.Equal(after, before) {
			t.Errorf("GET %s ? %s changed the world: %v", path, query, err)
		}
	})
}

// FuzzSeed: a seed makes a world or is refused; what a world saves it loads again
// as the same.
func FuzzSeed(f *testing.F) {
	for _, s := range []string{fuzzSeed, "", "{}", "[]", `{"users":[{}]}`, `{"users":[{"Number":"101"},{"Number":"101"}]}`, `{"version":"20"}`, `{"version":"20.0.7.1"}`, `{"groups":[{"Name":"DEFAULT","IsDefault":true},{"Name":"x","Members":[{"Number":"1"}]}]}`,
		`{"users":[{"Number":"1","Groups":["nowhere"]}]}`, `{"users":[{"Number":1}]}`, `{"nextId":-5,"minted":-1}`, `{"users":[{"Number":"101","Favorites":["102"]},{"Number":"102"}]}`, `{"quirks":{"favorites":true,"x":1}}`, `{"users":[{"Id":28,"Number":"1"}]}`, `{"users":[{"NumBer":"111","Favorites":[]},{"NumBer":"000"}]}`} {
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
