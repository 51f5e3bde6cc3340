package rainbow

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// kindOrder is all kinds, in the order in which they are read.
var kindOrder = []string{System, Subscription, User, Licence, Extension, Association, Subscriber, Device, DDI, Supervision, HubGroup}

// needs are the lists that objects of a kind are made of.
var needs = map[string][]string{
	System:       {"pbxs", "clouds"},
	Subscription: {"subscriptions"},
	User:         {"users"},
	Licence:      {"users"},
	Extension:    {"pbxs", "extensions"},
	Association:  {"pbxs", "extensions", "users"},
	Subscriber:   {"users", "clouds"},
	Device:       {"clouds", "devices", "users"},
	DDI:          {"clouds", "ddis", "hubs", "users"},
	Supervision:  {"groups", "groupMembers", "users"},
	HubGroup:     {"clouds", "hubs", "hubMembers", "ddis", "users"},
}

// Read lists whole kinds, or with scope.Refs looks up what they name.
func (c *conn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	out := &state.Snapshot{Target: c.target, Type: typeName, Profile: c.profile}
	var err error
	if len(scope.Refs) > 0 {
		err = c.readRefs(ctx, scope.Refs, out)
	} else {
		err = c.readAll(ctx, scope.Kinds, out)
	}
	if err != nil {
		return nil, err
	}
	out.Sort()
	return out, nil
}

func (c *conn) readAll(ctx context.Context, kinds []string, out *state.Snapshot) error {
	if len(kinds) == 0 {
		kinds = kindOrder
	}
	want := map[string]bool{"pbxs": true, "clouds": true} // everything else is told apart by these
	for _, k := range kinds {
		for _, n := range needs[k] {
			want[n] = true
		}
	}
	d, err := c.survey(ctx, want)
	if err != nil {
		return err
	}
	for _, k := range kindOrder {
		if slices.Contains(kinds, k) {
			out.Objects = append(out.Objects, c.objects(d, k)...)
			out.Coverage = append(out.Coverage, c.coverage(d, k))
		}
	}
	return nil
}

// survey lists what is wanted: first what needs nothing, then what belongs to a PBX
// that was listed, then each group by itself.
func (c *conn) survey(ctx context.Context, want map[string]bool) (*directory, error) {
	d := newDirectory()
	if err := c.surveyLists(ctx, d, want, map[string]func() *list{
		"users": func() *list { return d.userList(c) }, "subscriptions": func() *list { return d.subscriptionList(c) }, "pbxs": func() *list { return d.pbxList(c) },
		"clouds": func() *list { return d.cloudList(c) }, "groups": func() *list { return d.groupList(c) },
	}); err != nil {
		return nil, err
	}
	if t := d.troubles["users"]; t.err != nil {
		return nil, t.err // without users nothing can be said about a company
	}
	if want["users"] {
		c.known = newNames()
		c.users(d)
	}
	if err := c.ofPBX(ctx, d, want); err != nil {
		return nil, err
	}
	return d, c.single(ctx, d, want)
}

// ofPBX lists what belongs to the PBX and the Cloud PBX, where there are such.
func (c *conn) ofPBX(ctx context.Context, d *directory, want map[string]bool) error {
	more := map[string]func() *list{}
	if err := c.choosePBX(d); err != nil {
		d.note("extensions", trouble{err: err})
	} else if d.pbx.id != "" {
		more["extensions"] = func() *list { return d.extensionList("") }
	}
	if len(d.clouds) > 0 {
		more["devices"], more["ddis"] = d.deviceList, d.ddiList
		more["hubs"] = func() *list { return d.hubList(c) }
	}
	if slices.ContainsFunc(d.users, func(u userRow) bool { return u.site != "" }) {
		want["sites"] = true
		more["sites"] = func() *list { return d.siteList(c) }
	}
	return c.surveyLists(ctx, d, want, more)
}

// surveyLists reads those of some lists that are wanted.
func (c *conn) surveyLists(ctx context.Context, d *directory, want map[string]bool, all map[string]func() *list) error {
	var names []string
	var lists []*list
	for _, n := range draft.SortedKeys(all) {
		if want[n] {
			names, lists = append(names, n), append(lists, all[n]())
		}
	}
	if err := c.readLists(ctx, lists); err != nil {
		return err
	}
	for i, l := range lists {
		d.judged(names[i], l)
		if l.err == nil {
			c.counts[l.path] = l.total
		}
	}
	return nil
}

// look is a request for what a list leaves out of one of its rows.
type look struct {
	list string // in needs
	do   func(context.Context) error
}

// single reads what lists leave out: members of groups, and licences where a build
// does not show them among users.
func (c *conn) single(ctx context.Context, d *directory, want map[string]bool) error {
	var all []look
	if want["groupMembers"] {
		all = append(all, c.membersOf("groupMembers", supervisionPath, d.groups, anyGroup)...)
	}
	if want["hubMembers"] {
		all = append(all, c.membersOf("hubMembers", c.hubPath(), d.hubs, anyGroup)...)
	}
	if want["users"] {
		all = append(all, c.profilesOf(d.users)...)
	}
	return c.looks(ctx, d, all)
}

// looks makes such requests side by side. What is not there any more, or may not be
// seen, is a trouble of its list.
func (c *conn) looks(ctx context.Context, d *directory, all []look) error {
	notes := make([]trouble, len(all))
	err := rest.Each(ctx, abreast, len(all), func(ctx context.Context, i int) error {
		err := all[i].do(ctx)
		switch {
		case errors.Is(err, targets.ErrNotFound):
			notes[i].doubt = err.Error() + ", though it was listed"
		case errors.Is(err, targets.ErrForbidden):
			notes[i].err = err
		default:
			return err
		}
		return nil
	})
	for i, t := range notes {
		if t.err != nil || t.doubt != "" {
			d.note(all[i].list, t)
		}
	}
	return err
}

func anyGroup(*groupRow) bool { return true }

// membersOf reads each group that is asked for and came without members.
func (c *conn) membersOf(list, at string, groups []groupRow, asked func(*groupRow) bool) []look {
	var out []look
	for i := range groups {
		g := &groups[i]
		if g.membersSaid || !asked(g) {
			continue
		}
		out = append(out, look{list, func(ctx context.Context) error {
			whole, err := c.group(ctx, path(at, g.id))
			if err == nil {
				*g = whole
			}
			return err
		}})
	}
	return out
}

// group is one group, with its members.
func (c *conn) group(ctx context.Context, at string) (groupRow, error) {
	raw, err := c.object(ctx, at)
	if err != nil {
		return groupRow{}, err
	}
	g := readGroup(rest.NewScan(raw))
	if g.id == "" || !g.membersSaid {
		return groupRow{}, shapeless(at, "the group has no id or no members")
	}
	return g, nil
}

// object is one object; a reply that is whole and no JSON is asked for once more.
func (c *conn) object(ctx context.Context, at string) ([]byte, error) {
	reply, err := c.api.one(ctx, at)
	if errors.Is(err, targets.ErrProtocol) {
		reply, err = c.api.one(ctx, at)
	}
	if err != nil {
		return nil, err
	}
	raw := dataOf(reply.Body)
	if len(raw) == 0 || raw[0] != '{' && raw[0] != '[' {
		return nil, shapeless(at, "the reply holds no data")
	}
	return raw, nil
}

// profilesOf asks for the licences of each user whose row does not show them.
func (c *conn) profilesOf(users []userRow) []look {
	var out []look
	for i := range users {
		u := &users[i]
		if u.profilesSaid {
			continue
		}
		out = append(out, look{"users", func(ctx context.Context) error {
			raw, err := c.object(ctx, path(usersPath, u.id, "profiles"))
			if err == nil {
				u.profiles, u.profilesSaid = readProfiles(raw), true
			}
			return err
		}})
	}
	return out
}

// users settles what a list of users says: guests are left out, and a build that
// shows no phone numbers shows too little.
func (c *conn) users(d *directory) {
	d.users = slices.DeleteFunc(d.users, func(u userRow) bool { return u.guest() || u.terminated || u.company != "" && u.company != c.company })
	for i := range d.users {
		if u := &d.users[i]; !u.phonesSaid || len(u.roles) == 0 || u.login == "" {
			d.note("users", trouble{doubt: fmt.Sprintf("user %s is shown without login, roles or phone numbers", u.id)})
		}
	}
	c.known.learn(d)
}

// lesser is the coverage that a failure to read means: an account that may not
// look, or a portal that has no such route.
func lesser(err error) (state.Reach, bool) {
	switch {
	case errors.Is(err, targets.ErrForbidden):
		return state.Denied, true
	case errors.Is(err, targets.ErrNotFound), errors.Is(err, targets.ErrUnsupported):
		return state.Unreadable, true
	}
	return 0, false
}

// coverage is how much of a kind was seen.
func (c *conn) coverage(d *directory, kind string) state.Coverage {
	out := state.Coverage{Extent: state.Extent{Kind: kind}, Reach: state.Complete}
	for _, n := range needs[kind] {
		t := d.troubles[n]
		switch {
		case t.err != nil:
			out.Reach, _ = lesser(t.err)
			out.Reason = why(t.err)
			return out
		case t.doubt != "" && out.Reach == state.Complete:
			out.Reach, out.Reason = state.Partial, t.doubt
		}
	}
	if out.Reach == state.Complete && c.ownSite() {
		out.Reach, out.Reason = state.Partial, fmt.Sprintf("the account %s administers one site and is shown nothing of others; give it the adminType company_admin", c.profile.Account.Name)
	}
	return out
}

// ownSite reports whether the account sees one site of the company alone.
func (c *conn) ownSite() bool {
	r := c.profile.Account.Roles
	return slices.Contains(r, "site_admin") && !slices.Contains(r, "superadmin") && !slices.Contains(r, "bp_admin")
}

// why is a failure with what to do about it.
func why(err error) string {
	if hint := rest.Hint(err); hint != "" {
		return err.Error() + "; " + hint
	}
	return err.Error()
}
