package sim

// Lines that an application brings along, telephony.externalLine.*; each sees its own.

func (c *call) outer(p *array) *row {
	return c.w.table(outerLines).first(key("line", c.who.id+"/"+p.text("NUMBER")))
}

func outerAdd(c *call) (any, *fail) {
	p := c.p.upper()
	if p.text("NUMBER") == "" {
		return nil, core("NUMBER should not be empty")
	}
	if c.outer(p) != nil {
		return nil, core("Line already exists")
	}
	r := c.w.create(outerLines, map[string]any{"APP": c.who.id, "NUMBER": p.text("NUMBER"), "NAME": p.text("NAME"), "CRM_AUTO_CREATE": yesNo(p.vals["CRM_AUTO_CREATE"] == nil || yes(p.vals["CRM_AUTO_CREATE"]))})
	return obj{{"ID", r.id}}, nil
}

func outerUpdate(c *call) (any, *fail) {
	p := c.p.upper()
	r := c.outer(p)
	if r == nil {
		return nil, core("Line is not found")
	}
	change := map[string]any{}
	if v, ok := p.get("NAME"); ok {
		change["NAME"] = text(v)
	}
	if v, ok := p.get("CRM_AUTO_CREATE"); ok {
		change["CRM_AUTO_CREATE"] = yesNo(yes(v))
	}
	return obj{{"ID", c.w.edit(r, change).id}}, nil
}

func outerGet(c *call) (any, *fail) {
	out := []any{}
	for _, r := range c.w.table(outerLines).all() {
		if r.text("APP") == c.who.id {
			out = append(out, obj{{"NUMBER", r.text("NUMBER")}, {"NAME", r.text("NAME")}, {"CRM_AUTO_CREATE", r.text("CRM_AUTO_CREATE")}})
		}
	}
	return out, nil
}

func outerDelete(c *call) (any, *fail) {
	r := c.outer(c.p.upper())
	if r == nil {
		return nil, core("Line is not found")
	}
	c.w.drop(r)
	return []any{}, nil
}
