package sim

import (
	"net/mail"
	"slices"
	"strings"
)

// userAdd invites a person by e-mail. It registers first and fills in the rest in
// a second step: when that fails, the new user stays, under an error.
func userAdd(c *call) (any, *fail) {
	p := c.p.upper()
	if !c.who.admin() {
		return nil, core("access_denied")
	}
	if f := c.checkInvitation(p); f != nil {
		return nil, f
	}
	second := c.changes(p)
	if yes(p.vals["EXTRANET"]) {
		delete(second, "UF_DEPARTMENT") // people from outside are in no department
	}
	problem := c.w.check(nil, second)
	if problem != nil && c.w.quirks.secondStep == "atomic" {
		return nil, problem
	}
	u := c.w.register(c, p)
	switch {
	case problem != nil:
		return nil, problem
	case c.w.quirks.secondStep == "fail":
		return nil, core("The user could not be updated.")
	}
	c.w.edit(u, second)
	if yes(p.vals["EXTRANET"]) {
		c.join(u, numbers(p.vals["SONET_GROUP_ID"]))
	}
	return u.id, nil
}

// checkInvitation is what the first step refuses.
func (c *call) checkInvitation(p *array) *fail {
	email := strings.TrimSpace(p.text("EMAIL"))
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return argument("wrong_email")
	}
	if c.w.table(users).first(key("email", strings.ToLower(email))) != nil {
		return argument("A user with this email already exists")
	}
	if n := c.w.quirks.userLimit; n > 0 && c.w.activeUsers() >= n {
		return argument("user_count_exceeded")
	}
	if yes(p.vals["EXTRANET"]) {
		groups := numbers(p.vals["SONET_GROUP_ID"])
		if len(groups) == 0 {
			return bad("ERROR_GROUPID", "Group is not specified")
		}
		for _, g := range groups {
			if c.w.find(workgroups, g) == nil {
				return bad("ERROR_NO_GROUP", "Group not found")
			}
		}
		return nil
	}
	if len(numbers(p.vals["UF_DEPARTMENT"])) == 0 {
		return argument("no_extranet_field")
	}
	return nil
}

func (w *World) activeUsers() int {
	n := 0
	for _, r := range w.table(users).rows {
		if r.user.active && r.user.listed {
			n++
		}
	}
	return n
}

// register makes the user and mails the invitation.
func (w *World) register(c *call, p *array) *row {
	kind := "employee"
	if yes(p.vals["EXTRANET"]) {
		kind = "extranet"
	}
	now := w.clock.Time().Format(dates)
	email := strings.TrimSpace(p.text("EMAIL"))
	props := map[string]any{"ACTIVE": true, "EMAIL": email, "USER_TYPE": kind, "IS_ONLINE": "N", "DATE_REGISTER": now, "LAST_LOGIN": ""}
	if d := p.vals["UF_DEPARTMENT"]; d != nil && kind == "employee" {
		props["UF_DEPARTMENT"] = departmentList(d)
	}
	for _, name := range []string{"NAME", "LAST_NAME", "SECOND_NAME"} {
		if v := p.text(name); v != "" {
			props[name] = v
		}
	}
	u := w.create(users, props)
	w.create(invitations, map[string]any{"USER_ID": u.key(), "EMAIL": email, "TEXT": p.text("MESSAGE_TEXT"), "FROM": c.who.user.key(), "DATE": now})
	return u
}

// departmentList is UF_DEPARTMENT as it is stored: numbers, each once.
func departmentList(v any) []any {
	out := []any{}
	for _, d := range numbers(v) {
		if n := plain(d); d > 0 && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// join makes an extranet user a member of the workgroups of the invitation.
func (c *call) join(u *row, groups []int) {
	for _, id := range groups {
		if g := c.w.find(workgroups, id); g != nil {
			c.w.setRole(g, u.id, "K")
		}
	}
}

// userUpdate changes fields of a user. What it does not know it drops.
func userUpdate(c *call) (any, *fail) {
	p := c.p.upper()
	u := c.w.find(users, number(p.vals["ID"]))
	if u == nil || !c.who.admin() && c.who.user != u {
		return nil, core("access_denied")
	}
	change := c.changes(p)
	if !c.who.admin() {
		delete(change, "ACTIVE")
		delete(change, "UF_DEPARTMENT")
	}
	if email, ok := change["EMAIL"]; ok {
		if f := c.checkNewEmail(u, text(email)); f != nil {
			return nil, f
		}
	}
	if f := c.w.check(u, change); f != nil {
		return nil, f
	}
	dismissed := u.user.active
	u = c.w.edit(u, change)
	if dismissed && !u.user.active {
		c.w.dismiss(u)
	}
	return true, nil
}

func (c *call) checkNewEmail(u *row, email string) *fail {
	if a, err := mail.ParseAddress(email); err != nil || a.Address != email {
		return core("wrong_email")
	}
	if other := c.w.table(users).first(key("email", strings.ToLower(email))); other != nil && other != u {
		return core("A user with this email already exists")
	}
	return nil
}

// changes are the writable fields of a request, as they are stored.
func (c *call) changes(p *array) map[string]any {
	out := map[string]any{}
	for _, name := range p.keys {
		v := p.vals[name]
		switch {
		case name == "ACTIVE":
			out[name] = yes(v)
		case name == "UF_DEPARTMENT":
			out[name] = departmentList(v)
		case name == "UF_PHONE_INNER":
			out[name] = digits(text(v))
		case c.w.storable(name):
			out[name] = text(v)
			if _, several := v.(*array); several {
				out[name] = plain(v)
			}
		}
	}
	return out
}

// storable says whether user.add and user.update take a field.
func (w *World) storable(name string) bool {
	if i, ok := columnAt[name]; ok {
		return userColumns[i].traits&writable != 0
	}
	if !strings.HasPrefix(name, "UF_USR_") {
		return false
	}
	return slices.ContainsFunc(w.table(userFields).all(), func(f *row) bool { return f.text("FIELD_NAME") == name })
}

// digits keeps the digits of an extension: 1-23 is 123.
func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// The texts of what is wrong with numbers.
const (
	badExtension   = "Incorrect value entered in the 'Extension number' field. The number must be between 1 and 9999."
	takenExtension = "Extension number is incorrect. This number is already in use by other user or group."
	badPhone       = ` field is incorrect. The phone number needs to be in international format. Example: +44 20 1234 5678`
)

// phones are the fields that hold a number, with the names that the texts give them.
var phones = []struct{ name, label string }{
	{"WORK_PHONE", "Work Phone"}, {"PERSONAL_PHONE", "Phone"}, {"PERSONAL_MOBILE", "Mobile"},
}

// check says what is wrong with new values of a user; u is nil for a new one.
func (w *World) check(u *row, change map[string]any) *fail {
	for _, p := range phones {
		if v := text(change[p.name]); v != "" && !callable(v) {
			return core(`The "` + p.label + `"` + badPhone)
		}
	}
	ext, written := change["UF_PHONE_INNER"].(string)
	active, switched := change["ACTIVE"].(bool)
	if written && ext != "" {
		if len(ext) > 4 || number(ext) == 0 {
			return core(badExtension)
		}
	}
	if !written && switched && active && u != nil && !u.user.active && !w.quirks.collide {
		ext, written = u.user.extension, true
	}
	if written && ext != "" && w.taken(ext, u) {
		return core(takenExtension)
	}
	return nil
}

// callable says whether the telephony can make an international number of a
// text: 10 to 15 digits, among the signs that people put between them.
func callable(s string) bool {
	if strings.Trim(s, "+0123456789 ().-/\u00a0") != "" {
		return false
	}
	n := len(digits(s))
	return n >= 10 && n <= 15
}

// taken says whether an active user other than u, or a queue, has an extension.
func (w *World) taken(ext string, u *row) bool {
	for _, r := range w.table(users).by[key("ext", ext)] {
		if r != u && r.user.active {
			return true
		}
	}
	return len(w.table(queues).by[key("ext", ext)]) > 0
}

// dismiss is what follows from ACTIVE=N: the phone is off under a new password,
// and the user is in no queue. The extension stays, and blocks nobody.
func (w *World) dismiss(u *row) {
	if yes(u.props["PHONE_ENABLED"]) {
		w.edit(u, map[string]any{"PHONE_ENABLED": "N", "SIP_PASSWORD": w.mint("sip")})
	}
	for _, q := range w.table(queues).all() {
		members := many(q.props["USERS"])
		left := slices.DeleteFunc(slices.Clone(members), func(m any) bool { return number(m) == u.id })
		if len(left) < len(members) {
			w.edit(q, map[string]any{"USERS": left})
		}
	}
}
