package sim

import "testing"

func TestExtensions(t *testing.T) {
	c := connect(t, people, Quirks{})
	numbers := c.path("admin/v1.0/systems/<systems/PBX>/phone-numbers")
	r := c.want(200, "GET", numbers+"?format=full", "")
	c.Equal(r, "total", "7")
	c.Equal(r, "data.0.shortNumber", `"2001"`)
	c.Equal(r, "data.0.internalNumber", `"2001"`)
	c.Equal(r, "data.3.userId", `null`)
	for query, want := range map[string]string{"isAssignedToUser=false": "2004 2007", "shortNumber=200&limit=2": "2001 2002", "internalNumber=2007": "2007", "userId=" + c.id("users/bob@x.example"): "2002", "isMonitored=true": ""} {
		if got := c.want(200, "GET", numbers+"?"+query, "").Names("shortNumber"); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	c.refuse(404000, "there is no POST", "POST", numbers, `{"shortNumber":"3000"}`)
	c.refuse(404000, "there is no DELETE", "DELETE", c.path(numbers+"/<phoneNumbers/2004>"), "")
	c.refuse(403000, "gateway", "POST", "pcg/v1.0/pbxs/x/phone-numbers", `{}`)
	free := c.path(numbers + "/<phoneNumbers/2004>")
	dave := c.path(`{"userId":"<users/dave@x.example>"}`)
	c.want(200, "PUT", free, dave)
	c.Equal(c.want(200, "GET", c.path("admin/v1.0/users/<users/dave@x.example>"), ""), "data.phoneNumbers.0.shortNumber", `"2004"`)
	c.refuse(409000, "dissociate it first", "PUT", free, c.path(`{"userId":"<users/carol@x.example>"}`))
	c.refuse(409552, "already used", "PUT", free, `{"internalNumber":"2001"}`)
	c.want(200, "PUT", free, `{"internalNumber":"2999","number":"0298765432","deviceName":"Desk"}`)
	r = c.refuse(400000, "cannot be changed", "PUT", free, `{"shortNumber":"1","pbxUserId":"7","systemId":"x"}`)
	if r.Len("errorDetails") != 3 {
		t.Errorf("immutable fields: %s", r.Text)
	}
	c.want(200, "PUT", free, `{"shortNumber":2004}`)
	c.refuse(400000, "always visible", "PUT", free, `{"isVisibleByOthers":false}`)
	c.refuse(400210, "E.164", "PUT", free, `{"number":"abc"}`)
	c.want(200, "PUT", free, `{"userId":null}`)
	c.Equal(c.want(200, "GET", c.path("admin/v1.0/users/<users/dave@x.example>"), ""), "data.phoneNumbers", `[]`)
	c.refuse(404001, "no user", "PUT", free, `{"userId":"x"}`)
	lost := c.make("admin/v1.0/users", `{"loginEmail":"lost@x.example","password":"Secret-1"}`)
	c.refuse(403301, "not of a company", "PUT", free, `{"userId":"`+lost+`"}`)
	c = connect(t, people, Quirks{WithoutInferred: "dissociate", Takeover: true})
	c.refuse(400000, "userId", "PUT", c.path(numbers+"/<phoneNumbers/2003>"), `{"userId":null}`)
	c.want(200, "PUT", c.path(numbers+"/<phoneNumbers/2003>"), c.path(`{"userId":"<users/dave@x.example>"}`))
}

func TestSystems(t *testing.T) {
	c := connect(t, people, Quirks{})
	r := c.want(200, "GET", "admin/v1.0/systems?type=oxe&format=full", "")
	c.Equal(r, "total", "1")
	id, pbx := r.At("data.0.id"), r.At("data.0.pbxId")
	if r.At("data.0.jid_pbxagent_password") == "" {
		t.Error("full has no password to redact")
	}
	c.Equal(c.want(200, "GET", "admin/v1.0/systems/pbxid/"+pbx, ""), "data.id", `"`+id+`"`)
	c.Equal(c.want(200, "GET", "admin/v1.0/systems/"+id+"/state", ""), "data.connection", `"true"`)
	c.Equal(c.want(200, "GET", "admin/v1.0/systems/"+id+"/state?format=medium", ""), "data.csta", `"true"`)
	c.want(200, "GET", "admin/v1.0/systems/countries", "")
	site := c.id("sites/Head office")
	c.refuse(400000, "exclude each other", "POST", "admin/v1.0/systems", `{"name":"B","siteId":"`+site+`","type":"oxo","country":"FRA","isShared":true,"isCentrex":true}`)
	other := c.make("admin/v1.0/systems", `{"name":"B","siteId":"`+site+`","type":"oxo","country":"FRA"}`)
	c.Equal(c.want(200, "GET", "admin/v1.0/systems/"+other, ""), "data.status", `"created"`)
	c.refuse(403700, "still has systems", "DELETE", "admin/v1.0/sites/"+site, "")
	c.want(200, "DELETE", "admin/v1.0/systems/"+id, "")
	c.Equal(c.want(200, "GET", c.path("admin/v1.0/users/<users/alice@x.example>"), ""), "data.phoneNumbers", `[]`)
	second := c.make("admin/v1.0/sites", c.path(`{"name":"Second","status":"active","companyId":"<companies/Patchbay>"}`))
	c.want(200, "POST", "admin/v1.0/sites/"+second+"/systems", `{"systemId":"`+other+`"}`)
	c.want(200, "POST", "admin/v1.0/sites/"+second+"/systems", `{"systemId":"`+other+`"}`)
	c.Equal(c.want(200, "GET", "admin/v1.0/sites/"+second+"/systems", ""), "total", "1")
	c.want(200, "DELETE", "admin/v1.0/sites/"+site+"/systems/"+other, "")
	c.want(200, "DELETE", "admin/v1.0/sites/"+site, "")
	c.Equal(c.want(200, "GET", "admin/v1.0/sites", ""), "total", "1")
}

// PBXs in one group share internal numbers.
func TestSystemGroups(t *testing.T) {
	c := connect(t, `{"systems":[{"name":"A","type":"oxe","country":"FRA"},{"name":"B","type":"oxe","country":"FRA"}],
	 "phoneNumbers":[{"systemId":"A","shortNumber":"100"},{"systemId":"B","shortNumber":"200"},{"systemId":"B","shortNumber":"201"}]}`, Quirks{})
	b := c.path("admin/v1.0/systems/<systems/B>/phone-numbers/<phoneNumbers/200>")
	c.want(200, "PUT", b, `{"internalNumber":"100"}`)
	c.want(200, "PUT", c.path("admin/v1.0/systems/<systems/A>/groups/g1"), "")
	c.refuse(409552, "used in the group", "PUT", c.path("admin/v1.0/systems/<systems/B>/groups/g1"), "")
	c.want(200, "PUT", b, `{"internalNumber":"200"}`)
	c.want(200, "PUT", c.path("admin/v1.0/systems/<systems/B>/groups/g1"), "")
	c.refuse(409552, "already used", "PUT", b, `{"internalNumber":"100"}`)
	c.Equal(c.want(200, "GET", "admin/v1.0/systems/groups", ""), "total", "1")
	c.want(200, "DELETE", c.path("admin/v1.0/systems/<systems/B>/groups/g1"), "")
	c.want(200, "PUT", b, `{"internalNumber":"100"}`)
}

func TestCompanies(t *testing.T) {
	c := connect(t, `{"companies":[{"name":"Acme","organisationId":"o1"},{"name":"Other"},{"name":"Sister","organisationId":"o1"}],"users":[
	 {"loginEmail":"root@x.example","password":"Secret-1","roles":["user","admin","superadmin"],"adminType":"company_admin"},
	 {"loginEmail":"org@x.example","password":"Secret-1","roles":["user","admin"],"adminType":"organization_admin"},
	 {"loginEmail":"boss@x.example","password":"Secret-1","roles":["user","admin"],"adminType":"company_admin"},
	 {"loginEmail":"there@x.example","companyId":"Other"}]}`, Quirks{})
	company := c.as("boss@x.example", "Secret-1")
	if got := company.want(200, "GET", "admin/v1.0/companies", "").Names("name"); got != "Acme" {
		t.Errorf("a company admin sees %s", got)
	}
	company.refuse(403301, "not in your charge", "GET", c.path("admin/v1.0/companies/<companies/Other>"), "")
	company.refuse(403205, "", "GET", c.path("admin/v1.0/users/<users/there@x.example>"), "")
	company.refuse(403000, "created by", "POST", "admin/v1.0/companies", `{"name":"New"}`)
	company.want(200, "PUT", c.path("admin/v1.0/companies/<companies/Acme>"), `{"description":"d"}`)
	company.Equal(company.want(200, "GET", c.path("enduser/v1.0/companies/<companies/Acme>?format=full"), ""), "data.description", `"d"`)
	org := c.as("org@x.example", "Secret-1")
	if got := org.want(200, "GET", "admin/v1.0/companies", "").Names("name"); got != "Acme Sister" {
		t.Errorf("an organization admin sees %s", got)
	}
	org.want(201, "POST", "admin/v1.0/companies", `{"name":"New"}`)
	root := c.as("root@x.example", "Secret-1")
	root.Equal(root.want(200, "GET", "admin/v1.0/companies?name=Other", ""), "total", "1")
	root.want(200, "DELETE", c.path("admin/v1.0/users/<users/there@x.example>"), "")
}
