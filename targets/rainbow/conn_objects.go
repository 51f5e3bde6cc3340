package rainbow

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// objects are those of a kind that the directory holds.
func (c *conn) objects(d *directory, kind string) []state.Object {
	var out []state.Object
	switch kind {
	case System:
		for _, x := range slices.Concat(d.pbxs, d.clouds) {
			out = append(out, d.system(&x))
		}
	case Subscription:
		out = d.subscriptionObjects()
	case User:
		for i := range d.users {
			out = append(out, d.user(&d.users[i]))
		}
	case Licence:
		for i := range d.users {
			out = append(out, licencesOf(d, &d.users[i])...)
		}
	case Extension:
		for i := range d.extensions {
			out = append(out, d.extension(&d.extensions[i]))
		}
	case Association:
		out = c.associations(d)
	case Subscriber:
		for i := range d.users {
			out = append(out, d.subscribers(&d.users[i])...)
		}
	case Device:
		out = c.deviceObjects(d)
	case DDI:
		out = c.ddiObjects(d)
	case Supervision:
		for i := range d.groups {
			if d.groups[i].membersSaid {
				out = append(out, c.supervision(&d.groups[i]))
			}
		}
	case HubGroup:
		for i := range d.hubs {
			if d.hubs[i].membersSaid {
				out = append(out, c.hubGroup(d, &d.hubs[i]))
			}
		}
	}
	return out
}

func (d *directory) system(x *systemRow) state.Object {
	name := d.systemName(x.id)
	o := state.Object{Kind: System, Key: name, ID: x.id}
	o.Put("name", state.OfText(name))
	product := ProductPBX
	if x.hub {
		product = ProductHub
	}
	o.Put("product", state.OfText(product))
	o.Put("pbxId", state.OfText(x.pbx))
	o.Put("status", state.OfText(x.status))
	o.Put("type", state.OfText(x.kind))
	return o
}

// subscriptionObjects are known by the names of their offers, of which there may be
// one twice.
func (d *directory) subscriptionObjects() []state.Object {
	taken := map[string]bool{}
	var out []state.Object
	for _, x := range d.subscriptions {
		name := x.name
		if name == "" || taken[name] {
			name = strings.TrimSpace(name + " #" + x.id)
		}
		taken[name] = true
		o := state.Object{Kind: Subscription, Key: name, ID: x.id}
		o.Put("name", state.OfText(name))
		o.Put("offer", state.OfText(offerWord(x.reference, x.name)))
		o.Put("businessModel", state.OfText(x.model))
		o.Put("offerReference", state.OfText(x.reference))
		o.Put("status", state.OfText(x.status))
		o.Put("isDefault", state.OfBool(x.isDefault))
		o.Put("isExclusive", state.OfBool(x.exclusive))
		o.Put("maxNumberUsers", number(x.most))
		o.Put("numberAssignedUsers", number(x.used))
		out = append(out, o)
	}
	return out
}

// number is a count; nothing where nobody says one.
func number(n int64) state.Value {
	if n < 0 {
		return state.Nothing()
	}
	return state.OfInt(n)
}

func (d *directory) user(u *userRow) state.Object {
	o := state.Object{Kind: User, Key: u.login, ID: u.id, Extra: u.more.Canonical()}
	o.Put("loginEmail", state.OfText(u.login))
	for name := range userFields {
		o.Put(name, state.OfText(u.fields[name]))
	}
	mobile, others := u.personal()
	o.Put("mobile", state.OfText(mobile))
	o.Put("phoneNumbers", others)
	o.Put("customData", tree(u.custom))
	o.Put("tags", state.OfSet(u.tags...))
	o.Put("isActive", state.OfBool(u.active))
	o.Put("isInitialized", state.OfBool(u.initialized))
	o.Put("roles", state.OfSet(u.granted()...))
	o.Put("adminType", state.OfText(u.adminType))
	o.Put("supervises", state.OfBool(u.has("supervisor")))
	o.Put("site", state.OfText(d.sites[u.site]))
	var ddi string
	var numbers []string
	for i := range u.phones {
		switch p := &u.phones[i]; {
		case p.ddi:
			ddi = p.number
		case p.ofSystem():
			numbers = append(numbers, strings.TrimSpace(d.systemName(p.system)+" "+p.short))
		}
	}
	o.Put("ddi", state.OfText(ddi))
	o.Put("systemNumbers", state.OfSet(numbers...))
	return o
}

// granted are the roles of a user that somebody gave: everybody has user, supervisor
// comes and goes by itself, and admin follows from adminType.
func (u *userRow) granted() []string {
	return slices.DeleteFunc(slices.Clone(u.roles), func(r string) bool {
		return r == "user" || r == "supervisor" || r == "admin" && u.adminType != ""
	})
}

// personal are a user's own phone numbers: the first mobile one, and the others as
// the API takes them.
func (u *userRow) personal() (mobile string, others state.Value) {
	list := []any{}
	for i := range u.phones {
		p := &u.phones[i]
		switch {
		case p.ofSystem():
		case p.device == "mobile" && mobile == "":
			mobile = p.number
		default:
			list = append(list, p.bare())
		}
	}
	b, err := json.Marshal(list)
	if err != nil {
		return mobile, state.Value{}
	}
	return mobile, tree(b)
}

// bare is what a site writes of a personal number.
func (p *phoneRow) bare() map[string]any {
	out := map[string]any{"number": p.number}
	for _, name := range []string{"type", "deviceType"} {
		if v := p.fields[name]; v != "" {
			out[name] = v
		}
	}
	return out
}

// licencesOf are the seats of a user beside the one that everybody has. Of two of
// one word the second is known by its offer's name.
func licencesOf(d *directory, u *userRow) []state.Object {
	taken := map[string]bool{}
	var out []state.Object
	for _, p := range u.profiles {
		word := offerWord(p.reference, p.name)
		if p.isDefault || word == Essential {
			continue
		}
		if taken[word] {
			word = p.name
		}
		if word == "" || taken[word] {
			word = strings.TrimSpace(p.name + " #" + p.subscription)
		}
		taken[word] = true
		o := state.Object{Kind: Licence, Key: u.login + "/" + word, ID: p.subscription}
		o.Put("user", state.OfText(u.login))
		o.Put("offer", state.OfText(word))
		o.Put("subscription", state.OfText(p.name))
		o.Put("status", state.OfText(p.status))
		o.Put("isDefault", state.OfBool(false))
		out = append(out, o)
	}
	return out
}

func (d *directory) extension(p *phoneRow) state.Object {
	o := state.Object{Kind: Extension, Key: p.short, ID: p.id}
	o.Put("shortNumber", state.OfText(p.short))
	o.Put("system", state.OfText(d.systemName(d.pbx.id)))
	for name := range phoneFields {
		o.Put(name, state.OfText(p.fields[name]))
	}
	for name := range phoneSwitches {
		o.Put(name, state.OfBool(p.switches[name]))
	}
	return o
}

// associations are the extensions that are a user's of the company. One that is
// somebody else's is taken, and no object.
func (c *conn) associations(d *directory) []state.Object {
	var out []state.Object
	for i := range d.extensions {
		p := &d.extensions[i]
		user := c.known.users[p.user]
		if user == "" {
			continue
		}
		o := state.Object{Kind: Association, Key: user + "/" + p.short, ID: p.id}
		o.Put("user", state.OfText(user))
		o.Put("extension", state.OfText(p.short))
		out = append(out, o)
	}
	return out
}

func (d *directory) subscribers(u *userRow) []state.Object {
	var out []state.Object
	for i := range u.phones {
		p := &u.phones[i]
		if p.ddi || !d.hub(p.system) {
			continue
		}
		o := state.Object{Kind: Subscriber, Key: u.login + "/" + p.short, ID: p.id}
		o.Put("user", state.OfText(u.login))
		o.Put("shortNumber", state.OfText(p.short))
		o.Put("system", state.OfText(d.systemName(p.system)))
		out = append(out, o)
	}
	return out
}

// deviceObjects are the devices that have an address; others cannot be told apart.
func (c *conn) deviceObjects(d *directory) []state.Object {
	var out []state.Object
	for i := range d.devices {
		x := &d.devices[i]
		if x.mac == "" {
			continue
		}
		o := state.Object{Kind: Device, Key: x.mac, ID: x.id}
		o.Put("macAddress", state.OfText(x.mac))
		o.Put("deviceTypeId", state.OfText(x.model))
		o.Put("description", state.OfText(x.description))
		o.Put("user", state.OfText(c.known.phones[x.phone]))
		o.Put("system", state.OfText(d.systemName(d.clouds[0].id)))
		out = append(out, o)
	}
	return out
}

func (c *conn) ddiObjects(d *directory) []state.Object {
	groups := map[string]string{}
	for i := range d.hubs {
		groups[d.hubs[i].ddi] = d.hubs[i].short
	}
	var out []state.Object
	for i := range d.ddis {
		p := &d.ddis[i]
		o := state.Object{Kind: DDI, Key: p.number, ID: p.id}
		o.Put("number", state.OfText(p.number))
		o.Put("system", state.OfText(d.systemName(d.clouds[0].id)))
		switch {
		case p.user != "":
			o.Put("assigned", state.OfText(User+"/"+c.known.of(p.user)))
		case groups[p.id] != "":
			o.Put("assigned", state.OfText(HubGroup+"/"+groups[p.id]))
		default:
			o.Put("assigned", state.Nothing())
		}
		out = append(out, o)
	}
	return out
}
