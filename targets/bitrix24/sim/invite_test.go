package sim

import (
	"strings"
	"testing"
)

// 8. An invitation is mailed, and there is no way back.
func TestUserAdd(t *testing.T) {
	c := portal(t, people)
	c.show("user.add", `{"EMAIL":"dan@acme.example","NAME":"Dan","UF_DEPARTMENT":[5,"5",1],"UF_PHONE_INNER":"1-05","WORK_PHONE":"+44 20 1234 5679","MESSAGE_TEXT":"Welcome","XML_ID":"x","NO_SUCH":1}`, `12`)
	c.show("user.get", `{"ID":12,"select":["NAME","EMAIL","ACTIVE","UF_DEPARTMENT","UF_PHONE_INNER","WORK_PHONE","USER_TYPE","XML_ID"]}`,
		`[{"ID":"12","XML_ID":null,"ACTIVE":true,"NAME":"Dan","EMAIL":"dan@acme.example","WORK_PHONE":"+44 20 1234 5679","UF_DEPARTMENT":[5,1],"UF_PHONE_INNER":"105","USER_TYPE":"employee"}]`)
	mail := c.world.table(invitations).all()
	if len(mail) != 1 || mail[0].text("EMAIL") != "dan@acme.example" || mail[0].text("TEXT") != "Welcome" {
		t.Errorf("invitations: %v", mail)
	}
	c.refuse("user.delete", `{"ID":12}`, 404, "ERROR_METHOD_NOT_FOUND Method not found!")
	for body, failure := range map[string]string{
		`{"UF_DEPARTMENT":[1]}`:                                           "ERROR_ARGUMENT wrong_email",
		`{"EMAIL":"nobody","UF_DEPARTMENT":[1]}`:                          "ERROR_ARGUMENT wrong_email",
		`{"EMAIL":"Dan <d@acme.example>","UF_DEPARTMENT":[1]}`:            "ERROR_ARGUMENT wrong_email",
		`{"EMAIL":"ADA@acme.example","UF_DEPARTMENT":[1]}`:                "ERROR_ARGUMENT A user with this email already exists",
		`{"EMAIL":"bob@acme.example","UF_DEPARTMENT":[1]}`:                "ERROR_ARGUMENT A user with this email already exists", // dismissed
		`{"EMAIL":"e@acme.example"}`:                                      "ERROR_ARGUMENT no_extranet_field",
		`{"EMAIL":"e@acme.example","EXTRANET":"Y"}`:                       "ERROR_GROUPID Group is not specified",
		`{"EMAIL":"e@acme.example","EXTRANET":"Y","SONET_GROUP_ID":[77]}`: "ERROR_NO_GROUP Group not found",
	} {
		c.refuse("user.add", body, 400, failure)
	}
	c.hook("9", "s").refuse("user.add", `{"EMAIL":"e@acme.example","UF_DEPARTMENT":[1]}`, 400, "ERROR_CORE access_denied")
	if n := len(c.world.table(invitations).ids); n != 1 {
		t.Errorf("%d invitations", n)
	}
	if r := c.call("user.add", `{}`); r.json["argument"] != "" {
		t.Errorf("no argument in %s", r.text)
	}
}

func TestExtranetUser(t *testing.T) {
	c := portal(t, people)
	c.want("sonet_group.create", `{"NAME":"Partners"}`)
	c.show("user.add", `{"EMAIL":"e@other.example","EXTRANET":"Y","SONET_GROUP_ID":[1],"UF_DEPARTMENT":[5]}`, `12`)
	c.show("user.get", `{"ID":12,"select":["UF_DEPARTMENT","USER_TYPE"]}`, `[{"ID":"12","UF_DEPARTMENT":[],"USER_TYPE":"extranet"}]`)
	c.show("sonet_group.user.get", `{"ID":1}`, `[{"USER_ID":"1","ROLE":"A"},{"USER_ID":"12","ROLE":"K"}]`)
}

// 8. The second step can fail, and the user stays; an option says otherwise.
func TestSecondStep(t *testing.T) {
	add := `{"EMAIL":"dan@acme.example","NAME":"Dan","UF_DEPARTMENT":[5],"UF_PHONE_INNER":"500"}`
	for option, x := range map[string]struct {
		body, failure string
		users, mail   int
	}{
		"stays":  {add, "ERROR_CORE " + takenExtension, 1, 1},
		"atomic": {add, "ERROR_CORE " + takenExtension, 0, 0},
		"fail":   {strings.Replace(add, "500", "105", 1), "ERROR_CORE The user could not be updated.", 1, 1},
	} {
		c := portal(t, people, "secondStep", option)
		c.refuse("user.add", x.body, 400, x.failure)
		left := c.want("user.get", `{"FILTER":{"EMAIL":"dan@acme.example"}}`)
		if n := len(left.field("ID")); n != x.users || len(c.world.table(invitations).ids) != x.mail {
			t.Errorf("%s: %d users stay", option, n)
		}
		if x.users == 1 && left.field("UF_PHONE_INNER")[0] != "" {
			t.Errorf("%s: the extension was set: %s", option, left.text)
		}
	}
}

func TestUserLimit(t *testing.T) {
	c := portal(t, people, "userLimit", "4")
	c.want("user.add", `{"EMAIL":"d@acme.example","UF_DEPARTMENT":[1]}`)
	c.refuse("user.add", `{"EMAIL":"e@acme.example","UF_DEPARTMENT":[1]}`, 400, "ERROR_ARGUMENT user_count_exceeded")
}
