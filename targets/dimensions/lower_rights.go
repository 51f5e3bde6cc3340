package dimensions

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// switches are permissions that are one box of the page.
var switches = []struct{ permission, attr string }{
	{"agents.control", AgentControl}, {"api.manage", APIAdmin}, {"phonebook.manage", Directories}, {"telephony.settings", Settings},
	{"webhooks.manage", WebhooksAdmin}, {"workspaces.manage", WorkspaceAdmin},
}

// levels are a site's words for supervisor levels.
var levels = map[string]string{"none": "", "reports": Reports, "analytics": Analytics, "live": Live, "contactCenter": ContactCenter}

// wordOf is the site's word for a level.
func wordOf(level string) string {
	for _, word := range draft.SortedKeys(levels) {
		if levels[word] == level {
			return word
		}
	}
	return level
}

// asked is what all roles of a user say of one permission: the greatest level, since
// grants add up here, with every line that says anything of it.
type asked struct {
	level string
	paths []string
	at    resolve.Granted // a line that says the level
}

// is reports whether the permission is written at a level.
func (a *asked) is(level string) bool { return a != nil && a.level == level }

// given reports whether it is granted at all.
func (a *asked) given() bool { return a != nil && !permission.None(a.level) }

// granting is one user whose roles are lowered.
type granting struct {
	*lowering
	user  *resolve.User
	o     *state.Object
	asked map[string]*asked
}

// rights gives every user what their roles grant.
func (l *lowering) rights() {
	holdings := map[string][]*resolve.Holding{}
	for i := range l.Desired.Holdings {
		h := &l.Desired.Holdings[i]
		holdings[h.User] = append(holdings[h.User], h)
	}
	for i := range l.Desired.Users {
		u := &l.Desired.Users[i]
		o := l.Find(User, l.logins[u.ID])
		if o == nil {
			continue
		}
		g := &granting{l, u, o, map[string]*asked{}}
		for _, h := range holdings[u.ID] {
			g.also(o, append([]string{resolve.Path("roles", h.Role)}, h.From...)...)
			for _, x := range h.Grants {
				g.ask(x)
			}
		}
		g.lower()
	}
}

// ask takes one line of a role. What the portal has no box for, package resolve has
// spoken about.
func (g *granting) ask(x resolve.Granted) {
	switch g.Desired.Caps.Grant(x.Permission, x.Level).Support {
	case resolve.Unsupported, resolve.Implied:
		return
	}
	a := g.asked[x.Permission]
	if a == nil {
		g.asked[x.Permission] = &asked{x.Level, []string{x.Path}, x}
		return
	}
	a.paths = append(a.paths, x.Path)
	if more, ok := permission.Compare(x.Permission, x.Level, a.level); ok && more > 0 {
		a.level, a.at = x.Level, x
	}
}

// put sets an attribute from what was asked.
func (g *granting) put(attr string, on bool, from ...*asked) {
	var paths []string
	for _, a := range from {
		if a != nil {
			paths = append(paths, a.paths...)
		}
	}
	if len(paths) == 0 {
		return
	}
	if was, ok := g.o.Attr(attr); ok {
		on, paths = on || was.Value.Bool(), append(was.From, paths...)
	}
	g.o.Put(attr, state.OfBool(on), paths...)
}

func (g *granting) lower() {
	for _, s := range switches {
		if a := g.asked[s.permission]; a != nil {
			g.put(s.attr, a.given(), a)
		}
	}
	g.supervisor()
	g.manage()
	g.monitor()
	g.recordings()
	g.website()
}

// supervisor is the level, with the real-time licence that goes with it (R7): where
// the level of somebody of the phone system is written the licence is.
func (g *granting) supervisor() {
	a := g.asked["reports.see"]
	if a == nil {
		return
	}
	level := levels[a.level]
	g.o.Put(Supervisor, state.OfText(level), a.paths...)
	live := levelOf(level) >= levelOf(Live)
	if live && g.user.Licences["realtime"] == "false" {
		g.rule(g.user.Path+".licences.realtime", g.user.Pos, fmt.Sprintf("user %s sees active calls without the real-time licence, which comes with that (R7)", g.user.ID), "take the line out, or write a lower level than live")
	}
	if g.ofPBX() {
		g.put(Realtime, live, a)
	}
}

// ofPBX reports whether it follows from the site that the user is one of the phone
// system. The real-time licence is of no other (R2).
func (g *granting) ofPBX() bool { return importedBy(g.o) != "" }

// manage are the two boxes of who may change others: without the second one nothing
// that costs (R13).
func (g *granting) manage() {
	users, billable := g.asked["rights.manage"], g.asked["licences.assign"]
	switch {
	case users.is("all") && !billable.given():
		g.widens(users, "rights.manage: all brings licences.assign", `grant "licences.assign": true as well, or choose noCost`)
		return
	case users.is("noCost") && billable.given():
		g.widens(users, "rights.manage: noCost with licences.assign is rights.manage: all", `write "rights.manage": "all", or take licences.assign away`)
		return
	}
	if users != nil {
		g.put(ManageUsers, users.given(), users)
	}
	if billable != nil || users.is("noCost") {
		g.put(ManageBillable, billable.given(), billable, users)
	}
}

// monitor is one box for two permissions.
func (g *granting) monitor() {
	listen, take := g.asked["calls.monitor"], g.asked["calls.takeOver"]
	switch {
	case listen.given() && !take.given():
		g.widens(listen, "calls.monitor brings calls.takeOver: silent monitors may take calls over", `grant "calls.takeOver": "organization" as well`)
		return
	case take.given() && !listen.given():
		g.widens(take, "calls.takeOver brings calls.monitor", `grant "calls.monitor": "organization" as well`)
		return
	}
	g.put(SilentMonitor, listen.given(), listen, take)
}

// recordings is one box whose reach is that of the reports: own calls without a
// level, all calls with one. Conferences are played whole, as Steps say.
func (g *granting) recordings() {
	a, reports := g.asked["recordings.listen"], g.asked["reports.see"]
	switch {
	case a == nil:
		return
	case !a.given():
		g.put(Playback, false, a)
		return
	case reports == nil:
		g.Once(diag.NeedsCompanion, diag.Error, a.at.Path, a.at.Pos, "recordings.listen is granted without a word on reports.see, and reaches what the reports do", `write "reports.see" beside it: "none" for the own calls alone`)
		return
	case reports.given() && a.level != "organization":
		g.widens(a, fmt.Sprintf("recordings.listen: %s with reports.see: %s reaches the recordings of all", a.level, reports.level), `write "organization", or "reports.see": "none"`)
		return
	case !reports.given() && a.level != "own":
		g.NarrowTo(a.at.Path, resolve.Approximated, "recordings.listen: "+a.level, g.user.ID, "who sees no reports plays the recordings of the own calls", a.at.Pos)
	}
	g.put(Playback, true, a)
}

// website is granted by itself, or brought by a level or the client (R4).
func (g *granting) website() {
	a, level, client := g.asked["portal.access"], g.asked["reports.see"], g.user.Licences["ucClient"] == "true"
	brought := level.given() || client
	if a.is("false") && brought {
		g.rule(a.at.Path, a.at.Pos, fmt.Sprintf("user %s loses portal.access and keeps a supervisor access type or the UC client, which bring it (R18)", g.user.ID), "take the level and the client away too, or the line out")
		return
	}
	if a != nil || level.given() {
		g.put(Website, a.given() || brought, a, level)
	}
	if client {
		w, _ := g.o.Attr(Website)
		g.o.Put(Website, state.OfBool(true), append(w.From, ".licences.ucClient")...)
	}
	g.needsWebsite(a.given() || brought)
}

// needsWebsite: every other box is greyed out without website access (R3).
func (g *granting) needsWebsite(has bool) {
	if has {
		if g.user.Email.Or("") == "" {
			g.rule(g.user.Path+".email", g.user.Pos, fmt.Sprintf("user %s may use the portal without an e-mail address, which is the login there (R5)", g.user.ID), "write one that nobody else has")
		}
		return
	}
	for _, r := range permissions() {
		if v, ok := g.o.Attr(r.name); ok && v.Value.Bool() {
			g.Once(diag.NeedsCompanion, diag.Error, v.From[0], g.user.Pos, fmt.Sprintf("%s of user %s has no effect without portal.access (R3)", r.title, g.user.ID), `grant "portal.access": true as well`)
		}
	}
}

// widens refuses a grant that would give more than it says.
func (g *granting) widens(a *asked, message, hint string) {
	g.Once(diag.WouldWiden, diag.Error, a.at.Path, a.at.Pos, message, hint)
}
