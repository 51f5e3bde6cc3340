package raised

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Named is a snapshot's objects with the ids that they have in a site.
type Named struct {
	// IDs are of everything that a site may have. Of several things with one key there
	// is one id, which is no use: see Twice.
	IDs map[state.Ref]string
	// Twice are the keys that several things have, so that nobody can say which is meant.
	Twice map[state.Ref]bool
}

// Name gives an id to every object that is raised. Families are the collections of a
// site that kinds are raised into: ids differ within one, and a kind without one has
// none. Text is what people call an object. What was given goes first, and the
// objects in but have no other.
func Name(s *state.Snapshot, given targets.Names, families map[string]string, text func(*state.Object) string, but ...state.Ref) Named {
	n := Named{IDs: map[state.Ref]string{}, Twice: map[state.Ref]bool{}}
	pools := map[string]Pool{}
	for _, family := range families {
		pools[family] = Pool{}
	}
	for i := range s.Objects {
		at := s.Objects[i].Ref()
		if i > 0 && s.Objects[i-1].Ref() == at {
			n.Twice[at] = true
		}
		pool := pools[families[at.Kind]]
		if id, ok := given[at]; ok && pool != nil && !pool[id] {
			n.IDs[at] = id
			pool[id] = true
		}
	}
	for i := range s.Objects {
		o := &s.Objects[i]
		pool := pools[families[o.Kind]]
		if _, ok := n.IDs[o.Ref()]; ok || pool == nil || slices.Contains(but, o.Ref()) {
			continue
		}
		n.IDs[o.Ref()] = pool.Take(Slug(text(o)), o.Key)
	}
	return n
}

// Person is the id of somebody who is known by an e-mail address that a site can write.
func (n Named) Person(kind, email string) (string, bool) {
	at := state.Ref{Kind: kind, Key: email}
	id, ok := n.IDs[at]
	return id, ok && !n.Twice[at] && IsEmail(email)
}

// People are the ids of all of them, in their order; none where one cannot be said.
func (n Named) People(kind string, emails []string) ([]string, bool) {
	out := make([]string, 0, len(emails))
	for _, e := range emails {
		id, ok := n.Person(kind, e)
		if !ok {
			return nil, false
		}
		out = append(out, id)
	}
	return out, true
}

// Each visits those of some objects that can be told apart, and counts the others
// under what their kind is called.
func (n Named) Each(objects []state.Object, title string, left Left, visit func(*state.Object)) {
	for i := range objects {
		if o := &objects[i]; n.Twice[o.Ref()] {
			left[title+"s with a name that another has too"]++
		} else {
			visit(o)
		}
	}
}
