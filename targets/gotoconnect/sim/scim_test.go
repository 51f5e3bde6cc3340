package sim

import (
	"strings"
	"testing"
)

// SCIM lists have resources in lower case and are not paged.
func TestScimLists(t *testing.T) {
	var many []string
	for i := range 120 {
		many = append(many, `{"email":"u`+strings.Repeat("x", i)+`@acme.example","firstName":"U","lastName":"V"}`)
	}
	c := connect(t, `{"accounts":[{"domains":["acme.example"]}],"users":[`+strings.Join(many, ",")+`]}`, nil)
	r := c.want(200, "GET", "scim:Users?count=2&startIndex=1", "")
	if list, _ := r.JSON["resources"].([]any); len(list) != 121 || r.At("totalResults") != "121" || r.JSON["Resources"] != nil {
		t.Errorf("%d of %s", len(list), r.At("totalResults"))
	}
	c.equal(c.want(200, "GET", "scim:Groups", ""), "", `{"resources":[],"totalResults":0}`)
	c.refuse(400, "InvalidRequest", "GET", `scim:Users?filter=active eq true`, "")
}

func TestScimUsers(t *testing.T) {
	c := connect(t, people, nil)
	me := c.want(200, "GET", "scim:Users/me", "")
	ext, _ := me.JSON[getgoPart].(map[string]any)
	c.equal(reply{JSON: ext}, "accounts", `[{"display":"Acme","entitlements":["acctadmin","jive"],"value":"HOME"}]`)
	r := c.want(201, "POST", "scim:Users", `{"userName":"zoe@acme.example","externalId":"e1","active":true,"name":{"givenName":"Zoe","familyName":"Z"},"`+workPart+`":{"department":"Sales","costCenter":"C1"}}`)
	id := r.At("id")
	if key := c.id("user/zoe@acme.example"); c.want(200, "GET", "admin:users/"+key, "").At("firstName") != "Zoe" {
		t.Error("not in the Admin API")
	}
	c.refuse(409, "Conflict", "POST", "scim:Users", `{"userName":"ZOE@acme.example","name":{"givenName":"Zoe","familyName":"Z"}}`)
	c.refuse(400, "InvalidRequest", "POST", "scim:Users", `{"userName":"zoe@elsewhere.example","name":{"givenName":"Zoe","familyName":"Z"}}`)
	c.refuse(400, "InvalidRequest", "POST", "scim:Users", `{"userName":"ann@acme.example"}`)
	c.refuse(400, "InvalidRequest", "POST", "scim:Users", `{"name":7}`)
	c.want(200, "PATCH", "scim:Users/"+id, `{"active":false,"`+workPart+`":{"department":"Support","costCenter":null}}`)
	got := c.want(200, "GET", "scim:Users/"+id, "")
	if work, _ := got.JSON[workPart].(map[string]any); work["department"] != "Support" || work["costCenter"] != nil || got.Value("active") != false || got.At("name.givenName") != "Zoe" {
		t.Errorf("%s", got.Text)
	}
	if c.world.users.Get(c.id("user/zoe@acme.example")).Status != "INACTIVE" {
		t.Error("is active")
	}
	c.want(200, "PUT", "scim:Users/"+id, `{"userName":"zoe@acme.example","active":true}`)
	c.refuse(400, "InvalidRequest", "PATCH", "scim:Users/"+id, `{"userName":"zoe2@acme.example"}`)
	c.refuse(404, "NotFound", "GET", "scim:Users/none", "")
	group := c.make("scim:Groups", `{"displayName":"Team","members":[{"type":"user","value":"`+id+`"}]}`)
	c.want(200, "PATCH", "scim:Groups/"+group, `{"externalId":"g1"}`)
	outer := c.make("scim:Groups", `{"displayName":"All","members":[{"type":"group","value":"`+group+`"}]}`)
	c.refuse(400, "InvalidRequest", "PATCH", "scim:Groups/"+outer, `{"members":[{"type":"user","value":"none"}]}`)
	c.want(204, "DELETE", "scim:Users/"+id, "")
	c.equal(c.want(200, "GET", "scim:Groups/"+group, ""), "members", `[]`)
	if list := c.want(200, "GET", "scim:Groups", ""); list.Names("displayName") != "Team All" {
		t.Errorf("%s", list.Text)
	}
	none := connect(t, `{"accounts":[{"domains":[]}]}`, nil)
	none.refuse(403, "AccessDenied", "GET", "scim:Users", "")
	none.want(200, "GET", "scim:Users/me", "")
}
