package plan

import (
	"cmp"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

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
		case c.LiveKey != "" && f.Live.Text() == c.LiveKey:
			return f.Live // the name that it was recorded under
		default:
			return f.Last
		}
	}
	return state.Value{}
}
