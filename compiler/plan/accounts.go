package plan

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Standing is whether an account is on; "" where it is not there.
type Standing string

const (
	On  Standing = "on"
	Off Standing = "off"
)

// Account is an account that is off, before or after a section, and whose rights
// change or that is switched. Its rights are of no use to anybody while it is off,
// and come back with it.
type Account struct {
	Holder     state.Ref `json:"holder"`           // by its name afterwards
	Former     string    `json:"former,omitempty"` // as in RightChange
	Before     Standing  `json:"before,omitempty"`
	After      Standing  `json:"after,omitempty"`
	Privileged bool      `json:"privileged,omitempty"` // it holds a right to change those of others
}

// Switched reports whether the account is on and goes off, or the other way round.
func (a Account) Switched() bool { return a.Before != a.After && a.Before != "" && a.After != "" }

// accounts are sorted by holder.
func (b *builder) accounts() []Account {
	w := b.world
	if len(w.Before.Off)+len(w.Then.Off) == 0 {
		return nil
	}
	changing := map[state.Ref]bool{}
	for i := range b.section.Rights {
		changing[b.section.Rights[i].Holder] = true
	}
	standing := func(s *state.Snapshot, t rights.Table, r state.Ref) Standing {
		if _, there := s.Find(r); !there {
			return ""
		}
		if t.IsOff(r) {
			return Off
		}
		return On
	}
	off := slices.Concat(w.Before.Off, w.Then.Off)
	slices.SortFunc(off, state.Ref.Compare)
	var out []Account
	for _, r := range slices.Compact(off) {
		a := Account{Holder: r, Before: standing(b.before, w.Before, r), After: standing(b.after, w.Then, r)}
		if !changing[r] && !a.Switched() {
			continue
		}
		for _, t := range []rights.Table{w.Before, w.Then} {
			a.Privileged = a.Privileged || slices.ContainsFunc(held(t, r), func(row rights.Row) bool { return row.Privileged && row.Answer == rights.Yes })
		}
		out = append(out, a)
	}
	return out
}

// returning are the accounts that are off and come back. Whatever they may do is
// of use to somebody from then on, so that all of it counts as gained.
func (b *builder) returning() map[state.Ref]bool {
	out := map[state.Ref]bool{}
	for _, r := range b.world.Before.Off {
		if _, there := b.after.Find(r); there && !b.world.Then.IsOff(r) {
			out[r] = true
		}
	}
	return out
}
