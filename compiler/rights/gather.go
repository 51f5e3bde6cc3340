package rights

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Gather makes a table of rows in any order, and one row of those that say the
// same: yes if any says so. Off are sorted.
func Gather(rows []Row, off []state.Ref) Table {
	t := Table{Off: off}
	out := make([]Row, 0, len(rows))
	for _, i := range byRight(rows) {
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

// byRight are the places of rows in the order of their rights, those of one right as
// they came. Rows are large and many and a holder has few of them, so that only those
// of one are sorted.
func byRight(rows []Row) []int {
	of := map[state.Ref][]int{}
	for i := range rows {
		of[rows[i].Holder] = append(of[rows[i].Holder], i)
	}
	out := make([]int, 0, len(rows))
	for _, holder := range slices.SortedFunc(maps.Keys(of), state.Ref.Compare) {
		places := of[holder]
		slices.SortStableFunc(places, func(i, j int) int { return compareOfOne(&rows[i].Right, &rows[j].Right) })
		out = append(out, places...)
	}
	return out
}

// compareOfOne is Compare of rights of one holder.
func compareOfOne(a, b *Right) int {
	return cmp.Or(strings.Compare(a.Permission, b.Permission), strings.Compare(a.Scope, b.Scope), strings.Compare(a.Level, b.Level))
}

func compareSources(a, b Source) int {
	if c := a.Object.Compare(b.Object); c != 0 {
		return c
	}
	return strings.Compare(a.Attr, b.Attr)
}
