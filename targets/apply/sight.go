package apply

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// sight is a read with what it knows of the places where it looked. What a read
// covers is indexed once for all questions about it.
type sight struct {
	schema  state.Schema
	live    *state.Snapshot
	reaches *state.Reaches
	early   bool // the target may not show all that was written; nobody waited longer
}

func (r *run) sight(live *state.Snapshot) *sight {
	return &sight{schema: r.Schema, live: live, reaches: live.ReachIndex()}
}

// seen reports whether the read looked where an object would be, so that not
// found means not there.
func (s *sight) seen(r state.Ref) bool {
	k, ok := s.schema.Kind(r.Kind)
	if !ok {
		return false
	}
	o := state.Object{Kind: r.Kind, Key: r.Key}
	switch len(k.Key) {
	case 1:
		o.Put(k.Key[0], state.OfText(r.Key))
		return s.whole(&o)
	case 2:
		// A part of the key may hold a slash itself.
		for i, c := range r.Key {
			if c != '/' {
				continue
			}
			o.Put(k.Key[0], state.OfText(r.Key[:i]))
			o.Put(k.Key[1], state.OfText(r.Key[i+1:]))
			if s.whole(&o) {
				return true
			}
		}
		return false
	}
	if parts := strings.Split(r.Key, "/"); len(parts) == len(k.Key) {
		for i, p := range parts {
			o.Put(k.Key[i], state.OfText(p))
		}
	}
	return s.whole(&o)
}

func (s *sight) whole(o *state.Object) bool { return s.reaches.Find(o).Reach == state.Complete }
