package rainbow

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// inquiry is what a set of references asks for.
type inquiry struct {
	refs   []state.Ref
	logins []string        // of users
	shorts []string        // of extensions
	groups map[string]bool // names of supervision groups
	hubs   map[string]bool // numbers of Hub groups
	want   map[string]bool // lists
}

// readRefs answers for each reference: the object, or coverage that says it is not
// there. Users and extensions are looked up one by one while that takes fewer
// requests than all of them; what has no filter that a source shows is listed.
func (c *conn) readRefs(ctx context.Context, refs []state.Ref, out *state.Snapshot) error {
	l := &inquiry{refs: slices.Clone(refs), groups: map[string]bool{}, hubs: map[string]bool{}, want: map[string]bool{}}
	slices.SortFunc(l.refs, state.Ref.Compare)
	l.refs = slices.Compact(l.refs)
	for _, r := range l.refs {
		l.sort(r)
	}
	d, err := c.lookUp(ctx, l)
	if err != nil {
		return err
	}
	c.raw.keep(d)
	c.answer(l, d, out)
	return nil
}

// sort notes what a reference needs.
func (l *inquiry) sort(r state.Ref) {
	before, behind := r.Key, ""
	if cut := strings.IndexByte(r.Key, '/'); cut >= 0 {
		before, behind = r.Key[:cut], r.Key[cut+1:]
	}
	switch r.Kind {
	case User, Licence, Subscriber:
		l.logins = append(l.logins, before)
	case Extension:
		l.shorts = append(l.shorts, r.Key)
	case Association:
		l.shorts = append(l.shorts, behind)
	case Supervision:
		l.groups[r.Key] = true
	case HubGroup:
		l.hubs[r.Key] = true
	}
	switch r.Kind {
	case User, Licence, Subscriber, Extension, Association:
		l.want["pbxs"], l.want["clouds"] = true, true
	case Supervision:
		l.want["groups"] = true
	default:
		for _, n := range needs[r.Kind] {
			l.want[n] = n != "users"
		}
	}
}

// lookUp fills a directory with what is asked for, and nothing that has no name in
// it. A doubt, or a denial, is an error: whoever asks for single things wants an
// answer.
func (c *conn) lookUp(ctx context.Context, l *inquiry) (*directory, error) {
	d := newDirectory()
	if err := c.frame(ctx, l, d); err != nil {
		return nil, err
	}
	if err := c.someUsers(ctx, d, l.logins); err != nil {
		return nil, err
	}
	if err := c.someExtensions(ctx, d, l.shorts); err != nil {
		return nil, err
	}
	if len(d.clouds) > 0 {
		more := []*list{}
		for name, make := range map[string]func() *list{"devices": d.deviceList, "ddis": d.ddiList, "hubs": func() *list { return d.hubList(c) }} {
			if l.want[name] {
				more = append(more, make())
			}
		}
		if err := c.lists(ctx, more); err != nil {
			return nil, err
		}
	}
	if err := c.someGroups(ctx, d, l); err != nil {
		return nil, err
	}
	return d, c.unnamed(ctx, d)
}

// frame reads what everything else hangs on: the PBXs, and the lists of groups and
// subscriptions. The PBXs are those of the probe.
func (c *conn) frame(ctx context.Context, l *inquiry, d *directory) error {
	var first []*list
	for _, x := range []struct {
		name string
		make func() *list
	}{{"groups", func() *list { return d.groupList(c) }}, {"subscriptions", func() *list { return d.subscriptionList(c) }}} {
		if l.want[x.name] {
			first = append(first, x.make())
		}
	}
	d.pbxs, d.clouds = c.pbxs, c.clouds
	for _, name := range []string{"pbxs", "clouds"} {
		d.note(name, c.unseen[name])
	}
	if l.asks(System) {
		first = append(first, d.pbxList(c), d.cloudList(c))
	}
	if err := c.lists(ctx, first); err != nil {
		return err
	}
	if err := c.choosePBX(d); err != nil && len(l.shorts) > 0 {
		return err
	}
	return nil
}

func (l *inquiry) asks(kind string) bool {
	return slices.ContainsFunc(l.refs, func(r state.Ref) bool { return r.Kind == kind })
}

// few reports whether so many things are better asked for one by one than listed.
// A list of which nobody knows how long it is counts as ten pages.
func (c *conn) few(n int, path string) bool {
	pages := 10
	if total, known := c.counts[path]; known {
		pages = max(1, (total+int(c.limit.Load())-1)/int(c.limit.Load()))
	}
	return n <= pages
}

// someUsers looks users up by login. Guests are asked for too: who has a login
// as a guest cannot be made with it.
func (c *conn) someUsers(ctx context.Context, d *directory, logins []string) error {
	logins = draft.Unique(logins)
	if len(logins) == 0 {
		return nil
	}
	if !c.few(len(logins), usersPath) {
		return c.allUsers(ctx, d)
	}
	got := make([]*directory, len(logins))
	lists := make([]*list, len(logins))
	for i, login := range logins {
		got[i] = newDirectory()
		lists[i] = got[i].userList(c)
		lists[i].sort, lists[i].filter = "", url.Values{"companyId": {c.company}, "loginEmail": {login}, "roles": {"user,guest"}}
		if id, ok := strings.CutPrefix(login, "#"); ok {
			lists[i] = nil
			if u, err := c.userByID(ctx, id); err == nil {
				got[i].users = []userRow{u}
			}
		}
	}
	if err := c.lists(ctx, slices.DeleteFunc(lists, func(l *list) bool { return l == nil })); err != nil {
		return err
	}
	for i, login := range logins {
		for _, u := range got[i].users {
			if u.login == login && u.guest() {
				return &rest.Error{Kind: targets.ErrConflict, Op: "GET " + usersPath, Key: login, Status: 200, Sent: true, Message: "a guest of the company has this login",
					Hint: "delete the guest, or give the user another address"}
			}
			if u.login == login {
				d.users = append(d.users, u)
			}
		}
	}
	return c.settled(ctx, d)
}

// allUsers lists them all.
func (c *conn) allUsers(ctx context.Context, d *directory) error {
	l := d.userList(c)
	if err := c.lists(ctx, []*list{l}); err != nil {
		return err
	}
	c.counts[usersPath] = l.total
	return c.settled(ctx, d)
}

// settled takes the names of users that were read, and asks for what their rows do
// not show.
func (c *conn) settled(ctx context.Context, d *directory) error {
	c.users(d)
	if t := d.troubles["users"]; t.doubt != "" {
		return shapeless(usersPath, t.doubt)
	}
	if err := c.looks(ctx, d, c.profilesOf(d.users)); err != nil {
		return err
	}
	if t := d.troubles["users"]; t.err != nil || t.doubt != "" {
		return errors.Join(t.err, shapeless(usersPath, t.doubt))
	}
	return nil
}

// someExtensions looks extensions up by the digits that they begin with.
func (c *conn) someExtensions(ctx context.Context, d *directory, shorts []string) error {
	shorts = draft.Unique(shorts)
	if len(shorts) == 0 || d.pbx.id == "" {
		return nil
	}
	l := d.extensionList("")
	if !c.few(len(shorts), l.path) {
		if err := c.lists(ctx, []*list{l}); err != nil {
			return err
		}
		c.counts[l.path] = l.total
		return nil
	}
	got := make([]*directory, len(shorts))
	lists := make([]*list, len(shorts))
	for i, s := range shorts {
		got[i] = &directory{pbx: d.pbx}
		lists[i] = got[i].extensionList(s)
	}
	if err := c.lists(ctx, lists); err != nil {
		return err
	}
	for i, s := range shorts {
		for _, p := range got[i].extensions {
			if p.short == s {
				d.extensions = append(d.extensions, p)
			}
		}
	}
	return nil
}

// someGroups reads those groups that are asked about, of each name all.
func (c *conn) someGroups(ctx context.Context, d *directory, l *inquiry) error {
	all := slices.Concat(c.membersOf("groupMembers", supervisionPath, d.groups, func(g *groupRow) bool { return l.groups[g.name] }),
		c.membersOf("hubMembers", c.hubPath(), d.hubs, func(g *groupRow) bool { return l.hubs[g.short] }))
	err := rest.Each(ctx, abreast, len(all), func(ctx context.Context, i int) error { return all[i].do(ctx) })
	if errors.Is(err, targets.ErrNotFound) {
		return shapeless(supervisionPath, "a group was listed and is not there: "+err.Error())
	}
	return err
}

// unnamed looks up who is named by id alone: members of groups, and those whose
// extensions, devices and numbers were asked about.
func (c *conn) unnamed(ctx context.Context, d *directory) error {
	var ids []string
	add := func(id string) {
		if id != "" && c.known.users[id] == "" {
			ids = append(ids, id)
		}
	}
	for _, g := range slices.Concat(d.groups, d.hubs) {
		for _, m := range g.members {
			add(m.user)
		}
	}
	for _, p := range slices.Concat(d.extensions, d.ddis) {
		add(p.user)
	}
	strange := slices.ContainsFunc(d.devices, func(x deviceRow) bool { return x.phone != "" && c.known.phones[x.phone] == "" })
	if ids = draft.Unique(ids); strange || !c.few(len(ids), usersPath) {
		return c.allUsers(ctx, &directory{troubles: map[string]trouble{}})
	}
	return rest.Each(ctx, abreast, len(ids), func(ctx context.Context, i int) error {
		u, err := c.userByID(ctx, ids[i])
		if errors.Is(err, targets.ErrNotFound) || errors.Is(err, targets.ErrForbidden) {
			return nil // somebody who is not of the company is called by the id
		}
		if err == nil && !u.terminated && u.company == c.company {
			c.naming.Lock()
			c.known.user(&u)
			c.naming.Unlock()
		}
		return err
	})
}

func (c *conn) userByID(ctx context.Context, id string) (userRow, error) {
	raw, err := c.object(ctx, path(usersPath, id))
	if err != nil {
		return userRow{}, err
	}
	u := readUser(rest.NewScan(raw))
	if u.id == "" {
		return u, shapeless(usersPath, fmt.Sprintf("the reply about user %s has no id", id))
	}
	return u, nil
}

// identity is the attribute by which objects of a kind are looked up; those that
// belong to a user or an extension are found through it.
var identity = map[string]string{System: "name", Subscription: "name", User: "loginEmail", Licence: "user", Extension: "shortNumber", Association: "extension",
	Subscriber: "user", Device: "macAddress", DDI: "number", Supervision: "name", HubGroup: "shortNumber"}

// answer puts what was found, and says of the rest that it is not there.
func (c *conn) answer(l *inquiry, d *directory, out *state.Snapshot) {
	held := map[state.Extent]bool{}
	for _, r := range l.refs {
		e := state.Extent{Kind: r.Kind, Attr: identity[r.Kind], Value: r.Key}
		if cut := strings.IndexByte(r.Key, '/'); cut >= 0 {
			switch r.Kind {
			case Licence, Subscriber:
				e.Value = r.Key[:cut]
			case Association:
				e.Value = r.Key[cut+1:]
			}
		}
		if held[e] {
			continue
		}
		held[e] = true
		cover := c.coverage(d, r.Kind)
		cover.Extent = e
		out.Coverage = append(out.Coverage, cover)
	}
	for _, kind := range kindOrder {
		if !l.asks(kind) {
			continue
		}
		for _, o := range c.objects(d, kind) {
			if held[state.Extent{Kind: kind, Attr: identity[kind], Value: o.Get(identity[kind]).Text()}] {
				out.Objects = append(out.Objects, o)
			}
		}
	}
}

var _ targets.Reader = (*conn)(nil)
