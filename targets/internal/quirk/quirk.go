package quirk

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Option is one way in which a simulator can differ; S is what it is kept in.
type Option[S any] struct {
	Name string
	// What says in one sentence what it does, with its values and the usual one.
	What string

	set func(*S, string) error
}

// List is all options of a simulator, in the order of their names.
type List[S any] []Option[S]

// Set gives one option its value, as text. Product is the simulated one, for
// messages.
func (l List[S]) Set(s *S, product, name, value string) error {
	i := slices.IndexFunc(l, func(o Option[S]) bool { return o.Name == name })
	if i < 0 {
		return simhttp.NoOption("the simulated "+product, name, l.Names())
	}
	if err := l[i].set(s, value); err != nil {
		return simhttp.BadOption("the simulated "+product, name, err)
	}
	return nil
}

// Over is s with options laid over it, in the order of their names.
func (l List[S]) Over(s S, product string, values map[string]string) (S, error) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := l.Set(&s, product, name, values[name]); err != nil {
			return s, err
		}
	}
	return s, nil
}

// Names are the names of all options, in order.
func (l List[S]) Names() []string {
	out := make([]string, len(l))
	for i, o := range l {
		out[i] = o.Name
	}
	return out
}

// Under marks a request to be served under options of its own, as simhttp.Quirky has
// it; s is what the simulator was started with. Options that s cannot take are refused.
func (l List[S]) Under(s S, product string, r *http.Request, options map[string]string) (*http.Request, error) {
	_, err := l.Over(s, product, options)
	return Only(r, options), err
}

// During puts the options of one request in force, and returns what ends that.
func (l List[S]) During(r *http.Request, product string, inForce *S) (end func()) {
	before := *inForce
	if s, err := l.Over(before, product, Of(r)); err == nil { // they were checked in Under
		*inForce = s
	}
	return func() { *inForce = before }
}

type onlyKey struct{}

// Only marks a request to be served under options of its own.
func Only(r *http.Request, options map[string]string) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), onlyKey{}, options))
}

// Of are the options that Only marked a request with; nil without.
func Of(r *http.Request) map[string]string {
	options, _ := r.Context().Value(onlyKey{}).(map[string]string)
	return options
}
