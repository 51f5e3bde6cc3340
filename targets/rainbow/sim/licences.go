package sim

import (
	"net/http"
	"slices"
)

func licenceRoutes() []route {
	const u, s = "admin/v1.0/users/{user}/profiles", "subscription/v1.0/companies/{company}/"
	return []route{
		{method: "GET", path: u, do: (*call).listProfiles, guard: anyone},
		{method: "POST", path: u + "/subscriptions/{subscription}", do: (*call).assign},
		{method: "DELETE", path: u + "/subscriptions/{subscription}", do: (*call).unassign},
		{method: "GET", path: s + "subscriptions", do: (*call).listSubscriptions},
		{method: "POST", path: s + "subscriptions", do: (*call).buy},
		{method: "GET", path: s + "subscriptions/{subscription}", do: (*call).readSubscription},
		{method: "DELETE", path: s + "subscriptions/{subscription}", do: (*call).cancel},
		{method: "GET", path: s + "offers", do: (*call).listOffers},
	}
}

// withDefaultProfile adds a company's default subscription to profiles: nobody
// is without it.
func (w *World) withDefaultProfile(company string, profiles []any) []any {
	if profiles == nil {
		profiles = []any{}
	}
	for _, s := range w.of("subscriptions", company) {
		offer := w.get("offers", s.str("offerId"))
		if offer == nil || !offer.is("isDefault") || s.str("companyId") != company {
			continue
		}
		if !slices.ContainsFunc(profiles, func(p any) bool { return p.(map[string]any)["subscriptionId"] == s.id }) {
			profiles = append([]any{map[string]any{"subscriptionId": s.id, "assignationDate": w.now()}}, profiles...)
		}
	}
	return profiles
}

func (c *call) listProfiles() *apiError {
	u, e := c.reach()
	if e != nil {
		return e
	}
	return c.data(http.StatusOK, c.profileViews(u))
}

// userAndSubscription resolves both variables of an assignment.
func (c *call) userAndSubscription() (u, s *object, e *apiError) {
	if u, e = c.find("users", "user"); e != nil {
		return nil, nil, e
	}
	s = c.get("subscriptions", c.args["subscription"])
	if s == nil || s.str("companyId") != u.str("companyId") {
		return nil, nil, refuse(notFound, "the company has no subscription %s", c.args["subscription"])
	}
	return u, s, nil
}

func (c *call) assign() *apiError {
	u, s, e := c.userAndSubscription()
	if e != nil {
		return e
	}
	if e := c.assignable(u, s); e != nil {
		return e
	}
	entry := map[string]any{"subscriptionId": s.id, "assignationDate": c.now()}
	c.set(u, map[string]any{"profiles": append(slices.Clone(u.list("profiles")), entry)})
	return c.data(http.StatusOK, c.profileView(s, entry["assignationDate"]))
}

// assignable checks that a subscription can be given to a user.
func (c *call) assignable(u, s *object) *apiError {
	offer := c.get("offers", s.str("offerId"))
	switch {
	case has(profilesOf(u), s.id):
		return refuse(conflict, "subscription %s is already assigned to user %s", s.id, u.id)
	case s.str("status") != "active":
		return refuse(notAllowed, "subscription %s is %s", s.id, s.str("status"))
	case s.is("syncOngoing"):
		return refuse(403608, "synchronisation of subscription %s is ongoing", s.id)
	case offer.str("businessModel") == "flat_fee":
		return refuse(notAllowed, "a flat_fee subscription is not assigned to users")
	case s.props["maxNumberUsers"] != nil && int64(c.assigned[s.id]) >= s.int("maxNumberUsers"):
		return refuse(licenceMax, "subscription %s: all %d licences are assigned", s.id, s.int("maxNumberUsers"))
	case offer.is("isExclusive") && c.exclusive(u) != nil:
		return refuse(notAllowed, "user %s has the exclusive offer %s already", u.id, c.exclusive(u).str("name"))
	}
	return nil
}

// exclusive is the exclusive offer that a user has, or nil.
func (w *World) exclusive(u *object) *object {
	for _, o := range w.offersOf(u) {
		if o.is("isExclusive") {
			return o
		}
	}
	return nil
}

// offersOf are the offers of a user's subscriptions that are in force.
func (w *World) offersOf(u *object) []*object {
	var out []*object
	for _, id := range profilesOf(u) {
		if s := w.get("subscriptions", id); s != nil && s.str("status") == "active" {
			out = append(out, w.get("offers", s.str("offerId")))
		}
	}
	return out
}

// atLeastBusiness says whether a user has an active licence that the article
// asks of managers and assistants.
func (w *World) atLeastBusiness(u *object, without string) bool {
	more := splitList(w.quirks.BusinessOffers)
	return w.licensed(u, without, func(o *object) bool {
		return o.is("atLeastBusiness") || has(more, o.str("name")) || o.str("offerReference") != "" && has(more, o.str("offerReference"))
	})
}

// licensed says whether one of a user's licences, one left out, is of a kind.
func (w *World) licensed(u *object, without string, want func(*object) bool) bool {
	for _, id := range profilesOf(u) {
		s := w.get("subscriptions", id)
		if id == without || s == nil || s.str("status") != "active" {
			continue
		}
		if want(w.get("offers", s.str("offerId"))) {
			return true
		}
	}
	return false
}

func (c *call) unassign() *apiError {
	u, s, e := c.userAndSubscription()
	if e != nil {
		return e
	}
	if !has(profilesOf(u), s.id) {
		return refuse(notDeleted, "subscription %s is not assigned to user %s", s.id, u.id)
	}
	if c.get("offers", s.str("offerId")).is("isDefault") {
		return refuse(403624, "the default subscription cannot be removed")
	}
	if e := c.stillLicensed(u, s); e != nil {
		return e
	}
	rest := slices.DeleteFunc(slices.Clone(u.list("profiles")), func(p any) bool { return p.(map[string]any)["subscriptionId"] == s.id })
	c.set(u, map[string]any{"profiles": rest})
	return c.done("Subscription %s successfully removed from user %s.", s.id, u.id)
}

// stillLicensed keeps a member of a supervision group from losing the licence
// that its place asks for.
func (c *call) stillLicensed(u, s *object) *apiError {
	if c.quirks.LooseMembers {
		return nil
	}
	for _, g := range c.of("supervisionGroups", u.id) {
		if g.str("type") == kindA && c.atLeastBusiness(u, "") && !c.atLeastBusiness(u, s.id) {
			return broken(notAllowed, "MA8", "user %s is in group %s, whose members need a Business licence at least", u.id, g.id)
		}
		m := membersOf(g)[find(membersOf(g), u.id)]
		if m.supervises() && c.mayAttend(u, "") && !c.mayAttend(u, s.id) {
			return broken(notAllowed, "H-SUP", "user %s supervises in group %s and needs an Attendant licence", u.id, g.id)
		}
	}
	return nil
}
