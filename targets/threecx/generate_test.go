package threecx

import (
	"fmt"
	"slices"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

var enterprise = state.Profile{Version: "20.0.10", Edition: "enterprise"}

func target() model.Target {
	return model.Target{Object: model.Object{ID: "pbx"}, Type: "3cx", Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}
}

// lowered is what a site's first target becomes.
func lowered(site *model.Site, p state.Profile) (*resolve.Desired, *state.Snapshot, diag.List) {
	d, ds := resolve.For(site, &site.Targets[0], p, Caps(p))
	s, more := Lower(d)
	return d, s, append(ds, more...)
}

// someNative draws a PBX: groups with rows of defaults, users with memberships,
// queues, ring groups, parkings and phones, each with any of its attributes.
func someNative(t *rapid.T) *state.Snapshot {
	s := &state.Snapshot{Target: "pbx", Type: "3cx", Profile: enterprise}
	schema := Schema(enterprise)
	groups := []string{"DEFAULT"}
	for i := range rapid.IntRange(0, 3).Draw(t, "groups") {
		groups = append(groups, rapid.SampledFrom([]string{"Sales", "Night & Day", "Łódź", "a/b"}).Draw(t, "group")+fmt.Sprint(i))
	}
	var users []string
	for i := range rapid.IntRange(0, 4).Draw(t, "users") {
		users = append(users, fmt.Sprint(100+i))
	}
	add := func(kind string, key string, keys ...state.Attr) *state.Object {
		o := state.Object{Kind: kind, Key: key}
		for _, a := range keys {
			o.Put(a.Name, a.Value)
		}
		k, _ := schema.Kind(kind)
		for _, f := range k.Fields {
			if _, ok := o.Attr(f.Name); ok || f.Flags&(state.Secret|state.Computed|state.Runtime) != 0 || !rapid.Bool().Draw(t, kind+"."+f.Name) {
				continue
			}
			if v := someValue(t, key, &f, groups, users); v.Presence() != state.Absent {
				o.Put(f.Name, v)
			}
		}
		s.Objects = append(s.Objects, o)
		return &s.Objects[len(s.Objects)-1]
	}
	for _, g := range groups {
		add(Group, g, steps.Text("Name", g))
		for _, r := range []string{"users", "managers"} {
			add(GroupRole, g+"/"+r, steps.Text("Group", g), steps.Text("RoleName", r))
		}
	}
	for _, u := range users {
		add(User, u, steps.Text("Number", u))
		for _, g := range groups {
			if rapid.Bool().Draw(t, "member") {
				add(Membership, g+"/"+u, steps.Text("Group", g), steps.Text("User", u))
			}
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "queues") {
		n := fmt.Sprint(800 + i)
		add(Queue, n, steps.Text("Number", n))
		n = fmt.Sprint(810 + i)
		add(RingGroup, n, steps.Text("Number", n))
		n = fmt.Sprint("SP", 11+i)
		add(Parking, n, steps.Text("Number", n))
		if len(users) > 0 {
			mac := fmt.Sprintf("00156512345%d", i)
			add(Phone, mac, steps.Text("MacAddress", mac), steps.Text("User", rapid.SampledFrom(users).Draw(t, "owner")))
		}
	}
	s.Sort()
	return s
}

// someValue draws a value of a field's type and meaning. References are to what
// there is; skills belong to agents by construction of the reader, so that any
// text is as good.
func someValue(t *rapid.T, key string, f *state.Field, groups, users []string) state.Value {
	words := map[string][]string{
		"PollingStrategy": {"Hunt", "RingAll", "NextAgent", "SomethingNew"}, "RingStrategy": {"Hunt", "Paging"}, "Recording": {"Disabled", "AskToOptIn"},
		"VMEmailOptions": {"None", "Attachment", "EmailToExtrasOnly"}, "Language": {"EN", "FR", "pl", "pt-BR"}, "TimeZoneId": {"Europe/Warsaw", "51", "UTC"},
		"ProvisionType": {"LocalLan", "RemoteExtSipProxyMgr"}, "RoleName": {"users", "managers", "system_owners"},
		"EmailAddress": {key + "@b.example", "not an address " + key}, "Mobile": {"+48600100200", "0600100200"}, "OutboundCallerID": {"+481", "anonymous"},
	}
	if f.Name == "ForwardNoAnswer" {
		return rapid.SampledFrom([]state.Value{route("None", "Number", ""), route("External", "External", "+48600"), route("External", "External", "odd@x"),
			route("Queue", "Number", "800"), route("Queue", "Number", "899"), route("Extension", "Number", "100"), route("IVR", "Number", "850"), route("VoiceMail", "Number", "100")}).Draw(t, "route")
	}
	if w := words[f.Name]; w != nil {
		return state.OfText(rapid.SampledFrom(w).Draw(t, f.Name))
	}
	from := map[string][]string{Group: groups, User: users}[f.Ref]
	switch {
	case f.Ref != "" && len(from) == 0:
		return state.Value{}
	case f.Ref != "" && f.Type == state.Text:
		return state.OfText(rapid.SampledFrom(from).Draw(t, f.Name))
	case f.Ref != "" && f.Type == state.Strset:
		return state.OfSet(rapid.SliceOfDistinct(rapid.SampledFrom(from), rapid.ID[string]).Draw(t, f.Name)...)
	case f.Ref != "":
		return state.OfList(rapid.SliceOfDistinct(rapid.SampledFrom(from), rapid.ID[string]).Draw(t, f.Name)...)
	}
	switch f.Type {
	case state.Bool:
		return state.OfBool(rapid.Bool().Draw(t, f.Name))
	case state.Int:
		return state.OfInt(int64(rapid.IntRange(-1, 200000).Draw(t, f.Name)))
	case state.Strset:
		return state.OfSet("one", "two")
	case state.Strlist:
		return state.OfList("two", "one")
	case state.Tree:
		v, _ := draft.TreeOf(map[string]any{"Type": "OfficeHours", "n": []any{int64(1)}})
		return v
	}
	return state.OfText(rapid.SampledFrom([]string{"x", "Zażółć", " spaced "}).Draw(t, f.Name))
}

// someSite draws a site that uses most of the language, right or wrong.
func someSite(t *rapid.T) *model.Site {
	s := &model.Site{Targets: []model.Target{target()}}
	departments := []string{"care", "field", "sales"}[:rapid.IntRange(0, 3).Draw(t, "departments")]
	users := []string{"alice", "bob", "claire", "dora"}[:rapid.IntRange(0, 4).Draw(t, "users")]
	for i, id := range departments {
		d := model.Department{Object: model.Object{ID: id}}
		if i > 0 && rapid.Bool().Draw(t, "nested") {
			d.Parent = model.Of(departments[i-1])
		}
		if len(users) > 0 && rapid.Bool().Draw(t, "headed") {
			d.Head = model.Of(rapid.SampledFrom(users).Draw(t, "head"))
		}
		s.Departments = append(s.Departments, d)
	}
	for i, id := range users {
		u := model.User{Object: model.Object{ID: id}, FirstName: model.Of(id), Mobile: model.Text(rapid.SampledFrom([]string{"", "+48600"}).Draw(t, "mobile"))}
		if rapid.IntRange(0, 5).Draw(t, "numbered") > 0 {
			u.Extension = model.Of(fmt.Sprint(101 + i))
		}
		if len(departments) > 0 && rapid.IntRange(0, 4).Draw(t, "placed") > 0 {
			u.Department = model.Of(rapid.SampledFrom(departments).Draw(t, "department"))
		}
		if rapid.IntRange(0, 4).Draw(t, "positioned") == 0 {
			u.Position = map[string]string{"pbx": rapid.SampledFrom([]string{"manager", "systemAdmin"}).Draw(t, "position")}
		}
		if rapid.Bool().Draw(t, "forwards") {
			u.Forwarding = &model.Forwarding{Rules: []model.ForwardingRule{{Situation: rapid.SampledFrom([]string{"always", "away", "busy"}).Draw(t, "situation"),
				Internal: &model.Destination{Voicemail: "self"}, External: &model.Destination{Mobile: true}}}}
		}
		s.Users = append(s.Users, u)
	}
	s.Roles = someRoles(t, departments, users)
	for _, id := range []string{"door", "park", "sales", "team"} {
		if rapid.Bool().Draw(t, id) {
			s.Groups = append(s.Groups, someGroup(t, id, departments, users))
		}
	}
	for _, kind := range []string{"analogue", "deskphone", "softphone"} {
		if rapid.Bool().Draw(t, kind) {
			v := model.Device{Object: model.Object{ID: kind}, Kind: kind, MAC: model.Of("00:15:65:AA:BB:CC"), Title: model.Of("t"), Language: model.Of("fr")}
			if len(users) > 0 {
				v.Owner = model.Of(rapid.SampledFrom(users).Draw(t, "owner"))
			}
			s.Devices = append(s.Devices, v)
		}
	}
	return s
}

func someGrants(t *rapid.T) model.Grants {
	var out model.Grants
	for _, name := range permission.Names() {
		if rapid.IntRange(0, 5).Draw(t, name) == 0 {
			out = append(out, model.Grant{Permission: name, Level: rapid.SampledFrom(permission.Levels(name)).Draw(t, "level")})
		}
	}
	return out
}

func someRoles(t *rapid.T, departments, users []string) []model.Role {
	var out []model.Role
	for _, id := range []string{"lead", "plain"} {
		r := model.Role{Object: model.Object{ID: id}, Title: model.Of(id), Grants: someGrants(t)}
		if rapid.Bool().Draw(t, "based") {
			r.Base = model.Of(rapid.SampledFrom([]string{"user", "manager", "systemOwner"}).Draw(t, "base"))
		}
		give := []model.Assignment{{Name: "a", Everyone: true}, {Name: "a", Group: "team"}}
		if len(departments) > 0 {
			d := rapid.SampledFrom(departments).Draw(t, "where")
			give = append(give, model.Assignment{Name: "a", Department: d, Subdepartments: true}, model.Assignment{Name: "a", HeadOf: d})
		}
		if len(users) > 0 {
			give = append(give, model.Assignment{Name: "a", User: rapid.SampledFrom(users).Draw(t, "who")})
		}
		if rapid.Bool().Draw(t, "assigned") {
			r.Assign = []model.Assignment{rapid.SampledFrom(give).Draw(t, "to")}
		}
		out = append(out, r)
	}
	return out
}

func someGroup(t *rapid.T, id string, departments, users []string) model.Group {
	g := model.Group{Object: model.Object{ID: id}, Kind: model.Team, Language: model.Of("pt-BR")}
	if slices.Contains(departments, id) || len(departments) > 0 && rapid.Bool().Draw(t, "placed") {
		g.Department = model.Of(rapid.SampledFrom(departments).Draw(t, "of"))
	}
	switch id {
	case "door":
		g.Kind = rapid.SampledFrom([]model.GroupKind{model.Queue, model.RingGroup, model.Workgroup}).Draw(t, "kind")
	case "park":
		g.Kind = model.Parking
	}
	if rapid.IntRange(0, 4).Draw(t, "numbered") > 0 && g.Kind != model.Team {
		g.Extension = model.Of("8" + fmt.Sprint(len(id)))
	}
	switch g.Kind {
	case model.Queue:
		g.Agents, g.Supervisors = []model.Agent{}, map[string]bool{}
		for _, u := range users {
			if rapid.Bool().Draw(t, "agent") {
				g.Agents = append(g.Agents, model.Agent{User: u, Priority: model.Of(int64(rapid.IntRange(0, 2).Draw(t, "priority")))})
			}
			g.Supervisors[u] = rapid.Bool().Draw(t, "supervisor")
		}
		g.NoAnswer = &model.Destination{Hangup: true}
	case model.Parking:
		g.Groups = map[string]bool{"team": true}
	default:
		g.Published = model.Of(true)
		g.Members = []model.Member{}
		for _, u := range users {
			if !rapid.Bool().Draw(t, "member") {
				continue
			}
			m := model.Member{User: u}
			if rapid.Bool().Draw(t, "roled") {
				m.Role = model.Of(rapid.SampledFrom([]string{"lead", "plain", "user", "manager"}).Draw(t, "role"))
			}
			if rapid.Bool().Draw(t, "overridden") {
				m.Overrides = append(model.Grants{}, someGrants(t)...)
			}
			g.Members = append(g.Members, m)
		}
		if rapid.Bool().Draw(t, "defaults") {
			g.RoleDefaults = []model.RoleDefault{{Role: "manager", Grants: someGrants(t)}, {Role: "user", Grants: someGrants(t)}}
		}
	}
	return g
}

// acceptable draws a site that the target takes: what is wrong with someSite is
// mended as its diagnostics say.
func acceptable(t *rapid.T) *model.Site {
	s := someSite(t)
	for i := range s.Users {
		s.Users[i].Extension, s.Users[i].Position = model.Of(fmt.Sprint(101+i)), nil
	}
	for i := range s.Roles {
		s.Roles[i].Base = model.Field[string]{}
	}
	for range 10 {
		_, _, ds := lowered(s, enterprise)
		if !ds.HasErrors() {
			break
		}
		for _, d := range ds {
			if d.Severity == diag.Error {
				mend(s, d)
			}
		}
	}
	return s
}

// mend takes out what a diagnostic is about: a grant everywhere, or a group.
func mend(s *model.Site, d diag.Diagnostic) {
	parts := model.SplitPath(d.Path)
	last := parts[len(parts)-1]
	without := func(g model.Grants) model.Grants {
		return slices.DeleteFunc(g, func(g model.Grant) bool { return g.Permission == last })
	}
	for i := range s.Roles {
		s.Roles[i].Grants = without(s.Roles[i].Grants)
		if d.Code == diag.RolesClash {
			s.Roles[i].Assign = nil
		}
	}
	for i := range s.Groups {
		g := &s.Groups[i]
		for j := range g.Members {
			if m := &g.Members[j]; m.Overrides != nil {
				m.Overrides = without(m.Overrides)
			}
		}
		for j := range g.RoleDefaults {
			g.RoleDefaults[j].Grants = without(g.RoleDefaults[j].Grants)
		}
	}
	if parts[0] == "groups" && d.Code != diag.WouldWiden && d.Code != diag.NeedsCompanion && d.Code != diag.TrunksRefused {
		s.Groups = slices.DeleteFunc(s.Groups, func(g model.Group) bool { return g.ID == parts[1] })
	}
	if parts[0] == "devices" {
		s.Devices = nil
	}
	if parts[0] == "users" {
		if u, ok := model.Find(s.Users, parts[1]); ok {
			u.Forwarding = nil
		}
	}
}
