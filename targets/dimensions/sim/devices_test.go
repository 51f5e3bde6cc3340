package sim

import (
	"fmt"
	"testing"
)

// clients are the devices of Alice's clients.
func (c *person) clients() string {
	u := c.world.users.Get(c.id("Alice"))
	return fmt.Sprint(u.in("c-1").Clients)
}

const alices = user1 + "Alice>/devices/pbx/"

// 8.8: a device of the user's own, moved by assigning it again (R10), WebRTC for the
// CRM (R11), with the roles that it needs (R9).
func TestAssign(t *testing.T) {
	c := connect(t, office, nil)
	c.refuse(400, "The user requires the role 'customer.user.uc'.", "PUT", alices+"d-soft/assign", `{"clientType":"desktop"}`)
	c.patch(200, "Alice", give(client))
	c.refuse(400, "The user requires the role 'customer.user.uc.remote'.", "PUT", alices+"d-soft/assign", `{"clientType":"desktop"}`)
	c.patch(200, "Alice", give(professional))
	for _, one := range [][3]string{
		{"d-bob/assign", `{"clientType":"desktop"}`, "The value 'd-bob' is not valid."}, {"d-none/assign", `{"clientType":"desktop"}`, "The value 'd-none' is not valid."},
		{"d-soft/assign", `{"clientType":"crm"}`, "The device 'd-soft' is not a WebRTC device."}, {"d-soft/assign", `{"clientType":"fax"}`, "The value 'fax' is not valid."},
		{"d-soft/assign", `{}`, "The value '' is not valid."}, {"d-soft/assign", `[]`, "The request body is not valid JSON."},
	} {
		c.refuse(400, one[2], "PUT", alices+one[0], one[1])
	}
	for _, one := range []struct{ device, kind, want string }{
		{"d-soft", "desktop", "map[desktop:d-soft]"}, {"d-soft", "desktop", "map[desktop:d-soft]"}, {"d-soft", "mobile", "map[mobile:d-soft]"}, {"d-web", "crm", "map[crm:d-web mobile:d-soft]"},
		{"d-web", "webrtc", "map[mobile:d-soft webrtc:d-web]"}, {"d-desk", "mobile", "map[mobile:d-desk webrtc:d-web]"},
	} {
		c.equal(c.want(200, "PUT", alices+one.device+"/assign", `{"clientType":"`+one.kind+`"}`), "", `{"status":"success","timestamp":"2026-03-01T09:00:00.0000000Z"}`)
		if got := c.clients(); got != one.want {
			t.Errorf("%v: %s", one, got)
		}
	}
}

// The vendor's page names PUT and shows POST: both are taken.
func TestAssignByPost(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Alice", give(client, professional))
	r := c.want(201, "POST", alices+"d-soft/assign", `{"clientType":"desktop"}`)
	if got := r.Header.Get("Location"); got != "http://dimensions/api/v1.0/customers/c-1/users/"+c.id("Alice")+"/devices/pbx/d-soft/assign" || r.At("status") != "success" {
		t.Errorf("%s %s", got, r.Text)
	}
	c.want(201, "POST", alices+"d-soft/unassign", `{"clientType":"desktop"}`)
	if got := c.clients(); got != "map[]" {
		t.Errorf("%s", got)
	}
}

func TestUnassign(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Alice", give(client, professional))
	c.want(200, "PUT", alices+"d-soft/assign", `{"clientType":"desktop"}`)
	c.want(200, "PUT", alices+"d-soft/unassign", `{"clientType":"mobile"}`)
	c.refuse(400, "The value 'd-bob' is not valid.", "PUT", alices+"d-bob/unassign", `{"clientType":"desktop"}`)
	if got := c.clients(); got != "map[desktop:d-soft]" {
		t.Errorf("%s", got)
	}
	for range 2 {
		c.want(200, "PUT", alices+"d-soft/unassign", `{"clientType":"desktop"}`)
	}
	if got := c.clients(); got != "map[]" {
		t.Errorf("%s", got)
	}
	c = connect(t, office, opts{"unassign": "refuse"})
	c.refuse(404, "Not Found", "PUT", alices+"d-soft/unassign", `{"clientType":"desktop"}`)
}

// Without the licence nothing is assigned; one page wants a role that no table has.
func TestDevicesNeedTheLicence(t *testing.T) {
	c := connect(t, office, nil)
	c.patch(200, "Alice", give(client, professional))
	c.want(200, "PUT", alices+"d-soft/assign", `{"clientType":"desktop"}`)
	c.take(200, "Alice", professional)
	if got := c.clients(); got != "map[]" {
		t.Errorf("%s", got)
	}
	c.refuse(400, "The user requires the role 'customer.user.uc'.", "PUT", user1+"Bob>/devices/pbx/d-bob/assign", `{"clientType":"desktop"}`)
	c = connect(t, office, opts{"softphoneRole": "none"})
	c.patch(200, "Alice", give(client))
	c.want(200, "PUT", alices+"d-soft/assign", `{"clientType":"desktop"}`)
	c.patch(200, "Alice", give("customer.settings"))
	if got := c.clients(); got != "map[desktop:d-soft]" {
		t.Errorf("%s", got)
	}
}

// No route shows devices.
func TestDevicesAreNotShown(t *testing.T) {
	c := connect(t, office, nil)
	for _, path := range []string{"", "/pbx", "/pbx/d-soft", "/pbx/d-soft/assign"} {
		c.refuse(404, "Not Found", "GET", user1+"Alice>/devices"+path, "")
	}
}
