package dimensions

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Lower puts what is asked into the portal's words.
//
// Rules:
//   - A user is known by the e-mail address; those who share one, by the address and
//     the display name.
//   - Somebody with an extension, a licence or a softphone is one of the phone
//     system; such a user is imported and never made.
//   - Licences are complete once written, but for the real-time licence, which goes
//     with the supervisor access type, and for what only a person can set.
//   - A supervisor access type, and the UC client, bring website access: it is asked
//     for with them, so that taking it away is a contradiction that is found (R18).
//   - Rules R1 to R18 are held of what a site asks in lower_rules.go, as far as it
//     alone tells, and of what comes about in steps_rules.go.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := &lowering{Draft: draft.New(d, Schema(d.Profile), vendorWords), logins: map[string]string{}, groups: map[string]string{}}
	l.name()
	for i := range d.Users {
		if u := &d.Users[i]; l.logins[u.ID] != "" {
			l.user(u)
		}
	}
	l.reportingGroups()
	for i := range d.Devices {
		l.device(&d.Devices[i])
	}
	l.rights()
	l.uniqueAddresses()
	l.workspaces()
	l.claims()
	l.Narrowed()
	return l.Snapshot(), l.Found.Sorted()
}

var vendorWords = draft.Words{Product: "Dimensions", System: "the portal", Names: "the vendor's page of a user", Shape: "write it as the page has it"}

// lowering is one run of Lower.
type lowering struct {
	*draft.Draft
	logins map[string]string // user id → login
	groups map[string]string // group id → name
}

// name gives every user the login that they are known by.
func (l *lowering) name() {
	shared := map[string]int{}
	for i := range l.Desired.Users {
		shared[strings.ToLower(l.Desired.Users[i].Email.Or(""))]++
	}
	for i := range l.Desired.Users {
		u := &l.Desired.Users[i]
		address, shown := strings.ToLower(u.Email.Or("")), shownName(u)
		switch {
		case address != "" && shared[address] == 1:
			l.logins[u.ID] = address
		case shown != "":
			l.logins[u.ID] = loginOf(address, shown)
		default:
			l.Report(diag.NoNumber, l.Desired.Target.Losses.Unsupported, u.Path, u.Pos, fmt.Sprintf("user %s has neither an e-mail address of their own nor a name, and Dimensions knows people by these", u.ID),
				fmt.Sprintf("write %s.email or displayName, or leave the user out with targets.%s.select", u.Path, l.Desired.Target.ID))
		}
	}
}

// loginOf is what somebody is known by who shares an address or has none.
func loginOf(address, displayName string) string {
	return strings.TrimSpace(address + " (" + displayName + ")")
}

// shownName is the display name, or the first and last.
func shownName(u *resolve.User) string {
	return cmp.Or(u.DisplayName.Or(""), strings.TrimSpace(u.FirstName.Or("")+" "+u.LastName.Or("")))
}

func (l *lowering) user(u *resolve.User) {
	login := l.logins[u.ID]
	o := l.Object(User, login, u.Path)
	o.Put("login", state.OfText(login), u.Path)
	draft.Put(o, "email", u.Email, ".email", state.OfText)
	l.displayName(o, u)
	if u.Extension.Managed() {
		l.imported(o, u.Path+".extension")
	}
	l.licences(o, u)
	l.Native(o, &u.Object, u.Path)
}

// displayName is a name that the portal always has: a new user without one is
// called by the site's id.
func (l *lowering) displayName(o *state.Object, u *resolve.User) {
	var from []string
	for _, f := range []struct {
		field model.Field[string]
		path  string
	}{{u.DisplayName, ".displayName"}, {u.FirstName, ".firstName"}, {u.LastName, ".lastName"}} {
		if f.field.Managed() {
			from = append(from, f.path)
		}
	}
	switch name := shownName(u); {
	case name != "" && len([]rune(name)) > longestName:
		l.Unfit(u.Path+".displayName", u.Pos, fmt.Sprintf("the name of user %s is longer than the %d characters that Dimensions keeps", u.ID, longestName), "write a shorter displayName")
	case name != "":
		o.Put("displayName", state.OfText(name), from...)
	default:
		l.also(o, from...)
		draft.Initial(o, "displayName", u.ID, u.Path)
	}
}

// longestName is the most that the API takes (reference, user schema).
const longestName = 100

// imported notes that a user is one of the phone system, and where that follows from.
func (l *lowering) imported(o *state.Object, path string) {
	for i := range o.Initial {
		if o.Initial[i].Name == "source" {
			return
		}
	}
	o.Initial = append(o.Initial, state.Attr{Name: "source", Value: state.OfText(FromPBX), From: []string{path}})
}

// importedBy is the path from which it follows that a desired user is one of the
// phone system; "" where nothing says so.
func importedBy(o *state.Object) string {
	for i := range o.Initial {
		if a := &o.Initial[i]; a.Name == "source" && len(a.From) > 0 {
			return a.From[0]
		}
	}
	return ""
}

// also notes that a user's record stands for paths of the site that have no
// attribute of their own.
func (l *lowering) also(o *state.Object, paths ...string) {
	a, _ := o.Attr("login")
	o.Put("login", a.Value, append(a.From, paths...)...)
}

// licences: what is written is all that the user holds, but for what goes with the
// level, and for the CRM add-on where only a person sees it.
func (l *lowering) licences(o *state.Object, u *resolve.User) {
	if u.Licences == nil {
		return
	}
	at := func(name string) string { return ".licences." + name }
	put := func(attr, name string, always bool) {
		given, written := u.Licences[name]
		switch {
		case given == "external":
			l.also(o, at(name))
			return
		case given == "true":
			l.imported(o, u.Path+at(name))
		case !written && !always:
			return
		}
		path := at(name)
		if !written {
			path = ".licences"
		}
		o.Put(attr, state.OfBool(given == "true"), path)
	}
	put(Professional, "professional", true)
	put(Client, "ucClient", true)
	put(CRM, "crm", !byHand(l.Desired.Profile, CRM))
	put(Realtime, "realtime", false)
	if l.ofProvider(u) {
		l.also(o, at("agent"))
	} else {
		put(Agent, "agent", true)
	}
	if u.Licences["essential"] == "true" {
		l.imported(o, u.Path+at("essential"))
	}
	if u.Licences[Professional] == "true" && u.Licences["ucClient"] != "true" {
		l.rule(u.Path+at("professional"), u.Pos, fmt.Sprintf("user %s has the professional licence without the UC client that it stands on (R9)", u.ID), "write ucClient: true beside it")
	}
}

// ofProvider reports whether the service provider assigns the agent add-on; what the
// site says of it then is one word (R17).
func (l *lowering) ofProvider(u *resolve.User) bool {
	if !provided(l.Desired.Profile) {
		return false
	}
	if given, written := u.Licences["agent"]; written && given != "external" {
		l.rule(u.Path+".licences.agent", u.Pos, fmt.Sprintf("the agent add-on of user %s is assigned by the service provider (R17)", u.ID),
			fmt.Sprintf(`write agent: "external", or ask the provider to end it and correct targets.%s.options.agentAssignment`, l.Desired.Target.ID))
	}
	return true
}

// claims are the extents of which the site's list is complete. Users of the phone
// system, and of the reseller, are nobody's to delete here.
func (l *lowering) claims() {
	manage := l.Desired.Target.Manage
	if manage["users"] == model.Exclusive {
		l.Claim(state.Extent{Kind: User, Attr: "source", Value: Manual})
	}
	for _, k := range []struct{ name, kind string }{{"groups", Group}, {"memberships", Access}, {"workspaces", Workspace}} {
		if manage[k.name] == model.Exclusive {
			l.Claim(state.Extent{Kind: k.kind})
		}
	}
}
