package gotoconnect

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// roles lowers each role that somebody holds here into a custom role.
func (l *lowering) roles() {
	held := map[string]bool{}
	for i := range l.Desired.Holdings {
		held[l.Desired.Holdings[i].Role] = true
	}
	names := map[string]string{}
	for i := range l.Desired.Site.Roles {
		r := &l.Desired.Site.Roles[i]
		if !held[r.ID] {
			continue
		}
		name, path := r.Title.Or(r.ID), resolve.Path("roles", r.ID)
		if l.foreign(r) {
			l.Lost(resolve.Unsupported, path, "role "+name, "GoTo has none of what it grants", r.Pos)
			continue
		}
		if first := names[name]; first != "" {
			l.Report(diag.NameClash, diag.Error, path, r.Pos, fmt.Sprintf("a role called %q is there already: %s", name, first), "give one of them another title: GoTo knows custom roles by it")
			continue
		}
		names[name], l.roleNames[r.ID] = path, name
		o := l.Object(RoleSet, name, path)
		from := []string{path}
		if r.Title.Managed() {
			from = append(from, ".title")
		}
		for _, a := range r.Assign {
			from = append(from, "."+resolve.Path("assign", a.Name))
		}
		o.Put("name", state.OfText(name), from...)
		for _, g := range r.Grants {
			l.grant(o, r, g)
		}
	}
}

// foreign reports whether a role is about other targets: nothing that it grants is on
// the page of a custom role, which would be empty and shut out a built-in one.
func (l *lowering) foreign(r *model.Role) bool {
	return len(r.Grants) > 0 && len(r.Native[l.Desired.Target.ID]) == 0 && !slices.ContainsFunc(r.Grants, func(g model.Grant) bool {
		_, known := cellOf(g.Permission, g.Level)
		return known
	})
}

// companions are what a right needs beside it, on the same page: whoever may listen to
// recordings reaches the history they belong to, who pays invoices sees them, and who
// manages users manages what products they may use.
var companions = map[string]struct{ permission, level, why string }{
	"recordings.listen": {"calls.history", "organization", "recordings are reached through the history of users"},
	"billing.pay":       {"billing.see", "true", "who pays invoices has to see them"},
	"extensions.manage": {"users.productSettings", "true", "Manage users holds Manage user product settings"},
}

// grant writes the boxes of one permission.
func (l *lowering) grant(o *state.Object, r *model.Role, g model.Grant) {
	path := "." + resolve.Path("grants", g.Permission)
	c, ok := cellOf(g.Permission, g.Level)
	if !ok || c.support == resolve.Implied {
		return // resolve has said so
	}
	if need, ok := companions[g.Permission]; ok && len(c.on) > 0 {
		if level, _ := r.Grants.Get(need.permission); level != need.level {
			l.Report(diag.WouldWiden, diag.Error, o.Canonical+path, g.Pos, fmt.Sprintf("%s: %s would bring %s: %s, which role %s does not grant", g.Permission, g.Level, need.permission, need.level, r.ID),
				fmt.Sprintf("grant %s: %s as well, or take %s away: %s", need.permission, need.level, g.Permission, need.why))
			return
		}
	}
	if c.support == resolve.Approximated {
		l.Lost(resolve.Approximated, o.Canonical+path, g.Permission+": "+g.Level, c.note, g.Pos)
	}
	for _, attr := range c.on {
		o.Put(attr, state.OfBool(true), path)
	}
	for _, attr := range c.off {
		o.Put(attr, state.OfBool(false), path)
	}
	if len(c.on)+len(c.off) == 0 { // no custom role gives it
		a, _ := o.Attr("name")
		o.Put("name", a.Value, append(a.From, path)...)
	}
	if permission.IsPrivileged(g.Permission, g.Level, typeName) {
		l.Report(diag.ComesAlong, diag.Warning, o.Canonical+path, g.Pos, fmt.Sprintf("%s is a right with which the rights of others change: every licence that a user holds is theirs to give", g.Permission), "give it to few")
	}
}

// holders gives custom roles to those who hold them. One excludes another, and a
// built-in one.
func (l *lowering) holders() {
	from := map[string][]string{}
	roles := map[string][]string{}
	for i := range l.Desired.Holdings {
		h := &l.Desired.Holdings[i]
		name, email := l.roleNames[h.Role], l.emails[h.User]
		if name == "" || email == "" {
			continue
		}
		roles[h.User], from[h.User] = append(roles[h.User], name), append(from[h.User], h.From...)
	}
	for _, user := range draft.SortedKeys(roles) {
		l.holder(user, draft.Unique(roles[user]), draft.Unique(from[user]))
	}
}

func (l *lowering) holder(user string, roles, from []string) {
	o := l.Find(User, l.emails[user])
	u, _ := l.Desired.User(user)
	if len(roles) > 1 {
		for _, path := range from {
			l.Lost(resolve.Unsupported, path, fmt.Sprintf("what user %s holds of the roles %s", user, draft.People(roles)), "GoTo has one custom role for each user: make one role of them, or give the user one of them", u.Pos)
		}
		return
	}
	if a, written := o.Attr("roleSets"); written && a.Value.Presence() != state.Absent {
		if items := a.Value.Items(); len(items) != 1 || items[0] != roles[0] {
			l.Report(diag.RolesClash, diag.Error, u.Path+"."+resolve.Path("position", l.Desired.Target.ID), u.Pos, fmt.Sprintf("user %s holds the role %s and another position, and GoTo has one or the other", user, roles[0]),
				fmt.Sprintf("write position %q, or take the role away", customPrefix+roles[0]))
			return
		}
		from = append(from, a.From...)
	}
	o.Put("roleSets", state.OfSet(roles[0]), from...)
	o.Put("adminRoles", state.Nothing(), from...)
}
