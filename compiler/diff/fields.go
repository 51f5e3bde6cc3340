package diff

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// update compares an object that is declared and there.
func (c *comparer) update(k *state.Kind, r row) {
	along := c.goesWithOwner(k, r.live)
	if along && refersByKey(k) {
		c.createAgain(k, r)
		return
	}
	u := updating{comparer: c, kind: k, row: r, original: r.live, renamed: c.liveKey(r.desired) != ""}
	if u.renamed || len(c.replaced) > 0 || len(c.liveKeys) > 0 {
		u.original = c.asRead(r.live)
	}
	u.compare()
	former := c.inheriting[r.desired.Ref()]
	u.replace = u.replace || former != ""
	if along && !u.changesOwner() {
		c.createAgain(k, r)
		return
	}
	if r.base != nil || r.last != nil {
		u.released()
	}
	if len(u.fields) == 0 && former == "" {
		return
	}
	part := partOf(u.fields)
	if former != "" && !part.Acts() {
		part = Asked // the account goes to another person, whatever else it holds
	}
	ch := Change{Op: state.OpUpdate, Object: r.desired.Ref(), LiveKey: c.liveKey(r.desired), ID: r.live.ID,
		Canonical: r.desired.Canonical, Former: former, Part: part, Replace: u.replace, Fields: u.fields}
	if u.replace {
		c.going[ch.Object] = true
	}
	c.add(k, ch)
}

// createAgain makes an object anew that goes with the one it belongs to.
func (c *comparer) createAgain(k *state.Kind, r row) {
	c.add(k, Change{Op: state.OpCreate, Object: r.desired.Ref(), Canonical: r.desired.Canonical, Part: Asked, Fields: c.createdFields(k, r, Asked)})
}

// updating is one object under comparison.
type updating struct {
	*comparer
	kind *state.Kind
	row
	original *state.Object // live by its own name
	renamed  bool
	fields   []Field
	replace  bool
}

// changesOwner reports whether the object is given to another owner, and so
// outlives the one it has.
func (u *updating) changesOwner() bool {
	return slices.ContainsFunc(u.fields, func(x Field) bool {
		f, ok := u.kind.Field(x.Name)
		return ok && f.Ref != "" && f.Ref == u.kind.Owner
	})
}

// refersAnew reports whether a value names something that is made anew, so that
// it has to be written again: what pointed to the old one points to nothing.
func (u *updating) refersAnew(f *state.Field, v state.Value) bool {
	if f.Ref == "" || len(u.replaced) == 0 || f.Flags&(state.Computed|state.External) != 0 {
		return false
	}
	for key := range v.Keys() {
		if u.replaced[state.Ref{Kind: f.Ref, Key: key}] {
			return true
		}
	}
	return false
}

// compare merges the desired attributes with the live ones and the schema's
// fields, which are all sorted.
func (u *updating) compare() {
	walk := fieldWalk{fields: u.kind.Fields}
	live, plain := u.live.Attrs, !u.renamed && len(u.replaced) == 0
	for i := range u.desired.Attrs {
		a := &u.desired.Attrs[i]
		for len(live) > 0 && live[0].Name != a.Name && live[0].Name < a.Name {
			live = live[1:]
		}
		shown := len(live) > 0 && live[0].Name == a.Name
		if shown && plain && a.Value.Same(&live[0].Value) {
			continue // most of them, whatever the field is
		}
		f := walk.find(a.Name)
		if f == nil {
			u.strange(u.desired, "attribute "+a.Name+" is not in the schema")
			continue
		}
		var l state.Value
		switch {
		case !shown && u.hidden(f):
			l = u.unknown(f)
		case u.renamed && f.Ref == "":
			l = u.original.Get(a.Name) // its own key has the desired value already
		case shown:
			l = live[0].Value
		}
		switch {
		case f.Has(state.Computed) || f.Has(state.Secret):
		case f.Has(state.Sealed) && shown && l.Basis() == state.Unknown:
			u.sealed = append(u.sealed, sealed{u.kind, f, firstPath(u.desired, *a)})
		case u.refersAnew(f, a.Value), !f.Holds(a.Value, l):
			u.differs(f, a, l)
		}
	}
}

// differs notes a field that is to be written. live is its value in the names
// that desired uses.
func (u *updating) differs(f *state.Field, a *state.Attr, live state.Value) {
	switch {
	case f.Has(state.External):
		u.external(u.kind, u.desired, *a, live)
		return
	case f.Has(state.Immutable) && (live.Presence() == state.Absent || live.Basis() == state.Unknown):
		u.diags.Add(diag.Diagnostic{Code: diag.FixedUnseen, Severity: diag.Notice, Target: u.Target, Path: firstPath(u.desired, *a),
			Message: fmt.Sprintf("%s of %s %s is set only when it is made and cannot be read: taken to be %s", f.Name, titleOf(u.kind), u.desired.Key, a.Value)})
		return
	case f.Has(state.Immutable):
		u.replace = true
	}
	base, last := get(u.base, a.Name), get(u.last, a.Name)
	if u.renamed && slices.Contains(u.kind.Key, a.Name) {
		base, last = state.Value{}, state.Value{} // they were brought into the new name to be found
	}
	part := Asked
	if drifted(f, last, live) {
		part = Overwrite
	}
	u.fields = append(u.fields, Field{Name: a.Name, Desired: a.Value, Live: u.asNamed(f, live), Then: u.then(f, live), Base: base, Last: last, Part: part, From: u.desired.Paths(*a)})
}

// asNamed is a live value as the target has it: with the names that what it
// refers to has there now.
func (u *updating) asNamed(f *state.Field, live state.Value) state.Value {
	if live.Basis() == state.Unknown {
		return live
	}
	return u.original.Get(f.Name)
}

// then is a live value in the names that hold once all is done, where it differs
// from what the target has.
func (u *updating) then(f *state.Field, live state.Value) state.Value {
	if f.Ref == "" || live.Equal(u.asNamed(f, live)) {
		return state.Value{}
	}
	return live
}

// drifted reports whether a value is known to be another than was last applied.
func drifted(f *state.Field, last, live state.Value) bool {
	return last.Presence() != state.Absent && live.Basis() != state.Unknown && !f.Holds(last, live)
}

// hidden reports whether the target does not show a field of the object, so that
// no value is not the same as none.
func (u *updating) hidden(f *state.Field) bool {
	return u.kind.Hidden(f) || len(u.Said.Objects) > 0 && attested(u.kind, u.live)
}

// attested reports whether only people say that an object is there.
func attested(k *state.Kind, o *state.Object) bool {
	return len(k.Key) > 0 && o.Get(k.Key[0]).Basis() == state.Attested
}

func (u *updating) unknown(f *state.Field) state.Value {
	said, _ := u.Said.Find(u.live.Ref())
	return unknown(get(said, f.Name))
}

// liveOf is what a field holds, or that nobody knows it.
func (u *updating) liveOf(f *state.Field) state.Value {
	if v := u.live.Get(f.Name); v.Presence() != state.Absent || !u.hidden(f) {
		return v
	}
	return u.unknown(f)
}

func (c *comparer) external(k *state.Kind, o *state.Object, a state.Attr, live state.Value) {
	c.diags.Add(diag.Diagnostic{Code: diag.ExternalDiffers, Target: c.Target, Path: firstPath(o, a),
		Message: fmt.Sprintf("%s of %s %s is kept by another system: there it is %s, here %s", a.Name, titleOf(k), o.Key, live, a.Value),
		Hint:    "change it where it is kept, or take it out of the site"})
}

func firstPath(o *state.Object, a state.Attr) string {
	if p := o.Paths(a); len(p) > 0 {
		return p[0]
	}
	return o.Canonical
}

// partOf is the part of a whole update: the one that all fields that act share,
// Asked when they do not; and of those only shown, Released before Left.
func partOf(fields []Field) Part {
	acts, shown := Part(""), Left
	for i := range fields {
		p := fields[i].Part
		switch {
		case !p.Acts() && p == Released:
			shown = Released
		case !p.Acts():
		case acts == "":
			acts = p
		case acts != p:
			acts = Asked
		}
	}
	if acts != "" {
		return acts
	}
	return shown
}
