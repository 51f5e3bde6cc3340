package sim

import (
	"fmt"
	"strings"
	"testing"
)

const boxed = `{"edition":"onpremise","module":true,"userGroups":[{"ID":"1","NAME":"Administrators"},{"ID":"5","NAME":"Night shift"}],
	"users":[{"ID":"1","ADMIN":true,"UF_DEPARTMENT":[1]},{"ID":"7","PHONE_ENABLED":"Y"}],
	"webhooks":[{"user":"1","secret":"patchbay","scope":"patchbay,telephony"},{"user":"7","secret":"s","scope":"patchbay"},{"user":"1","secret":"less","scope":"user"}]}`

// 16. There are no methods for roles, but those of our module where it is installed.
func TestModuleIsThere(t *testing.T) {
	for seed, there := range map[string]bool{`{}`: false, `{"module":true}`: false, `{"edition":"onpremise"}`: false, `{"edition":"onpremise","module":true}`: true} {
		c := portal(t, seed)
		for name := range moduleMethods() {
			got := c.want("method.get", `{"name":"`+name+`"}`).json["result"].(map[string]any)["isExisting"]
			if got != there {
				t.Errorf("%s: %s exists: %v", seed, name, got)
			}
			if r := c.hook("1", "wrong").call(name, `{}`); (r.status == 404) == there {
				t.Errorf("%s: %s: %d", seed, name, r.status)
			}
		}
		if got := strings.Contains(c.want("scope", `{}`).text, "patchbay"); got != there {
			t.Errorf("%s: the scope is listed: %v", seed, got)
		}
		for name := range c.world.methods {
			if strings.Contains(name, "role") && !strings.HasPrefix(name, "patchbay.") {
				t.Errorf("a method for roles that no portal has: %s", name)
			}
		}
	}
	c := portal(t, boxed)
	c.hook("7", "s").refuse("patchbay.info", `{}`, 403, "ACCESS_DENIED Access denied!")
	c.hook("1", "less").refuse("patchbay.info", `{}`, 403, "insufficient_scope "+errScope.text)
}

func TestModuleInfo(t *testing.T) {
	all := `["CALL_DETAIL.VIEW","CALL_RECORD.LISTEN","CALL_RECORD.MODIFY","CALL.PERFORM","USER.MODIFY","SETTINGS.MODIFY","LINE.MODIFY","BALANCE.MODIFY"]`
	for version, pairs := range map[string]string{
		"newest": all,
		"middle": strings.Replace(all, `"CALL_RECORD.MODIFY",`, "", 1),
		"older":  strings.Replace(strings.Replace(all, `"CALL_RECORD.MODIFY",`, "", 1), `,"BALANCE.MODIFY"`, "", 1),
	} {
		portal(t, boxed, "telephonyVersion", version).show("patchbay.info", `{}`, `{"VERSION":"1","CAN_USE":"Y","PAIRS":`+pairs+`}`)
	}
}

func TestRoles(t *testing.T) {
	c := portal(t, boxed)
	c.show("patchbay.role.add", `{"NAME":"Night","PERMISSIONS":{"CALL_DETAIL":{"VIEW":"D"},"CALL":{"PERFORM":"K"}}}`, `5`)
	night := `{"ID":"5","NAME":"%s","PERMISSIONS":{"CALL_DETAIL":{"VIEW":"%s"},"CALL_RECORD":{"LISTEN":"","MODIFY":""},"CALL":{"PERFORM":"%s"},"USER":{"MODIFY":"%s"},"SETTINGS":{"MODIFY":""},"LINE":{"MODIFY":""},"BALANCE":{"MODIFY":""}}}`
	last := func() string {
		rows := c.want("patchbay.role.list", `{}`).json["result"].([]any)
		return compact(rows[len(rows)-1])
	}
	want := func(args ...any) string {
		rows := []any{}
		for _, f := range []string{fmt.Sprintf(night, args...)} {
			rows = append(rows, parseJSON([]byte(f)))
		}
		return sortedJSON(rows[0])
	}
	same(t, "added", last(), want("Night", "D", "K", ""))
	c.show("patchbay.role.update", `{"ID":"5","PERMISSIONS":{"USER":{"MODIFY":"A"}}}`, `true`) // whole: the others are denied
	same(t, "updated", last(), want("Night", "", "", "A"))
	c.show("patchbay.role.update", `{"ID":5,"NAME":"Nuit"}`, `true`)
	same(t, "renamed", last(), want("Nuit", "", "", "A"))
	for body, failure := range map[string]string{
		`{"NAME":"Manager"}`: "400 PATCHBAY_ROLE_EXISTS",
		`{"NAME":" "}`:       "400 PATCHBAY_BAD_NAME",
		`{"NAME":7}`:         "400 PATCHBAY_BAD_NAME",
		`{"NAME":"x","PERMISSIONS":{"CALL":{"PERFORM":null}}}`: "400 PATCHBAY_BAD_PERMISSION",
		`{}`: "400 PATCHBAY_BAD_NAME",
		`{"NAME":"` + strings.Repeat("é", 256) + `"}`:               "400 PATCHBAY_BAD_NAME",
		`{"NAME":"x","PERMISSIONS":{"CALL_DETAIL":{"MODIFY":"X"}}}`: "400 PATCHBAY_BAD_PERMISSION",
		`{"NAME":"x","PERMISSIONS":{"SETTINGS":{"MODIFY":"D"}}}`:    "400 PATCHBAY_BAD_PERMISSION",
		`{"NAME":"x","PERMISSIONS":{"CALL":{"PERFORM":"A"}}}`:       "400 PATCHBAY_BAD_PERMISSION",
		`{"NAME":"x","PERMISSIONS":{"CALL":{"PERFORM":"CX"}}}`:      "400 PATCHBAY_BAD_PERMISSION",
		`{"NAME":"x","PERMISSIONS":{"CALL":"X"}}`:                   "400 PATCHBAY_BAD_PERMISSION",
		`{"NAME":"x","PERMISSIONS":"X"}`:                            "400 PATCHBAY_BAD_PERMISSION",
	} {
		r := c.call("patchbay.role.add", body)
		if got := fmt.Sprintf("%d %v", r.status, r.json["error"]); got != failure {
			t.Errorf("%.60s: %s, want %s", body, got, failure)
		}
	}
	c.show("patchbay.role.add", `{"NAME":"`+strings.Repeat("é", 255)+`"}`, `6`)
	c.show("patchbay.role.add", `{"NAME":"manager"}`, `7`) // the case counts
	for _, method := range []string{"patchbay.role.update", "patchbay.role.delete", "patchbay.access.add"} {
		if r := c.call(method, `{"ID":99,"ROLE_ID":99,"CODE":"U1"}`); r.status != 404 || r.json["error"] != "PATCHBAY_ROLE_NOT_FOUND" {
			t.Errorf("%s: %d %s", method, r.status, r.text)
		}
	}
	if r := c.call("patchbay.role.update", `{"ID":5,"NAME":"Manager"}`); r.json["error"] != "PATCHBAY_ROLE_EXISTS" {
		t.Errorf("renamed to another's name: %s", r.text)
	}
	c.show("patchbay.role.update", `{"ID":5,"NAME":"Nuit"}`, `true`)
}

// sortedJSON writes a value with the keys of its maps in order, as encoding/json does.
func sortedJSON(v any) string { return compact(plain(v)) }

func TestAccess(t *testing.T) {
	c := portal(t, boxed)
	c.show("patchbay.access.list", `{}`, `[{"ID":"1","ROLE_ID":"1","CODE":"G1"},{"ID":"2","ROLE_ID":"4","CODE":"DR1"}]`)
	c.show("patchbay.access.add", `{"ROLE_ID":2,"CODE":"U7"}`, `3`)
	c.show("patchbay.access.add", `{"ROLE_ID":"2","CODE":"U7"}`, `3`) // it is there
	c.show("patchbay.access.add", `{"ROLE_ID":3,"CODE":"U7"}`, `4`)   // a code may have several roles
	if r := c.call("patchbay.access.add", `{"ROLE_ID":3,"CODE":"AU"}`); r.status != 400 || r.json["error"] != "PATCHBAY_BAD_CODE" {
		t.Errorf("AU: %d %s", r.status, r.text)
	}
	c.show("patchbay.access.delete", `{"ROLE_ID":2,"CODE":"U7"}`, `true`)
	c.show("patchbay.access.delete", `{"ROLE_ID":2,"CODE":"U7"}`, `true`)
	c.show("patchbay.access.delete", `{"ROLE_ID":99,"CODE":"U7"}`, `true`)
	for _, wrong := range []string{`{}`, `{"ROLE_ID":2}`, `{"CODE":"U7"}`, `{"ROLE_ID":"2x","CODE":"U7"}`} {
		if r := c.call("patchbay.access.delete", wrong); r.status != 400 || r.json["error"] != "PATCHBAY_BAD_CODE" {
			t.Errorf("%s: %d %s", wrong, r.status, r.text)
		}
	}
	same(t, "an offset below 0 is counted", c.want("patchbay.access.list", `{"start":-1}`).json["total"], any(3.0))
	c.show("patchbay.role.delete", `{"ID":3}`, `true`)
	c.show("patchbay.access.list", `{}`, `[{"ID":"1","ROLE_ID":"1","CODE":"G1"},{"ID":"2","ROLE_ID":"4","CODE":"DR1"}]`)
	c.show("patchbay.usergroup.list", `{}`, `[{"ID":"1","NAME":"Administrators","USERS":["1"]},{"ID":"5","NAME":"Night shift","USERS":[]}]`)
	c.show("patchbay.phone.off", `{"USER_ID":7}`, `true`)
	same(t, "phone", c.world.find(users, 7).text("PHONE_ENABLED"), "N")
	if r := c.call("patchbay.phone.off", `{"USER_ID":99}`); r.status != 404 {
		t.Errorf("the phone of nobody: %d %s", r.status, r.text)
	}
}

// 16. Saving the dialog replaces the whole table, with one role to a code, and
// writes people with their superiors.
func TestAccessByHand(t *testing.T) {
	c := portal(t, boxed)
	c.want("patchbay.access.add", `{"ROLE_ID":2,"CODE":"U7"}`)
	c.want("patchbay.access.add", `{"ROLE_ID":3,"CODE":"U7"}`)
	if r := c.page("access", `{"PERMS":{"G1":1,"U7":2,"IU7":3,"SG3_K":"4"}}`); r.result() != "true" {
		t.Fatal(r.text)
	}
	c.show("patchbay.access.list", `{}`, `[{"ID":"5","ROLE_ID":"1","CODE":"G1"},{"ID":"6","ROLE_ID":"2","CODE":"IU7"},{"ID":"7","ROLE_ID":"4","CODE":"SG3_K"}]`)
	for body, want := range map[string]int{`{"user":7,"PERMS":{}}`: 403, `{"PERMS":{"AU":1}}`: 400, `{"PERMS":{"U7":99}}`: 400} {
		if r := c.page("access", body); r.status != want {
			t.Errorf("%s: %d %s", body, r.status, r.text)
		}
	}
	if r := portal(t, `{"licensed":false}`).page("access", `{"PERMS":{}}`); r.status != 403 {
		t.Errorf("without the licence: %d", r.status)
	}
}

// What a person does by mouse, on any edition.
func TestPagesByHand(t *testing.T) {
	c := portal(t, people)
	if r := c.page("role", `{"NAME":"Night","PERMISSIONS":{"CALL":{"PERFORM":"K"}}}`); r.result() != "5" {
		t.Fatal(r.text)
	}
	if r := c.page("role", `{"ID":5,"NAME":"Night","PERMISSIONS":{"CALL":{"PERFORM":"X"}}}`); r.result() != "5" || permissionsOf(c.world.find(roles, 5))["CALL.PERFORM"] != "X" {
		t.Fatal(r.text)
	}
	if r := c.page("role-delete", `{"ID":5}`); r.result() != "true" || c.world.find(roles, 5) != nil {
		t.Fatal(r.text)
	}
	c.page("phone", `{"USER_ID":7,"PHONE_ENABLED":"N","DEFAULT_LINE":"reg150907","UF_PHONE_INNER":"77"}`)
	if u := c.world.find(users, 7); u.text("PHONE_ENABLED") != "N" || u.text("DEFAULT_LINE") != "reg150907" || u.user.extension != "77" {
		t.Errorf("by the form of telephony users: %v", u.props)
	}
	if r := c.page("phone", `{"USER_ID":9,"UF_PHONE_INNER":"77"}`); r.failure() != "ERROR_CORE "+takenExtension {
		t.Errorf("a taken extension: %s", r.text)
	}
	c.page("admin", `{"USER_ID":7,"ADMIN":"Y"}`)
	if r := c.page("admin", `{"user":7,"USER_ID":1,"ADMIN":"N"}`); r.result() != "true" || c.world.find(users, 1).user.admin {
		t.Errorf("%s", r.text)
	}
	if r := c.page("admin", `{"user":7,"USER_ID":7,"ADMIN":"N"}`); r.status != 400 {
		t.Errorf("the last administrator went: %s", r.text)
	}
	if r := c.page("usergroup", `{"user":7,"USER_ID":9,"GROUPS":[2]}`); r.status != 403 {
		t.Errorf("user groups in the cloud: %s", r.text)
	}
	box := portal(t, boxed)
	if r := box.page("usergroup", `{"USER_ID":7,"GROUPS":[5]}`); r.result() != "true" || !box.world.holds(box.world.find(users, 7), "G5") {
		t.Errorf("%s", r.text)
	}
	if r := c.page("nothing", `{}`); r.status != 404 {
		t.Errorf("%d", r.status)
	}
}
