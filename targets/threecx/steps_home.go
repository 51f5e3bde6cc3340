package threecx

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Every extension has a department of its own, PrimaryGroupId. Whether it has to
// be a member there is an open question:
//   - verified: the official tests clear User.Groups and Group.Members with an
//     empty list, and are answered 2xx;
//   - by the specification: PrimaryGroupId may be null, and nothing ties it to
//     Groups (3CX OpenAPI 20.0.10);
//   - not observed: what becomes of an extension outside its own department. The
//     simulator has all three answers (option primary).
//
// So who is taken out of its own department is taken out, with a warning. A new
// extension that is given no department is put into the default one by the PBX
// itself (inferred: every user has a primary group): where the site owns who is in
// that and leaves the extension out, the two contradict each other, and the plan
// is refused.

// homes says who leaves its own department, and refuses new extensions that have
// none while the PBX gives them one that the site does not want.
func (s *stepping) homes() {
	leaving, homeless := map[string][]string{}, map[string][]string{}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if !c.Acts() {
			continue
		}
		switch {
		case c.Object.Kind == Membership && c.Op == state.OpDelete:
			if group, number := s.leavesHome(c); group != "" {
				leaving[group] = append(leaving[group], s.person(number))
			}
		case c.Object.Kind == User && (c.Op == state.OpCreate || c.Replace) && s.homeless(c):
			homeless[s.fallback] = append(homeless[s.fallback], s.person(c.Object.Key))
		}
	}
	at := "targets." + s.in.Live.Target
	for _, group := range draft.SortedKeys(leaving) {
		s.ds.Add(diag.Diagnostic{Code: diag.LeavesHome, Severity: diag.Warning, Target: s.in.Live.Target, Path: at,
			Message: fmt.Sprintf("%s would no longer be in %s, which stays their own department: a PBX may refuse that, or put them back", draft.People(draft.Unique(leaving[group])), group),
			Hint:    fmt.Sprintf("write another department for those users, or list them in one called %s", group)})
	}
	for _, group := range draft.SortedKeys(homeless) {
		s.ds.Add(diag.Diagnostic{Code: diag.NotDeletable, Severity: diag.Error, Target: s.in.Live.Target, Path: at,
			Message: fmt.Sprintf("%s would be in no department of their own, and the PBX puts them into %s, where the site does not want them", draft.People(draft.Unique(homeless[group])), group),
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
