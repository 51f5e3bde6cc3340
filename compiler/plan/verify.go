package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Sides are what a section is proved against.
type Sides struct {
	Schema  state.Schema
	Desired *state.Snapshot
	Live    *state.Snapshot
	Partial bool // other differences may exist
}

// Defect is one way in which steps are not what they must be. It is written for
// the author of the driver.
type Defect struct {
	Step    string // "" for the section as a whole
	Message string
}

// Error is the defect as one line.
func (d Defect) Error() string {
	if d.Step == "" {
		return d.Message
	}
	return fmt.Sprintf("step %q: %s", d.Step, d.Message)
}

// Verify proves that the steps of a section bring live to desired on what is
// managed, cover each change that acts and touch nothing else, that their order
// can be carried out, and that no secret stands in them. It returns every
// defect that it finds.
func Verify(s *Section, sides Sides) []Defect {
	v := &verifier{section: s, Sides: sides, places: make(map[string]int, len(s.Steps)), changes: make(map[string]*diff.Change, len(s.Changes)),
		renamed: map[state.Ref]*diff.Change{}, names: map[state.Ref]state.Ref{}, about: make(map[state.Ref][]*diff.Change, len(s.Changes)), following: map[int][]bool{}}
	for i := range s.Changes {
		c := &s.Changes[i]
		v.changes[c.Name()] = c
		v.about[c.Object] = append(v.about[c.Object], c)
		if c.LiveKey != "" {
			v.about[c.Live()] = append(v.about[c.Live()], c)
			v.renamed[c.Object], v.names[c.Live()] = c, c.Object
		}
	}
	v.deleted()
	v.order()
	v.coverage()
	for i := range s.Steps {
		v.step(&s.Steps[i])
	}
	v.outcome()
	return v.defects
}

type verifier struct {
	Sides
	section *Section
	places  map[string]int // step id → its place
	changes map[string]*diff.Change
	makers  map[state.Ref][]int // who creates an object
	renamed map[state.Ref]*diff.Change
	names   map[state.Ref]state.Ref      // name on the target now → name afterwards, where it is another
	about   map[state.Ref][]*diff.Change // changes by either name of their object
	after   *state.Snapshot
	defects []Defect

	following map[int][]bool // by the place of a step: which places come after it by their needs
}

func (v *verifier) bad(step *Step, format string, args ...any) {
	id := ""
	if step != nil {
		id = step.ID
	}
	v.defects = append(v.defects, Defect{id, fmt.Sprintf(format, args...)})
}

// order: every need is a step that comes before.
func (v *verifier) order() {
	v.makers = make(map[state.Ref][]int, len(v.section.Steps))
	for i := range v.section.Steps {
		s := &v.section.Steps[i]
		if _, twice := v.places[s.ID]; twice || s.ID == "" {
			v.bad(s, "its id is empty or used twice")
		}
		for _, n := range s.Needs {
			if _, before := v.places[n]; !before {
				v.bad(s, "it needs %q, which does not come before it", n)
			}
		}
		v.places[s.ID] = i
		for _, e := range s.Effects {
			if e.Op == state.OpCreate {
				v.makers[e.Object] = append(v.makers[e.Object], i)
			}
		}
	}
}

// coverage: every change that acts is covered, and nothing else is.
func (v *verifier) coverage() {
	covered := map[string]bool{}
	for i := range v.section.Steps {
		s := &v.section.Steps[i]
		if len(s.Covers) == 0 {
			v.bad(s, "it covers no change")
		}
		if !slices.IsSorted(s.Covers) {
			v.bad(s, "what it covers is not sorted")
		}
		for _, name := range s.Covers {
			c := v.changes[name]
			switch {
			case c == nil:
				v.bad(s, "it covers %q, which is no change of this section", name)
			case !c.Acts():
				v.bad(s, "it covers %q, which is only to be shown (%s)", name, c.Part)
			}
			covered[name] = true
		}
	}
	for i := range v.section.Changes {
		if c := &v.section.Changes[i]; c.Acts() && !covered[c.Name()] {
			v.bad(nil, "no step covers the change %q", c.Name())
		}
	}
}

func (v *verifier) step(s *Step) {
	v.arguments(s, s.Args)
	if s.Kind == Manual && s.Manual == nil {
		v.bad(s, "it is manual and does not say what to do")
	}
	if s.Kind == Call && s.Call == "" {
		v.bad(s, "it names no call")
	}
	for _, e := range s.Effects {
		v.effect(s, e)
	}
}

func (v *verifier) arguments(s *Step, args Args) {
	v.literalKeys(s, map[string]any(args))
	args.Walk(func(path string, x any) {
		switch leaf := x.(type) {
		case IDOf:
			v.resolvable(s, leaf.Ref, path)
		case SecretOf:
			if leaf.Name == "" {
				v.bad(s, "argument %s is a secret without a name", path)
			}
		case After:
			if _, ok := v.Schema.Kind(leaf.Kind); !ok {
				v.bad(s, "argument %s is made of %s, a kind that the schema does not have", path, leaf.Kind)
			}
		case string:
			if leaf != "" && namesSecret(path) {
				v.bad(s, "argument %s is a secret written out; use SecretOf", path)
			}
		case nil, bool, int64, float64:
		default:
			v.bad(s, "argument %s is a %T, which arguments may not hold", path, x)
		}
	})
}

func (v *verifier) literalKeys(s *Step, x any) {
	switch x := x.(type) {
	case map[string]any:
		for _, k := range sortedKeys(x) {
			if strings.HasPrefix(k, "$") {
				v.bad(s, `argument has the key %q; keys that begin with "$" are kept for references`, k)
			}
			v.literalKeys(s, x[k])
		}
	case Args:
		v.literalKeys(s, map[string]any(x))
	case []any:
		for i := range x {
			v.literalKeys(s, x[i])
		}
	}
}

// namesSecret reports whether an argument's own name says that it holds a
// secret.
func namesSecret(path string) bool {
	words := strings.Split(path, ".")
	for len(words) > 1 && strings.Trim(words[len(words)-1], "0123456789") == "" {
		words = words[:len(words)-1] // an index in a list
	}
	name := words[len(words)-1]
	low := strings.ToLower(name)
	for _, w := range []string{"password", "passphrase", "secret", "token"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return low == "pin" || strings.HasSuffix(name, "PIN") || strings.HasSuffix(name, "Pin")
}

// resolvable: the id is read from the target, or yielded by a step before.
func (v *verifier) resolvable(s *Step, r state.Ref, path string) {
	_, there := v.Live.Find(r)
	if c := v.renamed[r]; c != nil && !there {
		_, there = v.Live.Find(c.Live())
	}
	for _, m := range v.makers[r] {
		if v.section.Steps[m].ID != s.ID && v.waitsFor(s, m) || there && m > v.places[s.ID] {
			return
		}
	}
	switch {
	case len(v.makers[r]) > 0:
		v.bad(s, "argument %s is the id of %s, but the step that makes it is not among its needs", path, r)
	case !there:
		v.bad(s, "argument %s is the id of %s, which is not on the target and no step makes", path, r)
	}
}

// waitsFor reports whether s comes after the step at place m by its needs. Most
// need it directly; what follows a step by way of others is found once for all
// that ask.
func (v *verifier) waitsFor(s *Step, m int) bool {
	if slices.Contains(s.Needs, v.section.Steps[m].ID) {
		return true
	}
	after, known := v.following[m]
	if !known {
		after = make([]bool, len(v.section.Steps))
		after[m] = true
		for i := m + 1; i < len(after); i++ {
			after[i] = slices.ContainsFunc(v.section.Steps[i].Needs, func(n string) bool {
				place, ok := v.places[n]
				return ok && place < i && after[place]
			})
		}
		v.following[m] = after
	}
	return after[v.places[s.ID]]
}

// effect: it is about known things, and only about what the step covers.
func (v *verifier) effect(s *Step, e state.Effect) {
	k, ok := v.Schema.Kind(e.Object.Kind)
	if !ok {
		v.bad(s, "it has an effect on %s, a kind that the schema does not have", e.Object)
		return
	}
	for _, a := range e.Attrs {
		f, ok := k.Field(a.Name)
		switch {
		case !ok:
			v.bad(s, "it has an effect on %s of %s, a field that the schema does not have", a.Name, e.Object)
		case f.Has(state.Secret):
			v.bad(s, "it has an effect on %s of %s, a secret; effects never hold one", a.Name, e.Object)
		}
	}
	if e.Predicted {
		return
	}
	c := v.covering(s, e)
	if c == nil {
		if !v.changesNothing(k, e) && !v.lends(k, e) {
			v.bad(s, "it would %s %s, which no change that it covers is about", e.Op, e.Object)
		}
		return
	}
	made := c.Op == state.OpCreate && e.Op == state.OpUpdate // the vendor made it by itself, and a step completes it
	if !c.Replace && c.Op != e.Op && !made && !changesOwner(k, c) {
		v.bad(s, "it would %s %s, where the change is to %s it", e.Op, e.Object, c.Op)
		return
	}
	if e.Op == state.OpUpdate && !made {
		v.onlyAsked(s, k, c, e)
	}
}

// changesOwner reports whether a change gives an object to another owner:
// vendors that keep it inside of its owner let one go of it, and have the other
// make it.
func changesOwner(k *state.Kind, c *diff.Change) bool {
	return c.Op == state.OpUpdate && slices.ContainsFunc(c.Fields, func(x diff.Field) bool {
		f, ok := k.Field(x.Name)
		return ok && x.Part.Acts() && f.Ref != "" && f.Ref == k.Owner
	})
}

// covering is the change, among those the step covers, that an effect is about:
// by the name it has afterwards, or by the one it has on the target. Where names
// are swapped a name may be that of two changes, of which one does the same.
func (v *verifier) covering(s *Step, e state.Effect) *diff.Change {
	if c := v.changes[string(e.Op)+" "+e.Object.String()]; c != nil {
		if _, ok := slices.BinarySearch(s.Covers, c.Name()); ok {
			return c
		}
	}
	refs := []state.Ref{e.Object}
	if e.LiveKey != "" {
		refs = append(refs, state.Ref{Kind: e.Object.Kind, Key: e.LiveKey})
	}
	for _, r := range refs {
		for _, c := range v.about[r] {
			if _, ok := slices.BinarySearch(s.Covers, c.Name()); ok {
				return c
			}
		}
	}
	return nil
}

// changesNothing reports whether an effect writes what is there already, as
// vendors that take whole records make one do.
func (v *verifier) changesNothing(k *state.Kind, e state.Effect) bool {
	o, ok := v.Live.Find(e.Object)
	return ok && e.Op == state.OpUpdate && e.LiveKey == "" && !slices.ContainsFunc(e.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		return !ok || !f.Holds(a.Value, o.Get(a.Name))
	})
}

func (v *verifier) onlyAsked(s *Step, k *state.Kind, c *diff.Change, e state.Effect) {
	live, ok := v.Live.Find(c.Live())
	if !ok {
		live = &state.Object{}
	}
	desired, ok := v.Desired.Find(c.Object)
	if !ok {
		desired = &state.Object{}
	}
	for _, a := range e.Attrs {
		if f, ok := c.Field(a.Name); ok && f.Part.Acts() {
			continue
		}
		f, ok := k.Field(a.Name)
		if !ok || f.Holds(a.Value, live.Get(a.Name)) || f.Holds(a.Value, desired.Get(a.Name)) && desired.Get(a.Name).Presence() != state.Absent || v.lent(f, live, c.Object, a) {
			continue
		}
		v.bad(s, "it would set %s of %s to %s, which nobody asked for", a.Name, e.Object, a.Value)
	}
}

// outcome: the effects can be applied one after the other, and lead to desired.
func (v *verifier) outcome() {
	after, wrong := v.Live, []int(nil)
	if len(v.section.Steps) > 0 {
		after, wrong = v.Schema.Apply(v.Live, effectsOf(v.section.Steps))
	}
	v.after = after
	for _, n := range wrong {
		step, e := v.effectAt(n)
		switch e.Op {
		case state.OpCreate:
			v.bad(step, "it would create %s, which is there at that point", e.Object)
		case state.OpDelete:
			v.bad(step, "it would delete %s, which is not there at that point", e.Object)
		default:
			v.bad(step, "it would change %s, which is not there at that point, or rename it to what is", e.Object)
		}
	}
	left, _ := diff.Compare(diff.Input{Schema: v.Schema, Desired: v.Desired, Live: after})
	for i := range left.Changes {
		c := &left.Changes[i]
		if !c.Acts() || v.Partial && v.changes[c.Name()] == nil && !v.touched(c.Object) {
			continue
		}
		v.bad(nil, "after all steps it would still be to do: %s%s", c.Name(), fieldList(c))
	}
	v.resets()
}

// touched reports whether a change of this section is about the object.
func (v *verifier) touched(r state.Ref) bool {
	for _, op := range []state.Op{state.OpCreate, state.OpUpdate, state.OpDelete} {
		if v.changes[string(op)+" "+r.String()] != nil {
			return true
		}
	}
	return false
}

// resets: what is reset is not part of desired, and is looked at by itself.
func (v *verifier) resets() {
	for i := range v.section.Changes {
		c := &v.section.Changes[i]
		k, ok := v.Schema.Kind(c.Object.Kind)
		if !ok || !c.Acts() {
			continue
		}
		o, there := v.after.Find(c.Object)
		if c.Op == state.OpDelete {
			if there && c.Part == diff.Reset {
				v.bad(nil, "after all steps %s would still be there", c.Object)
			}
			continue
		}
		for _, field := range c.Fields {
			if f, ok := k.Field(field.Name); ok && there && field.Part == diff.Reset && !f.Holds(field.Desired, o.Get(field.Name)) {
				v.bad(nil, "after all steps %s of %s would not be reset", field.Name, c.Object)
			}
		}
	}
}

func (v *verifier) effectAt(n int) (*Step, state.Effect) {
	for i := range v.section.Steps {
		s := &v.section.Steps[i]
		if n < len(s.Effects) {
			return s, s.Effects[n]
		}
		n -= len(s.Effects)
	}
	return nil, state.Effect{}
}

func fieldList(c *diff.Change) string {
	if c.Op != state.OpUpdate {
		return ""
	}
	var names []string
	for _, f := range c.Fields {
		names = append(names, f.Name)
	}
	return " (" + strings.Join(names, ", ") + ")"
}
