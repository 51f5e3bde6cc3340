package bitrix24

import (
	"context"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// lookup is what a set of references asks for.
type lookup struct {
	refs   []state.Ref
	users  []string // keys
	groups map[string]bool
	want   map[string]bool
}

// readRefs answers for each reference: the object, or coverage that says it is not
// there. Users are looked up by their addresses, fifty to a page; what has no
// filter that could be trusted is listed.
func (c *conn) readRefs(ctx context.Context, refs []state.Ref, out *state.Snapshot) error {
	l := lookup{refs: slices.Clone(refs), groups: map[string]bool{}, want: map[string]bool{}}
	slices.SortFunc(l.refs, state.Ref.Compare)
	l.refs = slices.Compact(l.refs)
	for _, r := range l.refs {
		l.sort(r)
	}
	d, err := c.lookUp(ctx, &l)
	if err != nil {
		return err
	}
	c.remember(d)
	l.answer(c, d, out)
	return nil
}

// sort notes what a reference needs.
func (l *lookup) sort(r state.Ref) {
	switch r.Kind {
	case User:
		l.users = append(l.users, r.Key)
		l.want["departments"], l.want["userGroups"], l.want["devices"] = true, true, true
	case Member:
		group := r.Key
		if cut := strings.LastIndexByte(group, '/'); cut >= 0 {
			l.users = append(l.users, group[cut+1:])
			group = group[:cut]
		}
		l.groups[group] = true
		l.want["workgroups"], l.want["members"] = true, true
	case Workgroup:
		l.groups[r.Key] = true
		l.want["workgroups"] = true
	case Department:
		l.want["departments"] = true
	case Role:
		l.want["departments"], l.want["workgroups"], l.want["userGroups"], l.want["roles"] = true, true, true, true
	case Portal:
		l.want["lines"] = true
	}
}

// lookUp fills a directory with what is asked for, and nothing that has no name
// in it.
func (c *conn) lookUp(ctx context.Context, l *lookup) (*directory, error) {
	d := &directory{lists: map[string]*list{}, userAt: map[string]int{}, names: map[string]string{}, groupNames: map[string]string{}, userGroups: map[string]string{}, devices: map[string]bool{}}
	lists := d.someUsers(l.users)
	module := hasModule(c.profile)
	for _, x := range []struct {
		name string
		make func() *list
		when bool
	}{
		{"departments", d.departmentList, l.want["departments"]}, {"workgroups", d.groupList, l.want["workgroups"]}, {"roles", d.roleList, l.want["roles"] && module},
		{"access", d.accessList, l.want["roles"] && module}, {"userGroups", d.userGroupList, l.want["userGroups"] && module},
	} {
		if x.when {
			d.lists[x.name] = x.make()
			lists = append(lists, d.lists[x.name])
		}
	}
	if err := c.certain(ctx, lists); err != nil {
		return nil, err
	}
	members := l.want["members"]
	for i := range d.groups {
		if !l.groups[d.groups[i].name] {
			d.groups[i].count = -1
		}
	}
	if err := c.detailsOf(ctx, d, l, members); err != nil {
		return nil, err
	}
	return d, c.certain(ctx, d.unnamed())
}

// certain reads lists of which a doubt, or a denial, is an error: whoever asks for
// single things wants an answer.
func (c *conn) certain(ctx context.Context, lists []*list) error {
	if len(lists) == 0 {
		return nil
	}
	if err := c.listings(ctx, lists); err != nil {
		return err
	}
	for _, l := range lists {
		switch {
		case l.err != nil:
			return l.err
		case l.doubt != "":
			return shapeless(l.method, l.doubt)
		}
	}
	return nil
}

// someUsers look users up by address, or by ID where they have none.
func (d *directory) someUsers(keys []string) []*list {
	var byMail, byID []string
	for _, k := range draft.Unique(keys) {
		if id, ok := strings.CutPrefix(k, "#"); ok {
			byID = append(byID, id)
		} else {
			byMail = append(byMail, k)
		}
	}
	return append(d.usersBy("EMAIL", byMail), d.usersBy("ID", byID)...)
}

// usersBy lists the users with one of some values of a field, dismissed ones too.
func (d *directory) usersBy(field string, values []string) []*list {
	var out []*list
	for len(values) > 0 {
		n := min(pageSize, len(values))
		l := d.userList()
		l.params = map[string]any{"SORT": "ID", "ORDER": "ASC", "FILTER": map[string]any{field: slices.Clone(values[:n])}}
		l.reset = func() {}
		out, values = append(out, l), values[n:]
	}
	return out
}

// detailsOf are the members of the groups that are asked about, lines and devices.
func (c *conn) detailsOf(ctx context.Context, d *directory, l *lookup, members bool) error {
	var asked []command
	var take []func(answer)
	add := func(x command, f func(answer)) { asked, take = append(asked, x), append(take, f) }
	if l.want["lines"] {
		d.askLines(add)
	}
	for i := range d.groups {
		if members && l.groups[d.groups[i].name] {
			d.askMembers(&d.groups[i], add)
		}
	}
	if l.want["devices"] && seesDevices(c.profile) {
		d.askDevices(add)
	}
	got, err := c.ask(ctx, asked)
	if err != nil {
		return err
	}
	for i := range got {
		take[i](got[i])
	}
	switch {
	case d.membersErr != nil:
		return d.membersErr
	case d.membersDoubt != "":
		return shapeless("sonet_group.user.get", d.membersDoubt)
	}
	return nil
}

// unnamed looks up who is named by ID alone: heads, members, and those to whom
// roles are bound.
func (d *directory) unnamed() []*list {
	var ids []string
	add := func(id string) {
		if _, known := d.userAt[id]; !known && id != "" && id != "0" {
			ids = append(ids, id)
		}
	}
	for i := range d.departments {
		add(d.departments[i].head)
	}
	for i := range d.groups {
		for _, m := range d.groups[i].members {
			add(m.user)
		}
	}
	for _, a := range d.access {
		if before, id, _ := splitCode(a.code); before == "U" || before == "IU" {
			add(id)
		}
	}
	return d.usersBy("ID", draft.Unique(ids))
}

// remember keeps who is dismissed under which address, for taking them back.
func (c *conn) remember(d *directory) {
	if c.gone == nil {
		c.gone = map[string]string{}
	}
	for i := range d.users {
		if u := &d.users[i]; u.email != "" && !u.active {
			c.gone[u.email] = u.id
		} else if u.email != "" {
			delete(c.gone, u.email)
		}
	}
}

// identity is the attribute by which objects of a kind are looked up.
var identity = map[string]string{Portal: "PORTAL", Department: "NAME", User: "EMAIL", Workgroup: "NAME", Role: "NAME"}

// answer puts what was found, and says of the rest that it is not there.
func (l *lookup) answer(c *conn, d *directory, out *state.Snapshot) {
	asked := map[state.Ref]bool{}
	groups := map[string]bool{}
	for _, r := range l.refs {
		asked[r] = true
		e := state.Extent{Kind: r.Kind, Attr: identity[r.Kind], Value: r.Key}
		if cut := strings.LastIndexByte(r.Key, '/'); r.Kind == Member && cut >= 0 {
			e = state.Extent{Kind: Member, Attr: "WORKGROUP", Value: r.Key[:cut]}
			groups[e.Value] = true
		}
		cover := state.Coverage{Extent: e, Reach: state.Complete}
		if r.Kind == Role && !hasModule(c.profile) {
			cover.Reach, cover.Reason = state.Unreadable, noAPI
		}
		out.Coverage = append(out.Coverage, cover)
	}
	all := &state.Snapshot{}
	for _, kind := range kindOrder {
		if slices.ContainsFunc(l.refs, func(r state.Ref) bool { return r.Kind == kind }) {
			d.objects(c, kind, all)
		}
	}
	for i := range all.Objects {
		o := &all.Objects[i]
		if asked[o.Ref()] || o.Kind == Member && groups[o.Get("WORKGROUP").Text()] {
			if o.Kind == Portal {
				o.Put("DISMISSED", state.Value{})
			}
			out.Objects = append(out.Objects, *o)
		}
	}
}

var _ targets.Reader = (*conn)(nil)
