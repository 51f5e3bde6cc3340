package bitrix24_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
)

// nightShift is an own server with a role that is bound to two user groups, one of
// which shares its name with a third.
const nightShift = `{"edition": "onpremise", "module": true, "quirks": {"bucket": "off", "operating": "off"},
	"users": [{"ID": "1", "ADMIN": true, "EMAIL": "ada@acme.example", "UF_DEPARTMENT": [1]},
		{"ID": "2", "EMAIL": "bob@acme.example", "UF_DEPARTMENT": [1], "USER_GROUPS": ["5"]},
		{"ID": "3", "EMAIL": "cy@acme.example", "UF_DEPARTMENT": [1], "USER_GROUPS": ["1", "2"]},
		{"ID": "4", "EMAIL": "dee@acme.example", "UF_DEPARTMENT": [1], "USER_GROUPS": ["6"]}],
	"userGroups": [{"ID": "1", "NAME": "Administrators"}, {"ID": "2", "NAME": "All"}, {"ID": "5", "NAME": "Night shift"}, {"ID": "6", "NAME": "Twins"}, {"ID": "7", "NAME": "Twins"}],
	"roles": [{"ID": "1", "NAME": "Night", "PERMISSIONS": {"CALL_RECORD.LISTEN": "X"}}, {"ID": "2", "NAME": "Twin", "PERMISSIONS": {"BALANCE.MODIFY": "X"}}],
	"access": [{"ID": "1", "ROLE_ID": "1", "CODE": "G5"}, {"ID": "2", "ROLE_ID": "2", "CODE": "G6"}]}`

// unsaid takes what a module from before says of who is in a group out of replies.
type unsaid struct{}

func (unsaid) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	b = bytes.ReplaceAll(b, []byte(`"USERS"`), []byte(`"NOBODY"`))
	res.Body, res.ContentLength = io.NopCloser(bytes.NewReader(b)), int64(len(b))
	res.Header.Del("Content-Length")
	return res, err
}

// TestUserGroups: the local module shows who is in which user group and who
// administers the portal. A group whose name is another's too, and one of a module
// that does not say, is a question.
func TestUserGroups(t *testing.T) {
	for name, x := range map[string]struct {
		transport http.RoundTripper
		want      map[string]string // permission of a user → answer
	}{
		"said": {http.DefaultTransport, map[string]string{"bob recordings.listen": "yes", "dee recordings.listen": "", "bob system.manage": "", "cy system.manage": "yes", "ada system.manage": "yes",
			"cy billing.pay": "yes", "dee billing.pay": "unknown", "bob billing.pay": "unknown"}},
		"unsaid": {unsaid{}, map[string]string{"bob recordings.listen": "unknown", "dee recordings.listen": "unknown", "bob system.manage": "unknown", "cy system.manage": "unknown", "ada system.manage": "yes"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := answers(t, x.transport)
			for right, want := range x.want {
				if got[right] != want {
					t.Errorf("%s: %q, want %q", right, got[right], want)
				}
			}
		})
	}
}

// answers are the effective rights on that portal: "bob recordings.listen" → "yes".
func answers(t *testing.T, transport http.RoundTripper) map[string]string {
	t.Helper()
	sim, err := bitrix24.Driver.Simulate(t.Context(), targets.SimOptions{Seed: []byte(nightShift)})
	if err != nil {
		t.Fatal(err)
	}
	defer sim.Close()
	r, err := bitrix24.Driver.Open(t.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Credentials: sim.Credentials(), Transport: transport, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, scope := range []targets.Scope{{}, {Refs: []state.Ref{{Kind: bitrix24.User, Key: "cy@acme.example"}}}} {
		s, err := r.Read(t.Context(), scope)
		if err != nil {
			t.Fatal(err)
		}
		cy, ok := s.Find(state.Ref{Kind: bitrix24.User, Key: "cy@acme.example"})
		if _, said := transport.(unsaid); !ok || cy.Get("PORTAL_ADMIN").Bool() == said {
			t.Errorf("%v: cy administers the portal: %v", scope, cy.Get("PORTAL_ADMIN"))
		}
	}
	s, err := r.Read(t.Context(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, row := range bitrix24.Rights(s).Rows {
		name, _, _ := strings.Cut(row.Holder.Key, "@")
		if key := name + " " + row.Permission; out[key] == "" || row.Answer == rights.Yes {
			out[key] = row.Answer.String()
		}
	}
	return out
}
