package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// departments wants a tree, and at most one group for each of its nodes.
func departments(r *run) {
	r.cycles()
	r.departmentGroups()
}

// cycles reports each ring of departments once, at its first member by id.
func (r *run) cycles() {
	done := map[string]bool{}
	for _, d := range r.site.Departments {
		var walk []string
		id := d.ID
		for id != model.Root && !done[id] && r.departments[id] != nil && !slices.Contains(walk, id) {
			walk = append(walk, id)
			id = r.departments[id].Parent.Or(model.Root)
		}
		if i := slices.Index(walk, id); i >= 0 {
			r.reportCycle(walk[i:])
		}
		for _, id := range walk {
			done[id] = true
		}
	}
}

func (r *run) reportCycle(ring []string) {
	first := slices.Min(ring)
	i := slices.Index(ring, first)
	ring = append(slices.Concat(ring[i:], ring[:i]), first)
	var also []diag.Pos
	for _, id := range ring[1 : len(ring)-1] {
		also = append(also, r.place(path("departments", id, "parent"), r.departments[id].Pos))
	}
	r.fail(problem{
		code: diag.DepartmentCycle, path: path("departments", first, "parent"), at: r.departments[first].Pos, also: also,
		message: "departments lie inside each other: " + strings.Join(ring, " in "),
		hint:    `give one of them the parent "root" or a department outside the ring`,
	})
}

// departmentGroups wants every group of kind department to name its department,
// and no department to have two.
func (r *run) departmentGroups() {
	owner := map[string]*model.Group{}
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		if g.Kind != model.DepartmentGroup {
			continue
		}
		d, ok := g.Department.Get()
		switch {
		case !ok:
			r.fail(problem{
				code: diag.DepartmentGroup, path: path("groups", g.ID, "department"), at: g.Pos,
				message: fmt.Sprintf("group %q is of kind department and does not say of which", g.ID),
				hint:    "write department, or kind: \"team\" for people of several departments",
			})
		case owner[d] != nil:
			r.fail(problem{
				code: diag.DepartmentGroup, path: path("groups", g.ID, "department"), at: g.Pos, also: []diag.Pos{owner[d].Pos},
				message: fmt.Sprintf("groups %q and %q are both the group of department %q", owner[d].ID, g.ID, d),
				hint:    "keep one, and make the other a team",
			})
		default:
			owner[d] = g
		}
	}
}
