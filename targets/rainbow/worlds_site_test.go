package rainbow

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

var (
	firmProfile = state.Profile{Version: "1", Edition: ProductPBX}
	hubProfile  = state.Profile{Version: "1", Edition: ProductHub}
)

func (c firm) profile() state.Profile {
	if c.hub {
		return hubProfile
	}
	return firmProfile
}

// site says a world in the language; of groups that are strangers nothing.
func (c firm) site() *model.Site {
	s := &model.Site{Package: "made"}
	for _, id := range slices.Sorted(maps.Keys(c.people)) {
		h := c.people[id]
		u := model.User{Object: model.Object{ID: id}, FirstName: model.Of(id), Email: model.Of(c.login(id)), Extension: model.Text(h.extension), Licences: map[string]string{}}
		for _, l := range h.holds() {
			u.Licences[l] = "true"
		}
		if c.hub {
			u.Native = map[string]model.Native{"pbx": {"ddi": h.ddi}}
		}
		s.Users = append(s.Users, u)
	}
	own := model.Exclusive
	for _, id := range slices.Sorted(maps.Keys(c.groups)) {
		if c.groups[id].stranger {
			own = model.Declared
			continue
		}
		s.Groups = append(s.Groups, c.group(id))
	}
	s.Targets = []model.Target{{Object: model.Object{ID: "pbx"}, Type: typeName, Manage: map[string]model.Ownership{"users": model.Exclusive, "groups": own, "hubGroups": own}}}
	return s
}

func (c firm) group(id string) model.Group {
	g, x := c.groups[id], model.Group{Object: model.Object{ID: id}, Kind: model.ManagerAssistant, Title: model.Of(c.title(id))}
	if c.hub {
		x.Extension, x.Native = model.Of(numbers[id]), map[string]model.Native{"pbx": {"externalNumber": g.ddi}}
	}
	switch {
	case g.boss != "":
		x.Manager = model.Of(g.boss)
		for _, u := range g.others {
			x.Assistants = append(x.Assistants, model.Assistant{User: u})
		}
		return x
	case c.hub:
		x.Kind = model.RingGroup
	default:
		x.Kind, x.Supervisors = model.Supervision, map[string]bool{}
		if id == "relief" {
			x.Native = map[string]model.Native{"pbx": {"type": MutualAid}}
		}
	}
	x.Members = []model.Member{}
	for _, u := range g.others {
		x.Members = append(x.Members, model.Member{User: u})
	}
	for _, u := range g.heads {
		x.Supervisors[u] = true
	}
	return x
}

// record is what was applied of a world: which object is which.
func (c firm) record(live *state.Snapshot) *state.Record {
	_, s, _ := lowered(c.site(), c.profile())
	r := &state.Record{Target: "pbx", Type: typeName}
	for i := range s.Objects {
		if o, ok := live.Find(s.Objects[i].Ref()); ok {
			r.Entries = append(r.Entries, state.Entry{Object: o.Ref(), Canonical: s.Objects[i].Canonical, ID: o.ID, Attrs: s.Objects[i].Attrs})
		}
	}
	return r
}

// lowered is a site as native state.
func lowered(site *model.Site, p state.Profile) (*resolve.Desired, *state.Snapshot, diag.List) {
	d, ds := resolve.For(site, &site.Targets[0], p, Caps(p))
	s, more := Lower(d)
	s.Target, s.Type, s.Profile = site.Targets[0].ID, typeName, p
	return d, s, append(ds, more...)
}

// live is a world as a reader would see it.
func (c firm) live() *state.Snapshot {
	whole := firm{hub: c.hub, people: c.people, groups: map[string]team{}, seats: c.seats}
	for id, g := range c.groups {
		g.stranger = false
		whole.groups[id] = g
	}
	_, s, _ := lowered(whole.site(), c.profile())
	s.Claims = nil
	for i := range s.Objects {
		c.asRead(&s.Objects[i])
	}
	s.Objects = append(s.Objects, c.bought()...)
	s.Sort()
	for _, k := range Schema(c.profile()).Kinds {
		s.Coverage = append(s.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}})
	}
	return s
}

// asRead completes what lowering made by what only the service says.
func (c firm) asRead(o *state.Object) {
	o.Canonical, o.ID, o.Initial = "", "id-"+o.Key, nil
	for i := range o.Attrs {
		o.Attrs[i].From = nil
	}
	switch o.Kind {
	case Licence:
		o.Put("subscription", state.OfText(c.sold(o.Get("offer").Text())))
		o.Put("status", state.OfText("active"))
	case Subscriber:
		o.Put("system", state.OfText("Cloud"))
	case Supervision, HubGroup:
		o.Put("delegation", state.OfBool(false))
		o.Put("idle", state.Nothing())
		o.Put("isEmptyAllowed", state.OfBool(!c.groups[o.Get("name").Text()].filled))
		if o.Kind == Supervision {
			o.Put("managerIdle", state.OfBool(false))
		}
	}
}

func attr(name, v string) state.Attr { return state.Attr{Name: name, Value: state.OfText(v)} }

// bought is what is there and no site makes: PBXs, extensions, numbers, seats.
func (c firm) bought() []state.Object {
	var out []state.Object
	add := func(kind, key string, attrs ...state.Attr) {
		o := state.Object{Kind: kind, Key: key, ID: "id-" + key}
		for _, a := range attrs {
			o.Put(a.Name, a.Value)
		}
		out = append(out, o)
	}
	if c.hub {
		add(System, "Cloud", attr("name", "Cloud"), attr("product", ProductHub))
		for _, n := range ddis {
			add(DDI, n, attr("number", n), attr("system", "Cloud"))
		}
	} else {
		add(System, "OXE", attr("name", "OXE"), attr("product", ProductPBX))
		for _, n := range phones {
			add(Extension, n, attr("shortNumber", n), attr("system", "OXE"))
		}
	}
	for _, offer := range []string{Business, Enterprise, Attendant} {
		add(Subscription, c.sold(offer), attr("name", c.sold(offer)), attr("offer", offer), attr("status", "active"), state.Attr{Name: "isExclusive", Value: state.OfBool(offer != Attendant)},
			state.Attr{Name: "maxNumberUsers", Value: state.OfInt(c.of(offer))}, state.Attr{Name: "numberAssignedUsers", Value: state.OfInt(c.count(offer))})
	}
	return out
}

// seed is a world in the simulator's terms.
func (c firm) seed(t fataler) []byte {
	type m = map[string]any
	users := []any{m{"loginEmail": "admin@patchbay.example", "password": "Patchbay-1", "firstName": "Admin", "lastName": "Patchbay", "roles": []string{"user", "admin"}, "adminType": "company_admin", "isInitialized": true}}
	for _, id := range slices.Sorted(maps.Keys(c.people)) {
		var profiles []any
		for _, l := range c.people[id].holds() {
			profiles = append(profiles, m{"offerName": c.sold(l)})
		}
		users = append(users, m{"loginEmail": address(id), "firstName": id, "profiles": profiles})
	}
	w := m{"companies": []any{m{"name": "Acme", "country": "FRA"}}, "sites": []any{m{"name": "Paris", "status": "active"}}, "users": users, "phoneNumbers": c.phoneSeed(), "subscriptions": []any{m{"offerId": "Essential"}}}
	for _, offer := range []string{Business, Enterprise, Attendant} {
		w["subscriptions"] = append(w["subscriptions"].([]any), m{"offerId": c.sold(offer), "maxNumberUsers": c.of(offer)})
	}
	table := "supervisionGroups"
	if c.hub {
		table = "groups"
		w["cloudPbxs"] = []any{m{"name": "Cloud", "numberingPrefix": 8, "numberingDigits": 4}}
	} else {
		w["systems"] = []any{m{"name": "OXE", "type": "oxe", "country": "FRA", "siteId": []string{"Paris"}, "status": "activated"}}
	}
	groups := []any{}
	for _, name := range slices.Sorted(maps.Keys(c.groups)) {
		groups = append(groups, c.groupSeed(name))
	}
	w[table] = groups
	b, err := json.Marshal(w)
	if err != nil {
		t.Fatalf("%v", err)
	}
	return b
}

func (c firm) phoneSeed() []any {
	type m = map[string]any
	owner, system := map[string]string{}, "OXE"
	for id, h := range c.people {
		owner[h.extension], owner[h.ddi] = address(id), address(id)
	}
	if c.hub {
		system = "Cloud"
	}
	out := []any{}
	for _, n := range phones {
		p := m{"systemId": system, "shortNumber": n}
		if owner[n] != "" {
			p["userId"] = owner[n]
		}
		if owner[n] != "" || !c.hub { // a number of the Hub is there with its subscriber
			out = append(out, p)
		}
	}
	for _, n := range ddis {
		p := m{"systemId": system, "number": n, "isCloudPbxDDI": true}
		if owner[n] != "" {
			p["userId"] = owner[n]
		}
		if c.hub {
			out = append(out, p)
		}
	}
	return out
}

func (c firm) groupSeed(name string) map[string]any {
	g, key, places := c.groups[name], "userId", []struct {
		role string
		who  []string
	}{{"manager", nil}, {"assistant", nil}, {"supervisor", c.groups[name].heads}, {"supervised", c.groups[name].others}}
	out := map[string]any{"name": name, "type": DefaultType, "isEmptyAllowed": !g.filled}
	switch {
	case name == "relief":
		out["type"] = MutualAid
	case g.boss != "" && !c.hub:
		out["type"] = ManagerAssistant
	}
	if g.boss != "" {
		places[0].who, places[1].who, places[3].who = []string{g.boss}, g.others, nil
	}
	if c.hub {
		key, places[0].role, places[3].role = "memberId", "leader", "agent"
		out["type"], out["shortNumber"] = "hunting_group", numbers[name]
		if g.boss != "" {
			out["subType"], out["policy"] = ManagerAssistant, "serial"
		}
		if g.ddi != "" {
			out["externalNumberId"] = g.ddi
		}
	}
	roles, order := map[string][]string{}, []string{}
	for _, p := range places {
		for _, u := range p.who {
			if roles[u] == nil {
				order = append(order, u)
			}
			roles[u] = append(roles[u], p.role)
		}
	}
	members := []any{}
	for _, u := range order {
		m := map[string]any{key: address(u), "roles": roles[u]}
		if roles[u][0] == "leader" { // on the Hub a leader who is active has delegated
			m["status"] = "idle"
		}
		members = append(members, m)
	}
	out["members"] = members
	return out
}

func lines(all []string) string { return strings.Join(all, "\n") }
