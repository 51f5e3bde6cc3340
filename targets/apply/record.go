package apply

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// record keeps what was applied. What is there now is what was there, changed by
// the steps that were done.
func (r *run) record() error {
	before, err := r.Ledger.Record(r.Section.Target)
	if err != nil {
		before = nil // a record that cannot be read is replaced: it is a hint
	}
	if err := r.Ledger.SaveFormer(cmp.Or(r.report.Resumed, r.Run), r.Section.Target, before); err != nil {
		return err
	}
	live := r.Live
	if live == nil {
		live = r.changed(diff.Change.Live, func(f diff.Field) state.Value { return f.Live }, func(c diff.Change) bool { return c.Op != state.OpCreate })
	}
	after, _ := r.Schema.Apply(live, r.landed)
	for i := range after.Objects {
		if id, ok := r.ids[after.Objects[i].Ref()]; ok {
			after.Objects[i].ID = id
		}
	}
	desired := r.Desired
	if desired == nil {
		desired = r.changed(func(c diff.Change) state.Ref { return c.Object }, asked, func(c diff.Change) bool { return c.Op != state.OpDelete })
	}
	called := r.called(before)
	before, desired = called.inPresentNames(r.Schema, before), called.wanted(r.Schema, desired)
	out := before.Settled(r.Schema, desired, after, r.wrote())
	if r.Desired == nil && before != nil {
		out.Entries = r.merged(before.Entries, out.Entries, called)
	}
	r.keepResets(out, after, called)
	out.Target, out.Type = r.Section.Target, r.Section.Type
	out.Inputs, out.Commit, out.Run, out.At = r.Inputs, r.Commit, r.Run, r.Now().UTC()
	if r.Amend != nil {
		r.Amend(before, out, r.whole())
	}
	return r.Ledger.SaveRecord(out)
}

// whole reports whether every call has been done.
func (r *run) whole() bool {
	return !slices.ContainsFunc(r.report.Steps, func(s StepReport) bool { return s.Outcome != Done && s.Outcome != ByHand })
}

// asked is what the site asks of a field: of one that is undone, nothing.
func asked(f diff.Field) state.Value {
	if f.Part == diff.Reset {
		return state.Value{}
	}
	return f.Desired
}

// changed is one side of the changes as a snapshot.
func (r *run) changed(name func(diff.Change) state.Ref, side func(diff.Field) state.Value, in func(diff.Change) bool) *state.Snapshot {
	out := &state.Snapshot{Target: r.Section.Target, Type: r.Section.Type}
	for _, c := range r.Section.Changes {
		if !in(c) {
			continue
		}
		o := state.Object{Kind: c.Object.Kind, Key: name(c).Key, ID: c.ID, Canonical: c.Canonical}
		for _, f := range c.Fields {
			o.Put(f.Name, side(f))
		}
		out.Objects = append(out.Objects, o)
	}
	out.Sort()
	return out
}

// merged keeps the entries of objects that this plan did not change, and of the
// others the attributes that it did not.
func (r *run) merged(before, now []state.Entry, called called) []state.Entry {
	known := map[state.Ref]bool{}
	ids := map[state.Ref]bool{} // kind and vendor id
	was := map[state.Ref]*state.Entry{}
	for i := range before {
		was[before[i].Object] = &before[i]
	}
	asked := map[state.Ref]state.Ref{}
	for name, stayed := range called.desired {
		asked[stayed] = name
	}
	for i := range now {
		ref := now[i].Object
		known[ref], ids[state.Ref{Kind: ref.Kind, Key: now[i].ID}] = true, now[i].ID != ""
		name, renamed := asked[ref]
		if !renamed {
			name = ref
		}
		if c := r.changes[name]; c != nil && was[ref] != nil {
			now[i].Attrs = untouched(c, was[ref].Attrs, now[i].Attrs)
		}
	}
	for _, e := range r.landed {
		if e.Op == state.OpDelete {
			known[e.Object] = true
		}
	}
	for _, e := range before {
		if !known[e.Object] && !ids[state.Ref{Kind: e.Object.Kind, Key: e.ID}] {
			now = append(now, e)
		}
	}
	slices.SortFunc(now, func(a, b state.Entry) int { return a.Object.Compare(b.Object) })
	return now
}

// untouched adds to attributes of now those of before that a change is not about.
func untouched(c *diff.Change, before, now []state.Attr) []state.Attr {
	for _, a := range before {
		if _, changed := c.Field(a.Name); !changed && c.Op == state.OpUpdate {
			now = append(now, a)
		}
	}
	slices.SortFunc(now, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	return now
}

// wrote tells which attributes the steps that were done have written, without
// those that the vendor decides or was found to have ignored.
func (r *run) wrote() func(state.Ref, string) bool {
	type place struct {
		object state.Ref
		attr   string
	}
	all := map[place]bool{}
	for _, e := range r.landed {
		for _, a := range e.Attrs {
			if e.Predicted {
				delete(all, place{e.Object, a.Name})
			} else {
				all[place{e.Object, a.Name}] = true
			}
		}
	}
	return func(ref state.Ref, attr string) bool { return all[place{ref, attr}] }
}
