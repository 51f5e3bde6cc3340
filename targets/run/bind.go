package run

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
)

// A plan is applied only while everything that it was computed from is as it
// was. Before a target is asked anything: the site and its files, patchbay and
// its language, the clock, the address. Before the first write: what the target
// is and who we are on it, and every object that the plan touches or rests on.
// The commit is not among them, nor is what lies beside the site's files.

// anew is what to do about a plan that no longer holds.
const anew = "make the plan anew and look at what it says now"

func stale(hint, format string, args ...any) error {
	return advised{fmt.Errorf("%w: %w", ErrStale, fmt.Errorf(format, args...)), hint}
}

// bound refuses a plan of which something moved that can be seen from here.
func (j *Job) bound(p *plan.Plan) error {
	b := &p.Bindings
	switch {
	case b.Tool != j.Tool:
		return stale("make the plan anew with this version, or apply it with that one", "the plan was made by patchbay %s, and this is %s", b.Tool, j.Tool)
	case b.Schema != schema.Version:
		return stale("make the plan anew with this version", "the plan was made with version %s of the language, and this is %s", b.Schema, schema.Version)
	case !p.Envelope.Expires.IsZero() && j.Now().After(p.Envelope.Expires):
		return stale(anew, "the plan expired on %s", p.Envelope.Expires.UTC().Format(time.RFC3339))
	case p.Body.Site != j.Site.Site.Package:
		return stale("name the folder of the site that it is of with -C", "the plan is of the site %s, and this is %s", p.Body.Site, j.Site.Site.Package)
	case p.Body.Undoes == "" && b.Inputs != j.Site.Digest:
		return stale("make the plan anew, or go back to the files it was made from", "the site was changed after the plan was made: %s", movedFiles(b.Files, j.Site.Sums))
	}
	if p.Body.Undoes != "" {
		if err := j.boundRun(p); err != nil {
			return err
		}
	}
	for i := range p.Body.Sections {
		if err := j.boundSection(p, &p.Body.Sections[i]); err != nil {
			return err
		}
	}
	return nil
}

// boundSection holds a section against the target that the site has now. The
// inputs bind that too; a plan whose bindings do not agree with each other says
// so here.
func (j *Job) boundSection(p *plan.Plan, s *plan.Section) error {
	t, ok := model.Find(j.Site.Site.Targets, s.Target)
	if !ok {
		return stale(anew, "the site has no target %q any more", s.Target)
	}
	b, ok := p.Bindings.Targets[s.Target]
	switch {
	case s.Failed != "":
		return nil // there is nothing in it to be applied
	case !ok:
		return stale(anew, "the plan does not say what its part for %s was made from", s.Target)
	case t.Type != s.Type:
		return stale(anew, "the plan was made for a %s, and %s is a %s now", s.Type, s.Target, t.Type)
	case b.URL != address(t.URL):
		return stale(anew, "the plan was made for %s at %s, and the site says %s now", s.Target, b.URL, address(t.URL))
	}
	return nil
}

// shownFiles is how many files a message names.
const shownFiles = 5

// movedFiles says which files differ from those that a plan was made from.
func movedFiles(was, now map[string]string) string {
	var moved []string
	for _, name := range slices.Sorted(maps.Keys(was)) {
		switch have, ok := now[name]; {
		case !ok:
			moved = append(moved, name+" is gone")
		case have != was[name]:
			moved = append(moved, name+" differs")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if _, ok := was[name]; !ok {
			moved = append(moved, name+" is new")
		}
	}
	if n := len(moved); n > shownFiles {
		moved = append(moved[:shownFiles], fmt.Sprintf("and %d more", n-shownFiles))
	}
	if len(moved) == 0 {
		return "its files are others"
	}
	return strings.Join(moved, ", ")
}

// sameProfile refuses a target that has become another since the plan was made:
// what it can express, and what we may do, follow from all of the profile.
func (s *stage) sameProfile(ctx context.Context, r targets.Reader, want state.Profile) error {
	have, err := r.Probe(ctx)
	if err != nil {
		return fmt.Errorf("ask %s what it is: %w", s.target.ID, err)
	}
	s.seals.forProfile(have)
	before, now := traits(want), traits(have)
	var moved []string
	for _, what := range slices.Sorted(maps.Keys(union(before, now))) {
		if before[what] != now[what] {
			moved = append(moved, fmt.Sprintf("its %s was %s and is %s", what, orNothing(before[what]), orNothing(now[what])))
		}
	}
	if len(moved) == 0 {
		return nil
	}
	return stale(anew, "%s is not what the plan was made for: %s", s.target.ID, strings.Join(moved, ", "))
}

func orNothing(s string) string {
	if s == "" {
		return "not there"
	}
	return s
}

func union(a, b map[string]string) map[string]string {
	out := maps.Clone(a)
	maps.Copy(out, b)
	return out
}

// traits are everything that a profile says, by what people call it. Whether it
// was assumed is no trait: nobody asks a target for that.
func traits(p state.Profile) map[string]string {
	out := map[string]string{}
	note := func(what, value string) {
		if value != "" {
			out[what] = value
		}
	}
	note("version", p.Version)
	note("edition", p.Edition)
	note("tenant", p.Tenant)
	note("account", p.Account.Name)
	roles := slices.Clone(p.Account.Roles)
	slices.Sort(roles)
	note("account's roles", strings.Join(roles, ", "))
	for name, n := range p.Limits {
		note("limit "+name, strconv.FormatInt(n, 10))
	}
	for name, on := range p.Modules {
		note("module "+name, map[bool]string{true: "on", false: "off"}[on])
	}
	for name, fact := range p.Facts {
		note(name, fact)
	}
	return out
}

// bindings are tests of what a section was decided from.
func bindings(section *plan.Section, sch state.Schema, sums map[string]state.Sum) ([]apply.Binding, error) {
	for _, b := range section.Bound(nil) {
		if k, ok := sch.Kind(b.Object.Kind); ok && k.Unread {
			continue
		}
		if _, ok := sums[b.Object.String()]; !ok {
			return nil, stale(anew, "the plan is not bound to %s, which it changes", b.Object)
		}
	}
	var out []apply.Binding
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		ref, was := state.ParseRef(name), sums[name]
		k, ok := sch.Kind(ref.Kind)
		if !ok {
			return nil, stale(anew, "the plan is bound to %s, and there is no such kind of thing now", ref)
		}
		out = append(out, apply.Binding{Object: ref, Moved: func(o *state.Object) string {
			now, err := k.SumOf(o, was.Names())
			if err != nil {
				return err.Error()
			}
			return was.Moved(now)
		}})
	}
	return out, nil
}
