package threecx

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// Raise reads native state as a site.
//
// Rules:
//   - What is raised lowers to the same attributes. What the language has no
//     word for, or does not take, stands under native in 3CX's words.
//   - What is empty is not written: an import manages what is there.
//   - Running state (forwarding, current profile, queue login) is the users' own
//     and is never raised; a notice says so.
//   - A Group that is somebody's own department is a department with the group
//     of kind department that holds its members and rights; any other is a team.
//   - Switches of an extension that are rights stand among the overrides of its
//     membership at home, which is where a site would write them.
//   - Ids are those that were given before, else made of names and numbers.
//   - Memberships that were not all read are not written: a list that is written
//     is complete, and would take away those that nobody saw.
func Raise(s *state.Snapshot, names targets.Names) (*model.Site, diag.List) {
	r := newRaising(s, names)
	r.name()
	r.raiseGroups()
	r.raiseUsers()
	r.raiseQueues()
	r.raiseRingGroups()
	r.raiseParkings()
	r.raisePhones()
	r.leftOut()
	site := r.site
	raised.Sort(site)
	site.Targets = []model.Target{{Object: model.Object{ID: s.Target}, Type: "3cx", Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}}
	return site, r.ds.Sorted()
}

// raising is one run of Raise.
type raising struct {
	s      *state.Snapshot
	given  targets.Names
	schema state.Schema
	site   *model.Site
	ds     diag.List

	ids     map[state.Ref]string // of everything that has one
	home    map[string]bool      // Groups that are somebody's own department
	members map[string][]*state.Object
	at      map[string]*state.Object // membership at home, by user
	rows    map[string][]*state.Object
	skipped raised.Left
	unseen  bool // there may be memberships that were not read
}

func newRaising(s *state.Snapshot, names targets.Names) *raising {
	r := &raising{s: s, given: names, schema: Schema(s.Profile), site: &model.Site{}, ids: map[state.Ref]string{}, home: map[string]bool{},
		members: map[string][]*state.Object{}, at: map[string]*state.Object{}, rows: map[string][]*state.Object{}, skipped: raised.Left{}}
	primary := map[string]string{}
	for _, u := range s.OfKind(User) {
		primary[u.Key] = u.Get("PrimaryGroup").Text()
	}
	memberships := s.OfKind(Membership)
	for i := range memberships {
		m := &memberships[i]
		group, user := m.Get("Group").Text(), m.Get("User").Text()
		r.members[group] = append(r.members[group], m)
		if group == primary[user] {
			r.home[group] = true
			r.at[user] = m
		}
	}
	r.unseen = slices.ContainsFunc(s.Coverage, func(c state.Coverage) bool { return c.Kind == Membership && c.Reach != state.Complete })
	roles := s.OfKind(GroupRole)
	for i := range roles {
		group := roles[i].Get("Group").Text()
		r.rows[group] = append(r.rows[group], &roles[i])
	}
	return r
}

// name gives everything an id.
func (r *raising) name() {
	pools := map[string]raised.Pool{}
	in := func(kind string) raised.Pool {
		p := map[string]string{User: "users", Phone: "devices"}[kind]
		if pools[p] == nil {
			pools[p] = raised.Pool{}
		}
		return pools[p]
	}
	for i := range r.s.Objects {
		ref := r.s.Objects[i].Ref()
		if id, ok := r.given[ref]; ok && !in(ref.Kind)[id] { // a department and a queue may have shared one
			r.ids[ref] = id
			in(ref.Kind)[id] = true
		}
	}
	for i := range r.s.Objects {
		o := &r.s.Objects[i]
		if _, ok := r.ids[o.Ref()]; ok || o.Kind == Phone {
			continue
		}
		if text, ok := r.nameOf(o); ok {
			r.ids[o.Ref()] = in(o.Kind).Take(raised.Slug(text), o.Key)
		}
	}
	for _, o := range r.s.OfKind(Phone) {
		if _, ok := r.ids[o.Ref()]; !ok {
			owner := r.ids[state.Ref{Kind: User, Key: o.Get("User").Text()}]
			r.ids[o.Ref()] = in(Phone).Take(raised.Slug(owner+" "+o.Key), o.Key)
		}
	}
}

// nameOf is what an object's id is made of.
func (r *raising) nameOf(o *state.Object) (string, bool) {
	switch o.Kind {
	case User:
		return strings.TrimSpace(o.Get("FirstName").Text() + " " + o.Get("LastName").Text()), true
	case Group, Queue, RingGroup:
		return o.Get("Name").Text(), true
	case Parking:
		return "parking " + strings.TrimPrefix(o.Key, parkingPrefix), true
	}
	return "", false
}

// id is the id of an object that the snapshot holds.
func (r *raising) id(kind, key string) (string, bool) {
	id, ok := r.ids[state.Ref{Kind: kind, Key: key}]
	return id, ok
}

// object begins a canonical object.
func (r *raising) object(o *state.Object) model.Object {
	return model.Object{ID: r.ids[o.Ref()]}
}

// left counts what is not raised, by why.
func (r *raising) left(why string) { r.skipped[why]++ }

func (r *raising) leftOut() {
	if n := len(r.s.OfKind(Forwarding)); n > 0 {
		r.skipped["forwarding profiles: the users' own running state"] = n
	}
	if n := len(r.s.OfKind(Receptionist)); n > 0 {
		r.skipped["digital receptionists: read only for where they send callers"] = n
	}
	r.ds = append(r.ds, r.skipped.Said(r.s.Target)...)
}

// taking is one object whose attributes are taken one by one.
type taking struct {
	raised.Taking
	r *raising
}

func (r *raising) take(o *state.Object) taking { return taking{raised.Take(r.schema, o), r} }
