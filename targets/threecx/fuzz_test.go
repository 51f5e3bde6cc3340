package threecx

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// FuzzWire answers every request of a read with arbitrary text: it ends with a
// snapshot or an error of a known kind, and never with objects that have no key.
func FuzzWire(f *testing.F) {
	for _, s := range []string{`{"value":[]}`, `{"value":[{"Id":1,"Number":"101","Groups":[{"GroupId":28,"Name":"DEFAULT","Rights":{"RoleName":"users","CanBargeIn":null}}],"Phones":[{"MacAddress":"001565123401","Settings":{}}],"ForwardingProfiles":[{"Id":1,"Name":"Available"}]}],"@odata.count":1}`,
		`{"value":[{"Id":"x","Number":101}]}`, `{"value":{}}`, `{"value":null}`, `[]`, `null`, `{"value":[null,1,"x",[]]}`, `{"value":[{"Id":28,"Name":"DEFAULT","IsDefault":true,"Rights":[{"RoleName":"users"}],"Members":[{"Id":1,"Number":"101"}],"Hours":{}}]}`, `{"FQDN":"x","License":null,"ENL":"3"}`, `{"TimeZones":[{"Id":1}]}`, `{"value":[{"Number":"800","Agents":[{"Number":null}],"Managers":{}}]}`} {
		f.Add([]byte(s), []byte(s), byte(0))
		f.Add([]byte(s), []byte(`{"value":[]}`), byte(1))
	}
	f.Fuzz(func(t *testing.T, odd, even []byte, at byte) {
		n := 0
		net := roundTrip(func(r *http.Request) (*http.Response, error) {
			body := string(odd)
			if n%2 == int(at%2) {
				body = string(even)
			}
			if strings.HasSuffix(r.URL.Path, "/connect/token") {
				body = `{"access_token":"t","expires_in":3600}`
			} else if n++; n > 400 {
				return nil, io.ErrUnexpectedEOF
			}
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}, "X-3cx-Version": {"20.0.10.1234"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
		})
		r, err := open(context.Background(), targets.Settings{Target: "pbx", URL: "https://pbx.acme.example", Credentials: map[string]string{"clientId": "a", "clientSecret": "long-enough"}, Transport: net, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		live, err := r.Read(context.Background(), targets.Scope{})
		if err != nil {
			for _, kind := range []error{targets.ErrProtocol, targets.ErrUnreachable, targets.ErrUnsupported, targets.ErrInvalid, targets.ErrNotFound} {
				if errors.Is(err, kind) {
					return
				}
			}
			t.Errorf("an error of no kind: %v", err)
			return
		}
		for _, o := range live.Objects {
			if o.Kind == "" || o.Key == "" {
				t.Errorf("an object without a name: %+v", o)
			}
		}
		if _, err := state.EncodeSnapshot(live); err != nil {
			t.Errorf("what was read cannot be saved: %v", err)
		}
	})
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
