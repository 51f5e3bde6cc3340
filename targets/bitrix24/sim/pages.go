package sim

import (
	"net/http"
	"slices"
	"strings"
)

// pagesPrefix is where the portal's own pages are done by hand: what a person does
// by mouse, as requests. The paths are ours; a portal has none of them. They take
// the parameter user, the person at the screen (1 when there is none).
const pagesPrefix = "/bitrix/patchbay/"

// pages are what a person can do, by path.
func pages() map[string]func(*call) (any, *fail) {
	return map[string]func(*call) (any, *fail){
		"access":      pageAccess,
		"role":        pageRole,
		"role-delete": pageRoleDelete,
		"confirm":     pageConfirm,
		"phone":       pagePhone,
		"admin":       pageAdmin,
		"usergroup":   pageUserGroup,
	}
}

func (w *World) servePage(rw http.ResponseWriter, r *http.Request, name string, body []byte) {
	do, ok := pages()[name]
	if !ok || r.Method != http.MethodPost {
		writeHTML(rw, http.StatusNotFound, "404 Not Found")
		return
	}
	p := decode(r, body)
	user := max(1, number(p.vals["user"]))
	c := &call{w: w, method: name, p: p, who: &caller{user: w.find(users, user), id: "page"}}
	if c.who.user == nil || !c.who.user.user.active {
		w.writeFail(rw, denied(""))
		return
	}
	out, f := do(c)
	if f != nil {
		w.writeFail(rw, f)
		return
	}
	writeJSON(rw, http.StatusOK, obj{{"result", out}})
}

// editsRoles: the pages of roles and access need SETTINGS.MODIFY and the licence.
func (c *call) editsRoles() *fail {
	if !c.w.licensed() || !c.may("SETTINGS.MODIFY") {
		return denied("")
	}
	return nil
}

// pageAccess saves the dialog of access permissions, PERMS[code]=role: the whole
// table is replaced, there is one role to a code, and a selected employee is
// written as IU.
func pageAccess(c *call) (any, *fail) {
	if f := c.editsRoles(); f != nil {
		return nil, f
	}
	perms := orEmpty(c.p.sub("PERMS"))
	for _, code := range perms.keys {
		if !bindable(code) || c.w.find(roles, number(perms.vals[code])) == nil {
			return nil, argument("PERMS[" + code + "]")
		}
	}
	for _, a := range c.w.table(access).all() {
		c.w.drop(a)
	}
	done := map[string]bool{}
	for _, code := range perms.keys {
		role := text(number(perms.vals[code]))
		if strings.HasPrefix(code, "U") {
			code = "I" + code
		}
		if !done[code] {
			c.w.create(access, map[string]any{"ROLE_ID": role, "CODE": code})
		}
		done[code] = true
	}
	return true, nil
}

// pageRole saves the form of a role; ID 0 makes a new one. Names may repeat.
func pageRole(c *call) (any, *fail) {
	if f := c.editsRoles(); f != nil {
		return nil, f
	}
	if f := badName(c.p.vals["NAME"]); f != nil {
		return nil, f
	}
	p, f := c.permissions()
	if f != nil {
		return nil, f
	}
	props := map[string]any{"NAME": c.p.text("NAME"), "PERMISSIONS": p.stored()}
	id := number(c.p.vals["ID"])
	if id == 0 {
		return c.w.create(roles, props).id, nil
	}
	r, f := c.role("ID")
	if f != nil {
		return nil, f
	}
	return c.w.edit(r, props).id, nil
}

func pageRoleDelete(c *call) (any, *fail) {
	if f := c.editsRoles(); f != nil {
		return nil, f
	}
	r, f := c.role("ID")
	if f != nil {
		return nil, f
	}
	c.w.removeRole(r)
	return true, nil
}

// pageConfirm is the click by which an administrator allows voximplant.user.get to
// the access token of the parameter token, or to all that are there; answer=deny
// denies it.
func pageConfirm(c *call) (any, *fail) {
	if !c.who.admin() {
		return nil, denied("")
	}
	answer := "allow"
	if c.p.text("answer") == "deny" {
		answer = "deny"
	}
	n := 0
	for given, t := range c.w.tokens.access {
		if want := c.p.text("token"); want == "" || want == given {
			t.confirmed = answer
			n++
		}
	}
	return n, nil
}

// pagePhone is the form of a telephony user: extension, line and SIP phone.
func pagePhone(c *call) (any, *fail) {
	reach, everybody := c.reach("USER.MODIFY")
	id := number(c.p.vals["USER_ID"])
	u := c.w.find(users, id)
	if u == nil || !everybody && !reach[id] {
		return nil, denied("")
	}
	change := map[string]any{}
	if v, ok := c.p.get("UF_PHONE_INNER"); ok {
		change["UF_PHONE_INNER"] = digits(text(v))
	}
	if v, ok := c.p.get("PHONE_ENABLED"); ok {
		change["PHONE_ENABLED"] = yesNo(yes(v))
	}
	if v, ok := c.p.get("DEFAULT_LINE"); ok {
		change["DEFAULT_LINE"] = text(v)
	}
	if f := c.w.check(u, change); f != nil {
		return nil, f
	}
	c.w.edit(u, change)
	return true, nil
}

// pageAdmin gives the right of a portal administrator, or takes it (ADMIN=N). The
// last one keeps it.
func pageAdmin(c *call) (any, *fail) {
	u := c.w.find(users, number(c.p.vals["USER_ID"]))
	if !c.who.admin() || u == nil {
		return nil, denied("")
	}
	on := yes(c.p.vals["ADMIN"])
	if !on && u.user.admin && len(c.w.table(users).by["admin"]) == 1 {
		return nil, core("The last administrator cannot be dismissed.")
	}
	groups := slices.DeleteFunc(many(u.props["USER_GROUPS"]), func(g any) bool { return text(g) == "1" })
	c.w.edit(u, map[string]any{"ADMIN": on, "USER_GROUPS": groups})
	return true, nil
}

// pageUserGroup puts a user into exactly the site's user groups of GROUPS, which
// On-Premise can do.
func pageUserGroup(c *call) (any, *fail) {
	u := c.w.find(users, number(c.p.vals["USER_ID"]))
	if !c.who.admin() || u == nil || c.w.cloud() {
		return nil, denied("")
	}
	groups := []any{}
	for _, g := range numbers(c.p.vals["GROUPS"]) {
		if c.w.find(userGroups, g) == nil {
			return nil, argument("GROUPS")
		}
		groups = append(groups, text(g))
	}
	c.w.edit(u, map[string]any{"USER_GROUPS": groups})
	return true, nil
}
