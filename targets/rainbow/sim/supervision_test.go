package sim

import (
	"strings"
	"testing"
)

const groups = "telephonysupervision/v1.0/groups"

// ma is the body of a manager/assistant group; roles go to users by first name:
// "alice:manager bob:assistant".
func (c *client) ma(name, members string) string {
	c.T.Helper()
	return c.groupBody("manager_assistant", name, members)
}

func (c *client) groupBody(typ, name, members string) string {
	c.T.Helper()
	var rows []string
	for _, m := range strings.Fields(members) {
		who, roles, _ := strings.Cut(m, ":")
		rows = append(rows, `{"userId":"`+c.id("users/"+who+"@x.example")+`","roles":["`+strings.ReplaceAll(roles, "+", `","`)+`"]}`)
	}
	return c.path(`{"name":"` + name + `","companyId":"<companies/Patchbay>","type":"` + typ + `","members":[` + strings.Join(rows, ",") + `]}`)
}

func TestGroupRules(t *testing.T) {
	c := connect(t, people, Quirks{})
	for _, bad := range []struct {
		code          int
		rule, members string
	}{
		{400000, "MA1: ", "bob:assistant"},
		{400000, "MA1: ", "alice:manager bob:manager erin:assistant"},
		{400000, "MA2: ", "alice:manager"},
		{400000, "MA1: ", ""},
		{400000, "MA6: ", "alice:manager+assistant bob:assistant"},
		{400000, "MA7: ", "alice:manager bob:assistant bob:assistant"},
		{403000, "MA8: ", "alice:manager carol:assistant"},
		{403000, "MA9: ", "dave:manager bob:assistant"},
		{400000, "has no role supervisor", "alice:manager bob:supervisor"},
	} {
		c.refuse(bad.code, bad.rule, "POST", groups, c.ma("G", bad.members))
	}
	r := c.refuse(400000, "MA10", "POST", groups, strings.Replace(c.ma("G", "alice:manager"), `"roles":["manager"]`, `"roles":["manager"],"isDelegationEnabled":true`, 1))
	if !strings.Contains(r.Text, "simulated") {
		t.Errorf("nobody says that the code is not the vendor's: %s", r.Text)
	}
	made := c.want(201, "POST", groups, c.ma("G1", "alice:manager bob:assistant"))
	c.Equal(made, "data.members.0.status", `"active"`)
	c.Equal(made, "data.members.1.status", `"active"`)
	c.Equal(made, "data.members.0.isDelegationEnabled", `false`)
	c.refuse(409000, "MA4: ", "POST", groups, c.ma("G2", "alice:manager erin:assistant"))
	c.refuse(409000, "MA3: ", "POST", groups, c.ma("G2", "bob:manager erin:assistant"))
	c.refuse(409000, "MA3: ", "POST", groups, c.ma("G2", "erin:manager alice:assistant"))
	c.want(201, "POST", groups, c.ma("G2", "erin:manager bob:assistant")) // MA5
	stranger := c.make("admin/v1.0/users", `{"loginEmail":"lost@x.example","password":"Secret-1"}`)
	c.refuse(403000, "MA16: ", "POST", groups, strings.Replace(c.ma("G3", "frank:manager bob:assistant"), c.id("users/bob@x.example"), stranger, 1))
	c.refuse(400000, "no such user", "POST", groups, strings.Replace(c.ma("G3", "frank:manager bob:assistant"), c.id("users/bob@x.example"), "x", 1))
	c.refuse(400000, "must be one of", "POST", groups, c.groupBody("club", "G3", ""))
	c.refuse(400000, "name is required", "POST", groups, `{"type":"default"}`)
}

func TestGroupUpdate(t *testing.T) {
	c := connect(t, people, Quirks{})
	g := groups + "/" + c.make(groups, c.ma("G", "alice:manager bob:assistant"))
	c.refuse(400000, "cannot be changed", "PUT", g, c.groupBody("default", "G", "")) // MA15
	c.want(200, "PUT", g, `{"name":"Renamed"}`)
	c.refuse(400000, "MA1: ", "PUT", g, c.ma("G", "bob:assistant"))
	c.refuse(400000, "MA2: ", "PUT", g, c.ma("G", "alice:manager"))
	idle := strings.Replace(c.ma("G", "alice:manager bob:assistant erin:assistant"), `["assistant"]`, `["assistant"],"status":"idle"`, 1)
	c.Equal(c.want(200, "PUT", g, idle), "data.members.1.status", `"idle"`)
	r := c.want(200, "PUT", g, c.ma("G", "erin:manager bob:assistant alice:assistant")) // MA12: one update
	c.Equal(r, "data.members.0.userId", `"`+c.id("users/erin@x.example")+`"`)
	c.Equal(r, "data.members.1.status", `"idle"`)
	other := groups + "/" + c.make(groups, c.ma("H", "frank:manager alice:assistant"))
	c.refuse(409000, "MA3: ", "PUT", other, c.ma("H", "alice:manager frank:assistant"))
	c.want(200, "DELETE", g, "")
	c.want(200, "PUT", other, c.ma("H", "alice:manager frank:assistant"))
	c.refuse(404002, "no group", "DELETE", g, "")
	c = connect(t, people, Quirks{ReplaceResets: true, UniqueGroupNames: true})
	g = groups + "/" + c.make(groups, c.ma("G", "alice:manager bob:assistant"))
	c.want(200, "PUT", g, idleBody(c))
	c.Equal(c.want(200, "PUT", g, c.ma("G", "alice:manager bob:assistant")), "data.members.1.status", `"active"`)
	c.refuse(409000, "named g already", "POST", groups, c.ma("g", "erin:manager frank:assistant"))
}

func idleBody(c *client) string {
	return strings.Replace(c.ma("G", "alice:manager bob:assistant"), `["assistant"]`, `["assistant"],"status":"idle"`, 1)
}

func TestGroupLists(t *testing.T) {
	for _, with := range []bool{false, true} {
		c := connect(t, people, Quirks{MembersInLists: with})
		c.make(groups, c.ma("B", "alice:manager bob:assistant"))
		c.make(groups, c.ma("A", "erin:manager bob:assistant"))
		c.make(groups, c.groupBody("default", "C", "frank:supervisor bob:supervised"))
		r := c.want(200, "GET", groups+"?limit=2&offset=undefined&format=full", "")
		c.Equal(r, "total", "3")
		if r.Names("name") != "A B" {
			t.Errorf("page: %s", r.Text)
		}
		if there := r.Value("data.0.members") != nil; there != with {
			t.Errorf("membersInLists is %v: %s", with, r.Text)
		}
		if c.want(200, "GET", groups, "").Value("data.0.members") != nil {
			t.Error("small shows members")
		}
		if got := c.want(200, "GET", groups+"?userId="+c.id("users/erin@x.example"), "").Names("name"); got != "A" {
			t.Errorf("of erin: %s", got)
		}
		if got := c.want(200, "GET", groups+"?type=default", "").Names("name"); got != "C" {
			t.Errorf("default: %s", got)
		}
	}
}

// Joining, leaving and delegation are the members' own.
func TestMembersThemselves(t *testing.T) {
	c := connect(t, people, Quirks{})
	id := c.make(groups, c.ma("G", "alice:manager bob:assistant"))
	alice, bob, frank := c.as("alice@x.example", "Secret-1"), c.as("bob@x.example", "Secret-1"), c.as("frank@x.example", "Secret-1")
	member := groups + "/" + id + "/members/"
	if got := bob.want(200, "GET", groups+"?userId="+bob.me, "").Names("name"); got != "G" {
		t.Errorf("bob's groups: %s", got)
	}
	bob.Equal(bob.want(200, "PUT", member+bob.me, `{"status":"idle"}`), "data.status", `"idle"`)
	bob.refuse(403000, "for themselves", "PUT", member+alice.me, `{"status":"idle"}`)
	bob.refuse(400000, "must be one of", "PUT", member+bob.me, `{"status":"away"}`)
	frank.refuse(404001, "no group", "PUT", member+frank.me, `{"status":"idle"}`)
	bob.refuse(403000, "admin is required", "DELETE", groups+"/"+id, "")
	alice.refuse(400000, "MA10: ", "PUT", member+alice.me, `{"isDelegationEnabled":true}`)
	c.want(200, "PUT", member+bob.me, `{"status":"active"}`)
	alice.Equal(alice.want(200, "PUT", member+alice.me, `{"isDelegationEnabled":true}`), "data.isDelegationEnabled", "true")
	bob.want(200, "PUT", member+alice.me, `{"isDelegationEnabled":false}`)
	c.want(200, "PUT", member+alice.me, `{"isDelegationEnabled":true}`)
	c.refuse(400000, "a manager's", "PUT", member+bob.me, `{"isDelegationEnabled":true}`)
	kept := c.want(200, "PUT", groups+"/"+id, c.ma("G", "alice:manager erin:assistant"))
	c.Equal(kept, "data.members.0.isDelegationEnabled", "true")
	c.want(200, "DELETE", groups+"/"+id, "")
	again := c.want(201, "POST", groups, c.ma("G", "alice:manager bob:assistant"))
	c.Equal(again, "data.members.0.isDelegationEnabled", "false")

	c = connect(t, people, Quirks{DelegationWithoutActive: true})
	id = c.make(groups, idleBody(c))
	c.want(200, "PUT", groups+"/"+id+"/members/"+c.id("users/alice@x.example"), `{"isDelegationEnabled":true}`)
}

// Inferred routes can be switched off, one by one or all.
func TestInferredRoutes(t *testing.T) {
	c := connect(t, people, Quirks{})
	id := c.make(groups, c.ma("G", "alice:manager bob:assistant"))
	alice := groups + "/" + id + "/members/" + c.id("users/alice@x.example")
	calls := map[string]struct{ method, path, body string }{
		routeCreate: {"POST", groups, c.ma("H", "erin:manager frank:assistant")}, routeReplace: {"PUT", groups + "/" + id, `{"name":"X"}`},
		routeDelete: {"DELETE", groups + "/" + id, ""}, routeStatus: {"PUT", alice, `{"status":"idle"}`},
	}
	for _, route := range Inferred {
		if route.Why == "" || route.What == "" || !route.Route {
			t.Errorf("%s: no reason", route.Name)
		}
		call, here := calls[route.Name]
		if !here {
			continue
		}
		for _, off := range []string{route.Name, "all"} {
			c.world.quirks.WithoutInferred = off
			if r := c.do(call.method, call.path, call.body); r.Status != 404 && r.Status != 403 {
				t.Errorf("%s is off: %d %s", off, r.Status, r.Text)
			}
		}
		c.world.quirks.WithoutInferred = "delegation"
	}
	c.want(200, "PUT", alice, `{"isDelegationEnabled":true}`)
	c.Equal(c.want(200, "GET", groups+"/"+id, ""), "data.members.0.isDelegationEnabled", "false")
	c.want(200, "DELETE", groups+"/"+id, "")
}

// Licence, device and user stay while a group needs them.
func TestPrerequisitesStay(t *testing.T) {
	c := connect(t, people, Quirks{})
	c.make(groups, c.ma("G", "alice:manager bob:assistant"))
	licence := c.path("admin/v1.0/users/<users/alice@x.example>/profiles/subscriptions/<subscriptions/Business>")
	device := c.path("admin/v1.0/systems/<systems/PBX>/phone-numbers/<phoneNumbers/2001>")
	alice, bob := c.path("admin/v1.0/users/<users/alice@x.example>"), c.path("admin/v1.0/users/<users/bob@x.example>")
	c.refuse(403000, "MA8: ", "DELETE", licence, "")
	c.refuse(403000, "MA9: ", "PUT", device, `{"userId":null}`)
	c.refuse(403000, "MA9: ", "DELETE", c.path("admin/v1.0/systems/<systems/PBX>"), "")
	c.refuse(403000, "MA1: ", "DELETE", alice, "")
	c.refuse(403000, "MA2: ", "DELETE", bob, "")
	c.want(200, "PUT", c.path("admin/v1.0/systems/<systems/PBX>/phone-numbers/<phoneNumbers/2007>"), c.path(`{"userId":"<users/alice@x.example>"}`))
	c.want(200, "PUT", device, `{"userId":null}`)
	loose := connect(t, people, Quirks{LooseMembers: true})
	id := loose.make(groups, loose.ma("G", "alice:manager bob:assistant"))
	loose.want(200, "DELETE", loose.path("admin/v1.0/users/<users/alice@x.example>/profiles/subscriptions/<subscriptions/Business>"), "")
	loose.want(200, "PUT", loose.path("admin/v1.0/systems/<systems/PBX>/phone-numbers/<phoneNumbers/2001>"), `{"userId":null}`)
	loose.want(200, "DELETE", loose.path("admin/v1.0/users/<users/bob@x.example>"), "")
	if r := loose.want(200, "GET", groups+"/"+id, ""); r.Len("data.members") != 1 {
		t.Errorf("who is deleted is still a member: %s", r.Text)
	}
	loose.refuse(400000, "MA2: ", "PUT", groups+"/"+id, `{"name":"X"}`)
}

// Supervisors need an Attendant licence, and have the role supervisor as long as
// they supervise.
func TestSupervisors(t *testing.T) {
	c := connect(t, people, Quirks{})
	c.refuse(403000, "Attendant licence", "POST", groups, c.groupBody("default", "S", "alice:supervisor bob:supervised"))
	c.refuse(403000, "MA9: ", "POST", groups, c.groupBody("default", "S", "frank:supervisor dave:supervised"))
	frank := c.path("admin/v1.0/users/<users/frank@x.example>")
	one := groups + "/" + c.make(groups, c.groupBody("default", "S", "frank:supervisor bob:supervised"))
	two := groups + "/" + c.make(groups, c.groupBody("mutual_aid", "M", "frank:supervisor+supervised carol:supervised"))
	c.Equal(c.want(200, "GET", frank, ""), "data.roles", `["user","supervisor"]`)
	r := c.want(200, "GET", one, "")
	c.Equal(r, "data.supervisorUsers", c.path(`["<users/frank@x.example>"]`))
	c.Equal(r, "data.supervisedUsers", c.path(`["<users/bob@x.example>"]`))
	c.refuse(403000, "Attendant licence", "DELETE", c.path("admin/v1.0/users/<users/frank@x.example>/profiles/subscriptions/<subscriptions/Attendant Custom>"), "")
	c.want(200, "DELETE", one, "")
	c.Equal(c.want(200, "GET", frank, ""), "data.roles", `["user","supervisor"]`)
	c.Equal(c.want(200, "PUT", frank, `{"roles":["user"]}`), "data.roles", `["user"]`)
	left := c.want(200, "GET", two, "")
	c.Equal(left, "data.supervisorUsers", `[]`)
	if left.Len("data.members") != 2 {
		t.Errorf("who is supervised too stays: %s", left.Text)
	}
	c.want(200, "PUT", two, c.groupBody("mutual_aid", "M", ""))
	c.want(200, "PUT", two, `{"isEmptyAllowed":true}`)
	c.refuse(400000, "may not be empty", "PUT", two, `{"isEmptyAllowed":false}`)
	c.want(200, "DELETE", frank, "")
}
