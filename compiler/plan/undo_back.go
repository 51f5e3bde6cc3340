package plan

import (
	"maps"

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
	whyLasting = "made by the run, and the target lets nobody delete it"
	whyUnknown = "nobody knows whether it was there before"
	whyUnsaid  = "a person had a step to do, and nobody attested that it is done: look for yourself"
)

// BackInput is what taking a section of an earlier run back rests on.
type BackInput struct {
	Schema  state.Schema
	Section *Section             // as it was planned
	Undo    *Undo                // as it was planned
	Done    map[string]Doing     // by step id; a step that is not in it was not done
	IDs     map[state.Ref]string // vendor ids that the run was given
	Live    *state.Snapshot      // what the target holds now
	Last    *state.Snapshot      // what was last applied; nil is not known

	// Attempts are the effects of runs that began to take this one back and were cut
	// off: what they wrote is nobody else's change.
	Attempts []state.Effect
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
	t.attempts()
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
	canonical map[state.Ref]string              // of what the site declared, by the former name, else by the name then
	from      map[state.Ref]map[string][]string // its canonical paths by field
	replaces  map[state.Ref]state.Ref           // of what was made anew under another name: former name → name then
	before    *state.Snapshot
	left      *state.Snapshot
	written   map[state.Ref]map[string]bool          // by the names then: what the steps wrote themselves
	wrote     map[state.Ref]map[string]state.Value   // by the names then: what fields came to, by the steps or by the vendor with them
	tried     map[state.Ref]map[string][]state.Value // by the names then: what attempts to take it back wrote
	after     []*state.Object                        // by place in Former: what it became, nil when it is gone

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
		t.canonical[t.Section.Changes[i].Object] = t.Section.Changes[i].Canonical
	}
	for i := range t.Section.Changes {
		c := &t.Section.Changes[i]
		t.canonical[c.Live()] = c.Canonical // of two that swapped, the one that had the name
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

func (t *takingBack) keep(r state.Ref, why string) {
	t.kept = append(t.kept, Kept{Object: r, Why: why})
}

// NamesBack calls things by what people know, as Names does, once a section is
// taken back: of two that swapped and swap again, the other way round.
func (s *Section) NamesBack(wanted *state.Snapshot) map[string]string {
	out := maps.Clone(s.Names)
	for i := range s.Changes {
		c := &s.Changes[i]
		name := s.Names[c.Object.String()]
		if o, back := wanted.Find(c.Live()); back && o.Canonical == c.Canonical && c.Live() != c.Object && name != "" {
			out[c.Live().String()] = name
		}
	}
	return out
}
