package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

func TestFreshWorld(t *testing.T) {
	c := connect(t, "", nil)
	for path, want := range map[string]string{
		"voice:extensions?accountKey=HOME": "", "voice:devices?accountKey=HOME": "", "voice:locations?accountKey=HOME": "Head office", "voice:billing-groups?accountKey=HOME": "Default",
		"admin:users?attributes=email": "", "admin:licenses": "", "admin:rolesets": "", "voice:call-queues?accountKey=HOME": "",
	} {
		if got := c.want(200, "GET", path, "").Names("name"); strings.TrimSpace(got) != want {
			t.Errorf("%s: %q", path, got)
		}
	}
	me := c.want(200, "GET", "/admin/rest/v1/me", "")
	c.equal(me, "adminRoles", `["SUPER_USER"]`)
	if n := len(strings.Fields(c.want(200, "GET", "voice:phone-numbers?accountKey=HOME", "").Names("number"))); n != 10 {
		t.Errorf("%d phone numbers", n)
	}
	cred := c.world.Credentials()
	if cred["clientId"] != "patchbay" || cred["clientSecret"] != "patchbay" || cred["refreshToken"] == "" || len(cred) != 3 {
		t.Errorf("credentials are %v", cred)
	}
	// A user with a licence, an extension and a device, as a first run makes them.
	licence := c.want(200, "GET", "admin:licenses", "").At("results.0.key")
	c.want(200, "POST", "admin:users", `{"users":[{"email":"a@x.example","firstName":"A","lastName":"B"}],"licenseKeys":[`+licence+`],"suppressEmail":true}`)
	ext := c.make("voice:extensions", `{"name":"A","accountKey":"HOME","number":"1001"}`)
	c.want(200, "PATCH", "voice:extensions/"+ext, c.fill(`{"assignedPrimaryUserKey":"<user/a@x.example>"}`))
	dev := c.make("voice:devices", `{"name":"A","accountKey":"HOME","modelId":"yealink.t46u","macAddress":"001565123456"}`)
	c.want(200, "PATCH", "voice:devices/"+dev, c.fill(`{"assignedUserKey":"<user/a@x.example>"}`))
}

func TestSeedRefused(t *testing.T) {
	simtest.Refused(t, map[string]string{
		`[]`: "", `null`: "want an object", `{} {}`: "more than one", `{"nonsense":[]}`: "no such part", `{"users":{}}`: "list of objects", `{"users":[null]}`: "want an object", `{"users":null}`: "list of objects",
		`{"users":[{"colour":"red"}]}`: "unknown field", `{"quirks":{"x":"1"}}`: `no option "x"`, `{"quirks":{"mac":"x"}}`: "none of", `{"nextId":-1}`: "from 0", `{"accounts":[]}`: "there is none",
		`{"accounts":[{"key":"x"}]}`: "key is not valid", `{"users":[{}]}`: "email is not valid", `{"users":[{"email":"a@x.example"},{"email":"A@x.example"}]}`: "there twice",
		`{"users":[{"email":"a@x.example","adminRoles":["OWNER"]}]}`: `no "OWNER"`, `{"users":[{"email":"a@x.example","licenseKeys":["Gold"]}]}`: `no "Gold"`, `{"users":[{"email":"a@x.example","groupKey":"G"}]}`: `no "G"`,
		`{"rolesets":[{"name":"R"}],"users":[{"email":"a@x.example","adminRoles":["SUPER_USER"],"roleSets":["R"]}]}`: "adminRoles and roleSets",
		`{"extensions":[{"name":"A","number":"x"}]}`:                                                                 "number is not valid", `{"extensions":[{"name":"A","number":"1"},{"name":"B","number":"1"}]}`: "there twice", `{"extensions":[{"number":"1"}]}`: "name is required",
		`{"extensions":[{"name":"A","number":"1","type":"PHONE"}]}`: "type is not valid", `{"extensions":[{"name":"A","number":"1","primaryUser":"nobody"}]}`: `no "nobody"`,
		`{"extensions":[{"name":"A","number":"1","primaryUser":"admin@patchbay.example"},{"name":"B","number":"2","primaryUser":"admin@patchbay.example"}]}`: "primary twice",
		`{"extensions":[{"name":"A","number":"1","queue":{}}]}`: "queue is not valid", `{"extensions":[{"name":"A","number":"1","type":"CALL_QUEUE","queue":{"agents":["nobody"]}}]}`: `no "nobody"`,
		`{"extensions":[{"name":"A","number":"1","findMeFollowMe":{"unavailableStep":{"extensionId":"9"}}}]}`: `no "9"`,
		`{"phoneNumbers":[{"number":"123"}]}`: "number is not valid", `{"phoneNumbers":[{"number":"+14155550100","routeTo":{"id":"1","type":"EXTENSION"}}]}`: `no "1"`,
		`{"devices":[{"name":"A","macAddress":"x","modelId":"yealink.t46u"}]}`: "macAddress", `{"devices":[{"name":"A","macAddress":"001565000001","modelId":"x"}]}`: "modelId",
		`{"devices":[{"name":"A","macAddress":"001565000001","modelId":"yealink.t46u","assignedUserKey":"admin@patchbay.example"}]}`: "0 licences",
		`{"licenses":[{"description":"L","seats":0}],"users":[{"email":"a@x.example","licenseKeys":["L"]}]}`:                         "0 seats for 1",
		`{"grants":[{"token":"t","client":"patchbay","user":"nobody"}]}`:                                                             "must be there", `{"scimGroups":[{"displayName":"G","members":[{"type":"user","value":"x"}]}]}`: "no member",
		`{"contactCenter":[{"supervisor":{"view_queue_settings":false}}]}`: "cannot be taken away", `{"contactCenter":[{"admins":["nobody"]}]}`: `no "nobody"`,
		`{"contactCenter":[{"agent":{"users":{"alice":{}}}}]}`: "unknown field",
	}, loaded)
}

// The contact centre is there to be looked at and edited through the world, with
// the two defaults of the vendor's page; no route of the service has it.
func TestContactCenter(t *testing.T) {
	c := connect(t, `{"contactCenter":[{"admins":["admin@patchbay.example"],"agent":{"enable_dispositions":true}}]}`, nil)
	raw := must(c.sim.World())
	var all struct {
		ContactCenter []struct {
			Admins                          []string
			Organization, Supervisor, Agent map[string]bool
		}
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	got := all.ContactCenter[0]
	if n := len(got.Organization) + len(got.Supervisor) + len(got.Agent); n != 13 {
		t.Errorf("%d settings", n)
	}
	if !got.Supervisor["limit_to_assigned_queues"] || !got.Supervisor["view_queue_settings"] || got.Supervisor["manage_queue_settings"] || !got.Agent["enable_dispositions"] {
		t.Errorf("%+v", got)
	}
	for _, path := range []string{"contact-center", "contact-center/permissions", "call-queues/x/agents"} {
		c.refuse(404, "NOT_FOUND", "GET", "voice:"+path, "")
	}
	if err := c.sim.SetWorld(bytes.Replace(raw, []byte(`"limit_to_assigned_queues":true`), []byte(`"limit_to_assigned_queues":false`), 1)); err != nil {
		t.Fatal(err)
	}
	if err := c.sim.SetWorld(bytes.Replace(raw, []byte(`"view_queue_settings":true`), []byte(`"view_queue_settings":false`), 1)); err == nil {
		t.Error("what cannot be taken away was")
	}
	if again := must(c.sim.World()); !bytes.Contains(again, []byte(`"limit_to_assigned_queues":false`)) {
		t.Errorf("%s", again)
	}
}

// What is saved loads again as the same world, and a log of changes replays to it.
func TestSaveAndReplay(t *testing.T) {
	c := connect(t, people, opts{"rotateRefresh": "true"})
	replica := simtest.Replicate(t, c.world, loaded)
	step := func(status int, method, path, body string) {
		t.Helper()
		c.want(status, method, c.fill(path), c.fill(body))
	}
	server := must(simhttp.New(replica.Told(), simhttp.Options{}))
	c.HTTP.Transport = server.Transport()
	step(200, "POST", "admin:users", `{"users":[{"email":"new@acme.example","firstName":"N","lastName":"N"}],"licenseKeys":[<licence/Connect>]}`)
	step(201, "POST", "voice:extensions", `{"name":"New","accountKey":"HOME","number":"1004"}`)
	step(200, "PATCH", "voice:extensions/<ext/1004>", `{"assignedPrimaryUserKey":"<user/new@acme.example>"}`)
	step(200, "PATCH", "voice:extensions/<ext/1001>/voicemail", `{"password":"2468"}`)
	step(200, "PUT", "voice:extensions/<ext/1001>/find-me-follow-me/ring-steps", `{"ringSteps":[{"timeout":5,"items":[{"extensionId":"<ext/1004>"}]}]}`)
	step(204, "DELETE", "voice:extensions/<ext/1004>", "")
	step(204, "DELETE", "admin:users/<user/alice@acme.example>", "")
	step(201, "POST", "voice:locations", `{"name":"Nice","accountKey":"HOME"}`)
	step(204, "DELETE", "voice:locations/<location/Paris>", "")
	step(201, "POST", "voice:phone-number-orders", `{"accountKey":"HOME","areaCode":"415"}`)
	step(200, "POST", "admin:templates", `{"name":"T","n":12345678901234567890}`)
	step(201, "POST", "scim:Groups", `{"displayName":"G"}`)
	step(201, "POST", "voice:shared-voicemails", `{"name":"Box","accountKey":"HOME","extensionNumber":"7000"}`)
	c.exchange("grant_type=refresh_token&refresh_token=" + c.world.Credentials()["refreshToken"])
	replica.Agrees()
	simtest.Reloads(t, c.world, loaded)
}

// A world that was saved keeps who it has: nobody is made an admin again, and no
// token comes back.
func TestSavedWorldsAreKept(t *testing.T) {
	c := connect(t, people, nil)
	c.want(204, "PUT", c.fill("admin:users/<user/root@acme.example>"), `{"adminRoles":[]}`)
	saved := must(c.world.Save())
	again := must(New(saved, Options{}))
	if got := must(again.Save()); !bytes.Equal(got, saved) || len(again.Credentials()) != 0 {
		t.Errorf("loaded\n%s\nwant\n%s", got, saved)
	}
}

// A world in a file outlives its process, and two processes see one world.
func TestWorldFile(t *testing.T) {
	const locations = "voice:locations"
	simtest.Shared[*client]{
		Open: func(file string) (*simhttp.Server, *client) {
			s, w, err := NewServer([]byte(people), Options{Serving: simhttp.Serving{File: file}, Quirks: freely(nil)})
			if err != nil {
				t.Fatal(err)
			}
			return s, over(t, s, w).with(w.Credentials()["refreshToken"])
		},
		Make:   func(c *client) string { return c.make(locations, `{"name":"Nice","accountKey":"HOME"}`) },
		Change: func(c *client, id string) { c.want(200, "PATCH", locations+"/"+id, `{"name":"Nice 2"}`) },
		Delete: func(c *client, id string) { c.want(204, "DELETE", locations+"/"+id, "") },
		There:  func(c *client, id string) { c.want(200, "GET", locations+"/"+id+"/users", "") },
		Gone:   func(c *client, id string) { c.refuse(404, "NOT_FOUND", "PATCH", locations+"/"+id, `{}`) },
	}.Check(t)
}

var begin simtest.Start = func(seed []byte, at simhttp.Serving, o opts) (*simhttp.Running, error) {
	return Start(context.Background(), seed, Options{Serving: at, Quirks: o})
}

func TestStart(t *testing.T) {
	begin.Starts(t, "goto", func(run *simhttp.Running) {
		if run.Ready.Credentials["clientId"] != "patchbay" || run.Ready.Credentials["refreshToken"] == "" {
			t.Errorf("ready: %+v", run.Ready)
		}
		c := &client{Client: reach(t, run.URL, http.DefaultClient)}
		c.with(run.Ready.Credentials["refreshToken"]).want(200, "GET", "/admin/rest/v1/me", "")
	})
}

// With a certificate, or the option tls, it speaks https alone.
func TestTLS(t *testing.T) {
	begin.TLS(t, func(by *http.Client, run *simhttp.Running) {
		c := &client{Client: reach(t, run.URL, by)}
		c.with(run.Ready.Credentials["refreshToken"]).want(200, "GET", "/admin/rest/v1/me", "")
	})
}

// Every option has a name in order and a sentence, can be set, and does not take
// everything; every inference has a reason, and names options that exist.
func TestOptions(t *testing.T) {
	simtest.Options(t, Known, usual(), opts{
		"adminForeign": "refuse", "adminPageSize": "5", "caseFilter": "true", "existingLicences": "true", "expiredToken": "true", "lastAdmin": "refuse", "licenceDelay": "1s", "mac": "lower", "markers": "offset",
		"maxPageSize": "5", "memberReads": "refuse", "newAttributes": "true", "pageSize": "5", "parallelButtons": "true", "permissionIds": "true", "permissions": "add", "plus": "literal", "promoteSecondaries": "never",
		"queueUsers": "loggedIn", "rateLimit": "5", "refreshLifetime": "1s", "refuseMarkers": "true", "roleSwitch": "replace", "rotateRefresh": "true", "staleMarkers": "true", "subListAccount": "true", "tls": "true",
		"tokenLifetime": "1s", "unknownError": "true", "userDelay": "1s", "withoutInferred": "accounts",
	})
	var routes []string
	for _, list := range endpoints() {
		for _, e := range list {
			routes = append(routes, e.inferred)
		}
	}
	simtest.Inferred(t, Inferred, Known.Names(), routes)
}

// Faults come from the server around the world, and from options for one request.
func TestFaults(t *testing.T) {
	c := connect(t, people, nil)
	const list = "voice:locations?accountKey=HOME"
	c.fault(simhttp.Fault{Kind: simhttp.Quirk, Nth: 2, Options: opts{"unknownError": "true"}})
	c.want(200, "GET", list, "")
	if r := c.refuse(500, "UNKNOWN_ERROR", "GET", list, ""); r.At("reference") == "" {
		t.Errorf("%s", r.Text)
	}
	c.want(200, "GET", list, "")
	c.fault(simhttp.Fault{Kind: simhttp.Quirk, Nth: 1, Options: opts{"expiredToken": "true"}})
	c.refuse(401, "AUTHN_EXPIRED_TOKEN", "GET", list, "")
	c.want(200, "GET", list, "")
	c.fault(simhttp.Fault{Kind: simhttp.Quirk, Options: opts{"newAttributes": "true"}})
	for _, path := range []string{list, "admin:users", "voice:extensions/<ext/1001>", "/admin/rest/v1/me"} {
		if r := c.want(200, "GET", c.fill(path), ""); !strings.Contains(r.Text, "introducedLater") {
			t.Errorf("%s: %s", path, r.Text)
		}
	}
	c.fault(simhttp.Fault{Kind: simhttp.DropAfter, Nth: 1, Match: simhttp.Match{Method: "POST"}})
	req, _ := http.NewRequest("POST", c.Base+"/voice-admin/v1/locations", strings.NewReader(`{"name":"Nice","accountKey":"`+c.account+`"}`))
	req.Header.Set("Authorization", "Bearer "+c.token)
	if _, err := c.HTTP.Do(req); err == nil {
		t.Error("an answer came")
	}
	if got := c.want(200, "GET", list, "").Names("name"); got != "Paris Lyon Emergency Nice" {
		t.Errorf("%s", got)
	}
	c.fault(simhttp.Fault{Kind: simhttp.IgnoreWrite, Match: simhttp.Match{Method: "DELETE"}})
	c.want(204, "DELETE", c.fill("voice:locations/<location/Nice>"), "")
	if got := c.want(200, "GET", list, "").Names("name"); !strings.HasSuffix(got, "Nice") {
		t.Errorf("%s", got)
	}
	c.fault(simhttp.Fault{Kind: simhttp.Expire, Nth: 1})
	c.refuse(401, "AUTHN_EXPIRED_TOKEN", "GET", list, "")
	if err := c.sim.AddFault(simhttp.Fault{Kind: simhttp.Quirk, Options: opts{"nothing": "1"}}); err == nil {
		t.Error("a fault takes any option")
	}
	for _, r := range c.sim.Requests() {
		if r.Mutating != (r.Method != "GET" && !strings.HasPrefix(r.Path, "/oauth/")) {
			t.Errorf("%s %s: mutating is %v", r.Method, r.Path, r.Mutating)
		}
	}
}

// Passwords, tokens and secrets are in no answer but the one that gives them, in no
// line of the request log, and in nothing that is logged.
func TestSecretsStay(t *testing.T) {
	var log bytes.Buffer
	s, w, err := NewServer([]byte(people), Options{Serving: simhttp.Serving{Log: slog.New(slog.NewTextHandler(&log, nil))}, Quirks: freely(nil)})
	if err != nil {
		t.Fatal(err)
	}
	refresh := w.Credentials()["refreshToken"]
	c := over(t, s, w).with(refresh)
	var said strings.Builder
	v := c.fill("voice:extensions/<ext/1001>/voicemail")
	said.WriteString(c.want(200, "PATCH", v, `{"password":"24681357"}`).Text)
	said.WriteString(c.refuse(400, "INVALID_PASSWORD", "PATCH", v, `{"password":"hunter2"}`).Text)
	for _, path := range []string{"voice:extensions?accountKey=HOME", "voice:extensions/<ext/1001>", "admin:users", "scim:Users", "users:users?accountKey=HOME", "/admin/rest/v1/me"} {
		said.WriteString(c.want(200, "GET", c.fill(path), "").Text)
	}
	said.Write(must(json.Marshal(s.Requests())))
	said.Write(log.Bytes())
	simtest.Untold(t, said.String(), "Secret-1", "24681357", "hunter2", refresh, c.token)
}
