package rainbow

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// directory is what was listed, by the vendor's own ids.
type directory struct {
	users         []userRow
	subscriptions []subscriptionRow
	pbxs, clouds  []systemRow
	extensions    []phoneRow
	devices       []deviceRow
	ddis          []phoneRow
	groups, hubs  []groupRow
	sites         map[string]string // id → name
	pbx           systemRow         // the one whose extensions are meant; no id: there is none

	troubles map[string]trouble // by the name of a list in needs
}

// trouble is why a list is not the whole truth.
type trouble struct {
	doubt string
	err   error
}

func newDirectory() *directory {
	return &directory{sites: map[string]string{}, troubles: map[string]trouble{}}
}

// judged notes what became of a list.
func (d *directory) judged(name string, l *list) { d.note(name, trouble{l.doubt, l.err}) }

// note keeps the first trouble of a name.
func (d *directory) note(name string, t trouble) {
	if have := d.troubles[name]; have.err == nil && have.doubt == "" {
		d.troubles[name] = t
	}
}

// userList: guests are hidden by the vendor itself, as are users who were deleted.
func (d *directory) userList(c *conn) *list {
	return &list{path: usersPath, sort: "loginEmail", filter: c.ofCompany(), what: "users", reset: func() { d.users = nil }, read: func(s *rest.Scan) string {
		u := readUser(s)
		d.users = append(d.users, u)
		return u.id
	}}
}

func (d *directory) pbxList(c *conn) *list {
	return &list{path: systemsPath, sort: "name", filter: c.ofCompany(), what: "PBXs", reset: func() { d.pbxs = nil }, read: func(s *rest.Scan) string {
		x := readSystem(s)
		d.pbxs = append(d.pbxs, x)
		return x.id
	}}
}

func (d *directory) cloudList(c *conn) *list {
	return &list{path: cloudsPath, filter: c.ofCompany(), what: "Cloud PBXs", reset: func() { d.clouds = nil }, read: func(s *rest.Scan) string {
		x := readSystem(s)
		x.hub = true
		d.clouds = append(d.clouds, x)
		return x.id
	}}
}

func (d *directory) subscriptionList(c *conn) *list {
	return &list{path: path("subscription/v1.0/companies", c.company, "subscriptions"), what: "subscriptions", reset: func() { d.subscriptions = nil }, read: func(s *rest.Scan) string {
		x := readSubscription(s)
		d.subscriptions = append(d.subscriptions, x)
		return x.id
	}}
}

func (d *directory) siteList(c *conn) *list {
	return &list{path: sitesPath, sort: "name", filter: c.ofCompany(), what: "sites", reset: func() { clear(d.sites) }, read: func(s *rest.Scan) string {
		x := readSystem(s)
		d.sites[x.id] = x.name
		return x.id
	}}
}

// extensionList is the PBX's, or those of it that begin with some digits.
func (d *directory) extensionList(begins string) *list {
	l := &list{path: path(systemsPath, d.pbx.id, "phone-numbers"), sort: "shortNumber", what: "extensions", reset: func() { d.extensions = nil }, read: func(s *rest.Scan) string {
		p := readPhone(s)
		d.extensions = append(d.extensions, p)
		return p.id
	}}
	if begins != "" {
		l.filter = url.Values{"shortNumber": {begins}}
	}
	return l
}

func (d *directory) deviceList() *list {
	return &list{path: path(cloudsPath, d.clouds[0].id, "devices"), what: "devices", reset: func() { d.devices = nil }, read: func(s *rest.Scan) string {
		x := readDevice(s)
		d.devices = append(d.devices, x)
		return x.id
	}}
}

func (d *directory) ddiList() *list {
	return &list{path: path(cloudsPath, d.clouds[0].id, "phone-numbers/ddi"), what: "direct numbers", reset: func() { d.ddis = nil }, read: func(s *rest.Scan) string {
		p := readPhone(s)
		d.ddis = append(d.ddis, p)
		return p.id
	}}
}

// groupList is supervision groups; the vendor's own client has no filter by company,
// so that those of others are left out here.
func (d *directory) groupList(c *conn) *list {
	return &list{path: supervisionPath, filter: c.ofCompany(), what: "supervision groups", reset: func() { d.groups = nil }, read: func(s *rest.Scan) string {
		g := readGroup(s)
		if g.company == "" || g.company == c.company {
			d.groups = append(d.groups, g)
		}
		return g.id
	}}
}

func (d *directory) hubList(c *conn) *list {
	return &list{path: c.hubPath(), sort: "name", what: "Hub groups", reset: func() { d.hubs = nil }, read: func(s *rest.Scan) string {
		g := readGroup(s)
		d.hubs = append(d.hubs, g)
		return g.id
	}}
}

func (c *conn) hubPath() string { return path(companiesPath, c.company, "groups") }

// choosePBX finds the PBX whose extensions are meant: the one that the option system
// names, or the only one.
func (c *conn) choosePBX(d *directory) error {
	fits := slices.DeleteFunc(slices.Clone(d.pbxs), func(x systemRow) bool {
		return c.system != "" && x.name != c.system && x.id != c.system && x.pbx != c.system
	})
	switch {
	case len(fits) == 1:
		d.pbx = fits[0]
		return nil
	case len(fits) == 0 && c.system == "":
		return nil
	}
	var all []string
	for _, x := range d.pbxs {
		all = append(all, fmt.Sprintf("%s (%s)", x.name, x.id))
	}
	e := &rest.Error{Kind: targets.ErrUnsupported, Op: "GET " + systemsPath, Sent: true, Message: fmt.Sprintf("the company has %d PBXs and the site does not say which", len(d.pbxs)),
		Hint: "set the target's option system to one of: " + strings.Join(all, ", ")}
	if c.system != "" {
		e.Message = fmt.Sprintf("%d PBXs of the company are called %q", len(fits), c.system)
	}
	return e
}

// systemName is what a PBX is known by: its name, with its id where an earlier one
// has the name.
func (d *directory) systemName(id string) string {
	taken := map[string]bool{}
	for _, x := range slices.Concat(d.pbxs, d.clouds) {
		name := x.name
		if name == "" || taken[name] {
			name += " #" + x.id
		}
		if taken[name] = true; x.id == id {
			return name
		}
	}
	return ""
}

// hub reports whether an id is a Cloud PBX's.
func (d *directory) hub(system string) bool {
	return system != "" && slices.ContainsFunc(d.clouds, func(x systemRow) bool { return x.id == system })
}

// names are what ids were called when they were last seen.
type names struct {
	users  map[string]string // id → login
	ids    map[string]string // login → id
	phones map[string]string // phoneNumberId → login
}

func newNames() names {
	return names{map[string]string{}, map[string]string{}, map[string]string{}}
}

// learn takes the names out of what was read.
func (n names) learn(d *directory) {
	for i := range d.users {
		n.user(&d.users[i])
	}
}

func (n names) user(u *userRow) {
	if old := n.users[u.id]; old != u.login && n.ids[old] == u.id {
		delete(n.ids, old)
	}
	n.users[u.id], n.ids[u.login] = u.login, u.id
	for i := range u.phones {
		if p := &u.phones[i]; p.ofSystem() {
			n.phones[p.id] = u.login
		}
	}
}

// forget drops what a user was called.
func (n names) forget(id string) {
	login := n.users[id]
	delete(n.users, id)
	delete(n.ids, login)
	maps.DeleteFunc(n.phones, func(_, of string) bool { return of == login })
}

// of is the key of a user: the login, or the id of somebody who is not of the
// company.
func (n names) of(id string) string {
	if l := n.users[id]; l != "" {
		return l
	}
	return "#" + id
}
