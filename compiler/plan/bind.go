package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Bound is an object on the target that a section was decided from, by its name
// there, with the fields that mattered.
type Bound struct {
	Object state.Ref
	Fields []string // sorted
}

// Bound lists what a section was decided from, sorted: what its changes are
// about, what its steps write, read, or take an id from.
func (s *Section) Bound() []Bound {
	fields := map[state.Ref][]string{}
	note := func(r state.Ref, names ...string) { fields[r] = append(fields[r], names...) }
	renamed := map[state.Ref]state.Ref{}
	for i := range s.Changes {
		c := &s.Changes[i]
		if !c.Acts() {
			continue
		}
		if c.LiveKey != "" {
			renamed[c.Object] = c.Live()
		}
		note(c.Live())
		for _, f := range c.Fields {
			if f.Part.Acts() || f.Part == diff.Along {
				note(c.Live(), f.Name)
			}
		}
	}
	live := func(r state.Ref) state.Ref {
		if l, ok := renamed[r]; ok {
			return l
		}
		return r
	}
	made := map[state.Ref]bool{}
	for i := range s.Steps {
		st := &s.Steps[i]
		for _, e := range st.Effects {
			r := live(e.Object)
			made[r] = made[r] || e.Op == state.OpCreate
			note(r)
			if e.Op == state.OpUpdate && !e.Predicted {
				for _, a := range e.Attrs {
					note(r, a.Name)
				}
			}
		}
		st.Args.Walk(func(_ string, v any) {
			if id, ok := v.(IDOf); ok {
				note(live(id.Ref))
			}
		})
		for _, read := range st.Reads {
			if dot := strings.LastIndexByte(read, '.'); dot > 0 {
				note(live(state.ParseRef(read[:dot])), read[dot+1:])
			}
		}
	}
	out := make([]Bound, 0, len(fields))
	for r, names := range fields {
		out = append(out, Bound{r, sortedSet(names)})
	}
	slices.SortFunc(out, func(a, b Bound) int { return a.Object.Compare(b.Object) })
	return out
}

// Digests sums everything that a section is bound to, as it is in live. A plan
// may still be applied when this equals what its bindings hold.
func (s *Section) Digests(schema state.Schema, live *state.Snapshot) (map[string]string, error) {
	out := map[string]string{}
	for _, b := range s.Bound() {
		k, ok := schema.Kind(b.Object.Kind)
		if !ok {
			return nil, fmt.Errorf("%s: the schema has no such kind", b.Object)
		}
		o, ok := live.Find(b.Object)
		if !ok {
			o = nil
		}
		d, err := k.DigestOf(o, b.Fields)
		if err != nil {
			return nil, err
		}
		out[b.Object.String()] = d
	}
	return out, nil
}

func (b *builder) bind() {
	objects, err := b.section.Digests(b.Vendor.Schema, b.Live)
	if err != nil {
		b.wrong(err.Error())
		return
	}
	b.bindings.Objects = objects
}
