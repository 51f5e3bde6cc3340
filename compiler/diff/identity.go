package diff

import (
	"cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Identities follow things through a plan in which names pass from one to
// another, so that a field's Live and Desired can be compared: the one is in the
// names that the target uses now, the other in those that hold once all is done.
// The zero value is of a plan in which nothing is renamed.
type Identities struct {
	then    map[state.Ref]state.Ref // by the name now, of what is renamed
	now     map[state.Ref]state.Ref // the same, the other way
	formers map[state.Ref]string    // accounts that are made anew for another person: the path of who has it now
	gone    map[state.Ref]string    // what else goes and leaves its name to another: its path, or its name
	taken   map[state.Ref]bool      // names that something has once all is done
}

// IdentitiesOf are those of one target's changes.
func IdentitiesOf(changes []Change) Identities {
	x := Identities{map[state.Ref]state.Ref{}, map[state.Ref]state.Ref{}, map[state.Ref]string{}, map[state.Ref]string{}, map[state.Ref]bool{}}
	for i := range changes {
		if c := &changes[i]; c.Acts() {
			x.note(c)
		}
	}
	for was, to := range Exchanged(changes) {
		x.rename(was, to)
	}
	for i := range changes {
		if c := &changes[i]; c.Acts() && c.Op == state.OpDelete && x.taken[c.Live()] {
			x.gone[c.Live()] = cmp.Or(c.Canonical, c.Live().String())
		}
	}
	return x
}

func (x Identities) note(c *Change) {
	if c.Op == state.OpDelete {
		return
	}
	x.taken[c.Object] = true
	if c.Live() != c.Object {
		x.rename(c.Live(), c.Object)
	}
	if c.Former != "" {
		x.formers[c.Live()] = c.Former
	}
}

func (x Identities) rename(was, to state.Ref) { x.then[was], x.now[to] = to, was }

// Exchanged are the accounts of those who take the account of another, who
// leaves: their own, which goes, and the one that is made anew for them.
func Exchanged(changes []Change) map[state.Ref]state.Ref {
	type heir struct{ kind, canonical string }
	heirs := map[heir]state.Ref{}
	for i := range changes {
		if c := &changes[i]; c.Former != "" && c.Acts() && c.Canonical != "" {
			heirs[heir{c.Object.Kind, c.Canonical}] = c.Object
		}
	}
	out := map[state.Ref]state.Ref{}
	for i := range changes {
		c := &changes[i]
		if to, ok := heirs[heir{c.Object.Kind, c.Canonical}]; ok && c.Op == state.OpDelete && c.Acts() {
			out[c.Live()] = to
		}
	}
	return out
}

// Then is what a thing is called once all is done, by its name now. It is not ok
// of what goes and leaves its name to another.
func (x Identities) Then(now state.Ref) (state.Ref, bool) {
	if x.formers[now] != "" || x.gone[now] != "" {
		return state.Ref{}, false
	}
	if to, ok := x.then[now]; ok {
		return to, true
	}
	return now, true
}

// Now is what a thing is called on the target, by its name once all is done.
func (x Identities) Now(then state.Ref) state.Ref {
	if was, ok := x.now[then]; ok {
		return was
	}
	return then
}

// Former is the canonical path of the person whose account has a name now, where
// it is made anew for another one; "" elsewhere.
func (x Identities) Former(now state.Ref) string { return x.formers[now] }

// Instead is what the person whose account is deleted gets in its place: that of
// somebody who leaves, made anew. The zero Ref where it goes for good.
func (x Identities) Instead(c *Change) state.Ref {
	if to, ok := x.then[c.Live()]; ok && c.Op == state.OpDelete {
		return to
	}
	return state.Ref{}
}

// Passed reports whether a name is one thing's now and another's once all is
// done, and is not that of an account made anew.
func (x Identities) Passed(name state.Ref) bool {
	if x.gone[name] != "" {
		return true
	}
	_, leaves := x.then[name]
	return leaves && x.taken[name]
}

// Follow is a live value of a field with what it refers to in the names that
// hold once all is done, so that it can be compared with the desired one. What
// goes and leaves its name to another is called by its canonical path.
func (x Identities) Follow(f *state.Field, live state.Value) state.Value {
	if f == nil || f.Ref == "" {
		return live
	}
	out, _ := live.Rekeyed(func(key string) (string, bool) {
		r := state.Ref{Kind: f.Ref, Key: key}
		if to, stays := x.Then(r); stays {
			return to.Key, to != r
		}
		return cmp.Or(x.formers[r], x.gone[r]), true
	})
	return out
}
