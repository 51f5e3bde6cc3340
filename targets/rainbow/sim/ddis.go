package sim

import (
	"net/http"
	"strconv"
)

func ddiRoutes() []route {
	const n = cloudPath + "/{cloud}/phone-numbers"
	return []route{
		{method: "GET", path: n + "/free", do: (*call).freeNumbers},
		{method: "GET", path: n + "/ddi", do: (*call).listDDIs},
		{method: "POST", path: n + "/ddi", do: (*call).createDDI},
		{method: "GET", path: n + "/ddi/{ddi}", do: (*call).readDDI},
		{method: "DELETE", path: n + "/ddi/{ddi}", do: (*call).deleteDDI},
		{method: "POST", path: n + "/ddi/{ddi}/users/{user}", do: (*call).assignDDI},
		{method: "DELETE", path: n + "/ddi/{ddi}/users/{user}", do: (*call).unassignDDI},
		{method: "POST", path: n + "/ddi/{ddi}/default", do: (*call).defaultDDI},
	}
}

// freeNumbers are the numbers of the plan that nobody has, first to last.
func (c *call) freeNumbers() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	limit, e := c.number("limit", 100)
	if e != nil {
		return e
	}
	digits := int(p.int("numberingDigits"))
	size := 1
	for range max(digits-len(strconv.FormatInt(p.int("numberingPrefix"), 10)), 0) {
		size *= 10
	}
	out := make([]any, 0, min(limit, c.quirks.maxLimit()))
	for i := 0; i < size && len(out) < min(limit, c.quirks.maxLimit()); i++ {
		short := strconv.FormatInt(p.int("numberingPrefix")*int64(size)+int64(i), 10)
		if c.freeShort(p, short) == nil {
			out = append(out, short)
		}
	}
	return c.data(http.StatusOK, out)
}

func (c *call) listDDIs() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	tests := map[string]func(*object) bool{
		"isAssignedToUser":          func(n *object) bool { return n.str("userId") != "" },
		"isAssignedToGroup":         func(n *object) bool { return n.str("groupId") != "" },
		"isAssignedToIVR":           func(*object) bool { return false },
		"isAssignedToAutoAttendant": func(*object) bool { return false },
		"isAssigned":                func(n *object) bool { return n.str("userId")+n.str("groupId") != "" },
	}
	want := map[string]bool{}
	for name := range tests {
		v, e := c.flag(name)
		if e != nil {
			return e
		}
		if v != nil {
			want[name] = *v
		}
	}
	number := c.param("number")
	return c.list(c.of("phoneNumbers", p.id), "number", func(n *object) bool {
		for name, v := range want {
			if tests[name](n) != v {
				return false
			}
		}
		return n.is("isCloudPbxDDI") && (number == "" || n.str("number") == number)
	})
}

func (c *call) createDDI() *apiError {
	p, e := c.cloud()
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	number, ok := text(raw["number"])
	if !ok || number == "" {
		return invalid([]detail{{"number", "number is required", raw["number"]}})
	}
	values := map[string]any{"systemId": p.id, "number": number, "country": or(p.str("country"), "FRA"), "isCloudPbxDDI": true, "type": "work", "deviceType": "other", "isVisibleByOthers": true}
	if trunk := p.str("externalTrunkId"); trunk != "" {
		values["externalTrunkId"] = trunk
	}
	if e := c.computeE164(values); e != nil {
		return e
	}
	if c.public[p.id+"\x00"+number] != nil {
		return refuse(409555, "public number %s already exists", number)
	}
	return c.createdAs(c.ddiView(c.add("phoneNumbers", values)))
}

func (c *call) ddiView(n *object) map[string]any {
	out := c.subscriberView(n)
	if g := n.str("groupId"); g != "" {
		out["groupId"] = g
	}
	return out
}

func (c *call) ddi() (*object, *apiError) {
	p, e := c.cloud()
	if e != nil {
		return nil, e
	}
	n := c.get("phoneNumbers", c.args["ddi"])
	if n == nil || n.str("systemId") != p.id || !n.is("isCloudPbxDDI") {
		return nil, refuse(notFound, "there is no DDI %s", c.args["ddi"])
	}
	return n, nil
}

func (c *call) readDDI() *apiError {
	n, e := c.ddi()
	if e != nil {
		return e
	}
	return c.data(http.StatusOK, c.ddiView(n))
}

func (c *call) deleteDDI() *apiError {
	n, e := c.ddi()
	if e != nil {
		return e
	}
	if n.str("userId")+n.str("groupId") != "" {
		return refuse(409251, "DDI %s is associated", n.str("number"))
	}
	c.drop(n)
	return c.deleted("DDI", n.id)
}

func (c *call) assignDDI() *apiError {
	n, e := c.ddi()
	if e != nil {
		return e
	}
	if n.str("userId")+n.str("groupId") != "" {
		return refuse(409251, "DDI %s is already associated", n.str("number"))
	}
	if c.subscriberOf(c.args["user"]) == nil {
		return refuse(notAllowed, "user %s is not a subscriber", c.args["user"])
	}
	c.set(n, map[string]any{"userId": c.args["user"]})
	return c.data(http.StatusOK, c.ddiView(n))
}

func (c *call) unassignDDI() *apiError {
	n, e := c.ddi()
	if e != nil {
		return e
	}
	if n.str("userId") != c.args["user"] {
		return refuse(notDeleted, "DDI %s is not user %s's", n.str("number"), c.args["user"])
	}
	c.set(n, map[string]any{"userId": nil})
	return c.data(http.StatusOK, c.ddiView(n))
}

// defaultDDI makes a number the company's default one: one has the mark.
func (c *call) defaultDDI() *apiError {
	n, e := c.ddi()
	if e != nil {
		return e
	}
	for _, o := range c.of("phoneNumbers", n.str("systemId")) {
		if o.is("isCloudPbxDDI") && o.is("isCloudPbxDefault") && o != n {
			c.set(o, map[string]any{"isCloudPbxDefault": nil})
		}
	}
	c.set(n, map[string]any{"isCloudPbxDefault": true})
	return c.data(http.StatusOK, c.ddiView(n))
}
