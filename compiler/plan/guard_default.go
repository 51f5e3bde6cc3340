package plan

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Where the site writes no budget for a kind, a plan may delete this much of it
// without anybody saying so: fewer than DefaultDeletes objects, or up to
// DefaultDeletePercent of what is there.
const (
	DefaultDeletes       = 3
	DefaultDeletePercent = 10
)

// Objects that are made of others, such as memberships, come and go in the daily
// run of things: of them fewer than DefaultPartings, or up to
// DefaultPartingPercent.
const (
	DefaultPartings       = 10
	DefaultPartingPercent = 50
)

// unbudgeted holds a plan to the limits that stand in for a site's own. What
// cannot be undone needs consent anyway.
func unbudgeted(w *World) []Refusal {
	var out []Refusal
	final := w.final()
	for _, c := range w.counts() {
		n, least, percent := len(c.deleted), DefaultDeletes, DefaultDeletePercent
		if c.kind.Derived() {
			least, percent = DefaultPartings, DefaultPartingPercent
		}
		if w.budget(c.kind).limitsDeletes() || n < least || n*100 <= c.there*percent {
			continue
		}
		asked := !slices.ContainsFunc(c.deleted, func(r state.Ref) bool { return !final[r] })
		if asked || n == c.there && len(w.After.OfKind(c.kind.Name)) == 0 {
			continue // another guard asks already
		}
		limit := max(least-1, c.there*percent/100)
		out = append(out, Refusal{Guard: "budget", Kind: plural(c.kind), Count: n, Limit: limit, Objects: few(c.deleted), Flag: deleteFlag(c),
			Message: fmt.Sprintf("%d of %d %s would be deleted; where the site has no budget for them, %d may", n, c.there, plural(c.kind), limit)})
	}
	return out
}
