package dimensions

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

func (s *stepping) user(c *diff.Change) {
	p := s.after[c.Object.Key]
	switch {
	case p != nil && p.source() == FromParent:
		s.refuse(diag.NotDeletable, c, fmt.Sprintf("%s is a user of the reseller, not of the customer", s.called(c.Live().Key)), "leave them out of this target, or let the reseller change them")
	case c.Op == state.OpDelete:
		s.deleteUser(c)
	case c.Op == state.OpCreate:
		s.createUser(c, p)
	default:
		s.updateUser(c, p)
	}
}

// keychange is a change of roles: the keys that are added and taken away, in the table's order.
type keychange struct {
	add, remove []string
	charges     []string // what the bill rises by
	billable    bool     // gives Manage Billable Items
	ruling      bool     // changes who may change others
}

// keys are what a change does to the roles of a user, of whom all is known that the
// API shows.
func (s *stepping) keys(c *diff.Change, p *person) keychange {
	var k keychange
	for i := range roles {
		r := &roles[i]
		was, will := p.had(r), p.has(r)
		attr := r.name
		if r.level > 0 {
			attr = Supervisor
		}
		f, ok := c.Field(attr)
		key := keyOf(s.in.Profile, r.name)
		if !ok || !f.Part.Acts() || was == will || key == "" {
			continue
		}
		switch {
		case will && r.name == Realtime && p.goesLive():
			k.charges = append(k.charges, r.item) // it comes by itself (R7)
		case will:
			k.add = append(k.add, key)
			if r.item != "" && (r.level == 0 || r.level > levelOf(p.was(Supervisor).Text())) {
				k.charges = append(k.charges, r.item)
			}
		default:
			k.remove = append(k.remove, key)
		}
		k.billable = k.billable || will && r.name == ManageBillable
		k.ruling = k.ruling || r.name == ManageUsers || r.name == ManageBillable
	}
	return k
}

// byAPI are the attributes that a call writes.
func (s *stepping) byAPI(name string) bool {
	return !slices.Contains(deviceFields, name) && !s.byPerson(name)
}

// byPerson are those that a person sets.
func (s *stepping) byPerson(name string) bool {
	k, _ := s.schema.Kind(User)
	f, ok := k.Field(name)
	return ok && f.Has(state.Manual)
}

// effect is what a change writes, of some attributes.
func effect(c *diff.Change, keep func(string) bool) state.Effect {
	e := steps.Effect(c)
	e.Attrs = slices.DeleteFunc(e.Attrs, func(a state.Attr) bool { return !keep(a.Name) })
	return e
}

// predicted is what the portal gives by itself, where nobody asked for it.
func (s *stepping) predicted(c *diff.Change, p *person) []state.Effect {
	var attrs []state.Attr
	if p.on(Website) && !p.was(Website).Bool() && !steps.Acts(c, Website) {
		attrs = append(attrs, state.Attr{Name: Website, Value: state.OfBool(true)})
	}
	if p.goesLive() && p.source() == FromPBX && !p.was(Realtime).Bool() && !steps.Acts(c, Realtime) {
		attrs = append(attrs, state.Attr{Name: Realtime, Value: state.OfBool(true)})
	}
	if len(attrs) == 0 {
		return nil
	}
	return []state.Effect{steps.Predicted(state.OpUpdate, c.Object, attrs...)}
}

func (s *stepping) createUser(c *diff.Change, p *person) {
	if !s.mayCreate(c, p) {
		return
	}
	k := s.keys(c, p)
	name := p.text("displayName")
	e := effect(c, s.byAPI)
	if !steps.Acts(c, "displayName") {
		e.Attrs = append(e.Attrs, steps.Text("displayName", name))
		slices.SortFunc(e.Attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	}
	k.charges = append(k.charges, s.contract("create")...)
	keys := slices.DeleteFunc(slices.Clone(k.add), func(key string) bool { return key == keyOf(s.in.Profile, Website) }) // every new user has it
	made := s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: "add " + s.called(c.Object.Key) + " to the portal", Covers: []string{c.Name()},
		Call: "user.create", Args: plan.Args{"displayName": name, "email": p.text("email"), "roles": list(keys)}, Settle: plan.ByKey, Needs: s.leaving(p), Effects: append([]state.Effect{e}, s.predicted(c, p)...),
		Charges: k.charges, Flags: plan.Flags{Notifies: true, Costs: len(k.charges) > 0, Privileged: k.ruling}})
	s.spreads(c, k)
	s.page(c, made)
}

// mayCreate: a user of the phone system is imported, and one of the portal needs an
// address.
func (s *stepping) mayCreate(c *diff.Change, p *person) bool {
	if why := importedBy(p.desired); why != "" {
		s.notImported(c, p, why)
		return false
	}
	if p.text("email") == "" {
		s.refuse(diag.ValueUnfit, c, fmt.Sprintf("%s is not on the target, and a new user needs an e-mail address", s.called(c.Object.Key)), "write email, or make the user on the phone system")
		return false
	}
	return s.rules(c, p)
}

// notImported says who is there instead.
func (s *stepping) notImported(c *diff.Change, p *person, why string) {
	message := fmt.Sprintf("%s is one of the phone system, by %s, and the portal has imported nobody of that %s", s.called(c.Object.Key), why, s.knownBy(p))
	hint := "make the user on the phone system and wait for the import, or correct the address"
	var near []string
	for i := range s.in.Live.OfKind(User) {
		o := &s.in.Live.OfKind(User)[i]
		if p.text("email") != "" && strings.EqualFold(o.Get("email").Text(), p.text("email")) {
			near = append(near, fmt.Sprintf("%q", o.Get("displayName").Text()))
		}
	}
	if len(near) > 0 {
		message = fmt.Sprintf("the address %s is that of %s: which of them %s is cannot be told", p.text("email"), strings.Join(near, " and "), c.Canonical)
		hint = "declare all of them with displayName, or give them addresses of their own"
	}
	s.refuse(diag.NotImported, c, message, hint)
}

func (s *stepping) knownBy(p *person) string {
	if p.text("email") == "" {
		return "name"
	}
	return "address"
}

func (s *stepping) updateUser(c *diff.Change, p *person) {
	if !s.rules(c, p) {
		return
	}
	k := s.keys(c, p)
	args := plan.Args{"userId": plan.IDOf{Ref: c.Object}}
	for _, name := range []string{"displayName", "email"} {
		if steps.Acts(c, name) {
			args[name] = p.text(name)
		}
	}
	if len(k.add) > 0 {
		args["add"] = list(k.add)
	}
	if len(k.remove) > 0 {
		args["remove"] = list(k.remove)
	}
	freed := append(s.releases(c, p), s.leaving(p)...)
	patched := ""
	if len(args) > 1 {
		patched = s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("%s: %s", s.called(c.Live().Key), s.changed(c)), Covers: []string{c.Name()},
			Call: "user.patch", Args: args, Settle: plan.ByRead, Needs: freed, Effects: append([]state.Effect{effect(c, s.byAPI)}, s.predicted(c, p)...),
			Charges: k.charges, Flags: plan.Flags{Costs: len(k.charges) > 0, Privileged: k.ruling}})
	}
	s.spreads(c, k)
	s.registers(c, p, patched)
	s.page(c, patched)
}

// leaving are the steps by which others who use the portal with somebody's address
// leave it: two cannot at a time (R5).
func (s *stepping) leaving(p *person) []string {
	if !p.on(Website) {
		return nil
	}
	var out []string
	for _, o := range s.in.Live.OfKind(User) {
		if p.live != nil && o.ID == p.live.ID || !o.Get(Website).Bool() || !strings.EqualFold(o.Get("email").Text(), p.text("email")) {
			continue
		}
		for _, c := range s.users {
			if c.Live() == o.Ref() {
				out = append(out, string(c.Op)+" "+c.Object.String())
			}
		}
	}
	return out
}

// changed lists the titles of what the call of a change writes.
func (s *stepping) changed(c *diff.Change) string {
	k, _ := s.schema.Kind(User)
	var out []string
	for _, a := range effect(c, s.byAPI).Attrs {
		if f, ok := k.Field(a.Name); ok {
			out = append(out, f.Title)
		}
	}
	return steps.Few(out)
}

func list(keys []string) []any {
	out := make([]any, len(keys))
	for i, k := range keys {
		out[i] = k
	}
	return out
}

// deleteUser: somebody at home here loses the account with every other customer too;
// of others only the access to this one is taken away (reference, DELETE).
func (s *stepping) deleteUser(c *diff.Change) {
	live, ok := s.in.Live.Find(c.Live())
	if !ok {
		return
	}
	if live.Get("source").Text() == FromPBX {
		s.refuse(diag.NotDeletable, c, fmt.Sprintf("%s is a user of the phone system, which the portal keeps", s.called(live.Key)), "remove them on the phone system, or take portal.access and licences away here")
		return
	}
	x := plan.Step{ID: "delete " + live.Ref().String(), Op: c.Op, Object: live.Ref(), Title: "remove " + s.called(live.Key), Covers: []string{c.Name()}, Call: "user.delete",
		Args: plan.Args{"userId": plan.IDOf{Ref: live.Ref()}}, Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpDelete, Object: live.Ref()}}}
	if home := live.Get("primaryTenant"); home.Bool() || home.Presence() != state.Set {
		x.Flags.Irreversible = true
		x.Loses = []string{"the login itself, with every other customer too"}
	}
	x.Flags.Privileged = live.Get(ManageUsers).Bool() || live.Get(ManageBillable).Bool()
	s.add(x)
}
