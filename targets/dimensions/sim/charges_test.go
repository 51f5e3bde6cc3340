package sim

import (
	"encoding/json"
	"testing"
)

// due fails unless a request is 402 with its own body, and nothing was done; the
// same request with the header is done then.
func (c *person) due(method, path, body string) {
	c.T.Helper()
	before := string(must(c.sim.World()))
	r := c.do(method, path, body)
	if r.Status != 402 || r.Text != c.fill(body) || r.Header.Get("Content-Type") != jsonType {
		c.T.Errorf("%s %s: %d %s, want 402 and the body", method, path, r.Status, r.Text)
	}
	if after := string(must(c.sim.World())); after != before {
		c.T.Errorf("%s %s: was not paid for, and changed the world", method, path)
	}
	c.pay(map[string]int{"POST": 201, "PATCH": 200, "PUT": 200}[method], method, path, body)
}

// 8.5: what costs something is not done until it is accepted.
func TestCharges(t *testing.T) {
	for _, keys := range [][]string{
		{client, professional}, {realtime}, {agentAddOn}, {"customer.user.uc.crm"},
		{"customer.user.supervisorl1"}, {"customer.user.supervisorl2"}, {"customer.user.supervisorl3"}, {"customer.user.supervisorl4"},
	} {
		connect(t, office, nil).due("PATCH", user1+"Bob>", give(keys...))
	}
	c := connect(t, office, nil)
	c.due("POST", "customers/<Acme>/users", `{"email":"n@x.example", "displayName":"N", "roles":["customer.user.supervisorl1"]}`)
	c.due("PATCH", user1+"N>", `[{"op":"replace","path":"/roles","value":["customer.user","customer.user.supervisorl2"]}]`)
	for _, free := range []string{
		`[{"op":"replace","path":"/roles","value":["customer.user","customer.user.supervisorl1"]}]`, `[{"op":"replace","path":"/roles","value":["customer.user"]}]`,
		give("customer.settings", "customer.user.monitor", "billing.admin"), `[{"op":"replace","path":"/displayName","value":"N"}]`,
	} {
		c.want(200, "PATCH", user1+"N>", free)
	}
	c.want(200, "PATCH", user1+"Bob>", give(client)) // the client alone is no licence
	c.due("PATCH", user1+"Bob>", `[{"op":"add","path":"/roles/-","value":"customer.user.uc.remote"}]`)
	c.want(200, "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["customer.user.uc.remote","customer.user.uc","customer.user"]}]`) // has it
}

// What would be refused is refused before it is charged.
func TestRefusedBeforeCharged(t *testing.T) {
	c := connect(t, office, nil)
	for _, one := range [][3]string{
		{"PATCH", user1 + "Bob>", give("customer.user.supervisorl1", "customer.user.supervisorl2")}, {"PATCH", user1 + "Zoe>", give(agentAddOn)},
		{"POST", "customers/<Acme>/users", `{"email":"bob@acme.example","displayName":"N","roles":["customer.user.supervisorl1"]}`}, {"POST", "customers", `{"name":""}`},
	} {
		if r := c.do(one[0], one[1], one[2]); r.Status != 400 {
			t.Errorf("%v: %d", one, r.Status)
		}
	}
}

// The options move the line between what is free and what is not.
func TestChargeOptions(t *testing.T) {
	c := connect(t, office, opts{"chargesFrom": "3", "chargedCreate": "true", "chargedAssign": "true"})
	c.want(200, "PATCH", user1+"Bob>", give("customer.user.supervisorl2"))
	c.due("PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["customer.user","customer.user.supervisorl3"]}]`)
	c.due("POST", "customers/<Acme>/users", `{"email":"n@x.example","displayName":"N"}`)
	c.pay(200, "PATCH", user1+"Alice>", give(client, professional))
	c.due("PUT", user1+"Alice>/devices/pbx/d-soft/assign", `{"clientType":"desktop"}`)
	c = connect(t, office, opts{"chargesFrom": "5"})
	c.want(200, "PATCH", user1+"Zoe>", give("customer.user.supervisorl4")) // has no real-time licence
	c.due("PATCH", user1+"Bob>", give("customer.user.supervisorl4"))       // has one now
}

// 8.9: who manages users may change permissions, and not what costs more (R13, R14);
// Manage Billable Items goes from one who has it to others (R15), and to nobody from
// those who have not (R16).
func TestWhoMaySpend(t *testing.T) {
	root := connect(t, office, nil)
	c := root.as("thrifty@reseller.example")
	for _, keys := range [][]string{{client, professional}, {realtime}, {agentAddOn}, {"customer.user.uc.crm"}, {"customer.user.supervisorl1"}, {"customer.user.supervisorl4"}, {websiteAccess, "billing.admin"}} {
		c.refuse(403, "Forbidden", "PATCH", user1+"Bob>", give(keys...))
		if r := c.do("PATCH", user1+"Bob>", give(keys...)); r.Status != 403 {
			t.Errorf("%v: %d, want 403 before 402", keys, r.Status)
		}
	}
	c.refuse(403, "Forbidden", "POST", "customers/<Acme>/users", `{"email":"n@x.example","displayName":"N","roles":["customer.user.supervisorl1"]}`)
	c.refuse(403, "Forbidden", "POST", "customers/<Acme>/users", `{"email":"n@x.example","displayName":"N","roles":["billing.admin"]}`)
	c.want(201, "POST", "customers/<Acme>/users", `{"email":"n@x.example","displayName":"N","roles":["admin.user"]}`)
	c.want(200, "PATCH", user1+"Bob>", give(websiteAccess, "customer.recordings.playback", "admin.user"))
	root.patch(200, "Bob", give("customer.user.supervisorl3", "billing.admin"))
	c.want(200, "PATCH", user1+"Bob>", give("customer.settings")) // what is there already costs nothing more
	c.want(200, "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["customer.user","customer.user.supervisorl1"]}]`)
	c.refuse(403, "Forbidden", "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["customer.user","customer.user.supervisorl2"]}]`)
	boss := root.as("boss@enterprise.example")
	boss.want(200, "PATCH", "accounts/r-1/users/<Thrifty>", give("billing.admin"))
	c.pay(200, "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["customer.user","customer.user.supervisorl2"]}]`)
	c.want(200, "PATCH", user1+"Zoe>", give("billing.admin"))
}

// The world counts what customers pay for: licensed roles and levels, not the
// client, access or permissions.
func TestLicences(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Alice", give(client, professional, agentAddOn, "customer.user.supervisorl4", "customer.settings"))
	c.patch(200, "Bob", give("customer.user.supervisorl3"))
	c.patch(200, "Zoe", give("customer.user.supervisorl3", "customer.user.monitor"))
	if got, want := c.licences("c-1"), `{"customer.user.acd":1,"customer.user.pbx":5,"customer.user.pbx.realtime":2,"customer.user.supervisorl3":2,"customer.user.supervisorl4":1,"customer.user.uc.remote":1}`; got != want {
		t.Errorf("%s", got)
	}
	c.patch(200, "Bob", `[{"op":"replace","path":"/roles","value":[]}]`)
	c.want(200, "DELETE", user1+"Zoe>", "")
	if got, want := c.licences("c-1"), `{"customer.user.acd":1,"customer.user.pbx":5,"customer.user.pbx.realtime":1,"customer.user.supervisorl4":1,"customer.user.uc.remote":1}`; got != want {
		t.Errorf("%s", got)
	}
	if got := c.licences("c-2"); got != `{}` {
		t.Errorf("%s", got)
	}
}

func (c *person) licences(customer string) string {
	c.T.Helper()
	var world struct{ Licences map[string]map[string]int }
	if err := json.Unmarshal(must(c.sim.World()), &world); err != nil {
		c.T.Fatal(err)
	}
	return string(must(json.Marshal(world.Licences[customer])))
}
