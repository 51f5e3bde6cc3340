package plan

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
)

// narrow keeps the steps that the selection asks for and those they need, and
// the changes that these cover, each whole: what is taken out of a list for the sake
// of another change, or deleted to be made anew, is put back too.
func (b *builder) narrow(g *graph) {
	keep := map[int]bool{}
	var visit func(i int)
	visit = func(i int) {
		if keep[i] {
			return
		}
		keep[i] = true
		for n := range g.needs[i] {
			visit(n)
		}
	}
	wanted := map[string]bool{}
	for i := range b.section.Changes {
		if c := &b.section.Changes[i]; b.selects(c) {
			wanted[c.Name()] = true
		}
	}
	for before := -1; before < len(keep)+len(wanted); {
		before = len(keep) + len(wanted)
		for i := range g.steps {
			if slices.ContainsFunc(g.steps[i].Covers, func(name string) bool { return wanted[name] }) {
				visit(i)
			}
		}
		for i := range keep {
			for _, name := range g.steps[i].Covers {
				wanted[name] = true
			}
		}
	}
	var steps []Step
	for i := range g.steps {
		if keep[i] {
			steps = append(steps, g.steps[i])
		}
	}
	var changes []diff.Change
	for _, c := range b.section.Changes {
		if wanted[c.Name()] {
			changes = append(changes, c)
			b.included[cmp.Or(c.Canonical, c.Object.String())] = true
		}
	}
	b.section.Steps, b.section.Changes = steps, changes
}

// selects reports whether a change is asked for by --only.
func (b *builder) selects(c *diff.Change) bool {
	hit := false
	for _, only := range b.in.Only {
		if only == c.Object.String() || within(c.Canonical, only) || slices.ContainsFunc(c.Fields, func(f diff.Field) bool {
			return slices.ContainsFunc(f.From, func(p string) bool { return within(p, only) })
		}) {
			b.selected[only], hit = true, true
		}
	}
	return hit
}

func within(path, outer string) bool {
	return path == outer || strings.HasPrefix(path, outer) && path[len(outer)] == '.'
}
