package run

import (
	"context"
	"fmt"
	"reflect"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Compiled is what the site asks of one target, in the target's words.
type Compiled struct {
	Target  string
	Type    string
	Profile state.Profile
	Schema  state.Schema
	Desired *state.Snapshot
	Losses  diag.List
}

// Compile lowers the site for every chosen target without asking any of them:
// the profile is the site's, and what it does not say is assumed.
func (j *Job) Compile(ctx context.Context) ([]Compiled, []Failure, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, nil, err
	}
	out, failures := each(ctx, stages, func(_ context.Context, s *stage) (Compiled, error) {
		c := s.compile(j.Site, resolve.Offline(s.target))
		c.Losses = append(c.Losses, s.powerlessOffline(c)...)
		return c, nil
	})
	return out, failures, nil
}

// compile lowers one revision of the site for one target of one profile.
func (s *stage) compile(site *load.Result, profile state.Profile) Compiled {
	out := Compiled{Target: s.target.ID, Type: s.driver.Type, Profile: profile, Schema: s.driver.Schema(profile)}
	target, ok := model.Find(site.Site.Targets, s.target.ID)
	if !ok {
		return out
	}
	asked, losses := resolve.For(site.Site, target, profile, s.driver.Caps(profile))
	desired, more := s.driver.Lower(asked)
	out.Desired, out.Losses = desired, append(losses, more...).Sorted()
	if out.Losses.HasErrors() {
		return out // what was given up because of them is no loss of its own
	}
	for _, path := range resolve.Unaccounted(asked, desired, out.Losses) {
		out.Losses.Add(diag.Diagnostic{Code: diag.LostFact, Target: target.ID, Path: path, Pos: placeOf(site, path),
			Message: fmt.Sprintf("%s is not among what the %s driver lowered, nor among what it says %s cannot hold", path, s.driver.Type, target.ID),
			Hint:    "this is a mistake in patchbay's driver, not in the site; please report it"})
	}
	return out
}

// compileAhead compiles the site while the target is read. A crash in it is left
// to compiled, which meets it where it is told.
func (s *stage) compileAhead(profile state.Profile) {
	s.compiling.Lock()
	defer s.compiling.Unlock()
	s.compileOnce(profile)
}

// compileOnce is compileAhead for who has the lock.
func (s *stage) compileOnce(profile state.Profile) {
	defer func() { _ = recover() }()
	if s.ahead != nil && reflect.DeepEqual(s.ahead.Profile, profile) {
		return
	}
	c := s.compile(s.Site, profile)
	s.ahead = &c
}

// compiled is compile of the site for what the target was found to be, unless
// that was done ahead. It is handed out once.
func (s *stage) compiled(profile state.Profile) Compiled {
	s.compiling.Lock()
	done := s.ahead
	s.ahead = nil
	s.compiling.Unlock()
	if done != nil && reflect.DeepEqual(done.Profile, profile) {
		return *done
	}
	return s.compile(s.Site, profile)
}

// placed gives diagnostics of later stages, which know canonical paths alone, the
// lines of the site.
func placed(site *load.Result, found diag.List) diag.List {
	for i := range found {
		if d := &found[i]; len(d.Pos) == 0 && d.Path != "" {
			d.Pos = placeOf(site, d.Path)
		}
	}
	return found
}

func placeOf(site *load.Result, path string) []diag.Pos {
	if site.Causes == nil {
		return nil
	}
	if p := site.Causes.Pos(path); !p.IsZero() {
		return []diag.Pos{p}
	}
	return nil
}
