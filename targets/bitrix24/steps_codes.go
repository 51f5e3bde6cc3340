package bitrix24

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// idle are access codes that reach nobody beside those who have everything anyway:
// what they are of is gone, or they are the portal administrators'.
var idle = regexp.MustCompile(`^(I?U\d+|DR?\d+|SG\d+_[AEK]|G1)$`)

// foreign are the access codes of a role that reach people and that no site can
// write, in people's words.
func foreign(role *state.Object) []string {
	var out []string
	for _, code := range role.Get(OtherCodes).Items() {
		switch {
		case code == "G2":
			out = append(out, "G2 (everybody)")
		case !idle.MatchString(code):
			out = append(out, code)
		}
	}
	return out
}

// foreigners warns of roles whose holders the site writes, and which others hold as
// well: by codes of newer portals, or of user groups that share their names.
func (s *stepping) foreigners() {
	for _, want := range s.in.Desired.OfKind(Role) {
		bound := slices.ContainsFunc(codeSets, func(set string) bool { return want.Get(set).Presence() != state.Absent })
		role, there := s.in.Live.Find(s.liveOf(want.Ref()))
		if !bound || !there {
			continue
		}
		if codes := foreign(role); len(codes) > 0 {
			s.ds.Add(diag.Diagnostic{Code: diag.CodesKept, Severity: diag.Warning, Target: s.in.Live.Target, Path: want.Canonical,
				Message: fmt.Sprintf("role %s is bound to %s as well, which no site can write: it is left alone, and whoever holds it has what the role gives", role.Key, strings.Join(codes, ", ")),
				Hint:    "take it off the role on the page of access permissions if that is not meant"})
		}
	}
}

// liveOf is what an object is called before the plan.
func (s *stepping) liveOf(r state.Ref) state.Ref {
	for i := range s.in.Changes.Changes {
		if c := &s.in.Changes.Changes[i]; c.Object == r {
			return c.Live()
		}
	}
	return r
}
