package sim

import (
	"slices"
	"strings"
)

// group finds the workgroup of GROUP_ID, or of another parameter.
func (c *call) group(p *array, name string) (*row, *fail) {
	id := number(p.vals[name])
	if id <= 0 {
		return nil, bad("", "Wrong group ID")
	}
	g := c.w.find(workgroups, id)
	if g == nil || !c.sees(g, c.who.admin()) {
		return nil, bad("", "Socialnetwork group not found")
	}
	return g, nil
}

// owned is group for those who may change it: its owner and administrators.
func (c *call) owned(p *array, todo string) (*row, *fail) {
	g, f := c.group(p, "GROUP_ID")
	if f == nil && !c.who.admin() && roleIn(g, c.who.user.id) != "A" {
		f = bad("", "No permissions to "+todo+" group")
	}
	return g, f
}

// sonetWritable are the fields that create and update take.
var sonetWritable = []string{"NAME", "DESCRIPTION", "VISIBLE", "OPENED", "CLOSED", "PROJECT", "INITIATE_PERMS", "KEYWORDS", "SUBJECT_ID", "SPAM_PERMS", "PROJECT_DATE_START", "PROJECT_DATE_FINISH"}

func sonetChanges(p *array) map[string]any {
	out := map[string]any{}
	for _, name := range sonetWritable {
		if v, ok := p.get(name); ok {
			out[name] = text(v)
		}
	}
	for _, name := range []string{"VISIBLE", "OPENED", "CLOSED", "PROJECT"} {
		if v, ok := p.get(name); ok {
			out[name] = yesNo(yes(v))
		}
	}
	return out
}

func yesNo(on bool) string {
	if on {
		return "Y"
	}
	return "N"
}

// sonetCreate makes the caller the owner, or OWNER_ID when an administrator says so.
func sonetCreate(c *call) (any, *fail) {
	p := c.p.upper()
	if strings.TrimSpace(p.text("NAME")) == "" {
		return nil, bad("", "Group name is not specified")
	}
	if v, ok := p.get("INITIATE_PERMS"); ok && !slices.Contains([]string{"A", "E", "K"}, text(v)) {
		return nil, bad("", "Incorrect initiate permissions")
	}
	owner := c.who.user.id
	if id := number(p.vals["OWNER_ID"]); id > 0 && c.who.admin() {
		if c.w.find(users, id) == nil {
			return nil, bad("", "Wrong user IDs")
		}
		owner = id
	}
	props := sonetChanges(p)
	now := c.w.clock.Time().Format(dates)
	props["DATE_CREATE"], props["DATE_UPDATE"], props["DATE_ACTIVITY"], props["OWNER_ID"] = now, now, now, text(owner)
	props["MEMBERS"] = []any{map[string]any{"USER_ID": text(owner), "ROLE": "A"}}
	return c.w.create(workgroups, props).id, nil
}

func sonetUpdate(c *call) (any, *fail) {
	p := c.p.upper()
	g, f := c.owned(p, "update")
	if f != nil {
		return nil, f
	}
	change := sonetChanges(p)
	if name, ok := change["NAME"]; ok && strings.TrimSpace(text(name)) == "" {
		return nil, bad("", "Group name is not specified")
	}
	change["DATE_UPDATE"] = c.w.clock.Time().Format(dates)
	return c.w.edit(g, change).id, nil
}

func sonetDelete(c *call) (any, *fail) {
	g, f := c.owned(c.p.upper(), "delete")
	if f != nil {
		return nil, f
	}
	c.w.drop(g)
	return true, nil
}

// sonetSetOwner makes a user the owner; who was becomes a moderator.
func sonetSetOwner(c *call) (any, *fail) {
	p := c.p.upper()
	g, f := c.owned(p, "change owner of")
	if f != nil {
		return nil, f
	}
	id := number(p.vals["USER_ID"])
	if c.w.find(users, id) == nil {
		return nil, bad("", "Wrong user IDs")
	}
	if old := g.int("OWNER_ID"); old != id {
		g = c.w.setRole(g, old, "E")
		c.w.setRole(g, id, "A")
	}
	return true, nil
}

// sonetMembers takes ID, not GROUP_ID.
func sonetMembers(c *call) (any, *fail) {
	g, f := c.group(c.p.upper(), "ID")
	if f != nil {
		return nil, f
	}
	out := []any{}
	for _, m := range membersOf(g) {
		if m.role != "Z" {
			out = append(out, obj{{"USER_ID", text(m.user)}, {"ROLE", m.role}})
		}
	}
	return out, nil
}

// eachMember runs a change for the users of USER_ID, and returns the ids of those
// for whom it did something, as strings.
func (c *call) eachMember(g *row, change func(g *row, user int, role string) *row) (any, *fail) {
	ids := numbers(c.p.upper().vals["USER_ID"])
	if len(ids) == 0 || slices.ContainsFunc(ids, func(id int) bool { return id <= 0 }) {
		return nil, bad("", "Wrong user IDs")
	}
	done := []any{}
	for _, id := range ids {
		if c.w.find(users, id) == nil {
			continue
		}
		if next := change(g, id, roleIn(g, id)); next != nil {
			g = next
			done = append(done, text(id))
		}
	}
	return done, nil
}

// sonetAdd adds without an invitation, for administrators. Members stay what they are.
func sonetAdd(c *call) (any, *fail) {
	g, f := c.group(c.p.upper(), "GROUP_ID")
	if f != nil {
		return nil, f
	}
	if !c.who.admin() {
		return nil, bad("", "No permissions to add users")
	}
	return c.eachMember(g, func(g *row, user int, role string) *row {
		if role != "" && role != "Z" || !c.w.find(users, user).user.active {
			return nil
		}
		return c.w.setRole(g, user, "K")
	})
}

// sonetInvite invites; who is invited is no member before accepting.
func sonetInvite(c *call) (any, *fail) {
	g, f := c.group(c.p.upper(), "GROUP_ID")
	if f != nil {
		return nil, f
	}
	return c.eachMember(g, func(g *row, user int, role string) *row {
		if role != "" || !c.mayInvite(g) || !c.w.find(users, user).user.active {
			return nil
		}
		return c.w.setRole(g, user, "Z")
	})
}

// mayInvite: INITIATE_PERMS names the least role that may invite.
func (c *call) mayInvite(g *row) bool {
	least := g.text("INITIATE_PERMS")
	if least == "" {
		least = "E"
	}
	role := roleIn(g, c.who.user.id)
	return c.who.admin() || role != "" && role <= least
}

// sonetRequest asks to join; an open workgroup takes the caller at once.
func sonetRequest(c *call) (any, *fail) {
	g, f := c.group(c.p.upper(), "GROUP_ID")
	if f != nil {
		return nil, f
	}
	if roleIn(g, c.who.user.id) != "" {
		return false, nil
	}
	role := "Z"
	if text(sonetValue(g, "OPENED")) == "Y" {
		role = "K"
	}
	c.w.setRole(g, c.who.user.id, role)
	return true, nil
}

// sonetPromote makes members moderators and back. The owner is never changed.
func sonetPromote(c *call) (any, *fail) {
	p := c.p.upper()
	g, f := c.moderated(p)
	if f != nil {
		return nil, f
	}
	want := p.text("ROLE")
	if want != "E" && want != "K" {
		return nil, bad("", "Incorrect role code")
	}
	return c.eachMember(g, func(g *row, user int, role string) *row {
		if role != "E" && role != "K" || role == want {
			return nil
		}
		return c.w.setRole(g, user, want)
	})
}

func sonetRemove(c *call) (any, *fail) {
	g, f := c.moderated(c.p.upper())
	if f != nil {
		return nil, f
	}
	return c.eachMember(g, func(g *row, user int, role string) *row {
		if role == "" || role == "A" || g.text("SCRUM_MASTER_ID") == text(user) {
			return nil
		}
		return c.w.setRole(g, user, "")
	})
}

// moderated is group for those who may change its members.
func (c *call) moderated(p *array) (*row, *fail) {
	g, f := c.group(p, "GROUP_ID")
	if f != nil {
		return nil, f
	}
	if role := roleIn(g, c.who.user.id); !c.who.admin() && role != "A" && role != "E" {
		return nil, bad("", "No permissions to update users role")
	}
	return g, nil
}
