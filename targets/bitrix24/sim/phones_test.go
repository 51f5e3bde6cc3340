package sim

import "testing"

// 9. Success values that prove nothing.
func TestActivatePhone(t *testing.T) {
	c := portal(t, `{`+staffed+`}`)
	on := func(c *client, id int) string { return c.world.find(users, id).text("PHONE_ENABLED") }
	c.show("voximplant.user.activatePhone", `{"USER_ID":10}`, `1`)
	same(t, "activated", on(c, 10), "Y")
	c.show("voximplant.user.deactivatePhone", `{"USER_ID":10}`, `1`)
	same(t, "deactivated", on(c, 10), "Y")
	c.show("voximplant.user.deactivatePhone", `{"USER_ID":11}`, `1`)
	same(t, "deactivated, and off before", on(c, 11), "Y")
	c.show("voximplant.user.activatePhone", `{"USER_ID":99}`, `1`)
	c.refuse("voximplant.user.activatePhone", `{}`, 400, " Parameter USER_ID is not set")
	c.refuse("voximplant.user.activatePhone", `{"user_id":10}`, 400, " Parameter USER_ID is not set")
	c.hook("10", "s").refuse("voximplant.user.activatePhone", `{"USER_ID":11}`, 400, " You are not allowed to modify user's settings")
	c = portal(t, `{`+staffed+`}`, "activateRollsBack", "true")
	c.show("voximplant.user.activatePhone", `{"USER_ID":10}`, `1`)
	same(t, "rolled back", on(c, 10), "")
}

// 10. voximplant.user.get is for applications, after a click for each token.
func TestPhoneGet(t *testing.T) {
	seed := `{` + staffed + `}`
	c := portal(t, seed)
	c.refuse("voximplant.user.get", `{"USER_ID":10}`, 403, "ACCESS_DENIED Access denied! Application context required")
	app := c.app()
	app.refuse("voximplant.user.get", `{"USER_ID":10}`, 401, "METHOD_CONFIRM_WAITING Waiting for confirmation")
	other := c.app()
	if r := c.page("confirm", `{"token":"`+app.auth+`"}`); r.result() != "1" {
		t.Fatal(r.text)
	}
	app.refuse("voximplant.user.get", `{}`, 400, " Parameter USER_ID is not set")
	app.show("voximplant.user.get", `{"USER_ID":[11,10,10,99]}`, `[
		{"ID":"10","DEFAULT_LINE":null,"PHONE_ENABLED":"N","SIP_SERVER":"ip.b24-0-0.bitrixphone.com","SIP_LOGIN":"phone10","SIP_PASSWORD":"","INNER_NUMBER":""},
		{"ID":"11","DEFAULT_LINE":null,"PHONE_ENABLED":"N","SIP_SERVER":"ip.b24-0-0.bitrixphone.com","SIP_LOGIN":"phone11","SIP_PASSWORD":"","INNER_NUMBER":""}]`)
	other.refuse("voximplant.user.get", `{"USER_ID":10}`, 401, "METHOD_CONFIRM_WAITING Waiting for confirmation")
	c.page("confirm", `{"token":"`+other.auth+`","answer":"deny"}`)
	other.refuse("voximplant.user.get", `{"USER_ID":10}`, 403, "METHOD_CONFIRM_DENIED Method call denied")
	c.app().refuse("voximplant.user.get", `{"USER_ID":10}`, 401, "METHOD_CONFIRM_WAITING Waiting for confirmation")
	portal(t, seed, "confirm", "allow").app().want("voximplant.user.get", `{"USER_ID":10}`)
	portal(t, seed, "confirm", "deny").app().refuse("voximplant.user.get", `{"USER_ID":10}`, 403, "METHOD_CONFIRM_DENIED Method call denied")
}

// 10. Users out of reach are dropped without a word, until none is left.
func TestPhoneGetReach(t *testing.T) {
	c := portal(t, `{"roles":[{"ID":"1","NAME":"r","PERMISSIONS":{"USER.MODIFY":"D"}}],"access":[{"ROLE_ID":"1","CODE":"U10"}],
		"apps":[{"client_id":"patchbay","client_secret":"patchbay","refresh_token":"patchbay","scope":"telephony","user":"10"}],`+staffed+`}`, "confirm", "allow")
	app := c.app()
	same(t, "reached", app.want("voximplant.user.get", `{"USER_ID":["11","13","10"]}`).field("ID"), []string{"10", "11"})
	app.refuse("voximplant.user.get", `{"USER_ID":[13]}`, 403, "ACCESS_DENIED Access denied! You have no permission to query selected users")
	app.show("voximplant.user.activatePhone", `{"USER_ID":11}`, `1`)
	app.refuse("voximplant.user.activatePhone", `{"USER_ID":13}`, 400, " You are not allowed to modify user's settings")
}

// 4. statistic.get pages, filters and sorts what the caller may see.
func TestStatistic(t *testing.T) {
	c := portal(t, `{`+staffed+`}`)
	same(t, "filtered", c.want("voximplant.statistic.get", `{"filter":{">ID":4,"portal_user_id":[10,11,12]},"sort":"ID","order":"DESC"}`).field("ID"), []string{"6", "5"})
	row := c.want("voximplant.statistic.get", `{"FILTER":{"ID":1}}`).json["result"].([]any)[0].(map[string]any)
	if row["PORTAL_USER_ID"] != "1" || row["CALL_VOTE"] != nil || len(row) != 29 {
		t.Errorf("a call: %v", row)
	}
	if got := c.want("voximplant.url.get", `{}`).json["result"].(map[string]any); len(got) != 4 {
		t.Errorf("addresses: %v", got)
	}
}
