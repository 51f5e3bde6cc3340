package asterisk

import (
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
//   - An object of PJSIP is one request, whatever of it changes; so is a queue, and a
//     mailbox, and requests to one file go together.
//   - An endpoint is made first and deleted last of what belongs to it: its auth is not
//     there meanwhile, so that nobody can log in, and the next plan ends what stopped on
//     the way.
//   - No endpoint is made where an auth that the site does not declare waits for it:
//     somebody has its password.
//   - allow is always sent with a new endpoint: without it Asterisk 20 and later answer
//     200 and cannot load it again.
//   - What a vendor's switch drags along is announced, and put back when it is turned off.
func Steps(in targets.StepInput) ([]plan.Step, diag.List) {
	s := &stepping{in: in, schema: Schema(in.Profile), changes: map[state.Ref]*diff.Change{}, coming: map[state.Ref]*diff.Change{}, gone: map[state.Ref]bool{}, owned: owners(in.Live), fields: map[[2]string]*state.Field{}}
	for i := range s.schema.Kinds {
		k := &s.schema.Kinds[i]
		for j := range k.Fields {
			s.fields[[2]string{k.Name, k.Fields[j].Name}] = &k.Fields[j]
		}
	}
	var acting []*diff.Change
	for i := range in.Changes.Changes {
		c := &in.Changes.Changes[i]
		if !c.Acts() || s.refused(c) {
			continue
		}
		acting = append(acting, c)
		s.changes[c.Live()] = c
		if c.Op == state.OpCreate || c.Replace {
			s.coming[c.Object] = c
		}
	}
	for _, c := range acting { // what a name is taken from comes before what takes it
		if c.Op == state.OpDelete || c.Replace {
			s.remove(c.Live(), c)
		}
	}
	for _, c := range acting {
		s.change(c)
	}
	s.ds = append(s.ds, steps.Unread(in, s.schema, map[string]string{Mailbox: "mailboxes", ManagerAccount: "accounts of AMI", ARIAccount: "accounts of ARI"})...)
	return s.steps, s.ds.Sorted()
}

// stepping is one run of Steps.
type stepping struct {
	in      targets.StepInput
	schema  state.Schema
	changes map[state.Ref]*diff.Change // by the name on the target now
	coming  map[state.Ref]*diff.Change // what is made, by the name it gets
	gone    map[state.Ref]bool         // what steps delete
	owned   map[string][]state.Ref     // what belongs to an endpoint of the target, by its id
	fields  map[[2]string]*state.Field // by kind and name
	steps   []plan.Step
	ds      diag.List
}

// change makes or changes what it is about.
func (s *stepping) change(c *diff.Change) {
	anew := c.Op == state.OpCreate || c.Replace
	switch kind := c.Object.Kind; {
	case c.Op == state.OpDelete:
	case kind == Queue:
		s.queue(c, anew)
	case kind == Mailbox:
		s.mailbox(c, anew)
	case anew:
		s.make(c)
	default:
		s.update(c)
	}
}

func (s *stepping) add(x plan.Step) *plan.Step { return steps.Add(&s.steps, x) }

func (s *stepping) report(code diag.Code, severity diag.Severity, c *diff.Change, message, hint string) {
	s.ds.Add(steps.About(s.in, code, severity, c, message, hint))
}

// refused reports what cannot be done about a change at all.
func (s *stepping) refused(c *diff.Change) bool {
	if x, twice := steps.Ambiguous(s.in, s.schema, c, "in Asterisk's files"); twice {
		s.ds.Add(x)
		return true
	}
	return s.unguarded(c) || s.lacks(c)
}

func ref(kind, key string) state.Ref { return state.Ref{Kind: kind, Key: key} }

func making(r state.Ref) string   { return "make " + r.String() }
func changing(r state.Ref) string { return "change " + r.String() }
func removing(r state.Ref) string { return "remove " + r.String() }

// attrs are those that a change writes: of what is made all that is asked for, and what
// a new object begins with.
func (s *stepping) attrs(c *diff.Change) []state.Attr {
	if c.Op == state.OpUpdate && !c.Replace {
		return steps.Effect(c).Attrs
	}
	o, ok := s.in.Desired.Find(c.Object)
	if !ok {
		return steps.Effect(c).Attrs
	}
	var out []state.Attr
	for _, a := range o.Attrs {
		if f := s.fields[[2]string{o.Kind, a.Name}]; f != nil && f.Flags&(state.Computed|state.Secret|state.External) == 0 {
			out = append(out, state.Attr{Name: a.Name, Value: a.Value.Bare(), From: o.Paths(a)})
		}
	}
	for _, a := range o.Initial {
		if f, ok := c.Field(a.Name); ok && f.Part.Acts() {
			continue // it is to be given up
		}
		out = append(out, state.Attr{Name: a.Name, Value: a.Value, From: o.Paths(a)})
	}
	slices.SortFunc(out, byName)
	return out
}

func byName(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) }

// argument is a value as a call takes it.
func (s *stepping) argument(kind string, a state.Attr) any {
	f := s.fields[[2]string{kind, a.Name}]
	switch {
	case f != nil && f.Has(state.Sealed) && a.Value.Presence() == state.Set:
		return plan.SecretOf{Name: a.Value.Text()}
	case f != nil && a.Value.Presence() != state.Set && f.Default.Presence() == state.Set:
		return draft.Literal(f.Default)
	}
	return draft.Literal(a.Value)
}

// effect is that attributes are written.
func effect(c *diff.Change, op state.Op, attrs []state.Attr) state.Effect {
	e := state.Effect{Op: op, Object: c.Object, Attrs: attrs}
	if op == state.OpUpdate {
		e.LiveKey = c.LiveKey
	}
	return e
}
