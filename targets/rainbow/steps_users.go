package rainbow

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// whole are attributes of a user that the API replaces as one, so that a call is
// filled with what is there besides.
var whole = map[string]string{"mobile": "phoneNumbers", "phoneNumbers": "phoneNumbers", "roles": "roles", "adminType": "roles"}

func (s *stepping) user(c *diff.Change) {
	if s.ourselves(c) {
		return
	}
	switch c.Op {
	case state.OpCreate:
		s.createUser(c)
	case state.OpUpdate:
		s.updateUser(c)
	case state.OpDelete:
		s.deleteUser(c)
	}
	s.directNumber(c)
}

// ourselves refuses what nobody may do to the own account.
func (s *stepping) ourselves(c *diff.Change) bool {
	us := strings.ToLower(s.in.Profile.Account.Name)
	if us == "" || c.Live().Key != us {
		return false
	}
	switch {
	case c.Op == state.OpDelete:
		s.report(diag.NotDeletable, diag.Error, c, "nobody may delete the own account, "+us, "let another administrator do it")
	case c.LiveKey != "", steps.Acts(c, "roles"), steps.Acts(c, "adminType"), steps.Acts(c, "isActive"):
		s.report(diag.NotDeletable, diag.Error, c, "nobody may change the own login, roles or account, "+us, "let another administrator do it, or leave it out of the site")
	default:
		return false
	}
	return true
}

func (s *stepping) createUser(c *diff.Change) {
	args := plan.Args(values(c, "ddi"))
	if o, ok := s.in.Desired.Find(c.Object); ok {
		for _, a := range o.Initial {
			if _, there := args[a.Name]; !there {
				args[a.Name] = a.Value.Text()
			}
		}
	}
	e := effect(c, notDDI)
	e.Attrs = append(e.Attrs, initial(s, c, e)...)
	s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: "add " + s.person(c.Object.Key), Covers: []string{c.Name()}, Call: "user.create", Args: args,
		Settle: plan.ByKey, Effects: []state.Effect{e}, Flags: plan.Flags{Notifies: s.in.Profile.Facts[invites] != "", Privileged: steps.Acts(c, "adminType")}})
}

// initial is what a new user begins with and nobody manages.
func initial(s *stepping, c *diff.Change, e state.Effect) []state.Attr {
	o, ok := s.in.Desired.Find(c.Object)
	if !ok {
		return nil
	}
	var out []state.Attr
	for _, a := range o.Initial {
		if _, written := o.Attr(a.Name); !written {
			out = append(out, a)
		}
	}
	return out
}

func notDDI(name string) bool { return name != "ddi" }

func (s *stepping) updateUser(c *diff.Change) {
	args := plan.Args{"userId": plan.IDOf{Ref: c.Object}}
	for name, v := range values(c, "ddi", "mobile", "phoneNumbers", "roles") {
		args[name] = v
	}
	for i := range c.Fields {
		if as := whole[c.Fields[i].Name]; as != "" && c.Fields[i].Part.Acts() {
			args[as] = plan.After{Extent: state.Extent{Kind: User, Attr: "loginEmail", Value: c.Object.Key}}
		}
	}
	if len(args) == 1 {
		return
	}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("%s: %s", s.person(c.Live().Key), steps.Changed(s.schema, c)), Covers: []string{c.Name()},
		Call: "user.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{effect(c, notDDI)}, Flags: plan.Flags{Privileged: steps.Acts(c, "adminType") || steps.Acts(c, "roles")}})
}

// deleteUser: who has logged in is moved away with a new name, and does not come
// back. Extensions and licences are free again by that; groups are left before.
func (s *stepping) deleteUser(c *diff.Change) {
	live := c.Live()
	s.add(plan.Step{ID: "delete " + live.String(), Op: c.Op, Object: live, Title: "remove " + s.person(live.Key), Covers: []string{c.Name()}, Call: "user.delete",
		Args: plan.Args{"userId": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Flags: plan.Flags{Irreversible: true}, Loses: []string{"conversations and files"},
		Needs: s.unsubscribed(c), Effects: []state.Effect{{Op: state.OpDelete, Object: live}}})
}

// unsubscribed gives up the number on the Cloud PBX of somebody who goes: nobody who
// has one can be deleted (409557).
func (s *stepping) unsubscribed(c *diff.Change) []string {
	var needs []string
	for _, o := range s.find.owned(Subscriber, c.Live().Key) {
		step := "delete " + o.Ref().String()
		needs = append(needs, step)
		if s.changes[o.Ref()] != nil {
			continue // it has a change, and a step, of its own
		}
		s.add(plan.Step{ID: step, Op: state.OpDelete, Object: o.Ref(), Title: fmt.Sprintf("%s gives up %s", s.person(c.Live().Key), o.Get("shortNumber").Text()), Covers: []string{c.Name()},
			Call: "subscriber.delete", Args: plan.Args{"systemId": steps.ID(System, o.Get("system").Text()), "phoneNumberId": plan.IDOf{Ref: o.Ref()}}, Settle: plan.ByKey, Needs: s.releasing(c.Live().Key),
			Effects: []state.Effect{steps.Predicted(state.OpDelete, o.Ref())}})
	}
	return needs
}

// unsubscribing are the steps of unsubscribed.
func (s *stepping) unsubscribing(email string) []string {
	var out []string
	for _, o := range s.find.owned(Subscriber, email) {
		if s.changes[o.Ref()] == nil {
			out = append(out, "delete "+o.Ref().String())
		}
	}
	return out
}

// directNumber is the number by which one person is called from outside.
func (s *stepping) directNumber(c *diff.Change) {
	last := ""
	switch {
	case c.Op == state.OpCreate:
		last = "create " + c.Object.String()
	case c.LiveKey != "":
		last = "update " + c.Object.String()
	}
	s.number(c, s.person(c.Object.Key), last)
}
