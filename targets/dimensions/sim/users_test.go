package sim

import "testing"

// 8.1, 8.7: users of the PBX are there with Essential; a list shows no roles.
func TestUsersAreImported(t *testing.T) {
	c := connect(t, office, nil)
	r := c.want(200, "GET", "customers/<Acme>/users", "")
	if got := r.names("displayName"); got != "Alice Zoe Gil Admin Bob Carol Dave Erin" {
		t.Errorf("%s", got)
	}
	c.equal(r, "page_size", "8")
	c.equal(r, "data.0", `{"id":"<Alice>","displayName":"Alice","email":"alice@acme.example","primaryTenant":"c-1","isParent":false}`)
	c.equal(c.want(200, "GET", user1+"Alice>", ""), "data", `{"id":"<Alice>","displayName":"Alice","email":"alice@acme.example","primaryTenant":"c-1","isParent":false,"roles":["customer.user.pbx"]}`)
	c.patch(200, "Alice", `[{"op":"add","path":"/roles/-","value":"customer.user.supervisorl3"}]`)
	if got := c.roles("Alice"); got != "user.pbx user.supervisorl3 user user.pbx.realtime" {
		t.Errorf("%s", got)
	}
	c.patch(200, "Alice", `[{"op":"replace","path":"/roles","value":[]}]`)
	if got := c.roles("Alice"); got != "user.pbx" {
		t.Errorf("%s", got)
	}
}
