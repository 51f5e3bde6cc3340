package sim

import "slices"

// caller is who makes a request.
type caller struct {
	user  *object
	token *session // nil with an API key
}

// userRoles are the roles that the vendor's texts name.
var userRoles = []string{
	"guest", "user", "admin", "bp_admin", "bp_finance", "company_support", "app_admin", "app_support", "app_superadmin", "directory_admin",
	"supervisor", "attendant", "webinar_host", "support", "superadmin", "private_channels_admin", "public_channels_admin", "closed_channels_admin",
	"all_company_channels_admin", "public_channels_creator", "all_public_channels_admin", "all_channels_admin", "call_recording_manager",
}

func (c *caller) has(role string) bool { return has(c.user.strings("roles"), role) }

// admin says whether the caller administers anything.
func (c *caller) admin() bool {
	return slices.ContainsFunc([]string{"superadmin", "admin", "bp_admin", "support"}, c.has)
}

// adminTypes are the ranks of admins, lowest first.
var adminTypes = []string{"site_admin", "company_admin", "organization_admin"}

func (c *caller) rank() int {
	if c.has("superadmin") {
		return len(adminTypes)
	}
	if !c.has("admin") {
		return -1
	}
	return slices.Index(adminTypes, c.user.str("adminType"))
}

// covers says whether a company is in the caller's charge: all for a superadmin,
// its end customers for a bp_admin, its organisation for an organization_admin,
// and its own.
func (w *World) covers(c *caller, company string) bool {
	co := w.get("companies", company)
	if co == nil {
		return false
	}
	mine := w.get("companies", c.user.str("companyId"))
	switch {
	case c.has("superadmin"), company == c.user.str("companyId"):
		return true
	case c.has("bp_admin") && co.str("bpId") == mine.id:
		return true
	}
	org := mine.str("organisationId")
	return c.user.str("adminType") == "organization_admin" && org != "" && co.str("organisationId") == org
}

// sees says whether an object is in the caller's charge.
func (w *World) sees(c *caller, o *object) bool {
	if o.kind() == "users" && c.user.str("adminType") == "site_admin" && !c.has("superadmin") {
		return o.str("companyId") == c.user.str("companyId") && o.str("siteId") == c.user.str("siteId")
	}
	return slices.ContainsFunc(w.owners(o), func(company string) bool { return w.covers(c, company) })
}

// owners are the companies that an object belongs to.
func (w *World) owners(o *object) []string {
	switch o.kind() {
	case "companies":
		return []string{o.id}
	case "users":
		return []string{or(o.str("formerCompanyId"), o.str("companyId"))}
	case "systems":
		var out []string
		for _, s := range o.strings("siteId") {
			if site := w.get("sites", s); site != nil {
				out = append(out, site.str("companyId"))
			}
		}
		return out
	case "phoneNumbers", "devices":
		for _, kind := range []string{"systems", "cloudPbxs"} {
			if s := w.get(kind, o.str("systemId")); s != nil {
				return w.owners(s)
			}
		}
		return nil
	}
	return []string{o.str("companyId")}
}

// find resolves a variable of the path to an object in the caller's charge.
func (c *call) find(kind, variable string) (*object, *apiError) {
	o := c.get(kind, c.args[variable])
	if o == nil {
		return nil, refuse(notFound, "there is no %s %s", singular[kind], c.args[variable])
	}
	if !c.sees(c.who, o) {
		if kind == "users" {
			return nil, refuse(notThisUser, "user %s is not in your charge", o.id)
		}
		return nil, refuse(notThisFirm, "%s %s is of a company that is not in your charge", singular[kind], o.id)
	}
	return o, nil
}

// singular is how messages call one object of a kind.
var singular = map[string]string{
	"users": "user", "companies": "company", "sites": "site", "systems": "system", "phoneNumbers": "phone number", "subscriptions": "subscription",
	"supervisionGroups": "group", "groups": "group", "cloudPbxs": "cloudpbx", "devices": "device", "apiKeys": "API key", "externalTrunks": "external trunk", "offers": "offer",
}

// company resolves the company of the path.
func (c *call) company() (*object, *apiError) { return c.find("companies", "company") }
