package gotoconnect

import "github.com/patchbay-dev/patchbay/compiler/state"

// invites is the fact that creating a user sends an invitation (options.invite).
const invites = "invite"

// has reports whether somebody of the account that we work with has a built-in role.
// Where nobody asked the service, all is assumed to be there.
func isSuper(p state.Profile) bool {
	if len(p.Account.Roles) == 0 {
		return true
	}
	for _, r := range p.Account.Roles {
		if r == superUser {
			return true
		}
	}
	return false
}

// off reports whether the site says that a module is not to be relied upon.
func off(p state.Profile, module string) bool {
	on, said := p.Modules[module]
	return said && !on
}
