package plan

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Facet is a part of what the site asks of an object that is as asked only by a
// person's word: the target does not show it.
type Facet struct {
	Target string    `json:"target"`
	Object state.Ref `json:"object"`
	Name   string    `json:"name,omitempty"` // what people call the object
	Fields []string  `json:"fields"`         // sorted
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Seen   bool      `json:"seen,omitempty"` // by looking; else they say that they made it so
}

// facets are what of desired holds by people's word alone, in order.
func (b *builder) facets() []Facet {
	var out []Facet
	if b.Desired == nil || b.Live == nil {
		return nil
	}
	for i := range b.Live.Objects {
		l := &b.Live.Objects[i]
		if !slices.ContainsFunc(l.Attrs, func(a state.Attr) bool { return a.Value.Basis() == state.Attested }) {
			continue // nearly all of them
		}
		k, known := b.Vendor.Schema.Kind(l.Kind)
		d, asked := b.Desired.Find(l.Ref())
		if !known || !asked {
			continue
		}
		for _, a := range d.Attrs {
			f, ok := k.Field(a.Name)
			v := l.Get(a.Name)
			if ok && v.Basis() == state.Attested && !slices.Contains(k.Key, a.Name) && f.Holds(a.Value, v) {
				out = b.facet(out, d.Ref(), a.Name, v.Source())
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Facet) int {
		return cmp.Or(a.Object.Compare(b.Object), a.At.Compare(b.At), strings.Compare(a.By, b.By))
	})
	return out
}

// facet adds a field to the facet that is known in the same way.
func (b *builder) facet(all []Facet, object state.Ref, name string, from state.Source) []Facet {
	for i := range all {
		if f := &all[i]; f.Object == object && f.By == from.By && f.At.Equal(from.At) && f.Seen == from.Seen {
			f.Fields = append(f.Fields, name)
			return all
		}
	}
	return append(all, Facet{b.Target, object, b.called(object.String()), []string{name}, from.By, from.At, from.Seen})
}

// Rests says on what a change of a right rests, where that is less than what was
// read and what patchbay does itself. The zero Rests is solid ground.
type Rests struct {
	Basis  state.Basis `json:"basis,omitempty"`  // the weakest of what gives it: attested, applied, predicted
	ByHand bool        `json:"byHand,omitempty"` // a step for a person makes it so
}

// rests finds what a change of a right rests on: the values that give it after
// the plan or, where it is lost, gave it before.
func (b *builder) rests(c rights.Change, byHand map[field]bool) Rests {
	side := b.after
	if c.Lost() {
		side = b.Live
	}
	out := Rests{}
	for _, via := range c.Via {
		if o, ok := side.Find(via.Object); ok {
			out.Basis = max(out.Basis, o.Get(via.Attr).Basis())
		}
		out.ByHand = out.ByHand || byHand[field{via.Object, via.Attr}]
	}
	return out
}

// markRights notes of each change of a right what it rests on.
func (b *builder) markRights() {
	byHand := b.section.byHand(func(r state.Ref) state.Ref { return r })
	for i := range b.section.Steps { // who takes an object away by hand takes all that it gives
		s := &b.section.Steps[i]
		for _, e := range s.Effects {
			if o, ok := b.Live.Find(e.Object); ok && s.Kind == Manual && e.Op == state.OpDelete {
				for _, a := range o.Attrs {
					byHand[field{e.Object, a.Name}] = true
				}
			}
		}
	}
	for i := range b.section.Rights {
		r := &b.section.Rights[i]
		r.Rests = b.rests(r.Change, byHand)
	}
}
