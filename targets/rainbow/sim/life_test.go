package sim

import (
	"testing"
	"time"
)

// A Hub company from nothing to nothing again.
func TestHubLife(t *testing.T) {
	c := connect(t, `{"users":[{"loginEmail":"a@x.example","password":"Secret-1"},{"loginEmail":"b@x.example"}]}`, Quirks{})
	const at = "rvcpprovisioning/v1.0/cloudpbxs"
	company := c.path(`"companyId":"<companies/Patchbay>"`)
	groupsAt := c.path("admin/v1.0/companies/<companies/Patchbay>/groups")
	c.refuse(404000, "no Cloud PBX", "POST", groupsAt, `{"name":"G","shortNumber":"8000"}`)
	c.refuse(400000, "numberingDigits", "POST", at, `{"language":"fr","numberingDigits":1,`+company+`}`)
	c.refuse(404000, "no external trunk", "POST", at, `{"language":"fr","externalTrunkId":"x",`+company+`}`)
	trunk := c.want(200, "GET", "rvcpprovisioning/v1.0/external-trunks?trunkType=sip", "").At("data.0.id")
	c.want(200, "GET", "rvcpprovisioning/v1.0/external-trunks/"+trunk, "")
	c.refuse(404000, "", "GET", "rvcpprovisioning/v1.0/external-trunks/x", "")
	pbx := at + "/" + c.make(at, `{"language":"fr","numberingPrefix":9,"numberingDigits":3,"externalTrunkId":"`+trunk+`",`+company+`}`)
	c.Equal(c.want(200, "GET", pbx, ""), "data.name", `"cloud_pbx_Patchbay"`)
	a := c.id("users/a@x.example")
	c.want(200, "POST", c.path("admin/v1.0/users/"+a+"/profiles/subscriptions/<subscriptions/Voice Enterprise Custom>"), "{}")
	sub := pbx + "/subscribers/" + c.make(pbx+"/subscribers", `{"shortNumber":"901","userId":"`+a+`"}`)
	c.Equal(c.want(200, "GET", sub, ""), "data.shortNumber", `"901"`)
	dev := c.make(pbx+"/devices", `{"description":"D","deviceTypeId":"ALE-20h","macAddress":"00:80:9f:00:00:09"}`)
	c.want(200, "POST", sub+"/devices", `{"deviceId":"`+dev+`"}`)
	c.want(200, "GET", sub+"/devices/"+dev, "")
	c.want(200, "GET", pbx+"/devices/"+dev+"/registrations", "")
	c.refuse(403725, "used extensions", "DELETE", pbx, "")
	c.want(200, "DELETE", sub+"/devices/"+dev, "")
	c.refuse(404000, "has no device", "GET", sub+"/devices/"+dev, "")
	ddi := pbx + "/phone-numbers/ddi/" + c.make(pbx+"/phone-numbers/ddi", `{"number":"+33298000000"}`)
	c.Equal(c.want(200, "GET", ddi, ""), "data.externalTrunkId", `"`+trunk+`"`)
	c.refuse(404002, "not user", "DELETE", ddi+"/users/"+a, "")
	c.want(200, "DELETE", ddi, "")
	g := groupsAt + "/" + c.make(groupsAt, `{"name":"G","shortNumber":"900","isEmptyAllowed":false,"members":[{"memberId":"`+a+`"}]}`)
	c.refuse(400000, "may not be empty", "PUT", g, `{"members":[]}`)
	c.as("a@x.example", "Secret-1").refuse(403000, "last active", "POST", "voice/v1.0/groups/"+g[len(groupsAt)+1:]+"/leave", "")
	c.refuse(403694, "still has groups", "DELETE", pbx, "")
	c.want(200, "DELETE", g, "")
	c.want(200, "DELETE", sub, "")
	c.refuse(403728, "still has devices", "DELETE", pbx, "")
	c.want(200, "DELETE", pbx+"/devices/"+dev, "")
	c.want(200, "DELETE", pbx, "")
	c.Equal(c.want(200, "GET", at, ""), "total", "0")
}

func TestGroupManager(t *testing.T) {
	c := connect(t, hub, Quirks{})
	at := c.path("admin/v1.0/companies/<companies/Patchbay>/groups")
	id := c.make(at, c.hubGroup("G", "8100", "alice:leader bob:assistant dave:manager"))
	dave, bob := c.as("dave@x.example", "Secret-1"), c.as("bob@x.example", "Secret-1")
	g := "voice/v1.0/groups/" + id
	dave.refuse(403000, "changes its members", "PUT", g, `{"name":"X"}`)
	dave.want(200, "PUT", g, c.hubGroup("G", "8100", "alice:leader carol:assistant dave:manager"))
	dave.want(200, "GET", at+"/"+id, "")
	bob.refuse(403301, "not in your charge", "GET", at+"/"+id, "")
	bob.refuse(404000, "not in group", "POST", g+"/join", "")
	dave.want(200, "POST", g+"/join", "")
	c.want(200, "PUT", at+"/"+id, `{"isDDIUpdateByManagerAllowed":false}`)
	ddi := c.path(`{"externalNumberId":"<phoneNumbers/0298765432>"}`)
	dave.refuse(403000, "changes its members", "PUT", at+"/"+id, ddi)
	c.refuse(404001, "no DDI", "PUT", at+"/"+id, `{"externalNumberId":"x"}`)
	c.want(200, "PUT", at+"/"+id, ddi)
	dave.refuse(404001, "not in group", "PUT", g+"/members/"+bob.me, `{"status":"idle"}`)
	dave.refuse(404002, "not in group", "DELETE", g+"/members/"+bob.me, "")
	dave.refuse(404001, "no forward", "PUT", g+"/forwards/never", `{"activate":true}`)
	dave.refuse(400000, "activate", "PUT", g+"/forwards/immediate", `{}`)
}

// Somebody who administers another company reaches nothing of this one.
func TestOtherCompany(t *testing.T) {
	c := connect(t, `{"companies":[{"name":"Patchbay"},{"name":"Reseller"},{"name":"Rival"}],"users":[
	 {"loginEmail":"admin@patchbay.example","password":"Patchbay-1","roles":["user","admin"],"adminType":"company_admin"},
	 {"loginEmail":"rival@x.example","password":"Secret-1","roles":["user","admin"],"adminType":"company_admin","companyId":"Rival"},
	 {"loginEmail":"bp@x.example","password":"Secret-1","roles":["user","bp_admin"],"companyId":"Reseller"},
	 {"loginEmail":"a@x.example"}],"cloudPbxs":[{"name":"Cloud"}]}`, Quirks{})
	rival, bp := c.as("rival@x.example", "Secret-1"), c.as("bp@x.example", "Secret-1")
	for _, path := range []string{"admin/v1.0/systems/<systems/PBX>", "admin/v1.0/systems/<systems/PBX>/phone-numbers", "admin/v1.0/sites/<sites/Head office>", "rvcpprovisioning/v1.0/cloudpbxs/<cloudPbxs/Cloud>",
		"subscription/v1.0/companies/<companies/Patchbay>/subscriptions", "subscription/v1.0/companies/<companies/Patchbay>/offers", "admin/v1.0/companies/<companies/Patchbay>/groups"} {
		rival.refuse(403301, "not in your charge", "GET", c.path(path), "")
		c.want(200, "GET", c.path(path), "")
	}
	rival.refuse(403205, "not in your charge", "DELETE", c.path("admin/v1.0/users/<users/a@x.example>"), "")
	rival.refuse(403301, "not in your charge", "POST", groups, c.path(`{"name":"G","companyId":"<companies/Patchbay>"}`))
	rival.refuse(403301, "not in your charge", "POST", "admin/v1.0/users", c.path(`{"loginEmail":"n@x.example","password":"Secret-1","companyId":"<companies/Patchbay>"}`))
	rival.refuse(404000, "no company", "POST", "admin/v1.0/users", `{"loginEmail":"n@x.example","password":"Secret-1","companyId":"x"}`)
	for _, path := range []string{"admin/v1.0/systems", "admin/v1.0/sites", "rvcpprovisioning/v1.0/cloudpbxs", groups} {
		rival.Equal(rival.want(200, "GET", path, ""), "total", "0")
	}
	end := bp.make("admin/v1.0/companies", `{"name":"Customer"}`)
	bp.want(200, "PUT", "admin/v1.0/companies/"+end, `{"description":"ours"}`)
	id := bp.make("admin/v1.0/users", `{"loginEmail":"n@x.example","password":"Secret-1","companyId":"`+end+`"}`)
	bp.Equal(bp.want(200, "GET", "admin/v1.0/users/"+id+"/profiles", ""), "data.0.offerReference", `"RB-Essential"`)
	site := bp.make("admin/v1.0/sites", `{"name":"S","status":"active","companyId":"`+end+`"}`)
	bp.Equal(bp.want(200, "PUT", "admin/v1.0/sites/"+site, `{"name":"T"}`), "data.name", `"T"`)
	bp.want(200, "GET", "admin/v1.0/sites/"+site, "")
}

func TestSeedQuirks(t *testing.T) {
	c := connect(t, `{"quirks":{"tokenLifetime":"5m","loginAttempts":1,"loginLock":"1m","passwordLength":12}}`, Quirks{})
	c.clock.Advance(5 * time.Minute)
	c.refuse(401202, "jwt expired", "GET", "admin/v1.0/users", "")
	c.tryLogin(login, "wrong", appAuth("patchbay", "patchbay", "wrong"))
	if r := c.tryLogin(login, "Patchbay-1", appAuth("patchbay", "patchbay", "Patchbay-1")); r.Value("errorDetailsData.forbiddenDelay") != number(60) {
		t.Errorf("after one wrong password: %s", r.Text)
	}
	c.clock.Advance(time.Minute)
	c = c.as(login, "Patchbay-1")
	c.refuse(400000, "too weak", "POST", "admin/v1.0/users", `{"loginEmail":"a@x.example","password":"Secret-1"}`)
	c.want(200, "GET", "ping", "")
	c.want(200, "GET", "authentication/v1.0/about", "")
}

// null takes a value away where it may, and only there.
func TestNull(t *testing.T) {
	c := connect(t, people, Quirks{})
	alice := c.path("admin/v1.0/users/<users/alice@x.example>")
	c.Equal(c.want(200, "PUT", alice, `{"department":null}`), "data.department", "null")
	c.Equal(c.want(200, "PUT", alice, `{"roles":null,"isActive":null}`), "data.roles", `["user"]`)
	c.refuse(400000, "required", "PUT", alice, `{"loginEmail":null}`)
	c.refuse(400000, "cannot be changed", "PUT", alice, `{"companyId":null}`)
	c.refuse(400000, "64 characters", "PUT", alice, `{"tags":["0123456789012345678901234567890123456789012345678901234567890123456789"]}`)
	c.refuse(400000, "no such site", "PUT", alice, `{"siteId":"x"}`)
	c.Equal(c.want(200, "PUT", alice, c.path(`{"siteId":"<sites/Head office>"}`)), "data.siteId", c.path(`"<sites/Head office>"`))
}
