package bitrix24

import (
	"context"
	"errors"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// needs are the listings that each kind is made of.
var needs = map[string][]string{
	Portal: {"users", "lines"}, Department: {"departments", "users"}, User: {"departments", "users", "userGroups", "devices"},
	Workgroup: {"workgroups", "members", "users"}, Member: {"workgroups", "members", "users"}, Role: {"departments", "users", "workgroups", "userGroups", "roles"},
}

// kinds are all kinds, in the order in which they are read.
var kindOrder = []string{Portal, Department, User, Workgroup, Member, Role}

// Read lists whole kinds, or with scope.Refs looks up what they name.
func (c *conn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := c.known(ctx); err != nil {
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
	want := map[string]bool{}
	for _, k := range kinds {
		for _, n := range needs[k] {
			want[n] = true
		}
	}
	d, err := c.survey(ctx, want)
	if err != nil {
		return err
	}
	c.remember(d)
	for _, k := range kindOrder {
		if slices.Contains(kinds, k) {
			d.objects(c, k, out)
			out.Coverage = append(out.Coverage, d.coverage(k)...)
		}
	}
	return nil
}

// lesser is the coverage that a failure to list means: an account that may not
// look, or a portal that has no such method.
func lesser(err error) (state.Reach, bool) {
	switch {
	case errors.Is(err, targets.ErrForbidden):
		return state.Denied, true
	case errors.Is(err, targets.ErrUnsupported):
		return state.Unreadable, true
	}
	return 0, false
}

// noAPI is why roles cannot be read.
const noAPI = "no REST method of Bitrix24 lists roles and who holds them"

// coverage is how much of a kind was seen.
func (d *directory) coverage(kind string) []state.Coverage {
	out := state.Coverage{Extent: state.Extent{Kind: kind}, Reach: state.Complete}
	if kind == Role && d.lists["roles"] == nil {
		out.Reach, out.Reason = state.Unreadable, noAPI
		return []state.Coverage{out}
	}
	for _, n := range needs[kind] {
		doubt, err := d.trust(n)
		if err != nil {
			out.Reach, _ = lesser(err)
			out.Reason = rest.Why(err)
		} else if doubt != "" && out.Reach == state.Complete {
			out.Reach, out.Reason = state.Partial, doubt
		}
	}
	return []state.Coverage{out}
}

// trust is what speaks against a listing.
func (d *directory) trust(name string) (doubt string, err error) {
	switch name {
	case "members":
		return d.membersDoubt, d.membersErr
	case "devices", "lines":
		return "", nil // a value that is not seen is not there, or unknown by its flag
	case "roles":
		for _, n := range []string{"roles", "access"} {
			if l := d.lists[n]; l != nil && (l.err != nil || l.doubt != "") {
				return l.doubt, l.err
			}
		}
		return "", nil
	}
	l := d.lists[name]
	if l == nil {
		return "", nil
	}
	return l.doubt, l.err
}
