package targettest

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// maker makes up sites out of what a target says it can hold.
type maker struct {
	*rapid.T
	caps  resolve.Caps
	roles []string
	most  int  // users at most
	next  int  // numbers given out
	desk  bool // what a person has to set is asked for too

	sealed bool // the target shows secrets, and they are asked for
}

// sites generates sites that the target can hold without a loss.
func (c *check) sites(caps resolve.Caps) *rapid.Generator[*model.Site] {
	return c.sitesOf(caps, len(people))
}

// deskSites generates sites that ask for what a person has to set, too.
func (c *check) deskSites(caps resolve.Caps) *rapid.Generator[*model.Site] {
	return rapid.Custom(func(t *rapid.T) *model.Site {
		m := &maker{T: t, caps: caps, roles: c.Roles, most: len(people), desk: true, sealed: c.sealed()}
		return c.fit(m.site(c.Driver.Type))
	})
}

// sitesOf generates sites of at most so many users, and a group of each kind for
// every three.
func (c *check) sitesOf(caps resolve.Caps, most int) *rapid.Generator[*model.Site] {
	return rapid.Custom(func(t *rapid.T) *model.Site {
		m := &maker{T: t, caps: caps, roles: c.Roles, most: most, sealed: c.sealed()}
		return c.fit(m.site(c.Driver.Type))
	})
}

// fit is a site that was made up, as the vendor takes it.
func (c *check) fit(s *model.Site) *model.Site {
	if c.Fit != nil {
		c.Fit(s)
	}
	return s
}

var people = []string{"alice", "bob", "claire", "dan-o", "eve", "fritz", "gül", "hugo2"}

// names hold what breaks careless quoting, folding and trimming.
var names = []string{"Martin", "O'Neil", "Łukasz Żak", "von der Heide", `Quote "Q"`, "日本", "Æsir & Co", "a/b", "x"}

// holds reports whether the target can be asked for a noun without a loss.
func (m *maker) holds(noun string) bool { return m.full(m.caps.Noun(noun).Support) }

// full reports whether what is asked for comes about as it is asked for.
func (m *maker) full(s resolve.Support) bool {
	return s == resolve.Exact || m.desk && s == resolve.ByHand
}

func (m *maker) maybe(label string) bool { return rapid.IntRange(0, 3).Draw(m.T, label) > 0 }

func (m *maker) site(typ string) *model.Site {
	s := &model.Site{Package: "made", Organization: model.Organization{
		Name: model.Of("Made Up SA"), Country: model.Of("FR"), Language: model.Of("en"), Timezone: model.Of("Europe/Paris"),
	}}
	if m.holds("departments") {
		for i := range rapid.IntRange(0, m.most/3).Draw(m.T, "departments") {
			s.Departments = append(s.Departments, m.department(i))
		}
	}
	for _, id := range m.some("users", people[:m.most]) {
		s.Users = append(s.Users, m.user(id, s))
	}
	s.Groups = m.groups(s)
	if m.holds("devices.deskphone") && m.holds("devices.deskphone.mac") {
		s.Devices = m.phones(s)
	}
	m.secrets(s)
	slices.SortFunc(s.Devices, func(a, b model.Device) int { return strings.Compare(a.ID, b.ID) })
	s.Targets = []model.Target{{Object: model.Object{ID: "pbx"}, Type: typ, Manage: m.manage()}}
	return s
}

// some chooses a part of a list, in its sorted order.
func (m *maker) some(label string, from []string) []string {
	if len(from) == 0 {
		return nil
	}
	chosen := rapid.SliceOfNDistinct(rapid.SampledFrom(from), 0, len(from), rapid.ID[string]).Draw(m.T, label)
	slices.Sort(chosen)
	return chosen
}

func (m *maker) number(from int) string {
	m.next++
	return fmt.Sprint(from + m.next)
}

func (m *maker) manage() map[string]model.Ownership {
	out := map[string]model.Ownership{}
	for _, kind := range m.caps.Manage {
		if kind == "users" && m.maybe("users are declared") {
			out[kind] = model.Declared
		}
	}
	return out
}

func (m *maker) department(i int) model.Department {
	d := model.Department{Object: model.Object{ID: fmt.Sprintf("dep%d", i)}, Title: model.Of(fmt.Sprintf("Department %d", i))}
	if m.holds("departments.parent") {
		d.Parent = model.Of(model.Root)
	}
	return d
}

// text fills a field with one of a few words, or leaves it unwritten.
func (m *maker) text(f *model.Field[string], noun string, words ...string) {
	if m.holds(noun) && m.maybe(noun) {
		*f = model.Text(rapid.SampledFrom(words).Draw(m.T, noun+" as"))
	}
}

func (m *maker) toggle(f *model.Field[bool], noun string) {
	if m.holds(noun) && m.maybe(noun) {
		*f = model.Of(rapid.Bool().Draw(m.T, noun+" as"))
	}
}

func (m *maker) count(f *model.Field[int64], noun string, lo, hi int64) {
	if m.holds(noun) && m.maybe(noun) {
		*f = model.Of(rapid.Int64Range(lo, hi).Draw(m.T, noun+" as"))
	}
}

func (m *maker) user(id string, s *model.Site) model.User {
	u := model.User{Object: model.Object{ID: id}, Extension: model.Of(m.number(100)),
		FirstName: model.Of(rapid.SampledFrom(names).Draw(m.T, "first name")),
		Email:     model.Of(strings.ToLower(fmt.Sprintf("%d@made.example", m.next)))}
	m.text(&u.LastName, "users.lastName", append(names, "")...)
	m.text(&u.Mobile, "users.mobile", "+33612345678", "+33698765432", "")
	m.text(&u.Language, "users.language", "en", "fr")
	m.toggle(&u.Enabled, "users.enabled")
	m.toggle(&u.Listed, "users.listed")
	if len(s.Departments) > 0 && m.holds("users.department") && m.maybe("users.department") {
		u.Department = model.Of(rapid.SampledFrom(s.Departments).Draw(m.T, "department").ID)
	}
	return u
}

func (m *maker) groups(s *model.Site) []model.Group {
	var out []model.Group
	for _, kind := range []model.GroupKind{model.Parking, model.Queue, model.RingGroup, model.Team} {
		noun := "groups." + string(kind)
		if !m.holds(noun) {
			continue
		}
		for i := range rapid.IntRange(0, (m.most+2)/3).Draw(m.T, noun) {
			out = append(out, m.group(kind, i, s))
		}
	}
	slices.SortFunc(out, func(a, b model.Group) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func (m *maker) group(kind model.GroupKind, i int, s *model.Site) model.Group {
	noun := "groups." + string(kind)
	g := model.Group{Object: model.Object{ID: fmt.Sprintf("%s%d", kind, i)}, Kind: kind}
	users := make([]string, 0, len(s.Users))
	for _, u := range s.Users {
		users = append(users, u.ID)
	}
	switch kind {
	case model.Team:
		g.Title = model.Of(fmt.Sprintf("%s %d", rapid.SampledFrom([]string{"Ventes", "Łódź", "R&D", "O'Team"}).Draw(m.T, "title"), i))
		m.toggle(&g.Published, noun+".published")
		g.Members = []model.Member{}
		for _, u := range m.chosen(noun+".members", users) {
			g.Members = append(g.Members, m.member(noun+".members", u))
		}
		g.RoleDefaults = m.roleDefaults(noun + ".roleDefaults")
		return g
	case model.Parking:
		if m.holds(noun + ".extension") {
			g.Extension = model.Of(m.number(10))
		}
		return g
	}
	g.Title = model.Of(fmt.Sprintf("Line %d", i))
	g.Extension = model.Of(m.number(map[model.GroupKind]int{model.Queue: 800, model.RingGroup: 840}[kind]))
	m.count(&g.RingSeconds, noun+".ringSeconds", 5, 60)
	m.text(&g.Strategy, noun+".strategy", "ringAll", "hunt")
	if kind == model.RingGroup {
		for _, u := range m.chosen(noun+".members", users) {
			g.Members = append(g.Members, model.Member{User: u})
		}
		return g
	}
	m.count(&g.WrapUp, noun+".wrapUp", 0, 60)
	m.count(&g.MaxWait, noun+".maxWait", 10, 600)
	g.Agents = []model.Agent{}
	for _, u := range m.chosen(noun+".agents", users) {
		g.Agents = append(g.Agents, model.Agent{User: u})
	}
	if m.holds(noun + ".supervisors") {
		g.Supervisors = map[string]bool{}
		for _, u := range m.chosen(noun+".supervisors", users) {
			g.Supervisors[u] = true
		}
	}
	return g
}

// chosen is a part of the users, empty where the target cannot hold any.
func (m *maker) chosen(noun string, users []string) []string {
	if !m.holds(noun) || len(users) == 0 {
		return nil
	}
	return m.some(noun, users)
}

func (m *maker) member(noun, user string) model.Member {
	out := model.Member{User: user}
	if len(m.roles) > 0 && m.holds(noun+".role") && m.maybe("role") {
		out.Role = model.Of(rapid.SampledFrom(m.roles).Draw(m.T, "role as"))
	}
	if m.holds(noun+".overrides") && m.maybe("overrides") {
		out.Overrides = m.grants("overrides")
	}
	return out
}

func (m *maker) roleDefaults(noun string) []model.RoleDefault {
	if len(m.roles) == 0 || !m.holds(noun) || !m.maybe(noun) {
		return nil
	}
	return []model.RoleDefault{{Role: rapid.SampledFrom(m.roles).Draw(m.T, "default of"), Grants: m.grants("defaults")}}
}

// grants chooses levels that the target can set alone, on any edition. Only
// levels of a group can be held there in full.
func (m *maker) grants(label string) model.Grants {
	levels := map[string][]string{}
	var all []string
	for _, g := range m.caps.Grants {
		p, _ := permission.Find(g.Permission)
		if !m.full(g.Support) || g.Needs != "" || p.Kind == permission.Scale || !slices.Contains([]string{"none", "group", "false", "true"}, g.Level) {
			continue
		}
		if levels[g.Permission] == nil {
			all = append(all, g.Permission)
		}
		levels[g.Permission] = append(levels[g.Permission], g.Level)
	}
	out := model.Grants{}
	for _, p := range m.some(label, slices.DeleteFunc(all, func(p string) bool { return len(levels[p]) < 2 })) {
		out = append(out, model.Grant{Permission: p, Level: rapid.SampledFrom(levels[p]).Draw(m.T, p)})
	}
	return out
}

func (m *maker) phones(s *model.Site) []model.Device {
	var out []model.Device
	for i, u := range s.Users {
		if !rapid.Bool().Draw(m.T, "a phone") {
			continue
		}
		out = append(out, model.Device{Object: model.Object{ID: u.ID + "-desk"}, Kind: "deskphone", Owner: model.Of(u.ID),
			MAC: model.Of(fmt.Sprintf("00:15:65:12:34:%02x", i)), Model: model.Of("Yealink T46U")})
	}
	return out
}
