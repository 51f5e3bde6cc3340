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
// about, what its steps write, read, or take an id from. Of the objects that it
// writes every field that desired asks for is among them, whether it differs or
// not; a nil desired leaves those out that do not.
func (s *Section) Bound(desired *state.Snapshot) []Bound {
	fields := make(map[state.Ref][]string, len(s.Changes))
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
		note(c.Live(), managed(desired, c.Object)...)
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
	for i := range s.Steps {
		st := &s.Steps[i]
		for _, e := range st.Effects {
			r := live(e.Object)
			note(r)
			if e.Op == state.OpUpdate && !e.Predicted {
				note(r, managed(desired, e.Object)...)
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
	byHand := s.byHand(live)
	out := make([]Bound, 0, len(fields))
	for r, names := range fields {
		out = append(out, Bound{r, slices.DeleteFunc(sortedSet(names), func(name string) bool { return byHand[field{r, name}] })})
	}
	slices.SortFunc(out, func(a, b Bound) int { return a.Object.Compare(b.Object) })
	return out
}

// field is one of an object's.
type field struct {
	object state.Ref
	name   string
}

// byHand are the fields that people are asked to write, by their objects' present
// names. Nothing rests on what they hold, and whoever does a step before the plan
// is applied makes no difference to it.
func (s *Section) byHand(live func(state.Ref) state.Ref) map[field]bool {
	out := map[field]bool{}
	for i := range s.Steps {
		if s.Steps[i].Kind != Manual {
			continue
		}
		for _, e := range s.Steps[i].Effects {
			for _, a := range e.Attrs {
				out[field{live(e.Object), a.Name}] = true
			}
		}
	}
	return out
}

// managed are the fields of an object that the site asks for.
func managed(desired *state.Snapshot, r state.Ref) []string {
	if desired == nil {
		return nil
	}
	o, ok := desired.Find(r)
	if !ok {
		return nil
	}
	names := make([]string, len(o.Attrs))
	for i, a := range o.Attrs {
		names[i] = a.Name
	}
	return names
}

// sums are those of everything that a section is bound to, as it is in live.
func (s *Section) sums(schema state.Schema, desired, live *state.Snapshot) (map[string]state.Sum, error) {
	out := map[string]state.Sum{}
	for _, b := range s.Bound(desired) {
		k, ok := schema.Kind(b.Object.Kind)
		if !ok {
			return nil, fmt.Errorf("%s: the schema has no such kind", b.Object)
		}
		if k.Unread {
			continue // what people attest is no fact to hold a target to
		}
		o, ok := live.Find(b.Object)
		if !ok {
			o = nil
		}
		sum, err := k.SumOf(o, b.Fields)
		if err != nil {
			return nil, err
		}
		out[b.Object.String()] = sum
	}
	return out, nil
}

func (b *builder) bind() {
	objects, err := b.section.sums(b.Vendor.Schema, b.Desired, b.Live)
	if err != nil {
		b.wrong(err.Error())
		return
	}
	b.bindings.Objects = objects
}
