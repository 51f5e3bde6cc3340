package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

func TestFreshWorld(t *testing.T) {
	c := connect(t, "", Quirks{})
	for path, total := range map[string]string{
		"admin/v1.0/users": "1", "admin/v1.0/sites": "1", "admin/v1.0/systems": "1", "admin/v1.0/companies": "1", groups: "0",
		"admin/v1.0/systems/<systems/PBX>/phone-numbers?isAssignedToUser=false": "20", "rvcpprovisioning/v1.0/cloudpbxs": "0",
	} {
		c.Equal(c.want(200, "GET", c.path(path), ""), "total", total)
	}
	want := map[string]string{"login": login, "password": "Patchbay-1", "appId": "patchbay", "appSecret": "patchbay"}
	if got := c.world.Credentials(); !reflect.DeepEqual(got, want) {
		t.Errorf("credentials are %v", got)
	}
	if n := len(connect(t, "", Quirks{Extensions: -1}).world.tables["phoneNumbers"].list); n != 0 {
		t.Errorf("%d extensions without any", n)
	}
}

func TestSeedRefused(t *testing.T) {
	simtest.Refused(t, map[string]string{
		`[]`:                                 "",
		`{"nonsense":[]}`:                    "no such part",
		`{"users":[{}]}`:                     "loginEmail is required",
		`{"users":{}}`:                       "list of objects",
		`{"users":[1]}`:                      "want an object",
		`{"quirks":{"x":1}}`:                 "unknown field",
		`{"quirks":{"createStatus":404}}`:    "200 or 201",
		`{"quirks":{"withoutInferred":"x"}}`: "no inferred route",
		`{"nextId":-1}`:                      "negative",
		`{"users":[{"loginEmail":"a@x.example","colour":"red"}]}`:                                                                                                         "no such field",
		`{"users":[{"loginEmail":"a@x.example"},{"loginEmail":"A@x.example"}]}`:                                                                                           "there twice",
		`{"users":[{"loginEmail":"a@x.example","profiles":[{"offerName":"Gold"}]}]}`:                                                                                      "no such subscription",
		`{"users":[{"loginEmail":"a@x.example","phoneNumbers":[{"isFromSystem":true,"shortNumber":"1"}]}]}`:                                                               "personal number",
		`{"phoneNumbers":[{"shortNumber":"1"},{"shortNumber":"1"}]}`:                                                                                                      "there twice",
		`{"phoneNumbers":[{"shortNumber":"1","userId":"nobody"}]}`:                                                                                                        `no "nobody"`,
		`{"phoneNumbers":[{"number":"12"}]}`:                                                                                                                              "shortNumber",
		`{"users":[{"id":"66a1b2c30000000000000099","loginEmail":"a@x.example"},{"id":"66a1b2c30000000000000099","loginEmail":"b@x.example"}]}`:                           "there twice",
		`{"users":[{"loginEmail":"a@x.example"}],"supervisionGroups":[{"name":"G","type":"manager_assistant","members":[{"userId":"a@x.example","roles":["manager"]}]}]}`: "MA2",
		`{"users":[{"loginEmail":"a@x.example"}],"groups":[{"name":"G","shortNumber":"8100"}]}`:                                                                           "Cloud PBX",
	}, loaded)
}

// Ids that a seed gives are not given again.
func TestSeedIDs(t *testing.T) {
	c := connect(t, `{"users":[{"id":"66a1b2c3000000000000ffff","loginEmail":"a@x.example"},{"id":"0123456789abcdef01234567","loginEmail":"b@x.example"}]}`, Quirks{})
	id := c.make("admin/v1.0/users", `{"loginEmail":"new@x.example","password":"Secret-1"}`)
	if id <= "66a1b2c3000000000000ffff" {
		t.Errorf("the next id is %s", id)
	}
	c.want(200, "GET", "admin/v1.0/users/0123456789abcdef01234567", "")
}

// What is saved loads again as the same world, and a log of changes replays to it.
func TestSaveAndReplay(t *testing.T) {
	c := connect(t, people, Quirks{})
	replica := simtest.Replicate(t, c.world, loaded)
	step := func(method, path, body string) {
		t.Helper()
		a := asking("", method, "/api/rainbow/"+c.path(path), "", c.path(body))
		a.Header["Authorization"] = c.headers["Authorization"]
		if rec := a.Of(c.world); rec.Code >= 300 || replica.Hear() == nil {
			t.Fatalf("%s %s: %s, or no record", method, path, rec.Body)
		}
	}
	step("POST", "admin/v1.0/users", `{"loginEmail":"new@x.example","password":"Secret-1","companyId":"<companies/Patchbay>"}`)
	step("POST", groups, c.ma("G", "alice:manager bob:assistant"))
	step("POST", groups, c.groupBody("default", "S", "frank:supervisor"))
	step("PUT", "admin/v1.0/users/<users/new@x.example>", `{"customData":{"a":"1"},"phoneNumbers":[{"number":"0612345678"}]}`)
	step("DELETE", "admin/v1.0/users/<users/new@x.example>", "")
	step("PUT", "admin/v1.0/systems/<systems/PBX>/phone-numbers/<phoneNumbers/2007>", `{"userId":"<users/dave@x.example>"}`)
	step("POST", "authentication/v1.0/apikeys", `{"description":"k"}`)
	replica.Agrees()
	simtest.Reloads(t, c.world, loaded)
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// A world in a file outlives its process, and two processes see one world.
func TestWorldFile(t *testing.T) {
	simtest.Shared[*client]{
		Open: func(file string) (*simhttp.Server, *client) {
			s, w, err := NewServer([]byte(people), Options{Serving: simhttp.Serving{File: file}})
			if err != nil {
				t.Fatal(err)
			}
			return s, over(t, s, w).as(login, "Patchbay-1")
		},
		Make: func(c *client) string { return c.make(groups, c.ma("G", "alice:manager bob:assistant")) },
		Change: func(c *client, id string) {
			c.want(200, "PUT", groups+"/"+id, c.ma("H", "alice:manager erin:assistant"))
		},
		Delete: func(c *client, id string) { c.want(200, "DELETE", groups+"/"+id, "") },
		There:  func(c *client, id string) { c.want(200, "GET", groups+"/"+id, "") },
		Gone:   func(c *client, id string) { c.refuse(404000, "no group", "GET", groups+"/"+id, "") },
	}.Check(t)
}

func TestStart(t *testing.T) {
	var start simtest.Start = func(seed []byte, at simhttp.Serving, o map[string]string) (*simhttp.Running, error) {
		q, err := Quirks{}.With(o)
		if err != nil {
			return nil, err
		}
		return Start(context.Background(), seed, Options{Serving: at, Quirks: q})
	}
	start.Starts(t, "rainbow", func(run *simhttp.Running) {
		if run.Ready.Credentials["login"] != login {
			t.Errorf("ready: %+v", run.Ready)
		}
		c := &client{Client: reach(t, run.URL, http.DefaultClient), headers: map[string]string{}}
		r := c.want(200, "GET", "authentication/v1.0/urls", "")
		if at := r.At("data.0.loginUrl"); !strings.HasPrefix(at, run.URL+"/") {
			t.Errorf("loginUrl is %s", at)
		}
		c.as(login, "Patchbay-1").want(200, "GET", "admin/v1.0/users", "")
	})
}

// Every quirk has a name in order, a sentence, and a place in a seed.
func TestQuirks(t *testing.T) {
	names := Known.Names()
	if !slices.IsSorted(names) {
		t.Errorf("out of order: %v", names)
	}
	typ := reflect.TypeFor[Quirks]()
	for f := range typ.NumField() {
		name, _, _ := strings.Cut(typ.Field(f).Tag.Get("json"), ",")
		if !slices.Contains(names, name) {
			t.Errorf("%s is not known", name)
		}
	}
	if len(names) != typ.NumField() {
		t.Errorf("%d names for %d quirks", len(names), typ.NumField())
	}
	values := map[string]string{"businessOffers": "Alert", "createStatus": "200", "extensions": "3", "loginAttempts": "3", "loginLock": "90m", "maxLimit": "3", "maxTokenRenew": "3", "minClientVersion": "2",
		"passwordLength": "9", "rateLimit": "3", "tokenLifetime": "90m", "withoutInferred": "all"}
	for _, s := range Known {
		q, err := Quirks{}.With(map[string]string{s.Name: or(values[s.Name], "true")})
		if err != nil || reflect.ValueOf(q).IsZero() || s.What == "" {
			t.Errorf("%s: %v %+v", s.Name, err, q)
		}
		b, _ := json.Marshal(q)
		if !strings.Contains(string(b), `"`+s.Name+`"`) {
			t.Errorf("%s is written as %s", s.Name, b)
		}
	}
	for _, bad := range [][2]string{{"nothing", "1"}, {"takeover", "perhaps"}, {"maxLimit", "-1"}, {"tokenLifetime", "soon"}, {"withoutInferred", "nothing"}} {
		if _, err := (Quirks{}).With(map[string]string{bad[0]: bad[1]}); err == nil {
			t.Errorf("%s=%s is taken", bad[0], bad[1])
		}
	}
}

func TestCreateStatus(t *testing.T) {
	c := connect(t, `{"quirks":{"createStatus":200}}`, Quirks{})
	c.want(200, "POST", "admin/v1.0/users", `{"loginEmail":"a@x.example","password":"Secret-1"}`)
}

// Faults come from the server around the world.
func TestFaults(t *testing.T) {
	c := connect(t, people, Quirks{})
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.ShiftPage, Nth: 2, Match: simhttp.Match{Path: "*/users"}})
	one := c.want(200, "GET", "admin/v1.0/users?limit=2", "").Names("displayName")
	two := c.want(200, "GET", "admin/v1.0/users?limit=2&offset=2", "").Names("displayName")
	if one != "Admin Patchbay Alice Martin" || two != "Carol Dave" {
		t.Errorf("pages: %s, %s", one, two)
	}
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.DropAfter, Nth: 1, Match: simhttp.Match{Method: "POST"}})
	req, _ := http.NewRequest("POST", c.Base+"/api/rainbow/"+groups, strings.NewReader(c.ma("G", "alice:manager bob:assistant")))
	req.Header.Set("Authorization", c.headers["Authorization"])
	if _, err := c.HTTP.Do(req); err == nil {
		t.Error("an answer came")
	}
	c.Equal(c.want(200, "GET", groups, ""), "total", "1")
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.IgnoreWrite, Match: simhttp.Match{Method: "DELETE"}})
	id := c.want(200, "GET", groups, "").At("data.0.id")
	c.want(200, "DELETE", groups+"/"+id, "")
	c.want(200, "GET", groups+"/"+id, "")
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.Expire, Nth: 1})
	c.refuse(401202, "", "GET", groups, "")
	for _, r := range c.sim.Requests() {
		if r.Mutating != (r.Method == "POST" || r.Method == "PUT" || r.Method == "DELETE") {
			t.Errorf("%s %s: mutating is %v", r.Method, r.Path, r.Mutating)
		}
	}
}

// Passwords, tokens and keys are in no answer but the one that gives them, in no
// line of the request log, and in nothing that is logged.
func TestSecretsStay(t *testing.T) {
	var log bytes.Buffer
	s, w, err := NewServer([]byte(people), Options{Serving: simhttp.Serving{Log: slog.New(slog.NewTextHandler(&log, nil))}})
	if err != nil {
		t.Fatal(err)
	}
	c := over(t, s, w).as(login, "Patchbay-1")
	key := c.want(201, "POST", "authentication/v1.0/apikeys", `{"description":"k"}`).At("data.apiKey")
	var said strings.Builder
	for _, path := range []string{"admin/v1.0/users?format=full", "authentication/v1.0/apikeys?format=full", "admin/v1.0/systems?format=full", "enduser/v1.0/users/me", "applications/v1.0/applications/patchbay"} {
		said.WriteString(c.want(200, "GET", path, "").Text)
	}
	said.WriteString(c.refuse(400000, "too weak", "PUT", "admin/v1.0/users/"+c.me, `{"password":"hunter2"}`).Text)
	said.Write(must(json.Marshal(s.Requests())))
	said.Write(log.Bytes())
	simtest.Untold(t, said.String(), "Patchbay-1", "Secret-1", "hunter2", key, strings.TrimPrefix(c.headers["Authorization"], "Bearer "))
}
