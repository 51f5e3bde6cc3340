package sim

import "strings"

// admit checks that the token is for this API, and that whoever let the client in
// is of a reseller or an enterprise and may use it.
func (c *call) admit() *fail {
	if !contains(c.token.scopes, "onboarding") || !c.may(onboarding) {
		return forbidden()
	}
	if !c.accounts.Has(c.who.Primary) && !c.enterprises.Has(c.who.Primary) {
		return forbidden()
	}
	return nil
}

// may says whether the acting person has a role in the tenant of its own.
func (c *call) may(role string) bool { return role != "" && c.who.in(c.who.Primary).has(role) }

// spends says whether the acting person may make others cost more (R13).
func (c *call) spends() bool { return c.may(c.keyOf(manageBillable)) }

// accepts says whether the request takes its charges.
func (c *call) accepts() bool { return strings.EqualFold(c.r.Header.Get("accept-charges"), "true") }

// allow checks a change of roles against the acting person's, and then that its
// charges are accepted. always is for requests that cost something by themselves.
func (c *call) allow(before, after []string, always bool) *fail {
	billable := c.keyOf(manageBillable)
	if !c.spends() && (c.raises(before, after) || contains(after, billable) && !contains(before, billable)) {
		return forbidden()
	}
	if (always || c.raises(before, after)) && !c.accepts() {
		return charge()
	}
	return nil
}

// accountOf is the reseller that the path names; only an enterprise names one.
func (c *call) accountOf() (*account, *fail) {
	id, named := c.args["account"]
	if named == c.accounts.Has(c.who.Primary) {
		return nil, forbidden()
	}
	if !named {
		return c.accounts.Get(c.who.Primary), nil
	}
	a := c.accounts.Get(id)
	if a == nil || a.Enterprise != c.who.Primary || c.elsewhere() {
		return nil, c.foreign(id, a != nil)
	}
	return a, nil
}

// customerOf is the customer that the path names.
func (c *call) customerOf() (*customer, *fail) {
	a, f := c.accountOf()
	if f != nil {
		return nil, f
	}
	id := c.args["customer"]
	o := c.customers.Get(id)
	if o == nil || o.Account != a.ID || c.elsewhere() {
		return nil, c.foreign(id, o != nil)
	}
	return o, nil
}

// foreign refuses a tenant that is none, or that others have.
func (c *call) foreign(id string, exists bool) *fail {
	if exists && !c.elsewhere() && c.quirks.foreign == "refuse" {
		return forbidden()
	}
	return invalid(id)
}
