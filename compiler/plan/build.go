package plan

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// BuildInput is what a plan is built from.
type BuildInput struct {
	Site    string
	Targets []TargetInput // in any order

	// Only narrows the plan to canonical paths ("users.bob") or native
	// references ("user/101"), with what they depend on; empty is everything.
	Only []string

	Budgets []Budget
	Consent Consent
	Guards  []Guard // nil is Guards()

	// Causes finds the lines of the site behind a canonical path; nil is none.
	Causes func(path string) []Cause

	Undoes string // the run that the plan takes back; "" for what a site asks

	Bindings Bindings // Inputs, Tool and Schema; Build fills Targets
	Envelope Envelope
}

// TargetInput is one target's part of a BuildInput.
type TargetInput struct {
	Target  string
	Type    string
	URL     string
	Profile state.Profile
	Vendor  Vendor
	Desired *state.Snapshot
	Live    *state.Snapshot
	Changes diff.ChangeSet
	Steps   []Step // from the driver, in any order
	Losses  diag.List
	Names   func(ref string) string // what an object is called; "" where it has no name, nil where none has
	Lost    []Lost                  // of a run that is taken back
	Kept    []Kept
	Failed  string // why the target could not be read or asked; then the rest is not looked at

	BreakGlass []state.Ref            // accounts on the target of those whom no plan may lock out; sorted
	Called     func(state.Ref) string // the canonical path of what the site no longer declares, "" where nobody knows; may be nil
}

// Vendor is what a plan asks of a driver.
type Vendor struct {
	Schema state.Schema

	// Rights computes effective rights; nil for targets without any.
	Rights func(*state.Snapshot) rights.Table

	// AtMost reports whether a level of a permission allows nothing that another
	// does not; nil where no level holds another.
	AtMost func(permission, level, other string) bool

	// Free makes a step that empties a unique field of an object, or gives it a
	// value that nobody has, so that step can take its value; for objects that
	// swap theirs. nil, or false: the vendor cannot.
	Free func(step *Step, object state.Ref, field string) (Step, bool)
}

// Build orders steps, proves them, and says what they do to rights. The plan is
// usable when the diagnostics hold no error; what guards refuse stands in it.
func Build(in BuildInput) (*Plan, diag.List) {
	p := &Plan{Bindings: in.Bindings, Envelope: in.Envelope}
	p.Body.Site, p.Body.Partial, p.Body.Undoes = in.Site, len(in.Only) > 0, in.Undoes
	p.Bindings.Targets = map[string]TargetBindings{}
	var diags diag.List
	selected := map[string]bool{}
	for _, o := range in.Only {
		selected[o] = false
	}
	targets := slices.Clone(in.Targets)
	slices.SortFunc(targets, func(a, b TargetInput) int { return strings.Compare(a.Target, b.Target) })
	included := map[string]bool{}
	for i := range targets {
		b := &builder{in: &in, TargetInput: targets[i], selected: selected, included: included}
		b.build()
		p.Body.Sections = append(p.Body.Sections, b.section)
		p.Bindings.Targets[b.Target] = b.bindings
		if b.way.Former != nil || b.way.Lost != nil {
			p.Undo = append(p.Undo, b.way)
		}
		p.Attested = append(p.Attested, b.facets()...)
		diags = append(diags, b.diags...)
	}
	for _, o := range in.Only {
		included[o] = true
		if !selected[o] {
			diags.Add(diag.Diagnostic{Code: diag.NothingSelected, Severity: diag.Warning, Path: o,
				Message: fmt.Sprintf("--only %s selects nothing that differs", o)})
		}
	}
	p.agree(in.Consent)
	if p.Body.Partial {
		p.Body.Only = slices.Sorted(maps.Keys(included))
	}
	return p, diags.Sorted()
}

// builder builds one section.
type builder struct {
	TargetInput
	in       *BuildInput
	section  Section
	bindings TargetBindings
	way      Undo
	before   *state.Snapshot // live in the names that things have afterwards
	formers  formers
	world    *World
	after    *state.Snapshot
	claims   *state.Claims
	selected map[string]bool // of Only: whether it selected anything
	included map[string]bool // everything in a partial plan
	diags    diag.List
}

func (b *builder) build() {
	b.section = Section{Target: b.Target, Type: b.Type, Losses: b.Losses.Sorted(), Lost: b.Lost, Kept: b.Kept, Failed: b.Failed}
	b.bindings = TargetBindings{URL: b.URL, Profile: b.Profile}
	if b.Failed != "" {
		return
	}
	b.section.Changes = b.Changes.Changes
	if !b.prepare() {
		b.section.Untrusted = true
		return
	}
	g := newGraph(b)
	g.connect()
	if len(b.in.Only) > 0 {
		b.narrow(g)
		b.diags = nil // of what is not selected
		g = newGraph(b)
		g.connect()
	}
	steps, ok := g.order()
	if !ok || b.diags.HasErrors() { // what differs is shown all the same
		b.section.Untrusted = true
		b.causes()
		b.section.Names = b.names()
		return
	}
	b.arrange(steps)
	b.chain(g)
	b.causes()
	proof := b.proof() // of steps and changes, which stay as they are from here on
	b.rightsAndGuards()
	b.way = b.undo()
	b.bind()
	b.section.Names, b.section.Paths = b.names(), b.paths()
	for _, d := range proof() {
		b.section.Untrusted = true
		b.wrong(d.Error())
	}
}

// arrange takes steps in their order, and works out what they lead to.
func (b *builder) arrange(steps []Step) {
	b.takeAlong(steps)
	b.nameByThen(steps)
	b.dropOut(steps)
	b.section.Steps = steps
	b.after = after(b.Vendor.Schema, b.Live, steps)
	b.weigh()
}

// prepare copies the driver's steps, and completes what it may leave out.
func (b *builder) prepare() bool {
	b.section.Steps = slices.Clone(b.Steps)
	seen := map[string]bool{}
	for i := range b.section.Steps {
		s := &b.section.Steps[i]
		s.Target = b.Target
		if s.Kind == "" {
			s.Kind = Call
		}
		if s.ID == "" {
			s.ID = string(s.Op) + " " + s.Object.String()
		}
		if seen[s.ID] {
			b.wrong("two steps are called " + s.ID)
		}
		seen[s.ID] = true
		args, err := s.Args.normal()
		if err != nil {
			b.wrong(fmt.Sprintf("step %s: %v", s.ID, err))
		}
		s.Args = args
		s.Covers = sortedSet(s.Covers)
	}
	for i := range b.section.Steps {
		for _, n := range b.section.Steps[i].Needs {
			if !seen[n] {
				b.wrong(fmt.Sprintf("step %s needs %s, which does not exist", b.section.Steps[i].ID, n))
			}
		}
	}
	b.renew()
	return !b.diags.HasErrors()
}

// takenAlong lists the live objects that go with an owner that a step deletes,
// and are deleted by no step themselves, with the places of those steps.
func (b *builder) takenAlong(steps []Step) (objects []state.Ref, by map[state.Ref][]int) {
	deletes, said := map[state.Ref][]int{}, map[state.Ref]bool{}
	for i := range steps {
		for _, e := range steps[i].Effects {
			if e.Op == state.OpDelete {
				deletes[e.Object] = append(deletes[e.Object], i)
				said[e.Object] = true
			}
		}
	}
	if len(deletes) == 0 {
		return nil, nil
	}
	by = map[state.Ref][]int{}
	for _, k := range b.Vendor.Schema.OwnersFirst() {
		live := b.Live.OfKind(k.Name)
		for i := range live {
			o := &live[i]
			var places []int
			for owner := range k.Owners(o) {
				places = append(places, deletes[owner]...)
			}
			if len(places) == 0 || said[o.Ref()] {
				continue
			}
			objects = append(objects, o.Ref())
			by[o.Ref()], deletes[o.Ref()] = places, places
		}
	}
	return objects, by
}

// takeAlong adds to the first step that deletes an owner the deletion of what
// it owns, which the vendor does by itself.
func (b *builder) takeAlong(steps []Step) {
	objects, by := b.takenAlong(steps)
	copied := map[int]bool{}
	for _, o := range objects {
		n := slices.Min(by[o])
		if !copied[n] {
			steps[n].Effects, copied[n] = slices.Clone(steps[n].Effects), true
		}
		steps[n].Effects = append(steps[n].Effects, state.Effect{Op: state.OpDelete, Object: o, Predicted: true})
	}
}

// nameByThen gives what is deleted, by a step or by the vendor itself, the name that
// it has when its step comes, where its key is made of others' names: it is named as
// it is on the target now.
func (b *builder) nameByThen(steps []Step) {
	names := map[state.Ref]state.Ref{} // present name → name by then
	origin := map[state.Ref]state.Ref{}
	for i := range steps {
		s := &steps[i]
		if len(names) > 0 && slices.ContainsFunc(s.Effects, deletes) {
			s.Effects = slices.Clone(s.Effects)
			for n := range s.Effects {
				if e := &s.Effects[n]; deletes(*e) {
					was := e.Object
					if e.Object = b.renamed(e.Object, names); s.Object == was {
						s.Object = e.Object
					}
				}
			}
		}
		for _, e := range s.Effects {
			k, ok := b.Vendor.Schema.Kind(e.Object.Kind)
			if !ok || e.Op != state.OpUpdate || e.LiveKey == "" || e.LiveKey == e.Object.Key || k.Derived() {
				continue
			}
			was := state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}
			if first, ok := origin[was]; ok { // from a temporary name
				delete(origin, was)
				was = first
			}
			names[was], origin[e.Object] = e.Object, was
		}
	}
}

func deletes(e state.Effect) bool { return e.Op == state.OpDelete }

// renamed is what an object whose key is made of others is called once those
// have their new names.
func (b *builder) renamed(r state.Ref, names map[state.Ref]state.Ref) state.Ref {
	k, ok := b.Vendor.Schema.Kind(r.Kind)
	o, there := b.Live.Find(r)
	if !ok || !there || !k.Derived() {
		return r
	}
	one := state.Snapshot{Objects: []state.Object{*o}}
	return state.Rekey(b.Vendor.Schema, &one, names).Objects[0].Ref()
}

// causes notes the lines of the site behind each step.
func (b *builder) causes() {
	if b.in.Causes == nil {
		return
	}
	changes := make(map[string]*diff.Change, len(b.section.Changes))
	for i := range b.section.Changes {
		changes[b.section.Changes[i].Name()] = &b.section.Changes[i]
	}
	for i := range b.section.Steps {
		s := &b.section.Steps[i]
		var paths []string
		for _, name := range s.Covers {
			if c := changes[name]; c != nil {
				paths = append(paths, pathsOf(c)...)
			}
		}
		s.Causes = nil
		for _, p := range sortedSet(paths) {
			s.Causes = append(s.Causes, b.in.Causes(p)...)
		}
	}
}

// pathsOf are the canonical paths that led to a change: of an update those of
// the fields that act, of a creation or deletion the object's own.
func pathsOf(c *diff.Change) []string {
	if c.Op != state.OpUpdate && c.Canonical != "" {
		return []string{c.Canonical}
	}
	var out []string
	for _, f := range c.Fields {
		if f.Part.Acts() {
			out = append(out, f.From...)
		}
	}
	return out
}

func sortedSet(in []string) []string {
	out := slices.Clone(in)
	slices.Sort(out)
	return slices.Compact(out)
}

// after is the state that all steps lead to.
func after(schema state.Schema, live *state.Snapshot, steps []Step) *state.Snapshot {
	if len(steps) == 0 {
		return live
	}
	out, _ := schema.Apply(live, effectsOf(steps))
	return out
}

func effectsOf(steps []Step) []state.Effect {
	n := 0
	for i := range steps {
		n += len(steps[i].Effects)
	}
	out := make([]state.Effect, 0, n)
	for i := range steps {
		out = append(out, steps[i].Effects...)
	}
	return out
}

// called is what an object is called: by its reference, or those who have an
// account no longer by their canonical path.
func (b *builder) called(ref string) string {
	if b.Names == nil || ref == "" {
		return ""
	}
	return b.Names(ref)
}

// names keeps, of what objects are called, those that the section mentions.
func (b *builder) names() map[string]string {
	out := map[string]string{}
	noted := map[state.Ref]bool{} // most are mentioned again and again
	note := func(r state.Ref) {
		if noted[r] {
			return
		}
		noted[r] = true
		ref := r.String()
		if name := b.called(ref); name != "" {
			out[ref] = name
		}
	}
	for i := range b.section.Changes {
		c := &b.section.Changes[i]
		note(c.Object)
		note(c.Live())
		if name := b.called(c.Former); name != "" {
			out[c.Former] = name
		}
		k, ok := b.Vendor.Schema.Kind(c.Object.Kind)
		for _, f := range c.Fields {
			if !ok {
				break
			}
			field, known := k.Field(f.Name)
			if !known {
				continue
			}
			for r := range field.Mentions(f.Desired) {
				note(r)
			}
			for r := range field.Mentions(f.Live) {
				note(r)
			}
		}
	}
	for i := range b.section.Steps {
		for _, e := range b.section.Steps[i].Effects {
			note(e.Object)
		}
	}
	b.nameUndone(note)
	for _, a := range b.section.Accounts {
		note(a.Holder)
	}
	for _, r := range b.section.Rights {
		note(r.Holder)
		for _, scope := range append([]string{r.Scope}, r.Stays...) {
			note(state.ParseRef(strings.Replace(scope, ":", "/", 1)))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}
