package sim

import "slices"

func companyRoutes() []route {
	const c, s = "admin/v1.0/companies", "admin/v1.0/sites"
	return []route{
		{method: "GET", path: c, do: (*call).listCompanies},
		{method: "POST", path: c, do: (*call).createCompany},
		{method: "GET", path: c + "/{company}", do: (*call).readCompany},
		{method: "PUT", path: c + "/{company}", do: (*call).updateCompany},
		{method: "GET", path: "enduser/v1.0/companies/{company}", do: (*call).readCompany, guard: anyone},
		{method: "GET", path: s, do: (*call).listSites},
		{method: "POST", path: s, do: (*call).createSite},
		{method: "GET", path: s + "/{site}", do: (*call).readSite},
		{method: "PUT", path: s + "/{site}", do: (*call).updateSite},
		{method: "DELETE", path: s + "/{site}", do: (*call).deleteSite},
		{method: "GET", path: s + "/{site}/systems", do: (*call).siteSystems},
		{method: "POST", path: s + "/{site}/systems", do: (*call).linkSystem},
		{method: "DELETE", path: s + "/{site}/systems/{system}", do: (*call).unlinkSystem},
	}
}

func (c *call) listCompanies() *apiError {
	name := c.param("name")
	return c.list(c.tables["companies"].list, "name", func(o *object) bool {
		return c.covers(c.who, o.id) && (name == "" || o.str("name") == name)
	})
}

func (c *call) createCompany() *apiError {
	if !c.who.has("superadmin") && !c.who.has("bp_admin") && !c.who.has("bp_finance") && c.who.user.str("adminType") != "organization_admin" {
		return refuse(notAllowed, "companies are created by superadmin, bp_admin, bp_finance or an organization_admin")
	}
	values, e := c.decode("companies", nil)
	if e != nil {
		return e
	}
	mine := c.get("companies", c.who.user.str("companyId"))
	if c.who.has("bp_admin") {
		values["bpId"] = mine.id
	}
	if org := mine.str("organisationId"); org != "" && c.who.user.str("adminType") == "organization_admin" {
		values["organisationId"] = org
	}
	values["creationDate"] = c.now()
	co := c.add("companies", values)
	i := slices.IndexFunc(c.tables["offers"].list, func(o *object) bool { return o.is("isDefault") })
	if i >= 0 {
		c.add("subscriptions", map[string]any{"companyId": co.id, "offerId": c.tables["offers"].list[i].id, "status": "active", "creationDate": c.now()})
	}
	return c.created(co)
}

func (c *call) readCompany() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	return c.one(co)
}

func (c *call) updateCompany() *apiError {
	co, e := c.company()
	if e != nil {
		return e
	}
	values, e := c.decode("companies", co)
	if e != nil {
		return e
	}
	c.set(co, values)
	return c.one(co)
}

func (c *call) listSites() *apiError {
	company, name := c.param("companyId"), c.param("name")
	return c.list(c.tables["sites"].list, "name", func(s *object) bool {
		return c.sees(c.who, s) && (company == "" || s.str("companyId") == company) && (name == "" || s.str("name") == name)
	})
}

func (c *call) createSite() *apiError {
	values, e := c.decode("sites", nil)
	if e != nil {
		return e
	}
	if !c.covers(c.who, values["companyId"].(string)) {
		return refuse(notThisFirm, "company %v is not in your charge", values["companyId"])
	}
	return c.created(c.add("sites", values))
}

func (c *call) readSite() *apiError {
	s, e := c.find("sites", "site")
	if e != nil {
		return e
	}
	return c.one(s)
}

func (c *call) updateSite() *apiError {
	s, e := c.find("sites", "site")
	if e != nil {
		return e
	}
	values, e := c.decode("sites", s)
	if e != nil {
		return e
	}
	c.set(s, values)
	return c.one(s)
}

func (c *call) deleteSite() *apiError {
	s, e := c.find("sites", "site")
	if e != nil {
		return e
	}
	if len(c.links["systems/"+s.id]) > 0 {
		return refuse(403700, "site %s still has systems", s.id)
	}
	for _, u := range c.of("users", s.id) {
		c.set(u, map[string]any{"siteId": nil})
	}
	c.drop(s)
	return c.deleted("Site", s.id)
}

func (c *call) siteSystems() *apiError {
	s, e := c.find("sites", "site")
	if e != nil {
		return e
	}
	return c.list(c.of("systems", s.id), "name", func(*object) bool { return true })
}

// linkSystem links a PBX to a site; doing it again is no error.
func (c *call) linkSystem() *apiError {
	site, e := c.find("sites", "site")
	if e != nil {
		return e
	}
	raw, e := c.input()
	if e != nil {
		return e
	}
	id, _ := raw["systemId"].(string)
	sys := c.get("systems", id)
	if sys == nil || !c.sees(c.who, sys) {
		return refuse(notFound, "there is no system %s", id)
	}
	if !has(sys.strings("siteId"), site.id) {
		c.set(sys, map[string]any{"siteId": append(slices.Clone(sys.list("siteId")), site.id)})
	}
	return c.one(sys)
}

func (c *call) unlinkSystem() *apiError {
	site, e := c.find("sites", "site")
	if e != nil {
		return e
	}
	sys := c.get("systems", c.args["system"])
	if sys == nil || !has(sys.strings("siteId"), site.id) {
		return refuse(notDeleted, "site %s has no system %s", site.id, c.args["system"])
	}
	if len(sys.list("siteId")) == 1 {
		return refuse(notAllowed, "system %s is of no other site", sys.id)
	}
	rest := slices.DeleteFunc(slices.Clone(sys.list("siteId")), func(v any) bool { return v == site.id })
	c.set(sys, map[string]any{"siteId": rest})
	return c.deleted("System link", sys.id)
}
