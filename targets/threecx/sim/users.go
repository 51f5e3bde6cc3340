package sim

import (
	"slices"
	"strings"
)

// checkUser keeps the rules of an extension and fills in what the PBX makes up.
func checkUser(d *draft) {
	if d.creating() && d.who != nil && d.w.license.MaxUsers > 0 && len(d.w.table("Users").list) >= d.w.license.MaxUsers {
		d.fail("Number", limitReached)
	}
	d.checkEmail()
	d.checkPhones()
	d.checkPrimaryGroup()
	d.readProfiles()
	if d.creating() {
		d.presetUser()
	}
}

// checkEmail keeps addresses unique over all extensions, whatever their case.
func (d *draft) checkEmail() {
	email, ok := d.sent("EmailAddress")
	if !ok || email == "" {
		return
	}
	if o := d.w.emails[strings.ToLower(email)]; o != nil && o != d.old {
		d.fail("EmailAddress", alreadyInUse)
	}
	if !strings.Contains(email, "@") || strings.ContainsAny(email, " \t\r\n") {
		d.fail("EmailAddress", invalid)
	}
}

// checkPrimaryGroup sets PrimaryGroupId: what was sent, or for a new user the
// first of its groups.
func (d *draft) checkPrimaryGroup() {
	if v, sent := d.in["PrimaryGroupId"]; sent {
		id, ok := v.(int64)
		g := d.w.byID[int(id)]
		switch {
		case !ok:
			d.fail("PrimaryGroupId", required)
			return
		case g == nil || g.table.set.name != "Groups" || d.who != nil && !d.who.sees(g):
			d.fail("PrimaryGroupId", notFound)
			return
		}
	} else if d.creating() {
		d.props["PrimaryGroupId"] = int64(d.w.defaultGroup().id)
		if len(d.groups) > 0 {
			d.props["PrimaryGroupId"] = int64(d.groups[0].group)
		}
	}
	id, _ := d.props["PrimaryGroupId"].(int64)
	d.groups = d.checkPrimary(d.groups, int(id), "PrimaryGroupId")
}

// checkPrimary applies the primary group rule to a user's memberships.
func (d *draft) checkPrimary(groups []membership, primary int, target string) []membership {
	if d.w.quirks.Primary == PrimaryFree || slices.ContainsFunc(groups, func(m membership) bool { return m.group == primary }) {
		return groups
	}
	if d.w.quirks.Primary == PrimaryMember {
		d.fail(target, invalid)
		return groups
	}
	return append(slices.Clone(groups), membership{group: primary, role: defaultRole})
}

// presetUser fills in what a new extension gets by itself.
func (d *draft) presetUser() {
	for _, r := range regenerated {
		for _, f := range r.fields {
			d.mint(f, r.length, r.alphabet)
		}
	}
	n := d.string("Number")
	name := n
	if first := d.string("FirstName") + d.string("LastName"); first != "" {
		name = strings.ToLower(strings.ReplaceAll(first, " ", ""))
	}
	d.preset("ClickToCallId", name)
	d.preset("WebMeetingFriendlyName", name)
	d.preset("Language", d.w.system.Language)
}

func (d *draft) string(name string) string { s, _ := d.props[name].(string); return s }

// atDesk are the statuses that take an AvailableRoute; the others take an AwayRoute.
var atDesk = []string{"Available", "Custom 1"}

// readProfiles refuses a rule of the wrong sort and numbers new profiles.
func (d *draft) readProfiles() {
	d.numberRows("ForwardingProfiles")
	d.numberRows("ForwardingExceptions")
	rows, _ := d.in["ForwardingProfiles"].([]any)
	for _, r := range rows {
		p := r.(map[string]any)
		name, _ := p["Name"].(string)
		wrong := "AvailableRoute"
		if slices.Contains(atDesk, name) {
			wrong = "AwayRoute"
		}
		if p[wrong] != nil && name != "" {
			d.fail("ForwardingProfiles."+wrong, invalid)
		}
	}
}

// numberRows gives each row of a collection an Id of its own within the object.
func (d *draft) numberRows(name string) {
	rows, ok := d.in[name].([]any)
	if !ok {
		return
	}
	top := int64(0)
	for _, r := range rows {
		id, _ := r.(map[string]any)["Id"].(int64)
		top = max(top, id)
	}
	for _, r := range rows {
		if id, _ := r.(map[string]any)["Id"].(int64); id == 0 {
			top++
			r.(map[string]any)["Id"] = top
		}
	}
}

// afterUser makes the favourites group of a new user.
func afterUser(d *draft, o *object) {
	if d.creating() && d.w.quirks.Favorites && d.who != nil {
		d.w.addFavorites(o, nil)
	}
}

// addFavorites makes the hidden group of a user's favourites.
func (w *World) addFavorites(o *object, others []*object) {
	g, err := w.write(nil, w.table("Groups"), nil, map[string]any{"Name": favoritesPrefix + o.number()})
	if err != nil {
		return // somebody made a group of that name
	}
	for _, m := range append([]*object{o}, others...) {
		w.replace(m, m.props, append(slices.Clone(m.groups), membership{group: g.id, role: defaultRole}), m.rights)
	}
}

func keepUser(w *World, who *caller, o *object) string {
	switch {
	case who != nil && who.object == o:
		return kept
	case who != nil && w.lastOwner(o):
		return otherDowngrade
	}
	return keepNumber(w, who, o)
}

// keepNumber keeps the operator, to whom calls go that nothing else takes.
func keepNumber(w *World, _ *caller, o *object) string {
	if w.system.Operator != "" && w.system.Operator == o.number() {
		return operatorKept
	}
	return ""
}
