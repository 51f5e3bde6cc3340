package rainbow

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// What a request replaces whole is what was read right before, with what the step
// writes over it: members keep their status and what else stands in them, numbers
// their ids.

// after renders an argument of a step that is such a thing. The others are filled.
func (c *conn) after(ctx context.Context, o targets.Order, name string, args map[string]any) (any, error) {
	switch o.Step.Object.Kind + "." + name {
	case "user.phoneNumbers":
		u, err := c.userNow(ctx, o, args)
		if err != nil {
			return nil, err
		}
		return phonesAfter(o, u), nil
	case "user.roles":
		u, err := c.userNow(ctx, o, args)
		if err != nil {
			return nil, err
		}
		return rolesAfter(o, u), nil
	case "supervision.members":
		g, err := c.groupNow(ctx, o, supervisionPath, args)
		if err != nil {
			return nil, err
		}
		return c.membersAfter(ctx, o, g, supervisionPlaces, "userId")
	case "hubGroup.members":
		g, err := c.groupNow(ctx, o, c.hubPath(), args)
		if err != nil {
			return nil, err
		}
		all, err := c.membersAfter(ctx, o, g, placesOf(g), "memberId")
		return inOrder(all, args), err
	}
	return nil, fmt.Errorf("%w: %s has no %s that is replaced whole", targets.ErrUnsupported, o.Step.Object.Kind, name)
}

// now is the object of a step as it is called before the step.
func now(o targets.Order) state.Ref {
	for _, e := range o.Step.Effects {
		if e.Object == o.Step.Object && e.LiveKey != "" {
			return state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}
		}
	}
	return o.Step.Object
}

// writtenBy is what a step writes of its object; ok is false where it leaves it alone.
func writtenBy(o targets.Order, attr string) (v state.Value, ok bool) {
	for _, e := range o.Step.Effects {
		if e.Object != o.Step.Object || e.Predicted {
			continue
		}
		for _, a := range e.Attrs {
			if a.Name == attr {
				v, ok = a.Value, true
			}
		}
	}
	return v, ok
}

// userNow is the user of a step: as it was read right before, or by a read of its own.
func (c *conn) userNow(ctx context.Context, o targets.Order, args map[string]any) (*userRow, error) {
	if x, ok := c.raw.row(now(o), o.Asked); ok && x.user != nil {
		return x.user, nil
	}
	id, _ := args["userId"].(string)
	u, err := c.userByID(ctx, id)
	if err == nil && (!u.phonesSaid || len(u.roles) == 0) {
		err = shapeless(usersPath, "the user is shown without roles or phone numbers")
	}
	return &u, err
}

// groupNow is the group of a step likewise.
func (c *conn) groupNow(ctx context.Context, o targets.Order, at string, args map[string]any) (*groupRow, error) {
	if x, ok := c.raw.row(now(o), o.Asked); ok && x.group != nil {
		return x.group, nil
	}
	id, _ := args["groupId"].(string)
	g, err := c.group(ctx, path(at, id))
	return &g, err
}

// rolesAfter are all roles of a user.
func rolesAfter(o targets.Order, u *userRow) []any {
	given, kind := u.granted(), u.adminType
	if v, ok := writtenBy(o, "roles"); ok {
		given = v.Items()
	}
	if v, ok := writtenBy(o, "adminType"); ok {
		kind = v.Text()
	}
	if kind == "" { // who is no administrator any more
		given = slices.DeleteFunc(slices.Clone(given), func(r string) bool { return r == "admin" })
	}
	return rolesWith(given, kind, u.has("supervisor"))
}

// phonesAfter are a user's own numbers. Numbers of PBXs stay where they are left out.
func phonesAfter(o targets.Order, u *userRow) []any {
	var mobile map[string]any
	others := []any{}
	known := map[string]map[string]any{}
	for i := range u.phones {
		p := &u.phones[i]
		if p.ofSystem() {
			continue
		}
		row := entry(p.raw)
		known[p.number] = row
		if p.device == "mobile" && mobile == nil {
			mobile = row
			continue
		}
		others = append(others, row)
	}
	if v, ok := writtenBy(o, "mobile"); ok {
		mobile = mobileAfter(mobile, v.Text())
	}
	if v, ok := writtenBy(o, "phoneNumbers"); ok {
		others = personalRows(v.Text())
		for i, x := range others {
			others[i] = over(known, x)
		}
	}
	if mobile == nil {
		return others
	}
	return append([]any{mobile}, others...)
}

// mobileAfter is the mobile number with other digits; nil is none. What the vendor
// computed from the old ones goes.
func mobileAfter(row map[string]any, number string) map[string]any {
	switch {
	case number == "":
		return nil
	case row == nil:
		return newMobile(number)
	case row["number"] != number:
		row["number"] = number
		delete(row, "numberE164")
	}
	return row
}

func newMobile(number string) map[string]any {
	return map[string]any{"number": number, "type": "work", "deviceType": "mobile"}
}

// over is what a site writes of a number, over what is known of it.
func over(known map[string]map[string]any, x any) any {
	row, _ := x.(map[string]any)
	text, _ := row["number"].(string)
	have := known[text]
	if have == nil {
		return row
	}
	for k, v := range row {
		have[k] = v
	}
	return have
}

// personalRows is a list of numbers, as JSON or as it is.
func personalRows(v any) []any {
	switch v := v.(type) {
	case []any:
		return slices.Clone(v)
	case string:
		var out []any
		if v != "" && json.Unmarshal([]byte(v), &out) == nil {
			return out
		}
	}
	return []any{}
}

// entry is one row as a map that keeps numbers as they are written.
func entry(raw []byte) map[string]any {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var out map[string]any
	if d.Decode(&out) != nil || out == nil {
		return map[string]any{}
	}
	return out
}

// newcomer is somebody's place in a group after a step.
type newcomer struct {
	id    string
	roles []string
}

// membersAfter is the list of a group's members after a step.
func (c *conn) membersAfter(ctx context.Context, o targets.Order, g *groupRow, places []place, key string) ([]any, error) {
	all, err := c.placed(ctx, o, g, places)
	if err != nil {
		return nil, err
	}
	out := make([]any, 0, len(all))
	for _, n := range all {
		i := slices.IndexFunc(g.members, func(m memberRow) bool { return m.user == n.id })
		row := map[string]any{}
		var was *memberRow
		if i >= 0 {
			was = &g.members[i]
			row = entry(was.raw)
		}
		for _, name := range []string{"userId", "memberId", "displayName", "connected"} {
			delete(row, name)
		}
		row[key], row["roles"] = n.id, n.roles
		if err := c.standing(ctx, o, g, was, n, row); err != nil {
			return nil, err
		}
		out = append(out, row)
	}
	return out, nil
}

// inOrder puts members in the order that a step asks for, whoever it does not name
// behind their predecessor. The order is no part of the body.
func inOrder(all []any, args map[string]any) []any {
	named, ok := args["memberOrder"].([]any)
	delete(args, "memberOrder")
	if !ok {
		return all
	}
	place, at := map[any]int{}, 0
	for _, m := range all {
		id := m.(map[string]any)["memberId"]
		if i := slices.Index(named, id); i >= 0 {
			at = i
		}
		place[id] = at
	}
	slices.SortStableFunc(all, func(a, b any) int {
		return place[a.(map[string]any)["memberId"]] - place[b.(map[string]any)["memberId"]]
	})
	return all
}

// placed are the members by place: those that the step names, and else those that
// are there. Members keep roles that nobody here knows.
func (c *conn) placed(ctx context.Context, o targets.Order, g *groupRow, places []place) ([]newcomer, error) {
	var all []newcomer
	add := func(id, role string) {
		i := slices.IndexFunc(all, func(n newcomer) bool { return n.id == id })
		if i < 0 {
			all = append(all, newcomer{id: id})
			i = len(all) - 1
		}
		if !slices.Contains(all[i].roles, role) {
			all[i].roles = append(all[i].roles, role)
		}
	}
	known := map[string]bool{}
	for _, p := range places {
		known[p.role] = true
		ids, err := c.inPlace(ctx, o, g, p)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			add(id, p.role)
		}
	}
	for i := range g.members {
		for _, r := range g.members[i].roles {
			if !known[r] {
				add(g.members[i].user, r)
			}
		}
	}
	return all, nil
}

// inPlace are the ids of those who have a place after the step: those who stay in
// their order, then those who come.
func (c *conn) inPlace(ctx context.Context, o targets.Order, g *groupRow, p place) ([]string, error) {
	var have, want []string
	for i := range g.members {
		if g.members[i].has(p.role) {
			have = append(have, g.members[i].user)
		}
	}
	v, ok := writtenBy(o, p.attr)
	if !ok {
		return have, nil
	}
	logins := v.Items()
	if p.boss() && v.Text() != "" {
		logins = []string{v.Text()}
	}
	for _, l := range logins {
		id, err := c.userID(ctx, o, l)
		if err != nil {
			return nil, err
		}
		want = append(want, id)
	}
	if v.Type() == state.Strlist {
		return want, nil
	}
	stay := slices.DeleteFunc(have, func(id string) bool { return !slices.Contains(want, id) })
	return append(stay, slices.DeleteFunc(want, func(id string) bool { return slices.Contains(stay, id) })...), nil
}

// userID is the id of a user whom a step names as part of a value: as execution knows
// it, as it was last read, or by a look of its own. One who is not of the company is
// called by it.
func (c *conn) userID(ctx context.Context, o targets.Order, login string) (string, error) {
	if id, ok := strings.CutPrefix(login, "#"); ok {
		return id, nil
	}
	ref := state.Ref{Kind: User, Key: login}
	if id, ok := o.ID(ref); ok {
		return id, nil
	}
	if c.known.ids[login] == "" {
		if err := c.someUsers(ctx, newDirectory(), []string{login}); err != nil {
			return "", err
		}
	}
	if id := c.known.ids[login]; id != "" {
		return id, nil
	}
	return "", fmt.Errorf("%w: the company has no %s", targets.ErrNotFound, ref)
}

// standing says who is logged in and whether the boss has delegated: as the step
// writes it, else as it was, and whoever comes is logged in (MA11), to the group or to
// the other side of it. On the Hub a
// leader is active who has delegated.
func (c *conn) standing(ctx context.Context, o targets.Order, g *groupRow, was *memberRow, n newcomer, row map[string]any) error {
	row["status"] = "active"
	if was != nil && was.idle && leads(g, was.roles) == leads(g, n.roles) {
		row["status"] = "idle"
	}
	boss := slices.Contains(n.roles, "manager") && g.kind == ManagerAssistant && g.short == ""
	leader := slices.Contains(n.roles, "leader")
	delegation, said := writtenBy(o, "delegation")
	switch {
	case leader && said:
		row["status"] = status(!delegation.Bool())
		return nil
	case leader && (was == nil || !was.has("leader")):
		row["status"] = "idle"
		return nil
	case leader:
		return nil
	case boss:
		row["isDelegationEnabled"] = said && delegation.Bool() || !said && was != nil && was.has("manager") && was.delegated
		if v, ok := writtenBy(o, "managerIdle"); ok {
			row["status"] = status(v.Bool())
		}
		return nil
	case row["isDelegationEnabled"] != nil:
		row["isDelegationEnabled"] = false // of whoever is manager no more
	}
	idle, ok := writtenBy(o, "idle")
	if !ok {
		return nil
	}
	row["status"] = "active"
	for _, l := range idle.Items() {
		id, err := c.userID(ctx, o, l)
		if err != nil {
			return err
		}
		if id == n.id {
			row["status"] = "idle"
		}
	}
	return nil
}

// leads reports whether roles are those of a boss: on the Hub a manager administers.
func leads(g *groupRow, roles []string) bool {
	return slices.Contains(roles, "leader") || slices.Contains(roles, "manager") && g.short == ""
}

func status(idle bool) string {
	if idle {
		return "idle"
	}
	return "active"
}

// computed are the parts of a supervision group that the vendor writes.
var computed = []string{"id", "companyId", "creationDate", "type", "supervisedUsers", "supervisorUsers", "nbMembers"}

// replacing completes the body of a group that is replaced whole: with what was read
// of it, but for what the vendor writes itself.
func (c *conn) replacing(ctx context.Context, o targets.Order, args map[string]any) error {
	x, ok := c.raw.row(now(o), o.Asked)
	g := x.group
	if !ok || g == nil {
		id, err := idOf(o, now(o))
		if err != nil {
			return err
		}
		whole, err := c.group(ctx, path(supervisionPath, id))
		if err != nil {
			return err
		}
		g = &whole
	}
	for name, raw := range entry(g.raw) {
		if _, given := args[name]; !given && !slices.Contains(computed, name) {
			args[name] = raw
		}
	}
	return nil
}
