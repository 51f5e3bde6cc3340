package asterisk

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// fataler is a test or a rapid run.
type fataler interface {
	Helper()
	Fatalf(string, ...any)
	Errorf(string, ...any)
}

// options of the target of made-up sites.
func optionsOf(classes bool) model.Native {
	out := model.Native{"context": "internal", "codecs": []any{"alaw", "ulaw"}}
	if classes {
		out["contexts"] = map[string]any{"none": "shut", "internal": "inside", "any": "outside"}
	}
	return out
}

func target(options model.Native) model.Target {
	return model.Target{Object: model.Object{ID: "pbx"}, Type: typeName, Options: options, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning},
		Manage: map[string]model.Ownership{"users": model.Exclusive, "devices": model.Exclusive, "queues": model.Exclusive}}
}

// lowered is a site as its target is asked to hold it.
func lowered(site *model.Site) (*resolve.Desired, *state.Snapshot, diag.List) {
	t := &site.Targets[0]
	profile := resolve.Offline(t)
	d, ds := resolve.For(site, t, profile, Caps(profile))
	s, more := Lower(d)
	return d, s, append(ds, more...)
}

// asLive is what a PBX has on which all of a snapshot was made and nothing else.
func asLive(desired *state.Snapshot) *state.Snapshot {
	schema := Schema(desired.Profile)
	out := &state.Snapshot{Target: desired.Target, Type: desired.Type, Profile: desired.Profile}
	for i := range desired.Objects {
		o := desired.Objects[i].Clone()
		k, _ := schema.Kind(o.Kind)
		for _, a := range o.Initial {
			o.Put(a.Name, a.Value)
		}
		o.Canonical, o.Initial = "", nil
		o.Attrs = slices.DeleteFunc(o.Attrs, func(a state.Attr) bool {
			f, _ := k.Field(a.Name)
			return a.Value.Presence() != state.Set || f.Equal(a.Value, f.Default)
		})
		for i := range o.Attrs {
			o.Attrs[i].From = nil
		}
		asRead(&o, desired.Profile)
		out.Objects = append(out.Objects, o)
	}
	for _, k := range schema.Kinds {
		out.Coverage = append(out.Coverage, state.Coverage{Extent: state.Extent{Kind: k.Name}})
	}
	out.Sort()
	return out
}

// asRead adds what a reader makes out.
func asRead(o *state.Object, p state.Profile) {
	switch o.Kind {
	case Queue:
		if m := o.Get("members").Items(); len(m) > 0 && o.Get("order").Presence() != state.Set {
			o.Put("order", state.OfList(m...))
		}
		return
	case Mailbox:
		if number, context := boxed(o.Key); context == mailboxContext(p) {
			o.Put("endpoint", state.OfText(number))
		}
		return
	case AOR, Auth:
		o.Put("endpoint", state.OfText(o.Key))
	case Endpoint:
		if o.Get("webrtc").Bool() {
			for _, a := range dragged(p) {
				if _, said := o.Attr(a.Name); !said {
					o.Put(a.Name, a.Value)
				}
			}
		}
	}
	o.Put("station", state.OfText(Station(o.Key)))
}

// maker makes sites up.
type maker struct {
	*rapid.T
	site    *model.Site
	classes bool
	secrets bool // every device has a password
	bare    bool // nothing under native
}

func (m *maker) flip(label string) bool { return rapid.Bool().Draw(m.T, label) }

func (m *maker) one(label string, from ...string) string {
	return rapid.SampledFrom(from).Draw(m.T, label)
}

var (
	staff   = []string{"alice", "bob", "claire", "dan", "eve"}
	numbers = []string{"101", "102", "103", "104", "2001", "2002", "33"}
)

// siteOf draws a site.
func siteOf(t *rapid.T, secrets, bare bool) *model.Site {
	m := &maker{T: t, site: &model.Site{Package: "made"}, secrets: secrets, bare: bare}
	m.classes = m.flip("classes")
	m.site.Departments = []model.Department{{Object: model.Object{ID: "sales"}, Title: model.Of("Sales")}}
	free := rapid.Permutation(numbers).Draw(t, "numbers")
	for i, id := range staff {
		if m.flip("user " + id) {
			m.site.Users = append(m.site.Users, m.user(id, free[i]))
		}
	}
	for _, id := range []string{"acd", "desk", "floor", "loop"} {
		if m.flip("group " + id) {
			m.site.Groups = append(m.site.Groups, m.group(id))
		}
	}
	m.role()
	m.devices()
	m.site.Targets = []model.Target{target(optionsOf(m.classes))}
	return m.site
}

func (m *maker) user(id, number string) model.User {
	u := model.User{Object: model.Object{ID: id}, Extension: model.Of(number)}
	if m.flip("named") {
		u.FirstName, u.LastName = model.Of(m.one("first", "Alice", `Q"uote`, "Łukasz", "von")), model.Text(m.one("last", "Martin", "de la Tour", ""))
	}
	if m.flip("shown") {
		u.DisplayName = model.Of(m.one("display", "Front desk", "x", "日本 語"))
	}
	if m.flip("of sales") {
		u.Department = model.Of("sales")
	}
	if m.flip("speaks") {
		u.Language = model.Of(m.one("language", "fr", "pt-BR", "en"))
	}
	if m.one("shut", "no", "no", "yes") == "yes" {
		u.Enabled = model.Of(false)
	}
	switch m.one("mailbox", "", "plain", "sent", "none", "off") {
	case "plain":
		u.Voicemail = &model.Voicemail{Enabled: model.Of(true)}
	case "sent":
		u.Email = model.Of(id + "@acme.example")
		u.Voicemail = &model.Voicemail{Enabled: model.Of(true), Email: model.Of(m.one("sent", "notify", "attach", "attachAndDelete"))}
	case "none":
		u.Voicemail = &model.Voicemail{Enabled: model.Of(true), Email: model.Of("none"), PIN: &model.Secret{Env: "PIN"}}
	case "off":
		u.Voicemail = &model.Voicemail{Enabled: model.Of(false)}
	}
	if !m.bare && m.flip("native") {
		u.Native = map[string]model.Native{"pbx": {"direct_media": m.flip("media"), "rtp_timeout": int64(30), "qualify_frequency": int64(60)}}
	}
	return u
}

// some draws a part of the users.
func (m *maker) some(label string) []string {
	var out []string
	for _, u := range m.site.Users {
		if m.flip(label + " " + u.ID) {
			out = append(out, u.ID)
		}
	}
	return out
}

func (m *maker) group(id string) model.Group {
	g := model.Group{Object: model.Object{ID: id}, Kind: model.GroupKind(m.one("kind", "team", "pickup", "queue", "ringGroup"))}
	users := m.some("in " + id)
	if g.Kind != model.Queue {
		g.Members = []model.Member{}
		for _, u := range users {
			x := model.Member{User: u}
			if g.Kind == model.Team && m.flip("picks up") {
				x.Overrides = model.Grants{{Permission: "calls.operate", Level: "group"}}
			}
			g.Members = append(g.Members, x)
		}
	}
	if g.Kind != model.Queue && g.Kind != model.RingGroup {
		return g
	}
	g.Strategy = model.Of(m.one("strategy", "ringAll", "hunt", "roundRobin", "longestIdle"))
	if m.flip("rings") {
		g.RingSeconds = model.Of(int64(12))
	}
	if m.flip("ordered") && len(users) > 0 && (g.Strategy.Or("") == "hunt" || g.Strategy.Or("") == "roundRobin") {
		g.RingOrder = rapid.Permutation(users).Draw(m.T, "order")
	}
	if g.Kind == model.Queue {
		m.queue(&g, users)
	}
	return g
}

func (m *maker) queue(g *model.Group, users []string) {
	g.Agents = []model.Agent{}
	weighed := m.flip("weighed")
	for _, u := range users {
		a := model.Agent{User: u}
		if weighed {
			a.Priority = model.Of(rapid.Int64Range(0, 2).Draw(m.T, "priority"))
		}
		g.Agents = append(g.Agents, a)
	}
	if m.flip("wraps") {
		g.WrapUp = model.Of(rapid.Int64Range(0, 20).Draw(m.T, "wrap-up"))
	}
	if !m.bare && m.flip("plays") {
		g.Native = map[string]model.Native{"pbx": {"musicclass": "jazz", "ringinuse": false, "weight": int64(2), "name": "The " + g.ID}}
	}
}

// role gives some users a class of service.
func (m *maker) role() {
	users := m.some("calls")
	if len(users) == 0 || !m.classes {
		return
	}
	r := model.Role{Object: model.Object{ID: "caller"}, Grants: model.Grants{{Permission: "calls.place", Level: m.one("level", "none", "internal", "any")}}}
	for _, u := range users {
		r.Assign = append(r.Assign, model.Assignment{Name: u, User: u})
	}
	m.site.Roles = []model.Role{r}
}

func (m *maker) devices() {
	for _, u := range m.site.Users {
		for _, kind := range registers {
			if m.flip(kind + " of " + u.ID) {
				m.site.Devices = append(m.site.Devices, m.device(u.ID+"-"+kind, kind, u.ID))
			}
		}
	}
	if m.flip("hall") {
		hall := m.device("hall", "deskphone", "")
		hall.Title = model.Of("Hall")
		m.site.Devices = append(m.site.Devices, hall)
	}
	slices.SortFunc(m.site.Devices, func(a, b model.Device) int { return strings.Compare(a.ID, b.ID) })
}

func (m *maker) device(id, kind, owner string) model.Device {
	d := model.Device{Object: model.Object{ID: id}, Kind: kind}
	if owner != "" {
		d.Owner = model.Of(owner)
	}
	if m.secrets || m.flip("password of "+id) {
		d.Password = &model.Secret{Env: "SIP"}
	}
	if !m.bare && owner == "" && m.flip("native of "+id) {
		d.Native = map[string]model.Native{"pbx": {"context": "hall", "max_contacts": int64(3), "realm": "acme"}}
	}
	return d
}

// inLine is an object as one line.
func inLine(o *state.Object) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s", o.Ref())
	for _, a := range o.Attrs {
		fmt.Fprintf(&b, " %s=%s", a.Name, a.Value)
	}
	return b.String()
}
