package threecx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// An account below the system roles is shown its own departments and what is in
// them, in listings that look whole (3CX help page on roles; the claim "role" of
// tokens). What it does not see may be there all the same.

// kinder is what to do about it.
const kinder = "give the API client the role System Owner, or System Administrator, in the department DEFAULT"

// partialView says why what the account is shown is not all that there is; "" when
// it is. A token without readable roles is judged by the groups: every 3CX has one
// that is the default.
func partialView(a state.Account, groups directory) string {
	whole := func(wire string) bool { r, ok := roleByWire(wire); return ok && r.privileged() }
	switch {
	case len(a.Roles) > 0 && !slices.ContainsFunc(a.Roles, whole):
		return fmt.Sprintf("the account %s has %s and sees its own departments only; %s", a.Name, rolesOf(a), kinder)
	case !groups.standard:
		return fmt.Sprintf("the account %s is not shown the default department, which every 3CX has, so others may be hidden too; %s", a.Name, kinder)
	}
	return ""
}

// rolesOf are those of an account that the console has a name for.
func rolesOf(a state.Account) string {
	var labels []string
	for _, wire := range a.Roles {
		if r, ok := roleByWire(wire); ok {
			labels = append(labels, r.label)
		}
	}
	if len(labels) == 0 {
		return "no system role"
	}
	return "the role " + strings.Join(labels, ", ")
}

// coverage is what a read of kinds amounts to, where nothing but the account's
// view of the PBX and a doubt about the read itself stand against it. The view
// explains more: departments that are hidden make listings doubtful too.
func (c *conn) coverage(kinds []string, doubt string) []state.Coverage {
	return coverage(kinds, cmp.Or(partialView(c.profile.Account, c.groups), doubt))
}
