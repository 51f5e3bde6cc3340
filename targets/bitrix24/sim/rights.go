package sim

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// permissions are levels by pair: "CALL_DETAIL.VIEW" → "A". A pair that is not
// there is denied.
type permissions map[string]string

// pair is one entity and action with its levels; "" is one of every pair.
type pair struct {
	name   string
	levels string
	since  string // the first version of the module that has it; "" is all
}

// pairs are all of them, in the order of the portal's dialog.
var pairs = []pair{
	{"CALL_DETAIL.VIEW", "ADX", ""},
	{"CALL_RECORD.LISTEN", "ADX", ""},
	{"CALL_RECORD.MODIFY", "ADX", newest},
	{"CALL.PERFORM", "CKX", ""},
	{"USER.MODIFY", "ADX", ""},
	{"SETTINGS.MODIFY", "X", ""},
	{"LINE.MODIFY", "X", ""},
	{"BALANCE.MODIFY", "X", middle},
}

// pairs are those that the installed version knows.
func (w *World) pairs() []pair {
	out := make([]pair, 0, len(pairs))
	for _, p := range pairs {
		if p.since == "" || p.since == w.head.TelephonyVersion || w.head.TelephonyVersion == newest {
			out = append(out, p)
		}
	}
	return out
}

// stored is how a role keeps its permissions.
func (p permissions) stored() map[string]any {
	out := map[string]any{}
	for k, v := range p {
		out[k] = v
	}
	return out
}

// permissionsOf are those of a role. Whatever letter is stored counts, as on a portal.
func permissionsOf(r *row) permissions {
	out := permissions{}
	m, _ := r.props["PERMISSIONS"].(map[string]any)
	for k, v := range m {
		if s := text(v); s != "" {
			out[k] = s
		}
	}
	return out
}

// union takes the greater letter of each pair.
func (p permissions) union(q permissions) {
	for k, v := range q {
		if v > p[k] {
			p[k] = v
		}
	}
}

// rightsOf are the effective permissions of a user.
func (w *World) rightsOf(u *row) permissions {
	if w.computed != w.generation || w.perms == nil {
		w.perms, w.computed = map[int]permissions{}, w.generation
	}
	p, ok := w.perms[u.id]
	if !ok {
		p = w.computeRights(u)
		w.perms[u.id] = p
	}
	return p
}

func (w *World) computeRights(u *row) permissions {
	out := permissions{}
	switch {
	case u.user.admin:
		for _, p := range w.pairs() {
			out[p.name] = p.levels[len(p.levels)-1:]
		}
	case w.licensed():
		for _, a := range w.table(access).all() {
			if r := w.find(roles, a.int("ROLE_ID")); r != nil && w.holds(u, a.text("CODE")) {
				out.union(permissionsOf(r))
			}
		}
	default:
		if w.holds(u, "G1") {
			out.union(defaultRoles[0].permissions)
		}
		if w.holds(u, w.everybody()) {
			out.union(defaultRoles[3].permissions)
		}
	}
	w.restrict(out)
	return out
}

// licensed says whether stored roles count. On-Premise they always do.
func (w *World) licensed() bool { return w.head.Licensed || !w.cloud() }

// restrict takes out what the version does not know and the region does not have.
func (w *World) restrict(p permissions) {
	known := w.pairs()
	maps.DeleteFunc(p, func(name, _ string) bool {
		return !slices.ContainsFunc(known, func(k pair) bool { return k.name == name })
	})
	if w.head.RestOnly || w.head.Region == "by" {
		delete(p, "BALANCE.MODIFY")
	}
}

// may says whether the caller has a permission at any level.
func (c *call) may(pair string) bool { return c.w.rightsOf(c.who.user)[pair] != "" }

// reach is the users that a permission extends to; nil with true is everybody.
func (c *call) reach(pair string) (ids map[int]bool, everybody bool) {
	switch c.w.rightsOf(c.who.user)[pair] {
	case "":
		return nil, false
	case "A":
		return map[int]bool{c.who.user.id: true}, false
	case "X":
		return nil, true
	}
	return c.w.colleagues(c.who.user), false
}

// colleagues are a user and everybody of the departments the user is in: with
// those below them when the structure is converted, else with the people below
// the departments that the user heads.
func (w *World) colleagues(u *row) map[int]bool {
	out := map[int]bool{u.id: true}
	for _, d := range u.user.departments {
		w.staff(d, w.head.Converted, out)
	}
	if w.head.Converted {
		return out
	}
	for _, d := range w.table(departments).having(key("head", u.key())) {
		w.staff(d.id, true, out)
	}
	return out
}

// staff adds the members of a department, and of those below it when deep.
func (w *World) staff(department int, deep bool, into map[int]bool) {
	for id := range w.table(users).by[key("dep", strconv.Itoa(department))] {
		into[id] = true
	}
	if !deep {
		return
	}
	for _, child := range w.table(departments).having(key("parent", strconv.Itoa(department))) {
		w.staff(child.id, true, into)
	}
}

// contains says whether department d is top, or below it at any depth.
func (w *World) contains(top, d int) bool {
	seen := map[int]bool{}
	for at := w.find(departments, d); at != nil && !seen[at.id]; at = w.find(departments, at.int("PARENT")) {
		if at.id == top {
			return true
		}
		seen[at.id] = true
	}
	return false
}

// heads says whether u heads department d.
func heads(d, u *row) bool { return d != nil && d.text("UF_HEAD") == u.key() }

// holds says whether a user holds an access code.
func (w *World) holds(u *row, code string) bool {
	kind, id, role := splitCode(code)
	switch kind {
	case "U":
		return u.id == id
	case "IU":
		return u.id == id || !w.quirks.bareBoss && w.superior(u, w.find(users, id))
	case "D":
		return slices.Contains(u.user.departments, id) || heads(w.find(departments, id), u)
	case "DR":
		return w.inTree(u, id)
	case "G":
		return id == 2 || id == 1 && u.user.admin || slices.Contains(u.user.groups, strconv.Itoa(id))
	case "AU":
		return true
	case "SG":
		return w.holdsGroup(u, id, role)
	case "AD":
		return w.quirks.structureRoles && (heads(w.find(departments, id), u) || id == 0 && len(w.table(departments).by[key("head", u.key())]) > 0)
	}
	return false
}

// inTree says whether a user belongs to a department or one below it. Heading one
// is not belonging to it: the head of a department holds D, not DR.
func (w *World) inTree(u *row, department int) bool {
	return slices.ContainsFunc(u.user.departments, func(d int) bool { return w.contains(department, d) })
}

// superior says whether boss heads a department that u is in, or one above it.
func (w *World) superior(boss, u *row) bool {
	if u == nil {
		return false
	}
	for _, d := range u.user.departments {
		for at := w.find(departments, d); at != nil; at = w.find(departments, at.int("PARENT")) {
			if heads(at, boss) {
				return true
			}
		}
	}
	return false
}

// holdsGroup: the owner of a workgroup holds A, E and K, moderators E and K,
// members K.
func (w *World) holdsGroup(u *row, group int, role string) bool {
	g := w.find(workgroups, group)
	if g == nil {
		return false
	}
	has := roleIn(g, u.id)
	switch role {
	case "A":
		return has == "A"
	case "E":
		return has == "A" || has == "E"
	case "K":
		return has == "A" || has == "E" || has == "K"
	}
	return w.quirks.plainGroupCode && has != ""
}

// splitCode cuts an access code: "SG3_K" is SG, 3 and K. A code of another form
// has the kind "".
func splitCode(code string) (kind string, id int, role string) {
	if code == "AU" || code == "CR" {
		return code, 0, ""
	}
	digits := strings.IndexAny(code, "0123456789")
	if digits < 1 {
		return "", 0, ""
	}
	kind, rest := code[:digits], code[digits:]
	if kind == "SG" {
		rest, role, _ = strings.Cut(rest, "_")
		if strings.HasSuffix(code, "_") || role != "" && role != "A" && role != "E" && role != "K" {
			return "", 0, ""
		}
	}
	id, err := strconv.Atoi(rest)
	if err != nil || !slices.Contains([]string{"U", "IU", "D", "DR", "G", "SG", "AD", "AT"}, kind) {
		return "", 0, ""
	}
	return kind, id, role
}

// bound are the codes that the newest dialog takes, as long as the column is wide.
var bound = regexp.MustCompile(`^(I?U\d+|DR?\d+|G\d+|SG\d+(_[AEK])?|A[DT][1-9]\d*|A[DT]0)$`)

// bindable says whether a role can be bound to a code.
func bindable(code string) bool { return len(code) <= 100 && bound.MatchString(code) }
