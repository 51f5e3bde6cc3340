package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// narrowed remarks that guards and rights go by what this account is shown, where
// that is not everybody: an administrator whom it is not shown is counted by
// nothing, and a percentage is one of those it is shown.
func (s *stage) narrowed(seen *Seen, desired *state.Snapshot, changes diff.ChangeSet) diag.List {
	acts := slices.ContainsFunc(changes.Changes, func(c diff.Change) bool { return c.Acts() })
	if !acts || s.driver.Rights == nil {
		return nil
	}
	holders := map[string]bool{}
	for _, at := range []*state.Snapshot{seen.Live, desired} {
		for _, kind := range holderKinds(s.driver.Rights(at)) {
			holders[kind] = true
		}
	}
	for _, c := range seen.Live.Coverage {
		if k, ok := seen.Schema.Kind(c.Kind); ok && holders[c.Kind] && c.Attr == "" && hidden(c) {
			return diag.List{{Code: diag.GuardsNarrow, Severity: diag.Notice, Target: s.target.ID, Path: "targets." + s.target.ID, Pos: placeOf(s.Site, "targets."+s.target.ID),
				Message: fmt.Sprintf("guards and rights go by the %s that this account is shown, which may not be all (%s)", strings.ToLower(k.Plural), c.Reason),
				Hint:    "who is not shown may be the last who administrates, or gain a right with the others; plan with an account that sees all to be sure"}}
		}
	}
	return nil
}

// hidden reports whether something was kept from the account that reads.
func hidden(c state.Coverage) bool { return c.Reach == state.Partial || c.Reach == state.Denied }

// holderKinds are the kinds of those who hold a right.
func holderKinds(t rights.Table) []string {
	var out []string
	for i := range t.Rows {
		if kind := t.Rows[i].Holder.Kind; !slices.Contains(out, kind) {
			out = append(out, kind)
		}
	}
	return out
}
