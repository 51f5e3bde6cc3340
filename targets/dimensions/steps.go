package dimensions

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// Steps turns changes into calls.
//
// Rules:
//   - A user is one JSON Patch, of single roles that are added and taken away: whoever
//     is known or unknown to patchbay keeps the rest. A new user is one POST, which
//     sends a message at once.
//   - What the portal gives by itself, website access and the real-time licence, is
//     predicted.
//   - A step says which licences it consumes. Consent to it is consent to the vendor's
//     own question (402).
//   - Who may not do what costs is refused here, before anything is sent (R13).
//   - Users of the phone system are neither made nor deleted; users of the reseller
//     are left alone.
//   - Rules R1 to R18 are held of what comes about: steps_rules.go.
//   - What has no key that is known, user groups, primary groups and workspaces are
//     set by a person: steps_hand.go.
func Steps(in targets.StepInput) ([]plan.Step, diag.List) {
	s := &stepping{in: in, schema: Schema(in.Profile), hand: hand{in.Language}, changes: map[state.Ref]*diff.Change{}}
	var all []*diff.Change
	for i := range in.Changes.Changes {
		c := &in.Changes.Changes[i]
		if c.Acts() && !s.ambiguous(c) {
			all = append(all, c)
			s.changes[c.Object] = c
			if c.Object.Kind == User {
				s.users = append(s.users, c)
			}
		}
	}
	s.people(all)
	for _, c := range all {
		s.change(c)
	}
	s.account()
	s.played()
	s.spelled()
	s.unseen()
	return s.steps, s.ds.Sorted()
}

// stepping is one run of Steps.
type stepping struct {
	in      targets.StepInput
	schema  state.Schema
	hand    hand
	changes map[state.Ref]*diff.Change // by the name afterwards
	users   []*diff.Change             // those of users, in order
	after   map[string]*person         // everybody, by login afterwards
	steps   []plan.Step
	ds      diag.List
}

func (s *stepping) change(c *diff.Change) {
	switch c.Object.Kind {
	case User:
		s.user(c)
	case Group:
		s.group(c)
	case Workspace:
		s.workspace(c)
	case Access:
		s.access(c)
	}
}

// add appends a step with what all steps have, and gives its id.
func (s *stepping) add(x plan.Step) string { return steps.Add(&s.steps, x).ID }

// contract is what the portal charges for beside licences (options.charges).
func (s *stepping) contract(what string) []string {
	if item := s.in.Profile.Facts["charges."+what]; item != "" {
		return []string{item}
	}
	return nil
}

func (s *stepping) report(code diag.Code, severity diag.Severity, path, message, hint string) {
	s.ds.Add(diag.Diagnostic{Code: code, Severity: severity, Target: s.in.Live.Target, Path: path, Message: message, Hint: hint})
}

// refuse reports an error about what a change is about.
func (s *stepping) refuse(code diag.Code, c *diff.Change, message, hint string) {
	s.ds.Add(steps.About(s.in, code, diag.Error, c, message, hint))
}

// ambiguous refuses a change that touches, or names, what is there twice.
func (s *stepping) ambiguous(c *diff.Change) bool {
	x, twice := steps.Ambiguous(s.in, s.schema, c, "on the portal")
	if twice {
		s.ds.Add(x)
	}
	return twice
}

// unseen says once that a plan knows nothing of groups and workspaces, where the site
// needs nothing of them: "no change" would read as if they had been looked at.
func (s *stepping) unseen() {
	if len(s.in.Desired.OfKind(Group))+len(s.in.Desired.OfKind(Workspace)) == 0 {
		s.report(diag.NotWhollyRead, diag.Notice, "targets."+s.in.Live.Target, "user groups and workspaces were not read, and the plan says nothing about them ("+noAPI+")", "")
	}
}

// called is what people call a user: the name with the login.
func (s *stepping) called(login string) string {
	for _, side := range []*state.Snapshot{s.in.Desired, s.in.Live} {
		o, ok := side.Find(state.Ref{Kind: User, Key: login})
		if !ok {
			continue
		}
		if name := o.Get("displayName").Text(); name != "" && !strings.Contains(login, "("+name+")") {
			return name + " (" + login + ")"
		}
	}
	return login
}
