package bitrix24

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// apart are attributes of a user that have a call, or a person, of their own.
var apart = map[string]bool{"SIP_DEVICE": true, "PORTAL_ADMIN": true}

// body is what a change writes of its own object, by the names of the REST API.
// What is empty is an empty text.
func (s *stepping) body(c *diff.Change) map[string]any {
	out := map[string]any{}
	k, _ := s.schema.Kind(c.Object.Kind)
	for i := range c.Fields {
		x := &c.Fields[i]
		if f, ok := k.Field(x.Name); ok && x.Part.Acts() && !apart[x.Name] {
			out[x.Name] = sent(f, x.Desired)
		}
	}
	return out
}

func sent(f *state.Field, v state.Value) any {
	switch {
	case f.Ref != "" && f.Type == state.Strset:
		out := make([]any, 0, len(v.Items()))
		for _, key := range v.Items() {
			out = append(out, steps.ID(f.Ref, key))
		}
		return out
	case v.Presence() != state.Set:
		return ""
	case f.Ref != "":
		return steps.ID(f.Ref, v.Text())
	case f.Type == state.Bool && v.Bool():
		return "Y"
	case f.Type == state.Bool:
		return "N"
	}
	return draft.Literal(v)
}

// without is an effect that leaves attributes out.
func without(e state.Effect, names map[string]bool) state.Effect {
	e.Attrs = slices.DeleteFunc(slices.Clone(e.Attrs), func(a state.Attr) bool { return names[a.Name] })
	return e
}

func (s *stepping) department(c *diff.Change) {
	switch c.Op {
	case state.OpCreate:
		s.createDepartment(c)
	case state.OpUpdate:
		s.updateDepartment(c)
	case state.OpDelete:
		s.deleteDepartment(c)
	}
}

// createDepartment: a head who is invited in the same plan belongs to a department
// first, and leads it then.
func (s *stepping) createDepartment(c *diff.Change) {
	args, e := plan.Args(s.body(c)), steps.Effect(c)
	led := s.newHead(c)
	if led != nil {
		delete(args, "UF_HEAD")
		e = without(e, map[string]bool{"UF_HEAD": true})
	}
	made := s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: "add department " + c.Object.Key, Covers: []string{c.Name()},
		Call: "department.add", Args: args, Settle: plan.ByKey, Effects: []state.Effect{e}}).ID
	if led != nil {
		s.leads(c, led, made)
	}
}

// updateDepartment: a head who is invited in the same plan, into a department that
// gets another name, leads it once both are done.
func (s *stepping) updateDepartment(c *diff.Change) {
	args, e := plan.Args(s.body(c)), steps.Effect(c)
	led := s.newHead(c)
	if led != nil && c.LiveKey != "" {
		delete(args, "UF_HEAD")
		e = without(e, map[string]bool{"UF_HEAD": true})
	}
	args["ID"] = plan.IDOf{Ref: c.Object}
	done := s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("department %s: %s", c.Live().Key, steps.Changed(s.schema, c)),
		Covers: []string{c.Name()}, Call: "department.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{e}}).ID
	if led != nil && c.LiveKey != "" {
		s.leads(c, led, done)
	}
}

// newHead is the field that gives a department a head whom this plan invites, or nil.
func (s *stepping) newHead(c *diff.Change) *diff.Field {
	f, ok := c.Field("UF_HEAD")
	if !ok || !f.Part.Acts() || f.Desired.Presence() != state.Set {
		return nil
	}
	if _, there := s.in.Live.Find(state.Ref{Kind: User, Key: f.Desired.Text()}); there {
		return nil
	}
	return f
}

// leads gives a department its head in a step of its own.
func (s *stepping) leads(c *diff.Change, f *diff.Field, needs string) {
	s.add(plan.Step{ID: "update " + c.Object.String() + " head", Op: state.OpUpdate, Object: c.Object, Title: "department " + c.Object.Key + ": head", Covers: []string{c.Name()}, Needs: []string{needs},
		Call: "department.update", Args: plan.Args{"ID": plan.IDOf{Ref: c.Object}, "UF_HEAD": steps.ID(User, f.Desired.Text())}, Settle: plan.ByRead,
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "UF_HEAD", Value: f.Desired, From: f.From}}}}})
}

// deleteDepartment: what becomes of members and of departments below is not
// documented, so that there may be none left.
func (s *stepping) deleteDepartment(c *diff.Change) {
	live := c.Live()
	if live == company {
		s.report(diag.NotDeletable, diag.Error, c, "the company itself is a department, which every portal has", "take it out of what is to go")
		return
	}
	var stay, needs []string
	for _, u := range s.in.Live.OfKind(User) {
		if slices.Contains(u.Get("UF_DEPARTMENT").Items(), live.Key) && !s.goes(&u, "UF_DEPARTMENT", &needs) {
			stay = append(stay, u.Key)
		}
	}
	for _, d := range s.in.Live.OfKind(Department) {
		if d.Get("PARENT").Text() == live.Key && !s.goes(&d, "PARENT", &needs) {
			stay = append(stay, d.Key)
		}
	}
	if o, ok := s.in.Live.Find(live); ok {
		s.goes(&state.Object{Kind: User, Key: o.Get("UF_HEAD").Text()}, "", &needs) // a head who is dismissed is let go of first
	}
	if len(stay) > 0 {
		s.report(diag.NotDeletable, diag.Error, c, fmt.Sprintf("department %s still has %s, and Bitrix24 does not say what becomes of them", live.Key, draft.People(stay)), "give them another department, or declare this one")
		return
	}
	s.add(plan.Step{ID: "delete " + live.String(), Op: c.Op, Object: live, Title: "remove department " + live.Key, Covers: []string{c.Name()}, Needs: needs,
		Call: "department.delete", Args: plan.Args{"ID": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Flags: plan.Flags{Irreversible: true}, Loses: []string{"the department's own pages"},
		Effects: []state.Effect{{Op: state.OpDelete, Object: live}}})
}

// goes reports whether an object goes, or gets another value in a field, and notes
// the step that does it.
func (s *stepping) goes(o *state.Object, field string, needs *[]string) bool {
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if c.Live() != o.Ref() || !c.Acts() {
			continue
		}
		if c.Op == state.OpDelete || c.Op == state.OpUpdate && steps.Acts(c, field) {
			*needs = append(*needs, string(c.Op)+" "+c.Object.String())
			return true
		}
	}
	return false
}

func (s *stepping) user(c *diff.Change) {
	switch c.Op {
	case state.OpCreate:
		s.invite(c)
	case state.OpDelete:
		s.dismiss(c)
	case state.OpUpdate:
		s.updateUser(c)
	}
	s.device(c)
	s.administrator(c)
}

// dismissed is the vendor id of somebody of this address who was dismissed.
func (s *stepping) dismissed(email string) (id string, ok bool) {
	o, there := s.in.Live.Find(state.Ref{Kind: Portal, Key: Itself})
	if !there {
		return "", false
	}
	for _, item := range o.Get("DISMISSED").Items() {
		if address, id, _ := strings.Cut(item, " #"); address == email {
			return id, true
		}
	}
	return "", false
}

// invite makes a user, who gets a message; or takes one back who was dismissed,
// and gets none.
func (s *stepping) invite(c *diff.Change) {
	args := plan.Args(s.body(c))
	e := without(steps.Effect(c), apart)
	effects := []state.Effect{e}
	if o, ok := s.in.Desired.Find(c.Object); ok {
		effects = append(effects, s.begin(o, args)...)
	}
	x := plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: "invite " + s.person(c.Object.Key), Covers: []string{c.Name()},
		Call: "user.add", Args: args, Settle: plan.ByKey, Effects: effects, Flags: plan.Flags{Notifies: true}}
	if _, back := s.dismissed(c.Object.Key); back {
		x.Title, x.Flags.Notifies = "take back "+s.person(c.Object.Key)+", who was dismissed", false
		if _, written := args["UF_PHONE_INNER"]; !written {
			args["UF_PHONE_INNER"] = "" // the one from before may be somebody else's by now
		}
	}
	s.add(x)
}

// begin adds what a new object begins with to what is sent, and says so.
func (s *stepping) begin(o *state.Object, args plan.Args) []state.Effect {
	k, _ := s.schema.Kind(o.Kind)
	var attrs []state.Attr
	for _, a := range o.Initial {
		if _, asked := o.Attr(a.Name); asked {
			continue
		}
		f, _ := k.Field(a.Name)
		args[a.Name] = sent(f, a.Value)
		attrs = append(attrs, a)
	}
	if attrs == nil {
		return nil
	}
	return []state.Effect{steps.Predicted(state.OpUpdate, o.Ref(), attrs...)}
}

// dismiss switches an account off: the user is in no queue from then on, and the
// SIP device is off under another password (SRC). The account and its extension
// stay, and block nobody.
func (s *stepping) dismiss(c *diff.Change) {
	live := c.Live()
	x := plan.Step{ID: "delete " + live.String(), Op: c.Op, Object: live, Title: "dismiss " + s.person(live.Key), Covers: []string{c.Name()}, Call: "user.update",
		Args: plan.Args{"ID": plan.IDOf{Ref: live}, "ACTIVE": "N"}, Settle: plan.ByKey, Loses: []string{"places in telephony queues", "the password of the SIP device"},
		Effects: []state.Effect{{Op: state.OpDelete, Object: live}}}
	s.unbound(&x, live)
	if o, ok := s.in.Live.Find(live); ok {
		x.Flags.Disruption = o.Get("SIP_DEVICE").Bool()
		x.Flags.Privileged = o.Get("PORTAL_ADMIN").Bool()
	}
	for _, m := range s.in.Live.OfKind(Member) {
		if m.Get("USER").Text() == live.Key {
			x.Needs = append(x.Needs, s.letsGo(&m)...)
		}
	}
	s.add(x)
}

// letsGo are the steps after which somebody with a place in a workgroup can go: it
// is removed, or the owner of before has handed it over.
func (s *stepping) letsGo(m *state.Object) []string {
	group := state.Ref{Kind: Workgroup, Key: m.Get("WORKGROUP").Text()}
	if s.removed(group) {
		return []string{"delete " + group.String()}
	}
	if m.Get("ROLE").Text() != "A" {
		return nil
	}
	if next := s.owner(s.calledThen(group).Key); next != nil {
		return []string{"update " + next.Object.String()}
	}
	return nil
}

// unbound adds the memberships that go with a user or a workgroup. (Those of a
// user stay on the portal, under somebody who cannot log in.) What goes with a
// workgroup goes first.
func (s *stepping) unbound(x *plan.Step, live state.Ref) {
	var out []state.Effect
	for _, m := range s.in.Live.OfKind(Member) {
		if live.Kind == User && s.removed(state.Ref{Kind: Workgroup, Key: m.Get("WORKGROUP").Text()}) {
			continue
		}
		if m.Get("USER").Text() == live.Key && live.Kind == User || m.Get("WORKGROUP").Text() == live.Key && live.Kind == Workgroup {
			out = append(out, steps.Predicted(state.OpDelete, s.memberThen(x, &m)))
		}
	}
	x.Effects = append(out, x.Effects...)
}

func (s *stepping) updateUser(c *diff.Change) {
	args := plan.Args(s.body(c))
	if len(args) == 0 {
		return
	}
	args["ID"] = plan.IDOf{Ref: c.Object}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("%s: %s", s.person(c.Live().Key), steps.Changed(s.schema, c)),
		Covers: []string{c.Name()}, Call: "user.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{without(steps.Effect(c), apart)}})
}

// device switches the SIP device on, or off: by the local module, or by hand.
func (s *stepping) device(c *diff.Change) {
	f, ok := c.Field("SIP_DEVICE")
	if !ok || !f.Part.Acts() || c.Op == state.OpDelete {
		return
	}
	x := plan.Step{ID: "update " + c.Object.String() + " device", Op: state.OpUpdate, Object: c.Object, Covers: []string{c.Name()}, Settle: plan.ByRead, Needs: s.after(c),
		Args: plan.Args{"USER_ID": plan.IDOf{Ref: c.Object}}, Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "SIP_DEVICE", Value: f.Desired, From: f.From}}}}}
	switch {
	case f.Desired.Bool():
		x.Title, x.Call = "SIP device of "+s.person(c.Object.Key)+": on", "voximplant.user.activatePhone"
	case hasModule(s.in.Profile):
		x.Title, x.Call, x.Flags.Disruption = "SIP device of "+s.person(c.Object.Key)+": off", "patchbay.phone.off", true
	default:
		x.Title, x.Kind, x.Args, x.Settle = "SIP device of "+s.person(c.Object.Key)+": off", plan.Manual, nil, ""
		x.Manual = s.hand.device(s.person(c.Object.Key), f.Live)
	}
	s.add(x)
}

// after is the step that makes, or renames, the object of a change.
func (s *stepping) after(c *diff.Change) []string {
	if c.Op == state.OpCreate {
		return []string{"create " + c.Object.String()}
	}
	if c.LiveKey != "" {
		return []string{"update " + c.Object.String()}
	}
	return nil
}

func (s *stepping) administrator(c *diff.Change) {
	f, ok := c.Field("PORTAL_ADMIN")
	if !ok || !f.Part.Acts() || c.Op == state.OpDelete {
		return
	}
	s.add(plan.Step{ID: "update " + c.Object.String() + " administrator", Kind: plan.Manual, Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf(s.hand.say("portal administrator: %s", "administrateur du portail : %s"), s.person(c.Object.Key)),
		Covers: []string{c.Name()}, Needs: s.after(c), Flags: plan.Flags{Privileged: true}, Manual: s.hand.administrator(s.person(c.Object.Key), f.Live, f.Desired.Bool()),
		Effects: []state.Effect{{Op: state.OpUpdate, Object: c.Object, Attrs: []state.Attr{{Name: "PORTAL_ADMIN", Value: f.Desired, From: f.From}}}}})
}
