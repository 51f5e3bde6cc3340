package plan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Doing is what is known of a step of an earlier run.
type Doing uint8

const (
	NotDone Doing = iota
	WasDone
	Unclear // sent, and nobody knows: the target tells
)

// Kept is something that a run wrote, that was changed since, and that taking
// the run back leaves as it is.
type Kept struct {
	Object state.Ref   `json:"object"`
	Field  string      `json:"field,omitempty"` // "" is the object itself
	Wrote  state.Value `json:"wrote,omitzero"`  // by the run
	Former state.Value `json:"former,omitzero"` // where it cannot have its former value again
	Now    state.Value `json:"now,omitzero"`
	Why    string      `json:"why"` // a few words
}

// BackInput is what taking a section of an earlier run back rests on.
type BackInput struct {
	Schema  state.Schema
	Section *Section             // as it was planned
	Undo    *Undo                // as it was planned
	Done    map[string]Doing     // by step id; a step that is not in it was not done
	IDs     map[state.Ref]string // vendor ids that the run was given
	Live    *state.Snapshot      // what the target holds now
	Last    *state.Snapshot      // what was last applied; nil is not known
}

// Back is what an earlier run leaves to take back, in the form in which sites
// ask for things.
type Back struct {
	Desired *state.Snapshot // touched objects only, with the fields to restore
	Record  *state.Record   // which object on the target is which of Desired
	Last    *state.Snapshot // of what was last applied, the part that Desired is about
	Lost    []Lost
	Kept    []Kept
}

// TakeBack works out what the target has to be asked for so that what a run did
// is undone. What was changed since, by whomever, is left as it is.
func TakeBack(in BackInput) Back {
	t := &takingBack{BackInput: in, canonical: map[state.Ref]string{}, from: map[state.Ref]map[string][]string{},
		renamed: map[state.Ref]state.Ref{}, stayed: map[state.Ref]state.Ref{}, doomed: map[state.Ref]*state.Object{}, pinned: map[state.Ref]bool{}, wanted: map[state.Ref]*state.Object{}}
	t.index()
	t.replay()
	t.survivors()
	t.vanished()
	t.made()
	t.settle()
	return t.back()
}

// takingBack is one run of TakeBack. before and left are what the section began
// with and what it left, in the names of those days; live is what is there now.
type takingBack struct {
	BackInput
	canonical map[state.Ref]string              // of what the site declared, by either name
	from      map[state.Ref]map[string][]string // its canonical paths by field
	replaces  map[state.Ref]state.Ref           // of what was made anew under another name: former name → name then
	before    *state.Snapshot
	left      *state.Snapshot
	written   map[state.Ref]map[string]bool // by the names then: what the steps wrote themselves
	after     []*state.Object               // by place in Former: what it became, nil when it is gone

	wanted  map[state.Ref]*state.Object // by former name: what is restored
	renamed map[state.Ref]state.Ref     // name now → former name, which it gets again
	stayed  map[state.Ref]state.Ref     // former name → name now, which it keeps
	doomed  map[state.Ref]*state.Object // made by the run, and deleted: by the name now
	pinned  map[state.Ref]bool          // what somebody changed belongs to these
	kept    []Kept
}

func (t *takingBack) index() {
	t.replaces = map[state.Ref]state.Ref{}
	for i := range t.Section.Changes {
		c := &t.Section.Changes[i]
		t.canonical[c.Object], t.canonical[c.Live()] = c.Canonical, c.Canonical
		paths := map[string][]string{}
		for _, f := range c.Fields {
			paths[f.Name] = f.From
		}
		t.from[c.Live()] = paths
		if c.Replace && c.LiveKey != "" {
			t.replaces[c.Live()] = c.Object
		}
	}
}

// replay applies what was done to what was there.
func (t *takingBack) replay() {
	t.before = tagged(t.Undo.Former)
	t.written = map[state.Ref]map[string]bool{}
	var effects []state.Effect
	for i := range t.Section.Steps {
		s := &t.Section.Steps[i]
		done := t.Done[s.ID]
		if done == NotDone {
			continue
		}
		for _, e := range s.Effects {
			if done == Unclear && !t.shows(&e) {
				continue
			}
			effects = append(effects, e)
			if !e.Predicted && e.Op != state.OpDelete {
				t.note(e)
			}
		}
	}
	t.left, _ = t.Schema.Apply(t.before, effects)
	t.after = make([]*state.Object, len(t.before.Objects))
	for i := range t.left.Objects {
		if n, ok := tagOf(&t.left.Objects[i]); ok {
			t.after[n] = &t.left.Objects[i]
		}
	}
}

func (t *takingBack) note(e state.Effect) {
	if t.written[e.Object] == nil {
		t.written[e.Object] = map[string]bool{}
	}
	for _, a := range e.Attrs {
		t.written[e.Object][a.Name] = true
	}
}

// shows reports whether the target looks as if an effect came about, and cuts
// the effect down to what shows.
func (t *takingBack) shows(e *state.Effect) bool {
	k, ok := t.Schema.Kind(e.Object.Kind)
	if !ok {
		return false
	}
	o, there := t.Live.Find(e.Object)
	if e.Op == state.OpDelete || !there {
		return (e.Op == state.OpDelete) != there
	}
	if e.Op == state.OpCreate {
		return true
	}
	var attrs []state.Attr
	for _, a := range e.Attrs {
		if f, ok := k.Field(a.Name); ok && f.Holds(a.Value, o.Get(a.Name)) {
			attrs = append(attrs, a)
		}
	}
	e.Attrs = attrs
	return len(attrs) > 0
}

func (t *takingBack) keep(r state.Ref, why string) {
	t.kept = append(t.kept, Kept{Object: r, Why: why})
}

// Why something is left as it is.
const (
	whyChanged = "changed since"
	whyGone    = "gone since"
	whyAnother = "deleted and made again since"
	whyAgain   = "made again since"
	whyTaken   = "its former name is another's by now"
	whyUsed    = "used by others since"
	whyHeld    = "its former value is another's by now"
	whyOrphan  = "what it belongs to is gone since"
	whyNowhere = "what it named is gone since"
)

// survivors restores the fields of what was changed.
func (t *takingBack) survivors() {
	for i := range t.Undo.Former {
		was, left := &t.Undo.Former[i], t.after[i]
		if left == nil {
			left = t.remade(was)
		}
		k, ok := t.Schema.Kind(was.Kind)
		if left == nil || !ok {
			continue
		}
		now, there := t.Live.Find(left.Ref())
		if !there {
			now, there = t.Live.Find(was.Ref()) // somebody gave it its name back
		}
		switch {
		case !there:
			t.keep(left.Ref(), whyGone)
		case t.after[i] != nil && was.ID != "" && now.ID != "" && was.ID != now.ID:
			t.keep(left.Ref(), whyAnother)
		default:
			t.restore(k, was, left, now)
		}
	}
}

// remade is what stands under the name of an object that was deleted and made
// anew, as a phone that changes hands is.
func (t *takingBack) remade(was *state.Object) *state.Object {
	if left, ok := t.left.Find(was.Ref()); ok && left.ID == "" {
		return left
	}
	return nil
}

// restore wants each field of an object back that is as the run left it.
func (t *takingBack) restore(k *state.Kind, was, left, now *state.Object) {
	want := state.Object{Kind: was.Kind, Key: was.Key, Canonical: t.canonical[was.Ref()]}
	renames := was.Key != now.Key && !derived(k)
	if _, taken := t.Live.Find(was.Ref()); renames && taken && !t.vacated(was.Ref()) {
		t.keep(now.Ref(), whyTaken)
		renames = false
	}
	for _, a := range was.Attrs {
		f, ok := k.Field(a.Name)
		isKey := slices.Contains(k.Key, a.Name)
		if !ok || f.Has(unwritable) || isKey && was.Key != now.Key && !renames && !derived(k) {
			continue
		}
		wrote, have := left.Get(a.Name), now.Get(a.Name)
		switch {
		case isKey, f.Holds(wrote, have) || sameRead(wrote, have):
			if isKey || !sameRead(a.Value, have) {
				want.Put(a.Name, given(f, a.Value), t.from[was.Ref()][a.Name]...)
			}
		case sameRead(a.Value, have) || sameRead(a.Value, wrote):
		default:
			t.kept = append(t.kept, Kept{Object: now.Ref(), Field: a.Name, Wrote: wrote, Now: have, Why: whyChanged})
		}
	}
	if renames {
		t.renamed[now.Ref()] = was.Ref()
	} else if was.Key != now.Key && !derived(k) {
		t.stayed[was.Ref()] = now.Ref()
	}
	t.wanted[was.Ref()] = &want
}

// vacated reports whether what has a name now gives it up in the same plan.
func (t *takingBack) vacated(r state.Ref) bool {
	for i, left := range t.after {
		if left != nil && left.Ref() == r && t.Undo.Former[i].Key != r.Key {
			return true
		}
	}
	o, made := t.left.Find(r)
	return made && o.ID == ""
}

// given is a value in the form in which it is asked for: what was not shown is
// cleared, or gets what the vendor fills in.
func given(f *state.Field, v state.Value) state.Value {
	switch {
	case v.Presence() != state.Absent:
		return v
	case f.Default.Presence() == state.Set:
		return f.Default
	}
	return state.Nothing()
}

// vanished wants back what was deleted and is not there.
func (t *takingBack) vanished() {
	for i := range t.Undo.Former {
		was := &t.Undo.Former[i]
		k, ok := t.Schema.Kind(was.Kind)
		if !ok || t.after[i] != nil || t.remade(was) != nil {
			continue
		}
		if now, there := t.Live.Find(was.Ref()); there {
			if !t.vacated(was.Ref()) {
				t.again(k, was, now)
				continue
			}
		}
		want := state.Object{Kind: was.Kind, Key: was.Key, Canonical: t.canonical[was.Ref()]}
		settable := false
		for _, a := range was.Attrs {
			if a.Value.Presence() == state.Set { // what is made begins without the rest
				want.Put(a.Name, a.Value, t.from[was.Ref()][a.Name]...)
				settable = settable || !slices.Contains(k.Key, a.Name)
			}
		}
		if settable || k.Can&state.Create != 0 {
			t.wanted[was.Ref()] = &want
		}
	}
}

// again: an object that was deleted is there, by somebody else's doing.
func (t *takingBack) again(k *state.Kind, was, now *state.Object) {
	for _, a := range was.Attrs {
		if f, ok := k.Field(a.Name); ok && k.Can&state.Create != 0 && !sameRead(a.Value, now.Get(a.Name)) && !f.Holds(a.Value, now.Get(a.Name)) {
			t.keep(now.Ref(), whyAgain)
			return
		}
	}
}

// made dooms what the run made and nobody changed since.
func (t *takingBack) made() {
	for i := range t.left.Objects {
		left := &t.left.Objects[i]
		_, old := tagOf(left)
		k, ok := t.Schema.Kind(left.Kind)
		if _, was := t.before.Find(left.Ref()); old || !ok || was && t.wanted[left.Ref()] != nil && !t.swaps(left.Ref()) {
			continue
		}
		now, there := t.Live.Find(left.Ref())
		if !there {
			continue
		}
		if id := t.IDs[left.Ref()]; id != "" && now.ID != "" && id != now.ID {
			t.keep(now.Ref(), whyAnother)
			continue
		}
		if field, changed := t.changed(k, left, now); changed {
			t.kept = append(t.kept, Kept{Object: now.Ref(), Field: field, Wrote: left.Get(field), Now: now.Get(field), Why: whyChanged})
			for owner := range k.Owners(now) {
				t.pinned[owner] = true
			}
			continue
		}
		if k.Can&state.Delete != 0 {
			t.doomed[now.Ref()] = now
		}
	}
}

// swaps reports whether what the run made under a name is not what had the name
// before: that moves, or comes back.
func (t *takingBack) swaps(r state.Ref) bool {
	for i := range t.Undo.Former {
		if t.Undo.Former[i].Ref() == r {
			return t.after[i] != nil && t.after[i].Key != r.Key
		}
	}
	return false
}

// changed names a field of what the run made that is otherwise by now.
func (t *takingBack) changed(k *state.Kind, left, now *state.Object) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(t.written[left.Ref()])) {
		f, ok := k.Field(name)
		if !ok || f.Has(unwritable|state.Runtime) {
			continue
		}
		if !f.Holds(left.Get(name), now.Get(name)) && !sameRead(left.Get(name), now.Get(name)) {
			return name, true
		}
	}
	return "", false
}

// settle lets what is doomed stay where others have come to rest on it, and what
// is wanted where it has nothing to belong to, until nothing more follows.
func (t *takingBack) settle() {
	for again := true; again; {
		again = false
		for _, former := range slices.SortedFunc(maps.Keys(t.replaces), state.Ref.Compare) {
			now := t.replaces[former]
			if _, there := t.Live.Find(now); there && t.doomed[now] == nil && t.wanted[former] != nil {
				delete(t.wanted, former) // it is not brought back beside what took its place
			}
		}
		for _, r := range slices.SortedFunc(maps.Keys(t.wanted), state.Ref.Compare) {
			again = t.orphaned(r) || again
		}
		again = t.clash() || again
		users := t.users()
		for _, r := range slices.SortedFunc(maps.Keys(t.doomed), state.Ref.Compare) {
			if users[r] {
				delete(t.doomed, r)
				t.keep(r, whyUsed)
				again = true
			} else if t.ownerStays(r) {
				delete(t.doomed, r)
				again = true
			}
		}
	}
}

// orphaned gives up what would refer to something that is not there and does not
// come back: the field or, where it belongs to that, the object.
func (t *takingBack) orphaned(r state.Ref) bool {
	want := t.wanted[r]
	k, _ := t.Schema.Kind(want.Kind)
	for name, to := range k.References(want) {
		if t.remains(to) {
			continue
		}
		if f, _ := k.Field(name); slices.Contains(k.Key, name) || f.Ref == k.Owner {
			delete(t.wanted, r)
			t.keep(r, whyOrphan)
			return true
		}
		t.kept = append(t.kept, Kept{Object: r, Field: name, Former: want.Get(name), Why: whyNowhere})
		less := want.Clone()
		less.Put(name, state.Value{})
		t.wanted[r] = &less
		return true
	}
	return false
}

// clash gives up a former value that only one may have, and somebody else has by
// now.
func (t *takingBack) clash() bool {
	type value struct{ kind, field, fold string }
	holders := map[value]state.Ref{}
	each := func(o *state.Object, visit func(*state.Field, state.Value)) {
		k, _ := t.Schema.Kind(o.Kind)
		for _, a := range o.Attrs {
			if f, ok := k.Field(a.Name); ok && a.Value.Presence() == state.Set && (f.Has(state.Unique) || len(k.Key) == 1 && k.Key[0] == a.Name) {
				visit(f, a.Value)
			}
		}
	}
	for i := range t.Live.Objects {
		o := &t.Live.Objects[i]
		if t.doomed[o.Ref()] != nil {
			continue
		}
		former := o.Ref()
		if to, ok := t.renamed[former]; ok {
			former = to
		}
		each(o, func(f *state.Field, v state.Value) {
			if want := t.wanted[former]; want == nil || want.Get(f.Name).Presence() == state.Absent {
				holders[value{o.Kind, f.Name, f.Fold(v)}] = former
			}
		})
	}
	for _, r := range slices.SortedFunc(maps.Keys(t.wanted), state.Ref.Compare) {
		var lost *state.Field
		each(t.wanted[r], func(f *state.Field, v state.Value) {
			at := value{r.Kind, f.Name, f.Fold(v)}
			if holder, taken := holders[at]; taken && holder != r && t.stayed[r] != holder {
				lost = f
			}
		})
		if lost != nil {
			t.giveUp(r, lost)
			return true
		}
	}
	return false
}

// giveUp leaves a field of what is wanted as it is now. Without its name what
// was deleted does not come back, and what was renamed keeps its new name.
func (t *takingBack) giveUp(r state.Ref, f *state.Field) {
	want := t.wanted[r]
	k, _ := t.Schema.Kind(r.Kind)
	t.kept = append(t.kept, Kept{Object: r, Field: f.Name, Former: want.Get(f.Name), Why: whyHeld})
	less := want.Clone()
	less.Put(f.Name, state.Value{})
	t.wanted[r] = &less
	if !slices.Contains(k.Key, f.Name) {
		return
	}
	for now, former := range t.renamed {
		if former == r {
			delete(t.renamed, now)
			t.stayed[r] = now
			return
		}
	}
	delete(t.wanted, r)
}

// remains reports whether something will be there, by its former name.
func (t *takingBack) remains(r state.Ref) bool {
	if t.wanted[r] != nil {
		return true
	}
	if to, ok := t.stayed[r]; ok {
		r = to
	}
	_, there := t.Live.Find(r)
	return there && t.doomed[r] == nil
}

// users are the doomed objects that something which stays refers to.
func (t *takingBack) users() map[state.Ref]bool {
	out := maps.Clone(t.pinned)
	if len(t.doomed) == 0 {
		return out
	}
	for i := range t.Live.Objects {
		o := &t.Live.Objects[i]
		k, ok := t.Schema.Kind(o.Kind)
		if !ok || t.doomed[o.Ref()] != nil || k.Can&state.Create == 0 && t.belongs(k, o) {
			continue
		}
		former := o.Ref()
		if to, ok := t.renamed[former]; ok {
			former = to
		}
		want := t.wanted[former]
		for field, to := range k.References(o) {
			if t.doomed[to] == nil {
				continue
			}
			if want != nil {
				if a, ok := want.Attr(field); ok && !refersTo(a.Value, to.Key) {
					continue
				}
			}
			out[to] = true
		}
	}
	return out
}

// belongs reports whether an object goes with something that is doomed.
func (t *takingBack) belongs(k *state.Kind, o *state.Object) bool {
	for r := range k.Owners(o) {
		if t.doomed[r] != nil {
			return true
		}
	}
	return false
}

// ownerStays reports whether the run made what an object belongs to, and that
// stays.
func (t *takingBack) ownerStays(r state.Ref) bool {
	k, _ := t.Schema.Kind(r.Kind)
	for owner := range k.Owners(t.doomed[r]) {
		left, ours := t.left.Find(owner)
		if _, there := t.Live.Find(owner); there && ours && left.ID == "" && t.doomed[owner] == nil && t.wanted[owner] == nil {
			return true
		}
	}
	return false
}

// back puts it together.
func (t *takingBack) back() Back {
	restored := &state.Snapshot{}
	for _, r := range slices.SortedFunc(maps.Keys(t.wanted), state.Ref.Compare) {
		restored.Objects = append(restored.Objects, *t.wanted[r])
	}
	restored = state.Rekey(t.Schema, restored, t.stayed)
	gone := state.Rekey(t.Schema, t.claimed(), t.renamed)
	out := Back{Desired: &state.Snapshot{Target: t.Section.Target, Type: t.Section.Type, Objects: slices.Clone(restored.Objects), Claims: gone.Claims}, Kept: t.kept}
	restored.Sort()
	for _, o := range gone.Objects {
		if _, twice := restored.Find(o.Ref()); !twice {
			out.Desired.Objects = append(out.Desired.Objects, o)
		}
	}
	out.Desired.Sort()
	out.Record = t.record(out.Desired)
	out.Last = t.last(out.Desired)
	for _, l := range t.Undo.Lost {
		if t.carriedOut(l.Change) {
			out.Lost = append(out.Lost, l)
		}
	}
	slices.SortFunc(out.Kept, func(a, b Kept) int { return cmp.Or(a.Object.Compare(b.Object), cmp.Compare(a.Field, b.Field)) })
	return out
}

// claimed claims what is doomed and nothing beside it: where no extent is of one
// object alone, the others in it are declared, as they are.
func (t *takingBack) claimed() *state.Snapshot {
	out := &state.Snapshot{}
	extents := map[state.Extent]bool{}
	for _, r := range slices.SortedFunc(maps.Keys(t.doomed), state.Ref.Compare) {
		k, _ := t.Schema.Kind(r.Kind)
		e := state.Extent{Kind: r.Kind, Attr: k.Key[0], Value: t.doomed[r].Get(k.Key[0]).Text()}
		if e.Value == "" {
			e.Attr = ""
		}
		if !extents[e] && !t.belongs(k, t.doomed[r]) {
			extents[e] = true
			out.Claims = append(out.Claims, e)
		}
	}
	index := out.ClaimIndex()
	for i := range t.Live.Objects {
		o := &t.Live.Objects[i]
		if _, claimed := index.Find(o); !claimed || t.doomed[o.Ref()] != nil {
			continue
		}
		k, _ := t.Schema.Kind(o.Kind)
		bare := state.Object{Kind: o.Kind, Key: o.Key}
		for _, name := range k.Key {
			bare.Put(name, o.Get(name))
		}
		out.Objects = append(out.Objects, bare)
	}
	return out
}

// record says which live objects get another name.
func (t *takingBack) record(desired *state.Snapshot) *state.Record {
	out := &state.Record{Target: t.Section.Target, Type: t.Section.Type}
	tell := func(now, former state.Ref) {
		o, there := t.Live.Find(now)
		i := slices.IndexFunc(desired.Objects, func(d state.Object) bool { return d.Ref() == former })
		if !there || i < 0 || o.ID == "" {
			return
		}
		d := &desired.Objects[i]
		d.Canonical = cmp.Or(d.Canonical, former.String())
		out.Entries = append(out.Entries, state.Entry{Object: now, Canonical: d.Canonical, ID: o.ID})
	}
	for _, now := range slices.SortedFunc(maps.Keys(t.renamed), state.Ref.Compare) {
		tell(now, t.renamed[now])
	}
	for _, former := range slices.SortedFunc(maps.Keys(t.replaces), state.Ref.Compare) {
		if now := t.replaces[former]; t.doomed[now] != nil && t.wanted[former] != nil {
			tell(now, former)
		}
	}
	slices.SortFunc(out.Entries, func(a, b state.Entry) int { return a.Object.Compare(b.Object) })
	return out
}

// last is what was last applied of what this is about; never nil, since the
// record is for matching only.
func (t *takingBack) last(desired *state.Snapshot) *state.Snapshot {
	out := &state.Snapshot{}
	if t.Last == nil {
		return out
	}
	for i := range t.Last.Objects {
		o := &t.Last.Objects[i]
		if t.doomed[o.Ref()] != nil {
			out.Objects = append(out.Objects, *o)
			continue
		}
		former := o.Ref()
		if to, ok := t.renamed[former]; ok {
			former = to
		}
		d, ok := desired.Find(former)
		if !ok {
			continue
		}
		part := state.Object{Kind: o.Kind, Key: o.Key, ID: o.ID, Canonical: o.Canonical}
		for _, a := range o.Attrs {
			if _, asked := d.Attr(a.Name); asked {
				part.Attrs = append(part.Attrs, a)
			}
		}
		out.Objects = append(out.Objects, part)
	}
	return out
}

// carriedOut reports whether a step that covers the change was done, or may have
// been.
func (t *takingBack) carriedOut(change string) bool {
	return slices.ContainsFunc(t.Section.Steps, func(s Step) bool {
		return t.Done[s.ID] != NotDone && slices.Contains(s.Covers, change)
	})
}

// Recorded is what the record said of an attribute before a section was carried
// out, as far as the section tells; Absent when nothing was declared.
func (s *Section) Recorded(object state.Ref, field string) state.Value {
	for i := range s.Changes {
		c := &s.Changes[i]
		if c.Object != object && c.Live() != object {
			continue
		}
		f, ok := c.Field(field)
		switch {
		case !ok:
		case c.Op == state.OpDelete && f.Part != diff.Along:
			return f.Live
		default:
			return f.Last
		}
	}
	return state.Value{}
}
