package sim

import (
	"strings"
	"testing"
	"time"
)

func TestPhoneNumbers(t *testing.T) {
	c := connect(t, people, nil)
	main := c.fill("voice:phone-numbers/<number/+14155550100>")
	c.equal(c.want(200, "GET", main, ""), "", c.fill(`{"accountKey":"HOME","billingGroupId":null,"callerIdName":null,"id":"<number/+14155550100>","name":"Main","number":"+14155550100",
		"organizationId":"`+c.world.accounts.List[0].Row.OrganizationID+`","routeTo":{"id":"<ext/8000>","type":"EXTENSION"},"smsEnabled":true}`))
	for query, want := range map[string]string{"": "+14155550100 +14155550101", "&targetExtensionId=<ext/8000>": "+14155550100", "&number=%2B14155550101": "+14155550101", "&number=%2B14155550199": ""} {
		if got := c.want(200, "GET", c.fill("voice:phone-numbers?accountKey=HOME"+query), "").Names("number"); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
	group := c.want(200, "GET", "voice:billing-groups?accountKey=HOME", "").At("items.0.id")
	c.want(200, "PATCH", main, c.fill(`{"callerIdName":"ACME SALES","name":"Sales","routeTo":{"id":"<ext/1001>","type":"EXTENSION"},"billingGroupId":"`+group+`"}`))
	c.want(200, "PATCH", c.fill("voice:phone-numbers/<number/+14155550101>"), c.fill(`{"routeTo":{"id":"<number/+14155550100>","type":"PHONE_NUMBER"}}`))
	if r := c.want(200, "GET", main, ""); r.At("callerIdName") != "ACME SALES" || r.At("billingGroupId") != group || r.At("routeTo.id") != c.id("ext/1001") {
		t.Errorf("%s", r.Text)
	}
	for body, code := range map[string]string{
		`{"callerIdName":"a name that is far too long"}`: "INVALID_CALLER_ID_NAME", `{"name":null}`: "INVALID_NAME", `{"name":""}`: "INVALID_NAME",
		`{"routeTo":{"id":"x","type":"EXTENSION"}}`: "INVALID_ID", `{"routeTo":{"id":"x","type":"PHONE_NUMBER"}}`: "INVALID_ID", `{"routeTo":{"id":"<ext/1001>","type":"USER"}}`: "INVALID_TYPE",
		`{"routeTo":{"id":"<number/+14155550100>","type":"PHONE_NUMBER"}}`: "INVALID_ID", `{"routeTo":{"id":"<number/+14155550101>","type":"PHONE_NUMBER"}}`: "INVALID_ID", // in a circle
		`{"billingGroupId":"x"}`: "INVALID_BILLING_GROUP_ID", `{"routeTo":7}`: "MALFORMED_REQUEST",
	} {
		c.refuse(400, code, "PATCH", main, c.fill(body))
	}
	c.want(200, "PATCH", main, `{"callerIdName":null,"routeTo":null,"billingGroupId":null}`)
	c.refuse(404, "NOT_FOUND", "PATCH", "voice:phone-numbers/none", `{}`)
	c.refuse(404, "NOT_FOUND", "GET", c.fill("voice:phone-numbers/<number/+14155550199>"), "")
}

func TestNumberPermissions(t *testing.T) {
	c := connect(t, people, nil)
	p := c.fill("voice:phone-numbers/<number/+14155550100>/permissions")
	give := func(c *client, list string) {
		c.want(204, "POST", p, c.fill(`{"userKey":"<user/alice@acme.example>","permissions":[`+list+`]}`))
	}
	give(c, `"TEXTING","OUTBOUND_CALLER_ID"`)
	c.equal(c.want(200, "GET", p, ""), "items", c.fill(`[{"permissions":["TEXTING","OUTBOUND_CALLER_ID"],"userKey":"<user/alice@acme.example>"}]`))
	give(c, `"INSTANT_RESPONSE"`)
	c.equal(c.want(200, "GET", p, ""), "items.0.permissions", `["INSTANT_RESPONSE"]`)
	give(c, ``)
	c.equal(c.want(200, "GET", p, ""), "items", `[]`)
	c.refuse(400, "INVALID_USER_KEY", "POST", p, `{"userKey":"7","permissions":["TEXTING"]}`)
	c.refuse(400, "INVALID_PERMISSION", "POST", p, c.fill(`{"userKey":"<user/alice@acme.example>","permissions":["SHOUTING"]}`))
	c.refuse(400, "SMS_NOT_SUPPORTED", "POST", c.fill("voice:phone-numbers/<number/+14155550101>/permissions"), c.fill(`{"userKey":"<user/alice@acme.example>","permissions":["TEXTING"]}`))
	c.want(204, "POST", c.fill("voice:phone-numbers/<number/+14155550101>/permissions"), c.fill(`{"userKey":"<user/alice@acme.example>","permissions":["OUTBOUND_CALLER_ID"]}`))
	c.refuse(404, "NOT_FOUND", "DELETE", p+"/x", "")

	newer := connect(t, people, opts{"permissions": "add", "permissionIds": "true"})
	give(newer, `"TEXTING"`)
	give(newer, `"OUTBOUND_CALLER_ID"`)
	give(newer, ``)
	r := newer.want(200, "GET", p, "")
	newer.equal(r, "items.0.permissions", `["TEXTING","OUTBOUND_CALLER_ID"]`)
	newer.want(204, "DELETE", p+"/"+r.At("items.0.id"), "")
	newer.equal(newer.want(200, "GET", p, ""), "items", `[]`)
}

// Numbers cost money; only a super admin orders them.
func TestOrders(t *testing.T) {
	c := connect(t, people, nil)
	id := c.make("voice:phone-number-orders", `{"accountKey":"HOME","areaCode":"415"}`)
	r := c.want(200, "GET", "voice:phone-number-orders/"+id, "")
	if r.At("status") != "COMPLETED" {
		t.Errorf("%s", r.Text)
	}
	if n := c.want(200, "GET", "voice:phone-numbers/"+r.At("phoneNumberId"), ""); !strings.HasPrefix(n.At("number"), "+1415") || n.Value("routeTo") != nil {
		t.Errorf("%s", n.Text)
	}
	c.make("voice:phone-number-orders", `{"accountKey":"HOME","areaCode":"415"}`)
	if got := strings.Fields(c.want(200, "GET", "voice:phone-numbers?accountKey=HOME", "").Names("number")); len(got) != 4 || got[2] == got[3] {
		t.Errorf("%v", got)
	}
	c.refuse(400, "INVALID_AREA_CODE", "POST", "voice:phone-number-orders", `{"accountKey":"HOME","areaCode":"33"}`)
	c.refuse(404, "NOT_FOUND", "GET", "voice:phone-number-orders/none", "")
}

// A list shows what a single device does not, and the other way round.
func TestDevices(t *testing.T) {
	c := connect(t, people, nil)
	list := c.want(200, "GET", "voice:devices?accountKey=HOME", "")
	if list.Names("name") != "Alice desk Lobby Store" {
		t.Errorf("%s", list.Text)
	}
	c.equal(list, "items.0", c.fill(`{"assignedUserKey":"<user/alice@acme.example>","id":"<device/001565000001>","macAddress":"001565000001","modelName":"Yealink T46U","name":"Alice desk"}`))
	c.equal(c.want(200, "GET", c.fill("voice:devices/<device/001565000001>"), ""), "", c.fill(`{"id":"<device/001565000001>","licenseKey":"<licence/Connect>","locationId":"<location/Paris>"}`))
	r := c.want(201, "POST", "voice:devices", `{"name":"New","accountKey":"HOME","modelId":"aastra.480i","macAddress":"00-15-65-AB-cd-10"}`)
	c.equal(r, "", `{"assignedUserKey":null,"id":"`+r.At("id")+`","licenseKey":null,"macAddress":"001565ABCD10","modelName":"Aastra 480i","name":"New"}`)
	c.refuse(409, "MAC_ADDRESS_EXISTS", "POST", "voice:devices", `{"name":"New","accountKey":"HOME","modelId":"aastra.480i","macAddress":"001565abcd10"}`)
	c.refuse(400, "MALFORMED_MAC_ADDRESS", "POST", "voice:devices", `{"name":"New","accountKey":"HOME","modelId":"aastra.480i","macAddress":"00:15"}`)
	c.refuse(400, "INVALID_MODEL", "POST", "voice:devices", `{"name":"New","accountKey":"HOME","modelId":"rotary","macAddress":"001565abcd11"}`)
	c.refuse(400, "INVALID_NAME", "POST", "voice:devices", `{"name":"","accountKey":"HOME","modelId":"aastra.480i","macAddress":"001565abcd11"}`)
	one := "voice:devices/" + r.At("id")
	c.want(200, "PATCH", one, `{"name":"Newer","modelId":"yealink.t54w"}`)
	for _, do := range []string{"/reboot", "/resync"} {
		c.want(202, "POST", one+do, "")
		c.refuse(404, "NOT_FOUND", "POST", "voice:devices/none"+do, "")
	}
	c.refuse(404, "NOT_FOUND", "DELETE", one, "")
	if got := c.want(200, "GET", "voice:device-models?pageSize=2", ""); got.At("items.0.id") != "aastra.480i" || got.At("nextPageMarker") == "" {
		t.Errorf("%s", got.Text)
	}
	for option, want := range map[string]string{"colons": "00:15:65:00:00:01", "lower": "001565000001"} {
		if got := connect(t, people, opts{"mac": option}).want(200, "GET", "voice:devices?accountKey=HOME", "").At("items.0.macAddress"); got != want {
			t.Errorf("%s: %s", option, got)
		}
	}
}

// A device is a user's or has a licence, and an assignment is alone in its request.
func TestAssignments(t *testing.T) {
	c := connect(t, people, nil)
	alices, lobby, store := c.fill("voice:devices/<device/001565000001>"), c.fill("voice:devices/<device/001565000002>"), c.fill("voice:devices/<device/001565000003>")
	for _, x := range []struct{ code, path, body string }{
		{"ASSIGNMENTS_MUST_BE_ALONE", store, `{"assignedUserKey":"<user/alice@acme.example>","name":"X"}`},
		{"ASSIGNMENTS_MUST_BE_ALONE", store, `{"licenseKey":"<licence/Area>","modelId":"yealink.t54w"}`},
		{"ASSIGNMENTS_MUST_BE_ALONE", store, `{"licenseKey":null,"assignedUserKey":null}`},
		{"INVALID_DEVICE_TYPE", lobby, `{"assignedUserKey":"<user/alice@acme.example>"}`},
		{"INVALID_DEVICE_TYPE", alices, `{"licenseKey":"<licence/Area>"}`},
		{"INVALID_LICENSE_KEY", store, `{"licenseKey":"7"}`},
		{"INVALID_LICENSE_KEY", store, `{"licenseKey":"x"}`},
		{"INVALID_LICENSE_KEY", store, `{"licenseKey":"` + c.world.licences.List[4].Row.Key + `"}`},
		{"INVALID_DEVICE_LICENSE", store, `{"licenseKey":"<licence/Meeting>"}`},
		{"LICENSE_FULL", store, `{"licenseKey":"<licence/Area>"}`},
		{"INVALID_USER_LICENSE", store, `{"assignedUserKey":"<user/carol@acme.example>"}`}, // none
		{"INVALID_USER_LICENSE", store, `{"assignedUserKey":"<user/bob@acme.example>"}`},   // two
		{"INVALID_USER_FOR_ACCOUNT", store, `{"assignedUserKey":"` + c.world.users.List[5].Row.Key + `"}`},
		{"INVALID_USER_KEY", store, `{"assignedUserKey":"7"}`},
		{"INVALID_NAME", store, `{"name":""}`}, {"INVALID_MODEL", store, `{"modelId":"x"}`},
	} {
		c.refuse(400, x.code, "PATCH", x.path, c.fill(x.body))
	}
	c.want(200, "PATCH", store, c.fill(`{"assignedUserKey":"<user/alice@acme.example>"}`))
	c.want(200, "PATCH", alices, `{"assignedUserKey":null}`)
	c.want(200, "PATCH", lobby, `{"licenseKey":null}`)
	r := c.want(200, "PATCH", alices, c.fill(`{"licenseKey":"<licence/Area>"}`)) // is standalone now
	if r.At("licenseKey") != c.id("licence/Area") || r.Value("assignedUserKey") != nil {
		t.Errorf("%s", r.Text)
	}
	if r := c.want(200, "GET", store, ""); r.At("licenseKey") != c.id("licence/Connect") {
		t.Errorf("%s", r.Text)
	}
	c.refuse(404, "NOT_FOUND", "PATCH", "voice:devices/none", `{}`)
}

// Changes of licences are seen late when asked for, and conflict until then.
func TestLicenceDelay(t *testing.T) {
	c := connect(t, people, opts{"licenceDelay": "3s"})
	lobby := c.fill("voice:devices/<device/001565000002>")
	licence := func() string { return c.want(200, "GET", lobby, "").At("licenseKey") }
	area := c.id("licence/Area")
	if r := c.want(200, "PATCH", lobby, `{"licenseKey":null}`); r.At("licenseKey") != area || licence() != area {
		t.Errorf("seen at once: %s", r.Text)
	}
	if r := c.want(200, "GET", "admin:licenses", ""); r.At("results.3.deviceCount") != "1" {
		t.Errorf("%s", r.Text)
	}
	c.refuse(409, "LICENSE_CONFLICT", "PATCH", lobby, `{"licenseKey":"`+area+`"}`)
	c.clock.Advance(3 * time.Second)
	if licence() != "" {
		t.Errorf("has %s", licence())
	}
	c.want(200, "PATCH", lobby, `{"licenseKey":"`+area+`"}`)
}

func TestButtons(t *testing.T) {
	c := connect(t, people, nil)
	b := c.fill("voice:devices/<device/001565000001>/buttons-configuration")
	one := func(typ string, position int, label, ext string) string {
		return `{"type":"` + typ + `","position":` + string(rune('0'+position)) + `,"label":"` + label + `","extensionId":"` + ext + `"}`
	}
	ext := c.id("ext/1003")
	c.equal(c.want(200, "GET", b, ""), "", `{"items":[]}`)
	two := `{"items":[` + one("LINE", 0, "Me", ext) + "," + one("SPEED_DIAL", 3, "Spare", ext) + `]}`
	c.equal(c.want(200, "PUT", b, two), "items.1.label", `"Spare"`)
	r := c.want(200, "PUT", b, `{"items":[`+one("LINE", 1, "Line", ext)+`]}`) // the whole list
	c.equal(c.want(200, "GET", b, ""), "", r.Text)
	for body, code := range map[string]string{
		one("PARK", 0, "X", ext): "UNSUPPORTED_BUTTON_TYPE", one("LINE", 0, "X", "none"): "INVALID_EXTENSION_ID", one("LINE", 0, "", ext): "INVALID_LABEL",
		one("LINE", 0, "X", ext) + "," + one("LINE", 0, "Y", ext): "INVALID_POSITION", `{"type":"LINE","position":10,"label":"X","extensionId":"` + ext + `"}`: "INVALID_POSITION",
		`{"type":"LINE","label":"X","extensionId":"` + ext + `"}`: "INVALID_POSITION", strings.TrimSuffix(strings.Repeat(one("LINE", 0, "X", ext)+",", 11), ","): "TOO_MANY_BUTTONS", `7`: "MALFORMED_REQUEST",
	} {
		c.refuse(400, code, "PUT", b, `{"items":[`+body+`]}`)
	}
	c.refuse(400, "INVALID_OPERATION_FOR_DEVICE", "PUT", c.fill("voice:devices/<device/001565000003>/buttons-configuration"), `{"items":[]}`)
	c.refuse(404, "NOT_FOUND", "GET", "voice:devices/none/buttons-configuration", "")
	c.equal(c.want(200, "GET", b, ""), "", r.Text) // what was refused changed nothing
	c.want(204, "DELETE", "voice:extensions/"+ext, "")
	c.equal(c.want(200, "GET", b, ""), "", `{"items":[]}`)
	busy := connect(t, people, opts{"parallelButtons": "true"})
	busy.refuse(409, "DUPLICATE_FOUND", "PUT", b, two)
}

// A user and a device are in one location; to put them elsewhere moves them.
func TestLocations(t *testing.T) {
	c := connect(t, people, nil)
	id := c.make("voice:locations", `{"name":"Nice","accountKey":"HOME","address":{"line1":"1 Rue","city":"Nice","country":"FR"}}`)
	c.want(200, "PATCH", "voice:locations/"+id, `{"name":"Nice 2"}`)
	list := c.want(200, "GET", "voice:locations?accountKey=HOME", "")
	if list.Names("name") != "Paris Lyon Emergency Nice 2" || list.At("items.3.address.city") != "Nice" || list.Value("items.2.usedForEmergencyServices") != true {
		t.Errorf("%s", list.Text)
	}
	users := func(name string) string {
		return c.want(200, "GET", c.fill("voice:locations/<location/"+name+">/users"), "").Names("userKey")
	}
	alice := c.id("user/alice@acme.example")
	body := `{"userKey":"` + alice + `"}`
	c.want(204, "POST", c.fill("voice:locations/<location/Paris>/users"), body)
	c.want(204, "POST", c.fill("voice:locations/<location/Lyon>/users"), body)
	if users("Paris") != "" || users("Lyon") != alice {
		t.Errorf("Paris %s, Lyon %s", users("Paris"), users("Lyon"))
	}
	c.refuse(404, "NOT_FOUND", "DELETE", c.fill("voice:locations/<location/Paris>/users/")+alice, "")
	c.want(204, "DELETE", c.fill("voice:locations/<location/Lyon>/users/")+alice, "")
	desk := c.id("device/001565000001")
	move := `{"deviceId":"` + desk + `"}`
	c.want(204, "POST", c.fill("voice:locations/<location/Lyon>/devices"), move)
	if at := c.want(200, "GET", "voice:devices/"+desk, "").At("locationId"); at != c.id("location/Lyon") {
		t.Errorf("is at %s", at)
	}
	c.equal(c.want(200, "GET", c.fill("voice:locations/<location/Paris>/devices"), ""), "items", `[]`)
	c.equal(c.want(200, "GET", c.fill("voice:locations/<location/Lyon>/devices"), ""), "items", `[`+move+`]`)
	c.want(204, "DELETE", c.fill("voice:locations/<location/Lyon>/devices/")+desk, "")
	c.refuse(404, "NOT_FOUND", "DELETE", c.fill("voice:locations/<location/Lyon>/devices/")+desk, "")
	c.want(204, "POST", "voice:locations/"+id+"/devices", move)
	c.want(204, "POST", "voice:locations/"+id+"/users", body)
	c.want(204, "DELETE", "voice:locations/"+id, "") // takes them off
	if c.want(200, "GET", "voice:devices/"+desk, "").Value("locationId") != nil || c.world.users.Get(alice).LocationID != "" {
		t.Error("still at a place that is gone")
	}
	c.refuse(404, "NOT_FOUND", "GET", c.fill("voice:locations/<location/Lyon>"), "") // there is no such route
}

// Locations for emergency services are not edited, deleted, entered or left.
func TestEmergencyLocations(t *testing.T) {
	c := connect(t, people, nil)
	here := c.fill("voice:locations/<location/Emergency>")
	carol, room := c.id("user/carol@acme.example"), c.id("device/001565000004")
	const user, device = "UNSUPPORTED_LOCATION_TYPE", "UNSUPPORTED_LOCATION_TYPE_OPERATION"
	for _, x := range []struct{ code, method, path, body string }{
		{user, "PATCH", here, `{"name":"X"}`}, {user, "DELETE", here, ""}, {user, "POST", "voice:locations", `{"name":"X","accountKey":"HOME","usedForEmergencyServices":true}`},
		{user, "POST", here + "/users", `{"userKey":"<user/alice@acme.example>"}`}, {user, "DELETE", here + "/users/" + carol, ""},
		{user, "POST", "voice:locations/<location/Lyon>/users", `{"userKey":"` + carol + `"}`},
		{device, "POST", here + "/devices", `{"deviceId":"<device/001565000001>"}`}, {device, "DELETE", here + "/devices/" + room, ""},
		{device, "POST", "voice:locations/<location/Lyon>/devices", `{"deviceId":"` + room + `"}`},
		{"INVALID_USER_KEY", "POST", "voice:locations/<location/Lyon>/users", `{"userKey":"7"}`},
		{"INVALID_DEVICE_ID", "POST", "voice:locations/<location/Lyon>/devices", `{"deviceId":"x"}`},
		{"MISSING_MANDATORY_FIELDS", "POST", "voice:locations/<location/Lyon>/users", `{}`},
		{"INVALID_NAME", "POST", "voice:locations", `{"name":"","accountKey":"HOME"}`},
	} {
		c.refuse(400, x.code, x.method, c.fill(x.path), c.fill(x.body))
	}
	if got := c.want(200, "GET", here+"/users", "").Names("userKey"); got != carol {
		t.Errorf("%s", got)
	}
}

func TestSmallLists(t *testing.T) {
	c := connect(t, people, nil)
	if r := c.want(200, "GET", "voice:accounts", ""); r.Names("name") != "Acme" {
		t.Errorf("%s", r.Text)
	}
	c.equal(c.want(200, "GET", "voice:sms-registrations?accountKey=HOME", ""), "", `{"items":[]}`)
	off := connect(t, people, opts{"withoutInferred": "all"})
	off.refuse(404, "NOT_FOUND", "GET", "voice:accounts", "")
	off.refuse(404, "NOT_FOUND", "POST", "voice:virtual-fax-machines", `{}`)
	off.refuse(404, "NotFound", "PUT", "scim:Users/x", `{}`)
}
