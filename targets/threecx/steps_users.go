package threecx

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// userSteps deletes, makes and changes users with what is written through them.
func (s *stepping) userSteps() {
	for _, n := range s.numbers {
		x := s.carriers[n]
		switch {
		case x.user != nil && x.user.Op == state.OpDelete:
			s.deleteUser(x.user, x.user.Live())
		case x.user != nil && x.user.Replace:
			s.deleteUser(x.user, x.user.Live())
			s.createUser(x, "delete "+x.user.Live().String())
		case x.user != nil && x.user.Op == state.OpCreate:
			s.createUser(x)
		default:
			s.updateUser(x)
		}
	}
}

// deleteUser takes the extension with its voicemail, recordings, memberships,
// phones and profiles.
func (s *stepping) deleteUser(c *diff.Change, live state.Ref) {
	x := plan.Step{ID: "delete " + live.String(), Op: state.OpDelete, Object: live, Title: "remove extension " + s.personNow(live.Key),
		Covers: []string{c.Name()}, Call: "Users.Delete", Args: plan.Args{"Id": plan.IDOf{Ref: live}}, Settle: plan.ByKey,
		Flags: plan.Flags{Irreversible: true}, Loses: []string{"call history", "forwarding", "greetings", "recordings", "voicemail messages"}}
	x.Effects = append(s.follow(live, User, Membership, Phone, Forwarding), state.Effect{Op: state.OpDelete, Object: live})
	for _, m := range s.ofUser(Membership, live.Key) {
		if r, ok := roleByWire(m.Get("RoleName").Text()); ok && r.privileged() {
			x.Flags.Privileged = true
		}
	}
	x.Flags.Disruption = len(s.ofUser(Phone, live.Key)) > 0
	s.add(x)
}

// follow are the deletions that the PBX does along with one.
func (s *stepping) follow(live state.Ref, attr string, kinds ...string) []state.Effect {
	var out []state.Effect
	for _, kind := range kinds {
		for _, o := range s.owned(kind, attributeOf[attr], live.Key) {
			out = append(out, steps.Predicted(state.OpDelete, o.Ref()))
		}
	}
	return out
}

// attributeOf is the attribute by which objects name an owner of a kind.
var attributeOf = map[string]string{User: "User", Group: "Group"}

// owned are the live objects of a kind that name an owner.
func (s *stepping) owned(kind, attr, key string) []*state.Object {
	if s.owners == nil {
		s.owners = map[[3]string][]*state.Object{}
		for i := range s.in.Live.Objects {
			o := &s.in.Live.Objects[i]
			for _, attr := range []string{"Group", "User"} {
				if v := o.Get(attr).Text(); v != "" {
					k := [3]string{o.Kind, attr, v}
					s.owners[k] = append(s.owners[k], o)
				}
			}
		}
	}
	return s.owners[[3]string{kind, attr, key}]
}

func (s *stepping) ofUser(kind, number string) []*state.Object {
	return s.owned(kind, "User", number)
}

// createUser makes an extension with its memberships and phones in one request.
// Its forwarding profiles exist only afterwards, so that they are a second one.
func (s *stepping) createUser(x *carrier, needs ...string) {
	c := x.user
	content := s.body(c)
	if c.Replace {
		content = s.wholeBody(c.Object)
	}
	if o, ok := s.in.Desired.Find(c.Object); ok {
		if pin, ok := o.Attr("VMPIN"); ok {
			content["VMPIN"] = plan.SecretOf{Name: o.Paths(pin)[0]}
		}
	}
	carried := slices.Concat(x.memberships, x.phones)
	if len(x.memberships) > 0 {
		content["Groups"] = after(Membership, "User", x.number)
	}
	if len(x.phones) > 0 {
		content["Phones"] = after(Phone, "User", x.number)
	}
	made := plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: "add extension " + s.person(x.number),
		Covers: append([]string{c.Name()}, steps.Names(carried)...), Call: "Users.Create", Args: plan.Args{"Body": content}, Settle: plan.ByKey, Needs: needs,
		Flags: plan.Flags{Privileged: privileged(x.memberships), Disruption: len(x.phones) > 0, Irreversible: c.Replace}}
	made.Effects = append(s.madeUser(x, c, &made), s.begin(c.Object, content)...)
	s.add(made)
	if len(x.profiles) > 0 {
		s.add(s.profileStep(x, made.ID))
	}
}

// madeUser is what creating an extension does, by us and by the PBX.
func (s *stepping) madeUser(x *carrier, c *diff.Change, at *plan.Step) []state.Effect {
	e := steps.Effect(c)
	if c.Replace {
		o, _ := s.in.Desired.Find(c.Object)
		e = state.Effect{Op: state.OpCreate, Object: c.Object, Attrs: slices.Clone(o.Attrs)}
		e.Attrs = slices.DeleteFunc(e.Attrs, func(a state.Attr) bool { return a.Name == "VMPIN" })
	}
	out := []state.Effect{e}
	home := slices.ContainsFunc(e.Attrs, func(a state.Attr) bool { return a.Name == "PrimaryGroup" })
	if def, ok := s.defaultGroup(); ok && !home {
		out = append(out, steps.Predicted(state.OpUpdate, c.Object, steps.Text("PrimaryGroup", def)))
		if len(x.memberships) == 0 {
			out = append(out, steps.Predicted(state.OpCreate, state.Ref{Kind: Membership, Key: def + "/" + x.number}, steps.Text("Group", def), steps.Text("User", x.number), steps.Text("RoleName", "users")))
		}
	}
	if theirs := byDefault(e); theirs != nil {
		out = append(out, steps.Predicted(state.OpUpdate, c.Object, theirs...))
	}
	for _, p := range profileNames {
		out = append(out, steps.Predicted(state.OpCreate, state.Ref{Kind: Forwarding, Key: x.number + "/" + p}, steps.Text("User", x.number), steps.Text("Name", p)))
	}
	out = append(out, effects(x.memberships)...)
	for _, p := range x.phones {
		out = append(out, s.written(p, at)...)
	}
	return out
}

// byDefault are the rights that a new extension has unless it is told otherwise:
// it may call anybody and listen to its own recordings, and not delete them.
// (Inferred; announced, because they are rights.)
func byDefault(e state.Effect) []state.Attr {
	var out []state.Attr
	for _, d := range []struct {
		name string
		on   bool
	}{{"AllowOwnRecordings", true}, {"Internal", false}, {"MyPhoneAllowDeleteRecordings", false}, {"MyPhoneShowRecordings", true}} {
		if !slices.ContainsFunc(e.Attrs, func(a state.Attr) bool { return a.Name == d.name }) {
			out = append(out, state.Attr{Name: d.name, Value: state.OfBool(d.on)})
		}
	}
	return out
}

// profileNames are the profiles that every extension has. (Names inferred.)
var profileNames = []string{"Available", "Away", "Custom 1", "Custom 2", "Out of office"}

func (s *stepping) defaultGroup() (string, bool) {
	return s.fallback, s.fallback != ""
}

// profileStep writes the forwarding of an extension that was just made. Its
// changes are creations for the differ, and updates of what the PBX made.
func (s *stepping) profileStep(x *carrier, need string) plan.Step {
	ref := state.Ref{Kind: User, Key: x.number}
	made := plan.Step{ID: "update " + ref.String() + " forwarding", Op: state.OpUpdate, Object: ref, Title: "forwarding of " + s.person(x.number),
		Covers: steps.Names(x.profiles), Call: "Users.Update", Settle: plan.ByRead, Needs: []string{need},
		Args: plan.Args{"Id": plan.IDOf{Ref: ref}, "Body": map[string]any{"ForwardingProfiles": after(Forwarding, "User", x.number)}}}
	for _, c := range x.profiles {
		e := steps.Effect(c)
		e.Op, e.LiveKey = state.OpUpdate, ""
		made.Effects = append(made.Effects, e)
	}
	return made
}

// updateUser writes everything that changes about one extension.
func (s *stepping) updateUser(x *carrier) {
	ref := state.Ref{Kind: User, Key: x.number}
	content := map[string]any{}
	var covers []*diff.Change
	var about []string
	if x.user != nil {
		content, covers, about = s.body(x.user), append(covers, x.user), append(about, steps.Changed(s.schema, x.user))
	}
	for _, part := range []struct {
		changes     []*diff.Change
		prop, kind  string
		title       string
		alsoLeaving bool
	}{{x.memberships, "Groups", Membership, "departments and rights", false}, {x.phones, "Phones", Phone, "phones", true}, {x.profiles, "ForwardingProfiles", Forwarding, "forwarding", false}} {
		if len(part.changes) == 0 && !(part.alsoLeaving && len(x.leaving) > 0) {
			continue
		}
		content[part.prop] = after(part.kind, "User", x.number)
		covers, about = append(covers, part.changes...), append(about, part.title)
	}
	made := plan.Step{ID: "update " + ref.String(), Op: state.OpUpdate, Object: ref, Title: fmt.Sprintf("extension %s: %s", s.person(x.number), steps.Few(about)),
		Covers: append(steps.Names(covers), steps.Names(x.leaving)...), Call: "Users.Update", Args: plan.Args{"Id": plan.IDOf{Ref: ref}, "Body": content}, Settle: plan.ByRead,
		Flags: plan.Flags{Privileged: privileged(x.memberships), Disruption: disrupts(x.phones) || len(x.leaving) > 0 || shuts(x.user)}}
	for _, c := range covers {
		if c.Object.Kind == Phone {
			made.Effects = append(made.Effects, s.written(c, &made)...)
		} else {
			made.Effects = append(made.Effects, effects([]*diff.Change{c})...)
		}
	}
	for _, c := range x.leaving {
		made.Effects = append(made.Effects, state.Effect{Op: state.OpDelete, Object: c.Live()})
	}
	s.add(made)
}

// written is what a change of a phone does. One that comes from another user, or gets
// another address, is made anew.
func (s *stepping) written(c *diff.Change, at *plan.Step) []state.Effect {
	if !s.comes(c) && !c.Replace {
		return []state.Effect{steps.Effect(c)}
	}
	e := steps.Effect(c)
	e.Op, e.LiveKey = state.OpCreate, ""
	if o, ok := s.in.Desired.Find(c.Object); ok && c.Replace && s.comes(c) {
		e.Attrs = slices.Clone(o.Attrs) // another handset, of another person
	} else if o, ok := s.in.Live.Find(c.Live()); ok {
		whole := o.Clone()
		for _, a := range e.Attrs {
			whole.Put(a.Name, a.Value, a.From...)
		}
		e.Attrs = slices.DeleteFunc(whole.Attrs, func(a state.Attr) bool {
			k, _ := s.schema.Kind(Phone)
			f, ok := k.Field(a.Name)
			return !ok || f.Has(state.Computed)
		})
	}
	if !s.comes(c) {
		return []state.Effect{{Op: state.OpDelete, Object: c.Live()}, e}
	}
	f, _ := c.Field("User")
	from := state.Ref{Kind: User, Key: f.Live.Text()}
	if s.deleted[from.Key] {
		at.Needs = append(at.Needs, "delete "+from.String())
	}
	return []state.Effect{e}
}

// comes reports whether a phone changes hands.
func (s *stepping) comes(c *diff.Change) bool {
	f, ok := c.Field("User")
	return ok && c.Op == state.OpUpdate && f.Part.Acts()
}

// shuts reports whether an extension is switched off, with the calls it has.
// (Inferred.)
func shuts(c *diff.Change) bool {
	if c == nil {
		return false
	}
	f, ok := c.Field("Enabled")
	return ok && f.Part.Acts() && f.Desired.Presence() == state.Set && !f.Desired.Bool()
}

// disrupts reports whether a handset is provisioned anew.
func disrupts(phones []*diff.Change) bool {
	return slices.ContainsFunc(phones, func(c *diff.Change) bool {
		if c.Op != state.OpUpdate || c.Replace {
			return true
		}
		return slices.ContainsFunc(c.Fields, func(f diff.Field) bool { return f.Part.Acts() && f.Name != "Name" })
	})
}
