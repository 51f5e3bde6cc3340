package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// findReplaced notes the objects that an update would delete and create again,
// before anything is compared: what refers to them has to be written again too,
// whatever the order of kinds. Objects that belong to others in their keys go
// with those.
func (c *comparer) findReplaced() {
	for i := range c.Schema.Kinds {
		k := &c.Schema.Kinds[i]
		if refersByKey(k) || !slices.ContainsFunc(k.Fields, func(f state.Field) bool { return f.Has(state.Immutable) }) {
			continue
		}
		keyOnly := !slices.ContainsFunc(k.Fields, func(f state.Field) bool { return f.Has(state.Immutable) && !slices.Contains(k.Key, f.Name) })
		desired := ofKind(c.Desired, k.Name)
		for j := range desired {
			d := &desired[j]
			c.passes(k, d)
			heir := c.heir(k, d)
			if keyOnly && (len(c.liveKeys) == 0 || c.liveKey(d) == "") && heir == "" || c.blocked[d.Ref()] {
				continue // its key is as it was, and nothing else is fixed
			}
			l, ok := c.Live.Find(d.Ref())
			if ok && heir != "" {
				c.inherits(k, d, l, heir)
			}
			if ok && (c.inheriting[d.Ref()] != "" || c.replaces(k, d, l)) {
				c.replaced[d.Ref()] = true
			}
		}
	}
}

// replaces reports whether a field differs that can be set only at creation.
func (c *comparer) replaces(k *state.Kind, d, l *state.Object) bool {
	original := c.asRead(l)
	return slices.ContainsFunc(d.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		if !ok || !f.Has(state.Immutable) || f.Flags&(state.Computed|state.Secret|state.External) != 0 {
			return false
		}
		live := l.Get(a.Name)
		if f.Ref == "" {
			live = original.Get(a.Name)
		}
		return live.Presence() != state.Absent && live.Basis() != state.Unknown && !f.Holds(a.Value, live)
	})
}

// heir is the canonical path of a person who had the account that has the number
// of d, and whom the site does not declare any more; "" when there is none, or
// when the vendor can give accounts another number, so that they belong to people
// and not to numbers.
func (c *comparer) heir(k *state.Kind, d *state.Object) string {
	was := c.holder(k, d)
	if was == "" || was == d.Canonical || slices.Contains(c.Previously[d.Canonical], was) || c.declared(k, was) {
		return ""
	}
	return was
}

// passes refuses to write one person over another who has the account and stays:
// without a record of whose account is whose nothing moves, and what is in it
// would pass on.
func (c *comparer) passes(k *state.Kind, d *state.Object) {
	was := c.holder(k, d)
	l, there := c.Live.Find(d.Ref())
	if !there || was == "" || d.Canonical == "" || was == d.Canonical || slices.Contains(c.Previously[d.Canonical], was) ||
		!c.declared(k, was) || c.blocked[d.Ref()] || !c.another(k, d, l) {
		return
	}
	c.blocked[d.Ref()] = true
	c.diags.Add(diag.Diagnostic{Code: diag.NumberChangedOwn, Target: c.Target, Path: d.Canonical,
		Message: fmt.Sprintf("%s was %s and would become %s, with all that is in it", describe(k, l), was, d.Canonical),
		Hint:    fmt.Sprintf("first give %s a number that nobody has, and apply; then give %s to %s", was, l.Key, d.Canonical)})
}

// holder is the canonical path of who had the account that has the number of d by
// the last apply or the base, where numbers are fixed and d has no other account;
// "" when nobody knows.
func (c *comparer) holder(k *state.Kind, d *state.Object) string {
	f, fixed := k.Field(k.Key[0])
	if k.Plural != "users" || !fixed || !f.Has(state.Immutable) || c.liveKey(d) != "" {
		return ""
	}
	for _, side := range []*state.Snapshot{c.Last, c.Base} {
		if side == nil {
			continue
		}
		if was, ok := side.Find(d.Ref()); ok && was.Canonical != "" {
			return was.Canonical
		}
	}
	return ""
}

func (c *comparer) declared(k *state.Kind, canonical string) bool {
	return slices.ContainsFunc(ofKind(c.Desired, k.Name), func(o state.Object) bool { return o.Canonical == canonical })
}

// another reports whether anything differs between who is declared and who is
// there: where nothing does, only the id in the site is another.
func (c *comparer) another(k *state.Kind, d, l *state.Object) bool {
	return slices.ContainsFunc(d.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		return ok && f.Flags&(state.Computed|state.Secret|state.External) == 0 && f.Ref == "" && !f.Holds(a.Value, l.Get(a.Name))
	})
}

// takesOver reports whether somebody gets the account of a person who is no longer
// declared, and has one already under a number that nobody gets.
func (c *comparer) takesOver(k *state.Kind, d *state.Object) bool {
	return c.heir(k, d) != "" && c.ownAccount(k, d) != nil
}

// ownAccount is what somebody has on the target under another number than is
// declared, which nobody else gets; nil when there is none, or when the address
// there tells that it is another's by now.
func (c *comparer) ownAccount(k *state.Kind, d *state.Object) *state.Object {
	for _, side := range []*state.Snapshot{c.Last, c.Base} {
		was := ofCanonical(ofKind(side, k.Name), append([]string{d.Canonical}, c.Previously[d.Canonical]...))
		if was == nil || was.Key == d.Key {
			continue
		}
		l, there := c.original.Find(was.Ref())
		if _, wanted := c.Desired.Find(was.Ref()); !there || wanted || c.anothers(k, was, l) {
			return nil
		}
		return l
	}
	return nil
}

// anothers reports whether a live object has other values than before of what
// only one can have, beside its key.
func (c *comparer) anothers(k *state.Kind, was, l *state.Object) bool {
	return slices.ContainsFunc(was.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		return ok && f.Has(state.Unique) && !f.Holds(a.Value, l.Get(a.Name))
	})
}

// ofCanonical is the object of the first of some canonical paths that has one.
func ofCanonical(objects []state.Object, paths []string) *state.Object {
	for _, path := range paths {
		if i := slices.IndexFunc(objects, func(o state.Object) bool { return path != "" && o.Canonical == path }); i >= 0 {
			return &objects[i]
		}
	}
	return nil
}

// inherits notes that an account is made anew, so that nobody gets what another
// left in it, and that the one which its new holder had goes.
// Where nothing differs and nobody has another one, only the id in the site is
// another.
func (c *comparer) inherits(k *state.Kind, d, l *state.Object, former string) {
	own := c.ownAccount(k, d)
	if own == nil && !c.another(k, d, l) {
		return
	}
	c.inheriting[d.Ref()] = former
	rest := ""
	if own != nil {
		c.leaving[own.Ref()] = true
		rest = fmt.Sprintf("; %s %s, which %s has until then, is deleted", titleOf(k), own.Key, d.Canonical)
	}
	id := former[strings.LastIndexByte(former, '.')+1:]
	c.diags.Add(diag.Diagnostic{Code: diag.NumberInherited, Severity: diag.Warning, Target: c.Target, Path: d.Canonical,
		Message: fmt.Sprintf("%s %s was %s's, who is no longer declared: it is deleted and made anew, so that what is in it does not pass to %s%s", titleOf(k), d.Key, former, d.Canonical, rest),
		Hint:    fmt.Sprintf("if they are one person under another id, write previously: %q: true", id)})
}
