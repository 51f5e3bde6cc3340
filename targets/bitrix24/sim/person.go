package sim

import (
	"slices"
	"strings"
)

// person is what is computed of a user's row.
type person struct {
	active      bool
	admin       bool
	extension   string
	departments []int
	groups      []string // of the site, G<id>
	kind        string   // USER_TYPE
	listed      bool     // by user.get
}

func personOf(r *row) *person {
	p := &person{active: true, admin: yes(r.props["ADMIN"]), extension: r.text("UF_PHONE_INNER"), kind: r.text("USER_TYPE")}
	if v, ok := r.props["ACTIVE"]; ok {
		p.active = yes(v)
	}
	if p.kind == "" {
		p.kind = "employee"
	}
	for _, d := range numbers(r.props["UF_DEPARTMENT"]) {
		if !slices.Contains(p.departments, d) {
			p.departments = append(p.departments, d)
		}
	}
	for _, g := range many(r.props["USER_GROUPS"]) {
		p.groups = append(p.groups, text(g))
	}
	p.listed = !slices.Contains(hidden, p.kind)
	p.admin = p.admin || slices.Contains(p.groups, "1")
	return p
}

// within are the groups that a person is written into, each once.
func (p *person) within() []string {
	out := slices.DeleteFunc(slices.Clone(p.groups), func(g string) bool { return g == "2" || g == "1" })
	if p.admin {
		out = append(out, "1")
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// fullName is how a person is shown.
func (r *row) fullName() string {
	if name := strings.TrimSpace(r.text("NAME") + " " + r.text("LAST_NAME")); name != "" {
		return name
	}
	return r.text("EMAIL")
}

// hidden are the kinds that user.get does not list.
var hidden = []string{"bot", "email", "imconnector", "shop", "replica", "controller", "integrator"}
