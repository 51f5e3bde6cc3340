package check

import (
	"cmp"
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// policies wants limits that can do what they are for.
func policies(r *run) {
	p := r.site.Policies
	for _, id := range ids(p.BreakGlass) {
		u := r.users[id]
		if u == nil || u.Enabled.Or(true) {
			continue
		}
		r.fail(problem{
			code: diag.BreakGlassShut, path: path("policies", "breakGlass", id), at: u.Pos,
			message: fmt.Sprintf("user %q must never be locked out and is disabled", id),
			hint:    "enable the account, or name another user in breakGlass",
		})
	}
	for _, w := range p.Windows {
		at := path("policies", "windows", w.Name)
		if w.From == w.To {
			r.fail(problem{
				code: diag.EmptyWindow, path: at,
				message: fmt.Sprintf("window %q begins and ends at %s: nothing may ever run in it", w.Name, w.From),
				hint:    "write another end; for a whole day 00:00 to 23:59",
			})
		}
		if zone := cmp.Or(w.Timezone, r.site.Organization.Timezone.Or("")); !knownZone(zone) {
			r.fail(problem{
				code: diag.UnknownZone, path: at,
				message: fmt.Sprintf("window %q is in the time zone %q, which does not exist", w.Name, zone),
				hint:    "write it as the IANA does, such as Europe/Paris",
			})
		}
		if w.Timezone == "" && !r.site.Organization.Timezone.Managed() && !r.site.Unread["organization"] {
			r.warn(problem{
				code: diag.WindowWithoutZone, path: at,
				message: fmt.Sprintf("window %q has no time zone and the organization has none: it counts as UTC", w.Name),
				hint:    "write organization.timezone",
			})
		}
	}
	if p.OutsideWindow != "" && len(p.Windows) == 0 {
		r.warn(problem{
			code: diag.NoWindow, path: "policies.outsideWindow",
			message: "outsideWindow says what happens outside every window, and there is no window", hint: "write policies.windows, or take it out",
		})
	}
}
