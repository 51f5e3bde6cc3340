package sim

import (
	"net/http"
	"regexp"
)

func subscriberRoutes() []route {
	const s = cloudPath + "/{cloud}/subscribers"
	return []route{
		{method: "POST", path: s, do: (*call).createSubscriber},
		{method: "GET", path: s + "/{number}", do: (*call).readSubscriber},
		{method: "DELETE", path: s + "/{number}", do: (*call).deleteSubscriber},
		{method: "GET", path: s + "/{number}/devices", do: (*call).subscriberDevices},
		{method: "POST", path: s + "/{number}/devices", do: (*call).assignDevice},
		{method: "GET", path: s + "/{number}/devices/{device}", do: (*call).subscriberDevice},
		{method: "DELETE", path: s + "/{number}/devices/{device}", do: (*call).unassignDevice},
	}
}

var sipPassword = regexp.MustCompile(`^[a-z0-9*#]{8,12}$`)

// createSubscriber gives a user a number of the Cloud PBX. The subscriber's id is
// that of the phone number.
func (c *call) createSubscriber() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	short, _ := text(raw["shortNumber"])
	id, _ := raw["userId"].(string)
	u := c.get("users", id)
	if u == nil || u.str("companyId") != p.str("companyId") {
		return refuse(notFound, "the company has no user %s", id)
	}
	if e := c.maySubscribe(p, u, short); e != nil {
		return e
	}
	if s, given := raw["password"].(string); given && !sipPassword.MatchString(s) {
		return invalid([]detail{{"password", "8 to 12 characters of a-z 0-9 * #", nil}})
	}
	values := map[string]any{
		"systemId": p.id, "userId": u.id, "shortNumber": short, "internalNumber": short, "isCloudPbxDefault": true, "country": or(p.str("country"), "FRA"),
		"type": "work", "deviceType": "landline", "isMonitored": false, "isVisibleByOthers": true, "firstName": u.str("firstName"), "lastName": u.str("lastName"),
		"login": short, "password": c.token("sip", short)[:12],
	}
	for _, name := range []string{"login", "password"} {
		if s, given := raw[name].(string); given {
			values[name] = s
		}
	}
	return c.createdAs(c.subscriberView(c.add("phoneNumbers", values)))
}

// maySubscribe: the number is of the plan and free, the user no subscriber yet,
// and has a voice licence.
func (c *call) maySubscribe(p, u *object, short string) *apiError {
	if e := planned(p, short); e != nil {
		return e
	}
	if e := c.freeShort(p, short); e != nil {
		return e
	}
	if c.subscriberOf(u.id) != nil {
		return refuse(conflict, "user %s is a subscriber already", u.id)
	}
	if !c.licensed(u, "", func(o *object) bool { return o.is("voice") }) {
		return refuse(403622, "user %s has no voice licence", u.id)
	}
	return nil
}

// createdAs answers with a new thing that is shown in a form of its own.
func (c *call) createdAs(v map[string]any) *apiError {
	return c.data(or(c.quirks.CreateStatus, http.StatusCreated), v)
}

// subscriberView shows a subscriber. The vendor's fields are not known: here it
// is the phone number, with its id under both names.
func (c *call) subscriberView(n *object) map[string]any {
	out := c.view(n, full)
	out["phoneNumberId"] = n.id
	delete(out, "jid_password")
	return out
}

// subscribes says whether a phone number is a subscriber's: of a Cloud PBX, and
// no DDI.
func (w *World) subscribes(n *object) bool {
	return !n.is("isCloudPbxDDI") && w.get("cloudPbxs", n.str("systemId")) != nil
}

// subscriberOf is the number that makes a user a subscriber, or nil.
func (w *World) subscriberOf(user string) *object {
	for _, n := range w.of("phoneNumbers", user) {
		if w.subscribes(n) && n.str("userId") == user {
			return n
		}
	}
	return nil
}

func (c *call) subscriber() (*object, *apiError) {
	p, e := c.cloud()
	if e != nil {
		return nil, e
	}
	n := c.get("phoneNumbers", c.args["number"])
	if n == nil || n.str("systemId") != p.id || !c.subscribes(n) {
		return nil, refuse(notFound, "there is no subscriber %s", c.args["number"])
	}
	return n, nil
}

func (c *call) readSubscriber() *apiError {
	n, e := c.subscriber()
	if e != nil {
		return e
	}
	return c.data(http.StatusOK, c.subscriberView(n))
}

// deleteSubscriber frees the subscriber's devices.
func (c *call) deleteSubscriber() *apiError {
	n, e := c.subscriber()
	if e != nil {
		return e
	}
	if e := c.stillSubscribed(n.str("userId")); e != nil {
		return e
	}
	for _, d := range c.of("devices", n.id) {
		c.set(d, map[string]any{"phoneNumberId": nil})
	}
	c.drop(n)
	return c.deleted("Subscriber", n.id)
}

// stillSubscribed keeps members of Hub groups subscribers.
func (c *call) stillSubscribed(user string) *apiError {
	if c.quirks.LooseMembers {
		return nil
	}
	for _, g := range c.of("groups", user) {
		all := membersOf(g)
		if i := find(all, user); i >= 0 && !all[i].administers() {
			return broken(notAllowed, "MA9", "user %s is in group %s, whose members are subscribers", user, g.id)
		}
	}
	return nil
}

func (c *call) subscriberDevices() *apiError {
	n, e := c.subscriber()
	if e != nil {
		return e
	}
	return c.list(c.of("devices", n.id), "description", func(*object) bool { return true })
}

// assignDevice gives a subscriber a device that is there, by id or by MAC.
func (c *call) assignDevice() *apiError {
	n, e := c.subscriber()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	id, _ := raw["deviceId"].(string)
	if mac, given := raw["macAddress"]; given && id == "" {
		v, _ := convert(&field{typ: "mac"}, mac)
		s, _ := v.(string)
		if d := c.macs["\x00"+s]; d != nil {
			id = d.id
		}
	}
	d, e := c.deviceIn(c.get("cloudPbxs", n.str("systemId")), id)
	if e != nil {
		return e
	}
	if used := d.str("phoneNumberId"); used != "" && used != n.id {
		return refuse(409562, "device %s is already used", d.id)
	}
	c.set(d, map[string]any{"phoneNumberId": n.id})
	return c.one(d)
}

func (c *call) ownDevice() (*object, *apiError) {
	n, e := c.subscriber()
	if e != nil {
		return nil, e
	}
	d := c.get("devices", c.args["device"])
	if d == nil || d.str("phoneNumberId") != n.id {
		return nil, refuse(notFound, "subscriber %s has no device %s", n.id, c.args["device"])
	}
	return d, nil
}

func (c *call) subscriberDevice() *apiError {
	d, e := c.ownDevice()
	if e != nil {
		return e
	}
	return c.one(d)
}

func (c *call) unassignDevice() *apiError {
	d, e := c.ownDevice()
	if e != nil {
		return e
	}
	c.set(d, map[string]any{"phoneNumberId": nil})
	return c.deleted("Device assignment", d.id)
}
