package simhttp

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
)

// Option sets one option of a simulator from its text.
type Option[O any] func(*O, string) error

// Choose sets the options that are given by name, in order. what is the
// simulator in words, for one that does not exist or does not fit.
func Choose[O any](out *O, all map[string]Option[O], given map[string]string, what string) error {
	for _, name := range slices.Sorted(maps.Keys(given)) {
		set, ok := all[name]
		if !ok {
			return NoOption(what, name, slices.Collect(maps.Keys(all)))
		}
		if err := set(out, given[name]); err != nil {
			return BadOption(what, name, err)
		}
	}
	return nil
}

// Toggle is an option that is true or false.
func Toggle[O any](at func(*O) *bool) Option[O] {
	return func(o *O, s string) (err error) {
		if *at(o), err = strconv.ParseBool(s); err != nil {
			return fmt.Errorf("%q is neither true nor false", s)
		}
		return nil
	}
}

// Simulated is a running simulator with what a client needs to sign in.
type Simulated struct {
	Run  *Running
	Keys func() map[string]string
}

// URL is where it listens.
func (s Simulated) URL() string { return s.Run.URL }

// Credentials are those that it takes.
func (s Simulated) Credentials() map[string]string { return s.Keys() }

// Close stops it.
func (s Simulated) Close() error { return s.Run.Close() }
