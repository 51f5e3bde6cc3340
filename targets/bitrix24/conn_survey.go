package bitrix24

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// directory is what was listed, by the portal's own ids.
type directory struct {
	lists       map[string]*list
	users       []userRow
	userAt      map[string]int // by ID
	departments []departmentRow
	names       map[string]string // department ID → key
	groups      []groupRow
	groupNames  map[string]string
	roles       []roleRow
	access      []accessRow
	userGroups  map[string]string   // ID → name
	within      map[string][]string // user ID → IDs of user groups; nil where nobody says who is in them
	devices     map[string]bool     // user ID → SIP device on
	line        string
	lines       []string
	lineErr     error

	membersDoubt string
	membersErr   error
}

type departmentRow struct {
	id, name, parent, head string
	sort                   string
}

type groupRow struct {
	id, name, owner string
	fields          map[string]string
	count           int
	members         []memberRow
}

type memberRow struct{ user, role string }

type accessRow struct{ role, code string }

// survey lists what is wanted, in as few requests as there are pages for.
func (c *conn) survey(ctx context.Context, want map[string]bool) (*directory, error) {
	d := &directory{lists: map[string]*list{}, userAt: map[string]int{}, names: map[string]string{}, groupNames: map[string]string{}, userGroups: map[string]string{}, devices: map[string]bool{}}
	var lists []*list
	for _, x := range []struct {
		name string
		make func() *list
		when bool
	}{
		{"users", d.userList, want["users"]}, {"departments", d.departmentList, want["departments"]}, {"workgroups", d.groupList, want["workgroups"]},
		{"roles", d.roleList, want["roles"] && hasModule(c.profile)}, {"access", d.accessList, want["roles"] && hasModule(c.profile)},
		{"userGroups", d.userGroupList, want["userGroups"] && hasModule(c.profile)},
	} {
		if x.when {
			d.lists[x.name] = x.make()
			lists = append(lists, d.lists[x.name])
		}
	}
	if err := c.listings(ctx, lists); err != nil {
		return nil, err
	}
	for _, l := range lists {
		if _, ok := lesser(l.err); l.err != nil && !ok {
			return nil, l.err
		}
	}
	if l := d.lists["users"]; l != nil && l.err != nil {
		return nil, probeError(l.err) // without users nothing can be said about a portal
	}
	return d, c.details(ctx, want, d)
}

// details are what has no listing of its own: members of each group, devices of
// users, and lines.
func (c *conn) details(ctx context.Context, want map[string]bool, d *directory) error {
	var asked []command
	var take []func(answer)
	add := func(x command, f func(answer)) { asked, take = append(asked, x), append(take, f) }
	if want["lines"] {
		d.askLines(add)
	}
	if want["members"] {
		for i := range d.groups {
			d.askMembers(&d.groups[i], add)
		}
	}
	if want["devices"] && seesDevices(c.profile) {
		d.askDevices(add)
	}
	got, err := c.ask(ctx, asked)
	if err != nil {
		return err
	}
	for i := range got {
		take[i](got[i])
	}
	return nil
}

func (d *directory) userList() *list {
	return &list{method: "user.get", params: map[string]any{"SORT": "ID", "ORDER": "ASC"}, what: "users", reset: func() { d.users = nil; clear(d.userAt) },
		read: func(s *rest.Scan) string { return d.addUser(readUser(s)) }}
}

// addUser keeps a user that was read; one that is there already is as it is now.
func (d *directory) addUser(u userRow) string {
	if i, ok := d.userAt[u.id]; ok {
		d.users[i] = u
		return u.id
	}
	d.userAt[u.id] = len(d.users)
	d.users = append(d.users, u)
	return u.id
}

// active is the key of an active user; "" of anybody else.
func (d *directory) active(id string) string {
	if i, ok := d.userAt[id]; ok && d.users[i].active {
		return d.users[i].key()
	}
	return ""
}

func (d *directory) departmentList() *list {
	return &list{method: "department.get", params: map[string]any{"sort": "ID", "order": "ASC"}, what: "departments", reset: func() { d.departments = nil; clear(d.names) },
		read: func(s *rest.Scan) string {
			var x departmentRow
			s.Object(func(name []byte) {
				switch string(name) {
				case "ID":
					x.id = texted(s)
				case "NAME":
					x.name = texted(s)
				case "PARENT":
					x.parent = texted(s)
				case "UF_HEAD":
					x.head = texted(s)
				case "SORT":
					x.sort = texted(s)
				}
			})
			d.departments = append(d.departments, x)
			d.names[x.id] = x.key()
			return x.id
		}}
}

// key is what a department is known by.
func (x *departmentRow) key() string {
	if x.parent == "" || x.parent == "0" {
		return Company
	}
	return x.name
}

func (d *directory) groupList() *list {
	return &list{method: "sonet_group.get", params: map[string]any{"IS_ADMIN": "Y", "ORDER": map[string]any{"ID": "ASC"}}, what: "workgroups", reset: func() { d.groups = nil; clear(d.groupNames) },
		read: func(s *rest.Scan) string {
			g := groupRow{fields: map[string]string{}, count: -1}
			s.Object(func(name []byte) {
				switch n := string(name); n {
				case "ID":
					g.id = texted(s)
				case "NAME":
					g.name = texted(s)
				case "OWNER_ID":
					g.owner = texted(s)
				case "NUMBER_OF_MEMBERS":
					g.count = number(texted(s))
				case "DESCRIPTION", "INITIATE_PERMS", "VISIBLE", "OPENED", "CLOSED", "PROJECT":
					g.fields[n] = texted(s)
				}
			})
			d.groups = append(d.groups, g)
			d.groupNames[g.id] = g.name
			return g.id
		}}
}

func (d *directory) roleList() *list {
	return &list{method: "patchbay.role.list", what: "roles", reset: func() { d.roles = nil }, read: func(s *rest.Scan) string {
		r := readRole(s)
		d.roles = append(d.roles, r)
		return r.id
	}}
}

func (d *directory) accessList() *list {
	return &list{method: "patchbay.access.list", what: "access codes", reset: func() { d.access = nil }, read: func(s *rest.Scan) (id string) {
		var a accessRow
		s.Object(func(name []byte) {
			switch string(name) {
			case "ID":
				id = texted(s)
			case "ROLE_ID":
				a.role = texted(s)
			case "CODE":
				a.code = texted(s)
			}
		})
		d.access = append(d.access, a)
		return id
	}}
}

func (d *directory) userGroupList() *list {
	return &list{method: "patchbay.usergroup.list", what: "user groups", reset: func() { clear(d.userGroups); d.within = nil }, read: func(s *rest.Scan) (id string) {
		var text string
		var users []string
		s.Object(func(name []byte) {
			switch string(name) {
			case "ID":
				id = texted(s)
			case "NAME":
				text = texted(s)
			case "USERS":
				users = textList(s)
				if d.within == nil {
					d.within = map[string][]string{}
				}
			}
		})
		d.userGroups[id] = text
		for _, u := range users {
			d.within[u] = append(d.within[u], id)
		}
		return id
	}}
}

// askLines: the default outgoing line, and those that there are.
func (d *directory) askLines(add func(command, func(answer))) {
	add(command{method: "voximplant.line.outgoing.get"}, func(a answer) {
		if d.lineErr = cmp.Or(d.lineErr, a.err); a.err == nil && len(a.raw) > 0 {
			d.line = texted(rest.NewScan(a.raw))
		}
	})
	add(command{method: "voximplant.line.get"}, func(a answer) {
		if d.lineErr = cmp.Or(d.lineErr, a.err); a.err == nil {
			rest.Fields(a.raw, func(id string, s *rest.Scan) { d.lines = append(d.lines, id+": "+texted(s)) })
			slices.Sort(d.lines)
		}
	})
}

// askMembers: the listing has no count of its own; the group's tells whether all
// came.
func (d *directory) askMembers(g *groupRow, add func(command, func(answer))) {
	add(command{method: "sonet_group.user.get", params: map[string]any{"ID": g.id}}, func(a answer) {
		if a.err != nil {
			if _, ok := lesser(a.err); ok || errors.Is(a.err, targets.ErrNotFound) {
				d.membersErr = a.err
			} else {
				d.membersDoubt = a.err.Error()
			}
			return
		}
		items(a.raw, func(s *rest.Scan) {
			var m memberRow
			s.Object(func(name []byte) {
				switch string(name) {
				case "USER_ID":
					m.user = texted(s)
				case "ROLE":
					m.role = texted(s)
				}
			})
			g.members = append(g.members, m)
		})
		if g.count >= 0 && len(g.members) != g.count && d.activeIn(g) != g.count {
			d.membersDoubt = fmt.Sprintf("%d of %d members of %s were listed", len(g.members), g.count, g.name)
		}
	})
}

func (d *directory) activeIn(g *groupRow) int {
	n := 0
	for _, m := range g.members {
		if d.active(m.user) != "" {
			n++
		}
	}
	return n
}

// deviceChunk is how many users one question about SIP devices names.
const deviceChunk = 250

// askDevices needs an administrator's consent for the application's token.
// Without it nothing is known of devices, which is no error.
func (d *directory) askDevices(add func(command, func(answer))) {
	var ids []string
	for i := range d.users {
		if d.users[i].active {
			ids = append(ids, d.users[i].id)
		}
	}
	for len(ids) > 0 {
		n := min(deviceChunk, len(ids))
		add(command{method: "voximplant.user.get", params: map[string]any{"USER_ID": ids[:n]}}, func(a answer) {
			if a.err != nil {
				return
			}
			items(a.raw, func(s *rest.Scan) {
				var id, on string
				s.Object(func(name []byte) {
					switch string(name) {
					case "ID":
						id = texted(s)
					case "PHONE_ENABLED":
						on = texted(s)
					}
				})
				d.devices[id] = yes(on)
			})
		})
		ids = ids[n:]
	}
}

// splitCode takes an access code apart: SG3_K is SG, 3, K.
func splitCode(code string) (before, id, behind string) {
	at := strings.IndexAny(code, "0123456789")
	if at < 0 {
		return code, "", ""
	}
	id, behind, _ = strings.Cut(code[at:], "_")
	return code[:at], id, behind
}
