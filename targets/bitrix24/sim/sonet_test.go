package sim

import (
	"strings"
	"testing"
)

const circles = `{"users":[{"ID":"1","ADMIN":true},{"ID":"7"},{"ID":"8"},{"ID":"9"},{"ID":"10","ACTIVE":false}],
	"workgroups":[{"ID":"3","NAME":"Launch","OWNER_ID":"7","PROJECT":"Y","INITIATE_PERMS":"E","MEMBERS":[{"USER_ID":"7","ROLE":"A"},{"USER_ID":"8","ROLE":"E"}]},
		{"ID":"4","NAME":"Secret","VISIBLE":"N","OWNER_ID":"7"},{"ID":"5","NAME":"Open","OPENED":"Y","OWNER_ID":"1"}],
	"webhooks":[{"user":"1","secret":"patchbay","scope":"sonet_group,socialnetwork"},{"user":"7","secret":"s","scope":"sonet"},{"user":"8","secret":"s","scope":"sonet"},{"user":"9","secret":"s","scope":"sonet"}]}`

// 12. Member calls answer the ids for whom something happened, and nobody touches the owner.
func TestMembers(t *testing.T) {
	c := portal(t, circles)
	c.show("sonet_group.user.add", `{"GROUP_ID":3,"USER_ID":[7,8,"9",10,99]}`, `["9"]`)
	c.show("sonet_group.user.add", `{"GROUP_ID":3,"USER_ID":9}`, `[]`)
	c.show("sonet_group.user.update", `{"GROUP_ID":3,"USER_ID":[7,8,9],"ROLE":"E"}`, `["9"]`)
	c.show("sonet_group.user.update", `{"GROUP_ID":3,"USER_ID":[7,8],"ROLE":"K"}`, `["8"]`)
	c.show("sonet_group.user.get", `{"ID":3}`, `[{"USER_ID":"7","ROLE":"A"},{"USER_ID":"8","ROLE":"K"},{"USER_ID":"9","ROLE":"E"}]`)
	c.show("sonet_group.user.delete", `{"GROUP_ID":3,"USER_ID":[7,9,1]}`, `["9"]`)
	c.show("sonet_group.user.invite", `{"GROUP_ID":3,"USER_ID":[8,9]}`, `["9"]`)
	c.show("sonet_group.user.get", `{"ID":3}`, `[{"USER_ID":"7","ROLE":"A"},{"USER_ID":"8","ROLE":"K"}]`)
	c.show("sonet_group.user.add", `{"GROUP_ID":3,"USER_ID":9}`, `["9"]`)
	for body, failure := range map[string]string{
		`{"USER_ID":9}`:                  " Wrong group ID",
		`{"GROUP_ID":"x","USER_ID":9}`:   " Wrong group ID",
		`{"GROUP_ID":99,"USER_ID":9}`:    " Socialnetwork group not found",
		`{"GROUP_ID":3}`:                 " Wrong user IDs",
		`{"GROUP_ID":3,"USER_ID":[]}`:    " Wrong user IDs",
		`{"GROUP_ID":3,"USER_ID":["a"]}`: " Wrong user IDs",
	} {
		c.refuse("sonet_group.user.add", body, 400, failure)
	}
	c.refuse("sonet_group.user.update", `{"GROUP_ID":3,"USER_ID":9,"ROLE":"A"}`, 400, " Incorrect role code")
	c.refuse("sonet_group.user.get", `{"GROUP_ID":3}`, 400, " Wrong group ID") // it takes ID
	c.hook("7", "s").refuse("sonet_group.user.add", `{"GROUP_ID":3,"USER_ID":9}`, 400, " No permissions to add users")
	c.hook("9", "s").refuse("sonet_group.user.update", `{"GROUP_ID":3,"USER_ID":8,"ROLE":"E"}`, 400, " No permissions to update users role")
	c.hook("9", "s").show("sonet_group.user.invite", `{"GROUP_ID":3,"USER_ID":1}`, `[]`)
}

func TestWorkgroups(t *testing.T) {
	c := portal(t, circles)
	same(t, "all, newest first", strings.Join(c.want("sonet_group.get", `{"IS_ADMIN":"Y"}`).field("NAME"), " "), "Open Secret Launch")
	same(t, "without IS_ADMIN", strings.Join(c.want("sonet_group.get", `{"ORDER":{"ID":"ASC"}}`).field("NAME"), " "), "Launch Open")
	same(t, "IS_ADMIN of nobody", strings.Join(c.hook("9", "s").want("sonet_group.get", `{"IS_ADMIN":"Y"}`).field("NAME"), " "), "Open Launch")
	same(t, "the owner's", strings.Join(c.hook("7", "s").want("sonet_group.get", `{"order":{"NAME":"asc"},"filter":{"%NAME":"E"}}`).field("NAME"), " "), "Open Secret")
	same(t, "by GROUP_ID", strings.Join(c.want("sonet_group.get", `{"GROUP_ID":5}`).field("NAME"), " "), "Open")
	g := c.want("sonet_group.get", `{"GROUP_ID":3}`).json["result"].([]any)[0].(map[string]any)
	for k, want := range map[string]any{"ID": "3", "OWNER_ID": "7", "NUMBER_OF_MEMBERS": "2", "PROJECT": "Y", "VISIBLE": "Y", "OPENED": "N", "DESCRIPTION": nil} {
		if g[k] != want {
			t.Errorf("%s is %#v", k, g[k])
		}
	}
	c.refuse("sonet_group.create", `{"NAME":" "}`, 400, " Group name is not specified")
	c.show("sonet_group.create", `{"NAME":"New","OWNER_ID":9,"VISIBLE":"N","DESCRIPTION":"d"}`, `6`)
	c.show("sonet_group.user.get", `{"ID":6}`, `[{"USER_ID":"9","ROLE":"A"}]`)
	c.show("sonet_group.update", `{"GROUP_ID":6,"NAME":"Newer"}`, `6`)
	c.show("sonet_group.setowner", `{"GROUP_ID":6,"USER_ID":8}`, `true`)
	c.show("sonet_group.user.get", `{"ID":6}`, `[{"USER_ID":"9","ROLE":"E"},{"USER_ID":"8","ROLE":"A"}]`)
	c.hook("9", "s").refuse("sonet_group.delete", `{"GROUP_ID":6}`, 400, " No permissions to delete group")
	c.hook("7", "s").refuse("sonet_group.update", `{"GROUP_ID":6,"NAME":"x"}`, 400, " Socialnetwork group not found")
	c.show("sonet_group.delete", `{"GROUP_ID":6}`, `true`)
	c.refuse("sonet_group.user.get", `{"ID":6}`, 400, " Socialnetwork group not found")
	c.show("sonet_group.create", `{"NAME":"Again"}`, `7`) // no ID is given twice
}

func TestNewerWorkgroups(t *testing.T) {
	c := portal(t, circles)
	r := c.want("socialnetwork.api.workgroup.list", `{"order":{"ID":"DESC"},"select":["ID","NAME","TYPE","NUMBER_OF_MEMBERS"],"filter":{"<ID":5},"params":{"IS_ADMIN":"Y"}}`)
	same(t, "list", r.result(), `{"workgroups":[{"id":"4","name":"Secret","numberOfMembers":"1","type":"group"},{"id":"3","name":"Launch","numberOfMembers":"2","type":"project"}]}`)
	same(t, "total", r.json["total"], any(2.0))
	c.show("socialnetwork.api.workgroup.list", `{}`, `{"workgroups":[{"id":"3"},{"id":"5"}]}`)
	c.show("socialnetwork.api.workgroup.list", `{"filter":{"NAME":"none"}}`, `{"workgroups":[]}`)
	if r := c.want("socialnetwork.api.workgroup.list", `{"start":-1}`); r.json["total"] != nil {
		t.Errorf("a total without counting: %s", r.text)
	}
	if g := c.want("socialnetwork.api.workgroup.get", `{"params":{"groupId":3}}`).json["result"].(map[string]any); g["NAME"] != "Launch" {
		t.Errorf("one: %v", g)
	}
}

func TestRequests(t *testing.T) {
	c := portal(t, circles)
	nine := c.hook("9", "s")
	nine.show("sonet_group.user.request", `{"GROUP_ID":5}`, `true`)
	nine.show("sonet_group.user.request", `{"GROUP_ID":5}`, `false`)
	nine.show("sonet_group.user.request", `{"GROUP_ID":3}`, `true`)
	nine.show("sonet_group.user.groups", `{}`, `[{"GROUP_ID":"5","GROUP_NAME":"Open","ROLE":"K"}]`)
}
