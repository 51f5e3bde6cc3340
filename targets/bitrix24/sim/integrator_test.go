package sim

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// integrator is what people write in an afternoon against a portal: it posts
// forms, waits when it is told to, follows next, and renews its token.
type integrator struct {
	*client
	slash string              // some put a slash behind the method, some .json
	wait  func(time.Duration) // moves the portal's clock
	slept time.Duration
}

// do calls a method, and again after a while when the portal has had enough.
func (i *integrator) do(method string, form url.Values) reply {
	i.t.Helper()
	if i.auth != "" {
		form.Set("auth", i.auth)
	}
	for range 5 {
		r := i.send(http.MethodPost, i.base+method+i.slash, formKind, form.Encode())
		if r.status != http.StatusServiceUnavailable || r.json["error"] != "QUERY_LIMIT_EXCEEDED" {
			return r
		}
		i.slept += time.Second
		i.wait(time.Second)
	}
	i.t.Fatalf("%s: still refused after five tries", method)
	return reply{}
}

// all follows next to the end of a listing.
func (i *integrator) all(method string, form url.Values) []string {
	i.t.Helper()
	var out []string
	for start := "0"; start != ""; {
		form.Set("start", start)
		r := i.do(method, form)
		out = append(out, r.field("ID")...)
		start = ""
		if next, ok := r.json["next"].(float64); ok {
			start = strconv.Itoa(int(next))
		}
	}
	return out
}

// TestIntegrator walks through a typical life: a department, its people by batches,
// an extension that is taken and a swap, a move, a dismissal, a group; under the
// limits of a standard plan, over TLS.
func TestIntegrator(t *testing.T) {
	for _, slash := range []string{"", "/", ".json"} {
		t.Run("method"+slash, func(t *testing.T) { live(t, slash) })
	}
}

func live(t *testing.T, slash string) {
	clock := &simhttp.Clock{Now: func() time.Time { return noon }}
	file := filepath.Join(t.TempDir(), "portal.pem")
	run, err := Start(t.Context(), nil, Options{Serving: simhttp.Serving{Certificate: file, Clock: clock}})
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(must(os.ReadFile(run.Ready.Certificate)))
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer transport.CloseIdleConnections()
	i := &integrator{client: &client{t: t, http: &http.Client{Transport: transport}, base: run.Ready.Credentials["webhook"]}, slash: slash, wait: clock.Advance}

	// A department, and a hundred and twenty people in it.
	sales := i.do("department.add", url.Values{"NAME": {"Sales"}, "PARENT": {"1"}}).result()
	for from := 0; from < 120; from += 50 {
		form := url.Values{"halt": {"0"}}
		for n := from; n < min(from+50, 120); n++ {
			q := url.Values{"EMAIL": {fmt.Sprintf("p%d@acme.example", n)}, "NAME": {"P" + strconv.Itoa(n)}, "UF_DEPARTMENT[]": {sales}, "UF_PHONE_INNER": {strconv.Itoa(200 + n)}}
			form.Set(fmt.Sprintf("cmd[p%d]", n), "user.add?"+q.Encode())
		}
		if _, errs := i.do("batch", form).parts(); errs != "[]" {
			t.Fatalf("batch: %s", errs)
		}
	}
	if got := i.all("user.get", url.Values{"FILTER[UF_DEPARTMENT]": {sales}, "SORT": {"ID"}, "ORDER": {"ASC"}}); len(got) != 120 {
		t.Errorf("%d people", len(got))
	}

	// A wrong extension does not hide that the person was invited.
	r := i.do("user.add", url.Values{"EMAIL": {"late@acme.example"}, "UF_DEPARTMENT[0]": {sales}, "UF_PHONE_INNER": {"200"}})
	if r.status != 400 || r.json["error_description"] != takenExtension {
		t.Errorf("%d %s", r.status, r.text)
	}
	late := i.do("user.get", url.Values{"EMAIL": {"late@acme.example"}}).field("ID")
	if len(late) != 1 {
		t.Fatalf("who was invited is not found: %v", late)
	}

	// Two swap their extensions through a cleared value, in one halting batch.
	ids := i.do("user.get", url.Values{"FILTER[EMAIL][]": {"p0@acme.example", "p1@acme.example"}}).field("ID")
	swap := url.Values{"halt": {"1"}, "cmd[0]": {"user.update?ID=" + ids[0] + "&UF_PHONE_INNER="}, "cmd[1]": {"user.update?ID=" + ids[1] + "&UF_PHONE_INNER=200"}, "cmd[2]": {"user.update?ID=" + ids[0] + "&UF_PHONE_INNER=201"}}
	if result, errs := i.do("batch", swap).parts(); result != "[true,true,true]" || errs != "[]" {
		t.Errorf("swap: %s %s", result, errs)
	}

	// One leaves, and the extension is free for who was late.
	i.do("user.update", url.Values{"ID": {ids[0]}, "ACTIVE": {"N"}})
	if r := i.do("user.update", url.Values{"ID": {late[0]}, "UF_PHONE_INNER": {"201"}}); r.result() != "true" {
		t.Errorf("%s", r.text)
	}

	// A workgroup, with what was really done.
	group := i.do("sonet_group.create", url.Values{"NAME": {"Launch"}}).result()
	if r := i.do("sonet_group.user.add", url.Values{"GROUP_ID": {group}, "USER_ID[]": {ids[0], ids[1], late[0]}}); r.result() != `["`+ids[1]+`","`+late[0]+`"]` {
		t.Errorf("members: %s", r.text)
	}
	names := i.do("access.name", url.Values{"ACCESS[]": {"U" + late[0], "DR" + sales, "SG" + group + "_K", "U9999"}}).json["result"].(map[string]any)
	if len(names) != 3 {
		t.Errorf("codes: %v", names)
	}

	// As an application, until the token runs out.
	token := func(refresh string) reply {
		return i.get(run.URL + "/oauth/token/?" + url.Values{"grant_type": {"refresh_token"}, "client_id": {"patchbay"}, "client_secret": {"patchbay"}, "refresh_token": {refresh}}.Encode())
	}
	granted := token("patchbay")
	i.base, i.auth = granted.json["client_endpoint"].(string), granted.json["access_token"].(string)
	if r := i.do("app.info", url.Values{}); r.status != 200 {
		t.Errorf("app.info: %s", r.text)
	}
	clock.Advance(2 * time.Hour)
	if r := i.do("user.current", url.Values{}); r.status != 401 || r.json["error"] != "expired_token" {
		t.Errorf("%d %s", r.status, r.text)
	}
	i.auth = token(granted.json["refresh_token"].(string)).json["access_token"].(string)
	busy := i.slept
	for range 60 {
		if r := i.do("user.current", url.Values{}); r.status != 200 {
			t.Fatalf("%d %s", r.status, r.text)
		}
	}
	if i.slept == busy {
		t.Error("sixty calls at one moment were never refused")
	}
}
