package dimensions_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/dimensions"
)

// order notes what came in which order: requests and kept tokens.
type order struct{ events []string }

func (o *order) RoundTrip(r *http.Request) (*http.Response, error) {
	o.events = append(o.events, r.URL.Path)
	return http.DefaultTransport.RoundTrip(r)
}

func signedIn(t *testing.T, sim targets.Simulator, refresh string, o *order, keep func(name, value string) error) error {
	t.Helper()
	keys := sim.Credentials()
	keys["refreshToken"] = refresh
	r, err := dimensions.Driver.Open(t.Context(), targets.Settings{Target: "pbx", URL: sim.URL(), Transport: o, Now: time.Now, Keep: keep, Credentials: keys})
	if err != nil {
		return err
	}
	defer r.Close()
	_, err = r.Probe(t.Context())
	return err
}

// TestTokenIsKeptFirst: a refresh token that is replaced is where the site keeps it
// before a request is made with what came along, and the next run begins with it.
func TestTokenIsKeptFirst(t *testing.T) {
	sim := crowded(t, 1, map[string]string{"rotateRefresh": "true"})
	first := sim.Credentials()["refreshToken"]
	kept := first
	var o order
	keep := func(name, value string) error {
		o.events = append(o.events, "kept")
		if name != "refreshToken" || value == "" || value == kept {
			t.Errorf("kept %s", name)
		}
		kept = value
		return nil
	}
	for range 3 {
		o.events = nil
		if err := signedIn(t, sim, kept, &o, keep); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(o.events, " "); !strings.HasPrefix(got, "/connect/token kept /api/v1.0/customers") {
			t.Errorf("%s", got)
		}
	}
	if err := signedIn(t, sim, first, &o, keep); !errors.Is(err, targets.ErrUnauthorized) {
		t.Errorf("a token that was used up: %v", err)
	} else if strings.Contains(err.Error(), first) || strings.Contains(err.Error(), kept) {
		t.Error("an error holds the token")
	}
}

// TestTokenThatCannotBeKept: nothing is done with a token whose successor is lost.
func TestTokenThatCannotBeKept(t *testing.T) {
	sim := crowded(t, 1, map[string]string{"rotateRefresh": "true"})
	var o order
	full := errors.New("no space left on device")
	err := signedIn(t, sim, sim.Credentials()["refreshToken"], &o, func(string, string) error { return full })
	if !errors.Is(err, full) || len(o.events) != 1 {
		t.Errorf("%v after %q", err, o.events)
	}
}
