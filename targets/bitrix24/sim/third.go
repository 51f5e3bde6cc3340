package sim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
)

// REST 3.0 has an address, a way of calling and errors of its own. Of its
// sections only the members of departments are here, which the older interface
// cannot write all of: it knows no deputies.

// thirdMethods are the methods of REST 3.0; all of them write.
func thirdMethods() map[string]func(*call) (any, *thirdFail) {
	return map[string]func(*call) (any, *thirdFail){
		"humanresources.node.member.add":    memberAdd,
		"humanresources.node.member.move":   memberMove,
		"humanresources.node.member.remove": memberRemove,
		"humanresources.node.member.set":    memberSet,
	}
}

// thirdFail is an error of REST 3.0; field is the parameter that was wrong.
type thirdFail struct {
	status        int
	code, message string
	field         string
}

func (f *thirdFail) body() obj {
	if f.field == "" {
		return obj{{"error", obj{{"code", f.code}, {"message", f.message}}}}
	}
	wrong := []any{obj{{"message", f.message}, {"field", f.field}}}
	return obj{{"error", obj{{"code", f.code}, {"message", "Error during request object validation"}, {"validation", wrong}}}}
}

const thirdPrefix = "BITRIX_REST_V3_EXCEPTION_"

func invalid(field, message string) *thirdFail {
	return &thirdFail{http.StatusBadRequest, thirdPrefix + "VALIDATION_REQUESTVALIDATIONEXCEPTION", message, field}
}

// serveThird answers REST 3.0: JSON by POST.
func (w *World) serveThird(rw http.ResponseWriter, r *http.Request, a address, p *array) {
	out, f := w.third(r, a, p)
	if f != nil {
		writeJSON(rw, f.status, f.body())
		return
	}
	writeJSON(rw, http.StatusOK, out)
}

func (w *World) third(r *http.Request, a address, p *array) (obj, *thirdFail) {
	do, ok := thirdMethods()[a.method]
	if !ok || r.Method != http.MethodPost {
		return nil, &thirdFail{http.StatusNotFound, thirdPrefix + "METHODNOTFOUNDEXCEPTION", "Method not found: " + a.method, ""}
	}
	who, f := w.authorize(a, p)
	if f != nil {
		return nil, &thirdFail{f.status, f.code, f.text, ""}
	}
	c := &call{w: w, who: who, method: a.method, p: p}
	switch {
	case !who.has("humanresources"):
		return nil, &thirdFail{http.StatusForbidden, thirdPrefix + "INSUFFICIENTSCOPEEXCEPTION", "Insufficient permissions: required scope is missing.", ""}
	case w.blocked(c):
		return nil, &thirdFail{errOperating.status, errOperating.code, errOperating.text, ""}
	}
	c.charge(method{writes: true})
	out, wrong := do(c)
	if wrong != nil {
		return nil, wrong
	}
	return c.reply(out), nil
}

func thirdWrites(name string) bool { return thirdMethods()[name] != nil }

// memberRoles are the roles in a department. Teams are not simulated.
var memberRoles = []string{"MEMBER_HEAD", "MEMBER_DEPUTY_HEAD", "MEMBER_EMPLOYEE"}

// node finds the department of nodeId, for those who may change the structure.
func (c *call) node() (*row, *thirdFail) {
	v, ok := c.p.get("nodeId")
	if !ok {
		return nil, invalid("nodeId", `Parameter "nodeId" is required.`)
	}
	d := c.w.find(departments, number(v))
	if d == nil {
		return nil, &thirdFail{http.StatusBadRequest, thirdPrefix + "ENTITYNOTFOUNDEXCEPTION", "Record with ID = `" + text(v) + "` not found.", ""}
	}
	if !c.who.admin() {
		return nil, &thirdFail{http.StatusForbidden, thirdPrefix + "ACCESSDENIEDEXCEPTION", "Access denied.", ""}
	}
	return d, nil
}

// people are the users of userIds; those who do not exist are passed over.
func (c *call) people() ([]*row, *thirdFail) {
	ids := c.p.sub("userIds")
	if ids == nil || len(ids.keys) == 0 {
		return nil, invalid("userIds", `Parameter "userIds" is required and must be a non-empty array.`)
	}
	var out []*row
	for _, id := range numbers(ids) {
		if u := c.w.find(users, id); u != nil {
			out = append(out, u)
		}
	}
	return out, nil
}

// asRole reads the parameter role; preset is what it is when left out.
func (c *call) asRole(preset string) (string, *thirdFail) {
	role := c.p.text("role")
	switch {
	case role == "" && preset == "":
		return "", invalid("role", `Parameter "role" is required.`)
	case role == "":
		return preset, nil
	case !slices.Contains(memberRoles, role):
		return "", invalid("role", "Invalid role "+role+". Allowed: "+strings.Join(memberRoles, ", ")+".")
	}
	return role, nil
}

var success = obj{{"success", true}}

func memberAdd(c *call) (any, *thirdFail) { return c.placeAll("", false) }

// memberMove takes the people out of every other department.
func memberMove(c *call) (any, *thirdFail) { return c.placeAll("MEMBER_EMPLOYEE", true) }

func (c *call) placeAll(preset string, alone bool) (any, *thirdFail) {
	d, f := c.node()
	if f != nil {
		return nil, f
	}
	who, f := c.people()
	if f != nil {
		return nil, f
	}
	role, f := c.asRole(preset)
	if f != nil {
		return nil, f
	}
	for _, u := range who {
		if alone {
			for _, other := range u.user.departments {
				if other != d.id {
					c.w.displace(other, u)
				}
			}
		}
		c.w.place(d.id, c.w.find(users, u.id), role)
	}
	return success, nil
}

// place gives a user a role in a department. There is one head, which the older
// interface shows; who was stays an employee.
func (w *World) place(department int, u *row, role string) {
	if !slices.Contains(u.user.departments, department) {
		w.edit(u, map[string]any{"UF_DEPARTMENT": departmentList(append(slices.Clone(many(u.props["UF_DEPARTMENT"])), department))})
	}
	d := w.unlead(w.find(departments, department), u)
	switch role {
	case "MEMBER_HEAD":
		w.edit(d, map[string]any{"UF_HEAD": u.key()})
	case "MEMBER_DEPUTY_HEAD":
		w.edit(d, map[string]any{"DEPUTIES": append(slices.Clone(many(d.props["DEPUTIES"])), any(u.key()))})
	}
}

// displace takes a user out of a department.
func (w *World) displace(department int, u *row) {
	u = w.find(users, u.id)
	left := slices.DeleteFunc(slices.Clone(many(u.props["UF_DEPARTMENT"])), func(v any) bool { return number(v) == department })
	w.edit(u, map[string]any{"UF_DEPARTMENT": departmentList(left)})
	if d := w.find(departments, department); d != nil {
		w.unlead(d, u)
	}
}

// unlead makes a user no head and no deputy of a department.
func (w *World) unlead(d, u *row) *row {
	change := map[string]any{}
	if heads(d, u) {
		change["UF_HEAD"] = nil
	}
	deputies := many(d.props["DEPUTIES"])
	left := slices.DeleteFunc(slices.Clone(deputies), func(v any) bool { return text(v) == u.key() })
	if len(left) < len(deputies) {
		change["DEPUTIES"] = left
	}
	if len(change) == 0 {
		return d
	}
	return w.edit(d, change)
}

// memberRemove tells of each user whether it was there.
func memberRemove(c *call) (any, *thirdFail) {
	d, f := c.node()
	if f != nil {
		return nil, f
	}
	if _, f := c.people(); f != nil {
		return nil, f
	}
	removed, failed := []any{}, []any{}
	for _, id := range numbers(c.p.sub("userIds")) {
		u := c.w.find(users, id)
		if u == nil || !slices.Contains(u.user.departments, d.id) {
			failed = append(failed, obj{{"userId", id}, {"reason", "Not found in this node"}})
			continue
		}
		c.w.displace(d.id, u)
		removed = append(removed, id)
	}
	return obj{{"removed", removed}, {"failed", failed}}, nil
}

// memberSet makes the members exactly those of userIds, by role.
func memberSet(c *call) (any, *thirdFail) {
	d, f := c.node()
	if f != nil {
		return nil, f
	}
	byRole := c.p.sub("userIds")
	if byRole == nil || len(byRole.keys) == 0 {
		return nil, invalid("userIds", `Parameter "userIds" is required and must be a non-empty array.`)
	}
	if wrong := slices.DeleteFunc(slices.Clone(byRole.keys), func(k string) bool { return slices.Contains(memberRoles, k) }); len(wrong) > 0 {
		return nil, invalid("userIds", "Invalid roles: "+strings.Join(wrong, ", ")+". Allowed: "+strings.Join(memberRoles, ", ")+".")
	}
	roles := map[int]string{}
	for _, role := range byRole.keys {
		for _, id := range numbers(byRole.vals[role]) {
			if c.w.find(users, id) != nil {
				roles[id] = role
			}
		}
	}
	for _, u := range c.w.table(users).having(key("dep", d.key())) {
		if roles[u.id] == "" {
			c.w.displace(d.id, u)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(roles)) {
		c.w.place(d.id, c.w.find(users, id), roles[id])
	}
	return success, nil
}
