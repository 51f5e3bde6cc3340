package rainbow

import (
	"fmt"
	"regexp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// Where each rule of manager/assistant groups is held of what a site asks. In
// every world on the way they are held by the order of steps (steps_order.go).
//
//	MA1, MA2, MA3, MA4, MA6   package check: of every site with such groups
//	MA5                       nothing refuses an assistant of several managers
//	MA7                       the language: members are maps by user; below for one who is manager and assistant
//	MA8                       package check where licences are written; Steps where they are not
//	MA9                       package check; Steps, against what the PBX has
//	MA10                      below
//	MA11                      Steps: a new group has nobody logged out
//	MA12                      Steps: manager and assistants are one request
//	MA13                      lower_hub.go: the policy is serial and the leader first
//	MA14                      below
//	MA15                      the schema: types are immutable
//	MA16                      member: everybody is in the company

// rule reports that a group breaks one, with both places.
func (l *lowering) rule(g *resolve.Group, path string, at []diag.Pos, message, hint string) {
	l.Found.Add(diag.Diagnostic{Code: diag.GroupRule, Severity: diag.Error, Target: l.Desired.Target.ID, Path: g.Path + path, Pos: at, Message: message, Hint: hint})
}

// delegates: delegation needs an assistant who is logged in (MA10; that it has to be
// one who is logged in follows from "available assistants" in the article). The Hub
// lets it be (H-HUB), and asks for somebody who is logged in: the leader is who has
// delegated (NODE).
func (l *lowering) delegates(g *resolve.Group, out int) {
	if out < len(g.Assistants) || out == 0 || g.Delegation.Or(false) == l.hub() {
		return
	}
	if l.hub() {
		l.rule(g, ".assistants", []diag.Pos{g.Pos, g.Assistants[0].Pos}, fmt.Sprintf("everybody in group %s would be logged out, which the Hub does not take (MA2)", g.ID), "log one of them in")
		return
	}
	l.rule(g, ".delegation", []diag.Pos{g.Pos, g.Assistants[0].Pos}, fmt.Sprintf("group %s delegates to assistants of whom all are logged out (MA10)", g.ID),
		"log one of them in, or write delegation: false")
}

// hubName is what names of the Hub's groups are made of (MA14, NODE).
var hubName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,255}$`)

func (l *lowering) hubRules(g *resolve.Group) {
	if name := l.name(g); !hubName.MatchString(name) {
		l.rule(g, ".title", []diag.Pos{g.Pos}, fmt.Sprintf("%q is no name for a group of the Hub (MA14)", name), "letters without accents, digits, - and _")
	}
	if s, ok := g.RingSeconds.Get(); ok && (s < 5 || s > 30) {
		l.rule(g, ".ringSeconds", []diag.Pos{g.Pos}, fmt.Sprintf("group %s rings for %d seconds (MA14)", g.ID, s), "5 to 30")
	}
	if n, ok := g.Extension.Get(); ok && !shortNumber.MatchString(n) {
		l.rule(g, ".extension", []diag.Pos{g.Pos}, fmt.Sprintf("%s is no number of the Hub", n), "at most 32 digits and letters")
	}
}

// attends: who supervises has an Attendant licence (H-SUP). Where licences are not
// written, Steps look at what is there.
func (l *lowering) attends(g *resolve.Group, id, path string) {
	u, ok := l.Desired.User(id)
	if !ok || u.Licences == nil || u.Licences[Attendant] == "true" {
		return
	}
	l.rule(g, path, []diag.Pos{g.Pos, u.Pos}, fmt.Sprintf("user %s supervises group %s without an Attendant licence", id, g.ID), "write licences: attendant: true")
}
