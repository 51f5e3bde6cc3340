package plan

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Undo is the way back from one section: what its target held wherever the
// section writes. With the steps it makes the inverse plan: what they made is
// deleted, and what they changed or deleted becomes as Former has it again.
// What is made is named by the steps and takes no room here.
type Undo struct {
	Target string         `json:"target"`
	Former []state.Object `json:"former,omitempty"` // of what changes, the fields that do; of what goes, everything that was read and can be written; sorted
	Lost   []Lost         `json:"lost,omitempty"`   // sorted by object
}

// Lost is what no later plan brings back of one object.
type Lost struct {
	Object state.Ref `json:"object"`
	Change string    `json:"change"` // the name of the change that loses it
	What   []string  `json:"what"`   // a few words each: "voicemail messages"
}

// UndoOf looks the way back of a target up.
func (p *Plan) UndoOf(target string) (*Undo, bool) {
	for i := range p.Undo {
		if p.Undo[i].Target == target {
			return &p.Undo[i], true
		}
	}
	return nil, false
}

// unwritable are the fields that a plan cannot give their former value: nobody
// read it, or nobody but another system writes it.
const unwritable = state.Computed | state.Secret | state.Sealed | state.External

// known reports whether a secret that the target shows is the site's: then it can
// be written again.
func known(f *state.Field, v state.Value) bool {
	return f.Has(state.Sealed) && v.Presence() == state.Set && v.Text() != state.Another
}

// undo works out the way back while what the target holds is at hand. It goes by
// the effects, so that what the vendor does by itself can be taken back too.
func (b *builder) undo() Undo {
	out := Undo{Target: b.Target}
	if len(b.section.Steps) == 0 {
		return out
	}
	left, _ := b.Vendor.Schema.Apply(tagged(b.Live.Objects), b.onThere(effectsOf(b.section.Steps)))
	survivors := make([]*state.Object, len(b.Live.Objects))
	for i := range left.Objects {
		if n, ok := tagOf(&left.Objects[i]); ok {
			survivors[n] = &left.Objects[i]
		}
	}
	renames, passing := b.moves(), b.passing(survivors)
	for i := range b.Live.Objects {
		was := &b.Live.Objects[i]
		k, ok := b.Vendor.Schema.Kind(was.Kind)
		if !ok {
			continue
		}
		if survivors[i] == nil {
			out.Former = append(out.Former, entire(k, was))
		} else if o, changed := changedFrom(k, was, survivors[i], renames, passing[i]); changed {
			out.Former = append(out.Former, o)
		}
	}
	out.Lost = b.lost()
	return out
}

// onThere leaves out of effects those on what they make themselves, which is the
// bulk of a first plan: they change nothing that was there. What takes or gives up
// a name on its way stays.
func (b *builder) onThere(effects []state.Effect) []state.Effect {
	made := make(map[state.Ref]bool, len(effects))
	for i := range effects {
		if _, there := b.Live.Find(effects[i].Object); effects[i].Op == state.OpCreate && !there {
			made[effects[i].Object] = true
		}
	}
	for i := range effects {
		if e := &effects[i]; e.LiveKey != "" {
			delete(made, e.Object)
			delete(made, state.Ref{Kind: e.Object.Kind, Key: e.LiveKey})
		}
	}
	return slices.DeleteFunc(effects, func(e state.Effect) bool { return made[e.Object] })
}

// moves maps what gets another name and stays the same thing to its new name:
// what refers to it follows by itself.
func (b *builder) moves() map[state.Ref]state.Ref {
	out := b.renames()
	for i := range b.section.Changes {
		if c := &b.section.Changes[i]; c.Replace {
			delete(out, c.Live())
		}
	}
	return out
}

// tagged are objects whose ids say where they stand in the list, so that they
// are known again under another name.
func tagged(objects []state.Object) *state.Snapshot {
	out := &state.Snapshot{Objects: slices.Clone(objects)}
	for i := range out.Objects {
		out.Objects[i].ID = strconv.Itoa(i)
	}
	return out
}

// tagOf is the place that an object had; not ok for one that was made since.
func tagOf(o *state.Object) (int, bool) {
	n, err := strconv.Atoi(o.ID)
	return n, err == nil
}

// entire is an object with all that can be written again.
func entire(k *state.Kind, was *state.Object) state.Object {
	out := state.Object{Kind: was.Kind, Key: was.Key, ID: was.ID}
	for _, a := range was.Attrs {
		f, ok := k.Field(a.Name)
		if ok && (!f.Has(unwritable|state.Runtime) || known(f, a.Value) || slices.Contains(k.Key, a.Name)) {
			out.Attrs = append(out.Attrs, state.Attr{Name: a.Name, Value: a.Value})
		}
	}
	return out
}

// passing are, by place of the object, the fields that hold something else on the
// way and in the end what they held before: lists that somebody drops out of and
// comes back into. A run may end in between.
func (b *builder) passing(survivors []*state.Object) map[int]map[string]bool {
	var lists []state.Effect
	for i := range b.section.Steps {
		for _, e := range b.section.Steps[i].Effects {
			if e.Op == state.OpUpdate && slices.ContainsFunc(e.Attrs, isList) {
				lists = append(lists, e)
			}
		}
	}
	if len(lists) == 0 {
		return nil
	}
	places := map[state.Ref]int{}
	for i := range b.Live.Objects {
		places[b.Live.Objects[i].Ref()] = i
	}
	for i, o := range survivors {
		if o != nil {
			places[o.Ref()] = i
		}
	}
	out := map[int]map[string]bool{}
	for _, e := range lists {
		n, there := places[e.Object]
		for _, a := range e.Attrs {
			if !there || !isList(a) || sameRead(a.Value, b.Live.Objects[n].Get(a.Name)) {
				continue
			}
			if out[n] == nil {
				out[n] = map[string]bool{}
			}
			out[n][a.Name] = true
		}
	}
	return out
}

func isList(a state.Attr) bool {
	return a.Value.Type() == state.Strset || a.Value.Type() == state.Strlist
}

// changedFrom is an object with the fields that are otherwise in left or on the
// way there, and those that make its key. A reference that only follows a new
// name has not changed.
func changedFrom(k *state.Kind, was, left *state.Object, renames map[state.Ref]state.Ref, passing map[string]bool) (state.Object, bool) {
	out := state.Object{Kind: was.Kind, Key: was.Key, ID: was.ID}
	changed := left.Key != was.Key && !k.Derived()
	note := func(name string) {
		f, ok := k.Field(name)
		if !ok {
			return
		}
		before, after := was.Get(name), left.Get(name)
		isKey := slices.Contains(k.Key, name)
		differs := !f.Has(unwritable) && (passing[name] || !asRead(f, before, after, renames)) && !follows(f, before, after, renames)
		if differs || isKey {
			out.Attrs = append(out.Attrs, state.Attr{Name: name, Value: before})
		}
		changed = changed || differs
	}
	for i, j := 0, 0; i < len(was.Attrs) || j < len(left.Attrs); {
		switch {
		case j == len(left.Attrs) || i < len(was.Attrs) && was.Attrs[i].Name < left.Attrs[j].Name:
			note(was.Attrs[i].Name)
			i++
		case i == len(was.Attrs) || left.Attrs[j].Name < was.Attrs[i].Name:
			note(left.Attrs[j].Name)
			j++
		default:
			note(was.Attrs[i].Name)
			i, j = i+1, j+1
		}
	}
	return out, changed
}

// sameRead reports whether two values are equal, where not shown and empty are
// one thing.
func sameRead(a, b state.Value) bool {
	if a.Presence() != state.Set && b.Presence() != state.Set {
		return true
	}
	return a.Equal(b)
}

// asRead reports whether a value is what it was. A reference is not where the name
// that it holds is another object's afterwards.
func asRead(f *state.Field, before, after state.Value, renames map[state.Ref]state.Ref) bool {
	if !sameRead(before, after) {
		return false
	}
	for key := range before.Keys() {
		if to, ok := renames[state.Ref{Kind: f.Ref, Key: key}]; ok && f.Ref != "" && to.Key != key {
			return false
		}
	}
	return true
}

// follows reports whether a reference names the same objects as before, by the
// names that they have afterwards.
func follows(f *state.Field, before, after state.Value, renames map[state.Ref]state.Ref) bool {
	if f.Ref == "" || len(renames) == 0 {
		return false
	}
	var was, is []string
	for key := range before.Keys() {
		if to, ok := renames[state.Ref{Kind: f.Ref, Key: key}]; ok {
			key = to.Key
		}
		was = append(was, key)
	}
	for key := range after.Keys() {
		is = append(is, key)
	}
	if f.Type == state.Strset {
		slices.Sort(was)
		slices.Sort(is)
	}
	return slices.Equal(was, is)
}

// lost says, for each change, what of it cannot be taken back.
func (b *builder) lost() []Lost {
	whats := map[string][]string{}     // by change
	finals := map[string][]state.Ref{} // by change: what steps that cannot be undone are about
	for i := range b.section.Steps {
		s := &b.section.Steps[i]
		words := s.losing()
		for _, name := range s.Covers {
			whats[name] = append(whats[name], words...)
			if s.Flags.Irreversible {
				finals[name] = append(finals[name], s.Object)
			}
		}
	}
	var out []Lost
	for i := range b.section.Changes {
		c := &b.section.Changes[i]
		if !c.Acts() {
			continue
		}
		what := whats[c.Name()]
		about := finals[c.Name()] // of what only belongs to such an object, nothing else goes
		if len(what) == 0 && (slices.Contains(about, c.Object) || slices.Contains(about, c.Live())) {
			what = append(what, "what the target keeps with it beside its settings")
		}
		if what = append(what, b.unread(c)...); len(what) > 0 {
			out = append(out, Lost{Object: c.Live(), Change: c.Name(), What: sortedSet(what)})
		}
	}
	slices.SortFunc(out, func(a, b Lost) int { return cmp.Or(a.Object.Compare(b.Object), cmp.Compare(a.Change, b.Change)) })
	return out
}

// losing is what a step loses for good, as far as it says.
func (s *Step) losing() []string {
	words := slices.Clone(s.Loses)
	if s.Flags.Notifies {
		words = append(words, "the message that is sent")
	}
	if s.Op == state.OpCreate {
		return words
	}
	s.Args.Walk(func(path string, v any) {
		if _, ok := v.(SecretOf); ok {
			words = append(words, "the former "+path[strings.LastIndexByte(path, '.')+1:]+", which cannot be read")
		}
	})
	return words
}

// unread is what a change writes over or deletes and nobody could read.
func (b *builder) unread(c *diff.Change) []string {
	k, ok := b.Vendor.Schema.Kind(c.Object.Kind)
	if !ok {
		return nil
	}
	var out []string
	was, there := b.Live.Find(c.Live())
	if there && (c.Op == state.OpDelete || c.Replace) {
		if was.ID != "" {
			out = append(out, "its id on the target")
		}
		if was.Extra != "" {
			out = append(out, "settings that patchbay does not know")
		}
		if slices.ContainsFunc(k.Fields, func(f state.Field) bool {
			return f.Has(state.Secret) && !f.Has(state.Computed) || f.Has(state.Sealed) && was.Get(f.Name).Text() == state.Another
		}) {
			out = append(out, "passwords and other secrets")
		}
		return out
	}
	for _, f := range c.Fields {
		if field, ok := k.Field(f.Name); ok && f.Part.Acts() && there && f.Live.Basis() == state.Unknown {
			out = append(out, "the former "+cmp.Or(field.Title, f.Name)+", which is not known")
		}
	}
	return out
}

// nameUndone notes what is lost or kept, and what that belongs to, since it is
// shown.
func (b *builder) nameUndone(note func(state.Ref)) {
	var about []state.Ref
	for _, l := range b.section.Lost {
		about = append(about, l.Object)
	}
	for _, k := range b.section.Kept {
		about = append(about, k.Object)
	}
	for _, r := range about {
		note(r)
		k, ok := b.Vendor.Schema.Kind(r.Kind)
		if o, there := b.Live.Find(r); ok && there {
			for owner := range k.Owners(o) {
				note(owner)
			}
		}
	}
}
