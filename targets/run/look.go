package run

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Seen is what a target was found to be and to hold.
type Seen struct {
	Target  string
	Type    string
	URL     string // as the site writes it
	Profile state.Profile
	Schema  state.Schema
	Live    *state.Snapshot
	Record  *state.Record     // what was last applied; nil when nothing is known
	Names   map[string]string // native reference → how to call it

	Said  state.Testimony // what people attested, whether it counts still or not; Live holds what does
	Found diag.List       // about attestations that do not count
}

// Snapshot reads every chosen target. Secrets are not in what comes back.
func (j *Job) Snapshot(ctx context.Context) ([]Seen, []Failure, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, nil, err
	}
	seen, failures := each(ctx, stages, func(ctx context.Context, s *stage) (Seen, error) {
		seen, err := s.look(ctx)
		if err != nil {
			return Seen{}, err
		}
		seen.Names = namesOf(j.Site.Site, seen.Schema, seen.Live, s.desired(seen.Profile))
		s.declare(seen)
		return *seen, nil
	})
	return seen, failures, nil
}

// look opens a target, asks what it is and reads all of it.
func (s *stage) look(ctx context.Context) (*Seen, error) {
	return s.lookWhile(ctx, func(state.Profile) {})
}

// lookWhile is look during which something else is done that takes only what the
// target was found to be: reading is mostly waiting.
func (s *stage) lookWhile(ctx context.Context, meanwhile func(state.Profile)) (seen *Seen, err error) {
	if err := s.heldBack(); err != nil {
		return nil, err
	}
	record, err := s.ledger().Record(s.target.ID)
	if err != nil {
		return nil, err
	}
	reader, closeReader, err := s.reader(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeReader()) }()
	s.progress("asking what it is", 0, 0)
	profile, err := reader.Probe(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask %s what it is: %w", s.target.ID, err)
	}
	if err := resolve.Confirm(s.target, profile).Err(); err != nil {
		return nil, err
	}
	s.seals.forProfile(profile)
	s.progress("reading", 0, 0)
	var other sync.WaitGroup
	other.Go(func() { meanwhile(profile) })
	defer other.Wait()
	live, err := reader.Read(ctx, targets.Scope{})
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", s.target.ID, err)
	}
	live.Target, live.Type, live.Profile = s.target.ID, s.driver.Type, profile
	return s.found(live, record)
}

// found is what was read, or said to be, with what was applied and what people
// attest in the places that the target does not show.
func (s *stage) found(live *state.Snapshot, record *state.Record) (*Seen, error) {
	seen := &Seen{Target: s.target.ID, Type: s.driver.Type, URL: address(s.target.URL), Profile: live.Profile, Schema: s.driver.Schema(live.Profile),
		Live: live.Over(record.Overlays()), Record: record}
	return seen, s.attest(seen)
}

// desired is what the site asks of the target as far as it can be lowered.
func (s *stage) desired(profile state.Profile) *state.Snapshot {
	return s.compile(s.Site, profile).Desired
}

// declare notes on live objects which of the site's they are, so that a
// snapshot can be read beside the site.
func (s *stage) declare(seen *Seen) {
	desired := s.desired(seen.Profile)
	if desired == nil {
		return
	}
	for i := range seen.Live.Objects {
		o := &seen.Live.Objects[i]
		if d, ok := desired.Find(o.Ref()); ok && o.Canonical == "" {
			o.Canonical = d.Canonical
		}
	}
}

// saved is what a snapshot that was read before says, in place of a target.
func (s *stage) saved(live *state.Snapshot) (*Seen, error) {
	if live.Target != s.target.ID || live.Type != s.driver.Type {
		return nil, advised{fmt.Errorf("the snapshot is of target %q, type %q, and not of %q, type %q", live.Target, live.Type, s.target.ID, s.driver.Type),
			"choose the target it is of with --target"}
	}
	record, err := s.ledger().Record(s.target.ID)
	if err != nil {
		return nil, err
	}
	return s.found(live.Unattested(), record)
}

// former are the canonical paths that declared things had before.
func former(site *load.Result) map[string][]string {
	out := map[string][]string{}
	add := func(kind, id string, previously []string) {
		for _, old := range previously {
			path := resolve.Path(kind, id)
			out[path] = append(out[path], resolve.Path(kind, old))
		}
	}
	m := site.Site
	for i := range m.Users {
		add("users", m.Users[i].ID, m.Users[i].Previously)
	}
	for i := range m.Groups {
		add("groups", m.Groups[i].ID, m.Groups[i].Previously)
	}
	for i := range m.Departments {
		add("departments", m.Departments[i].ID, m.Departments[i].Previously)
	}
	for i := range m.Roles {
		add("roles", m.Roles[i].ID, m.Roles[i].Previously)
	}
	for i := range m.Devices {
		add("devices", m.Devices[i].ID, m.Devices[i].Previously)
	}
	return out
}
