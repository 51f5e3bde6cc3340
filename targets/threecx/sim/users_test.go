package sim

import (
	"fmt"
	"strings"
	"testing"
)

func TestCreateUserIsComplete(t *testing.T) {
	c := connect(t, `{}`, Options{})
	r := c.want(201, "POST", "/Users", "{}")
	for _, f := range []string{"AuthID", "AuthPassword", "AccessPassword", "DeskphonePassword", "VMPIN", "ClickToCallId", "Number"} {
		if s, _ := r.json[f].(string); s == "" {
			t.Errorf("%s is %v", f, r.json[f])
		}
	}
	for _, p := range schemaOf(version{20, 0, 10}).types["User"].props {
		if _, there := r.json[p.name]; there == p.nav {
			t.Errorf("%s: there %v, navigation property %v", p.name, there, p.nav)
		}
	}
	if want := "https://pbx.example/xapi/v1/Users(" + fmt.Sprint(r.json["Id"]) + ")"; r.header.Get("Location") != want {
		t.Errorf("Location is %s, want %s", r.header.Get("Location"), want)
	}
	again := connect(t, `{}`, Options{}).want(201, "POST", "/Users", "{}")
	if again.text != r.text {
		t.Error("two fresh worlds make different users")
	}
}

func TestNumbers(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"100"},{"Number":"102"}],"system":{"enl":3}}`, Options{})
	c.show("/Users/Pbx.GetFirstAvailableExtensionNumber()", `{"Number":"101"}`)
	c.id("Users", `{}`)
	c.show("/Users/Pbx.GetFirstAvailableExtensionNumber()", `{"Number":"103"}`)
	c.want(204, "DELETE", "/Users("+idOf(c, "100")+")", "")
	c.show("/Users/Pbx.GetFirstAvailableExtensionNumber()", `{"Number":"100"}`)
	c.show("/Users/Pbx.GetFirstAvailableHotdeskingNumber()", `{"Number":"HD100"}`)
	c.show("/Queues/Pbx.GetFirstAvailableQueueNumber()", `{"Number":"800"}`)
	c.id("RingGroups", `{"Number":"800","Name":"R"}`)
	c.show("/Receptionists/Pbx.GetFirstAvailableReceptionistNumber()", `{"Number":"801"}`)
	c.refuse("POST", "/Users", `{"Number":"800"}`, "Number", alreadyInUse)
	c.refuse("POST", "/Queues", `{"Number":"102"}`, "Number", alreadyInUse)
	c.refuse("POST", "/Users", `{"Number":"1-2"}`, "Number", invalid)
	c.refuse("POST", "/Parkings", `{"Number":"700"}`, "Number", invalid)
	c.refuse("POST", "/ServicePrincipals", `{"Number":"My-App"}`, "Number", invalid)
	c.refuse("POST", "/ServicePrincipals", `{}`, "Number", required)
	c.want(201, "POST", "/Users", `{"Number":"HD200"}`)
	if n := c.want(201, "POST", "/Parkings", `{"Groups":[{"GroupId":`+groupID(c, "DEFAULT")+`}]}`).json["Number"]; n != "SP11" {
		t.Errorf("parking has number %v", n)
	}
	c = connect(t, `{}`, Options{StrictLength: true})
	c.refuse("POST", "/Users", `{"Number":"1001"}`, "Number", outOfRange)
}

func TestNumbersRunOut(t *testing.T) {
	c := connect(t, `{"system":{"enl":2}}`, Options{})
	for range 70 {
		c.id("Users", `{}`)
	}
	c.refuse("POST", "/Users", `{}`, "Number", noNumbers)
	c.refuse("GET", "/Users/Pbx.GetFirstAvailableExtensionNumber()", "", "Number", noNumbers)
}

func TestEmailIsUnique(t *testing.T) {
	c := connect(t, `{}`, Options{})
	id := c.id("Users", `{"EmailAddress":"Alice@acme.example","Mobile":"+33123"}`)
	c.refuse("POST", "/Users", `{"EmailAddress":"alice@ACME.example"}`, "EmailAddress", alreadyInUse)
	c.refuse("POST", "/Users", `{"EmailAddress":"nobody"}`, "EmailAddress", invalid)
	c.id("Users", `{"EmailAddress":"","Mobile":"+33123"}`)
	c.id("Users", `{"EmailAddress":""}`)
	c.want(204, "PATCH", "/Users("+id+")", `{"EmailAddress":"alice@acme.example"}`)
	c.show("/Users("+id+")/Pbx.HasDuplicatedEmail()", `{"value":false}`)
	c.show("/Users("+id+")?$select=EmailAddress,Mobile", `{"EmailAddress":"alice@acme.example","Mobile":"+33123"}`)
	r := c.want(200, "POST", "/Users/Pbx.GetDuplicatedEmails", `{"emails":["ALICE@acme.example","new@acme.example"]}`)
	if !strings.Contains(r.text, `"value":["ALICE@acme.example"]`) {
		t.Error(r.text)
	}
	c.want(204, "PATCH", "/Users("+id+")", `{"EmailAddress":""}`)
	c.id("Users", `{"EmailAddress":"alice@acme.example"}`)
}

func TestLicenceLimit(t *testing.T) {
	c := connect(t, `{"license":{"maxUsers":1}}`, Options{})
	c.id("Users", `{}`)
	c.refuse("POST", "/Users", `{}`, "Number", limitReached)
	c.show("/SystemStatus?$select=MaxUserExtensions,UserExtensions", `{"MaxUserExtensions":1,"UserExtensions":1}`)
}

func TestPhones(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101"},{"Number":"102"}],"fxs":[{"MacAddress":"000b82000001"}]}`, Options{})
	alice, bob := "/Users("+idOf(c, "101")+")", "/Users("+idOf(c, "102")+")"
	c.want(204, "PATCH", alice, `{"Phones":[{"MacAddress":"00:15:65:12:34:56","Name":"Yealink T46U","TemplateName":"yealink_t4x.ph.xml","Settings":{"ProvisionType":"LocalLan","Codecs":["PCMA"]}}]}`)
	c.show(alice+"?$select=Number&$expand=Phones($select=Id,MacAddress,Settings($select=ProvisionType,Codecs,IsSBC))",
		`{"Number":"101","Phones":[{"Id":1,"MacAddress":"00:15:65:12:34:56","Settings":{"ProvisionType":"LocalLan","Codecs":["PCMA"],"IsSBC":false}}]}`)
	c.refuse("PATCH", bob, `{"Phones":[{"MacAddress":"001565123456"}]}`, "Phones[0].MacAddress", macInUse)
	c.refuse("PATCH", bob, `{"Phones":[{"MacAddress":"00-0b-82-00-00-01"}]}`, "Phones[0].MacAddress", macUsedBy)
	c.refuse("PATCH", bob, `{"Phones":[{"MacAddress":"nonsense"}]}`, "Phones[0].MacAddress", invalid)
	c.refuse("PATCH", bob, `{"Phones":[{"MacAddress":"001565aaaaaa"},{"MacAddress":"00:15:65:aa:aa:aa"}]}`, "Phones[1].MacAddress", macInUse)
	c.refuse("POST", "/Fxs", `{"MacAddress":"001565123456"}`, "MacAddress", macInUse)
	c.want(204, "PATCH", alice, `{"Phones":[{"MacAddress":"001565123456"},{"MacAddress":"001565123457"}]}`)
	c.show("/SipDevices?$select=Registrar/MAC&$expand=DN($select=Number)", `{"value":[{"Registrar":{"MAC":"001565123456"},"DN":{"Number":"101"}},{"Registrar":{"MAC":"001565123457"},"DN":{"Number":"101"}}]}`)
	c.want(204, "POST", "/Users/Pbx.RebootPhone", `{"mac":"00:15:65:12:34:57"}`)
	c.refuse("POST", "/Users/Pbx.ReprovisionPhone", `{"mac":"001565999999"}`, "mac", notFound)
	c.refuse("POST", "/Users/Pbx.RebootPhone", `{}`, "mac", required)
	c.want(204, "PATCH", alice, `{"Phones":[]}`)
	c.want(204, "PATCH", bob, `{"Phones":[{"MacAddress":"001565123456"}]}`)
}

func TestDevices(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101"}],"deviceInfos":[{"Id":900,"MAC":"001565000009","Model":"T46U","TemplateName":"yealink_t4x.ph.xml"}]}`, Options{})
	c.want(204, "POST", "/DeviceInfos(900)/Pbx.Provision", `{"userId":`+idOf(c, "101")+`,"reprovision":false}`)
	c.show("/Users(Number='101')?$select=Number&$expand=Phones($select=MacAddress,TemplateName)", `{"Number":"101","Phones":[{"MacAddress":"001565000009","TemplateName":"yealink_t4x.ph.xml"}]}`)
	c.show("/DeviceInfos(900)?$select=Assigned,AssignedUser", `{"Assigned":true,"AssignedUser":"101"}`)

	c.want(201, "POST", "/Fxs", `{"MacAddress":"001565A1B2C3","Name":"base","FxsLines":[{"Key":1,"Number":"101"}]}`)
	c.want(200, "GET", "/Fxs('001565a1b2c3')", "")
	c.refuse("POST", "/Fxs", `{"MacAddress":"001565D1D2D3","FxsLines":[{"Key":1,"Number":"999"}]}`, "FxsLines[0].Number", noSuchNumber)
	c.refuse("PATCH", "/Fxs('001565A1B2C3')", `{"MacAddress":"001565A1B2C4"}`, "MacAddress", forbidden)
	c.want(204, "PATCH", "/Fxs('001565A1B2C3')", `{"MacAddress":"001565A1B2C3","Name":"lobby"}`)
	c.want(200, "POST", "/Fxs('001565A1B2C3')/Pbx.RegenerateWebCredentials", "")
	c.want(204, "DELETE", "/Fxs('001565A1B2C3')", "")

	c.want(201, "POST", "/Sbcs", `{"Name":"branch","DisplayName":"Branch","Password":"secret"}`)
	c.refuse("POST", "/Sbcs", `{"Name":"branch"}`, "Name", duplicate)
	c.want(204, "POST", "/Sbcs('branch')/Pbx.PushConfig", "")
	c.want(204, "PATCH", "/Sbcs('branch')", `{"DisplayName":"Paris"}`)
	c.want(204, "DELETE", "/Sbcs('branch')", "")
	c.want(201, "POST", "/FxsTemplates", `{"Id":"own.xml","Brand":"Own","DeviceType":"Dect"}`)
	c.want(200, "GET", "/FxsTemplates('own.xml')", "")
}

func TestForwardingProfiles(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101"}]}`, Options{})
	at := "/Users(" + idOf(c, "101") + ")"
	c.show(at+"/ForwardingProfiles?$select=Id,Name", `{"value":[{"Id":1,"Name":"Available"},{"Id":2,"Name":"Away"},{"Id":3,"Name":"Out of office"},{"Id":4,"Name":"Custom 1"},{"Id":5,"Name":"Custom 2"}]}`)
	c.refuse("PATCH", at, `{"ForwardingProfiles":[{"Name":"Available","AwayRoute":{}}]}`, "ForwardingProfiles.AwayRoute", invalid)
	c.want(204, "PATCH", at, `{"ForwardingProfiles":[{"Id":2,"Name":"Away","AwayRoute":{"Internal":{"To":"Extension","Number":"101"}}}]}`)
	c.show(at+"?$select=Number&$expand=ForwardingProfiles($select=Name,AwayRoute/Internal)", `{"Number":"101","ForwardingProfiles":[{"Name":"Away","AwayRoute":{"Internal":{"To":"Extension","Number":"101","External":null,"Name":null,"Tags":[],"Type":null}}}]}`)
}

func TestBatchDelete(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"100","Groups":[{"Group":"DEFAULT","RoleName":"system_owners"}]},{"Number":"101"},{"Number":"102"},{"Number":"103"}],"system":{"operator":"103"}}`, Options{})
	c.unchecked = true // the documentation writes Ids, the specification ids
	r := c.want(200, "POST", "/Users/Pbx.BatchDelete", `{"Ids":[`+idOf(c, "101")+`,`+idOf(c, "100")+`,9999,`+idOf(c, "103")+`,`+idOf(c, "102")+`]}`)
	want := fmt.Sprintf(`"value":[{"ExtensionNumber":"100","Error":%q},{"ExtensionNumber":"9999","Error":%q},{"ExtensionNumber":"103","Error":%q}]`, otherDowngrade, notFound, operatorKept)
	if !strings.Contains(r.text, want) {
		t.Errorf("got %s, want %s", r.text, want)
	}
	if got := numbers(c.want(200, "GET", "/Users?$select=Number", "")); got != "100 103" {
		t.Errorf("left: %s", got)
	}
	c.refuse("POST", "/Users/Pbx.BatchDelete", `{}`, "ids", required)
}

func TestBulkUpdate(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101"},{"Number":"102"}]}`, Options{})
	ids := idOf(c, "101") + "," + idOf(c, "102")
	c.want(204, "POST", "/Users/Pbx.BulkUpdate", `{"ids":[`+ids+`],"user":{"Language":"FR"}}`)
	c.show("/Users?$select=Language", `{"value":[{"Language":"FR"},{"Language":"FR"}]}`)
	c.refuse("POST", "/Users/Pbx.BulkUpdate", `{"ids":[`+ids+`,9999],"user":{"Language":"DE"}}`, "ids", notFound)
	c.refuse("POST", "/Users/Pbx.BulkUpdate", `{"ids":[`+ids+`],"user":{"Language":"DE","Number":"102"}}`, "Number", forbidden)
	c.show("/Users?$select=Language", `{"value":[{"Language":"FR"},{"Language":"FR"}]}`)

	r := c.do("POST", "/Users/Pbx.MultiUserUpdate", `{"ids":[`+ids+`],"user":{"RecordCalls":true}}`)
	if r.status != 500 || r.text != "" {
		t.Errorf("a partial MultiUserUpdate: %d %q, want 500 and nothing", r.status, r.text)
	}
	c = connect(t, `{"users":[{"Number":"101"}]}`, Options{PartialMultiUpdate: true})
	c.want(204, "POST", "/Users/Pbx.MultiUserUpdate", `{"ids":[`+idOf(c, "101")+`],"user":{"RecordCalls":true}}`)
	c.show("/Users?$select=RecordCalls", `{"value":[{"RecordCalls":true}]}`)
}

func TestRegenerate(t *testing.T) {
	c := connect(t, `{"users":[{"Number":"101"}]}`, Options{})
	at := "/Users(" + idOf(c, "101") + ")"
	before := c.want(200, "GET", at, "")
	c.want(204, "POST", at+"/Pbx.Regenerate", `{"opts":{"SipAuth":true}}`)
	after := c.want(200, "GET", at, "")
	if before.json["AuthPassword"] == after.json["AuthPassword"] || before.json["VMPIN"] != after.json["VMPIN"] {
		t.Errorf("before %v %v, after %v %v", before.json["AuthPassword"], before.json["VMPIN"], after.json["AuthPassword"], after.json["VMPIN"])
	}
	c.show(at+"/Pbx.GetPhoneSecret()", fmt.Sprintf(`{"value":%q}`, after.json["AuthPassword"]))
	c.want(200, "GET", at+"/Pbx.GenerateProvLink()", "")
	c.want(204, "POST", at+"/Pbx.SendWelcomeEmail", "")
}
