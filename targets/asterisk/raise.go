package asterisk

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// Raise reads native state as a site.
//
// Rules:
//   - What is raised lowers to the same attributes. What the language has no word for,
//     or what differs from what would follow, stands under native.
//   - A user is an endpoint whose id is an extension, which names an auth and has an aor
//     of its own. One without auth is none: a site would shut out whoever uses it.
//   - Passwords and PINs are nobody's to read: an imported device has none, and keeps the
//     one that it has.
//   - What is as Asterisk makes it by itself is not written.
//   - Trunks and everything else whose id is no extension are left alone, but for phones
//     that log in and have nothing of a trunk.
func Raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	r := &raising{s: s, given: names, schema: Schema(s.Profile), site: &model.Site{}, pools: map[string]raised.Pool{"users": {}, "groups": {}, "devices": {}}, users: map[string]*user{}, left: raised.Left{},
		departments: map[string]bool{}, classes: map[string][]string{}}
	r.lines()
	r.groups()
	r.queues()
	r.people()
	r.phones()
	r.roles()
	r.leftOut()
	for _, u := range r.order {
		r.site.Users = append(r.site.Users, u.site)
	}
	r.site.Targets = []model.Target{{Object: model.Object{ID: s.Target}, Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}}
	raised.Sort(r.site)
	return r.site, r.left.Said(s.Target).Sorted()
}

// raising is one run of Raise.
type raising struct {
	s       *state.Snapshot
	given   targets.Names
	schema  state.Schema
	site    *model.Site
	pools   map[string]raised.Pool
	users   map[string]*user // by extension
	order   []*user
	taken   map[state.Ref]bool
	left    raised.Left
	classes map[string][]string // level of calls.place → ids of users

	departments map[string]bool
}

// user is a line with what the site says of it so far.
type user struct {
	site         model.User
	line         *state.Object
	call, pickup []string // groups of the site that it is in, and picks up in
	classed      bool     // its context is a class of service of the site
	devices      []string // ids of the devices beside the first
	endpoints    []string // and of their endpoints
	kinds        []string // and what they are
	phone        string   // the id of the device that has the extension
}

// lines finds the users.
func (r *raising) lines() {
	r.taken = map[state.Ref]bool{}
	endpoints := r.s.OfKind(Endpoint)
	var free []*user
	for i := range endpoints {
		e := &endpoints[i]
		if !r.isLine(e) {
			continue
		}
		u := &user{line: e}
		r.users[e.Key], r.order = u, append(r.order, u)
		r.taken[e.Ref()], r.taken[ref(AOR, e.Key)] = true, true
		if id, ok := r.given[e.Ref()]; ok && !r.pools["users"][id] {
			u.site.ID, r.pools["users"][id] = id, true
			continue
		}
		free = append(free, u)
	}
	for _, u := range free {
		name, _ := splitCaller(u.line.Get("callerid").Text())
		u.site.ID = r.pools["users"].Take(raised.Slug(name), u.line.Key)
	}
}

// isLine reports whether an endpoint can be a user of a site.
func (r *raising) isLine(e *state.Object) bool {
	_, rings := r.s.Find(ref(AOR, e.Key))
	return Station(e.Key) == StationLine && len(e.Key) <= 20 && rings && e.Get("auth").Presence() == state.Set && e.Get("outbound_auth").Presence() != state.Set
}

// id is what a site calls an object of a kind that it has.
func (r *raising) id(collection string, o state.Ref, text string) string {
	if id, ok := r.given[o]; ok && !r.pools[collection][id] {
		r.pools[collection][id] = true
		return id
	}
	return r.pools[collection].Take(text, o.Key)
}

// isID reports whether a site may call something s.
func isID(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return s != "" && strings.Contains(letters, s[:1]) && strings.Trim(s, letters+"._-") == ""
}

// bag is what stands under native of an object: what is not done, and not as Asterisk
// makes it by itself.
func (r *raising) bag(o *state.Object, done ...string) model.Native {
	k, _ := r.schema.Kind(o.Kind)
	out := model.Native{}
	for _, a := range o.Attrs {
		f, ok := k.Field(a.Name)
		const never = state.Computed | state.Immutable | state.Secret | state.Sealed | state.External
		if !ok || a.Value.Presence() != state.Set || a.Value.Basis() == state.Unknown || f.Flags&never != 0 || slices.Contains(done, a.Name) || f.Equal(a.Value, f.Default) || r.follows(o, a) {
			continue
		}
		out[a.Name] = draft.Literal(a.Value)
	}
	return out
}

// follows reports whether an attribute is what webrtc makes of it.
func (r *raising) follows(o *state.Object, a state.Attr) bool {
	if o.Kind != Endpoint || !o.Get("webrtc").Bool() {
		return false
	}
	return slices.ContainsFunc(dragged(r.s.Profile), func(x state.Attr) bool { return x.Name == a.Name && x.Value.Equal(a.Value) })
}

// under is a bag as an object has it.
func (r *raising) under(bags ...model.Native) map[string]model.Native {
	out := model.Native{}
	for _, b := range bags {
		for name, v := range b {
			out[name] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return map[string]model.Native{r.s.Target: out}
}

// leftOut counts what no site of this target speaks about.
func (r *raising) leftOut() {
	for i := range r.s.Objects {
		o := &r.s.Objects[i]
		if r.taken[o.Ref()] {
			continue
		}
		switch {
		case o.Kind == Endpoint && o.Get("auth").Presence() != state.Set:
			r.left["endpoints without auth, such as trunks: they take calls from whoever reaches them"]++
		case o.Kind == Endpoint:
			r.left["endpoints that are no extension and no phone of one"]++
		case o.Kind == Mailbox:
			r.left["mailboxes of no extension, or in another context"]++
		case o.Kind == AOR || o.Kind == Auth:
			r.left[titles[o.Kind]+"s of no user's endpoint"]++
		}
	}
}
