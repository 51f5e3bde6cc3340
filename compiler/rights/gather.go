package rights

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Gather makes a table of rows in any order, and one row of those that say the
// same: yes if any says so. Off are sorted.
func Gather(rows []Row, off []state.Ref) Table {
	t := Table{Rows: rows, Off: off}
	slices.SortStableFunc(t.Rows, func(a, b Row) int { return a.Right.Compare(b.Right) })
	out := t.Rows[:0]
	for _, row := range t.Rows {
		last := len(out) - 1
		if last < 0 || out[last].Right != row.Right {
			out = append(out, row)
			continue
		}
		switch prior := &out[last]; {
		case prior.Answer == row.Answer:
			prior.Via = append(slices.Clip(prior.Via), row.Via...)
			prior.Basis, prior.Privileged = min(prior.Basis, row.Basis), prior.Privileged || row.Privileged
		case row.Answer == Yes:
			*prior = row
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
