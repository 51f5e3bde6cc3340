package plan

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// invariants are all that must hold in every reachable world, in a fixed order.
func (v *worlds) invariants() []invariant {
	var out []invariant
	for _, a := range v.administration() {
		out = append(out, a.invariant)
	}
	if own, ok := v.account(); ok {
		if k, ok := v.asNow(own); ok {
			out = append(out, invariant{[]keeper{k}})
		}
	}
	if inv := v.breakGlass(); len(inv.keepers) > 0 {
		out = append(out, inv)
	}
	return out
}

// asNow demands of a holder every privileged right that it has now. It is not ok
// for an account that is not there, or is off already.
func (v *worlds) asNow(holder state.Ref) (keeper, bool) {
	k := keeper{holder: holder}
	for _, r := range held(v.Now, holder) {
		if r.Privileged && r.Answer == rights.Yes {
			k.demands = append(k.demands, demand{permission: r.Permission, level: r.Level, scope: r.Scope, exact: true})
		}
	}
	start, _ := v.ends()
	return k, v.satisfied(k, start)
}

// ownAccount keeps the account that applies the plan, switched on and with its
// rights, in every reachable world: whatever is left to do needs them.
func ownAccount(w *World) []Refusal {
	own, ok := w.account()
	if !ok {
		return nil
	}
	refuse := func(what string) []Refusal {
		return []Refusal{{Guard: "own-account", Objects: []state.Ref{own}, Message: fmt.Sprintf("%s is the account that applies this plan, and would %s", own, what),
			Hint: "let another account apply this plan, or leave this one out of it"}}
	}
	called := w.called(own)
	var lost []string
	for _, c := range rights.Diff(w.Before, w.Then) {
		if c.Holder == called && c.Privileged && c.Lost() {
			lost = append(lost, c.Permission)
		}
	}
	v := w.worlds()
	switch k, ok := v.asNow(own); {
	case w.Section.deletes(own):
		return refuse("be deleted by it")
	case len(lost) > 0:
		return refuse("lose " + strings.Join(sortedSet(lost), ", ") + " by it")
	case !ok:
		return nil
	case w.Then.IsOff(called):
		return refuse("be switched off by it")
	default:
		if got := v.prove(invariant{[]keeper{k}}); !got.holds {
			return refuse("be without its rights" + got.when())
		}
	}
	return nil
}

// called is what something on the target is called afterwards.
func (w *World) called(r state.Ref) state.Ref {
	if to, ok := w.Renamed[r]; ok {
		return to
	}
	return r
}

// breakGlass is the invariant of those whom no plan may lock out: one of them
// keeps its account, and its rights of administration where any of them has
// some. An account that is deleted and made anew is another one: nobody has its
// password.
func (v *worlds) breakGlass() (inv invariant) {
	var ruling []keeper
	for _, r := range v.BreakGlass {
		k, ok := v.asNow(r)
		if !ok {
			continue
		}
		if len(k.demands) > 0 {
			ruling = append(ruling, k)
		}
		inv.keepers = append(inv.keepers, k)
	}
	if len(ruling) > 0 {
		inv.keepers = ruling
	}
	return inv
}

// breakGlass keeps a way in for the day on which everything else fails.
func breakGlass(w *World) []Refusal {
	v := w.worlds()
	if v == nil {
		return nil
	}
	inv := v.breakGlass()
	if len(inv.keepers) == 0 {
		return nil
	}
	got := v.prove(inv)
	if got.holds {
		return nil
	}
	now := holdersOf(inv.keepers)
	names := make([]string, len(now))
	for i, r := range now {
		names[i] = r.String()
	}
	what := "its account"
	var permissions []string
	for _, d := range inv.keepers[0].demands {
		permissions = append(permissions, d.permission)
	}
	if len(permissions) > 0 {
		what += " with " + listed(sortedSet(permissions))
	}
	return []Refusal{{Guard: "break-glass", Count: len(now), Objects: now,
		Message: fmt.Sprintf("none of the break-glass users would keep %s: %s%s", what, listed(names), got.when()),
		Hint:    "leave one of them as it is, or name another in policies.breakGlass and get that in first"}}
}
