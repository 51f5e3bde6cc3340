package check

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// grants judges every set of grants by itself: roles, defaults of a group's
// roles, overrides.
func grants(r *run) {
	for i := range r.site.Roles {
		role := &r.site.Roles[i]
		r.grantSet(role.Grants, role.Pos, true, "roles", role.ID, "grants")
	}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		for _, d := range g.RoleDefaults {
			r.grantSet(d.Grants, d.Pos, true, "groups", g.ID, "roleDefaults", d.Role)
		}
		for _, m := range g.Members {
			if len(m.Overrides) > 0 {
				r.grantSet(m.Overrides, m.Pos, false, "groups", g.ID, "members", m.User, "overrides")
			}
		}
	}
}

// grantSet judges one set. Overrides are not whole: what they leave out comes
// from a role, so nothing is missing from them.
func (r *run) grantSet(all model.Grants, at diag.Pos, whole bool, labels ...string) {
	for _, g := range all {
		r.grant(g, labels)
	}
	if whole {
		r.reception(all, at, labels)
		r.needs(all, at, labels)
	}
}

// grant judges one grant. The language refuses unknown names by itself; sites
// that did not come through it are refused here.
func (r *run) grant(g model.Grant, labels []string) {
	at := path(append(labels, g.Permission)...)
	switch {
	case permission.IsContactCentre(g.Permission):
		r.fail(problem{
			code: diag.ContactCentreGrant, path: at, at: g.Pos,
			message: fmt.Sprintf("%s is a contact-centre setting, which holds for all supervisors or agents and is never granted", g.Permission),
			hint:    "write it in " + r.contactCentrePath(),
		})
	case permission.Levels(g.Permission) == nil:
		name, ok := permission.Nearest(g.Permission)
		hint := "see the list of permissions in the language reference"
		if ok {
			hint = fmt.Sprintf("did you mean %q?", name)
		}
		r.fail(problem{code: diag.NoSuchPermission, path: at, at: g.Pos, message: fmt.Sprintf("there is no permission %q", g.Permission), hint: hint})
	case !permission.Valid(g.Permission, g.Level):
		r.fail(problem{
			code: diag.NoSuchPermission, path: at, at: g.Pos,
			message: fmt.Sprintf("permission %q has no level %q", g.Permission, g.Level),
			hint:    "it has " + strings.Join(permission.Levels(g.Permission), ", "),
		})
	default:
		r.privileged(g, at)
	}
}

func (r *run) contactCentrePath() string {
	for _, t := range r.site.Targets {
		if t.Type == "goto" {
			return path("targets", t.ID, "contactCenter")
		}
	}
	return "targets.<name>.contactCenter, on a target of type goto"
}

// privileged says who can change rights with a grant, on which targets.
func (r *run) privileged(g model.Grant, at string) {
	var on []string
	for _, t := range r.site.Targets {
		if permission.IsPrivileged(g.Permission, g.Level, t.Type) {
			on = append(on, t.ID)
		}
	}
	if len(on) == 0 {
		return
	}
	p, _ := permission.Find(g.Permission)
	r.notice(problem{
		code: diag.PrivilegedGrant, path: at, at: g.Pos,
		message: fmt.Sprintf("whoever holds %s (%s) can widen rights, also their own, on %s", g.Permission, p.About, strings.Join(on, ", ")),
		hint:    "give it to few, and name them in policies.breakGlass",
	})
}

// reception warns of half a front desk: what the consoles show as one option is
// two permissions.
func (r *run) reception(all model.Grants, at diag.Pos, labels []string) {
	operate, _ := all.Get("reception.operate")
	set, _ := all.Get("presence.set")
	message, field := "", ""
	switch {
	case operate == "true" && set != "group":
		message, field = "reception.operate without presence.set: who checks guests in cannot set the status of others", "reception.operate"
	case set == "group" && operate != "true":
		message, field = "presence.set without reception.operate: who sets the status of others cannot check guests in or set wake-up calls", "presence.set"
	default:
		return
	}
	r.warn(problem{
		code: diag.HalfReception, path: path(append(labels, field)...), at: at,
		message: message, hint: `the console's option is both: {"reception.operate": true, "presence.set": "group"}`,
	})
}

// needs reports grants that mean nothing without another.
func (r *run) needs(all model.Grants, at diag.Pos, labels []string) {
	reports, _ := all.Get("reports.see")
	if download, _ := all.Get("recordings.download"); download == "true" && (reports == "" || permission.None(reports)) {
		r.fail(problem{
			code: diag.DownloadWithoutReports, path: path(append(labels, "recordings.download")...), at: at,
			message: "recordings.download without reports.see: recordings are downloaded from the reports",
			hint:    `add "reports.see": "reports"`,
		})
	}
	see, _ := all.Get("billing.see")
	if pay, _ := all.Get("billing.pay"); pay == "true" && see != "true" && r.types["goto"] {
		r.fail(problem{
			code: diag.PayWithoutSee, path: path(append(labels, "billing.pay")...), at: at,
			message: "billing.pay without billing.see: on GoTo who pays invoices must see them",
			hint:    `add "billing.see": true`,
		})
	}
}
