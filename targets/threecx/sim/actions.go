package sim

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// ints reads a list of Ids.
func ints(v any) []int {
	items, _ := v.([]any)
	out := make([]int, 0, len(items))
	for _, i := range items {
		n, _ := i.(int64)
		out = append(out, int(n))
	}
	return out
}

// pickIDs finds the objects of some Ids; an unknown one refuses the request.
func (c *call) pickIDs(in map[string]any) ([]*object, *apiError) {
	var out []*object
	for _, id := range ints(in["ids"]) {
		o := c.w.table(c.set.name).byKey[strconv.Itoa(id)]
		if o == nil || !c.who.sees(o) {
			return nil, refused("ids", notFound)
		}
		out = append(out, o)
	}
	return out, nil
}

// batchDelete deletes users one by one. What fails is told inside a 200, and
// does not stop the rest.
func batchDelete(c *call, in map[string]any) *apiError {
	type failure struct{ ExtensionNumber, Error string }
	failures := []failure{}
	for _, id := range ints(in["ids"]) {
		o := c.w.table("Users").byKey[strconv.Itoa(id)]
		if o == nil || !c.who.sees(o) {
			failures = append(failures, failure{strconv.Itoa(id), c.w.warning(notFound)})
			continue
		}
		if e := c.w.delete(c.who, o); e != nil {
			failures = append(failures, failure{o.number(), c.w.warning(e.details[0].message)})
		}
	}
	out, _ := json.Marshal(failures)
	return c.value("Collection(Pbx.UserDeleteError)", string(out))
}

// bulkDelete deletes all of some objects.
func bulkDelete(c *call, in map[string]any) *apiError {
	objs, e := c.pickIDs(in)
	if e != nil {
		return e
	}
	for _, o := range objs {
		if e := c.w.delete(c.who, o); e != nil {
			return e
		}
	}
	return done(c, nil)
}

// bulkUpdate gives several users the same values: all of them, or none.
func bulkUpdate(c *call, in map[string]any) *apiError {
	objs, e := c.pickIDs(in)
	if e != nil {
		return e
	}
	values, _ := in["user"].(map[string]any)
	var drafts []*draft
	for _, o := range objs {
		d, e := c.w.prepare(c.who, o.table, o, maps.Clone(values))
		if e != nil {
			return e
		}
		drafts = append(drafts, d)
	}
	for _, d := range drafts {
		d.commit()
	}
	return done(c, nil)
}

// multiUserUpdate is bulkUpdate with an object of its own type, which a live
// PBX only took whole: a partial one was a 500 without a body.
func multiUserUpdate(c *call, in map[string]any) *apiError {
	values, _ := in["user"].(map[string]any)
	user := c.w.schema.types["User"]
	kept := map[string]any{}
	for _, p := range c.w.schema.types["MultiEditUserData"].props {
		v, ok := values[p.name]
		if !ok && !c.w.quirks.PartialMultiUpdate {
			return &apiError{status: http.StatusInternalServerError, empty: true}
		}
		if ok && v != nil && user.prop(p.name) != nil && p.name != "Number" {
			kept[p.name] = v
		}
	}
	return bulkUpdate(c, map[string]any{"ids": in["ids"], "user": kept})
}

// regenerated says which credentials an option of RegenerateOptions renews.
var regenerated = []struct {
	option   string
	fields   []string
	length   int
	alphabet string
}{
	{"SipAuth", []string{"AuthID", "AuthPassword"}, 10, mixed},
	{"WebclientPassword", []string{"AccessPassword"}, 12, mixed},
	{"DeskphonePassword", []string{"DeskphonePassword"}, 10, mixed},
	{"VoicemailPIN", []string{"VMPIN"}, 6, decimals},
}

func (c *call) regenerate(o *object, opts map[string]any) *apiError {
	props := maps.Clone(o.props)
	for _, r := range regenerated {
		if opts[r.option] != true {
			continue
		}
		for _, f := range r.fields {
			props[f] = c.w.mint(o.number()+"."+f, r.length, r.alphabet)
		}
	}
	c.w.replace(o, props, o.groups, o.rights)
	return nil
}

func regenerateOne(c *call, in map[string]any) *apiError {
	opts, _ := in["opts"].(map[string]any)
	c.regenerate(c.obj, opts)
	return done(c, nil)
}

func regenerateMany(c *call, in map[string]any) *apiError {
	objs, e := c.pickIDs(in)
	if e != nil {
		return e
	}
	opts, _ := in["opts"].(map[string]any)
	for _, o := range objs {
		c.regenerate(o, opts)
	}
	return done(c, nil)
}

// duplicatedEmails answers with the addresses that are taken.
func duplicatedEmails(c *call, in map[string]any) *apiError {
	emails, _ := in["emails"].([]any)
	taken := []string{}
	for _, e := range emails {
		if s, _ := e.(string); s != "" && c.w.emails[strings.ToLower(s)] != nil {
			taken = append(taken, s)
		}
	}
	out, _ := json.Marshal(taken)
	return c.value("Collection(Edm.String)", string(out))
}

func provLink(c *call, _ map[string]any) *apiError {
	rec, e := c.subject()
	if e != nil {
		return e
	}
	n := rec.(*object).number()
	return c.value("Edm.String", quote("https://"+c.w.system.FQDN+"/provisioning/"+c.w.system.ProvisioningKey+"/"+n+".3cxconfig"))
}

func phoneSecret(c *call, _ map[string]any) *apiError {
	return c.value("Edm.String", quote(c.obj.prop("AuthPassword")))
}

// onPhone answers what is asked of a handset; it must belong to somebody.
func onPhone(c *call, in map[string]any) *apiError {
	mac, _ := in["mac"].(string)
	if o := c.w.phoneOf(mac); o == nil || !c.who.sees(o) {
		return refused("mac", notFound)
	}
	return done(c, nil)
}

func (c *call) registrar(mac string) row { return row{"MAC": mac} }

func phoneRegistrar(c *call, in map[string]any) *apiError {
	mac, _ := in["mac"].(string)
	if c.w.phoneOf(mac) == nil {
		return status(http.StatusNotFound)
	}
	return c.record(c.registrar(mac), c.w.schema.types["PhoneRegistrar"], "#Pbx.PhoneRegistrar", http.StatusOK)
}

func phoneRegistrars(c *call, in map[string]any) *apiError {
	macs, _ := in["macs"].([]any)
	out := []record{}
	for _, m := range macs {
		if s, _ := m.(string); c.w.phoneOf(s) != nil {
			out = append(out, c.registrar(s))
		}
	}
	return c.list(out, c.w.schema.types["PhoneRegistrar"], "#Collection(Pbx.PhoneRegistrar)", false)
}

// getByNumber is the lookup of 20.0.7 and before.
func getByNumber(c *call, in map[string]any) *apiError {
	n, _ := in["number"].(string)
	o := c.w.numbers[n]
	if o == nil || !c.who.sees(o) || o.table.set != c.set && c.set.name != "Peers" {
		return status(http.StatusNotFound)
	}
	c.obj = o
	return c.readEntity()
}

func groupRestrictions(c *call, _ map[string]any) *apiError {
	g, e := c.subject()
	if e != nil {
		return e
	}
	return c.record(c.w.restrictions(g.(*object)), c.w.schema.types["Restrictions"], "#Pbx.Restrictions", http.StatusOK)
}

// deleteCompany deletes a department under the rules of DELETE.
func deleteCompany(c *call, in map[string]any) *apiError {
	g := c.w.byID[0]
	if id, ok := in["id"].(int64); ok {
		g = c.w.byID[int(id)]
	} else if n, ok := in["number"].(string); ok {
		g = c.w.numbers[n]
	}
	if g == nil || g.table.set.name != "Groups" || !c.who.sees(g) {
		return refused("Id", notFound)
	}
	if e := c.w.delete(c.who, g); e != nil {
		return e
	}
	return done(c, nil)
}

// provision gives a detected phone to a user.
func provision(c *call, in map[string]any) *apiError {
	id, _ := in["userId"].(int64)
	u := c.w.table("Users").byKey[strconv.FormatInt(id, 10)]
	if u == nil || !c.who.sees(u) {
		return refused("userId", notFound)
	}
	phones := []any{}
	for _, p := range u.phones() {
		phones = append(phones, maps.Clone(p))
	}
	phones = append(phones, map[string]any{"MacAddress": c.obj.prop("MAC"), "Name": c.obj.prop("Model"), "TemplateName": c.obj.prop("TemplateName")})
	if _, e := c.w.write(c.who, u.table, u, map[string]any{"Phones": phones}); e != nil {
		return e
	}
	props := maps.Clone(c.obj.props)
	props["Assigned"], props["AssignedUser"] = true, u.number()
	c.w.replace(c.obj, props, nil, nil)
	return done(c, nil)
}

func regenerateFxs(c *call, _ map[string]any) *apiError {
	props := maps.Clone(c.obj.props)
	props["Password"] = c.w.mint(c.obj.key()+".Password", 10, mixed)
	c.w.replace(c.obj, props, nil, nil)
	return c.entity(c.obj, http.StatusOK)
}

// generateKey gives a principal a new key. It is shown once, here.
func generateKey(c *call, _ map[string]any) *apiError {
	c.obj.secret = c.w.mint(c.obj.number()+".key", 32, mixed)
	c.w.touch(c.obj)
	return c.value("Edm.String", quote(c.obj.secret))
}

func parameterByName(c *call, in map[string]any) *apiError {
	name, _ := in["name"].(string)
	for _, o := range c.w.table("Parameters").list {
		if strings.EqualFold(o.prop("Name"), name) {
			return c.entity(o, http.StatusOK)
		}
	}
	return status(http.StatusNotFound)
}

func contactsByNumber(c *call, in map[string]any) *apiError {
	number, _ := in["number"].(string)
	out := []record{}
	for _, o := range c.w.table("Contacts").list {
		for _, f := range contactNumbers {
			if o.prop(f) == number && number != "" {
				out = append(out, o)
				break
			}
		}
	}
	return c.list(out, c.set.typ, "#Contacts", false)
}

func contactByNumber(c *call, in map[string]any) *apiError {
	contact, _ := in["contact"].(map[string]any)
	if contact["PhoneNumber"] == nil {
		contact["PhoneNumber"] = in["number"]
	}
	o, e := c.w.write(c.who, c.w.table("Contacts"), nil, contact)
	if e != nil {
		return e
	}
	return c.entity(o, http.StatusOK)
}

// moveRule exchanges the priority of an outbound rule with its neighbour's.
func moveRule(c *call, in map[string]any) *apiError {
	rules := slices.Clone(c.w.table("OutboundRules").list)
	priority := func(o *object) int64 { n, _ := o.props["Priority"].(int64); return n }
	slices.SortStableFunc(rules, func(a, b *object) int { return int(priority(a) - priority(b)) })
	id, _ := in["id"].(int64)
	i := slices.IndexFunc(rules, func(o *object) bool { return int64(o.id) == id })
	if i < 0 {
		return refused("id", notFound)
	}
	j := i + 1
	if in["up"] == true {
		j = i - 1
	}
	if j < 0 || j >= len(rules) {
		return done(c, nil)
	}
	rules[i], rules[j] = rules[j], rules[i]
	for n, o := range rules {
		if priority(o) != int64(n+1) {
			props := maps.Clone(o.props)
			props["Priority"] = int64(n + 1)
			c.w.replace(o, props, nil, nil)
		}
	}
	return done(c, nil)
}

func emergencyRules(c *call, _ map[string]any) *apiError {
	out := []record{}
	for _, o := range c.w.table("OutboundRules").list {
		if o.props["EmergencyRule"] == true {
			out = append(out, o)
		}
	}
	return c.list(out, c.set.typ, "#OutboundRules", false)
}
