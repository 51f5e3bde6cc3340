package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Refusal is one reason why a section must not be applied as it stands. Flag is
// what an operator who means it adds to the command, "" when nothing helps.
type Refusal struct {
	Guard   string      `json:"guard"`
	Kind    string      `json:"kind,omitempty"` // in the plural
	Count   int         `json:"count,omitempty"`
	Limit   int         `json:"limit,omitempty"`
	Objects []state.Ref `json:"objects,omitempty"` // a few of them
	Message string      `json:"message"`
	Flag    string      `json:"flag,omitempty"`
	Hint    string      `json:"hint,omitempty"`   // what to do, where no flag helps
	Stakes  []Stake     `json:"stakes,omitempty"` // of what cannot be undone: every object, with what goes for good
}

// Budget limits how much one plan may delete, change or, of accounts, switch off
// of one kind. A negative
// number is no limit. Both the count and the percentage of what is there hold;
// a percentage above none always leaves room for one.
type Budget struct {
	Kind                  string // in the plural, or AnyKind
	Delete, DeletePercent int
	Modify, ModifyPercent int

	Disable, DisablePercent int // of the accounts that are on
}

// World is what guards look at: one section with the states it leads from and to.
type World struct {
	Vendor
	Section *Section
	Profile state.Profile
	Live    *state.Snapshot
	After   *state.Snapshot
	Now     rights.Table // of Live
	Before  rights.Table // of Live, in the names that things have afterwards
	Then    rights.Table // of After
	Renamed map[state.Ref]state.Ref
	Budgets []Budget

	BreakGlass []state.Ref
	Called     func(state.Ref) string // what the site called an object that it declares no longer; may be nil

	proofs *worlds
	covers map[string][]int     // change → places of the steps that carry it out
	paths  map[state.Ref]string // object → what the site calls it
}

// worlds are those that the section can lead to; nil where a target has no
// rights to lose, or nothing is done.
func (w *World) worlds() *worlds {
	if w.proofs == nil && w.Rights != nil && len(w.Section.Steps) > 0 {
		w.proofs = newWorlds(w)
	}
	return w.proofs
}

// Guard refuses what must not happen, or not without someone saying so.
type Guard interface {
	Check(*World) []Refusal
}

// GuardFunc is a guard that is a function.
type GuardFunc func(*World) []Refusal

// Check calls the function.
func (f GuardFunc) Check(w *World) []Refusal { return f(w) }

// Guards are those that hold for every plan, in the order in which refusals are
// shown.
func Guards() []Guard {
	return []Guard{GuardFunc(lastAdministrator), GuardFunc(ownAccount), GuardFunc(breakGlass), GuardFunc(replacements), GuardFunc(deletions), GuardFunc(unrecallable), GuardFunc(charges), GuardFunc(emptied), GuardFunc(hollowed), GuardFunc(cleared), GuardFunc(budgets), GuardFunc(unbudgeted), GuardFunc(disabled)}
}

// count is what a section does to one kind.
type count struct {
	kind     *state.Kind
	there    int
	deleted  []state.Ref
	modified []state.Ref
	replaced []state.Ref
	gone     []*diff.Change // the deletions
	anew     []*diff.Change // the replacements
	changed  []*diff.Change
	fixed    []string // the fields that make replacements necessary
}

// counts are in the schema's order, for kinds that anything happens to.
func (w *World) counts() []count {
	var out []count
	for i := range w.Schema.Kinds {
		k := &w.Schema.Kinds[i]
		c := count{kind: k, there: len(w.Live.OfKind(k.Name))}
		for j := range w.Section.Changes {
			ch := &w.Section.Changes[j]
			if ch.Object.Kind != k.Name || !ch.Acts() {
				continue
			}
			switch {
			case ch.Replace:
				c.replaced, c.anew = append(c.replaced, ch.Object), append(c.anew, ch)
				c.fixed = append(c.fixed, fixedFields(k, ch)...)
			case ch.Op == state.OpDelete:
				c.deleted, c.gone = append(c.deleted, ch.Object), append(c.gone, ch)
			case ch.Op == state.OpUpdate:
				c.modified, c.changed = append(c.modified, ch.Object), append(c.changed, ch)
			}
		}
		if len(c.deleted)+len(c.modified)+len(c.replaced) > 0 {
			out = append(out, c)
		}
	}
	return out
}

func plural(k *state.Kind) string { return cmp.Or(k.Plural, k.Name) }

// number is "1 extension", "2 users": one is called by the title that people
// read, several by the word of the flags.
func number(n int, k *state.Kind) string {
	if n == 1 {
		return "1 " + cmp.Or(k.Title, k.Name)
	}
	return fmt.Sprintf("%d %s", n, plural(k))
}

// few are the first of many, for messages.
func few(refs []state.Ref) []state.Ref { return slices.Clone(refs[:min(len(refs), 5)]) }

func deleteFlag(c count) string { return countFlag(AllowDelete, c.kind, len(c.deleted)) }

func modifyFlag(c count) string { return countFlag(AllowModify, c.kind, len(c.modified)) }

// AnyKind is the budget for kinds without one of their own.
const AnyKind = "any"

// budget is the site's limit for a kind. What it does not say of the kind itself
// it says of any.
func (w *World) budget(k *state.Kind) Budget {
	own, rest := w.written(plural(k)), w.written(AnyKind)
	if !own.limitsDeletes() {
		own.Delete, own.DeletePercent = rest.Delete, rest.DeletePercent
	}
	if own.Modify < 0 && own.ModifyPercent < 0 {
		own.Modify, own.ModifyPercent = rest.Modify, rest.ModifyPercent
	}
	if own.Disable < 0 && own.DisablePercent < 0 {
		own.Disable, own.DisablePercent = rest.Disable, rest.DisablePercent
	}
	return own
}

func (w *World) written(kind string) Budget {
	if i := slices.IndexFunc(w.Budgets, func(b Budget) bool { return b.Kind == kind }); i >= 0 {
		return w.Budgets[i]
	}
	return Budget{Kind: kind, Delete: -1, DeletePercent: -1, Modify: -1, ModifyPercent: -1, Disable: -1, DisablePercent: -1}
}

func (b Budget) limitsDeletes() bool { return b.Delete >= 0 || b.DeletePercent >= 0 }

// budgets holds a plan to the site's own limits.
func budgets(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		b := w.budget(c.kind)
		if limit, over := exceeded(len(c.deleted), c.there, b.Delete, b.DeletePercent); over {
			out = append(out, Refusal{Guard: "budget", Kind: plural(c.kind), Count: len(c.deleted), Limit: limit, Objects: few(c.deleted), Flag: deleteFlag(c),
				Message: fmt.Sprintf("%d of %d %s would be deleted; the site's budget allows %d", len(c.deleted), c.there, plural(c.kind), limit)})
		}
		if limit, over := exceeded(len(c.modified), c.there, b.Modify, b.ModifyPercent); over {
			out = append(out, Refusal{Guard: "budget", Kind: plural(c.kind), Count: len(c.modified), Limit: limit, Objects: few(c.modified), Flag: modifyFlag(c),
				Message: fmt.Sprintf("%d of %d %s would be changed; the site's budget allows %d", len(c.modified), c.there, plural(c.kind), limit)})
		}
	}
	return out
}

func exceeded(n, there, most, percent int) (int, bool) {
	limit := n
	if most >= 0 {
		limit = min(limit, most)
	}
	switch {
	case percent == 0:
		limit = 0
	case percent > 0:
		limit = min(limit, max(1, there*percent/100))
	}
	return limit, n > limit
}

// fixedFields names the fields of a change that can be set only at creation.
func fixedFields(k *state.Kind, ch *diff.Change) []string {
	var names []string
	for _, f := range ch.Fields {
		if field, ok := k.Field(f.Name); ok && field.Has(state.Immutable) && f.Part.Acts() {
			names = append(names, f.Name)
		}
	}
	return names
}

// deletes reports whether a step deletes an object, for good or to make it anew.
func (s *Section) deletes(r state.Ref) bool {
	return slices.ContainsFunc(s.Steps, func(st Step) bool {
		return slices.ContainsFunc(st.Effects, func(e state.Effect) bool { return e.Op == state.OpDelete && e.Object == r })
	})
}

// account finds the object on the target that is the acting account: by key, by
// vendor id, or by a value that no two objects share.
func (w *World) account() (state.Ref, bool) {
	name := w.Profile.Account.Name
	if name == "" {
		return state.Ref{}, false
	}
	holders := map[string]bool{}
	for _, t := range []rights.Table{w.Before, w.Then} {
		for i := range t.Rows {
			holders[t.Rows[i].Holder.Kind] = true
		}
	}
	for i := range w.Live.Objects {
		o := &w.Live.Objects[i]
		k, ok := w.Schema.Kind(o.Kind)
		if !ok || len(holders) > 0 && !holders[o.Kind] {
			continue
		}
		if o.Key == name {
			return o.Ref(), true
		}
		for _, a := range o.Attrs {
			if f, ok := k.Field(a.Name); ok && f.Has(state.Unique) && f.Fold(a.Value) == f.Fold(state.OfText(name)) {
				return o.Ref(), true
			}
		}
	}
	return state.Ref{}, false
}

// idle reports whether nothing is done: no right changes, and no table of them
// has to be made.
func (b *builder) idle() bool {
	return len(b.section.Steps) == 0 && !slices.ContainsFunc(b.section.Changes, diff.Change.Acts)
}

// weigh works out what the section does to rights.
func (b *builder) weigh() {
	b.world = &World{Section: &b.section, Vendor: b.Vendor, Profile: b.Profile, Live: b.Live, After: b.after, Budgets: b.in.Budgets, BreakGlass: b.BreakGlass, Called: b.Called}
	if b.Vendor.Rights == nil || b.idle() {
		return
	}
	w := b.world
	w.Renamed = b.renames()
	maps.Copy(w.Renamed, diff.Exchanged(b.section.Changes)) // who takes a leaver's account is who he was
	b.formers = b.findFormers()
	b.formers.setApart(w.Renamed)
	b.before = state.Rekey(b.Vendor.Schema, b.Live, w.Renamed)
	w.Before, w.Then = b.Vendor.Rights(b.before), b.Vendor.Rights(b.after)
	w.Now = w.Before
	if len(w.Renamed) > 0 {
		w.Now = b.Vendor.Rights(b.Live)
	}
}

// rightsAndGuards fills what the section does to rights, and what is refused.
func (b *builder) rightsAndGuards() {
	if b.Vendor.Rights != nil && !b.idle() {
		b.section.Rights = b.through(rights.Diff(b.world.Before.Without(b.returning()), b.world.Then))
		stays(b.section.Rights, b.world.Before, b.world.Then)
		b.section.Accounts = b.accounts()
		b.formers.name(&b.section)
		b.markRights()
	}
	if !slices.ContainsFunc(b.section.Changes, diff.Change.Acts) {
		return
	}
	guards := b.in.Guards
	if guards == nil {
		guards = Guards()
	}
	for _, g := range guards {
		b.section.Refusals = append(b.section.Refusals, g.Check(b.world)...)
	}
}
