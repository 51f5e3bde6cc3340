package sim

import (
	"net/http"
	"strings"
	"testing"
)

// third posts to a method of REST 3.0.
func (c *client) third(method, body string) reply {
	c.t.Helper()
	return c.send(http.MethodPost, strings.Replace(c.base, "/rest/", "/rest/api/", 1)+method, jsonKind, body)
}

// The members of departments by REST 3.0, as both interfaces see them.
func TestThirdVersion(t *testing.T) {
	seed := strings.Replace(structure, `"department,user"`, `"department,user,humanresources"`, 1)
	c := portal(t, seed)
	members := func() string {
		r := c.want("user.get", `{"FILTER":{"UF_DEPARTMENT":5},"select":["ID"]}`)
		d := c.world.find(departments, 5)
		return strings.Join(r.field("ID"), " ") + ", head " + d.text("UF_HEAD") + ", deputies " + strings.Join(texts(many(d.props["DEPUTIES"])), " ")
	}
	do := func(method, body, want string) {
		t.Helper()
		if r := c.third("humanresources.node.member."+method, body); r.status != 200 || r.result() != want {
			t.Fatalf("%s %s: %d %s", method, body, r.status, r.text)
		}
	}
	do("add", `{"nodeId":5,"userIds":[8,99],"role":"MEMBER_DEPUTY_HEAD"}`, `{"success":true}`)
	same(t, "added", members(), "7 8, head 7, deputies 8")
	do("add", `{"nodeId":5,"userIds":[8],"role":"MEMBER_HEAD"}`, `{"success":true}`)
	same(t, "head", members(), "7 8, head 8, deputies ")
	do("set", `{"nodeId":5,"userIds":{"MEMBER_HEAD":[1],"MEMBER_EMPLOYEE":[7]}}`, `{"success":true}`)
	same(t, "set", members(), "1 7, head 1, deputies ")
	do("move", `{"nodeId":5,"userIds":[7,8]}`, `{"success":true}`)
	same(t, "moved", members(), "1 7 8, head 1, deputies ")
	same(t, "and nowhere else", texts(many(c.world.find(users, 7).props["UF_DEPARTMENT"])), []string{"5"})
	do("remove", `{"nodeId":5,"userIds":[1,8,99]}`, `{"failed":[{"reason":"Not found in this node","userId":99}],"removed":[1,8]}`)
	same(t, "removed", members(), "7, head , deputies ")
	for _, x := range []struct {
		method, body string
		status       int
		want         string
	}{
		{"add", `{}`, 400, `"message":"Parameter \"nodeId\" is required."`},
		{"add", `{"nodeId":99}`, 400, "ENTITYNOTFOUNDEXCEPTION"},
		{"add", `{"nodeId":5}`, 400, `"field":"userIds"`},
		{"add", `{"nodeId":5,"userIds":[7]}`, 400, `"field":"role"`},
		{"move", `{"nodeId":5,"userIds":[7],"role":"OWNER"}`, 400, "Invalid role OWNER"},
		{"set", `{"nodeId":5,"userIds":{"OWNER":[7]}}`, 400, "Invalid roles: OWNER"},
		{"list", `{}`, 404, "METHODNOTFOUNDEXCEPTION"},
	} {
		if r := c.third("humanresources.node.member."+x.method, x.body); r.status != x.status || !strings.Contains(r.text, x.want) || !strings.Contains(r.text, `"error":{"code":`) {
			t.Errorf("%s %s: %d %s", x.method, x.body, r.status, r.text)
		}
	}
	if r := c.hook("7", "s").third("humanresources.node.member.add", `{}`); r.status != 403 || !strings.Contains(r.text, "INSUFFICIENTSCOPEEXCEPTION") {
		t.Errorf("without the scope: %d %s", r.status, r.text)
	}
	if r := c.hook("7", "x").third("humanresources.node.member.add", `{}`); r.status != 403 || !strings.Contains(r.text, "INVALID_CREDENTIALS") {
		t.Errorf("without a credential: %d %s", r.status, r.text)
	}
	if r := c.get(strings.Replace(c.base, "/rest/", "/rest/api/", 1) + "humanresources.node.member.add"); r.status != 404 {
		t.Errorf("by GET: %d %s", r.status, r.text)
	}
	c.server.ClearRequests()
	c.third("humanresources.node.member.add", `{}`)
	if !c.server.Requests()[0].Mutating {
		t.Error("a write is not in the log as one")
	}
}
