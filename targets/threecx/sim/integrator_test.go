package sim

import (
	"fmt"
	"strings"
	"testing"
)

// The round that an integrator makes with each kind of number: list, create
// with as little as possible, get by number, send the number it has, try to
// change it, delete.
func TestNumberRound(t *testing.T) {
	for _, k := range []struct{ set, create, number string }{
		{"Users", `{}`, "100"},
		{"Groups", `{"Name":"Group 1"}`, ""},
		{"Queues", `{"AnnouncementInterval":50}`, "800"},
		{"RingGroups", `{"Name":"RG"}`, "800"},
		{"Receptionists", `{"Name":"testIVR"}`, "800"},
		{"Parkings", `{"Number":"SP100"}`, "SP100"},
		{"ServicePrincipals", `{"Number":"sptest"}`, ""},
	} {
		t.Run(k.set, func(t *testing.T) {
			c := connect(t, `{}`, Options{})
			for range 3 {
				made := c.want(201, "POST", "/"+k.set, k.create)
				number := made.json["Number"].(string)
				at := fmt.Sprintf("/%s(%v)", k.set, made.json["Id"])
				if k.number != "" {
					if number != k.number {
						t.Errorf("number is %s, want %s", number, k.number)
					}
					got := c.want(200, "GET", "/"+k.set+"(Number='"+number+"')", "")
					if got.json["Id"] != made.json["Id"] {
						t.Errorf("by number: %s", got.text)
					}
				}
				c.want(200, "GET", "/"+k.set+"?%24select=Id", "")
				c.want(204, "PATCH", at, `{"Number":"`+number+`"}`)
				c.refuse("PATCH", at, `{"Number":"199"}`, "Number", forbidden)
				c.want(204, "DELETE", at, "")
				c.want(404, "GET", at, "")
				c.want(404, "DELETE", at, "")
			}
		})
	}
}

// Fax and trunks are first made by the PBX, then completed and sent back whole.
func TestInitThenCreate(t *testing.T) {
	c := connect(t, `{}`, Options{})
	fax := c.want(200, "GET", "/Fax/Pbx.InitFax()", "")
	made := c.want(201, "POST", "/Fax", fax.text)
	at := fmt.Sprintf("/Fax(%v)", made.json["Id"])
	c.want(200, "GET", fmt.Sprintf("/Fax(Number='%s')", made.json["Number"]), "")
	c.want(204, "PATCH", at, fmt.Sprintf(`{"Number":"%s"}`, made.json["Number"]))
	c.refuse("PATCH", at, `{"Number":"100"}`, "Number", forbidden)
	c.want(204, "DELETE", at, "")

	trunk := c.want(200, "GET", "/Trunks/Pbx.InitTrunk(template='1cx.pv.xml')", "")
	body := strings.Replace(trunk.text, `"AuthPassword":{"Concealed":false,"Value":""}`, `"AuthPassword":{"Value":"abc123DEF4"}`, 1)
	for range 2 {
		made = c.want(201, "POST", "/Trunks", body)
		if made.json["Number"] != "10000" {
			t.Errorf("trunk has number %v", made.json["Number"])
		}
		c.want(200, "GET", "/Trunks(Number='10000')", "")
		c.want(200, "GET", "/Trunks?$select=Id", "")
		c.want(204, "DELETE", fmt.Sprintf("/Trunks(%v)", made.json["Id"]), "")
	}
	c.refuse("GET", "/Trunks/Pbx.InitTrunk(template='nosuch.pv.xml')", "", "template", fileNotFound)
}

func TestContacts(t *testing.T) {
	c := connect(t, `{}`, Options{})
	id := c.id("Contacts", `{"FirstName":"Nikolai","PhoneNumber":"1234567890"}`)
	c.show("/Contacts?$select=Id&$top=1", `{"value":[{"Id":`+id+`}]}`)
	c.refuse("POST", "/Contacts", `{"PhoneNumber":"1"}`, "FirstName", contactName)
	c.refuse("POST", "/Contacts", `{"FirstName":"A"}`, "PhoneNumber", contactNumber)
	c.show("/Contacts/Pbx.GetContactsByNumber(number='1234567890')?$select=FirstName", `{"value":[{"FirstName":"Nikolai"}]}`)
	c.want(204, "POST", "/Contacts/Pbx.DeleteContactsById", `{"ids":[`+id+`]}`)
	c.show("/Contacts?$count=true", `{"@odata.count":0,"value":[]}`)
}

// Membership from the user's side, then cleared, so that the group can go.
func TestMembershipFromUser(t *testing.T) {
	c := connect(t, `{}`, Options{})
	user, group := c.id("Users", `{}`), c.id("Groups", `{"Name":"Group 1"}`)
	c.want(204, "PATCH", "/Users("+user+")", `{"Groups":[{"GroupId":`+group+`,"Rights":{"RoleName":"users"}}]}`)
	c.show("/Groups("+group+")/Members?$select=Number", `{"value":[{"Number":"100"}]}`)
	c.refuse("DELETE", "/Groups("+group+")", "", "Number", groupInUse)
	c.want(204, "PATCH", "/Users("+user+")", `{"Groups":[]}`)
	c.show("/Users("+user+")/Groups", `{"value":[]}`)
	c.want(204, "DELETE", "/Groups("+group+")", "")
	c.want(204, "DELETE", "/Users("+user+")", "")
}

// And from the group's side.
func TestMembershipFromGroup(t *testing.T) {
	c := connect(t, `{}`, Options{})
	user, group := c.id("Users", `{}`), c.id("Groups", `{"Name":"Group 1"}`)
	c.want(204, "PATCH", "/Groups("+group+")", `{"Members":[{"Number":"100","Rights":{"RoleName":"managers","CanIntercom":false}}]}`)
	c.show("/Users("+user+")?$select=Number&$expand=Groups($select=Name;$filter=GroupId eq "+group+";$expand=Rights)",
		`{"Number":"100","Groups":[{"Name":"Group 1","Rights":{"RoleName":"managers","CanIntercom":false}}]}`)
	c.want(204, "PATCH", "/Groups("+group+")", `{"Members":[]}`)
	c.show("/Groups("+group+")?$select=HasMembers&$expand=Members", `{"HasMembers":false,"Members":[]}`)
	c.want(204, "DELETE", "/Users("+user+")", "")
	c.want(204, "DELETE", "/Groups("+group+")", "")
}

func TestSystemInformation(t *testing.T) {
	c := connect(t, `{"version":"20.0.10.1234","license":{"edition":"professional","maxSimCalls":8}}`, Options{})
	for _, p := range []string{"/SystemStatus", "/SystemStatus/Pbx.SystemHealthStatus()", "/Defs/Pbx.GetSystemParameters()", "/LicenseStatus",
		"/Defs/TimeZones", "/Defs/Codecs", "/OutboundRules?$select=Id", "/SipDevices?$select=Id", "/PhoneTemplates", "/TrunkTemplates", "/FxsTemplates",
		"/DeviceInfos", "/InboundRules", "/Holidays", "/Parameters", "/Sbcs", "/Fxs", "/DidNumbers", "/Recordings", "/OfficeHours", "/VoicemailSettings",
		"/GeneralSettingsForPbx", "/PhonesSettings", "/DialCodeSettings", "/MusicOnHoldSettings", "/CallParkingSettings", "/ActiveCalls", "/Blocklist", "/PromptSets"} {
		c.want(200, "GET", p, "")
	}
	r := c.want(200, "GET", "/Defs?$select=Id", "")
	if v := r.header.Get("X-3CX-Version"); v != "20.0.10.1234" {
		t.Errorf("X-3CX-Version is %q", v)
	}
	c.show("/Defs/Pbx.GetLicenseParameters()?$select=IsProfessional,IsEnterprise,MaxSimCalls", `{"IsProfessional":true,"IsEnterprise":false,"MaxSimCalls":8}`)
	c.show("/SystemStatus/Pbx.GetVersionType()?$select=Type", `{"Type":"Release"}`)
	c.show("/SystemStatus/Pbx.SystemDatabaseInformation()?$select=CallsUsedSpace", `{"CallsUsedSpace":0}`)
	c.id("Queues", `{"Number":"800","Name":"Help"}`)
	c.id("Users", `{"Number":"100"}`)
	c.show("/SystemStatus/Pbx.SystemExtensions()?$filter=Number eq '800'&$count=true", `{"@odata.count":1,"value":[{"IsRegistered":true,"Name":"Help","Number":"800","Type":"Queue"}]}`)
	c.want(204, "POST", "/SystemStatus/Pbx.StartDBMaintenance", "{}")
	c.show("/Defs/Pbx.HasSystemOwner()", `{"value":false}`)
	c.show("/SystemStatus?$select=Version,ExtensionsTotal", `{"Version":"20.0.10.1234","ExtensionsTotal":1}`)
	c.want(204, "PATCH", "/OfficeHours", `{}`)
}

// Each function and action that the published description has of SystemStatus.
func TestSystemStatus(t *testing.T) {
	c := connect(t, `{}`, Options{})
	for _, f := range []struct{ name, want string }{
		{"SystemTelemetry()?$select=CpuUsage,FreeDiskSpace&$top=1", `{"value":[{"CpuUsage":1,"FreeDiskSpace":21474836480}]}`},
		{"ServiceTelemetry()?$filter=Service eq 'IVR'&$select=Service,ProcessCount", `{"value":[{"ProcessCount":1,"Service":"IVR"}]}`},
		{"NetworkTelemetry()?$select=Id", `{"value":[{"Id":"eth0"}]}`},
		{"MyPhoneRequestIdTelemetry(startDate=2026-01-01T00:00:00Z,endDate=2026-01-02T00:00:00Z)", `{"value":[]}`},
		{"IsRequestHelpEnabled()", `{"CanCreateTicket":false,"CreateTicketStatus":"KeyHasNoSupportTickets","FixUrl":null}`},
	} {
		c.show("/SystemStatus/Pbx."+f.name, f.want)
	}
	c.want(404, "GET", "/SystemStatus/Pbx.MyPhoneRequestIdTelemetry(startDate=monday,endDate=tuesday)", "")
	c.want(200, "GET", "/SystemStatus/Pbx.GetRequestHelpLink(grantPeriodDays=3)", "")
	c.refuse("GET", "/SystemStatus/Pbx.GetRequestHelpLink(grantPeriodDays=0)", "", "grantPeriodDays", outOfRange)
	if token := c.want(200, "GET", "/SystemStatus/Pbx.APIToken()", "").json["value"]; len(token.(string)) != 32 {
		t.Errorf("the token is %q", token)
	}

	access := func(want string) {
		t.Helper()
		if got := c.want(200, "GET", "/SystemStatus/Pbx.GetRemoteAccessStatus()", ""); got.text != want {
			t.Errorf("remote access is %s, want %s", got.text, want)
		}
	}
	access(`"None"`)
	c.want(204, "POST", "/SystemStatus/Pbx.RequestHelp", `{"description":{"Name":"Alice","ReplyEmail":"alice@acme.example","IssueDescription":"No sound"}}`)
	access(`"Requested"`)
	c.want(204, "POST", "/SystemStatus/Pbx.RevokeRemoteAccess", "")
	access(`"None"`)

	c.want(204, "POST", "/SystemStatus/Pbx.SetChatLogStatus", `{"enable":false}`)
	c.want(204, "POST", "/SystemStatus/Pbx.SetMultiCompanyMode", `{"enable":true}`)
	c.show("/Defs/Pbx.GetSystemParameters()?$select=IsChatLogEnabled,IsMulticompanyMode", `{"IsChatLogEnabled":false,"IsMulticompanyMode":true}`)
}
