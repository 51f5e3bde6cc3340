package sim

import (
	"strings"
	"testing"
)

// hub is a company with a Cloud PBX and four subscribers.
const hub = `{"cloudPbxs":[{"name":"Cloud","language":"fr"}],"systems":[],"users":[
 {"loginEmail":"alice@x.example","firstName":"Alice","password":"Secret-1","isInitialized":true,"profiles":[{"offerName":"Voice Enterprise Custom"}]},
 {"loginEmail":"bob@x.example","firstName":"Bob","password":"Secret-1","profiles":[{"offerName":"Voice Enterprise Custom"}]},
 {"loginEmail":"carol@x.example","firstName":"Carol","password":"Secret-1","profiles":[{"offerName":"Voice Enterprise Custom"}]},
 {"loginEmail":"dave@x.example","firstName":"Dave","password":"Secret-1"}],
 "phoneNumbers":[{"shortNumber":"8001","userId":"alice@x.example"},{"shortNumber":"8002","userId":"bob@x.example"},{"shortNumber":"8003","userId":"carol@x.example"},
 {"number":"0298765432","isCloudPbxDDI":true}],
 "devices":[{"deviceTypeId":"ALE-300","macAddress":"00:80:9f:00:00:01"}]}`

func (c *client) hubGroup(name, short, members string) string {
	c.T.Helper()
	var rows []string
	for _, m := range strings.Fields(members) {
		who, roles, _ := strings.Cut(m, ":")
		rows = append(rows, `{"memberId":"`+c.id("users/"+who+"@x.example")+`","roles":["`+strings.ReplaceAll(roles, "+", `","`)+`"]}`)
	}
	return `{"name":"` + name + `","shortNumber":"` + short + `","type":"hunting_group","subType":"manager_assistant","members":[` + strings.Join(rows, ",") + `]}`
}

func TestHubGroupRules(t *testing.T) {
	c := connect(t, hub, Quirks{})
	at := c.path("admin/v1.0/companies/<companies/Patchbay>/groups")
	for _, bad := range []struct {
		code             int
		words            string
		name, short, who string
	}{
		{400000, "MA1: ", "G", "8100", "bob:assistant"},
		{400000, "MA1: ", "G", "8100", "alice:manager bob:assistant"},
		{400000, "MA2: ", "G", "8100", "alice:leader"},
		{400000, "MA6: ", "G", "8100", "alice:leader+assistant bob:assistant"},
		{400000, "MA7: ", "G", "8100", "alice:leader bob:assistant bob:assistant"},
		{400000, "MA13: ", "G", "8100", "bob:assistant alice:leader"},
		{403000, "MA9: ", "G", "8100", "alice:leader dave:assistant"},
		{400000, "MA14: ", "A group", "8100", "alice:leader bob:assistant"},
		{400000, "numbering plan", "G", "9100", "alice:leader bob:assistant"},
		{400000, "shortNumber", "G", "", "alice:leader bob:assistant"},
		{409552, "already used", "G", "8001", "alice:leader bob:assistant"},
		{400000, "has no role agent", "G", "8100", "alice:leader bob:agent"},
	} {
		c.refuse(bad.code, bad.words, "POST", at, c.hubGroup(bad.name, bad.short, bad.who))
	}
	body := c.hubGroup("G", "8100", "alice:leader bob:assistant dave:manager")
	c.refuse(400000, "MA13: ", "POST", at, strings.Replace(body, `"type"`, `"policy":"parallel","type"`, 1))
	c.refuse(400000, "MA14: ", "POST", at, strings.Replace(body, `"type"`, `"timeout":31,"type"`, 1))
	c.refuse(400000, "deprecated", "POST", at, strings.Replace(body, `hunting_group`, `manager_assistant`, 1))
	r := c.want(201, "POST", at, body)
	c.Equal(r, "data.policy", `"serial"`)
	c.Equal(r, "data.timeout", `10`)
	c.Equal(r, "data.shortNumber", `"8100"`)
	c.Equal(r, "data.members.0.displayName", `"Alice"`)
	c.Equal(r, "data.members.1.status", `"active"`)
	c.refuse(409552, "already used", "POST", at, c.hubGroup("H", "8100", "carol:leader bob:assistant"))
	c.refuse(409000, "MA4: ", "POST", at, c.hubGroup("H", "8101", "alice:leader bob:assistant"))
	c.refuse(409000, "MA3: ", "POST", at, c.hubGroup("H", "8101", "carol:leader alice:assistant"))
	c.want(201, "POST", at, c.hubGroup("H", "8101", "carol:leader bob:assistant"))
	list := c.want(200, "GET", at+"?type=hunting_group&sortField=name&offset=undefined", "")
	c.Equal(list, "total", "2")
	c.Equal(list, "data.0.nbMembers", "3")
	if list.Value("data.0.members") != nil {
		t.Errorf("a list has members: %s", list.Text)
	}
	if got := c.want(200, "GET", at+"?memberId="+c.id("users/carol@x.example"), "").Names("name"); got != "H" {
		t.Errorf("of carol: %s", got)
	}
	rows := c.want(200, "GET", c.path("admin/v1.0/companies/<companies/Patchbay>/groups-members?limit=2&offset=1"), "")
	c.Equal(rows, "total", "4")
	c.Equal(rows, "data.0.internalNumber", `"8002"`)
	if rows.Names("firstName") != "Bob Carol" || rows.Len("data.0.groups") != 2 {
		t.Errorf("members: %s", rows.Text)
	}
	c.Equal(c.want(200, "GET", c.path("admin/v1.0/companies/<companies/Patchbay>/group-members?internalNumber=8001&displayName=ali"), ""), "total", "1")
	c.world.quirks.NumericShortNumbers = true
	c.Equal(c.want(200, "GET", at, ""), "data.0.shortNumber", "8100")
}

func TestHubGroupUpdate(t *testing.T) {
	c := connect(t, hub, Quirks{})
	at := c.path("admin/v1.0/companies/<companies/Patchbay>/groups")
	g := at + "/" + c.make(at, c.hubGroup("G", "8100", "alice:leader bob:assistant dave:manager"))
	c.refuse(400000, "cannot be changed", "PUT", g, `{"subType":"default"}`)
	c.refuse(400000, "cannot be changed", "PUT", g, `{"isEmergencyGroup":true}`)
	c.refuse(400000, "policy to choose", "PUT", g, `{"policy":"parallel"}`)
	ddi := c.id("phoneNumbers/0298765432")
	c.Equal(c.want(200, "PUT", g, `{"externalNumberId":"`+ddi+`"}`), "data.externalNumber", `"+33298765432"`)
	other := at + "/" + c.make(at, `{"name":"D","shortNumber":"8200"}`)
	c.Equal(c.want(200, "GET", other, ""), "data.policy", `"parallel"`)
	c.refuse(409251, "already associated", "PUT", other, `{"externalNumberId":"`+ddi+`"}`)
	c.want(200, "PUT", other, `{"policy":"circular"}`)
	c.refuse(403000, "MA9: ", "DELETE", c.path("rvcpprovisioning/v1.0/cloudpbxs/<cloudPbxs/Cloud>/subscribers/<phoneNumbers/8001>"), "")
	swap := c.want(200, "PUT", g, c.hubGroup("G", "8100", "bob:leader alice:assistant dave:manager"))
	c.Equal(swap, "data.members.0.displayName", `"Bob"`)
	dave := c.as("dave@x.example", "Secret-1")
	dave.refuse(403000, "changes its members", "PUT", g, `{"timeout":20}`)
	dave.want(200, "PUT", g, c.hubGroup("G", "8100", "bob:leader carol:assistant dave:manager"))
	dave.want(200, "PUT", g, `{"externalNumberId":null}`)
	dave.refuse(403000, "admin is required", "DELETE", g, "")
	c.Equal(c.want(200, "PUT", g+"/recordings", `{"recordingProfile":"all"}`), "data.isRecordingActivated", "true")
	c.refuse(400000, "recordingProfile", "PUT", g+"/recordings", `{"recordingProfile":"some"}`)
	c.want(200, "PUT", g+"/analytic-settings", `{"isManagersAllowedToSeeMembersAnalytics":true}`)
	c.want(200, "PUT", other, `{"externalNumberId":"`+ddi+`"}`)
	c.want(200, "DELETE", other, "")
	c.Equal(c.want(200, "GET", c.path("rvcpprovisioning/v1.0/cloudpbxs/<cloudPbxs/Cloud>/phone-numbers/ddi?isAssigned=false"), ""), "total", "1")
	c.want(200, "DELETE", g, "")
	c.refuse(400000, "in parallel", "POST", at, `{"name":"A","shortNumber":"8201","subType":"hg_attendant","policy":"serial"}`)
	attendants := c.path(`{"name":"A","shortNumber":"8201","subType":"hg_attendant","members":[{"memberId":"<users/alice@x.example>"}]}`)
	c.want(201, "POST", at, attendants)
	c.want(200, "DELETE", c.path("admin/v1.0/users/<users/bob@x.example>/profiles/subscriptions/<subscriptions/Voice Enterprise Custom>"), "")
	c.refuse(403622, "Voice Attendant", "POST", at, c.path(`{"name":"B","shortNumber":"8202","subType":"hg_attendant","members":[{"memberId":"<users/bob@x.example>"}]}`))
	c.refuse(400000, "in parallel", "POST", at, `{"name":"E","shortNumber":"8203","isEmergencyGroup":true,"policy":"serial"}`)
	e := at + "/" + c.make(at, `{"name":"E","shortNumber":"8203","isEmergencyGroup":true}`)
	c.refuse(409000, "emergency group already", "POST", at, `{"name":"F","shortNumber":"8204","isEmergencyGroup":true}`)
	c.refuse(400000, "no public number", "PUT", e, `{"externalNumberId":"`+ddi+`"}`)
}

func TestSubscribers(t *testing.T) {
	c := connect(t, hub, Quirks{})
	pbx := c.path("rvcpprovisioning/v1.0/cloudpbxs/<cloudPbxs/Cloud>")
	dave := c.path(`"userId":"<users/dave@x.example>"`)
	c.refuse(403622, "no voice licence", "POST", pbx+"/subscribers", `{"shortNumber":"8004",`+dave+`}`)
	c.want(200, "POST", c.path("admin/v1.0/users/<users/dave@x.example>/profiles/subscriptions/<subscriptions/Voice Enterprise Custom>"), "{}")
	c.refuse(409552, "already used", "POST", pbx+"/subscribers", `{"shortNumber":"8001",`+dave+`}`)
	c.refuse(400000, "numbering plan", "POST", pbx+"/subscribers", `{"shortNumber":"7001",`+dave+`}`)
	c.refuse(400000, "8 to 12", "POST", pbx+"/subscribers", `{"shortNumber":"8004","password":"SHORT",`+dave+`}`)
	r := c.want(201, "POST", pbx+"/subscribers", `{"shortNumber":8004,"password":"abcd1234",`+dave+`}`)
	id := r.At("data.phoneNumberId")
	if id == "" || strings.Contains(r.Text, "abcd1234") {
		t.Errorf("subscriber: %s", r.Text)
	}
	c.refuse(409000, "subscriber already", "POST", pbx+"/subscribers", `{"shortNumber":"8005",`+dave+`}`)
	c.Equal(c.want(200, "GET", c.path("admin/v1.0/users/<users/dave@x.example>"), ""), "data.phoneNumbers.0.phoneNumberId", `"`+id+`"`)
	c.refuse(409557, "Cloud PBX", "DELETE", c.path("admin/v1.0/users/<users/dave@x.example>"), "")
	dev := c.want(200, "GET", pbx+"/devices?assigned=false", "").At("data.0.id")
	c.want(200, "POST", pbx+"/subscribers/"+id+"/devices", `{"macAddress":"00-80-9F-00-00-01"}`)
	c.refuse(409562, "already used", "POST", c.path(pbx+"/subscribers/<phoneNumbers/8001>/devices"), `{"deviceId":"`+dev+`"}`)
	c.refuse(409561, "still used", "DELETE", pbx+"/devices/"+dev, "")
	c.Equal(c.want(200, "GET", pbx+"/devices?phoneNumberId="+id, ""), "total", "1")
	c.Equal(c.want(200, "GET", pbx+"/subscribers/"+id+"/devices", ""), "total", "1")
	c.want(200, "DELETE", pbx+"/subscribers/"+id, "")
	c.Equal(c.want(200, "GET", pbx+"/devices/"+dev, ""), "data.isAssigned", "false")
	c.want(200, "DELETE", pbx+"/devices/"+dev, "")
	c.want(200, "DELETE", c.path("admin/v1.0/users/<users/dave@x.example>"), "")
}

func TestCloudPBX(t *testing.T) {
	c := connect(t, hub, Quirks{})
	pbx := c.path("rvcpprovisioning/v1.0/cloudpbxs/<cloudPbxs/Cloud>")
	c.refuse(409556, "already has", "POST", "rvcpprovisioning/v1.0/cloudpbxs", c.path(`{"companyId":"<companies/Patchbay>","language":"fr"}`))
	c.Equal(c.want(200, "GET", "rvcpprovisioning/v1.0/cloudpbxs?limit=undefined&sortField=companyId", ""), "total", "1")
	c.refuse(403721, "numbering plan", "PUT", pbx, `{"numberingDigits":3}`)
	c.Equal(c.want(200, "PUT", pbx, `{"noReplyDelay":30}`), "data.noReplyDelay", "30")
	for _, p := range []string{"/devicemodels", "/devicemodels/ALE-300", "/languages", "/barring-options", "/emergency-numbers", "/cli-options"} {
		c.want(200, "GET", pbx+p, "")
	}
	c.want(200, "PUT", pbx+"/cli-options", `{"policy":"user_ddi_number"}`)
	free := c.want(200, "GET", pbx+"/phone-numbers/free?limit=2", "")
	c.Equal(free, "data", `["8000","8004"]`)
	c.refuse(400000, "macAddress", "POST", pbx+"/devices", `{"description":"D","deviceTypeId":"ALE-300"}`)
	c.refuse(409560, "already used", "POST", pbx+"/devices", `{"description":"D","deviceTypeId":"ALE-300","macAddress":"00809f000001"}`)
	dev := c.make(pbx+"/devices", `{"description":"D","deviceTypeId":"generic-sip"}`)
	c.want(200, "PUT", pbx+"/devices/"+dev, `{"description":"E"}`)
	c.want(200, "POST", pbx+"/devices/"+dev+"/reboot", "")
	ddi := c.make(pbx+"/phone-numbers/ddi", `{"number":"0298765433"}`)
	c.refuse(409555, "already exists", "POST", pbx+"/phone-numbers/ddi", `{"number":"0298765433"}`)
	c.want(200, "POST", c.path(pbx+"/phone-numbers/ddi/"+ddi+"/users/<users/alice@x.example>"), "")
	c.refuse(409251, "associated", "DELETE", pbx+"/phone-numbers/ddi/"+ddi, "")
	c.refuse(403000, "not a subscriber", "POST", c.path(pbx+"/phone-numbers/ddi/<phoneNumbers/0298765432>/users/<users/dave@x.example>"), "")
	c.want(200, "POST", pbx+"/phone-numbers/ddi/"+ddi+"/default", "")
	c.want(200, "DELETE", c.path(pbx+"/phone-numbers/ddi/"+ddi+"/users/<users/alice@x.example>"), "")
	c.want(200, "DELETE", pbx+"/phone-numbers/ddi/"+ddi, "")
	c.refuse(403725, "used extensions", "DELETE", pbx, "")
	c.Equal(c.want(200, "GET", "rvcpprovisioning/v1.0/external-trunks", ""), "total", "1")
}

// What members of Hub groups do themselves.
func TestVoiceGroups(t *testing.T) {
	c := connect(t, hub, Quirks{LegacyGroups: true})
	at := c.path("admin/v1.0/companies/<companies/Patchbay>/groups")
	id := c.make(at, c.hubGroup("G", "8100", "alice:leader bob:assistant dave:manager"))
	g := "voice/v1.0/groups/" + id
	bob, dave := c.as("bob@x.example", "Secret-1"), c.as("dave@x.example", "Secret-1")
	bob.Equal(bob.want(200, "GET", "voice/v1.0/groups?type=hunting_group", ""), "total", "1")
	bob.Equal(bob.want(200, "POST", g+"/leave", ""), "data.members.1.status", `"idle"`)
	forward := `{"destinationType":"managersecretary","activate":true}`
	bob.want(200, "PUT", g+"/forwards/immediate", forward) // the Hub delegates to nobody too
	bob.refuse(400000, "immediately", "PUT", g+"/forwards/overflow", forward)
	bob.refuse(400000, "managersecretary", "PUT", g+"/forwards/immediate", `{"destinationType":"number","number":"1","activate":true}`)
	if r := bob.want(200, "GET", g+"/forwards", ""); r.Len("data") != 1 {
		t.Errorf("forwards: %s", r.Text)
	}
	bob.want(200, "PUT", g+"/forwards/immediate", `{"activate":false}`)
	alice := c.as("alice@x.example", "Secret-1")
	alice.refuse(403000, "last active member", "POST", g+"/leave", "")
	alice.want(200, "POST", "voice/v1.0/groups/leave", "")
	alice.Equal(alice.want(200, "GET", "voice/v1.0/groups", ""), "data.0.members.0.status", `"active"`)
	bob.want(200, "POST", "voice/v1.0/groups/join", "")
	bob.refuse(403000, "its manager", "POST", g+"/members", `{}`)
	carol := c.id("users/carol@x.example")
	dave.want(200, "POST", g+"/members", `{"memberId":"`+carol+`","position":1,"roles":["assistant"],"status":"idle"}`)
	dave.Equal(dave.want(200, "PUT", g+"/members/"+carol, `{"position":2}`), "data.members.2.displayName", `"Carol"`)
	dave.refuse(400000, "MA13: ", "PUT", g+"/members/"+carol, `{"position":0}`)
	dave.want(200, "DELETE", g+"/members/"+c.id("users/bob@x.example"), "")
	dave.refuse(400000, "MA2: ", "DELETE", g+"/members/"+carol, "")
	c.want(200, "DELETE", at+"/"+id, "")

	old := strings.NewReplacer("hunting_group", "manager_assistant", `"subType":"manager_assistant",`, "").Replace(c.hubGroup("L", "8101", "alice:manager bob:assistant"))
	g = "voice/v1.0/groups/" + c.make(at, old)
	bob.want(200, "PUT", g+"/forwards/immediate", forward)
	if r := bob.want(200, "POST", g+"/leave", ""); r.Status != 200 {
		t.Error(r.Text)
	}
	if r := bob.want(200, "GET", g+"/forwards", ""); r.Len("data") != 0 {
		t.Errorf("the last assistant left, and calls still go to nobody: %s", r.Text)
	}
	bob.refuse(400000, "MA10: ", "PUT", g+"/forwards/immediate", forward)
}
