package sim

import (
	"strings"
	"testing"
)

// give is a patch that adds roles, take one that tests for roles and removes them.
func give(keys ...string) string {
	var ops []string
	for _, k := range keys {
		ops = append(ops, `{"op":"add","path":"/roles/-","value":"`+k+`"}`)
	}
	return "[" + strings.Join(ops, ",") + "]"
}

// take removes a role by its place, which it reads first, as clients have to.
func (c *person) take(status int, who, key string) {
	c.T.Helper()
	list, _ := c.want(200, "GET", user1+who+">", "").Value("data.roles").([]any)
	for i, x := range list {
		if at := "/roles/" + string(rune('0'+i)); x == key {
			c.patch(status, who, `[{"op":"test","path":"`+at+`","value":"`+key+`"},{"op":"remove","path":"`+at+`"}]`)
			return
		}
	}
	c.T.Fatalf("%s has no %s", who, key)
}

// 8.1: the role of PBX users is there and stays, whatever a client sends (R1).
func TestEssentialStays(t *testing.T) {
	c := connect(t, office, nil)
	for _, ops := range []string{`[{"op":"replace","path":"/roles","value":["customer.user"]}]`, `[{"op":"add","path":"/roles","value":["customer.user"]}]`} {
		c.patch(200, "Bob", ops)
		if got := c.roles("Bob"); got != "user.pbx user" {
			t.Errorf("%s: %s", ops, got)
		}
	}
	c.take(200, "Bob", "customer.user.pbx")
	if got := c.roles("Bob"); got != "user.pbx user" {
		t.Errorf("%s", got)
	}
	c.patch(200, "Bob", `[{"op":"remove","path":"/roles"}]`)
	if got := c.roles("Bob"); got != "user.pbx" {
		t.Errorf("%s", got)
	}
	c = connect(t, office, opts{"essentialRemove": "refuse"})
	c.refuse(400, "The role 'customer.user.pbx' is synchronized from the PBX.", "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":[]}]`)
}

// R2: who was made by hand has the portal and nothing of the PBX.
func TestManualUsersHaveThePortalOnly(t *testing.T) {
	c := connect(t, office, nil)
	c.refuse(400, "The value 'customer.user.pbx' is not valid.", "PATCH", user1+"Zoe>", give(essential))
	for _, key := range []string{client, agentAddOn, realtime, "customer.user.uc.crm"} {
		c.refuse(400, "The role '"+key+"' requires the role 'customer.user.pbx'.", "PATCH", user1+"Zoe>", give(key))
	}
	c.refuse(400, "The role 'customer.user.uc.remote' requires the role 'customer.user.uc'.", "PATCH", user1+"Zoe>", give(professional))
	c.patch(200, "Zoe", give("customer.user.supervisorl4"))
	if got := c.roles("Zoe"); got != "user user.supervisorl4" {
		t.Errorf("%s", got)
	}
	c = connect(t, office, opts{"manualLive": "refuse"})
	c.refuse(400, "The role 'customer.user.pbx.realtime' requires the role 'customer.user.pbx'.", "PATCH", user1+"Zoe>", give("customer.user.supervisorl3"))
	c.patch(200, "Zoe", give("customer.user.supervisorl2"))
}

// 8.2: website access comes with a level and with the client (R4), the real-time
// licence with the live levels (R7).
func TestWhatComesByItself(t *testing.T) {
	for key, want := range map[string]string{
		"customer.user.supervisorl1": "user.pbx user.supervisorl1 user",
		"customer.user.supervisorl2": "user.pbx user.supervisorl2 user",
		"customer.user.supervisorl3": "user.pbx user.supervisorl3 user user.pbx.realtime",
		"customer.user.supervisorl4": "user.pbx user.supervisorl4 user user.pbx.realtime",
		client:                       "user.pbx user.uc user",
		agentAddOn:                   "user.pbx user.acd",
		realtime:                     "user.pbx user.pbx.realtime",
		"customer.user.uc.crm":       "user.pbx user.uc.crm",
	} {
		c := connect(t, office, nil)
		c.patch(200, "Bob", give(key))
		if got := c.roles("Bob"); got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
	c := connect(t, office, nil)
	c.patch(200, "Bob", `[{"op":"replace","path":"/roles","value":["customer.user.uc","customer.user.uc.remote","customer.user.supervisorl3"]}]`)
	if got := c.roles("Bob"); got != "user.pbx user.uc user.uc.remote user.supervisorl3 user user.pbx.realtime" {
		t.Errorf("%s", got)
	}
}

// 8.4: what a role needs must be there, and is never given by itself.
func TestPrerequisites(t *testing.T) {
	c := connect(t, office, nil)
	c.refuse(400, "The role 'customer.user.uc.remote' requires the role 'customer.user.uc'.", "PATCH", user1+"Bob>", give(professional))
	c.patch(200, "Bob", give(client, professional))
	c.refuse(400, "The role 'customer.user.uc.remote' requires the role 'customer.user.uc'.", "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["customer.user","customer.user.uc.remote"]}]`)
	for _, key := range []string{"customer.settings", "admin.user", "onboarding.admin", "webhooks.admin", "customer.user.monitor", "customer.recordings.playback", "billing.admin"} {
		c.refuse(400, "The role '"+key+"' requires the role 'customer.user'.", "PATCH", user1+"Erin>", give(key))
		c.patch(200, "Bob", give(key))
	}
	c.refuse(400, "The value 'customer.user.gold' is not valid.", "PATCH", user1+"Bob>", give("customer.user.gold"))
	c.refuse(400, "The value 'user.admin' is not valid.", "PATCH", user1+"Bob>", give("user.admin"))
	c.refuse(400, "The value 'customer.user.microsoftteams' is not valid.", "PATCH", user1+"Bob>", give("customer.user.microsoftteams"))
	c = connect(t, office, opts{"manageUsers": "user.admin"})
	c.refuse(400, "The value 'admin.user' is not valid.", "PATCH", user1+"Zoe>", give("admin.user"))
	c.patch(200, "Zoe", give("user.admin"))
}

// 8.4: one supervisor level, changed in one request by taking one and giving another.
func TestOneLevel(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Bob", give("customer.user.supervisorl1"))
	c.refuse(400, "The roles 'customer.user.supervisorl1' and 'customer.user.supervisorl4' are mutually exclusive.", "PATCH", user1+"Bob>", give("customer.user.supervisorl4"))
	c.patch(200, "Bob", `[{"op":"test","path":"/roles/1","value":"customer.user.supervisorl1"},{"op":"remove","path":"/roles/1"},{"op":"add","path":"/roles/-","value":"customer.user.supervisorl4"}]`)
	if got := c.roles("Bob"); got != "user.pbx user user.supervisorl4 user.pbx.realtime" {
		t.Errorf("%s", got)
	}
	c = connect(t, office, opts{"secondLevel": "replace"})
	c.patch(200, "Bob", give("customer.user.supervisorl1"))
	c.patch(200, "Bob", give("customer.user.supervisorl3"))
	if got := c.roles("Bob"); got != "user.pbx user user.supervisorl3 user.pbx.realtime" {
		t.Errorf("%s", got)
	}
	c.refuse(400, "The roles 'customer.user.supervisorl3' and 'customer.user.supervisorl1' are mutually exclusive.", "PATCH", user1+"Bob>", give("customer.user.supervisorl1", "customer.user.supervisorl2"))
}

// The real-time licence stays until it is taken away, and cannot be while a level
// needs it; with an option it leaves with the level.
func TestRealtimeLicence(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Bob", give("customer.user.supervisorl3"))
	c.take(200, "Bob", realtime)
	if got := c.roles("Bob"); got != "user.pbx user.supervisorl3 user user.pbx.realtime" {
		t.Errorf("%s", got)
	}
	c.take(200, "Bob", "customer.user.supervisorl3")
	if got := c.roles("Bob"); got != "user.pbx user user.pbx.realtime" {
		t.Errorf("%s", got)
	}
	c.take(200, "Bob", realtime)
	if got := c.roles("Bob"); got != "user.pbx user" {
		t.Errorf("%s", got)
	}
	c = connect(t, office, opts{"realtimeLeaves": "true"})
	c.patch(200, "Bob", give("customer.user.supervisorl3"))
	c.take(200, "Bob", "customer.user.supervisorl3")
	if got := c.roles("Bob"); got != "user.pbx user" {
		t.Errorf("%s", got)
	}
}

// R18: website access cannot go while a level or the client stays; R3: nor while a
// permission does.
func TestAccessCannotBeLost(t *testing.T) {
	for key, why := range map[string]string{
		"customer.user.supervisorl1": "The role 'customer.user' cannot be removed.", client: "The role 'customer.user' cannot be removed.",
		"customer.settings": "The role 'customer.settings' requires the role 'customer.user'.",
	} {
		c := connect(t, office, nil)
		c.patch(200, "Bob", give("customer.user", key))
		c.refuse(400, why, "PATCH", user1+"Bob>", `[{"op":"replace","path":"/roles","value":["`+key+`"]}]`)
		c.patch(200, "Bob", `[{"op":"replace","path":"/roles","value":[]}]`)
	}
	c := connect(t, office, opts{"accessLoss": "keep"})
	c.patch(200, "Bob", give(client))
	c.take(200, "Bob", websiteAccess)
	if got := c.roles("Bob"); got != "user.pbx user.uc user" {
		t.Errorf("%s", got)
	}
}

// Keys of a newer version of the service that somebody has are shown, and survive.
func TestKeysOfTomorrow(t *testing.T) {
	c := connect(t, strings.Replace(office, `"pbxUser": "101", "roles": []`, `"pbxUser": "101", "roles": ["customer.tomorrow", "customer.user.microsoftteams", "silent_monitor", "customer.user"]`, 1), opts{"newAttributes": "true"})
	c.patch(200, "Alice", give("customer.settings"))
	if got := c.roles("Alice"); got != "user.pbx tomorrow user.microsoftteams user.monitor user settings" {
		t.Errorf("%s", got)
	}
	if r := c.want(200, "GET", user1+"Alice>", ""); r.Value("data.introducedLater") == nil {
		t.Errorf("%s", r.Text)
	}
	c.patch(200, "Alice", `[{"op":"replace","path":"/roles","value":["customer.user"]}]`)
	if got := c.roles("Alice"); got != "user.microsoftteams user.pbx user" {
		t.Errorf("a whole list drops what it does not name: %s", got)
	}
}

// The world decides which key a permission has that nobody documents.
func TestPermissionKeys(t *testing.T) {
	c := connect(t, `{"permissionKeys": {"silent_monitor": "x.listen", "manage_users": "x.people"}, "customers": [{"name": "Acme"}], "pbxUsers": [{"displayName": "Bob", "email": "b@x.example"}]}`, nil)
	c.refuse(400, "The value 'customer.user.monitor' is not valid.", "PATCH", user1+"Bob>", give("customer.user", "customer.user.monitor"))
	c.refuse(400, "The value 'admin.user' is not valid.", "PATCH", user1+"Bob>", give("customer.user", "admin.user"))
	c.patch(200, "Bob", give("customer.user", "x.listen", "x.people"))
	if got := c.roles("Bob"); got != "user.pbx user x.listen x.people" {
		t.Errorf("%s", got)
	}
}
