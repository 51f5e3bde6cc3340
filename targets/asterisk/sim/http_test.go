package sim

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// client talks to a world behind a server as an integrator would.
type client struct {
	t      *testing.T
	base   string
	user   string
	cookie *http.Cookie
}

func newClient(t *testing.T, seed string, o Options) *client {
	t.Helper()
	s, _, err := NewServer([]byte(seed), o)
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return &client{t: t, base: srv.URL, user: "patchbay"}
}

func (c *client) ari(method, path, body string) (int, string) {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), method, c.base+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	req.SetBasicAuth(c.user, "patchbay")
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close()
	b, _ := io.ReadAll(res.Body)
	return res.StatusCode, string(b)
}

// ami sends an action as a form and returns the answer.
func (c *client) ami(query string) string {
	c.t.Helper()
	req, err := http.NewRequestWithContext(c.t.Context(), http.MethodPost, c.base+"/rawman", strings.NewReader(query))
	if err != nil {
		c.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if c.cookie != nil {
		req.AddCookie(c.cookie)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	for _, k := range res.Cookies() {
		c.cookie = k
	}
	b, _ := io.ReadAll(res.Body)
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

const objects = "/ari/asterisk/config/dynamic/res_pjsip/"

// TestARI walks through accounts, objects, what merges and what is refused.
func TestARI(t *testing.T) {
	c := newClient(t, `{"files": {"ari.conf": "[general]\nenabled=yes\n[patchbay]\ntype=user\npassword=patchbay\n[auditor]\ntype=user\nread_only=yes\npassword=patchbay\n"}}`, Options{})
	for _, step := range []struct {
		as, method, path, body string
		status                 int
		says                   string // a part of the reply
	}{
		{"nobody", "GET", "/ari/asterisk/info", "", 401, `{"message":"Authentication required"}`},
		{"patchbay", "GET", "/ari/asterisk/info?only=system", "", 200, `{"system":{"entity_id":"02:00:00:00:00:01","version":"22.10.1"}}`},
		{"patchbay", "GET", "/ari/nope", "", 404, `{"message":"Resource not found"}`},
		{"patchbay", "POST", "/ari/asterisk/info", "", 405, `{"message":"Invalid method"}`},
		{"auditor", "PUT", objects + "aor/1", `{"fields":[]}`, 403, `{"message":"Write access denied"}`},
		{"auditor", "GET", objects + "aor/1", "", 404, `{"message":"Object with id '1' not found"}`},
		{"patchbay", "PUT", objects + "aor/1", `{"fields":[{"attribute":"max_contacts","value":"2"}]}`, 200, `{"attribute":"max_contacts","value":"2"}`},
		{"patchbay", "PUT", objects + "aor/1", `{"fields":[{"attribute":"mailboxes","value":"1@default"}]}`, 200, `{"attribute":"max_contacts","value":"2"}`},
		{"patchbay", "PUT", objects + "aor/1", `{"fields":[{"attribute":"max_contacts","value":"3"},{"attribute":"nope","value":"3"}]}`, 400, `{"message":"Update of object '1' failed field value validation"}`},
		{"auditor", "GET", objects + "aor/1", "", 200, `{"attribute":"max_contacts","value":"2"}`},
		{"patchbay", "PUT", objects + "aor/a%2Fb", ``, 200, `{"attribute":"max_contacts","value":"0"}`},
		{"patchbay", "DELETE", objects + "aor/a%2Fb", ``, 204, ""},
		{"patchbay", "DELETE", objects + "aor/a%2Fb", ``, 404, "not found"},
		{"patchbay", "PUT", objects + "aor/2", `{bad`, 400, `{"message":"Error parsing request body"}`},
		{"patchbay", "PUT", objects + "aor/2", `{"fields":[{"attribute":"max_contacts","value":3}]}`, 0, ""},
		{"patchbay", "GET", objects + "nope/2", ``, 404, `{"message":"objectType 'nope' not found"}`},
		{"patchbay", "PUT", objects + "endpoint/1", `{"fields":[{"attribute":"auth","value":"none"},{"attribute":"allow","value":"!all,ulaw,alaw"},{"attribute":"callerid","value":"Al <1>"}]}`, 200, `{"attribute":"callerid","value":"\"Al\" <1>"}`},
		{"patchbay", "GET", "/ari/endpoints/PJSIP/1", "", 200, `{"technology":"PJSIP","resource":"1","state":"offline","channel_ids":[]}`},
		{"patchbay", "PUT", objects + "endpoint/2", `{"fields":[{"attribute":"context","value":"x"}]}`, 200, `{"attribute":"allow","value":"(nothing)"}`},
		{"patchbay", "GET", objects + "endpoint/2", "", 404, "not found"},
		{"patchbay", "GET", "/ari/endpoints", "", 200, `"resource":"2"`},
		{"patchbay", "PUT", objects + "endpoint/2", `{"fields":[{"attribute":"allow","value":"ulaw"}]}`, 200, `{"attribute":"context","value":"default"}`},
		{"patchbay", "GET", "/ari/endpoints/SIP", "", 404, `{"message":"No Endpoints found - invalid tech SIP"}`},
	} {
		c.user = step.as
		status, body := c.ari(step.method, step.path, step.body)
		if status != step.status || !strings.Contains(body, step.says) {
			t.Errorf("%s: %s %s %s\n%d %s\nwant %d %s", step.as, step.method, step.path, step.body, status, body, step.status, step.says)
		}
	}
}

// TestAMI walks through sessions, files and queues.
func TestAMI(t *testing.T) {
	c := newClient(t, "", Options{})
	const queues = "action=UpdateConfig&SrcFilename=queues.conf&DstFilename=queues.conf&"
	for _, step := range []struct{ send, says string }{
		{"action=Ping", "Response: Error\nMessage: Permission denied\n\n"},
		{"action=Login&username=patchbay&secret=wrong", "Response: Error\nMessage: Authentication failed\n\n"},
		{"action=Login&username=patchbay&secret=patchbay", "Response: Success\nMessage: Authentication accepted\n\n"},
		{"", "Response: Error\nMessage: Missing action in request\n\n"},
		{"action=Nope", "Response: Error\nMessage: Invalid/unknown command: Nope. Use Action: ListCommands to show available commands.\n\n"},
		{queues + "Action-000000=newcat&Cat-000000=sales&Action-000001=append&Cat-000001=sales&Var-000001=member&Value-000001=" + url.QueryEscape(">PJSIP/1,0,Al") +
			"&Action-000002=append&Cat-000002=sales&Var-000002=member&Value-000002=" + url.QueryEscape(">PJSIP/2"), "Response: Success\n\n"},
		{queues + "Action-000000=newcat&Cat-000000=sales", "Response: Error\nMessage: Create category did not complete successfully\n\n"},
		{queues + "Action-000000=newcat&Cat-000000=other&Action-000001=update&Cat-000001=other&Var-000001=a&Value-000001=b", "Response: Error\nMessage: Update did not complete successfully\n\n"},
		{"action=ListCategories&Filename=queues.conf", "Response: Success\nCategory-000000: general\nCategory-000001: sales\n\n"},
		{"action=GetConfigJSON&Filename=queues.conf&Category=sales", "Response: Success\nJSON: {\"sales\":{\"member\":\"PJSIP/1,0,Al\",\"member\":\"PJSIP/2\"}}\n\n"},
		{"action=QueueStatus&Queue=sales", "Response: Success\nEventList: start\nMessage: Queue status will follow\n\nEvent: QueueStatusComplete\nEventList: Complete\nListItems: 0\n\n"},
		{"action=QueueReload", "Response: Success\nMessage: Queue reloaded successfully\n\n"},
		{"action=QueueAdd&Queue=sales&Interface=PJSIP/1", "Response: Error\nMessage: Unable to add interface: Already there\n\n"},
		{"action=QueueAdd&Queue=sales&Interface=PJSIP/3&ActionID=9", "Response: Success\nActionID: 9\nMessage: Added interface to queue\n\n"},
		{"action=QueueRemove&Queue=sales&Interface=PJSIP/1", "Response: Error\nMessage: Member not dynamic\n\n"},
		{queues + "Action-000000=delete&Cat-000000=sales&Var-000000=member&Match-000000=" + url.QueryEscape("PJSIP/1,0,Al"), "Response: Success\n\n"},
		{"action=GetConfig&Filename=queues.conf&Category=sales", "Response: Success\nCategory-000000: sales\nLine-000000-000000: member=PJSIP/2\n\n"},
		{"action=GetConfig&Filename=nope.conf", "Response: Error\nMessage: Config file not found\n\n"},
		{"action=VoicemailUsersList", "Response: Success\nMessage: There are no voicemail users currently defined.\n\n"},
		{"action=DBGet&Family=ps_aors/aor&Key=1", "Response: Error\nMessage: Database entry not found\n\n"},
		{"action=Logoff", "Response: Goodbye\nMessage: Thanks for all the fish.\n\n"},
		{"action=Ping", "Response: Error\nMessage: Permission denied\n\n"},
	} {
		if got := c.ami(step.send); got != step.says {
			t.Errorf("%s\n%s", step.send, cmp.Diff(step.says, got))
		}
	}
}

// TestClasses: an account does what its write classes say.
func TestClasses(t *testing.T) {
	c := newClient(t, `{"files": {"manager.conf": "[general]\nenabled=yes\n[ops]\nsecret=s\nread=call,agent\nwrite=agent\n"}}`, Options{})
	c.ami("action=Login&username=ops&secret=s")
	if got := c.ami("action=GetConfig&Filename=queues.conf"); !strings.Contains(got, "Permission denied") {
		t.Error(got)
	}
	if got := c.ami("action=QueueAdd&Queue=none&Interface=x"); !strings.Contains(got, "No such queue") {
		t.Error(got)
	}
}

// TestKept: what a request changed is there for another process, and a world that is
// saved and loaded is the same.
func TestKept(t *testing.T) {
	path := t.TempDir() + "/world.json"
	c := newClient(t, "", Options{Serving: simhttp.Serving{File: path}})
	c.ari("PUT", objects+"auth/1", `{"fields":[{"attribute":"username","value":"1"},{"attribute":"password","value":"p"}]}`)
	c.ari("PUT", objects+"endpoint/1", `{"fields":[{"attribute":"allow","value":"ulaw,alaw"},{"attribute":"webrtc","value":"yes"},{"attribute":"set_var","value":"A=1"}]}`)
	c.ari("PUT", objects+"aor/1", ``)
	c.ari("DELETE", objects+"aor/1", ``)
	c.ami("action=Login&username=patchbay&secret=patchbay")
	c.ami("action=UpdateConfig&SrcFilename=queues.conf&DstFilename=queues.conf&Action-000000=newcat&Cat-000000=sales")
	c.ami("action=QueueReload")
	c.ami("action=UpdateConfig&SrcFilename=queues.conf&DstFilename=queues.conf&Action-000000=append&Cat-000000=sales&Var-000000=x&Value-000000=1%3B2")
	c.ami("action=QueueAdd&Queue=sales&Interface=PJSIP/1")

	other := newClient(t, "", Options{Serving: simhttp.Serving{File: path}})
	_, first := c.ari("GET", "/_sim/world", "")
	_, second := other.ari("GET", "/_sim/world", "")
	if d := cmp.Diff(decoded(t, first), decoded(t, second)); d != "" {
		t.Errorf("another process sees (-first +second):\n%s", d)
	}
	if status, body := c.ari("PUT", "/_sim/world", first); status >= 300 {
		t.Fatalf("%d %s", status, body)
	}
	_, third := c.ari("GET", "/_sim/world", "")
	if d := cmp.Diff(decoded(t, first), decoded(t, third)); d != "" {
		t.Errorf("loaded again (-before +after):\n%s", d)
	}
	if !strings.Contains(first, `x = 1\\;2`) || strings.Contains(first, `"aor":{"1"`) {
		t.Error(first)
	}
}

func decoded(t *testing.T, s string) (v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%v\n%s", err, s)
	}
	return v
}

// TestOptions: what differs from one installation to the next.
func TestOptions(t *testing.T) {
	c := newClient(t, `{"quirks": {"prefix": "/pbx"}}`, Options{Quirks: map[string]string{"noManager": "true"}})
	for path, want := range map[string]int{"/pbx/ari/asterisk/ping": 200, "/ari/asterisk/ping": 404, "/pbx/rawman?action=Ping": 404} {
		if status, body := c.ari("GET", path, ""); status != want {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if _, err := New(nil, Options{Quirks: map[string]string{"nope": "1"}}); err == nil {
		t.Error("an option that there is not")
	}
}
