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
				return nil, forbidden("ACCESS_DENIED", "Only an administrator of the portal may do this.")
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

func roleList(c *call) (any, *fail) { return c.list(c.w.table(roles).all(), c.w.showRole), nil }

const longestName = 255

func badName(name string) *fail {
	if name == "" || len([]rune(name)) > longestName {
		return bad("PATCHBAY_BAD_NAME", "A role needs a name of 1 to 255 characters.")
	}
	return nil
}

// readPermissions reads {"CALL_DETAIL": {"VIEW": "D"}}; what is not given is denied.
func (w *World) readPermissions(v any) (permissions, *fail) {
	out := permissions{}
	known := w.pairs()
	a, ok := v.(*array)
	if !ok && v != nil {
		return nil, bad("PATCHBAY_BAD_PERMISSION", "PERMISSIONS is a map of entities, each a map of actions to letters.")
	}
	for _, entity := range orEmpty(a).keys {
		actions := a.sub(entity)
		if actions == nil {
			return nil, bad("PATCHBAY_BAD_PERMISSION", entity+" is no map of actions to letters.")
		}
		for _, action := range actions.keys {
			name, letter := entity+"."+action, actions.text(action)
			at := slices.IndexFunc(known, func(p pair) bool { return p.name == name })
			if at < 0 {
				return nil, bad("PATCHBAY_BAD_PERMISSION", "The telephony does not know "+name+".")
			}
			if letter != "" && (len(letter) != 1 || !strings.Contains(known[at].levels, letter)) {
				return nil, bad("PATCHBAY_BAD_PERMISSION", name+" has no level "+letter+".")
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
	if f := badName(name); f != nil {
		return nil, f
	}
	p, f := c.w.readPermissions(c.p.vals["PERMISSIONS"])
	if f != nil {
		return nil, f
	}
	if c.w.table(roles).first(key("name", name)) != nil {
		return nil, bad("PATCHBAY_ROLE_EXISTS", "A role of that name exists.")
	}
	return c.w.create(roles, map[string]any{"NAME": name, "PERMISSIONS": p.stored()}).id, nil
}

func (c *call) role(name string) (*row, *fail) {
	r := c.w.find(roles, number(c.p.vals[name]))
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
		if f := badName(text(v)); f != nil {
			return nil, f
		}
		if other := c.w.table(roles).by[key("name", text(v))]; len(other) > 0 && other[r.id] == nil {
			return nil, bad("PATCHBAY_ROLE_EXISTS", "A role of that name exists.")
		}
		change["NAME"] = text(v)
	}
	if v, ok := c.p.get("PERMISSIONS"); ok {
		p, f := c.w.readPermissions(v)
		if f != nil {
			return nil, f
		}
		change["PERMISSIONS"] = p.stored()
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
	return c.list(c.w.table(access).all(), func(r *row) any {
		return obj{{"ID", r.key()}, {"ROLE_ID", r.text("ROLE_ID")}, {"CODE", r.text("CODE")}}
	}), nil
}

// binding is the row that binds a role to a code, or nil.
func (w *World) binding(role *row, code string) *row {
	for _, a := range w.table(access).having(key("code", code)) {
		if a.int("ROLE_ID") == role.id {
			return a
		}
	}
	return nil
}

// accessAdd answers the row that is there already, if it is.
func accessAdd(c *call) (any, *fail) {
	r, f := c.role("ROLE_ID")
	if f != nil {
		return nil, f
	}
	code := c.p.text("CODE")
	if !bindable(code) {
		return nil, bad("PATCHBAY_BAD_CODE", "A code is one of U7, IU7, D5, DR5, G1, SG3, SG3_A, SG3_E, SG3_K, AD5, AT5, AD0, AT0.")
	}
	if a := c.w.binding(r, code); a != nil {
		return a.id, nil
	}
	return c.w.create(access, map[string]any{"ROLE_ID": r.key(), "CODE": code}).id, nil
}

// accessDelete answers true for what is not there, too.
func accessDelete(c *call) (any, *fail) {
	if r := c.w.find(roles, number(c.p.vals["ROLE_ID"])); r != nil {
		if a := c.w.binding(r, c.p.text("CODE")); a != nil {
			c.w.drop(a)
		}
	}
	return true, nil
}

func userGroupList(c *call) (any, *fail) {
	return c.list(c.w.table(userGroups).all(), func(r *row) any { return obj{{"ID", r.key()}, {"NAME", r.text("NAME")}} }), nil
}

func phoneOff(c *call) (any, *fail) {
	u := c.w.find(users, number(c.p.vals["USER_ID"]))
	if u == nil {
		return nil, &fail{status: http.StatusNotFound, code: "PATCHBAY_USER_NOT_FOUND", text: "There is no such user."}
	}
	if yes(u.props["PHONE_ENABLED"]) {
		c.w.edit(u, map[string]any{"PHONE_ENABLED": "N"})
	}
	return true, nil
}
