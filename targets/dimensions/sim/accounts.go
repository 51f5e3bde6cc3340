package sim

import (
	"encoding/json"
	"net/http"
	"unicode/utf8"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

func accountRoutes() []endpoint {
	return []endpoint{
		{method: "GET", path: "accounts", do: (*call).listAccounts, inferred: "account-list"},
		{method: "POST", path: "accounts", do: (*call).createAccount},
		{method: "GET", path: "accounts/{account}", do: (*call).readAccount, inferred: "account-get"},
		{method: "PATCH", path: "accounts/{account}", do: (*call).changeAccount},
	}
}

func viewAccount(a *account) map[string]any {
	return map[string]any{
		"id": a.ID, "name": a.Name, "description": a.Description, "reference": a.Reference, "enabled": yes(a.Enabled),
		"timezone": a.Timezone, "countryCode": a.CountryCode, "parentTenantId": a.Enterprise, "dateCreated": moment(a.Made),
	}
}

// enterpriseOnly refuses whoever is no enterprise's.
func (c *call) enterpriseOnly() *fail {
	if !c.enterprises.Has(c.who.Primary) {
		return forbidden()
	}
	return nil
}

func (c *call) listAccounts() *fail {
	if f := c.enterpriseOnly(); f != nil {
		return f
	}
	var rows []map[string]any
	for a := range c.accounts.All {
		if a.Enterprise == c.who.Primary && !c.elsewhere() {
			rows = append(rows, viewAccount(a))
		}
	}
	return c.page(rows, tenantPages)
}

func (c *call) readAccount() *fail {
	a, f := c.accountOf()
	if f != nil {
		return f
	}
	return c.one(http.StatusOK, viewAccount(a))
}

func (c *call) createAccount() *fail {
	if f := c.enterpriseOnly(); f != nil {
		return f
	}
	if !c.may("customer.admin") {
		return forbidden()
	}
	a := &account{}
	if f := c.readInto(a); f != nil {
		return f
	}
	if f := a.check(); f != nil {
		return f
	}
	a.Enabled = asked(a.Enabled)
	a.ID, a.Enterprise, a.Made = c.mint("account", c.accounts.Has), c.who.Primary, c.now()
	c.accounts.Put(a)
	return c.created(a.ID, viewAccount(a))
}

func (c *call) changeAccount() *fail {
	a, f := c.accountOf()
	if f != nil {
		return f
	}
	if !c.may("customer.admin") {
		return forbidden()
	}
	var in tenantFields
	if f := c.patchInto(viewAccount(a), []string{"id", "parentTenantId", "dateCreated"}, &in); f != nil {
		return f
	}
	if f := in.check(); f != nil {
		return f
	}
	next := *a
	next.about = in.about
	next.Enabled = asked(in.Enabled)
	c.accounts.Put(&next)
	return c.done(http.StatusOK)
}

// tenantFields are what can be written of an account or a customer after it was
// made; the last three are a customer's.
type tenantFields struct {
	about
	AgentSync   bool  `json:"syncAcdAgentWithPbx"`
	NewUserMail *bool `json:"sendNewUserEmail"`
	ConnectMail *bool `json:"sendConnectWelcomeEmail"`
}

// check holds texts to their lengths.
func (t about) check() *fail {
	if t.Name == "" {
		return required("name")
	}
	for _, one := range []struct {
		field, value string
		most         int
	}{{"name", t.Name, 100}, {"description", t.Description, 200}, {"reference", t.Reference, 200}, {"timezone", t.Timezone, 40}, {"countryCode", t.CountryCode, 5}} {
		if f := fits(one.field, one.value, one.most); f != nil {
			return f
		}
	}
	return nil
}

// asked is a switch that a create leaves off.
func asked(b *bool) *bool {
	on := b != nil && *b
	return &on
}

// readInto decodes the body of a create; fields that the vendor does not have are
// ignored.
func (c *call) readInto(into any) *fail {
	if json.Unmarshal(c.body, into) != nil {
		return bad("The request body is not valid JSON.")
	}
	return nil
}

// patchInto applies the JSON Patch of the body to what is shown of a thing, and
// reads the result. Fields that are frozen cannot change.
func (c *call) patchInto(shown map[string]any, frozen []string, into any) *fail {
	if f := c.patchType(); f != nil {
		return f
	}
	doc, f := patch(shown, c.body)
	if f != nil {
		return f
	}
	for _, name := range frozen {
		if text(doc[name]) != text(shown[name]) {
			return bad("The field %s cannot be changed.", name)
		}
	}
	b, err := simhttp.JSON(doc)
	if err == nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil {
		return bad("The value is invalid for target location.")
	}
	return nil
}

func fits(field, value string, most int) *fail {
	if utf8.RuneCountInString(value) > most {
		return bad("The field %s must be a string with a maximum length of %d.", field, most)
	}
	return nil
}
