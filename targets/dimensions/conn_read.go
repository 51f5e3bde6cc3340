package dimensions

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// noAPI is why groups and workspaces are not read.
const noAPI = "no API of Dimensions lists them"

// Read lists users, or with scope.Refs looks up what they name. What no API shows is
// covered as that.
func (c *conn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	out := &state.Snapshot{Target: c.target, Type: typeName, Profile: c.profile}
	wanted := func(kind string) bool {
		if len(scope.Refs) > 0 {
			return slices.ContainsFunc(scope.Refs, func(r state.Ref) bool { return r.Kind == kind })
		}
		return len(scope.Kinds) == 0 || slices.Contains(scope.Kinds, kind)
	}
	if wanted(User) {
		if err := c.users(ctx, scope.Refs, out); err != nil {
			return nil, err
		}
	}
	for _, kind := range []string{Group, Workspace, Access} {
		if wanted(kind) {
			out.Coverage = append(out.Coverage, state.Coverage{Extent: state.Extent{Kind: kind}, Reach: state.Unreadable, Reason: noAPI})
		}
	}
	out.Sort()
	return out, nil
}

// users reads all users, or those that refs name. The list is always read whole: what
// somebody is known by depends on who else has the address.
func (c *conn) users(ctx context.Context, refs []state.Ref, out *state.Snapshot) error {
	raw, doubt, err := c.list(ctx, c.api.usersPath(c.customer), "users")
	if err != nil {
		return err
	}
	rows := make([]userRow, len(raw))
	for i := range raw {
		if rows[i], err = readUser(raw[i]); err != nil {
			return shapeless(c.api.usersPath(c.customer), err.Error())
		}
	}
	names := logins(rows)
	some := chosen(names, refs)
	users := make([]*userRow, len(some))
	doubts := make([]string, len(some))
	err = rest.Each(ctx, abreast, len(some), func(ctx context.Context, i int) (err error) {
		users[i], doubts[i], err = c.listed(ctx, &rows[some[i]], names[some[i]])
		c.tell(i+1, len(some), "users")
		return err
	})
	if err != nil {
		return err
	}
	for i, u := range users {
		if doubts[i] != "" {
			doubt = doubts[i]
		}
		if u != nil {
			out.Objects = append(out.Objects, c.object(u, names[some[i]]))
		}
	}
	cover := state.Coverage{Extent: state.Extent{Kind: User}, Reach: state.Complete}
	if doubt != "" {
		cover.Reach, cover.Reason = state.Partial, doubt
	}
	out.Coverage = append(out.Coverage, cover)
	return nil
}

// listed reads a user of a list with the roles. One who cannot be read though they
// were listed, or is called something else by now, is a doubt.
func (c *conn) listed(ctx context.Context, row *userRow, name string) (*userRow, string, error) {
	u, err := c.single(ctx, row.ID)
	switch {
	case errors.Is(err, targets.ErrNotFound), errors.Is(err, targets.ErrForbidden):
		return nil, fmt.Sprintf("%s was listed and cannot be read: %v", name, err), nil
	case err != nil:
		return nil, "", err
	case u.Email != row.Email || u.DisplayName != row.DisplayName:
		return &u, name + " was changed while users were read", nil
	}
	return &u, "", nil
}

// chosen are the places of those whom refs name; without refs of all.
func chosen(names []string, refs []state.Ref) []int {
	var out []int
	for i, name := range names {
		named := func(r state.Ref) bool {
			return r.Kind == User && (r.Key == name || r.Key == addressOf(name) || addressOf(r.Key) == name)
		}
		if len(refs) == 0 || slices.ContainsFunc(refs, named) {
			out = append(out, i)
		}
	}
	return out
}

// addressOf is the address in a login.
func addressOf(login string) string {
	address, _, _ := strings.Cut(login, " (")
	return address
}
