package run

import (
	"context"
	"crypto/subtle"
	"errors"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// sealing is what a stage remembers to compare secrets that its target shows with
// those that the site keeps.
type sealing struct {
	mu      sync.Mutex
	profile *state.Profile   // what the target was found to be; nil: nobody asked yet
	missing map[string]error // why a secret of the site cannot be had, by canonical path
}

func (x *sealing) forProfile(p state.Profile) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.profile = &p
}

// sealed says of a secret that was read whether it is the site's, and keeps it out
// of whatever is said from then on. A secret that is yet to be made is none that a
// target could have; whether one is there that cannot be had here, nobody knows.
func (s *stage) sealed(ctx context.Context) func(state.Ref, string, string) state.Value {
	another := state.OfText(state.Another)
	return func(ref state.Ref, field, live string) state.Value {
		if s.Secrets == nil {
			return another.From(state.Source{Basis: state.Unknown})
		}
		s.Secrets.Redactor.Add(live)
		path, known := s.asks(ref, field)
		switch {
		case !known:
			return another.From(state.Source{Basis: state.Unknown})
		case path == "":
			return another
		}
		want, err := s.keptAt(ctx, path)
		switch {
		case errors.Is(err, secret.ErrNotMade):
			return another
		case err != nil:
			return another.From(state.Source{Basis: state.Unknown})
		case subtle.ConstantTimeCompare([]byte(want), []byte(live)) == 1:
			return state.OfText(path)
		}
		return another
	}
}

// asks is where the site keeps the secret that a field is to hold, "" for none;
// not known where the site cannot be compiled.
func (s *stage) asks(ref state.Ref, field string) (path string, known bool) {
	s.seals.mu.Lock()
	profile := s.seals.profile
	s.seals.mu.Unlock()
	if profile == nil {
		p := resolve.Offline(s.target)
		profile = &p
	}
	s.compiling.Lock()
	defer s.compiling.Unlock()
	s.compileOnce(*profile)
	if s.ahead == nil || s.ahead.Desired == nil {
		return "", false
	}
	o, ok := s.ahead.Desired.Find(ref)
	if !ok {
		return "", true
	}
	return o.Get(field).Text(), true
}

// keptAt fetches a secret of the site. What could not be had is not asked for
// again: a program that fails would be run once for each phone.
func (s *stage) keptAt(ctx context.Context, path string) (string, error) {
	s.seals.mu.Lock()
	defer s.seals.mu.Unlock()
	if err := s.seals.missing[path]; err != nil {
		return "", err
	}
	value, err := s.secretNamed(ctx)(path)
	if err != nil && !errors.Is(err, secret.ErrNotMade) {
		if s.seals.missing == nil {
			s.seals.missing = map[string]error{}
		}
		s.seals.missing[path] = err
	}
	return value, err
}

// forgotten leaves out of what is brought back the secrets that the site does not keep
// any more, and says that they are lost.
func (s *stage) forgotten(back *plan.Back, schema state.Schema) {
	for i := range back.Desired.Objects {
		o := &back.Desired.Objects[i]
		k, ok := schema.Kind(o.Kind)
		if !ok {
			continue
		}
		for j := range k.Fields {
			f := &k.Fields[j]
			if path := o.Get(f.Name).Text(); f.Has(state.Sealed) && path != "" {
				if _, kept := secretAt(s.Site.Site, path); !kept {
					o.Put(f.Name, state.Value{})
					back.Lost = append(back.Lost, plan.Lost{Object: o.Ref(), What: []string{"the " + f.Title + ", which the site does not keep any more"}})
				}
			}
		}
	}
}
