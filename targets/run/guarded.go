package run

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// revision is the one whose guards hold.
func (j *Job) revision() *load.Result {
	switch {
	case j.Base != nil:
		return j.Base
	case j.Applied != nil:
		return j.Applied
	}
	return j.Site
}

// breakGlass are the accounts, on the target, of those whom no plan may lock
// out. Who that is, and which account is theirs, is the word of the revision
// whose guards hold, and of the record: a change under review must not be able to
// say that somebody else's account is meant.
func (s *stage) breakGlass(seen *Seen, desired *state.Snapshot) []state.Ref {
	rules := s.revision()
	wanted := emergency(rules)
	if len(wanted) == 0 {
		return nil
	}
	if rules != s.Site {
		desired = s.compile(rules, seen.Profile).Desired
	}
	var out []state.Ref
	note := func(r state.Ref) {
		if _, there := seen.Live.Find(r); there {
			out = append(out, r)
		}
	}
	if desired != nil {
		for i := range desired.Objects {
			if o := &desired.Objects[i]; wanted[o.Canonical] {
				note(o.Ref())
			}
		}
	}
	for _, e := range entries(seen.Record) {
		if wanted[e.Canonical] {
			note(liveOf(seen.Live, e))
		}
	}
	slices.SortFunc(out, state.Ref.Compare)
	return slices.Compact(out)
}

func entries(r *state.Record) []state.Entry {
	if r == nil {
		return nil
	}
	return r.Entries
}

// liveOf is what the target calls a recorded object now: the vendor's id outlives
// a new name.
func liveOf(live *state.Snapshot, e state.Entry) state.Ref {
	if e.ID == "" {
		return e.Object
	}
	objects := live.OfKind(e.Object.Kind)
	if i := slices.IndexFunc(objects, func(o state.Object) bool { return o.ID == e.ID }); i >= 0 {
		return objects[i].Ref()
	}
	return e.Object
}

// called finds what the site calls, or called, an object on the target.
func (s *stage) called(seen *Seen) func(state.Ref) string {
	var paths map[state.Ref]string
	return func(r state.Ref) string {
		if paths == nil {
			paths = map[state.Ref]string{}
			if s.Base != nil {
				if base := s.compile(s.Base, seen.Profile).Desired; base != nil {
					for i := range base.Objects {
						paths[base.Objects[i].Ref()] = base.Objects[i].Canonical
					}
				}
			}
			for _, e := range entries(seen.Record) {
				paths[e.Object] = e.Canonical
			}
		}
		return paths[r]
	}
}

// guarded says what guards refuse and nobody consented to, all of it.
func guarded(refusals []plan.Refusal) error {
	if len(refusals) == 0 {
		return nil
	}
	var messages []string
	for _, r := range refusals {
		messages = append(messages, r.Message)
	}
	return advised{fmt.Errorf("%w: %s", ErrGuarded, strings.Join(messages, "\n")), cmp.Or(plan.Advice(refusals), "nothing helps but another site")}
}
