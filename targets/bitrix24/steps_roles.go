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

func (s *stepping) role(c *diff.Change) {
	if !hasModule(s.in.Profile) {
		s.roleByHand(c)
		return
	}
	switch c.Op {
	case state.OpDelete:
		live := c.Live()
		s.add(plan.Step{ID: "delete " + live.String(), Op: c.Op, Object: live, Title: "remove role " + live.Key, Covers: []string{c.Name()}, Call: "patchbay.role.delete",
			Args: plan.Args{"ID": plan.IDOf{Ref: live}}, Settle: plan.ByKey, Effects: []state.Effect{{Op: c.Op, Object: live}}, Flags: plan.Flags{Privileged: s.ruling(c)}})
	case state.OpCreate:
		s.levels(c, "patchbay.role.add", plan.Args{"NAME": c.Object.Key})
	case state.OpUpdate:
		args := plan.Args{"ID": plan.IDOf{Ref: c.Object}}
		if c.LiveKey != "" {
			args["NAME"] = c.Object.Key
		}
		if hasLevels(c) || c.LiveKey != "" {
			s.levels(c, "patchbay.role.update", args)
		}
	}
	s.access(c)
}

// isBinding reports whether an attribute of a role is whom it is bound to.
func isBinding(name string) bool { return name == Everyone || slices.Contains(codeSets, name) }

// hasLevels reports whether a change writes a letter.
func hasLevels(c *diff.Change) bool {
	return slices.ContainsFunc(c.Fields, func(f diff.Field) bool { return f.Part.Acts() && !isBinding(f.Name) && f.Name != "NAME" })
}

// part is an effect with those attributes of a change that are bindings, or that
// are not.
func part(c *diff.Change, bindings bool) state.Effect {
	e := steps.Effect(c)
	e.Attrs = slices.DeleteFunc(slices.Clone(e.Attrs), func(a state.Attr) bool { return isBinding(a.Name) != bindings })
	return e
}

// levels writes the eight letters of a role, all of them in one call: those that
// the site does not write keep the value that is read right before.
func (s *stepping) levels(c *diff.Change, call string, args plan.Args) {
	e := part(c, false)
	x := plan.Step{ID: string(c.Op) + " " + c.Object.String(), Op: c.Op, Object: c.Object, Covers: []string{c.Name()}, Call: call, Args: args, Settle: plan.ByRead,
		Effects: []state.Effect{e}, Flags: plan.Flags{Privileged: s.ruling(c)}}
	args["PERMISSIONS"] = plan.After{Extent: state.Extent{Kind: Role, Attr: "NAME", Value: c.Object.Key}}
	if c.Op == state.OpCreate {
		x.Title, x.Settle = "add role "+c.Object.Key, plan.ByKey
		s.denied(c)
	} else {
		x.Title = fmt.Sprintf("role %s: %s", c.Live().Key, labels(e))
		x.Reads = s.kept(c)
	}
	s.add(x)
}

// kept are the letters that a whole write repeats.
func (s *stepping) kept(c *diff.Change) []string {
	var out []string
	for _, x := range pairsOf(s.in.Profile) {
		if !steps.Acts(c, x.name) {
			out = append(out, c.Live().String()+"."+x.name)
		}
	}
	return out
}

func labels(e state.Effect) string {
	var out []string
	for _, a := range e.Attrs {
		if x, ok := pairNamed(a.Name); ok {
			out = append(out, x.label.en)
		} else {
			out = append(out, "name")
		}
	}
	return steps.Few(out)
}

// denied says what a new role does not write, and so denies.
func (s *stepping) denied(c *diff.Change) {
	var out []string
	for _, x := range pairsOf(s.in.Profile) {
		if !steps.Acts(c, x.name) {
			out = append(out, x.name)
		}
	}
	if len(out) > 0 {
		s.report(diag.RowsUnwritten, diag.Notice, c, fmt.Sprintf("role %s is new: what the site does not write is denied: %s", c.Object.Key, strings.Join(out, ", ")),
			"write the grants that it should have")
	}
}

// ruling reports whether a change gives or takes the right to change rights: it
// is about a role that has it, before or after.
func (s *stepping) ruling(c *diff.Change) bool {
	const settings = "SETTINGS.MODIFY"
	if f, ok := c.Field(settings); ok && (f.Desired.Text() == "X" || f.Live.Text() == "X") {
		return true
	}
	for _, side := range []*state.Snapshot{s.in.Live, s.in.Desired} {
		for _, r := range []state.Ref{c.Object, c.Live()} {
			if o, ok := side.Find(r); ok && o.Get(settings).Text() == "X" {
				return true
			}
		}
	}
	return false
}

// subject is one code to add or remove: what it is of, before and behind the id.
// Text is one that needs no id.
type subject struct {
	set, item string
}

// args are the code as execution fills it.
func (x subject) args(superiors bool) map[string]any {
	switch x.set {
	case Everyone:
		return map[string]any{"code": "AU"}
	case UserGroups:
		return map[string]any{"before": "G", "group": x.item}
	case Users:
		out := map[string]any{"before": "U", "of": steps.ID(User, x.item)}
		if superiors {
			out["before"] = "IU"
		}
		return out
	}
	c := codeForms[x.set]
	return map[string]any{"before": c.before, "of": steps.ID(c.kind, x.item), "behind": c.behind}
}

// codeForms are the codes of sets of things that have an id (SRC).
var codeForms = map[string]struct{ kind, before, behind string }{
	Departments: {Department, "D", ""}, Subtrees: {Department, "DR", ""},
	GroupOwners: {Workgroup, "SG", "_A"}, GroupMods: {Workgroup, "SG", "_E"}, GroupMembers: {Workgroup, "SG", "_K"},
}

// mostCodes is how many codes one call changes. A user that is taken out is two
// commands of the fifty that a batch holds: U and IU.
const mostCodes = 25

// access adds and removes the codes that differ: what is new first, so that
// nobody is without a right in between.
func (s *stepping) access(c *diff.Change) {
	if c.Op == state.OpDelete {
		return
	}
	var add, remove []subject
	for i := range c.Fields {
		f := &c.Fields[i]
		if !f.Part.Acts() || !isBinding(f.Name) {
			continue
		}
		have, want := s.itemsThen(f), itemsOf(f.Desired)
		for _, item := range want {
			if !slices.Contains(have, item) {
				add = append(add, subject{f.Name, item})
			}
		}
		for _, item := range have {
			if !slices.Contains(want, item) {
				remove = append(remove, subject{f.Name, item})
			}
		}
	}
	if c.Op == state.OpCreate && len(add) == 0 {
		s.unbinds(c)
		return
	}
	s.accessSteps(c, add, remove)
}

// unbinds notes on the step that makes a role that it is bound to nobody.
func (s *stepping) unbinds(c *diff.Change) {
	if x := s.step("create " + c.Object.String()); x != nil {
		x.Effects[0].Attrs = append(x.Effects[0].Attrs, part(c, true).Attrs...)
		slices.SortFunc(x.Effects[0].Attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	}
}

// itemsOf are the members of a set; a switch that is on has one.
func itemsOf(v state.Value) []string {
	if v.Bool() {
		return []string{""}
	}
	return v.Items()
}

// itemsThen are the members that a set has today, by the names that they have
// after the plan: by today's, another may be called then.
func (s *stepping) itemsThen(f *diff.Field) []string {
	items := slices.Clone(itemsOf(f.Live))
	if kind := kindOf(f.Name); kind != "" {
		for i := range items {
			items[i] = s.calledThen(state.Ref{Kind: kind, Key: items[i]}).Key
		}
	}
	return items
}

// kindOf is what a set of codes is of; "" of names alone.
func kindOf(set string) string {
	if set == Users {
		return User
	}
	return codeForms[set].kind
}

// renames are the steps that give those whose codes go the names that they go by.
func (s *stepping) renames(c *diff.Change) []string {
	var x plan.Step
	for i := range c.Fields {
		f := &c.Fields[i]
		if kind := kindOf(f.Name); kind != "" && f.Part.Acts() {
			for _, item := range itemsOf(f.Live) {
				s.then(&x, state.Ref{Kind: kind, Key: item})
			}
		}
	}
	return x.Needs
}

// accessSteps are chained when there are more codes than one call takes: each
// leaves what the next begins with.
func (s *stepping) accessSteps(c *diff.Change, add, remove []subject) {
	if len(add)+len(remove) == 0 {
		return
	}
	superiors := s.withSuperiors(c)
	now := s.boundNow(c)
	needs := append(s.roleStep(c), s.renames(c)...)
	for n := 1; len(add)+len(remove) > 0; n++ {
		in := add[:min(mostCodes, len(add))]
		out := remove[:min(mostCodes-len(in), len(remove))]
		add, remove = add[len(in):], remove[len(out):]
		x := plan.Step{ID: fmt.Sprintf("update %s access", c.Object), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("who holds the role %s: %s", c.Object.Key, s.tally(in, out)),
			Covers: []string{c.Name()}, Call: "patchbay.access", Args: plan.Args{"ROLE_ID": plan.IDOf{Ref: c.Object}, "ADD": codeArgs(in, superiors), "DELETE": append(codeArgs(out, false), codeArgs(usersOf(out), true)...)},
			Settle: plan.ByRead, Needs: needs, Flags: plan.Flags{Privileged: s.ruling(c)}}
		if n > 1 {
			x.ID = fmt.Sprintf("%s %d", x.ID, n)
		}
		e := now.step(c, in, out)
		x.Effects = []state.Effect{e}
		if superiors && len(add)+len(remove) == 0 {
			if f, ok := c.Field(Users); ok {
				x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, c.Object, state.Attr{Name: UsersAndAbove, Value: f.Desired}))
			}
		}
		s.add(x)
		needs = []string{x.ID}
	}
}

func codeArgs(all []subject, superiors bool) []any {
	out := make([]any, len(all))
	for i, x := range all {
		out[i] = x.args(superiors)
	}
	return out
}

// usersOf are the users among those to remove: both of the codes that a user may be
// bound by go.
func usersOf(all []subject) []subject {
	return slices.DeleteFunc(slices.Clone(all), func(x subject) bool { return x.set != Users })
}

// roleStep is the step that makes or renames the role, if there is one.
func (s *stepping) roleStep(c *diff.Change) []string {
	if x := s.step(string(c.Op) + " " + c.Object.String()); x != nil {
		return []string{x.ID}
	}
	return nil
}

// withSuperiors reports whether the site binds users with IU codes.
func (s *stepping) withSuperiors(c *diff.Change) bool {
	o, ok := s.in.Desired.Find(c.Object)
	return ok && o.Get(UsersAndAbove).Presence() != state.Absent
}

// tally says who comes and who goes.
func (s *stepping) tally(in, out []subject) string {
	var words []string
	for _, x := range in {
		words = append(words, "with "+s.hand.subject(s, x))
	}
	for _, x := range out {
		words = append(words, "without "+s.hand.subject(s, x))
	}
	return steps.Few(words)
}

// bound is whom a role is bound to while it is changed step by step.
type bound map[string][]string

func (s *stepping) boundNow(c *diff.Change) bound {
	b := bound{}
	for i := range c.Fields {
		if f := &c.Fields[i]; isBinding(f.Name) && c.Op == state.OpUpdate {
			b[f.Name] = s.itemsThen(f)
		}
	}
	return b
}

// step is what one call does, with all sets that the change writes as they are then.
func (b bound) step(c *diff.Change, in, out []subject) state.Effect {
	for _, x := range in {
		b[x.set] = append(b[x.set], x.item)
	}
	for _, x := range out {
		b[x.set] = slices.DeleteFunc(b[x.set], func(item string) bool { return item == x.item })
	}
	e := state.Effect{Op: state.OpUpdate, Object: c.Object}
	for i := range c.Fields {
		f := &c.Fields[i]
		if !f.Part.Acts() || !isBinding(f.Name) {
			continue
		}
		v := state.OfSet(b[f.Name]...)
		if f.Name == Everyone {
			v = state.OfBool(len(b[f.Name]) > 0)
		}
		e.Attrs = append(e.Attrs, state.Attr{Name: f.Name, Value: v, From: f.From})
	}
	return e
}

// narrowed is the standing warning of every plan that narrows what recordings
// somebody may hear or delete: they are elsewhere too (the article).
func (s *stepping) narrowed() {
	var roles []string
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if c.Acts() && c.Object.Kind == Role && s.narrows(c) {
			roles = append(roles, c.Object.Key)
		}
	}
	if len(roles) == 0 {
		return
	}
	s.ds.Add(diag.Diagnostic{Code: diag.RecordingsElsewhere, Severity: diag.Warning, Target: s.in.Live.Target, Path: "targets." + s.in.Live.Target,
		Message: fmt.Sprintf("recordings are narrowed for those who hold %s; the same recordings are on the shared drive and in the CRM forms of clients", draft.People(roles)),
		Hint:    "restrict the shared drive and the access rights to CRM activities as well: patchbay sees neither"})
}

func (s *stepping) narrows(c *diff.Change) bool {
	recordings := []string{"CALL_RECORD.LISTEN", "CALL_RECORD.MODIFY"}
	had := false
	for _, name := range recordings {
		f, ok := c.Field(name)
		if ok && f.Part.Acts() && (f.Live.Basis() == state.Unknown && f.Desired.Text() != "X" && c.Op != state.OpCreate || f.Desired.Text() < f.Live.Text()) {
			return true
		}
		if o, there := s.in.Live.Find(c.Live()); there && o.Get(name).Presence() == state.Set {
			had = true
		}
	}
	if !had {
		return false
	}
	return c.Op == state.OpDelete || slices.ContainsFunc(c.Fields, func(f diff.Field) bool {
		return isBinding(f.Name) && f.Part.Acts() && slices.ContainsFunc(s.itemsThen(&f), func(item string) bool { return !slices.Contains(itemsOf(f.Desired), item) })
	})
}
