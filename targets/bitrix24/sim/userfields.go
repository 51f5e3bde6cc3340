package sim

import "strings"

// userfieldAdd adds a field UF_USR_… to all users. The prefix is put before a
// name that lacks it.
func userfieldAdd(c *call) (any, *fail) {
	if !c.who.admin() {
		return nil, denied("")
	}
	f := c.p.upper().sub("FIELDS").upper()
	name := strings.ToUpper(f.text("FIELD_NAME"))
	if name == "" {
		return nil, bad("", "The field name is not specified.")
	}
	if !strings.HasPrefix(name, "UF_USR_") {
		name = "UF_USR_" + strings.TrimPrefix(name, "UF_")
	}
	for _, r := range c.w.table(userFields).all() {
		if r.text("FIELD_NAME") == name {
			return nil, bad("", "The field "+name+" already exists.")
		}
	}
	kind := f.text("USER_TYPE_ID")
	if kind == "" {
		kind = "string"
	}
	label := f.text("LABEL")
	if label == "" {
		label = name
	}
	r := c.w.create(userFields, map[string]any{"ENTITY_ID": "USER", "FIELD_NAME": name, "USER_TYPE_ID": kind, "MULTIPLE": "N", "MANDATORY": "N", "LABEL": label})
	return r.id, nil
}

func (c *call) userfield() (*row, *fail) {
	if !c.who.admin() {
		return nil, denied("")
	}
	r := c.w.find(userFields, number(c.p.upper().vals["ID"]))
	if r == nil {
		return nil, bad("ERROR_NOT_FOUND", "The entity is not found.")
	}
	return r, nil
}

func userfieldUpdate(c *call) (any, *fail) {
	r, f := c.userfield()
	if f != nil {
		return nil, f
	}
	in := c.p.upper().sub("FIELDS").upper()
	if label := in.text("LABEL"); label != "" {
		c.w.edit(r, map[string]any{"LABEL": label})
	}
	return true, nil
}

// userfieldDelete takes the field and its values along.
func userfieldDelete(c *call) (any, *fail) {
	r, f := c.userfield()
	if f != nil {
		return nil, f
	}
	name := r.text("FIELD_NAME")
	for _, u := range c.w.table(users).all() {
		if _, ok := u.props[name]; ok {
			c.w.edit(u, map[string]any{name: nil})
		}
	}
	c.w.drop(r)
	return true, nil
}

func userfieldList(c *call) (any, *fail) {
	if !c.who.admin() {
		return nil, denied("")
	}
	return c.list(c.w.table(userFields).all(), func(r *row) any { return fieldsOf(r.props) }), nil
}
