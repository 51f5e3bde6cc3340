package gotoconnect

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// extension makes, changes and removes a direct extension.
func (s *stepping) extension(c *diff.Change) {
	if c.Op == state.OpDelete {
		s.deleteExtension(c, c.Live(), state.Effect{Op: state.OpDelete, Object: c.Live()})
		return
	}
	if o, ok := s.in.Live.Find(c.Live()); ok && o.Get("type").Text() != "" && o.Get("type").Text() != direct {
		s.report(diag.NoExtension, c, fmt.Sprintf("%s is the number of %q, which is no person's extension but a %s", c.Live().Key, o.Get("name").Text(), o.Get("type").Text()), "write another number")
		return
	}
	if c.Op == state.OpCreate || c.LiveKey != "" {
		if !s.fits(c) {
			return
		}
	}
	var needs []string
	if c.Op == state.OpCreate {
		needs = []string{s.createExtension(c)}
	} else {
		s.updateExtension(c)
		if c.LiveKey != "" {
			needs = []string{"update " + c.Object.String()}
		}
	}
	s.secondary(c, needs)
	s.follow(c, needs)
	s.voicemail(c, needs)
}

// fits holds a new number against the length that the organization has fixed, as far as
// the numbers that are there tell it.
func (s *stepping) fits(c *diff.Change) bool {
	length := 0
	for _, o := range s.in.Live.OfKind(Extension) {
		if length != 0 && length != len(o.Key) {
			return true // it has not
		}
		length = len(o.Key)
	}
	if length == 0 || length == len(c.Object.Key) {
		return true
	}
	s.report(diag.OtherLength, c, fmt.Sprintf("%s has %d digits, and every extension of the account has %d", c.Object.Key, len(c.Object.Key), length), fmt.Sprintf("write a number of %d digits", length))
	return false
}

var extensionFields = []string{"name", "number", "omitFromAutoAttendants", "omitFromDirectories", "sharedAppearance"}

func (s *stepping) createExtension(c *diff.Change) string {
	e := s.part(c, state.OpCreate, slices.Clone(extensionFields)...)
	args := s.arguments(e)
	args["name"] = s.named(c, &e)
	return s.add(plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: fmt.Sprintf("add extension %s, %s", c.Object.Key, args["name"]), Covers: []string{c.Name()}, Call: "extension.create", Args: args,
		Settle: plan.ByKey, Effects: []state.Effect{e}}).ID
}

// arguments are the attributes of an effect; a switch that is cleared is off.
func (s *stepping) arguments(e state.Effect) plan.Args {
	args := plan.Args{}
	k, _ := s.schema.Kind(e.Object.Kind)
	for _, a := range e.Attrs {
		v := draft.Literal(a.Value)
		if f, ok := k.Field(a.Name); ok && v == nil && f.Type == state.Bool {
			v = false
		}
		args[a.Name] = v
	}
	return args
}

func (s *stepping) updateExtension(c *diff.Change) {
	e := s.part(c, state.OpUpdate, slices.Clone(extensionFields)...)
	if len(e.Attrs) == 0 {
		return
	}
	args := s.arguments(e)
	args["id"] = plan.IDOf{Ref: c.Object}
	title := fmt.Sprintf("extension %s: %s", c.Live().Key, steps.Changed(s.schema, c))
	if c.LiveKey != "" {
		title = fmt.Sprintf("extension %s becomes %s", c.LiveKey, c.Object.Key)
	}
	s.add(plan.Step{ID: "update " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: title, Covers: []string{c.Name()}, Call: "extension.update", Args: args, Settle: plan.ByRead, Effects: []state.Effect{e}})
}

// deleteExtension takes a number of any type with all that is in it. What rings it rings
// nowhere.
func (s *stepping) deleteExtension(c *diff.Change, live state.Ref, more ...state.Effect) {
	x := plan.Step{ID: "delete " + live.String(), Op: state.OpDelete, Object: live, Title: "remove extension " + live.Key, Covers: []string{c.Name()}, Call: "extension.delete", Args: plan.Args{"id": plan.IDOf{Ref: live}},
		Settle: plan.ByKey, Flags: plan.Flags{Irreversible: true}, Loses: []string{"greetings", "voicemail messages"}}
	for _, o := range s.with(PhoneNumber, "routeTo", live.Key) {
		if other := s.changes[o.Ref()]; other != nil && steps.Acts(other, "routeTo") {
			x.Needs = append(x.Needs, "update "+other.Object.String())
			continue
		}
		x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: "routeTo", Value: state.Nothing()}))
	}
	x.Needs = append(x.Needs, s.freed(live.Key)...)
	x.Effects = append(x.Effects, s.pressed(live.Key, &x.Needs)...)
	x.Effects = append(x.Effects, more...)
	s.add(x)
}

// freed are the steps that take an extension from somebody, or somebody with it.
func (s *stepping) freed(number string) []string {
	var out []string
	for _, o := range s.with(Assignment, "extension", number) {
		if step, goes := s.going(o.Ref()); goes {
			out = append(out, step)
		}
		if step, goes := s.going(ref(User, o.Get("user").Text())); goes {
			out = append(out, step)
		}
	}
	return out
}

// pressed are the buttons that led to an extension and are gone with it.
func (s *stepping) pressed(number string, needs *[]string) []state.Effect {
	var out []state.Effect
	for _, o := range s.in.Live.OfKind(Device) {
		list, _ := draft.Literal(o.Get("buttons")).([]any)
		left := slices.DeleteFunc(slices.Clone(list), func(x any) bool { m, _ := x.(map[string]any); return m["extension"] == number })
		if len(left) == len(list) {
			continue
		}
		if other := s.changes[o.Ref()]; other != nil && steps.Acts(other, "buttons") {
			*needs = append(*needs, "buttons "+other.Object.String())
			continue
		}
		out = append(out, steps.Predicted(state.OpUpdate, o.Ref(), state.Attr{Name: "buttons", Value: treeOf(left)}))
	}
	return out
}

// assignment gives an extension to a user as the primary one, or takes it away.
func (s *stepping) assignment(c *diff.Change) {
	email, number := steps.End(s.in, c, "user"), steps.End(s.in, c, "extension")
	args := plan.Args{"id": steps.ID(Extension, number), "assignedPrimaryUserKey": nil}
	if c.Op == state.OpDelete {
		live := c.Live()
		x := plan.Step{ID: "delete " + live.String(), Op: c.Op, Object: live, Title: fmt.Sprintf("extension %s is taken from %s", number, s.person(email)), Covers: []string{c.Name()}, Call: "extension.assign", Args: args, Settle: plan.ByRead,
			Effects: []state.Effect{{Op: state.OpDelete, Object: live}}}
		args["id"] = steps.ID(Extension, s.then(Extension, number))
		if other := s.changes[ref(Extension, number)]; other != nil && steps.Acts(other, "secondaryUsers") {
			if v, _ := s.written(other, "secondaryUsers"); len(v.Items()) == 0 {
				x.Needs = []string{"secondary " + other.Object.String()}
			}
		}
		s.add(x)
		return
	}
	if !s.mayHave(c, email, number) {
		return
	}
	args["assignedPrimaryUserKey"] = steps.ID(User, email)
	x := plan.Step{ID: "create " + c.Object.String(), Op: state.OpCreate, Object: c.Object, Title: fmt.Sprintf("extension %s for %s", number, s.person(email)), Covers: []string{c.Name()}, Call: "extension.assign", Args: args, Settle: plan.ByRead,
		Needs: s.needs(ref(User, email), ref(Extension, number)), Effects: []state.Effect{s.part(c, state.OpCreate, "extension", "user")}}
	x.Needs = append(x.Needs, s.letGo(email, number)...)
	s.add(x)
}

// letGo are the steps that free a user of another primary extension, and an extension of
// another user.
func (s *stepping) letGo(email, number string) []string {
	var out []string
	for _, o := range s.in.Live.OfKind(Assignment) {
		user, extension := o.Get("user").Text(), s.then(Extension, o.Get("extension").Text())
		if user != email && extension != number {
			continue
		}
		for _, r := range []state.Ref{o.Ref(), ref(User, user), ref(Extension, o.Get("extension").Text())} {
			if step, goes := s.going(r); goes {
				out = append(out, step)
				break
			}
		}
	}
	if c, ok := s.in.Live.Find(ref(Extension, number)); ok && s.then(Extension, c.Key) != number {
		out = append(out, "update "+ref(Extension, s.then(Extension, c.Key)).String())
	}
	return out
}

// mayHave refuses an extension that somebody else keeps.
func (s *stepping) mayHave(c *diff.Change, email, number string) bool {
	for _, o := range s.in.Live.OfKind(Assignment) {
		user, extension := o.Get("user").Text(), s.then(Extension, o.Get("extension").Text())
		if extension != number || user == email {
			continue
		}
		_, given := s.going(o.Ref())
		_, gone := s.going(ref(User, user))
		_, made := s.going(ref(Extension, o.Get("extension").Text()))
		if !given && !gone && !made {
			s.report(diag.NoExtension, c, fmt.Sprintf("extension %s is %s's", number, s.person(user)), "take it from them in the site, or write another")
			return false
		}
	}
	return true
}

// secondary are other users of an extension: they come after the primary one, and go
// before.
func (s *stepping) secondary(c *diff.Change, needs []string) {
	v, ok := s.written(c, "secondaryUsers")
	if !ok || c.Op == state.OpCreate && len(v.Items()) == 0 {
		return
	}
	for _, email := range v.Items() {
		needs = append(needs, s.needs(ref(User, email))...)
	}
	for i := range s.in.Changes.Changes {
		if x := &s.in.Changes.Changes[i]; len(v.Items()) > 0 && x.Acts() && x.Object.Kind == Assignment && x.Op == state.OpCreate && steps.End(s.in, x, "extension") == c.Object.Key {
			needs = append(needs, "create "+x.Object.String())
		}
	}
	s.add(plan.Step{ID: "secondary " + c.Object.String(), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("extension %s, secondary users: %s", c.Object.Key, listed(v.Items())), Covers: []string{c.Name()}, Call: "extension.secondary",
		Args: plan.Args{"id": plan.IDOf{Ref: c.Object}, "assignedSecondaryUserKeys": ids(User, v)}, Settle: plan.ByRead, Needs: needs, Effects: []state.Effect{s.part(c, state.OpUpdate, "secondaryUsers")}})
}
