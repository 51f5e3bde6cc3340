package sim

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestExtensions(t *testing.T) {
	c := connect(t, people, nil)
	r := c.want(201, "POST", "voice:extensions", `{"name":"New","accountKey":"HOME","number":"1004","omitFromDirectories":true,"later":{"a":1}}`)
	want := `{"accountKey":"HOME","id":"` + r.At("id") + `","name":"New","number":"1004","omitFromAutoAttendants":false,"omitFromDirectories":true,"organizationId":"` + r.At("organizationId") + `","sharedAppearance":false,"type":"DIRECT_EXTENSION"`
	c.equal(r, "", want+`}`)
	c.equal(c.want(200, "GET", "voice:extensions/"+r.At("id"), ""), "", strings.Replace(want, `"id"`, `"assignedPrimaryUserKey":null,"assignedSecondaryUserKeys":[],"id"`, 1)+`}`)
	list := c.want(200, "GET", "voice:extensions?accountKey=HOME", "")
	if list.Names("number") != "1001 1002 1003 8000 9000 1004" || strings.Contains(list.Text, "assigned") {
		t.Errorf("%s", list.Text)
	}
	if got := c.want(200, "GET", "voice:extensions?accountKey=HOME&type=CALL_QUEUE,DIAL_PLAN", "").Names("number"); got != "8000 9000" {
		t.Errorf("by type: %s", got)
	}
	if got := c.want(200, "PATCH", "voice:extensions/"+r.At("id"), `{"number":"1005","sharedAppearance":true}`); got.At("number") != "1005" || strings.Contains(got.Text, "assigned") {
		t.Errorf("%s", got.Text)
	}
	for _, number := range []string{"1005", "8000", "9000"} { // any type goes, for good
		c.want(204, "DELETE", "voice:extensions/"+c.id("ext/"+number), "")
	}
	c.equal(c.want(200, "GET", c.fill("voice:phone-numbers/<number/+14155550100>"), ""), "routeTo", `null`)
	if _, there := c.want(200, "GET", "voice:extensions?accountKey=HOME", "").JSON["nextPageMarker"]; there {
		t.Error("a marker on the last page")
	}
}

func TestExtensionsRefused(t *testing.T) {
	c := connect(t, people, nil)
	one := c.fill("voice:extensions/<ext/1001>")
	for _, x := range []struct {
		status             int
		code, method, path string
		body               string
	}{
		{400, "MALFORMED_REQUEST", "POST", "voice:extensions", `{`},
		{400, "MALFORMED_REQUEST", "POST", "voice:extensions", `[]`},
		{400, "MALFORMED_REQUEST", "POST", "voice:extensions", `{"name":7,"accountKey":"HOME","number":"1009"}`},
		{400, "MISSING_MANDATORY_FIELDS", "POST", "voice:extensions", ``},
		{400, "MISSING_MANDATORY_FIELDS", "POST", "voice:extensions", `{"name":"X","accountKey":"HOME"}`},
		{400, "INVALID_ACCOUNT_KEY", "POST", "voice:extensions", `{"name":"X","accountKey":"12","number":"1009"}`},
		{400, "MALFORMED_REQUEST", "POST", "voice:extensions", `{"name":"X","accountKey":HOME,"number":"1009"}`}, // text here, a number in the Admin API
		{400, "INVALID_NAME", "POST", "voice:extensions", `{"name":"","accountKey":"HOME","number":"1009"}`},
		{400, "INVALID_NUMBER", "POST", "voice:extensions", `{"name":"X","accountKey":"HOME","number":"10x9"}`},
		{400, "INVALID_NUMBER", "POST", "voice:extensions", `{"name":"X","accountKey":"HOME","number":"10099"}`}, // the organization has four digits
		{409, "NUMBER_EXISTS", "POST", "voice:extensions", `{"name":"X","accountKey":"HOME","number":"1001"}`},
		{409, "NUMBER_EXISTS", "POST", "voice:extensions", `{"name":"X","accountKey":"HOME","number":"8000"}`}, // of any type
		{409, "NUMBER_EXISTS", "PATCH", one, `{"number":"9000"}`},
		{400, "INVALID_NAME", "PATCH", one, `{"name":null}`},
		{400, "INVALID_NUMBER", "PATCH", one, `{"number":""}`},
		{400, "MALFORMED_REQUEST", "PATCH", one, `{"omitFromDirectories":"yes"}`},
		{400, "INVALID_USER_KEY", "PATCH", one, `{"assignedPrimaryUserKey":"7"}`},
		{400, "INVALID_USER_KEY", "PATCH", one, `{"assignedSecondaryUserKeys":["7"]}`},
		{400, "INVALID_USER_KEY", "PATCH", one, `{"assignedSecondaryUserKeys":["<user/alice@acme.example>"]}`}, // is primary
		{400, "INVALID_USER_KEY", "PATCH", one, `{"assignedPrimaryUserKey":"` + c.world.users.List[5].Row.Key + `"}`},
		{400, "MALFORMED_REQUEST", "PATCH", one, `{"assignedPrimaryUserKey":<user/alice@acme.example>}`}, // text here
		{400, "INVALID_ID", "PATCH", "voice:extensions/<ext/8000>", `{"name":"X"}`},
		{404, "NOT_FOUND", "PATCH", "voice:extensions/none", `{"name":"X"}`},
		{404, "NOT_FOUND", "GET", "voice:extensions/none", ``},
		{404, "NOT_FOUND", "DELETE", "voice:extensions/none", ``},
	} {
		if r := c.refuse(x.status, x.code, x.method, c.fill(x.path), c.fill(x.body)); r.At("reference") == "" || r.At("message") == "" {
			t.Errorf("%s: %s", x.body, r.Text)
		}
	}
}

// A user has one primary extension: it is freed first, then the other is claimed.
func TestOnePrimary(t *testing.T) {
	c := connect(t, people, nil)
	alice := c.id("user/alice@acme.example")
	claim := `{"assignedPrimaryUserKey":"` + alice + `"}`
	r := c.refuse(409, "USER_ALREADY_HAS_PRIMARY_EXTENSION", "PATCH", c.fill("voice:extensions/<ext/1003>"), claim)
	want := fmt.Sprintf("Given user key [%s] on account [%s], already assigned to extension [%s]", alice, c.account, c.id("ext/1001"))
	if r.At("message") != want {
		t.Errorf("got %q, want %q", r.At("message"), want)
	}
	freed := c.want(200, "PATCH", c.fill("voice:extensions/<ext/1001>"), `{"assignedPrimaryUserKey":null}`)
	if v, there := freed.JSON["assignedPrimaryUserKey"]; v != nil || !there || strings.Contains(freed.Text, "Secondary") {
		t.Errorf("%s", freed.Text)
	}
	c.want(200, "PATCH", c.fill("voice:extensions/<ext/1003>"), claim)
	c.want(200, "PATCH", c.fill("voice:extensions/<ext/1003>"), claim) // has it already
	if r := c.want(200, "GET", "admin:users/"+alice, ""); r.At("settings.JIVE.primaryExtensionNumber") != "1003" {
		t.Errorf("%s", r.Text)
	}
	c.want(200, "PATCH", c.fill("voice:extensions/<ext/1001>"), c.fill(`{"assignedPrimaryUserKey":"<user/bob@acme.example>","assignedSecondaryUserKeys":["`+alice+`"]}`))
	if r := c.want(200, "GET", "users:users/"+alice+"/lines", ""); r.Names("number") != "1003 1001" {
		t.Errorf("%s", r.Text)
	}
	c = connect(t, people, opts{"promoteSecondaries": "never"}) // the primary line first, whichever it is
	c.want(200, "PATCH", c.fill("voice:extensions/<ext/1003>"), `{"assignedSecondaryUserKeys":["`+alice+`"]}`)
	if r := c.want(200, "GET", "users:users/"+alice+"/lines", ""); r.Names("number") != "1001 1003" {
		t.Errorf("%s", r.Text)
	}
}

// Secondary users of an extension without a primary one may become it.
func TestPromotion(t *testing.T) {
	for option, want := range map[string][2]string{"never": {"", ""}, "assign": {"carol", ""}, "always": {"carol", "carol"}} {
		c := connect(t, people, opts{"promoteSecondaries": option})
		carol := c.id("user/carol@acme.example")
		c.want(200, "PATCH", c.fill("voice:extensions/<ext/1003>"), `{"assignedSecondaryUserKeys":["`+carol+`"]}`)
		c.primary("1003", want[0], option)
		c = connect(t, people, opts{"promoteSecondaries": option})
		c.want(200, "PATCH", c.fill("voice:extensions/<ext/1001>"), `{"assignedSecondaryUserKeys":["`+carol+`"]}`)
		c.want(200, "PATCH", c.fill("voice:extensions/<ext/1001>"), `{"assignedPrimaryUserKey":null}`)
		c.primary("1001", want[1], option)
		if option == "always" {
			c.want(200, "PATCH", c.fill("voice:extensions/<ext/1002>"), `{"assignedSecondaryUserKeys":["`+carol+`"]}`) // has one now
			c.primary("1002", "", option)
		}
	}
}

func (c *client) primary(number, login, why string) {
	c.T.Helper()
	want := ""
	if login != "" {
		want = c.id("user/" + login + "@acme.example")
	}
	if got := c.want(200, "GET", "voice:extensions/"+c.id("ext/"+number), "").At("assignedPrimaryUserKey"); got != want {
		c.T.Errorf("%s: %s is %s's, want %s", why, number, got, login)
	}
}

// A user that was just made may not be known to Voice Admin yet.
func TestUserDelay(t *testing.T) {
	c := connect(t, people, opts{"userDelay": "5s"})
	c.want(200, "POST", "admin:users", `{"users":[{"email":"new@acme.example","firstName":"N","lastName":"N"}]}`)
	body := c.fill(`{"assignedPrimaryUserKey":"<user/new@acme.example>"}`)
	c.refuse(400, "INVALID_USER_KEY", "PATCH", c.fill("voice:extensions/<ext/1003>"), body)
	c.clock.Advance(5 * time.Second)
	c.want(200, "PATCH", c.fill("voice:extensions/<ext/1003>"), body)
}

func TestFollow(t *testing.T) {
	c := connect(t, people, nil)
	f := c.fill("voice:extensions/<ext/1001>/find-me-follow-me")
	c.equal(c.want(200, "GET", f, ""), "", `{"finalStep":{"action":"VOICEMAIL"},"ringSteps":[],"unavailableStep":null}`)
	c.want(200, "PATCH", f, c.fill(`{"unavailableStep":{"externalNumber":"+15145550199"},"finalStep":{"action":"EXTENSION","extensionId":"<ext/9000>"}}`))
	c.want(200, "PUT", f+"/ring-steps", c.fill(`{"ringSteps":[{"passThruCallerId":true,"timeout":999,"items":[{"extensionId":"<ext/1002>"},{"externalNumber":"+15145550199"}]},{"timeout":5,"items":[{"extensionId":"<ext/1002>"}]}]}`))
	c.equal(c.want(200, "GET", f, ""), "", c.fill(`{"finalStep":{"action":"EXTENSION","extensionId":"<ext/9000>"},"ringSteps":[{"items":[{"extensionId":"<ext/1002>"},{"externalNumber":"+15145550199"}],"passThruCallerId":true,"timeout":999},
		{"items":[{"extensionId":"<ext/1002>"}],"passThruCallerId":false,"timeout":5}],"unavailableStep":{"externalNumber":"+15145550199"}}`))
	c.want(204, "DELETE", c.fill("voice:extensions/<ext/1002>"), "")
	c.equal(c.want(200, "GET", f, ""), "ringSteps", `[{"items":[{"externalNumber":"+15145550199"}],"passThruCallerId":true,"timeout":999}]`)
	c.want(204, "DELETE", c.fill("voice:extensions/<ext/9000>"), "")
	c.want(200, "PATCH", f, `{"unavailableStep":null}`)
	c.want(200, "PUT", f+"/ring-steps", `{"ringSteps":[]}`)
	c.equal(c.want(200, "GET", f, ""), "", `{"finalStep":{"action":"VOICEMAIL"},"ringSteps":[],"unavailableStep":null}`)

	steps := func(n int) string {
		return `{"ringSteps":[` + strings.TrimSuffix(strings.Repeat(`{"timeout":1,"items":[{"externalNumber":"5145550199"}]},`, n), ",") + `]}`
	}
	c.want(200, "PUT", f+"/ring-steps", steps(50))
	both := c.fill(`{"extensionId":"<ext/1003>","externalNumber":"+15145550199"}`)
	for _, x := range []struct{ code, method, path, body string }{
		{"RING_STEPS_QUANTITY_EXCEEDED", "PUT", f + "/ring-steps", steps(51)},
		{"INVALID_TIMEOUT", "PUT", f + "/ring-steps", `{"ringSteps":[{"timeout":1000,"items":[{"externalNumber":"5145550199"}]}]}`},
		{"INVALID_TIMEOUT", "PUT", f + "/ring-steps", `{"ringSteps":[{"timeout":0,"items":[{"externalNumber":"5145550199"}]}]}`},
		{"INVALID_DESTINATION", "PUT", f + "/ring-steps", `{"ringSteps":[{"timeout":1,"items":[` + both + `]}]}`},
		{"INVALID_DESTINATION", "PUT", f + "/ring-steps", `{"ringSteps":[{"timeout":1,"items":[{}]}]}`},
		{"INVALID_DESTINATION", "PUT", f + "/ring-steps", `{"ringSteps":[{"timeout":1,"items":[]}]}`},
		{"INVALID_EXTENSION_ID", "PUT", f + "/ring-steps", `{"ringSteps":[{"timeout":1,"items":[{"extensionId":"x"}]}]}`},
		{"MALFORMED_REQUEST", "PUT", f + "/ring-steps", `{"ringSteps":[7]}`},
		{"MISSING_MANDATORY_FIELDS", "PUT", f + "/ring-steps", `{}`},
		{"INVALID_DESTINATION", "PATCH", f, `{"unavailableStep":` + both + `}`},
		{"INVALID_EXTENSION_ID", "PATCH", f, `{"unavailableStep":{"extensionId":"x"}}`},
		{"INVALID_NUMBER", "PATCH", f, `{"unavailableStep":{"externalNumber":"call me"}}`},
		{"INVALID_ACTION", "PATCH", f, `{"finalStep":{"action":"DANCE"}}`},
		{"INVALID_ACTION", "PATCH", f, `{"finalStep":null}`},
		{"INVALID_DESTINATION", "PATCH", f, `{"finalStep":{"action":"EXTENSION","externalNumber":"+15145550199"}}`},
		{"INVALID_DESTINATION", "PATCH", f, `{"finalStep":{"action":"HANG_UP","externalNumber":"+15145550199"}}`},
		{"INVALID_NUMBER", "PATCH", f, `{"finalStep":{"action":"EXTERNAL_NUMBER","externalNumber":"x"}}`},
		{"INVALID_ID", "PATCH", c.fill("voice:extensions/<ext/8000>/find-me-follow-me"), `{}`},
	} {
		c.refuse(400, x.code, x.method, x.path, x.body)
	}
	c.refuse(404, "NOT_FOUND", "GET", "voice:extensions/none/find-me-follow-me", "")
}

// Voicemail is written, and read by nobody.
func TestVoicemail(t *testing.T) {
	c := connect(t, people, nil)
	v := c.fill("voice:extensions/<ext/1001>/voicemail")
	r := c.want(200, "PATCH", v, c.fill(`{"timeZone":"Europe/Paris","password":"2468","allowEscapeToOperator":true,"operatorExtensionId":"<ext/1003>"}`))
	c.equal(r, "", c.fill(`{"allowEscapeToOperator":true,"operatorExtensionId":"<ext/1003>","timeZone":"Europe/Paris"}`))
	c.refuse(404, "NOT_FOUND", "GET", v, "")
	if got := c.world.extensions.Get(c.id("ext/1001")).Voicemail; got.Password != "2468" || got.TimeZone != "Europe/Paris" || !got.EscapeToOperator {
		t.Errorf("%+v", got)
	}
	for body, code := range map[string]string{
		`{"timeZone":"Mars/Base"}`: "INVALID_TIME_ZONE", `{"timeZone":""}`: "INVALID_TIME_ZONE", `{"password":"12"}`: "INVALID_PASSWORD", `{"password":"abcd"}`: "INVALID_PASSWORD",
		`{"operatorExtensionId":"x"}`: "INVALID_EXTENSION_ID", `{"transcriptionEnabled":1}`: "MALFORMED_REQUEST", `{"allowMessageReview":null}`: "MALFORMED_REQUEST",
	} {
		c.refuse(400, code, "PATCH", v, body)
	}
	c.refuse(400, "INVALID_ID", "PATCH", c.fill("voice:extensions/<ext/9000>/voicemail"), `{}`)
}

func TestMailboxes(t *testing.T) {
	c := connect(t, people, nil)
	id := c.make("voice:shared-voicemails", `{"name":"Box","accountKey":"HOME","extensionNumber":"7000"}`)
	box := "voice:shared-voicemails/" + id
	c.want(200, "PATCH", box, `{"emailNotificationEmailAddresses":["box@acme.example"],"sendEmailNotification":true,"attachedMessageFormat":"WAV","name":"Box 2"}`)
	r := c.want(200, "GET", box, "")
	if r.At("name") != "Box 2" || r.At("extensionNumber") != "7000" || r.At("emailNotificationEmailAddresses.0") != "box@acme.example" || r.Value("sayMessageDuration") != false {
		t.Errorf("%s", r.Text)
	}
	if got := c.want(200, "GET", "voice:extensions?accountKey=HOME&type=SHARED_VOICEMAIL", ""); got.Names("number") != "7000" {
		t.Errorf("%s", got.Text)
	}
	c.refuse(409, "CONFLICTING_EXTENSION", "POST", "voice:shared-voicemails", `{"name":"Box","accountKey":"HOME","extensionNumber":"1001"}`)
	c.refuse(409, "CONFLICTING_EXTENSION", "PATCH", box, `{"extensionNumber":"1001"}`)
	c.refuse(400, "INVALID_EXTENSION", "POST", "voice:shared-voicemails", `{"name":"Box","accountKey":"HOME","extensionNumber":"x"}`)
	c.refuse(400, "INVALID_ATTACHED_MESSAGE_FORMAT", "PATCH", box, `{"attachedMessageFormat":"OGG"}`)
	c.refuse(400, "INVALID_NOTIFICATION_EMAIL_ADDRESS", "PATCH", box, `{"emailNotificationEmailAddresses":["x"]}`)
	c.refuse(404, "NOT_FOUND", "GET", c.fill("voice:shared-voicemails/<ext/1001>"), "")
	c.make("voice:virtual-fax-machines", `{"name":"Fax","accountKey":"HOME","extensionNumber":"7001"}`)
	c.want(204, "DELETE", "voice:extensions/"+id, "")
	c.refuse(404, "NOT_FOUND", "PATCH", box, `{}`)
}

// Queues are looked at only; whom the list of users shows differs by source.
func TestQueues(t *testing.T) {
	c := connect(t, people, nil)
	r := c.want(200, "GET", "voice:call-queues?accountKey=HOME", "")
	c.equal(r, "items", c.fill(`[{"accountKey":"HOME","extensionNumber":"8000","id":"<ext/8000>","name":"Support","type":"BASIC"}]`))
	users := c.fill("voice:call-queues/<ext/8000>/users")
	if got := c.want(200, "GET", users, "").Names("firstName"); got != "Alice Bob" {
		t.Errorf("%s", got)
	}
	c.refuse(404, "NOT_FOUND", "GET", c.fill("voice:call-queues/<ext/1001>/users"), "")
	c.refuse(404, "NOT_FOUND", "POST", users, `{"userKey":"1"}`)
	c.refuse(404, "NOT_FOUND", "PATCH", c.fill("voice:call-queues/<ext/8000>"), `{}`)
	other := connect(t, people, opts{"queueUsers": "loggedIn", "subListAccount": "true"})
	if got := other.want(200, "GET", users+"?accountKey=HOME", "").Names("firstName"); got != "Carol" {
		t.Errorf("%s", got)
	}
	other.violates("accountKey", "REQUIRED", users)
}
