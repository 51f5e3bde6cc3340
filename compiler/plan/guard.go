package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

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
}

// Budget limits how much one plan may delete or change of one kind. A negative
// number is no limit. Both the count and the percentage of what is there hold;
// a percentage above none always leaves room for one.
type Budget struct {
	Kind                  string // in the plural, or AnyKind
	Delete, DeletePercent int
	Modify, ModifyPercent int
}

// Consent is what an operator said on the command line: exact numbers, so that
// a plan that grew since is refused again.
type Consent struct {
	Deletes  map[string]int // kind in the plural → how many deletions
	Replaces map[string]int // kind in the plural → how many replacements
}

// World is what guards look at: one section with the states it leads from and to.
type World struct {
	Section *Section
	Schema  state.Schema
	Profile state.Profile
	Live    *state.Snapshot
	After   *state.Snapshot
	Before  rights.Table // of Live, in the names that things have afterwards
	Then    rights.Table // of After
	Renamed map[state.Ref]state.Ref
	Budgets []Budget
	Consent Consent
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
	return []Guard{GuardFunc(lastAdministrator), GuardFunc(ownAccount), GuardFunc(replacements), GuardFunc(deletions), GuardFunc(emptied), GuardFunc(budgets), GuardFunc(unbudgeted)}
}

// count is what a section does to one kind.
type count struct {
	kind     *state.Kind
	there    int
	deleted  []state.Ref
	modified []state.Ref
	replaced []state.Ref
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
				c.replaced = append(c.replaced, ch.Object)
				c.fixed = append(c.fixed, fixedFields(k, ch)...)
			case ch.Op == state.OpDelete:
				c.deleted = append(c.deleted, ch.Object)
			case ch.Op == state.OpUpdate:
				c.modified = append(c.modified, ch.Object)
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

func (w *World) mayDelete(c count) bool {
	n, said := w.Consent.Deletes[plural(c.kind)]
	return said && n == len(c.deleted)
}

func deleteFlag(c count) string {
	return fmt.Sprintf("--allow-delete %s=%d", plural(c.kind), len(c.deleted))
}

// AnyKind is the budget for kinds without one of their own.
const AnyKind = "any"

// budget is the site's limit for a kind.
func (w *World) budget(k *state.Kind) (Budget, bool) {
	for _, kind := range []string{plural(k), AnyKind} {
		if i := slices.IndexFunc(w.Budgets, func(b Budget) bool { return b.Kind == kind }); i >= 0 {
			return w.Budgets[i], true
		}
	}
	return Budget{}, false
}

// budgets holds a plan to the site's own limits.
func budgets(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		b, ok := w.budget(c.kind)
		if !ok {
			continue
		}
		if limit, over := exceeded(len(c.deleted), c.there, b.Delete, b.DeletePercent); over && !w.mayDelete(c) {
			out = append(out, Refusal{Guard: "budget", Kind: plural(c.kind), Count: len(c.deleted), Limit: limit, Objects: few(c.deleted), Flag: deleteFlag(c),
				Message: fmt.Sprintf("%d of %d %s would be deleted; the site's budget allows %d", len(c.deleted), c.there, plural(c.kind), limit)})
		}
		if limit, over := exceeded(len(c.modified), c.there, b.Modify, b.ModifyPercent); over {
			out = append(out, Refusal{Guard: "budget", Kind: plural(c.kind), Count: len(c.modified), Limit: limit, Objects: few(c.modified),
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

// emptied refuses to delete everything of a kind, which is more often a mistake
// in the site (a file not found, a selector gone wrong) than meant. Sets of one
// or two are too small to tell.
func emptied(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		if len(c.deleted) < 3 || len(c.deleted) < c.there || len(w.After.OfKind(c.kind.Name)) > 0 || w.mayDelete(c) {
			continue
		}
		out = append(out, Refusal{Guard: "emptied", Kind: plural(c.kind), Count: len(c.deleted), Objects: few(c.deleted), Flag: deleteFlag(c),
			Message: fmt.Sprintf("all %d %s would be deleted", len(c.deleted), plural(c.kind))})
	}
	return out
}

// final are the objects that a step deletes and no later plan brings back.
func (w *World) final() map[state.Ref]bool {
	final := map[state.Ref]bool{}
	for i := range w.Section.Steps {
		s := &w.Section.Steps[i]
		for _, e := range s.Effects {
			if s.Flags.Irreversible && e.Op == state.OpDelete && !e.Predicted {
				final[e.Object] = true
			}
		}
	}
	return final
}

// deletions asks for consent to deletions that no later plan can undo.
func deletions(w *World) []Refusal {
	final := w.final()
	var out []Refusal
	for _, c := range w.counts() {
		lost := slices.DeleteFunc(slices.Clone(c.deleted), func(r state.Ref) bool { return !final[r] })
		if len(lost) == 0 || w.mayDelete(c) {
			continue
		}
		out = append(out, Refusal{Guard: "irreversible", Kind: plural(c.kind), Count: len(lost), Objects: few(lost), Flag: deleteFlag(c),
			Message: fmt.Sprintf("%s would be deleted, which cannot be undone", number(len(lost), c.kind))})
	}
	return out
}

// replacements asks for consent to delete and create again.
func replacements(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		n, said := w.Consent.Replaces[plural(c.kind)]
		if len(c.replaced) == 0 || said && n == len(c.replaced) {
			continue
		}
		out = append(out, Refusal{Guard: "replace", Kind: plural(c.kind), Count: len(c.replaced), Objects: few(c.replaced),
			Flag:    fmt.Sprintf("--allow-replace %s=%d", plural(c.kind), len(c.replaced)),
			Message: fmt.Sprintf("%s would be deleted and created again, since the target cannot change %s", number(len(c.replaced), c.kind), strings.Join(sortedSet(c.fixed), ", "))})
	}
	return out
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

// lastAdministrator keeps at least one holder of a right to change rights.
func lastAdministrator(w *World) []Refusal {
	before, then := privileged(w.Before), privileged(w.Then)
	if len(before) == 0 || len(then) > 0 {
		return nil
	}
	return []Refusal{{Guard: "last-administrator", Count: len(before), Objects: few(before),
		Message: "nobody would be left who may change rights on this target"}}
}

// privileged are the holders that certainly may change others' rights.
func privileged(t rights.Table) []state.Ref {
	var out []state.Ref
	for _, r := range t.Rows {
		if r.Privileged && r.Answer == rights.Yes && (len(out) == 0 || out[len(out)-1] != r.Holder) {
			out = append(out, r.Holder)
		}
	}
	return out
}

// ownAccount keeps the account that applies the plan in its rights.
func ownAccount(w *World) []Refusal {
	own, ok := w.account()
	if !ok {
		return nil
	}
	called := own
	if to, ok := w.Renamed[own]; ok {
		called = to
	}
	var lost []string
	for _, c := range rights.Diff(w.Before, w.Then) {
		if c.Holder == called && c.Privileged && c.Lost() {
			lost = append(lost, c.Permission)
		}
	}
	switch {
	case w.Section.deletes(own):
		return []Refusal{{Guard: "own-account", Objects: []state.Ref{own}, Message: fmt.Sprintf("%s is the account that applies this plan, and would be deleted by it", own)}}
	case len(lost) > 0:
		return []Refusal{{Guard: "own-account", Count: len(lost), Objects: []state.Ref{own},
			Message: fmt.Sprintf("%s is the account that applies this plan, and would lose %s by it", own, strings.Join(sortedSet(lost), ", "))}}
	}
	return nil
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
	for i := range w.Before.Rows {
		holders[w.Before.Rows[i].Holder.Kind] = true
	}
	for i := range w.Live.Objects {
		o := &w.Live.Objects[i]
		k, ok := w.Schema.Kind(o.Kind)
		if !ok || !holders[o.Kind] {
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

// rightsAndGuards fills what the section does to rights, and what is refused.
func (b *builder) rightsAndGuards() {
	w := &World{Section: &b.section, Schema: b.Vendor.Schema, Profile: b.Profile, Live: b.Live, After: b.after, Budgets: b.in.Budgets, Consent: b.in.Consent}
	if b.Vendor.Rights != nil {
		w.Renamed = b.renames()
		b.before = state.Rekey(b.Vendor.Schema, b.Live, w.Renamed)
		w.Before, w.Then = b.Vendor.Rights(b.before), b.Vendor.Rights(b.after)
		b.section.Rights = b.through(rights.Diff(w.Before, w.Then))
		stays(b.section.Rights, w.Before, w.Then)
	}
	if !slices.ContainsFunc(b.section.Changes, diff.Change.Acts) {
		return
	}
	guards := b.in.Guards
	if guards == nil {
		guards = Guards()
	}
	for _, g := range guards {
		b.section.Refusals = append(b.section.Refusals, g.Check(w)...)
	}
}
