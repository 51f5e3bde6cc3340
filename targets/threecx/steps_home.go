package threecx

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Every extension has a department of its own, and is a member of it: what becomes
// of one whose memberships leave it out is not known. Where the site owns the
// memberships, it has to say which department that is.

// homes refuses to take extensions out of their own department, and to make one
// that the PBX puts into its default department although the site owns who is in it.
func (s *stepping) homes() {
	out := map[string][]string{}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if !c.Acts() {
			continue
		}
		switch {
		case c.Object.Kind == Membership && c.Op == state.OpDelete:
			if group, number := s.leavesHome(c); group != "" {
				out[group] = append(out[group], s.person(number))
			}
		case c.Object.Kind == User && (c.Op == state.OpCreate || c.Replace) && s.homeless(c):
			out[s.fallback] = append(out[s.fallback], s.person(c.Object.Key))
		}
	}
	for _, group := range draft.SortedKeys(out) {
		s.ds.Add(diag.Diagnostic{Code: diag.NotDeletable, Severity: diag.Error, Target: s.in.Live.Target, Path: "targets." + s.in.Live.Target,
			Message: fmt.Sprintf("%s would be in no department of their own, since the site owns who is in %s: every 3CX extension has one", draft.People(draft.Unique(out[group])), group),
			Hint:    fmt.Sprintf("write the department of those users, list them in one called %s, or manage memberships as \"declared\"", group)})
	}
}

// leavesHome is the department and the number of an extension that would lose the
// membership in its own department and keep that.
func (s *stepping) leavesHome(c *diff.Change) (group, number string) {
	m, ok := s.in.Live.Find(c.Live())
	if !ok {
		return "", ""
	}
	group, number = m.Get("Group").Text(), m.Get("User").Text()
	u, ok := s.in.Live.Find(state.Ref{Kind: User, Key: number})
	if !ok || s.deleted[number] || u.Get("PrimaryGroup").Text() != group {
		return "", ""
	}
	if x := s.carriers[number]; x != nil && x.user != nil && steps.Acts(x.user, "PrimaryGroup") {
		return "", ""
	}
	return group, number
}

// homeless reports whether a new extension would be put into the default
// department, where the site does not want it.
func (s *stepping) homeless(c *diff.Change) bool {
	x := s.carriers[c.Object.Key]
	if s.fallback == "" || x == nil || len(x.memberships) > 0 {
		return false
	}
	if o, ok := s.in.Desired.Find(c.Object); ok && o.Get("PrimaryGroup").Presence() == state.Set {
		return false
	}
	m := state.Object{Kind: Membership, Key: s.fallback + "/" + c.Object.Key}
	m.Put("Group", state.OfText(s.fallback))
	m.Put("User", state.OfText(c.Object.Key))
	_, owned := s.in.Desired.ClaimIndex().Find(&m)
	return owned
}
