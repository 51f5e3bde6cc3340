package sim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
)

// clientTypes are what a device can register as.
var clientTypes = []string{"desktop", "mobile", "webrtc", "crm"}

// assign makes one of a user's devices the one that a client registers as. A device
// that another client has moves.
func (c *call) assign() *fail {
	s, u, kind, f := c.clientOf()
	if f != nil {
		return f
	}
	now := *u.in(s.id)
	for _, need := range []string{client, c.quirks.softphoneRole} {
		if need != "none" && !now.has(need) {
			return bad("The user requires the role '%s'.", need)
		}
	}
	d := c.deviceOf(now, c.args["device"])
	if d == nil {
		return invalid(c.args["device"])
	}
	if kind == "crm" && d.Type != "webrtc" {
		return bad("The device '%s' is not a WebRTC device.", d.ID)
	}
	if c.quirks.chargedAssign && !c.accepts() {
		return charge()
	}
	next := now
	next.Clients = map[string]string{}
	for k, v := range now.Clients {
		if v != d.ID {
			next.Clients[k] = v
		}
	}
	next.Clients[kind] = d.ID
	c.users.Put(u.with(next))
	return c.assigned()
}

func (c *call) unassignDevice() *fail {
	s, u, kind, f := c.clientOf()
	if f != nil {
		return f
	}
	now := *u.in(s.id)
	if c.deviceOf(now, c.args["device"]) == nil {
		return invalid(c.args["device"])
	}
	if now.Clients[kind] != c.args["device"] {
		if c.quirks.unassign == "refuse" {
			return notFound()
		}
		return c.assigned()
	}
	next := now
	next.Clients = maps.Clone(now.Clients)
	delete(next.Clients, kind)
	c.users.Put(u.with(next))
	return c.assigned()
}

// assigned is the answer: the vendor's page shows 201 for POST, and names PUT.
func (c *call) assigned() *fail {
	if c.r.Method == http.MethodPost {
		c.rw.Header().Set("Location", c.here())
		return c.done(http.StatusCreated)
	}
	return c.done(http.StatusOK)
}

// clientOf is the user of the path and the client type of the body.
func (c *call) clientOf() (scope, *user, string, *fail) {
	s, u, f := c.userOf()
	if f != nil {
		return s, nil, "", f
	}
	if c.parent(s, u) || !c.may(resellerUsers) {
		return s, nil, "", forbidden()
	}
	var in struct {
		ClientType string `json:"clientType"`
	}
	if json.Unmarshal(c.body, &in) != nil {
		return s, nil, "", bad("The request body is not valid JSON.")
	}
	if !slices.Contains(clientTypes, in.ClientType) {
		return s, nil, "", invalid(in.ClientType)
	}
	return s, u, in.ClientType, nil
}

// deviceOf is a device that is the user's on the PBX, or nil.
func (w *World) deviceOf(a access, id string) *device {
	p := w.pbxUsers.Get(a.PBXUser)
	if p == nil {
		return nil
	}
	i := slices.IndexFunc(p.Devices, func(d device) bool { return d.ID == id })
	if i < 0 {
		return nil
	}
	return &p.Devices[i]
}

// clientsLeft are the devices that stay assigned: none without the licence.
func (c *call) clientsLeft(a access) map[string]string {
	if !a.has(client) || c.quirks.softphoneRole != "none" && !a.has(c.quirks.softphoneRole) {
		return nil
	}
	return a.Clients
}
