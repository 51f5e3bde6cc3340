package sim

import "testing"

const hall = `{
	"users": [{"Number": "101", "FirstName": "Alice"}, {"Number": "102", "FirstName": "Bob"}, {"Number": "103"}],
	"queues": [{"Number": "800", "Name": "Support", "Agents": ["101", {"Number": "102", "SkillGroup": "2"}], "Managers": ["103"]}],
	"ringGroups": [{"Number": "810", "Name": "All", "Members": ["101", "102"]}],
	"receptionists": [{"Number": "820", "Name": "Menu", "Forwards": [{"Input": "1", "ForwardType": "Extension", "ForwardDN": "101"}]}],
	"parkings": [{"Number": "SP11", "Groups": ["DEFAULT"]}]
}`

func TestQueueAgents(t *testing.T) {
	c := connect(t, hall, Options{})
	at := "/Queues(" + idIn(c, "Queues", "800") + ")"
	c.show(at+"/Agents?$select=Number,Name,SkillGroup", `{"value":[{"Number":"101","Name":"Alice","SkillGroup":null},{"Number":"102","Name":"Bob","SkillGroup":"2"}]}`)
	c.want(204, "PATCH", at, `{"Agents":[{"Number":"102"},{"Number":"103"}]}`)
	c.show(at+"?$select=Name&$expand=Agents($select=Number),Managers($select=Number)", `{"Name":"Support","Agents":[{"Number":"102"},{"Number":"103"}],"Managers":[{"Number":"103"}]}`)
	c.refuse("PATCH", at, `{"Agents":[{"Number":"999"}]}`, "Agents[0].Number", noSuchNumber)
	c.refuse("PATCH", at, `{"Managers":[{"Number":"101"},{"Number":"101"}]}`, "Managers[1].Number", duplicate)
	c.want(204, "PATCH", at, `{"WrapUpTime":5,"ForwardNoAnswer":{"To":"External","External":"+33100"}}`)
	c.show(at+"?$select=WrapUpTime,PollingStrategy,ForwardNoAnswer/External", `{"WrapUpTime":5,"PollingStrategy":"RingAll","ForwardNoAnswer":{"External":"+33100"}}`)
	c.want(204, "DELETE", "/Users("+idOf(c, "103")+")", "")
	c.show(at+"?$select=Name&$expand=Agents($select=Number),Managers($select=Number)", `{"Name":"Support","Agents":[{"Number":"102"}],"Managers":[]}`)
	c.want(204, "PATCH", at, `{"Agents":[]}`)
	c.show(at+"/Agents", `{"value":[]}`)
	c.want(204, "POST", at+"/Pbx.ResetQueueStatistics", "")
	if s := c.do("PUT", at+"/Agents", `[]`).status; s != 405 {
		t.Errorf("PUT Agents: %d", s)
	}
	if s := c.do("POST", at+"/Agents", `{}`).status; s != 404 {
		t.Errorf("POST Agents: %d", s)
	}
}

func idIn(c *client, set, number string) string {
	c.t.Helper()
	r := c.want(200, "GET", "/"+set+"(Number='"+number+"')?$select=Id", "")
	return string(must(jsonText(r.json["Id"])))
}

func TestRingGroupAndMenu(t *testing.T) {
	c := connect(t, hall, Options{})
	ring, menu := "/RingGroups("+idIn(c, "RingGroups", "810")+")", "/Receptionists("+idIn(c, "Receptionists", "820")+")"
	c.show(ring+"/Members?$select=Number", `{"value":[{"Number":"101"},{"Number":"102"}]}`)
	c.want(204, "PATCH", ring, `{"Members":[{"Number":"102"}],"RingStrategy":"Hunt"}`)
	c.show(ring+"?$select=RingStrategy&$expand=Members($select=Number)", `{"RingStrategy":"Hunt","Members":[{"Number":"102"}]}`)
	c.want(204, "PATCH", ring, `{"Members":[]}`)
	c.show(ring+"/Members", `{"value":[]}`)

	c.show(menu+"/Forwards?$select=Id,Input,ForwardDN", `{"value":[{"Id":1,"Input":"1","ForwardDN":"101"}]}`)
	c.want(204, "PATCH", menu, `{"Forwards":[{"Input":"2","ForwardType":"Queue","ForwardDN":"800","PeerType":"Queue"},{"Input":"3","ForwardType":"EndCall"}]}`)
	c.show(menu+"/Forwards?$select=Id,Input", `{"value":[{"Id":1,"Input":"2"},{"Id":2,"Input":"3"}]}`)
	c.want(204, "PATCH", menu, `{"Forwards":[]}`)
	c.show(menu+"/Forwards", `{"value":[]}`)
}

func TestParkingGroups(t *testing.T) {
	c := connect(t, hall, Options{})
	at := "/Parkings(" + idIn(c, "Parkings", "SP11") + ")"
	g := c.id("Groups", `{"Name":"Sales"}`)
	c.show(at+"/Groups?$select=Name,Type", `{"value":[{"Name":"DEFAULT","Type":"Parking"}]}`)
	c.want(204, "PATCH", at, `{"Groups":[{"GroupId":`+g+`}]}`)
	c.show(at+"/Groups?$select=Name", `{"value":[{"Name":"Sales"}]}`)
	c.refuse("PATCH", at, `{"Groups":[{"GroupId":9999}]}`, "Groups[0].GroupId", notFound)
	c.want(204, "PATCH", at, `{"Groups":[]}`)
	c.show(at+"/Groups", `{"value":[]}`)
}

func TestGroups(t *testing.T) {
	c := connect(t, hall, Options{})
	def := groupID(c, "DEFAULT")
	c.show("/Groups("+def+")?$select=Number,IsDefault,HasMembers", `{"Number":"GRP0000","IsDefault":true,"HasMembers":true}`)
	c.refuse("DELETE", "/Groups("+def+")", "", "Number", groupKept)
	c.refuse("POST", "/Groups", `{}`, "Name", required)
	c.refuse("POST", "/Groups", `{"Name":""}`, "Name", emptyString)
	c.refuse("POST", "/Groups", `{"Name":"default"}`, "Name", duplicate)
	r := c.want(201, "POST", "/Groups", `{"Name":"Sales","GloballyVisible":true,"Members":[{"Number":"101","Rights":{"RoleName":"managers"}}],"Props":{"TrunksMaxCount":2}}`)
	if r.json["Number"] != "GRP0001" || r.json["HasMembers"] != true {
		t.Errorf("made %v, with members %v", r.json["Number"], r.json["HasMembers"])
	}
	sales := groupID(c, "Sales")
	c.show("/Users(Number='101')?$select=Number&$expand=Groups($select=Name;$filter=Name eq 'Sales';$expand=Rights)", `{"Number":"101","Groups":[{"Name":"Sales","Rights":{"RoleName":"managers"}}]}`)
	c.show("/Groups("+sales+")/Pbx.GetRestrictions()?$select=Users,Trunks", `{"Users":{"Allowed":null,"Unlimited":true,"Used":1},"Trunks":{"Allowed":2,"Unlimited":false,"Used":0}}`)
	c.refuse("POST", "/Groups/Pbx.DeleteCompanyById", `{"id":`+sales+`}`, "Number", groupInUse)
	c.want(204, "PATCH", "/Groups("+sales+")", `{"Name":"Ventes","Members":[]}`)
	c.show("/Groups?$select=Name&$filter=Name eq 'Sales'", `{"value":[]}`)
	c.want(204, "POST", "/Groups/Pbx.DeleteCompanyByNumber", `{"number":"GRP0001"}`)
	c.refuse("POST", "/Groups/Pbx.DeleteCompanyById", `{"id":`+sales+`}`, "Id", notFound)
	c = connect(t, `{}`, Options{DuplicateGroupNames: true})
	c.id("Groups", `{"Name":"Sales"}`)
	c.id("Groups", `{"Name":"Sales"}`)
	c.show("/Groups?$select=Name&$filter=Name eq 'Sales'", `{"value":[{"Name":"Sales"},{"Name":"Sales"}]}`)
}

func TestPeers(t *testing.T) {
	c := connect(t, hall, Options{})
	c.show("/Peers(Number='800')?$select=Number,Type,Name&$expand=MemberOf($select=Name,RoleName,IsPrimary)", `{"Number":"800","Type":"Queue","Name":"Support","MemberOf":[{"Name":"DEFAULT","RoleName":"users","IsPrimary":false}]}`)
	r := c.want(200, "POST", "/Peers/Pbx.RetreivePeersByNumbers", `{"peersRequest":{"DnNumbers":["101","810","999"],"IsReportPeers":false}}`)
	if got := numbers(r); got != "101 810" {
		t.Errorf("peers %s", got)
	}
	c.show("/Peers?$select=Number&$filter=Type eq 'Parking'", `{"value":[{"Number":"SP11"}]}`)
	c.want(200, "GET", "/Peers/Pbx.GetReportPeers()?$top=1", "")
}

func TestOperatorStays(t *testing.T) {
	c := connect(t, `{"system":{"operator":"101"},"users":[{"Number":"101"}]}`, Options{})
	c.refuse("DELETE", "/Users("+idOf(c, "101")+")", "", "Number", operatorKept)
}

func TestCheckDestinations(t *testing.T) {
	c := connect(t, hall, Options{CheckDestinations: true})
	at := "/Queues(" + idIn(c, "Queues", "800") + ")"
	c.refuse("PATCH", at, `{"OutOfOfficeRoute":{"Route":{"To":"Extension","Number":"999"}}}`, "OutOfOfficeRoute.Route.Number", noSuchNumber)
	c.want(204, "PATCH", at, `{"OutOfOfficeRoute":{"Route":{"To":"Extension","Number":"101"}}}`)
	c = connect(t, hall, Options{})
	c.want(204, "PATCH", "/Queues("+idIn(c, "Queues", "800")+")", `{"OutOfOfficeRoute":{"Route":{"To":"Extension","Number":"999"}}}`)
}

func TestPlainSets(t *testing.T) {
	c := connect(t, `{}`, Options{})
	h := c.id("Holidays", `{"Name":"Christmas","Day":25,"Month":12,"DayEnd":25,"MonthEnd":12,"IsRecurrent":true,"TimeOfStartDate":"PT0S","TimeOfEndDate":"PT23H59M"}`)
	c.show("/Holidays("+h+")?$select=Name,TimeOfEndDate", `{"Name":"Christmas","TimeOfEndDate":"PT23H59M"}`)
	c.refuse("POST", "/Holidays", `{}`, "Name", required)
	p := c.id("Parameters", `{"Name":"CUSTOM","Value":"1"}`)
	c.refuse("POST", "/Parameters", `{"Name":"custom"}`, "Name", duplicate)
	c.want(204, "PATCH", "/Parameters("+p+")", `{"Value":"2"}`)
	c.show("/Parameters/Pbx.GetParameterByName(name='CUSTOM')?$select=Value", `{"Value":"2"}`)
	a, b := c.id("OutboundRules", `{"Name":"A","Priority":1}`), c.id("OutboundRules", `{"Name":"B","Priority":2}`)
	c.want(204, "POST", "/OutboundRules/Pbx.MoveUpDown", `{"id":`+b+`,"up":true}`)
	c.show("/OutboundRules?$select=Name&$orderby=Priority", `{"value":[{"Name":"B"},{"Name":"A"}]}`)
	c.want(204, "DELETE", "/OutboundRules("+a+")", "")
	c.want(204, "PATCH", "/GeneralSettingsForPbx", `{"PlayBusy":true}`)
	c.show("/GeneralSettingsForPbx?$select=PlayBusy", `{"PlayBusy":true}`)
	s := c.id("ServicePrincipals", `{"Number":"ci","XAPIEnabled":true}`)
	r := c.want(200, "POST", "/ServicePrincipals("+s+")/Pbx.GenerateAppToken", "")
	c.want(204, "PATCH", "/ServicePrincipals("+s+")", `{"Groups":[{"GroupId":`+groupID(c, "DEFAULT")+`,"Rights":{"RoleName":"system_admins"}}]}`)
	c.as("ci", r.json["value"].(string)).want(200, "GET", "/Users", "")
}
