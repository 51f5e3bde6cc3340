package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// strict are the words of the policy whose default is an error: a reviewer must
// not approve a revocation that does not happen.
var strict = []string{"memberships", "overrides", "roles"}

// objectPolicy is the site's word for whole objects of a kind, and where it
// would be written.
func (c *comparer) objectPolicy(k *state.Kind) (Release, string) {
	return c.policy(k.Plural)
}

// fieldPolicy is the site's word for one field. What gives rights goes by
// "overrides" on a membership, where the site has a word for that, and by its
// kind elsewhere; without a word it is an error on every kind.
func (c *comparer) fieldPolicy(k *state.Kind, f *state.Field) (Release, string) {
	if !f.Has(state.Privilege) {
		if slices.Contains(strict, k.Plural) && c.Released[k.Plural] == "" {
			return ToLeave, k.Plural
		}
		return c.policy(k.Plural)
	}
	word := k.Plural
	if word == "memberships" && (c.Released["overrides"] != "" || c.Released[word] == "") {
		word = "overrides"
	}
	if written := c.Released[word]; written != "" {
		return written, word
	}
	return ToError, word
}

func (c *comparer) policy(word string) (Release, string) {
	switch written := c.Released[word]; {
	case written != "":
		return written, word
	case slices.Contains(strict, word):
		return ToError, word
	}
	return ToLeave, word
}

// releasedObject lists an object that is no longer declared. One that a target
// always has cannot go: what was declared of it is undone, and no more.
func (c *comparer) releasedObject(k *state.Kind, r row, known *state.Object) {
	l := r.live
	policy, word := c.objectPolicy(k)
	if policy == ToReset && k.Can&state.Delete == 0 && !k.Unread {
		r.desired = declaredNoMore(k, l, known)
		c.update(k, r)
		return
	}
	if policy == ToReset {
		if reach := c.reaches.Find(l); !mayDelete(k, reach.Reach) {
			c.notRead(k, l, reach, "deleted")
			return
		}
		c.add(k, c.deletion(k, l, known, Reset))
		return
	}
	if policy == ToError {
		c.noWord(k, known, known.Canonical, fmt.Sprintf("%s %s is no longer declared and would stay as it is", titleOf(k), l.Key), word)
	}
	c.add(k, c.deletion(k, l, known, Released))
}

// declaredNoMore is an object of which nothing is declared but which it is.
func declaredNoMore(k *state.Kind, l, known *state.Object) *state.Object {
	o := &state.Object{Kind: l.Kind, Key: l.Key, Canonical: known.Canonical}
	for _, name := range k.Key {
		o.Put(name, l.Get(name))
	}
	return o
}

// released lists the fields of a declared object that are no longer declared.
func (u *updating) released() {
	before := len(u.fields)
	names := undeclared(nil, u.base, u.desired)
	names = undeclared(names, u.last, u.desired)
	if len(names) == 0 {
		return
	}
	slices.Sort(names)
	walk := fieldWalk{fields: u.kind.Fields}
	for _, name := range slices.Compact(names) {
		f := walk.find(name)
		if f == nil || f.Has(state.Computed|state.Secret|state.Sealed|state.External) {
			continue // a secret that the site does not give stays: without one anybody could come in
		}
		u.releasedField(f)
	}
	if len(u.fields) > before {
		slices.SortFunc(u.fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	}
}

func (u *updating) releasedField(f *state.Field) {
	live := u.liveOf(f)
	to := state.Nothing()
	if f.Default.Presence() == state.Set {
		to = f.Default
	}
	if f.Holds(to, live) {
		return // nothing of it is left
	}
	side := u.last
	if get(u.last, f.Name).Presence() == state.Absent {
		side = u.base
	}
	a, _ := side.Attr(f.Name)
	field := Field{Name: f.Name, Live: u.asNamed(f, live), Then: u.then(f, live), Base: get(u.base, f.Name), Last: get(u.last, f.Name), Part: Released, From: side.Paths(a)}
	policy, word := u.fieldPolicy(u.kind, f)
	switch {
	case f.Has(state.Runtime):
	case policy == ToReset && f.Has(state.Immutable):
		u.diags.Add(diag.Diagnostic{Code: diag.ReleasedFixed, Severity: diag.Warning, Target: u.Target, Path: firstPath(side, a),
			Message: fmt.Sprintf("%s of %s %s is no longer declared, and can be set only when it is made: it stays %s", f.Name, titleOf(u.kind), u.desired.Key, live)})
	case policy == ToReset:
		field.Part, field.Desired = Reset, to
	case policy == ToError:
		u.noWord(u.kind, side, firstPath(side, a), fmt.Sprintf("%s of %s %s is no longer declared and would stay %s", f.Name, titleOf(u.kind), u.desired.Key, live), word)
	case drifted(f, field.Last, live):
		field.Part = Left
	}
	u.fields = append(u.fields, field)
}

func (c *comparer) noWord(k *state.Kind, known *state.Object, path, message, word string) {
	if path == "" {
		path = known.Canonical
	}
	c.diags.Add(diag.Diagnostic{Code: diag.ReleasedNoWord, Target: c.Target, Path: path, Message: message,
		Hint: fmt.Sprintf(`write released: %s: "reset" in the target to undo it, or "leave" to keep it there`, word)})
}

// undeclared appends the attributes of a side that desired does not have. Both
// are sorted.
func undeclared(names []string, side, desired *state.Object) []string {
	if side == nil {
		return names
	}
	declared := desired.Attrs
	for i := range side.Attrs {
		name := side.Attrs[i].Name
		for len(declared) > 0 && declared[0].Name < name {
			declared = declared[1:]
		}
		if len(declared) == 0 || declared[0].Name != name {
			names = append(names, name)
		}
	}
	return names
}
