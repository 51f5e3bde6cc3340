package gotoconnect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Steps turns changes into calls.
//
// Rules:
//   - What the API writes in one request is one step; what it wants alone in a request,
//     such as a device's user, is a step of its own.
//   - A user is freed of an extension, and an extension of a user, before either is given
//     to somebody else: the primary user first, then secondary ones.
//   - A built-in role is taken away before a custom one is given, and the other way round.
//   - Deletions come last, users before all: what they leave behind is there for others.
//   - Numbers, licences and models that are not there are errors: nothing is bought.
//   - What no API writes, or the profile says is not to be written by it, is a step for a
//     person.
//   - Nothing is done to what has a name that another has too.
func Steps(in targets.StepInput) ([]plan.Step, diag.List) {
	s := &stepping{in: in, schema: Schema(in.Profile), hand: hand{in.Language}, changes: map[state.Ref]*diff.Change{}, coming: map[state.Ref]*diff.Change{}}
	s.held = index(in.Live)
	var all []*diff.Change
	for i := range in.Changes.Changes {
		c := &in.Changes.Changes[i]
		if !c.Acts() || s.refused(c) {
			continue
		}
		all = append(all, c)
		s.changes[c.Live()] = c
		if c.Op == state.OpCreate || c.Replace {
			s.coming[c.Object] = c
		}
	}
	for _, c := range all {
		s.change(c)
	}
	s.ds = append(s.ds, steps.Unread(in, s.schema, map[string]string{RoleSet: "custom roles"})...)
	s.ds = slices.DeleteFunc(s.ds, func(d diag.Diagnostic) bool {
		return d.Code == diag.NotWhollyRead && (strings.HasPrefix(d.Message, "inboxQueues") || strings.HasPrefix(d.Message, "campaigns"))
	})
	return s.steps, s.ds.Sorted()
}

// stepping is one run of Steps.
type stepping struct {
	in      targets.StepInput
	schema  state.Schema
	hand    hand
	changes map[state.Ref]*diff.Change // by the name on the target now
	coming  map[state.Ref]*diff.Change // what is made, by the name it gets
	held    map[[3]string][]*state.Object
	steps   []plan.Step
	ds      diag.List
}

// index finds live objects by kind, attribute and what the attribute names.
func index(live *state.Snapshot) map[[3]string][]*state.Object {
	out := map[[3]string][]*state.Object{}
	for i := range live.Objects {
		o := &live.Objects[i]
		for _, name := range []string{"agents", "extension", "licence", "location", "members", "number", "routeTo", "secondaryUsers", "supervisors", "user"} {
			for key := range o.Get(name).Keys() {
				k := [3]string{o.Kind, name, key}
				out[k] = append(out[k], o)
			}
		}
	}
	return out
}

// with are the live objects of a kind of which an attribute names something.
func (s *stepping) with(kind, attr, key string) []*state.Object {
	return s.held[[3]string{kind, attr, key}]
}

func (s *stepping) change(c *diff.Change) {
	switch c.Object.Kind {
	case Account:
		s.account(c)
	case RoleSet:
		s.roleSet(c)
	case UserGroup:
		s.userGroup(c)
	case Location:
		s.location(c)
	case User:
		s.user(c)
	case Extension:
		s.extension(c)
	case Assignment:
		s.assignment(c)
	case Device:
		s.device(c)
	case PhoneNumber:
		s.phoneNumber(c)
	case NumberPermission:
		s.permission(c)
	case Queue, InboxQueue, Campaign:
		s.queue(c)
	}
}

func (s *stepping) add(x plan.Step) *plan.Step { return steps.Add(&s.steps, x) }

func (s *stepping) report(code diag.Code, c *diff.Change, message, hint string) {
	s.ds.Add(steps.About(s.in, code, diag.Error, c, message, hint))
}

// refused reports what cannot be done about a change at all.
func (s *stepping) refused(c *diff.Change) bool {
	if x, twice := steps.Ambiguous(s.in, s.schema, c, "in GoTo"); twice {
		s.ds.Add(x)
		return true
	}
	if !isSuper(s.in.Profile) && slices.Contains([]string{User, RoleSet, UserGroup}, c.Object.Kind) {
		s.report(diag.NotDeletable, c, fmt.Sprintf("%s is no super admin, and nobody else may change users, custom roles and user groups", s.in.Profile.Account.Name), "let a super admin log in to the client, and keep that refresh token")
		return true
	}
	return s.unsettable(c) || s.anew(c)
}

// fixedTexts are the attributes that cannot be taken away.
var fixedTexts = []string{"firstName", "lastName", "model", "name", "number"}

func (s *stepping) unsettable(c *diff.Change) bool {
	for i := range c.Fields {
		f := &c.Fields[i]
		if c.Op == state.OpUpdate && f.Part.Acts() && f.Desired.Presence() != state.Set && slices.Contains(fixedTexts, f.Name) {
			s.report(diag.ValueUnfit, c, fmt.Sprintf("%s cannot be without a %s", c.Object.Key, f.Name), "write one, or leave it as it is")
			return true
		}
	}
	return false
}

// anew refuses what would have to be deleted and made again, and cannot be deleted.
func (s *stepping) anew(c *diff.Change) bool {
	k, _ := s.schema.Kind(c.Object.Kind)
	if !c.Replace || k.Can&state.Delete != 0 {
		return false
	}
	s.report(diag.NotDeletable, c, fmt.Sprintf("%s %s cannot become %s: GoTo neither renames nor deletes it", k.Title, c.Live().Key, c.Object.Key), "do it in the administration, or declare the new one under another id and leave the old one there")
	return true
}

// needs are the steps that make things that a step names.
func (s *stepping) needs(refs ...state.Ref) []string {
	var out []string
	for _, r := range refs {
		if c := s.coming[r]; c != nil {
			out = append(out, "create "+r.String())
		}
	}
	return out
}

func ref(kind, key string) state.Ref { return state.Ref{Kind: kind, Key: key} }

// going reports whether somebody or something of the target is deleted, and by which
// step.
func (s *stepping) going(r state.Ref) (string, bool) {
	c := s.changes[r]
	if c == nil || c.Op != state.OpDelete && !c.Replace {
		return "", false
	}
	return "delete " + r.String(), true
}

// then is what something of the target is called once all is done.
func (s *stepping) then(kind, key string) string {
	if c := s.changes[ref(kind, key)]; c != nil && c.Op == state.OpUpdate && !c.Replace {
		return c.Object.Key
	}
	return key
}

// person is what people call a user: the name with the address.
func (s *stepping) person(email string) string {
	for _, side := range []*state.Snapshot{s.in.Desired, s.in.Live} {
		if o, ok := side.Find(ref(User, email)); ok {
			if name := strings.TrimSpace(o.Get("firstName").Text() + " " + o.Get("lastName").Text()); name != "" {
				return name + " (" + email + ")"
			}
		}
	}
	return email
}

// written is what a change is to make of its object: all of it, where it is made anew.
func (s *stepping) written(c *diff.Change, name string) (state.Value, bool) {
	if c.Replace {
		o, _ := s.in.Desired.Find(c.Object)
		a, ok := o.Attr(name)
		return a.Value, ok
	}
	f, ok := c.Field(name)
	if !ok || !f.Part.Acts() {
		return state.Value{}, false
	}
	return f.Desired, true
}

// from are the canonical paths of an attribute.
func (s *stepping) from(c *diff.Change, name string) []string {
	if f, ok := c.Field(name); ok {
		return f.From
	}
	if o, ok := s.in.Desired.Find(c.Object); ok {
		if a, there := o.Attr(name); there {
			return o.Paths(a)
		}
	}
	return nil
}

// part is the effect of some attributes of a change, those that it writes.
func (s *stepping) part(c *diff.Change, op state.Op, names ...string) state.Effect {
	e := state.Effect{Op: op, Object: c.Object}
	if op == state.OpUpdate && c.Op == state.OpUpdate && !c.Replace && slices.Contains(names, s.keyOf(c.Object.Kind)) {
		e.LiveKey = c.LiveKey
	}
	slices.Sort(names)
	for _, name := range names {
		if v, ok := s.written(c, name); ok {
			e.Attrs = append(e.Attrs, state.Attr{Name: name, Value: v, From: s.from(c, name)})
		}
	}
	return e
}

func (s *stepping) keyOf(kind string) string {
	k, _ := s.schema.Kind(kind)
	return k.Key[0]
}

// initial is what a new object begins with and nobody manages.
func (s *stepping) initial(c *diff.Change, name string) string {
	o, ok := s.in.Desired.Find(c.Object)
	if !ok {
		return ""
	}
	for _, a := range o.Initial {
		if a.Name == name {
			return a.Value.Text()
		}
	}
	return ""
}

// named is the name of an object that is made: as written, or what it begins with.
func (s *stepping) named(c *diff.Change, e *state.Effect) string {
	if v, ok := s.written(c, "name"); ok && v.Text() != "" {
		return v.Text()
	}
	name := s.initial(c, "name")
	if name == "" {
		name = c.Object.Key
	}
	e.Attrs = append(e.Attrs, steps.Text("name", name))
	slices.SortFunc(e.Attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	return name
}

// literal is an attribute as an argument.
func (s *stepping) literal(c *diff.Change, name string) any {
	v, _ := s.written(c, name)
	return draft.Literal(v)
}

// without is a set of keys but for some.
func without(v state.Value, gone ...string) state.Value {
	return state.OfSet(slices.DeleteFunc(slices.Clone(v.Items()), func(key string) bool { return slices.Contains(gone, key) })...)
}
