package gotoconnect

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Lower puts what is asked into GoTo's words.
//
// Rules:
//   - A user is an e-mail address: one without is not known here, and one diagnostic
//     stands for all that is said about them.
//   - An extension written for a user is the user's primary one, and the only one.
//     What else is said of an extension needs one to say it of.
//   - A custom role is boxes. A box that carries another right is an error unless that
//     right is granted too: nothing becomes wider.
//   - A built-in role excludes a custom one: who is given the one is taken the other.
//   - What no API writes is lowered all the same: it is a step for a person.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := &lowering{Draft: draft.New(d, Schema(d.Profile), vendorWords), emails: map[string]string{}, roleNames: map[string]string{}}
	for i := range d.Users {
		l.address(&d.Users[i])
	}
	l.roles()
	for i := range d.Users {
		if u := &d.Users[i]; l.emails[u.ID] != "" {
			l.user(u)
		}
	}
	l.holders()
	l.groups()
	for i := range d.Devices {
		l.device(&d.Devices[i])
	}
	l.contactCenter()
	l.tenant()
	l.claims()
	return l.Snapshot(), l.Found.Sorted()
}

var vendorWords = draft.Words{Product: "GoTo Connect", System: "the service", Names: "the fields of its APIs", Shape: "write it as the API takes it"}

// lowering is one run of Lower.
type lowering struct {
	*draft.Draft
	emails    map[string]string // user id → address, of those who are in the account
	roleNames map[string]string // role id → name of the custom role
}

func (l *lowering) address(u *resolve.User) {
	email, ok := u.Email.Get()
	if !ok {
		l.Report(diag.LossUnsupported, l.Desired.Target.Losses.Unsupported, u.Path, u.Pos, fmt.Sprintf("user %s has no e-mail address, by which GoTo knows people", u.ID),
			fmt.Sprintf("write %s.email, or leave the user out with targets.%s.select", u.Path, l.Desired.Target.ID))
		return
	}
	l.emails[u.ID] = strings.ToLower(email)
}

// member is the address of somebody whom a group names.
func (l *lowering) member(g *resolve.Group, path, user string) string {
	email := l.emails[user]
	if email == "" {
		l.Unfit(g.Path+path, g.Pos, fmt.Sprintf("user %s is not in this account", user), "see what is said about the user")
	}
	return email
}

// owned are the kinds of which the site's list may be complete, and fixed those that
// nothing deletes.
var (
	owned = []struct{ name, kind string }{{"campaigns", Campaign}, {"inboxQueues", InboxQueue}, {"locations", Location}, {"queues", Queue}, {"users", User}}
	fixed = []string{"accounts", "devices", "groups", "roles"}
)

// claims are the extents of which the site's list is complete. Of extensions it is
// about those that people have: the others are queues, ring groups and menus.
func (l *lowering) claims() {
	t := l.Desired.Target
	for _, k := range owned {
		if t.Manage[k.name] == model.Exclusive {
			l.Claim(state.Extent{Kind: k.kind})
		}
	}
	if t.Manage["extensions"] == model.Exclusive {
		l.Claim(state.Extent{Kind: Extension, Attr: "type", Value: direct})
	}
	for _, name := range fixed {
		if t.Manage[name] == model.Exclusive {
			l.Report(diag.NotDeletable, diag.Error, resolve.Path("targets", t.ID, "manage", name), t.Pos, fmt.Sprintf("%s cannot be exclusive: GoTo has no request that deletes them", name), `write "declared", or take the line out`)
		}
	}
}

// contactCenter is the one record of settings (CC3). queueSettings.view is always on
// (CC1): what the site writes of it is so already.
func (l *lowering) contactCenter() {
	c := l.Desired.Target.ContactCenter
	if c == nil {
		return
	}
	at := resolve.Path("targets", l.Desired.Target.ID, "contactCenter")
	o := l.Object(Account, accountKey, at)
	for _, tab := range []struct {
		name string
		set  model.Settings
	}{{tabOrganization, c.Organization}, {tabSupervisor, c.Supervisor}, {tabAgent, c.Agent}} {
		for _, s := range tab.set {
			o.Put(tab.name+"."+s.Name, state.OfBool(s.On), "."+resolve.Path(tab.name, s.Name))
		}
	}
	o.Put("name", state.OfText(accountKey), at)
}
