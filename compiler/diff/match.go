package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// match finds, for what is declared, the thing on the target that it is, and
// brings the other sides into desired's names. Kinds whose keys are made of
// references follow what they refer to.
func (c *comparer) match() {
	renames := map[state.Ref]state.Ref{}
	for i := range c.Schema.Kinds {
		k := &c.Schema.Kinds[i]
		m := &matcher{comparer: c, kind: k, desired: ofKind(c.Desired, k.Name), live: ofKind(c.original, k.Name), renames: renames}
		m.duplicates()
		if !refersByKey(k) {
			m.run()
		}
	}
	c.Live = state.Rekey(c.Schema, c.original, renames)
	for from, to := range renames {
		c.liveKeys[to] = from.Key
	}
	c.followOwnKeys(renames)
	c.Base, c.Last = c.inNewNames(c.Base), c.inNewNames(c.Last)
}

func refersByKey(k *state.Kind) bool {
	return slices.ContainsFunc(k.Key, func(name string) bool {
		f, ok := k.Field(name)
		return ok && f.Ref != ""
	})
}

// followOwnKeys notes the live keys of objects that were renamed along with
// what their keys refer to.
func (c *comparer) followOwnKeys(renames map[state.Ref]state.Ref) {
	if len(renames) == 0 {
		return
	}
	for i := range c.Schema.Kinds {
		k := &c.Schema.Kinds[i]
		if !refersByKey(k) {
			continue
		}
		objects := c.original.OfKind(k.Name)
		for j := range objects {
			o := &objects[j]
			one := state.Snapshot{Objects: []state.Object{*o}}
			if n := &state.Rekey(c.Schema, &one, renames).Objects[0]; n.Key != o.Key {
				c.liveKeys[n.Ref()] = o.Key
			}
		}
	}
}

// matcher matches one kind.
type matcher struct {
	*comparer
	kind     *state.Kind
	desired  []state.Object
	live     []state.Object
	renames  map[state.Ref]state.Ref
	byID     map[string]int // vendor id → index in live
	recorded map[string]*state.Entry
	owners   map[string]string // vendor id → canonical path, by the record
	former   []map[string]string
}

func (m *matcher) duplicates() {
	for i := 1; i < len(m.desired); i++ {
		a, b := &m.desired[i-1], &m.desired[i]
		if a.Key != b.Key {
			continue
		}
		m.blocked[a.Ref()] = true
		m.diags.Add(diag.Diagnostic{Code: diag.TwoDesired, Target: m.Target, Path: b.Canonical,
			Message: fmt.Sprintf("%s and %s are both %s %s on the target", orUnnamed(a.Canonical), orUnnamed(b.Canonical), titleOf(m.kind), a.Key),
			Hint:    "give one of them another number, name or address"})
	}
	for i := 1; i < len(m.live); i++ {
		a, b := &m.live[i-1], &m.live[i]
		if a.Key != b.Key {
			continue
		}
		d, wanted := m.Desired.Find(a.Ref())
		if !wanted || m.blocked[a.Ref()] {
			continue
		}
		if e := m.entry(d.Canonical); e != nil && (e.ID == a.ID || e.ID == b.ID) {
			continue // the record says which one; see pick
		}
		m.two(d, a, b)
	}
}

// run matches every declared object of the kind that its natural key alone does
// not settle.
func (m *matcher) run() {
	m.indexRecord()
	var missing []*state.Object
	taken := map[string]bool{} // live keys that were matched by vendor id under another name
	j := 0
	for i := range m.desired {
		o := &m.desired[i]
		for j < len(m.live) && m.live[j].Key < o.Key {
			j++
		}
		var natural *state.Object
		if j < len(m.live) && m.live[j].Key == o.Key {
			natural = &m.live[j]
		}
		byID, ok := m.byRecordedID(o, natural)
		switch {
		case !ok: // an error was reported
		case byID != nil && byID.Key != o.Key:
			m.rename(byID, o)
			taken[byID.Key] = true
		case natural == nil:
			missing = append(missing, o)
		}
	}
	for _, o := range missing {
		m.byFormerKey(o, taken)
	}
}

func (m *matcher) rename(from, to *state.Object) {
	m.renames[from.Ref()] = to.Ref()
}

func (m *matcher) indexRecord() {
	if m.Record == nil || len(m.Record.Entries) == 0 {
		return
	}
	m.byID = make(map[string]int, len(m.live))
	for i := range m.live {
		if id := m.live[i].ID; id != "" {
			m.byID[id] = i
		}
	}
	m.entry("") // builds the index by canonical path
	m.owners = make(map[string]string, len(m.recorded))
	for i := range m.Record.Entries {
		if e := &m.Record.Entries[i]; e.Object.Kind == m.kind.Name {
			m.owners[e.ID] = e.Canonical
		}
	}
}

// entry is what the record says of a canonical path, in this kind; nil when it
// says nothing, or several things.
func (m *matcher) entry(canonical string) *state.Entry {
	if m.recorded == nil && m.Record != nil {
		m.recorded = map[string]*state.Entry{}
		for i := range m.Record.Entries {
			e := &m.Record.Entries[i]
			if e.Object.Kind != m.kind.Name || e.Canonical == "" {
				continue
			}
			if _, twice := m.recorded[e.Canonical]; twice {
				e = nil
			}
			m.recorded[m.Record.Entries[i].Canonical] = e
		}
	}
	if canonical == "" {
		return nil
	}
	if e := m.recorded[canonical]; e != nil {
		return e
	}
	for _, old := range m.Previously[canonical] {
		if e := m.recorded[old]; e != nil {
			return e
		}
	}
	return nil
}

// byRecordedID finds the live object that the record names, when its natural
// key still fits. It is not ok when another one fits as well.
func (m *matcher) byRecordedID(o, natural *state.Object) (*state.Object, bool) {
	e := m.entry(o.Canonical)
	if e == nil || e.ID == "" || natural != nil && lasts(m.kind) {
		return nil, true
	}
	i, ok := m.byID[e.ID]
	if !ok {
		return nil, true
	}
	l := &m.live[i]
	switch {
	case l.Key == o.Key:
		return l, true
	case l.Key != e.Object.Key:
		if natural == nil {
			m.moved(o, e, l)
		}
		return nil, true
	case natural == nil || m.belongsElsewhere(natural, o):
		return l, true
	}
	if m.takesOver(m.kind, o) {
		return nil, true // what has the number is made anew for its new holder
	}
	if owner := m.owners[natural.ID]; owner != "" && owner != o.Canonical {
		m.stillHeld(o, l, natural, owner)
		return nil, false
	}
	m.two(o, l, natural)
	return nil, false
}

// lasts reports whether things of a kind can be made, and neither renamed nor deleted:
// whatever has the name of one is the one, whoever had it before.
func lasts(k *state.Kind) bool {
	f, ok := k.Field(k.Key[0])
	return ok && f.Has(state.Immutable) && k.Can&state.Create != 0 && k.Can&state.Delete == 0
}

// belongsElsewhere reports whether the record gives a live object to another
// declaration, which takes it away from its present name.
func (m *matcher) belongsElsewhere(l, o *state.Object) bool {
	canonical, ok := m.owners[l.ID]
	if !ok || canonical == o.Canonical {
		return false
	}
	return slices.ContainsFunc(m.desired, func(d state.Object) bool {
		return d.Key != l.Key && (d.Canonical == canonical || slices.Contains(m.Previously[d.Canonical], canonical))
	})
}

// byFormerKey looks for a declared object under the names it had before.
func (m *matcher) byFormerKey(o *state.Object, taken map[string]bool) {
	var found *state.Object
	known, guesses := m.formerKeys(o)
	for n, key := range slices.Concat(known, guesses) {
		i, ok := slices.BinarySearchFunc(m.live, key, func(l state.Object, key string) int { return strings.Compare(l.Key, key) })
		if !ok || key == o.Key || taken[key] {
			continue
		}
		l := &m.live[i]
		if heir, wanted := m.Desired.Find(l.Ref()); wanted {
			if n < len(known) && passesOn(m.kind) {
				if last := m.endOfChain(heir); last != nil {
					m.rename(last, o)
				}
				return
			}
			if n < len(known) {
				m.inherited(o, heir, l)
				return
			}
			continue
		}
		if found != nil && found.Key != l.Key {
			m.two(o, found, l)
			return
		}
		found = l
	}
	if found != nil {
		m.rename(found, o)
	}
}

// passesOn reports whether things of a kind go from hand to hand under the name
// they have, as handsets do: they belong to others and are known by a key of
// their own. One that another declaration takes is that one's from now on, and
// nothing else stays with its former holder.
func passesOn(k *state.Kind) bool { return k.Owner != "" && !refersByKey(k) }

// endOfChain follows things that are passed on to the one that nobody takes:
// whoever gets a new one at the other end of the chain has it in place of that.
// Nil when the chain begins with a holder who had none.
func (m *matcher) endOfChain(heir *state.Object) *state.Object {
	for range m.live {
		known, _ := m.formerKeys(heir)
		if len(known) == 0 || known[0] == heir.Key {
			return nil
		}
		l, ok := m.original.Find(state.Ref{Kind: m.kind.Name, Key: known[0]})
		if !ok {
			return nil
		}
		next, wanted := m.Desired.Find(l.Ref())
		if !wanted {
			if _, twice := m.renames[l.Ref()]; twice {
				return nil
			}
			return l
		}
		heir = next
	}
	return nil
}

// formerKeys are the natural keys that o had: by the first of record, last
// applied and base that knows it; and, as guesses, its former ids.
func (m *matcher) formerKeys(o *state.Object) (known, guesses []string) {
	if o.Canonical == "" {
		return nil, nil
	}
	for _, old := range m.Previously[o.Canonical] {
		guesses = append(guesses, old[strings.LastIndexByte(old, '.')+1:])
	}
	if e := m.entry(o.Canonical); e != nil {
		return []string{e.Object.Key}, guesses
	}
	if m.former == nil {
		m.former = []map[string]string{canonicalKeys(ofKind(m.Last, m.kind.Name)), canonicalKeys(ofKind(m.Base, m.kind.Name))}
	}
	for _, side := range m.former {
		for _, path := range append([]string{o.Canonical}, m.Previously[o.Canonical]...) {
			if key, ok := side[path]; ok && key != "" {
				return []string{key}, guesses
			}
		}
	}
	return nil, guesses
}

// canonicalKeys maps canonical paths to natural keys; a path that several
// objects share maps to "".
func canonicalKeys(objects []state.Object) map[string]string {
	out := make(map[string]string, len(objects))
	for i := range objects {
		o := &objects[i]
		if _, twice := out[o.Canonical]; twice {
			out[o.Canonical] = ""
		} else if o.Canonical != "" {
			out[o.Canonical] = o.Key
		}
	}
	return out
}

// inNewNames gives base or last the natural keys that desired uses. What still
// stands on the target under its old key is another thing than what is declared
// now, where matching did not rename it: it keeps the key.
func (c *comparer) inNewNames(side *state.Snapshot) *state.Snapshot {
	if side == nil {
		return nil
	}
	renames := map[state.Ref]state.Ref{}
	for i := range c.Schema.Kinds {
		k := &c.Schema.Kinds[i]
		if refersByKey(k) {
			continue
		}
		was := ofKind(side, k.Name)
		var keys map[string]string
		j := 0
		desired := ofKind(c.Desired, k.Name)
		for i := range desired {
			o := &desired[i]
			for j < len(was) && was[j].Key < o.Key {
				j++
			}
			if o.Canonical == "" || j < len(was) && was[j].Key == o.Key && was[j].Canonical == o.Canonical {
				continue
			}
			if keys == nil {
				keys = canonicalKeys(was)
			}
			for _, path := range append([]string{o.Canonical}, c.Previously[o.Canonical]...) {
				key := keys[path]
				if key == "" || key == o.Key {
					continue
				}
				from := state.Ref{Kind: k.Name, Key: key}
				if _, stays := c.original.Find(from); !stays || c.liveKey(o) == key || c.blocked[o.Ref()] {
					renames[from] = o.Ref()
				}
				break
			}
		}
	}
	return state.Rekey(c.Schema, side, renames)
}

func (m *matcher) two(o, a, b *state.Object) {
	m.blocked[o.Ref()] = true
	m.diags.Add(diag.Diagnostic{Code: diag.TwoCandidates, Target: m.Target, Path: o.Canonical,
		Message: fmt.Sprintf("two things on the target could be %s: %s and %s", orUnnamed(o.Canonical), describe(m.kind, a), describe(m.kind, b)),
		Hint:    "rename or remove one of them on the target, or correct `previously`"})
}

// stillHeld: o is l, and would take a name that belongs, by the record, to what
// another declaration made and the site does not declare any more.
func (m *matcher) stillHeld(o, l, natural *state.Object, owner string) {
	m.blocked[o.Ref()] = true
	m.diags.Add(diag.Diagnostic{Code: diag.NameStillHeld, Target: m.Target, Path: o.Canonical,
		Message: fmt.Sprintf("%s, which is %s, would become %s, and that is still there: it was %s, which the site does not declare any more",
			o.Canonical, describe(m.kind, l), describe(m.kind, natural), owner),
		Hint: fmt.Sprintf("first apply a change that takes %s out and leaves %s the name %s, and see that %s is gone from the target; rename in the next change", owner, o.Canonical, l.Key, natural.Key)})
}

func (m *matcher) moved(o *state.Object, e *state.Entry, l *state.Object) {
	m.diags.Add(diag.Diagnostic{Code: diag.RecordedMoved, Severity: diag.Warning, Target: m.Target, Path: o.Canonical,
		Message: fmt.Sprintf("%s was %s when it was last applied; that is now called %s and is left alone", o.Canonical, describe(m.kind, &state.Object{Key: e.Object.Key, ID: e.ID}), l.Key),
		Hint:    fmt.Sprintf("rename it back to %s on the target, or declare %s", e.Object.Key, l.Key)})
}

func (m *matcher) inherited(o, heir, l *state.Object) {
	m.blocked[o.Ref()], m.blocked[heir.Ref()] = true, true
	m.diags.Add(diag.Diagnostic{Code: diag.NumberChangedOwn, Target: m.Target, Path: heir.Canonical,
		Message: fmt.Sprintf("%s was %s and would become %s", describe(m.kind, l), o.Canonical, orUnnamed(heir.Canonical)),
		Hint:    fmt.Sprintf("first apply %s under %s alone, then give %s to %s", o.Canonical, o.Key, l.Key, orUnnamed(heir.Canonical))})
}

func describe(k *state.Kind, o *state.Object) string {
	if o.ID == "" {
		return fmt.Sprintf("%s %s", titleOf(k), o.Key)
	}
	return fmt.Sprintf("%s %s (id %s)", titleOf(k), o.Key, o.ID)
}

func titleOf(k *state.Kind) string {
	if k.Title != "" {
		return k.Title
	}
	return k.Name
}

func orUnnamed(canonical string) string {
	if canonical == "" {
		return "(unnamed)"
	}
	return canonical
}
