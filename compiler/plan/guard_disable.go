package plan

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Somebody whose account is off is as much without a phone as somebody whose
// account is gone: switching many off is guarded as deleting many is. Which
// accounts are off the target's table of rights says, in whatever way that came
// about.

// shut are the accounts of one kind that a section switches off.
type shut struct {
	kind   *state.Kind
	on     int         // how many are on now
	off    []state.Ref // of these, those that are off afterwards, by their names now
	ruling int         // how many are on now and may change the rights of others
	rulers []state.Ref // of these, those that are off afterwards
}

// shuts are in the schema's order.
func (w *World) shuts() []shut {
	if len(w.Then.Off) == 0 {
		return nil
	}
	ruling := map[state.Ref]bool{}
	for i := range w.Now.Rows {
		if r := &w.Now.Rows[i]; r.Privileged && r.Answer == rights.Yes {
			ruling[r.Holder] = true
		}
	}
	kinds := map[string]bool{}
	for _, r := range w.Then.Off {
		kinds[r.Kind] = true
	}
	var out []shut
	for i := range w.Schema.Kinds {
		k := &w.Schema.Kinds[i]
		if !kinds[k.Name] {
			continue
		}
		s := shut{kind: k}
		for _, o := range w.Live.OfKind(k.Name) {
			s.count(w, o.Ref(), ruling[o.Ref()])
		}
		if len(s.off) > 0 {
			out = append(out, s)
		}
	}
	return out
}

func (s *shut) count(w *World, r state.Ref, rules bool) {
	if w.Now.IsOff(r) {
		return
	}
	off := w.Then.IsOff(w.called(r))
	s.on++
	if off {
		s.off = append(s.off, r)
	}
	if rules {
		s.ruling++
	}
	if rules && off {
		s.rulers = append(s.rulers, r)
	}
}

// disabled holds a plan to limits on the accounts that it switches off: the
// site's, else those that stand in for them; and never most of those who
// administrate without a word.
func disabled(w *World) []Refusal {
	var out []Refusal
	for _, s := range w.shuts() {
		refuse := func(objects []state.Ref, limit int, format string, args ...any) {
			out = append(out, Refusal{Guard: "disable", Kind: plural(s.kind), Count: len(objects), Limit: limit, Objects: few(objects),
				Flag: countFlag(AllowDisable, s.kind, len(s.off)), Message: fmt.Sprintf(format, args...)})
		}
		n, b := len(s.off), w.budget(s.kind)
		limit, over := exceeded(n, s.on, b.Disable, b.DisablePercent)
		switch {
		case n > smallSet && n == s.on:
			refuse(s.off, 0, "all %d %s who are on would be switched off", n, plural(s.kind))
		case over:
			refuse(s.off, limit, "%d of %d %s who are on would be switched off; the site's budget allows %d", n, s.on, plural(s.kind), limit)
		case b.Disable < 0 && b.DisablePercent < 0 && n >= DefaultDeletes && n*100 > s.on*DefaultDeletePercent:
			limit := max(DefaultDeletes-1, s.on*DefaultDeletePercent/100)
			refuse(s.off, limit, "%d of %d %s who are on would be switched off; where the site has no budget for it, %d may", n, s.on, plural(s.kind), limit)
		case len(s.rulers) > 1 && len(s.rulers)*2 > s.ruling:
			refuse(s.rulers, s.ruling/2, "%d of %d %s who may change the rights of others would be switched off", len(s.rulers), s.ruling, plural(s.kind))
		}
	}
	return out
}
