package sim

import (
	"net/http"
	"strings"
	"time"
)

// customerRoutes are those of customers and of their users below a prefix: at
// reseller level the path names no account.
func customerRoutes(prefix string) []endpoint {
	one := prefix + "/{customer}"
	users := one + "/users"
	return append(userRoutes(users), []endpoint{
		{method: "GET", path: prefix, do: (*call).listCustomers},
		{method: "POST", path: prefix, do: (*call).createCustomer},
		{method: "GET", path: one, do: (*call).readCustomer, inferred: "customer-get"},
		{method: "PATCH", path: one, do: (*call).changeCustomer, inferred: "customer-patch"},
		{method: "PUT", path: users + "/{user}/devices/pbx/{device}/assign", do: (*call).assign},
		{method: "POST", path: users + "/{user}/devices/pbx/{device}/assign", do: (*call).assign},
		{method: "PUT", path: users + "/{user}/devices/pbx/{device}/unassign", do: (*call).unassignDevice},
		{method: "POST", path: users + "/{user}/devices/pbx/{device}/unassign", do: (*call).unassignDevice},
	}...)
}

// moment is a time as the vendor's samples of tenants write it, without a zone.
func moment(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000") }

// viewCustomer is what a list shows.
func viewCustomer(o *customer) map[string]any {
	return map[string]any{
		"id": o.ID, "name": o.Name, "description": o.Description, "enabled": yes(o.Enabled), "parentTenantId": o.Account,
		"reference": o.Reference, "dateCreated": moment(o.Made),
	}
}

// viewWhole is what is shown of one customer: never the key of its PBX.
func viewWhole(o *customer) map[string]any {
	v := viewCustomer(o)
	v["timezone"], v["countryCode"], v["syncAcdAgentWithPbx"] = o.Timezone, o.CountryCode, o.AgentSync
	v["sendNewUserEmail"], v["sendConnectWelcomeEmail"] = yes(o.NewUserMail), yes(o.ConnectMail)
	v["pbxConnectionProfile"] = map[string]any{
		"_type": o.PBX.Type, "hostRest": o.PBX.Rest, "hostWebsocket": o.PBX.Websocket, "accountId": o.PBX.AccountID, "monitorSubAccounts": o.PBX.SubAccounts,
	}
	return v
}

// yes is a switch that is on unless it was turned off.
func yes(b *bool) bool { return b == nil || *b }

// listCustomers takes pageIndex, pageSize and filter.
func (c *call) listCustomers() *fail {
	a, f := c.accountOf()
	if f != nil {
		return f
	}
	filter := fold(c.r.URL.Query().Get("filter"))
	var rows []map[string]any
	for o := range c.customers.All {
		if o.Account == a.ID && !c.elsewhere() && (strings.Contains(fold(o.Name), filter) || strings.Contains(fold(o.Reference), filter)) {
			rows = append(rows, viewCustomer(o))
		}
	}
	return c.page(rows, tenantPages)
}

func (c *call) readCustomer() *fail {
	o, f := c.customerOf()
	if f != nil {
		return f
	}
	return c.one(http.StatusOK, viewWhole(o))
}

// createCustomer connects a PBX and, once it is enabled, imports everybody who is on it, which costs
// something: the vendor's own sample is refused without accept-charges.
func (c *call) createCustomer() *fail {
	a, f := c.accountOf()
	if f != nil {
		return f
	}
	o := &customer{}
	if f := c.readInto(o); f != nil {
		return f
	}
	if f := o.check(); f != nil {
		return f
	}
	if o.PBX.Type != kazoo || o.PBX.AccountID == "" {
		return required("pbxConnectionProfile")
	}
	if o.Trial != 0 && !c.may(trials) {
		return bad("The tenant is not permitted to create trials.")
	}
	if !c.may("customer.admin") || !c.spends() {
		return forbidden()
	}
	if !c.accepts() {
		return charge()
	}
	o.Enabled, o.Synced, o.AgentSync = asked(o.Enabled), time.Time{}, false
	o.ID, o.Account, o.Made = c.mint("customer", c.customers.Has), a.ID, c.now()
	c.customers.Put(o)
	c.synchronize()
	return c.created(o.ID, viewWhole(o))
}

// kazoo is the one kind of PBX that is known; trials a made-up role, of which
// nothing is known but that trials want a permission.
const kazoo, trials = "KazooPbxConnectionProfile", "customer.trials"

func (c *call) changeCustomer() *fail {
	o, f := c.customerOf()
	if f != nil {
		return f
	}
	if !c.may("customer.admin") {
		return forbidden()
	}
	var in tenantFields
	if f := c.patchInto(viewWhole(o), []string{"id", "parentTenantId", "dateCreated", "pbxConnectionProfile"}, &in); f != nil {
		return f
	}
	if f := in.check(); f != nil {
		return f
	}
	next := *o
	next.about = in.about
	next.Enabled, next.AgentSync, next.NewUserMail, next.ConnectMail = asked(in.Enabled), in.AgentSync, in.NewUserMail, in.ConnectMail
	c.customers.Put(&next)
	c.unsynced[o.ID] = true
	return c.done(http.StatusOK)
}
