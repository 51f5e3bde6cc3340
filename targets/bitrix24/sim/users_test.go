package sim

import (
	"strings"
	"testing"
)

const people = `{
	"departments":[{"ID":"1","NAME":"Company"},{"ID":"5","NAME":"Sales","PARENT":"1"}],
	"users":[{"ID":"1","ADMIN":true,"NAME":"Root","EMAIL":"root@acme.example","UF_DEPARTMENT":[1]},
		{"ID":"7","NAME":"Ada","LAST_NAME":"Byron","EMAIL":"Ada@acme.example","UF_DEPARTMENT":[1,5],"UF_PHONE_INNER":"0101","WORK_POSITION":"Engineer","WORK_PHONE":"+44 20 1234 5678","UF_NEWER":"kept","PHONE_ENABLED":"Y","DEFAULT_LINE":"reg1","SIP_PASSWORD":"hush","UF_VI_BACKPHONE":"x"},
		{"ID":"8","NAME":"bob","EMAIL":"bob@acme.example","UF_DEPARTMENT":[5],"ACTIVE":false,"UF_PHONE_INNER":"102"},
		{"ID":"9","NAME":"Carl","EMAIL":"carl@acme.example","UF_DEPARTMENT":[5],"PERSONAL_CITY":"Adana"},
		{"ID":"10","NAME":"Robot","USER_TYPE":"bot"},{"ID":"11","NAME":"Mail","USER_TYPE":"email"}],
	"queues":[{"ID":"1","NAME":"Support","EXTENSION":"500","USERS":["7","9"]}],
	"webhooks":[{"user":"1","secret":"patchbay","scope":"user,user.userfield,sonet,department"},{"user":"9","secret":"s","scope":"user"}]}`

// 6. What user.get asks and answers.
func TestUserGet(t *testing.T) {
	c := portal(t, people)
	for body, want := range map[string]string{
		`{}`:                                      "1 7 8 9", // dismissed ones too; no bots, no mail users
		`{"FILTER":{"ACTIVE":true}}`:              "1 7 9",
		`{"FILTER":{"ACTIVE":"N"}}`:               "8",
		`{"ACTIVE":false}`:                        "8",
		`{"ID":7}`:                                "7", // at the top, without FILTER
		`{"id":"7"}`:                              "7",
		`{"FILTER":{"id":[9,"7",99]}}`:            "7 9",
		`{"FILTER":{"@ID":[9,7]}}`:                "7 9",
		`{"FILTER":{"!ID":7}}`:                    "1 8 9",
		`{"FILTER":{"!@ID":[1,7]}}`:               "8 9",
		`{"ID":7,"FILTER":{"ID":9}}`:              "9", // FILTER takes all
		`{"ID":7,"FILTER":{}}`:                    "1 7 8 9",
		`{"FILTER":{"EMAIL":"ada@ACME.example"}}`: "7",
		`{"FILTER":{"%NAME":"A"}}`:                "7 9",
		`{"FILTER":{"=%NAME":"a%"}}`:              "7",
		`{"FILTER":{"%=NAME":"_da"}}`:             "7",
		`{"FILTER":{"!%NAME":"o"}}`:               "7 9",
		`{"FILTER":{"UF_DEPARTMENT":5}}`:          "7 8 9",
		`{"FILTER":{"UF_PHONE_INNER":"0101"}}`:    "7",
		`{"FILTER":{"UF_PHONE_INNER":"101"}}`:     "",
		`{"FILTER":{"UF_PHONE_INNER":""}}`:        "1 9",
		`{"FILTER":{"><ID":[7,8]}}`:               "7 8",
		`{"FILTER":{"NO_SUCH":"x"}}`:              "1 7 8 9", // skipped
		`{"bx24_request_id":"7"}`:                 "1 7 8 9",
		`{"FILTER":{"USER_TYPE":"bot"}}`:          "",
		`{"SORT":"NAME","ORDER":"DESC"}`:          "1 9 8 7",
		`{"SORT":"ID","ORDER":"desc"}`:            "9 8 7 1",
		`{"ORDER":"DESC"}`:                        "1 7 8 9", // no SORT
		`{"order":{"ID":"DESC"}}`:                 "1 7 8 9", // an object is not for it
		`{"SORT":{"ID":"DESC"},"ORDER":"DESC"}`:   "1 7 8 9",
		`{"ADMIN_MODE":true}`:                     "1 7 8 9",
	} {
		if got := strings.Join(c.want("user.get", body).field("ID"), " "); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

// 6. A user as it is shown: types, what is missing, what is private.
func TestUserShape(t *testing.T) {
	c := portal(t, people)
	c.show("user.get", `{"ID":7}`, `[{"ID":"7","XML_ID":null,"ACTIVE":true,"NAME":"Ada","LAST_NAME":"Byron","SECOND_NAME":"","EMAIL":"Ada@acme.example","LAST_LOGIN":"","DATE_REGISTER":"","TIME_ZONE":"",
		"IS_ONLINE":"N","TIMESTAMP_X":{},"LAST_ACTIVITY_DATE":{},"PERSONAL_GENDER":"","PERSONAL_WWW":"","PERSONAL_BIRTHDAY":"","PERSONAL_MOBILE":"","PERSONAL_CITY":"","WORK_PHONE":"+44 20 1234 5678","WORK_POSITION":"Engineer",
		"UF_EMPLOYMENT_DATE":"","UF_DEPARTMENT":[1,5],"UF_PHONE_INNER":"0101","USER_TYPE":"employee","UF_NEWER":"kept"}]`)
	c.show("user.get", `{"ID":9,"select":["NAME","UF_*"]}`, `[{"ID":"9","NAME":"Carl","UF_EMPLOYMENT_DATE":"","UF_DEPARTMENT":[5],"UF_PHONE_INNER":""}]`)
	sparse := portal(t, people, "sparse", "true")
	sparse.show("user.get", `{"ID":9}`, `[{"ID":"9","ACTIVE":true,"NAME":"Carl","EMAIL":"carl@acme.example","IS_ONLINE":"N","PERSONAL_CITY":"Adana","UF_DEPARTMENT":[5],"USER_TYPE":"employee"}]`)
	if fields := c.want("user.fields", `{}`).json["result"].(map[string]any); fields["UF_PHONE_INNER"] != "Extension number" || fields["UF_VI_PHONE"] != nil {
		t.Errorf("fields: %v", fields)
	}
}

func TestUserSearch(t *testing.T) {
	c := portal(t, people)
	for body, want := range map[string]string{
		`{"FILTER":{"FIND":"engin"}}`:                 "7",
		`{"FILTER":{"FIND":"sales","NAME":"Ada"}}`:    "7 8 9", // FIND excludes the others
		`{"NAME":"a"}`:                                "7 9",
		`{"FILTER":{"UF_DEPARTMENT_NAME":"compa"}}`:   "1 7",
		`{"FILTER":{"LAST_NAME":"yro","ACTIVE":1}}`:   "7",
		`{"FILTER":{"FIND":"ada byron","NO":"x"}}`:    "7",
		`{"FILTER":{"FIND":"nobody of that name x"}}`: "",
	} {
		if got := strings.Join(c.want("user.search", body).field("ID"), " "); got != want {
			t.Errorf("%s: %s, want %s", body, got, want)
		}
	}
}

// 7. Extensions.
func TestExtensions(t *testing.T) {
	c := portal(t, people)
	ext := func(id string) string { return c.want("user.get", `{"ID":`+id+`}`).field("UF_PHONE_INNER")[0] }
	for in, want := range map[string]string{"1-23": "123", " 77 ": "77", "0042": "0042", "": "", "9999": "9999", "x": ""} {
		c.show("user.update", `{"ID":9,"UF_PHONE_INNER":"`+in+`"}`, `true`)
		same(t, in, ext("9"), want)
	}
	for in, failure := range map[string]string{"12345": badExtension, "1-2-3-4-5": badExtension, "0": badExtension, "0000": badExtension, "0101": takenExtension, "500": takenExtension} {
		c.refuse("user.update", `{"ID":9,"UF_PHONE_INNER":"`+in+`","NAME":"Changed"}`, 400, "ERROR_CORE "+failure)
	}
	same(t, "the name after refusals", c.want("user.get", `{"ID":9}`).field("NAME")[0], "Carl")
	c.show("user.update", `{"ID":9,"UF_PHONE_INNER":"102"}`, `true`) // a dismissed user's
	c.show("user.update", `{"ID":7,"UF_PHONE_INNER":"0101"}`, `true`)
	// A swap goes through a cleared value.
	c.refuse("user.update", `{"ID":7,"UF_PHONE_INNER":"102"}`, 400, "ERROR_CORE "+takenExtension)
	c.show("user.update", `{"ID":9,"UF_PHONE_INNER":""}`, `true`)
	c.show("user.update", `{"ID":7,"UF_PHONE_INNER":"102"}`, `true`)
	c.show("user.update", `{"ID":9,"UF_PHONE_INNER":"0101"}`, `true`)
}

// 7. Phone numbers that cannot be made international fail the whole update.
func TestPhoneNumbers(t *testing.T) {
	c := portal(t, people)
	for _, ok := range []string{"+44 20 1234 5678", "+33 (0)1 23 45 67 89", "8 495 123-45-67", ""} {
		c.show("user.update", `{"ID":9,"WORK_PHONE":"`+ok+`"}`, `true`)
		same(t, "stored as it was sent", c.want("user.get", `{"ID":9}`).field("WORK_PHONE")[0], ok)
	}
	for field, label := range map[string]string{"WORK_PHONE": "Work Phone", "PERSONAL_PHONE": "Phone", "PERSONAL_MOBILE": "Mobile"} {
		for _, wrong := range []string{"12", "call me", "+44 20 1234 5678 ext 5"} {
			c.refuse("user.update", `{"ID":9,"`+field+`":"`+wrong+`","NAME":"Changed"}`, 400, `ERROR_CORE The "`+label+`" field is incorrect. The phone number needs to be in international format. Example: +44 20 1234 5678`)
		}
	}
	same(t, "the name after refusals", c.want("user.get", `{"ID":9}`).field("NAME")[0], "Carl")
}

// 7. Dismissal turns the phone off under a new password and empties the queues; the
// extension stays and is free; who comes back may find it taken.
func TestDismissal(t *testing.T) {
	c := portal(t, people)
	c.show("user.update", `{"ID":7,"ACTIVE":"N"}`, `true`)
	u := c.world.find(users, 7)
	if u.user.active || u.text("PHONE_ENABLED") != "N" || u.text("SIP_PASSWORD") == "hush" || u.user.extension != "0101" {
		t.Errorf("dismissed: %v", u.props)
	}
	same(t, "queue", texts(many(c.world.find(queues, 1).props["USERS"])), []string{"9"})
	c.show("user.update", `{"ID":9,"UF_PHONE_INNER":"0101"}`, `true`)
	c.refuse("user.update", `{"ID":7,"ACTIVE":"Y"}`, 400, "ERROR_CORE "+takenExtension)
	c.show("user.update", `{"ID":7,"ACTIVE":"Y","UF_PHONE_INNER":""}`, `true`)

	c = portal(t, people, "reactivation", "collide")
	c.show("user.update", `{"ID":9,"UF_PHONE_INNER":"102"}`, `true`)
	c.show("user.update", `{"ID":8,"ACTIVE":true}`, `true`)
	same(t, "holders of 102", strings.Join(c.want("user.get", `{"FILTER":{"UF_PHONE_INNER":"102","ACTIVE":true}}`).field("ID"), " "), "8 9")
}

// Unknown and protected fields are dropped without a word.
func TestDroppedFields(t *testing.T) {
	c := portal(t, people)
	before := c.want("user.get", `{"ID":9}`).result()
	c.show("user.update", `{"ID":9,"UF_VI_BACKPHONE":"reg1","XML_ID":"x","TITLE":"x","TIME_ZONE":"x","NO_SUCH":"x","UF_USR_NONE":"x","ADMIN":"Y","USER_TYPE":"bot","PHONE_ENABLED":"Y"}`, `true`)
	same(t, "the user", c.want("user.get", `{"ID":9}`).result(), before)
	if u := c.world.find(users, 9); u.user.admin || u.props["PHONE_ENABLED"] != nil {
		t.Errorf("written past the whitelist: %v", u.props)
	}
	c.refuse("user.update", `{"ID":99,"NAME":"x"}`, 400, "ERROR_CORE access_denied")
	c.refuse("user.update", `{"NAME":"x"}`, 400, "ERROR_CORE access_denied")
	self := c.hook("9", "s")
	self.refuse("user.update", `{"ID":7,"NAME":"x"}`, 400, "ERROR_CORE access_denied")
	self.show("user.update", `{"ID":9,"NAME":"Karl","ACTIVE":"N","UF_DEPARTMENT":[1]}`, `true`)
	c.show("user.get", `{"ID":9,"select":["NAME","ACTIVE","UF_DEPARTMENT"]}`, `[{"ID":"9","ACTIVE":true,"NAME":"Karl","UF_DEPARTMENT":[5]}]`)
}

func TestUserFields(t *testing.T) {
	c := portal(t, people)
	c.show("user.userfield.add", `{"fields":{"FIELD_NAME":"PATCHBAY","USER_TYPE_ID":"string"}}`, `1`)
	c.show("user.update", `{"ID":9,"UF_USR_PATCHBAY":"carl"}`, `true`)
	same(t, "by the field", strings.Join(c.want("user.get", `{"FILTER":{"UF_USR_PATCHBAY":"carl"}}`).field("ID"), " "), "9")
	same(t, "list", strings.Join(c.want("user.userfield.list", `{}`).field("FIELD_NAME"), " "), "UF_USR_PATCHBAY")
	c.show("user.userfield.update", `{"id":1,"fields":{"LABEL":"In patchbay"}}`, `true`)
	if fields := c.want("user.fields", `{}`).json["result"].(map[string]any); fields["UF_USR_PATCHBAY"] != "In patchbay" {
		t.Errorf("fields: %v", fields["UF_USR_PATCHBAY"])
	}
	c.refuse("user.userfield.add", `{"fields":{"FIELD_NAME":"UF_USR_PATCHBAY"}}`, 400, " The field UF_USR_PATCHBAY already exists.")
	c.refuse("user.userfield.update", `{"id":9}`, 400, "ERROR_NOT_FOUND The entity is not found.")
	c.show("user.userfield.delete", `{"id":1}`, `true`)
	if strings.Contains(c.want("user.get", `{"ID":9}`).text, "PATCHBAY") {
		t.Error("the value outlives its field")
	}
}
