package threecx

import (
	"context"
	"errors"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// set is an entity set with the kinds of object that come from it.
type set struct {
	name  string
	kinds []string
	read  entity
	// fatal: without it nothing can be said about a PBX. The others may be
	// denied to an account, or unknown to a build.
	fatal bool
	// aside: it only says which numbers are taken. An account that may not look
	// can do its work all the same.
	aside bool
}

// sets are read in this order: everything refers to groups.
var sets = []set{
	{name: "Groups", kinds: []string{Group, GroupRole}, read: group, fatal: true},
	{name: "Users", kinds: []string{User, Membership, Phone, Forwarding}, read: user, fatal: true},
	{name: "Queues", kinds: []string{Queue}, read: line(Queue)},
	{name: "RingGroups", kinds: []string{RingGroup}, read: line(RingGroup)},
	{name: "Parkings", kinds: []string{Parking}, read: line(Parking)},
	{name: "Receptionists", kinds: []string{Receptionist}, read: receptionist},
	{name: "Fax", kinds: []string{Fax}, read: line(Fax), aside: true},
}

// Read lists whole sets, or with scope.Refs looks up what they name.
func (c *conn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := c.known(ctx); err != nil {
		return nil, err
	}
	out := &state.Snapshot{Target: c.target, Type: Driver.Type, Profile: c.profile}
	var err error
	if len(scope.Refs) > 0 {
		err = c.readRefs(ctx, scope.Refs, out)
	} else {
		err = c.readAll(ctx, wanted(scope.Kinds), out)
	}
	if err != nil {
		return nil, err
	}
	out.Sort()
	return out, nameless(out)
}

// nameless refuses a reply with rows that nobody could tell apart: each object has
// the number or name that it is known by, or something else answers.
func nameless(s *state.Snapshot) error {
	for i := range s.Objects {
		if o := &s.Objects[i]; o.Key == "" {
			return &rest.Error{Kind: targets.ErrProtocol, Op: "read " + o.Kind, Sent: true, Message: "a row of the reply has no number or name"}
		}
	}
	return nil
}

// wanted are the kinds of a scope; none named is all.
func wanted(kinds []string) map[string]bool {
	out := map[string]bool{}
	for _, s := range sets {
		for _, k := range s.kinds {
			if len(kinds) == 0 || slices.Contains(kinds, k) {
				out[k] = true
			}
		}
	}
	return out
}

func (c *conn) readAll(ctx context.Context, want map[string]bool, out *state.Snapshot) error {
	c.groups = newDirectory()
	for _, s := range sets {
		kinds := slices.DeleteFunc(slices.Clone(s.kinds), func(k string) bool { return !want[k] })
		if len(kinds) == 0 && s.name != "Groups" {
			continue
		}
		if err := c.readSet(ctx, s, kinds, out); err != nil {
			return err
		}
	}
	return nil
}

// readSet lists one set into out. A group that appears while users are read is
// looked for once.
func (c *conn) readSet(ctx context.Context, s set, kinds []string, out *state.Snapshot) error {
	if slices.Contains(kinds, Group) {
		if err := c.readZones(ctx); err != nil {
			return err
		}
		out.Offers = c.zones.offers()
	}
	l := listing{set: s.name, q: c.query(s, kinds), read: s.read, what: plural[s.name]}
	h, doubt, err := c.whole(ctx, l, func() *harvest { return c.harvest(kinds, nil) })
	if reach, ok := lesser(err); ok && !s.fatal {
		if s.aside {
			reach = state.Partial
		}
		for _, k := range kinds {
			out.Coverage = append(out.Coverage, state.Coverage{Extent: state.Extent{Kind: k}, Reach: reach, Reason: rest.Why(err)})
		}
		return nil
	}
	if err != nil {
		return err
	}
	if s.name == "Groups" {
		c.groups = h.groups
	}
	if doubt == "" && len(h.strange) > 0 {
		doubt = "memberships in groups that the listing of groups does not hold"
	}
	out.Objects = append(h.objects, out.Objects...) // the larger is not copied, and the order is made at the end
	out.Coverage = append(out.Coverage, c.coverage(kinds, doubt)...)
	return nil
}

var plural = map[string]string{"Groups": "groups", "Users": "users", "Queues": "queues", "RingGroups": "ring groups", "Parkings": "parkings",
	"Receptionists": "digital receptionists", "Fax": "fax extensions"}

// lesser is the coverage that a failure to list means: an account that may not
// look, or a build that has no such set.
func lesser(err error) (state.Reach, bool) {
	switch {
	case errors.Is(err, targets.ErrForbidden):
		return state.Denied, true
	case errors.Is(err, targets.ErrNotFound):
		return state.Unreadable, true
	}
	return 0, false
}

func (c *conn) harvest(kinds []string, raw *rawCache) *harvest {
	h := &harvest{wire: c.wire, groups: c.groups, zones: c.zones, kinds: map[string]bool{}, raw: raw, strange: map[string]bool{}}
	for _, k := range kinds {
		h.kinds[k] = true
	}
	return h
}

// query asks for what the schema knows, and for collections only when objects
// are made of them. The order makes pages comparable.
func (c *conn) query(s set, kinds []string) query {
	has := func(kind string) bool { return slices.Contains(kinds, kind) }
	q := query{orderby: "Number"}
	var expand []string
	switch s.name {
	case "Groups":
		q.sel = c.wire.selected(Group)
		if has(GroupRole) {
			expand = append(expand, "Rights")
		}
	case "Users":
		q.sel = "Id,Number"
		if has(User) {
			q.sel = c.wire.selected(User, "PrimaryGroupId")
		}
		if has(Membership) {
			expand = append(expand, "Groups($expand=Rights)")
		}
		if has(Phone) {
			expand = append(expand, "Phones")
		}
		if has(Forwarding) {
			expand = append(expand, "ForwardingProfiles")
		}
	case "Queues":
		q.sel, expand = c.wire.selected(Queue), []string{"Agents", "Managers", "Groups"}
	case "RingGroups":
		q.sel, expand = c.wire.selected(RingGroup), []string{"Members", "Groups"}
	case "Parkings":
		q.sel, expand = c.wire.selected(Parking), []string{"Groups"}
	case "Fax":
		q.sel = c.wire.selected(Fax)
	case "Receptionists":
		q.sel, expand = c.wire.selected(Receptionist, "BreakRoute", "HolidaysRoute", "InvalidKeyForwardDN", "OutOfOfficeRoute", "TimeoutForwardDN"), []string{"Forwards"}
	}
	for i, e := range expand {
		if i > 0 {
			q.expand += ","
		}
		q.expand += e
	}
	return q
}

// single reads one entity that was asked for by its key.
func single(read entity, h *harvest, reply *rest.Reply) {
	if len(reply.Body) > 0 {
		read(h, rest.NewScan(reply.Body))
	}
}
