package sim

import (
	"strconv"
	"strings"
	"testing"
)

// 8.1, 8.7: users of the PBX are there with Essential; a list shows no roles.
func TestUsersAreImported(t *testing.T) {
	c := connect(t, office, nil)
	r := c.want(200, "GET", "customers/<Acme>/users", "")
	if got := r.Names("displayName"); got != "Alice Zoe Gil Admin Bob Carol Dave Erin" {
		t.Errorf("%s", got)
	}
	c.equal(r, "", `{"page_size":8,"status":"success","timestamp":"2026-03-01T09:00:00.0000000Z","data":[
		{"id":"<Alice>","displayName":"Alice","email":"alice@acme.example","primaryTenant":"c-1","isParent":false},
		{"id":"<Zoe>","displayName":"Zoe","email":"zoe@acme.example","primaryTenant":"c-1","isParent":false},
		{"id":"<Gil>","displayName":"Gil","email":"gil@globex.example","primaryTenant":"c-2","isParent":false},
		{"id":"<Admin>","displayName":"Admin","email":"root@reseller.example","primaryTenant":"r-1","isParent":true},
		{"id":"<Bob>","displayName":"Bob","email":"bob@acme.example","primaryTenant":"c-1","isParent":false},
		{"id":"<Carol>","displayName":"Carol","email":"shared@acme.example","primaryTenant":"c-1","isParent":false},
		{"id":"<Dave>","displayName":"Dave","email":"SHARED@acme.example","primaryTenant":"c-1","isParent":false},
		{"id":"<Erin>","displayName":"Erin","email":"","primaryTenant":"c-1","isParent":false}]}`)
	c.equal(c.want(200, "GET", user1+"Alice>", ""), "", `{"status":"success","timestamp":"2026-03-01T09:00:00.0000000Z",
		"data":{"id":"<Alice>","displayName":"Alice","email":"alice@acme.example","primaryTenant":"c-1","isParent":false,"roles":["customer.user.pbx"]}}`)
	c.want(200, "HEAD", user1+"Alice>", "")
}

// 8.2: whoever is made has website access, an e-mail to activate it, and an address
// of its own.
func TestCreate(t *testing.T) {
	c := connect(t, office, nil)
	r := c.want(201, "POST", "customers/<Acme>/users", `{"email":"new@x.example","displayName":"New","roles":["customer.settings"],"unknown":1}`)
	c.equal(r, "data", `{"id":"<New>","displayName":"New","email":"new@x.example","primaryTenant":"c-1","isParent":false,"roles":["customer.user","customer.settings"]}`)
	if r.At("status") != "success" || r.Header.Get("Location") != "http://dimensions/api/v1.0/customers/c-1/users/"+r.At("data.id") {
		t.Errorf("%s %v", r.Text, r.Header)
	}
	c.equal(c.want(201, "POST", "customers/<Acme>/users", `{"email":"bare@x.example","displayName":"Bare"}`), "data.roles", `["customer.user"]`)
	if got := c.letters(); got != "activation:new@x.example activation:bare@x.example" {
		t.Errorf("letters: %s", got)
	}
	for body, message := range map[string]string{
		`{"displayName":"N"}`: "The email field is required.", `{"email":"n@x.example"}`: "The displayName field is required.", `{"email":"n","displayName":"N"}`: "The value 'n' is not valid.",
		`{"email":"n@x.example","displayName":" "}`: "The displayName field is required.", `[]`: "The request body is not valid JSON.", `{"roles":1}`: "The request body is not valid JSON.",
		`{"email":"n@x.example","displayName":"` + strings.Repeat("x", 101) + `"}`:      "The field displayName must be a string with a maximum length of 100.",
		`{"email":"` + strings.Repeat("x", 200) + `@x.example","displayName":"N"}`:      "The field email must be a string with a maximum length of 200.",
		`{"email":"n@x.example","displayName":"N","roles":["customer.user.pbx"]}`:       "The value 'customer.user.pbx' is not valid.",
		`{"email":"n@x.example","displayName":"N","roles":["customer.user.uc"]}`:        "The role 'customer.user.uc' requires the role 'customer.user.pbx'.",
		`{"email":"NEW@x.example","displayName":"N"}`:                                   "The user 'NEW@x.example' already exists.",
		`{"email":"bob@acme.example","displayName":"N"}`:                                "The user 'bob@acme.example' already exists.",
		`{"email":"n@x.example","displayName":"N","roles":["customer.user","no.such"]}`: "The value 'no.such' is not valid.",
	} {
		c.refuse(400, message, "POST", "customers/<Acme>/users", body)
	}
	connect(t, office, opts{"existsStatus": "409"}).refuse(409, "The user 'zoe@acme.example' already exists.", "POST", "customers/<Acme>/users", `{"email":"zoe@acme.example","displayName":"N"}`)
}

// letters are the e-mails that the service sent.
func (c *person) letters() string {
	var out []string
	for l := range c.world.letters.All {
		out = append(out, l.Kind+":"+l.To)
	}
	return strings.Join(out, " ")
}

// A create with the address of another tenant's login is that login.
func TestOneLoginInTwoTenants(t *testing.T) {
	c := connect(t, office, nil)
	r := c.want(201, "POST", "customers/<Globex>/users", `{"email":"ZOE@acme.example","displayName":"Other name"}`)
	c.equal(r, "data", `{"id":"<Zoe>","displayName":"Zoe","email":"zoe@acme.example","primaryTenant":"c-1","isParent":false,"roles":["customer.user"]}`)
	if got := c.want(200, "GET", "customers/<Globex>/users", "").Names("displayName"); got != "Zoe Gil" {
		t.Errorf("%s", got)
	}
	c.pay(200, "PATCH", "customers/<Globex>/users/<Zoe>", give("customer.user.supervisorl1"))
	if got := c.roles("Zoe"); got != "user" {
		t.Errorf("roles of one tenant are in another: %s", got)
	}
	connect(t, office, opts{"joinTenants": "refuse"}).refuse(400, "The user 'zoe@acme.example' already exists.", "POST", "customers/<Globex>/users", `{"email":"zoe@acme.example","displayName":"N"}`)
}

// 8.3: addresses may be there twice, unless two of them may log in (R5).
func TestUniqueAddresses(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Carol", give(websiteAccess))
	for _, key := range []string{websiteAccess, client, "customer.user.supervisorl1"} {
		c.refuse(400, "The email 'SHARED@acme.example' is already in use.", "PATCH", user1+"Dave>", give(key))
	}
	c.patch(200, "Dave", give(agentAddOn))
	c.refuse(400, "The email field is required.", "PATCH", user1+"Erin>", give(websiteAccess))
	c.patch(200, "Erin", `[{"op":"replace","path":"/email","value":"zoe@acme.example"}]`)
	c.refuse(400, "The email 'zoe@acme.example' is already in use.", "PATCH", user1+"Erin>", give(websiteAccess))
	c.refuse(400, "The email 'Zoe@acme.example' is already in use.", "PATCH", user1+"Carol>", `[{"op":"replace","path":"/email","value":"Zoe@acme.example"}]`)
	c.patch(200, "Erin", `[{"op":"replace","path":"/email","value":"erin@acme.example"},{"op":"add","path":"/roles/-","value":"customer.user"}]`)
	c.refuse(400, "The email field is required.", "PATCH", user1+"Erin>", `[{"op":"replace","path":"/email","value":""}]`)
	c.refuse(400, "The email 'root@reseller.example' is already in use.", "PATCH", user1+"Bob>", `[{"op":"replace","path":"/email","value":"root@reseller.example"},{"op":"add","path":"/roles/-","value":"customer.user"}]`)
	c = connect(t, office, opts{"duplicates": "all"})
	c.refuse(400, "The email 'shared@acme.example' is already in use.", "PATCH", user1+"Carol>", give(websiteAccess))
}

// 8.7: a delete takes the user out of one tenant, or, in the primary one, out of all.
func TestDelete(t *testing.T) {
	c := connect(t, strings.TrimSuffix(office, "}")+`, "groups": [{"name": "G", "members": ["Gil", "Zoe"]}, {"name": "H", "customer": "Globex", "members": ["Gil"]}]}`, nil)
	members := func() string {
		var out []string
		for g := range c.world.groups.All {
			out = append(out, g.Name+strconv.Itoa(len(g.Members)))
		}
		return strings.Join(out, " ")
	}
	c.equal(c.want(200, "DELETE", user1+"Gil>", ""), "", `{"status":"success","timestamp":"2026-03-01T09:00:00.0000000Z"}`)
	c.refuse(404, "Not Found", "GET", user1+"Gil>", "")
	if got := members(); got != "G1 H1" {
		t.Errorf("groups: %s", got)
	}
	c.want(200, "GET", "customers/<Globex>/users/<Gil>", "")
	c.want(201, "POST", "customers/<Acme>/users", `{"email":"gil@globex.example","displayName":"G"}`)
	gil := c.id("Gil")
	c.want(200, "DELETE", "customers/<Globex>/users/"+gil, "")
	if got := members(); got != "G1 H0" {
		t.Errorf("groups: %s", got)
	}
	c.refuse(404, "Not Found", "GET", "customers/<Globex>/users/"+gil, "")
	c.refuse(404, "Not Found", "GET", "customers/<Acme>/users/"+gil, "")
	c.refuse(404, "Not Found", "DELETE", "customers/<Acme>/users/"+gil, "")
	c.want(200, "DELETE", user1+"Zoe>", "")
}

// 8.7: users of a higher level are shown, and not changed from below.
func TestParents(t *testing.T) {
	c := connect(t, office, nil)
	c.equal(c.want(200, "GET", user1+"Admin>", ""), "data.isParent", "true")
	c.refuse(403, "Forbidden", "PATCH", user1+"Admin>", `[{"op":"replace","path":"/displayName","value":"X"}]`)
	c.refuse(403, "Forbidden", "PATCH", user1+"Admin>", give("customer.settings"))
	c.refuse(403, "Forbidden", "DELETE", user1+"Admin>", "")
	c.refuse(403, "Forbidden", "PUT", user1+"Admin>/devices/pbx/d-soft/assign", `{"clientType":"desktop"}`)
}

// Names and addresses are patched alone; e-mails go out as the customer wants.
func TestChange(t *testing.T) {
	c := connect(t, office, nil)
	c.equal(c.want(200, "PATCH", user1+"Bob>", `[{"op":"replace","path":"/displayName","value":"Robert"}]`), "", `{"status":"success","timestamp":"2026-03-01T09:00:00.0000000Z"}`)
	c.equal(c.want(200, "GET", user1+"Robert>", ""), "data.displayName", `"Robert"`)
	for ops, message := range map[string]string{
		`[{"op":"replace","path":"/displayName","value":""}]`: "The displayName field is required.", `[{"op":"remove","path":"/displayName"}]`: "The displayName field is required.",
		`[{"op":"replace","path":"/email","value":"x"}]`: "The value 'x' is not valid.", `[{"op":"replace","path":"/id","value":"x"}]`: "The field id cannot be changed.",
		`[{"op":"replace","path":"/primaryTenant","value":"c-2"}]`: "The field primaryTenant cannot be changed.", `[{"op":"replace","path":"/isParent","value":true}]`: "The field isParent cannot be changed.",
		`[{"op":"replace","path":"/displayName","value":1}]`: "The value is invalid for target location.", `[{"op":"add","path":"/roles/-","value":7}]`: "The value is invalid for target location.",
		`[{"op":"replace","path":"/roles","value":"x"}]`: "The value is invalid for target location.",
	} {
		c.refuse(400, message, "PATCH", user1+"Robert>", ops)
	}
	c.refuse(400, "The email field is required.", "PATCH", user1+"Zoe>", `[{"op":"replace","path":"/email","value":""}]`)
	c.patch(200, "Robert", give(client))
	if got := c.letters(); got != "activation:bob@acme.example welcome:bob@acme.example" {
		t.Errorf("letters: %s", got)
	}
	c = connect(t, strings.Replace(office, `"id": "c-1",`, `"id": "c-1", "sendNewUserEmail": false, "sendConnectWelcomeEmail": false,`, 1), nil)
	c.patch(200, "Bob", give(client))
	if got := c.letters(); got != "" {
		t.Errorf("letters: %s", got)
	}
}

// The list comes in pages only when the service is told to.
func TestPagesOfUsers(t *testing.T) {
	c := connect(t, office, opts{"pageUsers": "3"})
	var got []string
	path := "customers/<Acme>/users"
	for next := any(0.0); next != nil; {
		r := c.want(200, "GET", path+"?pageIndex="+text(next), "")
		got = append(got, r.Names("displayName"))
		next = r.Value("next")
	}
	if s := strings.Join(got, "|"); s != "Alice Zoe Gil|Admin Bob Carol|Dave Erin" {
		t.Errorf("%s", s)
	}
	r := c.want(200, "GET", path+"?pageSize=2&pageIndex=1", "")
	c.equal(r, "page_size", "2")
	c.equal(r, "page_index", "1")
	for _, q := range []string{"pageSize=0", "pageSize=4", "pageSize=x", "pageIndex=-1"} {
		_, v, _ := strings.Cut(q, "=")
		c.refuse(400, "The value '"+v+"' is not valid.", "GET", path+"?"+q, "")
	}
}
