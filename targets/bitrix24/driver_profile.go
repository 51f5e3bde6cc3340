package bitrix24

import "github.com/patchbay-dev/patchbay/compiler/state"

// The editions, as a site writes them in profile.edition.
const (
	cloudEdition     = "cloud"
	onPremiseEdition = "onpremise"
)

// The modules of a profile: what a portal can hold follows from them.
const (
	Module    = "patchbay"            // the local module, which publishes roles and access by REST
	Licence   = "voximplant_security" // the plan's feature: without it stored roles are ignored
	Converted = "humanresources"      // the company structure is converted: the letter D reaches below
	Devices   = "applicationContext"  // we are an application, to which SIP devices are shown
)

// onPremise reports whether the portal is the organization's own server. Where
// nobody says what it is, the fuller one is assumed.
func onPremise(p state.Profile) bool {
	return p.Edition == onPremiseEdition || p.Edition == "" && p.Assumed
}

// hasModule reports whether roles and access can be read and written by REST.
// Only the portal, or the site's profile, says so: what is asked for is the same
// either way, and by hand is the safer guess.
func hasModule(p state.Profile) bool { return p.Modules[Module] && onPremise(p) }

// licensed reports whether stored roles count. On-Premise they always do (SRC,
// Helper::canUse); in the cloud unless somebody says that they do not.
func licensed(p state.Profile) bool {
	on, said := p.Modules[Licence]
	return onPremise(p) || on || !said
}

// converted reports whether a department is all below it as well.
func converted(p state.Profile) bool { return p.Modules[Converted] }

// seesDevices reports whether voximplant.user.get is open to us.
func seesDevices(p state.Profile) bool { return p.Modules[Devices] }
