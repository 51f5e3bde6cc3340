package sim

import (
	"slices"
	"strings"
)

func departmentMethods() map[string]method {
	return map[string]method{
		"department.get":    {scope: departmentScope, do: departmentGet},
		"department.fields": {scope: departmentScope, do: departmentFields},
		"department.add":    {scope: departmentScope, writes: true, do: departmentAdd},
		"department.update": {scope: departmentScope, writes: true, do: departmentUpdate},
		"department.delete": {scope: departmentScope, writes: true, do: departmentDelete},
	}
}

// departmentColumns are all that the methods know of a department.
var departmentColumns = []struct{ name, label string }{
	{"ID", "ID"}, {"NAME", "Department name"}, {"SORT", "Sorting order"}, {"PARENT", "Superior department"}, {"UF_HEAD", "Head"},
}

func isDepartmentColumn(name string) bool {
	return slices.ContainsFunc(departmentColumns, func(c struct{ name, label string }) bool { return c.name == name })
}

func departmentFields(*call) (any, *fail) {
	out := obj{}
	for _, c := range departmentColumns {
		out = out.with(c.name, c.label)
	}
	return out, nil
}

// showDepartment: the root has no PARENT, and UF_HEAD is there only if set.
func showDepartment(r *row) any {
	sort := r.int("SORT")
	if _, ok := r.props["SORT"]; !ok {
		sort = defaultSort
	}
	out := obj{{"ID", r.key()}, {"NAME", r.text("NAME")}, {"SORT", sort}}
	for _, name := range []string{"PARENT", "UF_HEAD"} {
		if v := r.text(name); v != "" {
			out = out.with(name, v)
		}
	}
	return out
}

const defaultSort = 500

// departmentGet filters by its own fields, or by FILTER. The field to sort by and
// the filter SORT share one key: a name of a field sorts, anything else filters.
func departmentGet(c *call) (any, *fail) {
	p := c.p.upper()
	filter := p
	if f := p.sub("FILTER"); f != nil {
		filter = f
	}
	by := strings.ToUpper(text(scalar(p.vals["SORT"])))
	if !isDepartmentColumn(by) {
		by = ""
	}
	where := slices.DeleteFunc(conditions(filter, isDepartmentColumn), func(x condition) bool {
		return filter == p && x.field == "SORT" && by != ""
	})
	rows := c.w.table(departments).pick(where, departmentText, 0)
	return c.list(sortedBy(rows, by, text(scalar(p.vals["ORDER"])), departmentText), showDepartment), nil
}

func departmentText(r *row, name string) []string {
	switch name {
	case "ID":
		return []string{r.key()}
	case "SORT":
		if r.props[name] == nil {
			return []string{text(defaultSort)}
		}
	}
	return []string{r.text(name)}
}

func departmentAdd(c *call) (any, *fail) {
	p := c.p.upper()
	switch {
	case !c.who.admin():
		return nil, core("Access denied")
	case strings.TrimSpace(p.text("NAME")) == "":
		return nil, core("Department name not provided.<br>")
	case number(p.vals["PARENT"]) == 0 && len(c.w.table(departments).ids) > 0:
		return nil, core("There can only be one top-level department in the company structure")
	}
	if f := c.checkParent(nil, p); f != nil {
		return nil, f
	}
	r := c.w.create(departments, departmentProps(p, map[string]any{"SORT": number500}))
	return r.id, nil
}

// checkParent refuses a parent that does not exist, or is below the department itself.
func (c *call) checkParent(r *row, p *array) *fail {
	id := number(p.vals["PARENT"])
	if id == 0 {
		return nil
	}
	if c.w.find(departments, id) == nil || r != nil && c.w.contains(r.id, id) {
		return core("The parent department is not found.<br>")
	}
	return nil
}

// departmentProps lays what was sent over what is there.
func departmentProps(p *array, over map[string]any) map[string]any {
	if v := p.text("NAME"); v != "" {
		over["NAME"] = v
	}
	if v, ok := p.get("SORT"); ok {
		over["SORT"] = plain(number(v))
	}
	if id := number(p.vals["PARENT"]); id != 0 {
		over["PARENT"] = text(id)
	}
	if v, ok := p.get("UF_HEAD"); ok {
		delete(over, "UF_HEAD")
		if id := number(v); id != 0 {
			over["UF_HEAD"] = text(id)
		}
	}
	return over
}

func (c *call) department(p *array) (*row, *fail) {
	if !c.who.admin() {
		return nil, core("Access denied")
	}
	r := c.w.find(departments, number(p.vals["ID"]))
	if r == nil {
		return nil, core("Department not found")
	}
	return r, nil
}

func departmentUpdate(c *call) (any, *fail) {
	p := c.p.upper()
	r, f := c.department(p)
	if f != nil {
		return nil, f
	}
	if v, ok := p.get("NAME"); ok && strings.TrimSpace(text(v)) == "" {
		return nil, core("Department name not provided.<br>")
	}
	if _, moved := p.get("PARENT"); moved && number(p.vals["PARENT"]) == 0 && r.text("PARENT") != "" {
		return nil, core("There can only be one top-level department in the company structure")
	}
	if f := c.checkParent(r, p); f != nil {
		return nil, f
	}
	change := departmentProps(p, map[string]any{})
	if _, ok := p.get("UF_HEAD"); ok && change["UF_HEAD"] == nil {
		change["UF_HEAD"] = nil
	}
	c.w.edit(r, change)
	return true, nil
}

func departmentDelete(c *call) (any, *fail) {
	r, f := c.department(c.p.upper())
	if f != nil {
		return nil, f
	}
	if r.text("PARENT") == "" {
		return nil, core("Access denied")
	}
	c.w.removeDepartment(r)
	return true, nil
}

// removeDepartment takes a department away; an option says what becomes of its
// children and its members.
func (w *World) removeDepartment(r *row) {
	up := ""
	if w.quirks.departmentDelete == "promote" {
		up = r.text("PARENT")
	}
	for _, child := range w.table(departments).having(key("parent", r.key())) {
		if up == "" {
			w.removeDepartment(child)
			continue
		}
		w.edit(child, map[string]any{"PARENT": up})
	}
	for _, u := range w.table(users).having(key("dep", r.key())) {
		var left []any
		for _, d := range u.user.departments {
			if d == r.id {
				d = number(up)
			}
			left = append(left, d)
		}
		w.edit(u, map[string]any{"UF_DEPARTMENT": departmentList(left)})
	}
	w.drop(r)
}
