package threecx

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// lookup is what to find in one set: the keys of its entities, and which kinds
// are wanted of them.
type lookup struct {
	keys  []string
	kinds []string
	macs  []string // phones, whose users nobody named
}

// readRefs answers for each reference: the object, or coverage that says it is
// not there. Where an object is found through another (a membership through its
// user), everything of its kind that belongs to that other is read.
func (c *conn) readRefs(ctx context.Context, refs []state.Ref, out *state.Snapshot) error {
	asked := sortRefs(refs)
	if l := asked["Groups"]; l != nil && slices.Contains(l.kinds, Group) {
		if err := c.readZones(ctx); err != nil {
			return err
		}
	}
	if asked["Groups"] != nil || c.groups.names == nil {
		if err := c.readDirectory(ctx); err != nil {
			return err
		}
	}
	for _, s := range sets {
		l := asked[s.name]
		if l == nil {
			continue
		}
		if len(l.macs) > 0 {
			if err := c.readPhones(ctx, l.macs, out); err != nil {
				return err
			}
		}
		for left := l.keys; len(left) > 0; {
			n := min(c.terms, len(left))
			err := c.readKeys(ctx, s, left[:n], l.kinds, out)
			if n > fewTerms && tooManyTerms(err) {
				c.terms = fewTerms
				continue
			}
			if err != nil {
				return err
			}
			left = left[n:]
		}
	}
	return nil
}

// fewTerms is how many keys fit into a $filter under the usual limit of OData
// services on ASP.NET, 100 nodes at about five for each. Whether 3CX raised it
// has not been observed, so a page of keys is tried first.
const fewTerms = 20

func tooManyTerms(err error) bool {
	return errors.Is(err, targets.ErrInvalid) && strings.Contains(strings.ToLower(err.Error()), "node count")
}

// sortRefs says which entities of which sets answer for the references.
func sortRefs(refs []state.Ref) map[string]*lookup {
	out := map[string]*lookup{}
	for _, r := range refs {
		for _, s := range sets {
			if !slices.Contains(s.kinds, r.Kind) {
				continue
			}
			l := out[s.name]
			if l == nil {
				l = &lookup{}
				out[s.name] = l
			}
			if r.Kind == Phone {
				l.macs = append(l.macs, r.Key)
				continue
			}
			if !slices.Contains(l.kinds, r.Kind) {
				l.kinds = append(l.kinds, r.Kind)
			}
			l.keys = append(l.keys, holder(r))
		}
	}
	for _, l := range out {
		slices.Sort(l.keys)
		l.keys = slices.Compact(l.keys)
	}
	return out
}

// holder is the key of the entity that holds the object: a membership is in its
// user, the defaults of a role in their group. Names of groups may hold slashes;
// numbers and names of roles do not.
func holder(r state.Ref) string {
	cut := strings.LastIndexByte(r.Key, '/')
	switch {
	case r.Kind == Membership && cut >= 0:
		return r.Key[cut+1:]
	case r.Kind == GroupRole && cut >= 0:
		return r.Key[:cut]
	case r.Kind == Forwarding:
		number, _, _ := strings.Cut(r.Key, "/")
		return number
	}
	return r.Key
}

// readDirectory lists the groups for their names, and which is the default one.
func (c *conn) readDirectory(ctx context.Context) error {
	l := listing{set: "Groups", q: query{sel: "Id,Name,IsDefault", orderby: "Number"}, read: group, what: "groups"}
	h, _, err := c.whole(ctx, l, func() *harvest {
		h := c.harvest(nil, nil)
		h.groups = newDirectory()
		return h
	})
	if err != nil {
		return err
	}
	c.groups = h.groups
	return nil
}

// readKeys looks at most a page of keys up. One key alone is asked for by
// itself: that is the surest answer there is.
func (c *conn) readKeys(ctx context.Context, s set, keys, kinds []string, out *state.Snapshot) error {
	h, err := c.find(ctx, s, keys, kinds)
	if err != nil {
		return err
	}
	if len(h.strange) > 0 { // a group that is newer than the directory
		if err := c.readDirectory(ctx); err != nil {
			return err
		}
		if h, err = c.find(ctx, s, keys, kinds); err != nil {
			return err
		}
	}
	out.Objects = append(out.Objects, h.objects...)
	for _, key := range keys {
		for _, k := range kinds {
			cover := c.coverage([]string{k}, "")[0]
			cover.Attr, cover.Value = holding[k], key
			out.Coverage = append(out.Coverage, cover)
		}
	}
	return nil
}

// holding is the attribute by which objects of a kind belong to what is looked up.
var holding = map[string]string{
	User: "Number", Membership: "User", Forwarding: "User", Group: "Name", GroupRole: "Group",
	Queue: "Number", RingGroup: "Number", Parking: "Number", Receptionist: "Number", Fax: "Number",
}

func (c *conn) find(ctx context.Context, s set, keys, kinds []string) (*harvest, error) {
	q := c.query(s, kinds)
	h := c.harvest(kinds, c.raw)
	if len(keys) == 1 && s.name != "Groups" {
		q.orderby = ""
		reply, err := c.api.byNumber(ctx, s.name, keys[0], q)
		if errors.Is(err, targets.ErrNotFound) {
			return h, nil
		}
		if err != nil {
			return nil, err
		}
		single(s.read, h, reply)
		return h, nil
	}
	attr := "Number"
	if s.name == "Groups" {
		attr = "Name"
	}
	terms := make([]string, len(keys))
	for i, k := range keys {
		terms[i] = attr + " eq " + quote(k)
	}
	q.filter = strings.Join(terms, " or ")
	l := listing{set: s.name, q: q, read: s.read, what: plural[s.name]}
	h, doubt, err := c.whole(ctx, l, func() *harvest { return c.harvest(kinds, c.raw) })
	if err == nil && doubt != "" {
		err = &untrusted{l.set, doubt}
	}
	return h, err
}

// untrusted is a lookup that gave no certain answer, twice.
type untrusted struct{ set, why string }

func (u *untrusted) Error() string { return "GET /" + u.set + ": " + u.why }
func (u *untrusted) Unwrap() error { return targets.ErrProtocol }

// readPhones finds phones by address, which only a pass over all users can.
func (c *conn) readPhones(ctx context.Context, macs []string, out *state.Snapshot) error {
	users := sets[1]
	l := listing{set: users.name, q: c.query(users, []string{Phone}), read: user, what: "users"}
	h, doubt, err := c.whole(ctx, l, func() *harvest { return c.harvest([]string{Phone}, c.raw) })
	if err != nil {
		return err
	}
	for _, o := range h.objects {
		if slices.Contains(macs, o.Key) {
			out.Objects = append(out.Objects, o)
		}
	}
	cover := c.coverage([]string{Phone}, doubt)[0]
	cover.Attr = "MacAddress"
	for _, mac := range macs {
		cover.Value = mac
		out.Coverage = append(out.Coverage, cover)
	}
	return nil
}
