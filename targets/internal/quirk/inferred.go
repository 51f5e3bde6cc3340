package quirk

import (
	"fmt"
	"slices"
)

// Inference is something that a simulator does and no source of the vendor shows.
type Inference struct {
	// Name says which it is; a route is taken away by it.
	Name string
	// What is done here; of a route its method and path, and what of its body is meant.
	What string
	// Why says from what it was concluded, or that nothing is known.
	Why string
	// Route is set for a route, or a use of one, that can be taken away.
	Route bool
	// Option is the one that does it otherwise, or several, parted by a comma and a
	// blank; empty when there is none.
	Option string
}

// Inferred are all of a simulator's, those that can be taken away first.
type Inferred []Inference

// Lacking reads names of routes that are taken away. A name that no route has is
// refused; all is every one of them.
func (l Inferred) Lacking(names string) (Lacks, error) {
	out := Lacks(Words(names))
	for _, name := range out {
		if name != "all" && !slices.ContainsFunc(l, func(i Inference) bool { return i.Route && i.Name == name }) {
			return out, fmt.Errorf("there is no inferred route %q", name)
		}
	}
	return out, nil
}

// Lacks are inferred routes that a service does not have.
type Lacks []string

// Route says whether a route is one of them.
func (l Lacks) Route(name string) bool {
	return slices.Contains(l, name) || slices.Contains(l, "all")
}

// Without is the option that takes inferred routes away.
func Without[S any](l Inferred, at func(*S) *Lacks) Option[S] {
	return Own("withoutInferred", "names of inferred routes, parted by commas, that do not exist; all is every one, see Inferred (none).", func(s *S, v string) (err error) {
		*at(s), err = l.Lacking(v)
		return err
	})
}
