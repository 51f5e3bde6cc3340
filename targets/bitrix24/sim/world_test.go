package sim

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// everything is a world with a row in every table.
const everything = `{"edition":"onpremise","licensed":true,"region":"eu","language":"fr","module":true,"converted":true,"telephonyVersion":"middle","lines":{"sip7":"Office"},"outgoingLine":"sip7","quirks":{"pageSize":"3"},
	"departments":[{"ID":"1","NAME":"Company","EXTRA":[1,{"a":2.50}]}],"users":[{"ID":1,"ADMIN":true,"EMAIL":"a@acme.example","UF_FUTURE":{"deep":[true,null]}},{"NAME":"no ID"}],
	"workgroups":[{"NAME":"w","OWNER_ID":1}],"roles":[{"ID":"4","NAME":"r","PERMISSIONS":{"CALL.PERFORM":"X"}}],"access":[{"ROLE_ID":"4","CODE":"U1"}],"userGroups":[{"ID":"5","NAME":"Night"}],
	"queues":[{"NAME":"q","EXTENSION":"500"}],"sip":[{"APP":"app patchbay","TYPE":"cloud","CONFIG_ID":"1","REG_ID":"9"}],"invitations":[{"EMAIL":"x"}],"apps":[{"client_id":"a","client_secret":"b","refresh_token":"c"}],
	"webhooks":[{"user":"1","secret":"s","scope":"user,sonet"}],"calls":[{"PORTAL_USER_ID":"1"}],"externalLines":[{"APP":"app a","NUMBER":"1"}],"handlers":[{"APP":"app a","EVENT":"ONUSERADD"}],"userFields":[{"FIELD_NAME":"UF_USR_X"}]}`

// What is saved loads as the same world, with what this version does not know.
func TestSaveAndLoad(t *testing.T) {
	for _, seed := range []string{"", "{}", everything, people, structure, circles, boxed, `{` + staffed + `}`} {
		w, err := New([]byte(seed), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if w.Changes() != nil {
			t.Error("loading is a change")
		}
		simtest.Reloads(t, w, loaded)
	}
	w, _ := New([]byte(everything), Options{})
	saved, _ := w.Save()
	for _, kept := range []string{`"EXTRA":[1,{"a":2.50}]`, `"UF_FUTURE":{"deep":[true,null]}`, `"quirks":{"pageSize":"3"}`, `{"ID":"2","NAME":"no ID"}`} {
		if !strings.Contains(string(saved), kept) {
			t.Errorf("%s is lost: %s", kept, saved)
		}
	}
}

// loaded is a world that was saved.
func loaded(saved []byte) (*World, error) { return New(saved, Options{}) }

// Seeds that make no sense are refused, and the world stays.
func TestBadSeeds(t *testing.T) {
	c := portal(t, people)
	before, _ := c.world.Save()
	for seed, want := range map[string]string{
		`[]`:                                        "cannot unmarshal",
		`{"user":[]}`:                               "user: the world has no such part",
		`{"edition":"box"}`:                         `edition: "box" is neither cloud nor onpremise`,
		`{"telephonyVersion":"9"}`:                  "telephonyVersion",
		`{"quirks":{"no":"x"}}`:                     `the simulated Bitrix24 has no option "no"`,
		`{"quirks":{"pageSize":"x"}}`:               `option pageSize of the simulated Bitrix24: "x" is no number from 0`,
		`{"users":[{"ID":"x"}]}`:                    "users: [0]: ID x: want a number above 0",
		`{"users":[{"ID":"1"},{"ID":1}]}`:           "users: [1]: ID 1 is there twice",
		`{"users":[null]}`:                          "users: [0]: want an object",
		`{"departments":[{"ID":"1","PARENT":"9"}]}`: "departments: 1 has the parent 9, which does not exist",
		`{"departments":[{"ID":"1","PARENT":"2"},{"ID":"2","PARENT":"1"}]}`: "departments: 1 is below itself",
		`{"access":[{"ROLE_ID":"99","CODE":"U1"}]}`:                         "access: 1 has the role 99, which does not exist",
		`{"roles":[{"PERMISSIONS":"X"}]}`:                                   "roles: 1: PERMISSIONS is no object",
		`{"roles":[{"PERMISSIONS":{"CALL":{"PERFORM":"X"}}}]}`:              `roles: 1: PERMISSIONS: CALL: want a letter`,
		`{"nextIds":{"planets":4}}`:                                         "nextIds: no table planets",
	} {
		if err := c.server.SetWorld([]byte(seed)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", seed, err, want)
		}
		if after, _ := c.world.Save(); !bytes.Equal(before, after) {
			t.Fatalf("%s changed the world", seed)
		}
	}
}

// Every change is in the journal: a world that replays it is the same.
func TestJournal(t *testing.T) {
	c := portal(t, everything, "pageSize", "50")
	replica, err := New([]byte(everything), Options{})
	if err != nil {
		t.Fatal(err)
	}
	c.world.table(webhooks).put(2, map[string]any{"ID": "2", "user": "1", "secret": "patchbay", "scope": allScopes})
	c.world.touch(webhooks, 2)
	step := func(what string) {
		t.Helper()
		rec := c.world.Changes()
		if bytes.ContainsAny(rec, "\r\n") {
			t.Errorf("%s: a line break in %q", what, rec)
		}
		if rec != nil {
			if err := replica.Replay(rec); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		want, _ := c.world.Save()
		got, _ := replica.Save()
		if !bytes.Equal(want, got) {
			t.Fatalf("after %s:\n%s\nreplayed:\n%s", what, want, got)
		}
	}
	step("the webhook")
	for _, x := range [][2]string{
		{"user.add", `{"EMAIL":"b@acme.example","UF_DEPARTMENT":[1],"UF_PHONE_INNER":"12","NAME":"line\nbreak"}`}, {"user.update", `{"ID":3,"ACTIVE":"N"}`},
		{"department.add", `{"NAME":"d","PARENT":1}`}, {"department.delete", `{"ID":2}`}, {"department.add", `{"NAME":"e","PARENT":1}`},
		{"sonet_group.user.add", `{"GROUP_ID":1,"USER_ID":2}`}, {"sonet_group.delete", `{"GROUP_ID":1}`},
		{"voximplant.sip.add", `{"SERVER":"s","LOGIN":"l"}`}, {"voximplant.line.outgoing.set", `{"LINE_ID":"reg151002"}`}, {"voximplant.sip.delete", `{"CONFIG_ID":2}`},
		{"patchbay.role.add", `{"NAME":"n"}`}, {"patchbay.access.add", `{"ROLE_ID":5,"CODE":"D1"}`}, {"patchbay.role.delete", `{"ID":5}`}, {"voximplant.user.activatePhone", `{"USER_ID":1}`},
		{"user.get", `{}`}, {"user.update", `{"ID":99}`}, {"batch", `{"cmd":["user.update?ID=1&NAME=a","user.update?ID=2&NAME=b","department.update?ID=1&NAME=c"]}`},
	} {
		// The server takes the record after each request; take it here instead.
		r, _ := http.NewRequest(http.MethodPost, c.base+x[0], strings.NewReader(x[1]))
		r.Header.Set("Content-Type", jsonKind)
		rec := httptest.NewRecorder()
		c.world.ServeHTTP(rec, r)
		step(x[0] + " " + rec.Body.String())
	}
	if err := replica.Replay([]byte(`{"rows":{"planets":{}}}`)); err == nil {
		t.Error("a record of no table is replayed")
	}
}

// A large world is not written anew at each request, and two servers of one file
// see one world.
func TestFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "w.json")
	open := func(seed []byte) *client {
		s, w, err := NewServer(seed, Options{Serving: simhttp.Serving{File: file}, Quirks: map[string]string{"bucket": "off"}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return &client{t: t, server: s, world: w, http: &http.Client{Transport: s.Transport()}, base: "http://portal.example/rest/1/patchbay/"}
	}
	one := open(large(2000))
	snapshot := must(os.Stat(file))
	two := open([]byte(`{"users":[]}`)) // the file is the world
	one.want("user.update", `{"ID":1500,"NAME":"Changed"}`)
	two.show("user.get", `{"ID":1500,"select":["NAME"]}`, `[{"ID":"1500","NAME":"Changed"}]`)
	two.want("user.add", `{"EMAIL":"new@acme.example","UF_DEPARTMENT":[1]}`)
	one.show("user.add", `{"EMAIL":"newer@acme.example","UF_DEPARTMENT":[1]}`, `2002`)
	after := must(os.Stat(file))
	if !os.SameFile(snapshot, after) {
		t.Error("the whole world was written anew")
	}
	if log := must(os.Stat(file + ".log")); log.Size() == 0 || log.Size() > 4000 {
		t.Errorf("the log has %d bytes", log.Size())
	}
	var w map[string]json.RawMessage
	if err := json.Unmarshal(one.get("http://portal.example/_sim/world").bytes(), &w); err != nil || w["users"] == nil {
		t.Errorf("world: %v", err)
	}
}

func (r reply) bytes() []byte { return []byte(r.text) }

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Every option has a sentence that ends, and a value that its own sentence names.
func TestOptions(t *testing.T) {
	simtest.Options(t, Known, usual(), map[string]string{
		"bucket": "standard enterprise off 3/10", "cost": "0.5", "cut": "0", "operating": "on off 30", "badSecret": "401 403", "confirm": "wait allow deny",
		"departmentDelete": "promote cascade", "edition": "cloud onpremise", "emptyTotal": "show omit", "reactivation": "refuse collide",
		"secondStep": "stays atomic fail", "telephonyVersion": "newest middle older", "batchFails": "3", "pageSize": "2", "userLimit": "9",
	})
	if _, err := New(nil, Options{Quirks: map[string]string{"none": "1"}}); err == nil {
		t.Error("an unknown option is taken")
	}
	for _, zero := range []string{"0/5", "2/0", "x/y", "-1/5", "NaN/5"} {
		if _, err := Known.Over(usual(), product, map[string]string{"bucket": zero}); err == nil {
			t.Errorf("bucket=%s is taken", zero)
		}
	}
}
