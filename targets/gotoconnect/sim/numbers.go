package sim

import (
	"net/http"
	"slices"
	"unicode/utf8"

	"github.com/patchbay-dev/patchbay/targets/internal/rows"
)

func numberRoutes() []endpoint {
	const n = "phone-numbers"
	return []endpoint{
		{method: "GET", path: n, do: (*call).listNumbers, scope: readScope},
		{method: "GET", path: n + "/{id}", do: (*call).readNumber, scope: readScope},
		{method: "PATCH", path: n + "/{id}", do: (*call).updateNumber, scope: writeScope},
		{method: "GET", path: n + "/{id}/permissions", do: (*call).listPermissions, scope: readScope},
		{method: "POST", path: n + "/{id}/permissions", do: (*call).givePermissions, scope: writeScope},
		{method: "DELETE", path: n + "/{id}/permissions/{permission}", do: (*call).takePermissions, scope: writeScope},
	}
}

func (w *World) viewNumber(n *phoneNumber) map[string]any {
	out := map[string]any{
		"id": n.ID, "accountKey": n.Account, "organizationId": w.accounts.Get(n.Account).OrganizationID, "number": n.Number, "smsEnabled": n.SMSEnabled,
		"name": n.Name, "callerIdName": orNull(n.CallerIDName), "billingGroupId": orNull(n.BillingGroupID), "routeTo": nil,
	}
	if n.RouteTo != nil {
		out["routeTo"] = *n.RouteTo
	}
	return out
}

func (c *call) listNumbers() *fail {
	account, f := c.account()
	if f != nil {
		return f
	}
	target, digits := c.query["targetExtensionId"], c.query["number"]
	return page(c, c.numbers, func(n *phoneNumber) bool {
		routed := n.RouteTo != nil && n.RouteTo.Type == "EXTENSION" && n.RouteTo.ID == target
		return c.sees(account) && n.Account == account && (target == "" || routed) && (digits == "" || n.Number == digits)
	}, c.viewNumber, account, target, digits)
}

func (c *call) phoneNumber() (*phoneNumber, *fail) {
	n := c.numbers.Get(c.args["id"])
	if n == nil || !c.sees(n.Account) {
		return nil, notFound()
	}
	return n, nil
}

func (c *call) readNumber() *fail {
	n, f := c.phoneNumber()
	if f != nil {
		return f
	}
	return c.one(c.viewNumber(n))
}

// isCallerID says whether text fits the network: 15 characters.
func isCallerID(s string) bool { return isName(s) && utf8.RuneCountInString(s) <= 15 }

func (c *call) updateNumber() *fail {
	n, f := c.phoneNumber()
	if f != nil {
		return f
	}
	in := c.fields()
	next := *n
	in.nullable("callerIdName", "INVALID_CALLER_ID_NAME", &next.CallerIDName, isCallerID)
	in.required("name", "INVALID_NAME", &next.Name, isName)
	in.nullable("billingGroupId", "INVALID_BILLING_GROUP_ID", &next.BillingGroupID, func(id string) bool {
		g := c.billingGroups.Get(id)
		return g != nil && g.Account == n.Account
	})
	if in.null("routeTo") {
		next.RouteTo = nil
	}
	var to routing
	if in.read("routeTo", &to) {
		c.routable(in, n, to)
		next.RouteTo = &to
	}
	if in.fail != nil {
		return in.fail
	}
	c.numbers.Put(&next)
	return c.one(c.viewNumber(&next))
}

// routable checks where a number is to ring: an extension, or another number.
func (c *call) routable(in *fields, n *phoneNumber, to routing) {
	switch to.Type {
	case "EXTENSION":
		if !c.dialable(n.Account, to.ID) {
			in.wrong(bad("INVALID_ID", "Extension %s is not valid", to.ID))
		}
	case "PHONE_NUMBER":
		other := c.numbers.Get(to.ID)
		if other == nil || other.Account != n.Account || c.leadsTo(other, n.ID) {
			in.wrong(bad("INVALID_ID", "Phone number %s is not valid", to.ID))
		}
	default:
		in.wrong(bad("INVALID_TYPE", "Type %s is not valid", to.Type))
	}
}

// leadsTo says whether a number rings another one in the end.
func (w *World) leadsTo(n *phoneNumber, id string) bool {
	for range w.numbers.List {
		if n.ID == id {
			return true
		}
		if n.RouteTo == nil || n.RouteTo.Type != "PHONE_NUMBER" || !w.numbers.Has(n.RouteTo.ID) {
			return false
		}
		n = w.numbers.Get(n.RouteTo.ID)
	}
	return true
}

var numberPermissions = []string{"TEXTING", "OUTBOUND_CALLER_ID", "INSTANT_RESPONSE"}

// listPermissions shows who may use a number, in the order in which they were let.
func (c *call) listPermissions() *fail {
	n, f := c.phoneNumber()
	if f == nil {
		f = c.subList(n.Account)
	}
	if f != nil {
		return f
	}
	list := rows.New[*permission]("permissions")
	for _, p := range n.Permissions {
		list.Put(&p)
	}
	return page(c, list, func(*permission) bool { return true }, func(p *permission) map[string]any {
		out := map[string]any{"userKey": p.User, "permissions": p.Permissions}
		if c.quirks.permissionIDs {
			out["id"] = permissionID(n, p.User)
		}
		return out
	}, n.ID)
}

func (p *permission) RowKey() string { return p.User }

func permissionID(n *phoneNumber, user string) string { return uuid("permission", []any{n.ID, user}) }

// givePermissions sets what a user may do with a number; none takes the user off.
func (c *call) givePermissions() *fail {
	n, f := c.phoneNumber()
	if f != nil {
		return f
	}
	in := c.fields()
	in.mandatory("userKey", "permissions")
	key, _ := in.text("userKey")
	list, _ := in.texts("permissions")
	if in.fail == nil && !c.knows(n.Account, key) {
		in.wrong(bad("INVALID_USER_KEY", "User key %s is not valid", key))
	}
	for i, p := range list {
		switch {
		case !has(numberPermissions, p) || slices.Contains(list[:i], p):
			in.wrong(bad("INVALID_PERMISSION", "Permission %s is not valid", p))
		case p != "OUTBOUND_CALLER_ID" && !n.SMSEnabled:
			in.wrong(bad("SMS_NOT_SUPPORTED", "The phone number does not support SMS"))
		}
	}
	if in.fail != nil {
		return in.fail
	}
	next := *n
	next.Permissions = c.permitted(n.Permissions, key, list)
	c.numbers.Put(&next)
	return c.done(http.StatusNoContent)
}

// permitted is a list of permissions with a user's replaced or added to.
func (c *call) permitted(all []permission, user string, list []string) []permission {
	out := []permission{}
	found := false
	for _, p := range all {
		if p.User == user {
			found = true
			if c.quirks.permissions == "add" {
				list = union(p.Permissions, list)
			}
			p.Permissions = list
		}
		if len(p.Permissions) > 0 {
			out = append(out, p)
		}
	}
	if !found && len(list) > 0 {
		out = append(out, permission{user, list})
	}
	return out
}

func (c *call) takePermissions() *fail {
	n, f := c.phoneNumber()
	if f != nil {
		return f
	}
	i := slices.IndexFunc(n.Permissions, func(p permission) bool { return permissionID(n, p.User) == c.args["permission"] })
	if i < 0 || !c.quirks.permissionIDs {
		return notFound()
	}
	next := *n
	next.Permissions = slices.Delete(slices.Clone(n.Permissions), i, i+1)
	c.numbers.Put(&next)
	return c.done(http.StatusNoContent)
}
