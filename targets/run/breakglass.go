package run

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// What policies.breakGlass keeps is worth something only if one of those it names
// can mend things on the day on which nobody else can: has an account on the
// target that is on, and may change the rights of others.

// emergency are the canonical paths of those whom no plan may lock out.
func emergency(site *load.Result) map[string]bool {
	out := map[string]bool{}
	for id, on := range site.Site.Policies.BreakGlass {
		if on {
			out[resolve.Path("users", id)] = true
		}
	}
	return out
}

// powerless remarks that none of them can, going by what the target holds; and
// does not where the site is about to change that.
func (s *stage) powerless(seen *Seen, accounts []state.Ref, desired *state.Snapshot) diag.List {
	wanted := emergency(s.revision())
	if len(wanted) == 0 || s.driver.Rights == nil {
		return nil
	}
	some := map[state.Ref]bool{}
	for _, r := range accounts {
		some[r] = true
	}
	if s.governs(s.driver.Rights(around(seen.Schema, seen.Live, some)), some) {
		return nil
	}
	coming := accountsOf(desired, wanted)
	if s.governs(s.driver.Rights(around(seen.Schema, desired, coming)), coming) {
		return nil
	}
	what := "may change the rights of others there"
	if len(some) == 0 {
		what = "has an account there"
	}
	if !whole(seen) {
		what += ", as far as this account is shown"
	}
	return diag.List{s.unkept(wanted, diag.Notice, fmt.Sprintf("none of %s %s", strings.Join(idsOf(wanted), ", "), what))}
}

// whole reports whether nothing was hidden from the account that reads.
func whole(seen *Seen) bool {
	return !slices.ContainsFunc(seen.Live.Coverage, hidden)
}

// powerlessOffline remarks the same of the site alone, where it says what roles
// all of them have.
func (s *stage) powerlessOffline(c Compiled) diag.List {
	wanted := emergency(s.revision())
	if len(wanted) == 0 || s.driver.Rights == nil || c.Desired == nil || c.Losses.HasErrors() {
		return nil
	}
	accounts := accountsOf(c.Desired, wanted)
	table := s.driver.Rights(around(c.Schema, c.Desired, accounts))
	for r := range accounts {
		perhaps := slices.ContainsFunc(table.Rows, func(row rights.Row) bool { return row.Holder == r && row.Privileged && row.Answer != rights.No })
		if perhaps || !roleKnown(c.Schema, c.Desired, r) {
			return nil
		}
	}
	what := "is given a role there with which one may change the rights of others"
	if len(accounts) == 0 {
		what = "is on it"
	}
	return diag.List{s.unkept(wanted, diag.Warning, fmt.Sprintf("none of %s %s", strings.Join(idsOf(wanted), ", "), what))}
}

func (s *stage) unkept(wanted map[string]bool, severity diag.Severity, why string) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.BreakGlassIdle, Severity: severity, Target: s.target.ID, Path: "policies.breakGlass", Pos: placeOf(s.revision(), "policies.breakGlass"),
		Message: "policies.breakGlass keeps nobody on " + s.target.ID + " who could mend things: " + why,
		Hint:    "name somebody who administrates, or give one of them such a role"}
}

func idsOf(paths map[string]bool) []string {
	var out []string
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		out = append(out, strings.TrimPrefix(path, "users."))
	}
	return out
}

func accountsOf(desired *state.Snapshot, wanted map[string]bool) map[state.Ref]bool {
	out := map[state.Ref]bool{}
	if desired == nil {
		return out
	}
	for i := range desired.Objects {
		if o := &desired.Objects[i]; wanted[o.Canonical] {
			out[o.Ref()] = true
		}
	}
	return out
}

// governs reports whether one of some accounts is on and may change the rights of
// others.
func (s *stage) governs(t rights.Table, some map[state.Ref]bool) bool {
	return slices.ContainsFunc(t.Rows, func(r rights.Row) bool {
		return some[r.Holder] && r.Privileged && r.Answer == rights.Yes && !t.IsOff(r.Holder)
	})
}

// around is the part of a snapshot that the rights of some accounts rest on:
// without other accounts, and without what belongs to those.
func around(sch state.Schema, s *state.Snapshot, some map[state.Ref]bool) *state.Snapshot {
	out := &state.Snapshot{}
	if s == nil || len(some) == 0 {
		return out
	}
	kinds := map[string]bool{}
	for r := range some {
		kinds[r.Kind] = true
	}
	for i := range s.Objects {
		o := &s.Objects[i]
		keep := some[o.Ref()] || !kinds[o.Kind]
		if k, ok := sch.Kind(o.Kind); ok && !kinds[o.Kind] {
			for owner := range k.Owners(o) {
				keep = keep && (!kinds[owner.Kind] || some[owner])
			}
		}
		if keep {
			out.Objects = append(out.Objects, *o)
		}
	}
	return out
}

// roleKnown reports whether the site says which role an account has in something
// that it belongs to.
func roleKnown(sch state.Schema, s *state.Snapshot, account state.Ref) bool {
	for i := range s.Objects {
		o := &s.Objects[i]
		k, ok := sch.Kind(o.Kind)
		if !ok {
			continue
		}
		theirs := false
		for owner := range k.Owners(o) {
			theirs = theirs || owner == account
		}
		if theirs && slices.ContainsFunc(o.Attrs, func(a state.Attr) bool {
			f, ok := k.Field(a.Name)
			return ok && f.Has(state.Privilege) && f.Type == state.Text && a.Value.Presence() == state.Set
		}) {
			return true
		}
	}
	return false
}
