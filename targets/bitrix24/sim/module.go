package sim

import (
	"net/http"
	"slices"
	"strings"
)

// moduleMethods are those of the local module that comes with this project. They
// are not the vendor's: a portal has them where the module's folder was copied to,
// which can be On-Premise only.
func moduleMethods() map[string]method {
	out := map[string]method{}
	add := func(name string, writes bool, do func(*call) (any, *fail)) {
		out["patchbay."+name] = method{scope: moduleScope, writes: writes, local: true, do: func(c *call) (any, *fail) {
			if !c.who.admin() {
				return nil, denied("")
			}
			return do(c)
		}}
	}
	add("info", false, moduleInfo)
	add("role.list", false, roleList)
	add("role.add", true, roleAdd)
	add("role.update", true, roleUpdate)
	add("role.delete", true, roleDelete)
	add("access.list", false, accessList)
	add("access.add", true, accessAdd)
	add("access.delete", true, accessDelete)
	add("usergroup.list", false, userGroupList)
	add("phone.off", true, phoneOff)
	return out
}

func moduleInfo(c *call) (any, *fail) {
	var names []any
	for _, p := range c.w.pairs() {
		names = append(names, p.name)
	}
	return obj{{"VERSION", "1"}, {"CAN_USE", yesNo(c.w.licensed())}, {"PAIRS", names}}, nil
}

// showRole nests the permissions by entity, every known pair with its letter.
func (w *World) showRole(r *row) any {
	have := permissionsOf(r)
	nested := obj{}
	for _, p := range w.pairs() {
		entity, action, _ := strings.Cut(p.name, ".")
		at := slices.IndexFunc(nested, func(f field) bool { return f.key == entity })
		if at < 0 {
			nested = nested.with(entity, obj{})
			at = len(nested) - 1
		}
		nested[at].val = nested[at].val.(obj).with(action, have[p.name])
	}
	return obj{{"ID", r.key()}, {"NAME", r.text("NAME")}, {"PERMISSIONS", nested}}
}

func roleList(c *call) (any, *fail) { return c.counted(c.w.table(roles).all(), c.w.showRole) }

// counted is a page that always has a total: to the module an offset below 0 is 0.
func (c *call) counted(rows []*row, show func(*row) any) (any, *fail) {
	if c.start() < 0 {
		c.p.set("start", "0")
	}
	return c.list(rows, show), nil
}

// strictID is a number from 1 up; 0 for everything else.
func strictID(v any) int {
	id := number(v)
	if _, several := v.(*array); several || id < 1 || text(id) != text(v) {
		return 0
	}
	return id
}

const longestName = 255

// badName says what is wrong with a role's name, which is kept to the letter.
func badName(v any) *fail {
	name, ok := v.(string)
	if !ok || strings.TrimSpace(name) == "" || len([]rune(name)) > longestName {
		return bad("PATCHBAY_BAD_NAME", "A role needs a name of 1 to 255 characters.")
	}
	return nil
}

// readPermissions reads {"CALL_DETAIL": {"VIEW": "D"}}; what is not given is denied.
func (w *World) readPermissions(v any) (permissions, *fail) {
	out := permissions{}
	known := w.pairs()
	a, ok := v.(*array)
	if !ok {
		return nil, bad("PATCHBAY_BAD_PERMISSION", "PERMISSIONS is a map of entities, each a map of actions to letters.")
	}
	for _, entity := range a.keys {
		actions := a.sub(entity)
		if actions == nil {
			return nil, bad("PATCHBAY_BAD_PERMISSION", entity+" is no map of actions to letters.")
		}
		for _, action := range actions.keys {
			name := entity + "." + action
			letter, isText := actions.vals[action].(string)
			at := slices.IndexFunc(known, func(p pair) bool { return p.name == name })
			if at < 0 {
				return nil, bad("PATCHBAY_BAD_PERMISSION", "The telephony does not know "+name+".")
			}
			if !isText || letter != "" && (len(letter) != 1 || !strings.Contains(known[at].levels, letter)) {
				return nil, bad("PATCHBAY_BAD_PERMISSION", name+" has no level "+text(actions.vals[action])+".")
			}
			out[name] = letter
		}
	}
	for _, p := range known {
		if _, ok := out[p.name]; !ok {
			out[p.name] = ""
		}
	}
	return out, nil
}

func roleAdd(c *call) (any, *fail) {
	name := c.p.text("NAME")
	if f := badName(c.p.vals["NAME"]); f != nil {
		return nil, f
	}
	p, f := c.permissions()
	if f != nil {
		return nil, f
	}
	if c.w.table(roles).first(key("name", name)) != nil {
		return nil, bad("PATCHBAY_ROLE_EXISTS", "A role of that name exists.")
	}
	return c.w.create(roles, map[string]any{"NAME": name, "PERMISSIONS": p.stored()}).id, nil
}

// permissions are those of a new role; without any it has none.
func (c *call) permissions() (permissions, *fail) {
	if c.p.vals["PERMISSIONS"] == nil {
		return c.w.readPermissions(newArray())
	}
	return c.w.readPermissions(c.p.vals["PERMISSIONS"])
}

func (c *call) role(name string) (*row, *fail) {
	r := c.w.find(roles, strictID(c.p.vals[name]))
	if r == nil {
		return nil, &fail{status: http.StatusNotFound, code: "PATCHBAY_ROLE_NOT_FOUND", text: "There is no such role."}
	}
	return r, nil
}

func roleUpdate(c *call) (any, *fail) {
	r, f := c.role("ID")
	if f != nil {
		return nil, f
	}
	change := map[string]any{}
	if v, ok := c.p.get("NAME"); ok {
		if f := badName(v); f != nil {
			return nil, f
		}
		change["NAME"] = v
	}
	if v, ok := c.p.get("PERMISSIONS"); ok {
		p, f := c.w.readPermissions(v)
		if f != nil {
			return nil, f
		}
		change["PERMISSIONS"] = p.stored()
	}
	for _, other := range c.w.table(roles).having(key("name", text(change["NAME"]))) {
		if other != r && change["NAME"] != nil {
			return nil, bad("PATCHBAY_ROLE_EXISTS", "A role of that name exists.")
		}
	}
	c.w.edit(r, change)
	return true, nil
}

// roleDelete takes the bindings of the role along.
func roleDelete(c *call) (any, *fail) {
	r, f := c.role("ID")
	if f != nil {
		return nil, f
	}
	c.w.removeRole(r)
	return true, nil
}

func (w *World) removeRole(r *row) {
	for _, a := range w.table(access).having(key("role", r.key())) {
		w.drop(a)
	}
	w.drop(r)
}

func accessList(c *call) (any, *fail) {
	return c.counted(c.w.table(access).all(), func(r *row) any {
		return obj{{"ID", r.key()}, {"ROLE_ID", r.text("ROLE_ID")}, {"CODE", r.text("CODE")}}
	})
}

// bindings are the rows that bind a role to a code: one, unless a form of the
// portal or another program wrote more.
func (w *World) bindings(role int, code string) []*row {
	return slices.DeleteFunc(w.table(access).having(key("code", code)), func(a *row) bool { return a.int("ROLE_ID") != role })
}

// accessAdd answers the row that is there already, if it is.
func accessAdd(c *call) (any, *fail) {
	r, f := c.role("ROLE_ID")
	if f != nil {
		return nil, f
	}
	code, _ := c.p.vals["CODE"].(string)
	if !bindable(code) {
		return nil, bad("PATCHBAY_BAD_CODE", "A code is one of U7, IU7, D5, DR5, G1, SG3, SG3_A, SG3_E, SG3_K, AD5, AT5, AD0, AT0.")
	}
	if there := c.w.bindings(r.id, code); len(there) > 0 {
		return there[0].id, nil
	}
	return c.w.create(access, map[string]any{"ROLE_ID": r.key(), "CODE": code}).id, nil
}

// accessDelete answers true for what is not there, too. Codes are not checked:
// what an older version stored can be taken away.
func accessDelete(c *call) (any, *fail) {
	role, code := strictID(c.p.vals["ROLE_ID"]), c.p.text("CODE")
	if role == 0 || code == "" {
		return nil, bad("PATCHBAY_BAD_CODE", "ROLE_ID or CODE is missing.")
	}
	for _, a := range c.w.bindings(role, code) {
		c.w.drop(a)
	}
	return true, nil
}

// userGroupList: who is in group 2 is not written down, since everybody is.
func userGroupList(c *call) (any, *fail) {
	in := map[string][]any{}
	for _, u := range c.w.table(users).all() {
		for _, g := range u.user.within() {
			in[g] = append(in[g], u.key())
		}
	}
	return c.counted(c.w.table(userGroups).all(), func(r *row) any {
		if in[r.key()] == nil {
			in[r.key()] = []any{}
		}
		return obj{{"ID", r.key()}, {"NAME", r.text("NAME")}, {"USERS", in[r.key()]}}
	})
}

func phoneOff(c *call) (any, *fail) {
	u := c.w.find(users, strictID(c.p.vals["USER_ID"]))
	if u == nil {
		return nil, &fail{status: http.StatusNotFound, code: "PATCHBAY_USER_NOT_FOUND", text: "There is no such user."}
	}
	if yes(u.props["PHONE_ENABLED"]) {
		c.w.edit(u, map[string]any{"PHONE_ENABLED": "N"})
	}
	return true, nil
}
