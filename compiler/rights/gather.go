package rights

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Gather makes a table of rows in any order, and one row of those that say the
// same: yes if any says so. Off are sorted.
func Gather(rows []Row, off []state.Ref) Table {
	// Rows are large and many: their places are sorted, those of one right as they came.
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Or(rows[i].Right.Compare(rows[j].Right), cmp.Compare(i, j)) })
	t := Table{Off: off}
	out := make([]Row, 0, len(rows))
	for _, i := range order {
		row := &rows[i]
		last := len(out) - 1
		if last < 0 || out[last].Right != row.Right {
			out = append(out, *row)
			continue
		}
		switch prior := &out[last]; {
		case prior.Answer == row.Answer:
			prior.Via = append(slices.Clip(prior.Via), row.Via...)
			prior.Basis, prior.Privileged = min(prior.Basis, row.Basis), prior.Privileged || row.Privileged
		case row.Answer == Yes:
			*prior = *row
		}
	}
	t.Rows = out
	for i := range t.Rows {
		slices.SortFunc(t.Rows[i].Via, compareSources)
	}
	return t
}

func compareSources(a, b Source) int {
	if c := a.Object.Compare(b.Object); c != 0 {
		return c
	}
	return strings.Compare(a.Attr, b.Attr)
}
