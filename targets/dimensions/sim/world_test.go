package sim

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
	"github.com/patchbay-dev/patchbay/targets/internal/simtest"
)

// A fresh world is a reseller with one customer, and the client patchbay.
func TestFreshWorld(t *testing.T) {
	c := connect(t, "", nil)
	r := c.want(200, "GET", "customers", "")
	if r.Names("name") != "Patchbay Customer" {
		t.Errorf("%s", r.Text)
	}
	id := r.At("data.0.id")
	c.equal(c.want(200, "GET", "customers/"+id+"/users", ""), "data", `[]`)
	c.want(201, "POST", "customers/"+id+"/users", `{"email":"a@x.example","displayName":"A"}`)
	cred := c.world.Credentials()
	if cred["clientId"] != "patchbay" || cred["clientSecret"] != "patchbay" || cred["refreshToken"] == "" || len(cred) != 3 {
		t.Errorf("credentials are %v", cred)
	}
	if again := connect(t, "", nil); again.want(200, "GET", "customers", "").At("data.0.id") != id || again.world.Credentials()["refreshToken"] != cred["refreshToken"] {
		t.Error("two fresh worlds differ")
	}
	c = connect(t, "{}", opts{"level": "enterprise"})
	account := c.want(200, "GET", "accounts", "").At("data.0.id")
	if got := c.want(200, "GET", "accounts/"+account+"/customers", "").Names("name"); got != "Patchbay Customer" {
		t.Errorf("%s", got)
	}
	if got := c.want(200, "GET", "accounts/"+account+"/users", "").Names("email"); got != resellerAdmin {
		t.Errorf("%s", got)
	}
}

// The example of the package's documentation is a seed.
func TestDocumentedSeed(t *testing.T) {
	doc := string(must(os.ReadFile("doc.go")))
	_, rest, _ := strings.Cut(doc, "//	{\n")
	lines, _, _ := strings.Cut(rest, "//	}\n")
	seed := "{" + strings.NewReplacer("//", "", "[…]", "[]").Replace(strings.ReplaceAll(lines, "http://", "http:SLASHES")) + "}"
	w, err := New([]byte(strings.ReplaceAll(seed, "http:SLASHES", "http://")), Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, seed)
	}
	alice := w.users.First(func(u *user) bool { return u.DisplayName == "Alice Martin" }).in("c-17")
	if got := strings.Join(alice.Roles, " "); got != "customer.user.pbx customer.user.uc customer.user.uc.remote customer.monitor customer.user" || alice.Clients["crm"] != "d-1" || alice.PrimaryGroup == "Sales" || len(alice.Workspaces) != 1 {
		t.Errorf("%+v", alice)
	}
	if w.Credentials()["refreshToken"] != "refresh-1" {
		t.Errorf("%v", w.Credentials())
	}
	var part string
	for _, p := range w.parts() {
		if !strings.Contains(seed, `"`+p.Name()+`"`) {
			part += " " + p.Name()
		}
	}
	if part != "" {
		t.Errorf("not in the documentation:%s", part)
	}
}

func TestSeedRefused(t *testing.T) {
	simtest.Refused(t, map[string]string{
		`[]`: "", `null`: "want an object", `{} {}`: "more than one", `{"nonsense":[]}`: "no such part", `{"users":{}}`: "list of objects", `{"users":[null]}`: "want an object", `{"users":null}`: "list of objects",
		`{"users":[{"colour":"red"}]}`: "unknown field", `{"quirks":{"x":"1"}}`: `no option "x"`, `{"quirks":{"level":"x"}}`: "none of", `{"quirks":[]}`: "quirks", `{"nextId":-1}`: "from 0", `{"enterprises":[]}`: "there is none",
		`{"permissionKeys":{"x":"y"}}`: `no permission "x"`, `{"permissionKeys":{"crm":""}}`: "empty", `{"permissionKeys":{"crm":"customer.user"}}`: "something else", `{"permissionKeys":{"crm":"webhooks.admin"}}`: "something else", `{"permissionKeys":[]}`: "permissionKeys",
		`{"accounts":[{"name":""}]}`: "name is required", `{"accounts":[{"name":"A","enterprise":"x"}]}`: `no "x"`, `{"customers":[{"name":"A","id":"a b"}]}`: "letters, digits", `{"customers":[{"name":"A","id":"x"},{"name":"B","id":"x"}]}`: "there twice",
		`{"accounts":[{"name":"A","id":"x"}],"customers":[{"name":"B","id":"x"}]}`: "there twice", `{"customers":[{"name":"A","account":"x"}]}`: `no "x"`, `{"accounts":[]}`: "account is not valid",
		`{"pbxUsers":[{}]}`: "displayName is required", `{"pbxUsers":[{"displayName":"A","email":"x"}]}`: "email is not valid", `{"pbxUsers":[{"displayName":"A","devices":[{"type":"fax"}]}]}`: `no type "fax"`, `{"customers":[],"pbxUsers":[{"displayName":"A"}]}`: "pbx is required",
		`{"users":[{"displayName":"A"}]}`: "email field is required", `{"users":[{"displayName":"A","email":"x"}]}`: "'x' is not valid", `{"users":[{"email":"a@x.example"}]}`: "displayName is required",
		`{"users":[{"displayName":"A","email":"a@x.example"},{"displayName":"B","email":"A@x.example"}]}`:                                        "already in use",
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"roles":["customer.user.acd"]}]}]}`:                                       "requires the role",
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"roles":["customer.user.pbx"]}]}]}`:                                       "is not valid",
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"roles":["customer.user.supervisorl1","customer.user.supervisorl2"]}]}]}`: "mutually exclusive",
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{},{}]}]}`:                                                                 "there twice",
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"tenant":"x"}]}]}`:                                                        `no "x"`,
		`{"users":[{"displayName":"A","email":"a@x.example","primaryTenant":"Patchbay Reseller","access":[{"tenant":"Patchbay Customer"}]}]}`:    "primaryTenant is not valid",
		`{"users":[{"displayName":"A","email":"a@x.example","primaryTenant":"Patchbay Reseller","access":[{"pbxUser":"x"}]}]}`:                   "reseller's user",
		`{"users":[{"access":[{"pbxUser":"101"}]}]}`:                                                                                             `no "101"`,
		`{"pbxUsers":[{"displayName":"A","extension":"101"}],"users":[{"access":[{"pbxUser":"101"}]},{"access":[{"pbxUser":"101"}]}]}`:           "another user's",
		`{"pbxUsers":[{"id":"p","pbx":"other","displayName":"A","extension":"101"}],"users":[{"access":[{"pbxUser":"p"}]}]}`:                     "another PBX",
		`{"pbxUsers":[{"displayName":"A","extension":"101"}],"users":[{"access":[{"pbxUser":"101","clients":{"crm":"x"}}]}]}`:                    "no device", `{"pbxUsers":[{"displayName":"A","extension":"101","devices":[{"id":"d"}]}],"users":[{"access":[{"pbxUser":"101","clients":{"mobile":"d","desktop":"d"}}]}]}`: "no device",
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"workspaces":{"W":"x"}}]}]}`:                     `no "W"`,
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"primaryGroup":"G"}]}]}`:                         `no "G"`,
		`{"users":[{"displayName":"A","email":"a@x.example","access":[{"primaryGroup":"G"}]}],"groups":[{"name":"G"}]}`: "no member of G",
		`{"groups":[{"name":"G","members":["x"]}]}`:                                                                     `no "x"`, `{"groups":[{"name":"G","members":["admin@patchbay.example"]}]}`: "no user of the customer", `{"groups":[{}]}`: "name is required",
		`{"customers":[],"workspaces":[{"name":"W"}]}`: "customer is required", `{"clients":[{}]}`: "id is required", `{"grants":[{"token":"t","client":"patchbay","user":"x"}]}`: `no "x"`,
		`{"grants":[{"token":"t","client":"x","user":"admin@patchbay.example"}]}`: "must be there", `{"grants":[{"client":"patchbay","user":"admin@patchbay.example"}]}`: "token is required", `{"letters":[{}]}`: "id is required",
	}, loaded)
}

// What is saved loads again as the same world, and a log of changes replays to it.
func TestSaveAndReplay(t *testing.T) {
	c := connect(t, office, opts{"rotateRefresh": "true", "tokenLifetime": "24h"})
	replica := simtest.Replicate(t, c.world, loaded)
	server := must(simhttp.New(replica.Told(), simhttp.Options{}))
	c.HTTP.Transport = server.Transport()
	c.want(201, "POST", "customers/<Acme>/users", `{"email":"new@x.example","displayName":"New"}`)
	c.patch(200, "Alice", give(client, professional, "customer.user.supervisorl4"))
	c.want(200, "PUT", alices+"d-web/assign", `{"clientType":"crm"}`)
	c.want(200, "DELETE", user1+"Bob>", "")
	c.want(200, "DELETE", user1+"Gil>", "")
	c.pay(201, "POST", "customers", newCustomer)
	c.want(200, "PATCH", "customers/<Globex>", `[{"op":"replace","path":"/name","value":"Globex 2"}]`)
	c.exchange("grant_type=refresh_token&refresh_token=" + c.world.Credentials()["refreshToken"])
	c.clock.Advance(time.Hour)
	c.want(200, "GET", "customers/<Acme>/users", "") // imports
	replica.Agrees()
	simtest.Reloads(t, c.world, loaded)
	if err := replica.Replay([]byte(`{"x":1}`)); err == nil {
		t.Error("replays anything")
	}
}

// A world that was saved keeps who it has: nobody is imported, made an admin again,
// or given a token.
func TestSavedWorldsAreKept(t *testing.T) {
	c := connect(t, office, opts{"level": "enterprise"})
	c.want(200, "DELETE", "accounts/r-1/customers/c-1/users/<Bob>", "")
	for _, who := range []string{"Admin", "Thrifty", "Reader"} {
		c.want(200, "DELETE", "accounts/r-1/users/<"+who+">", "")
	}
	saved := must(c.world.Save())
	again := must(New(saved, Options{Serving: simhttp.Serving{Clock: c.clock}}))
	if got := must(again.Save()); !bytes.Equal(got, saved) || len(again.Credentials()) != 0 {
		t.Errorf("loaded\n%s\nwant\n%s", got, saved)
	}
}

// A world in a file outlives its process, and two processes see one world.
func TestWorldFile(t *testing.T) {
	const users = "customers/c-1/users"
	simtest.Shared[*person]{
		Open: func(file string) (*simhttp.Server, *person) {
			s, w, err := NewServer([]byte(office), Options{Serving: simhttp.Serving{File: file}})
			if err != nil {
				t.Fatal(err)
			}
			return s, over(t, s, w).with(w.Credentials()["refreshToken"])
		},
		Make: func(c *person) string {
			return c.want(201, "POST", users, `{"email":"n@x.example","displayName":"N"}`).At("data.id")
		},
		Change: func(c *person, id string) {
			c.want(200, "PATCH", users+"/"+id, `[{"op":"replace","path":"/displayName","value":"M"}]`)
		},
		Delete: func(c *person, id string) { c.want(200, "DELETE", users+"/"+id, "") },
		There:  func(c *person, id string) { c.want(200, "GET", users+"/"+id, "") },
		Gone:   func(c *person, id string) { c.refuse(404, "Not Found", "GET", users+"/"+id, "") },
	}.Check(t)
}

// What only a person can do is done through the world, and no route shows it.
func TestByHand(t *testing.T) {
	seed := strings.Replace(office, `{"access": [{"pbxUser": "101", "roles": []}]}`, `{"access": [{"pbxUser": "101", "primaryGroup": "Sales", "workspaces": {"Floor": "viewer"}}]}`, 1)
	seed = strings.TrimSuffix(seed, "}") + `, "groups": [{"name": "Sales", "members": ["alice@acme.example"]}], "workspaces": [{"name": "Floor"}]}`
	c := connect(t, seed, nil)
	for _, path := range []string{"groups", "users/<Alice>/groups", "workspaces", "users/<Alice>/workspaces"} {
		c.refuse(404, "Not Found", "GET", "customers/c-1/"+path, "")
	}
	world := must(c.sim.World())
	if err := c.sim.SetWorld(bytes.Replace(world, []byte(`"roles":["customer.user.pbx"],"pbxUser":"`+c.world.users.Get(c.id("Alice")).in("c-1").PBXUser), []byte(`"roles":["customer.user.pbx","customer.user","silent_monitor"],"primaryGroup":"","pbxUser":"`+c.world.users.Get(c.id("Alice")).in("c-1").PBXUser), 1)); err != nil {
		t.Fatal(err)
	}
	if got := c.roles("Alice"); got != "user.pbx user user.monitor" {
		t.Errorf("%s", got)
	}
	c.patch(200, "Alice", give("customer.settings"))
	a := c.world.users.Get(c.id("Alice")).in("c-1")
	if len(a.Workspaces) != 1 {
		t.Errorf("a patch lost workspaces: %+v", a)
	}
	c.want(200, "DELETE", user1+"Alice>", "")
	if g := c.world.groups.List[0].Row; len(g.Members) != 0 {
		t.Errorf("a user who is gone is a member: %+v", g)
	}
}

var begin simtest.Start = func(seed []byte, at simhttp.Serving, o opts) (*simhttp.Running, error) {
	return Start(context.Background(), seed, Options{Serving: at, Quirks: o})
}

func TestStart(t *testing.T) {
	begin.Starts(t, "dimensions", func(run *simhttp.Running) {
		if run.Ready.Credentials["clientId"] != "patchbay" || run.Ready.Credentials["refreshToken"] == "" {
			t.Errorf("ready: %+v", run.Ready)
		}
		c := &person{Client: reach(t, run.URL, http.DefaultClient)}
		c.with(run.Ready.Credentials["refreshToken"]).want(200, "GET", "customers", "")
	})
}

// With a certificate, or the option tls, it speaks https alone.
func TestTLS(t *testing.T) {
	begin.TLS(t, func(by *http.Client, run *simhttp.Running) {
		c := (&person{Client: reach(t, run.URL, by)}).with(run.Ready.Credentials["refreshToken"])
		id := c.want(200, "GET", "customers", "").At("data.0.id")
		r := c.want(201, "POST", "customers/"+id+"/users", `{"email":"a@x.example","displayName":"A"}`)
		if !strings.HasPrefix(r.Header.Get("Location"), run.URL+"/api/v1.0/customers/") {
			t.Errorf("%s", r.Header.Get("Location"))
		}
	})
}

// Every option has a name in order and a sentence, can be set, and does not take
// everything; every inference has a reason, and names options that exist.
func TestOptions(t *testing.T) {
	simtest.Options(t, Known, usual(), opts{
		"accessLoss": "keep", "agentAutoAssign": "true", "chargedAssign": "true", "chargedCreate": "true", "chargesFrom": "3", "duplicates": "all", "essentialRemove": "refuse", "existsStatus": "409", "expiredToken": "true",
		"foreignTenant": "refuse", "joinTenants": "refuse", "level": "enterprise", "manageUsers": "user.admin", "manualLive": "refuse", "newAttributes": "true", "pageUsers": "5", "rateLimit": "5", "realtimeLeaves": "true",
		"refreshLifetime": "1s", "region": "uk", "roleOrder": "moving", "rotateRefresh": "true", "secondLevel": "replace", "softphoneRole": "none", "syncEvery": "1s", "tls": "true", "tokenLifetime": "1s", "tokenRoles": "true", "unassign": "refuse",
		"unknownError": "true", "withoutInferred": "customer-get",
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
	c := connect(t, office, opts{"pageUsers": "3"})
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.Quirk, Nth: 2, Options: opts{"unknownError": "true"}})
	c.want(200, "GET", "customers", "")
	c.refuse(500, "Internal Server Error", "GET", "customers", "")
	c.want(200, "GET", "customers", "")
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.Quirk, Nth: 1, Options: opts{"expiredToken": "true"}})
	c.unknown("GET", "customers")
	c.want(200, "GET", "customers", "")
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.ShiftPage, Nth: 2})
	c.want(200, "GET", "customers/c-1/users", "")
	if got := c.want(200, "GET", "customers/c-1/users?pageIndex=1", "").Names("displayName"); got != "Bob Carol Dave" {
		t.Errorf("%s: nobody fell between two pages", got)
	}
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.ShortPage, Nth: 1})
	if got := c.want(200, "GET", "customers/c-1/users", "").Names("displayName"); got != "Alice Zoe" {
		t.Errorf("%s", got)
	}
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.DropAfter, Nth: 1, Match: simhttp.Match{Method: "PATCH"}})
	req, _ := http.NewRequest("PATCH", c.Base+"/api/v1.0/"+c.fill(user1+"Bob>"), strings.NewReader(give(client)))
	req.Header = http.Header{"Authorization": {"Bearer " + c.token}, "Content-Type": {"application/json"}}
	if _, err := c.HTTP.Do(req); err == nil {
		t.Error("an answer came")
	}
	must(c.sim.World()) // waits until the server is through with what nobody answered
	if got := c.roles("Bob"); got != "user.pbx user.uc user" {
		t.Errorf("%s", got)
	}
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.IgnoreWrite, Match: simhttp.Match{Method: "DELETE"}})
	c.want(200, "DELETE", user1+"Bob>", "")
	c.want(200, "GET", user1+"Bob>", "")
	simtest.Fault(t, c.sim, simhttp.Fault{Kind: simhttp.Expire, Nth: 1})
	c.unknown("GET", "customers")
	if err := c.sim.AddFault(simhttp.Fault{Kind: simhttp.Quirk, Options: opts{"nothing": "1"}}); err == nil {
		t.Error("a fault takes any option")
	}
	for _, r := range c.sim.Requests() {
		if r.Mutating != (r.Method != "GET" && !strings.HasPrefix(r.Path, "/connect/")) {
			t.Errorf("%s %s: mutating is %v", r.Method, r.Path, r.Mutating)
		}
	}
}

// Passwords, tokens and secrets are in no answer but the one that gives them, in no
// line of the request log, and in nothing that is logged.
func TestSecretsStay(t *testing.T) {
	var log bytes.Buffer
	s, w, err := NewServer([]byte(strings.Replace(office, `"id": "c-1",`, `"id": "c-1", "pbxConnectionProfile": {"apiKey": "Secret-Key-1"},`, 1)), Options{Serving: simhttp.Serving{Log: slog.New(slog.NewTextHandler(&log, nil))}})
	if err != nil {
		t.Fatal(err)
	}
	refresh := w.Credentials()["refreshToken"]
	c := over(t, s, w).with(refresh)
	var said strings.Builder
	said.WriteString(c.pay(201, "POST", "customers", newCustomer).Text)
	for _, path := range []string{"customers", "customers/c-1", "customers/<Initech>", "customers/c-1/users", user1 + "Admin>", user1 + "Alice>"} {
		said.WriteString(c.want(200, "GET", path, "").Text)
	}
	said.WriteString(c.want(400, "PATCH", "customers/c-1", `[{"op":"test","path":"/pbxConnectionProfile","value":{}}]`).Text)
	said.Write(must(json.Marshal(s.Requests())))
	said.Write(log.Bytes())
	simtest.Untold(t, said.String(), "Secret-1", "Secret-Key-1", "Secret-Key-7", refresh, c.token)
}
