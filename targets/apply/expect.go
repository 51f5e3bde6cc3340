package apply

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// expected is what the plan believes of the objects that it touches, kept up to
// date as steps are done.
type expected struct {
	schema  state.Schema
	objects map[state.Ref]*expectation
	renamed map[state.Ref]state.Ref // name after a rename → name before it
	holders map[state.Ref][]holder  // who is believed to refer to an object, by its first name
	names   names
}

// holder is a field that refers to something.
type holder struct {
	object state.Ref
	field  string
}

type expectation struct {
	there  bool
	fields map[string]state.Value // those that must be so, in first names; the vendor's and users' own are not among them
}

// expect takes the live side of the changes that are carried out. Of what is made
// where something goes that it belongs to, or under a name that another has until
// it is renamed, nothing is believed: it may stand there until then.
func expect(schema state.Schema, changes []diff.Change, steps []plan.Step) *expected {
	x := &expected{schema, make(map[state.Ref]*expectation, len(changes)), map[state.Ref]state.Ref{}, map[state.Ref][]holder{}, namesOf(schema, changes)}
	going := map[state.Ref]bool{}
	for _, c := range changes {
		if c.Acts() && (c.Replace || c.Op == state.OpDelete) {
			going[c.Live()] = true
		}
	}
	cleared := deleted(steps)
	for _, c := range changes {
		if !c.Acts() || c.Op == state.OpCreate && (cleared[c.Object] || len(going) > 0 && x.madeAgain(&c, going) || x.names.passedOn(schema, c.Object)) {
			continue
		}
		ref := c.Object
		if c.LiveKey != "" {
			ref.Key = c.LiveKey
			x.renamed[c.Object] = ref
		}
		e := &expectation{there: c.Op != state.OpCreate || c.Replace, fields: map[string]state.Value{}}
		for _, f := range c.Fields {
			counts := c.Op == state.OpDelete || f.Part.Acts()
			field := x.bound(ref.Kind, f.Name)
			if !e.there || !counts || f.Live.Basis() != state.Read || field == nil {
				continue
			}
			e.fields[f.Name] = f.Live
			x.hold(ref, field, f.Live)
		}
		x.objects[ref] = e
	}
	return x
}

// deleted are the objects that steps say they delete. What is made under the name of
// one is made anew.
func deleted(steps []plan.Step) map[state.Ref]bool {
	out := map[state.Ref]bool{}
	for i := range steps {
		for _, e := range steps[i].Effects {
			if e.Op == state.OpDelete {
				out[e.Object] = true
			}
		}
	}
	return out
}

// madeAgain reports whether an object of that name may be there, and goes with
// what it belongs to.
func (x *expected) madeAgain(c *diff.Change, going map[state.Ref]bool) bool {
	k, ok := x.schema.Kind(c.Object.Kind)
	if !ok {
		return false
	}
	o := state.Object{Kind: c.Object.Kind, Key: c.Object.Key}
	for _, f := range c.Fields {
		o.Put(f.Name, f.Desired)
	}
	for owner := range k.Owners(&o) {
		if going[owner] {
			return true
		}
	}
	return false
}

// hold notes what a field that is believed refers to.
func (x *expected) hold(ref state.Ref, field *state.Field, v state.Value) {
	if field.Ref == "" {
		return
	}
	for key := range v.Keys() {
		to := state.Ref{Kind: field.Ref, Key: key}
		x.holders[to] = append(x.holders[to], holder{ref, field.Name})
	}
}

// lean believes what a read showed of what a step only looks at: fields that its
// decision rested on, and objects whose ids it takes.
func (x *expected) lean(s *plan.Step, live *state.Snapshot) {
	for _, r := range idsIn(map[string]any(s.Args)) {
		x.leanOn(x.now(r), "", live)
	}
	for _, read := range s.Reads {
		if r, field, ok := readOf(read); ok {
			x.leanOn(x.now(r), field, live)
		}
	}
}

func (x *expected) leanOn(r state.Ref, field string, live *state.Snapshot) {
	o, there := live.Find(r)
	if !there {
		return // a step makes it, or it makes no difference
	}
	e := x.objects[r]
	if e == nil {
		e = &expectation{there: true, fields: map[string]state.Value{}}
		x.objects[r] = e
	}
	f := x.bound(r.Kind, field)
	if _, known := e.fields[field]; known || !e.there || f == nil {
		return
	}
	e.fields[field] = x.read(o, field)
	x.hold(r, f, e.fields[field])
}

// now is the name that an object has at present: steps name it as it will be.
func (x *expected) now(r state.Ref) state.Ref {
	if was, ok := x.renamed[r]; ok && x.objects[r] == nil && x.objects[was] != nil {
		return was
	}
	return r
}

// rests are the objects that a step only looks at, by their present names, of
// which anything is believed.
func (x *expected) rests(s *plan.Step) []state.Ref {
	var out []state.Ref
	for _, r := range rests(s) {
		if r = x.now(r); x.objects[r] != nil {
			out = append(out, r)
		}
	}
	return out
}

// letGo drops what is believed of fields that refer to an object that is gone:
// vendors may take it out of them.
func (x *expected) letGo(gone state.Ref) {
	for _, h := range x.holders[x.names.firstOf(gone)] {
		if at := x.objects[h.object]; at != nil {
			delete(at.fields, h.field)
		}
	}
}

// read is what a field held when it was read, in first names.
func (x *expected) read(o *state.Object, name string) state.Value {
	v := o.Get(name)
	if k, ok := x.schema.Kind(o.Kind); ok {
		if f, ok := k.Field(name); ok {
			return x.names.ofNow(f, v)
		}
	}
	return v
}

// bound is a field that may not move between plan and apply; nil when it may.
func (x *expected) bound(kind, name string) *state.Field {
	k, ok := x.schema.Kind(kind)
	if !ok {
		return nil
	}
	f, ok := k.Field(name)
	if !ok || f.Has(state.Computed|state.Runtime|state.Secret) {
		return nil
	}
	return f
}

// done takes over what a step that was carried out leaves behind: which objects
// are there. The fields that it wrote are bound no longer, since a vendor may
// keep them in another form (a number in E.164), and what the vendor was
// predicted to do by itself is not relied on.
func (x *expected) done(effects []state.Effect) {
	for _, e := range effects {
		at := x.objects[e.Object]
		if e.LiveKey != "" && e.LiveKey != e.Object.Key {
			old := state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}
			if was := x.objects[old]; was != nil {
				at = was
				delete(x.objects, old)
			}
		}
		if e.Op == state.OpDelete {
			x.letGo(e.Object)
		}
		x.names.done(e)
		if renames(e) {
			x.follow(state.Ref{Kind: e.Object.Kind, Key: e.LiveKey}, e.Object)
		}
		switch {
		case e.Predicted:
			x.forget(e)
			continue
		case e.Op == state.OpDelete:
			x.objects[e.Object] = &expectation{}
			continue
		case at == nil || e.Op == state.OpCreate:
			at = &expectation{fields: map[string]state.Value{}}
		}
		at.there = true
		for _, a := range e.Attrs {
			delete(at.fields, a.Name)
		}
		x.objects[e.Object] = at
	}
}

// follow gives what has the name of a renamed object in its key the key that it
// has from now on.
func (x *expected) follow(old, now state.Ref) {
	to, others := map[state.Ref]state.Ref{old: now}, map[state.Ref][]string{}
	for r := range x.objects {
		k, ok := x.schema.Kind(r.Kind)
		if !ok || !k.Derived() {
			continue
		}
		readings := x.names.keys.readings(k, r)
		if len(readings) != 1 {
			continue // nobody has seen it
		}
		if other, ok := respelt(k, readings[0], to); ok {
			others[r] = other
		}
	}
	for r, parts := range others { // each has another name
		is := state.Ref{Kind: r.Kind, Key: joined(parts)}
		x.objects[is] = x.objects[r]
		x.names.keys[is] = parts
		delete(x.objects, r)
	}
}

// forget drops what is believed of the places that an effect predicts.
func (x *expected) forget(e state.Effect) {
	at := x.objects[e.Object]
	if at == nil || e.Op != state.OpUpdate {
		delete(x.objects, e.Object)
		return
	}
	for _, a := range e.Attrs {
		delete(at.fields, a.Name)
	}
}

// found makes what was read the expectation: for an object that a step was to
// change and did not.
func (x *expected) found(live *state.Snapshot, refs []state.Ref) {
	for _, r := range refs {
		at := x.objects[r]
		o, ok := live.Find(r)
		if at == nil || at.there != ok {
			x.objects[r] = &expectation{there: ok, fields: map[string]state.Value{}}
			continue
		}
		for name := range at.fields {
			at.fields[name] = x.read(o, name)
		}
	}
}

// moved lists what a read shows to be different, for the objects named. Objects
// of which nothing is believed cannot move.
func (x *expected) moved(at *sight, refs []state.Ref) []Move {
	var out []Move
	for _, r := range refs {
		e := x.objects[r]
		if e == nil {
			continue
		}
		o, ok := at.live.Find(r)
		switch {
		case ok && !e.there:
			out = append(out, Move{Object: r, Want: "nothing there", Have: "an object"})
		case !ok && e.there && at.seen(r):
			out = append(out, Move{Object: r, Want: "an object", Have: "nothing there"})
		case !ok && !at.seen(r):
			out = append(out, Move{Object: r, Want: presence(e.there), Have: "no certain answer"})
		case ok:
			out = append(out, x.fields(e, o)...)
		}
	}
	return out
}

func presence(there bool) string {
	if there {
		return "an object"
	}
	return "nothing there"
}

func (x *expected) fields(e *expectation, o *state.Object) []Move {
	k, ok := x.schema.Kind(o.Kind)
	if !ok {
		return nil
	}
	var out []Move
	for i := range k.Fields {
		f := &k.Fields[i]
		want, ok := e.fields[f.Name]
		if !ok {
			continue
		}
		have := x.read(o, f.Name)
		if want.Presence() != state.Set && have.Presence() != state.Set || f.Holds(want, have) {
			continue
		}
		out = append(out, movedField(o.Ref(), f, want, have))
	}
	return out
}

// movedField says two values in words, unless these leave out the difference.
func movedField(r state.Ref, f *state.Field, want, have state.Value) Move {
	m := Move{Object: r, Field: f.Name, Want: f.Said(want), Have: f.Said(have)}
	if m.Want == m.Have {
		m.Want, m.Have = want.String(), have.String()
	}
	return m
}

// touches are the objects that a step writes, by the keys they have before it,
// and those whose fields its decision rested on.
func touches(s *plan.Step) []state.Ref {
	var out []state.Ref
	for _, e := range s.Effects {
		if e.Predicted {
			continue
		}
		r := e.Object
		if e.LiveKey != "" {
			r.Key = e.LiveKey
		}
		out = append(out, r)
	}
	return out
}

// rests are the objects that a step only looks at: their ids are in its
// arguments, or its decision rested on them.
func rests(s *plan.Step) []state.Ref {
	var out []state.Ref
	for _, read := range s.Reads {
		if r, _, ok := readOf(read); ok {
			out = append(out, r)
		}
	}
	return append(out, idsIn(map[string]any(s.Args))...)
}

// readOf takes kind/key.field apart.
func readOf(read string) (state.Ref, string, bool) {
	i := strings.LastIndexByte(read, '.')
	if i <= 0 {
		return state.Ref{}, "", false
	}
	return state.ParseRef(read[:i]), read[i+1:], true
}

func idsIn(v any) []state.Ref {
	var out []state.Ref
	switch v := v.(type) {
	case plan.IDOf:
		return []state.Ref{v.Ref}
	case plan.Args:
		return idsIn(map[string]any(v))
	case map[string]any:
		for _, x := range v { // callers sort
			out = append(out, idsIn(x)...)
		}
	case []any:
		for _, x := range v {
			out = append(out, idsIn(x)...)
		}
	}
	return out
}
