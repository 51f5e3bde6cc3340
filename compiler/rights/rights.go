// Package rights holds effective rights: who may do what, to whom, on one
// target, whatever granted it.
//
// A right is a set of subjects. The words own, group, department and
// organization are for writing and reading; what is compared is the scope they
// stand for. Three answers exist: yes, no, and unknown, and unknown is never
// shown as no.
//
// Drivers compute tables from native state; this package compares two of them
// and says what was gained and lost, and through what.
package rights

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Answer is whether a holder has a right.
type Answer uint8

const (
	No Answer = iota
	Yes
	Unknown
)

var answerNames = [...]string{"no", "yes", "unknown"}

func (a Answer) String() string { return answerNames[a] }

// MarshalText gives answers their names in files.
func (a Answer) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// AppendCanonical writes the name without a copy of it.
func (a Answer) AppendCanonical(b []byte) ([]byte, error) { return state.AppendText(b, a.String()) }

// UnmarshalText reads what MarshalText wrote.
func (a *Answer) UnmarshalText(text []byte) error {
	i := slices.Index(answerNames[:], string(text))
	if i < 0 {
		return fmt.Errorf("unknown answer %q", text)
	}
	*a = Answer(i)
	return nil
}

// Right is one permission over one set of subjects. Scope is symbolic: "own",
// "group:Sales", "department:Sales/**", "queue:800", "organization"; for
// permissions without subjects it is "". Level is the permission's word when it
// is not implied by the scope ("internal", "noCost"), else "".
type Right struct {
	Holder     state.Ref `json:"holder"`
	Permission string    `json:"permission"`
	Scope      string    `json:"scope,omitempty"`
	Level      string    `json:"level,omitempty"`
}

// Compare orders rights by holder, permission, scope and level.
func (r Right) Compare(q Right) int {
	if c := r.Holder.Compare(q.Holder); c != 0 {
		return c
	}
	if c := strings.Compare(r.Permission, q.Permission); c != 0 {
		return c
	}
	if c := strings.Compare(r.Scope, q.Scope); c != 0 {
		return c
	}
	return strings.Compare(r.Level, q.Level)
}

// Source is the native attribute that gives a right.
type Source struct {
	Object state.Ref `json:"object"`
	Attr   string    `json:"attr,omitempty"`
}

// Row is one line of a table. A privileged row whose answer is yes rests on its
// holder and on the objects in Via alone: from a snapshot of just those a driver
// answers yes again, and as long as no step touches them the right stays. On
// that rests the proof that a plan locks nobody out.
type Row struct {
	Right
	Answer     Answer      `json:"answer"`
	Via        []Source    `json:"via,omitempty"`        // what gives it; several may
	Basis      state.Basis `json:"basis"`                // how it is known: the weakest of the sources
	Privileged bool        `json:"privileged,omitempty"` // the holder can change others' rights with it
}

// Table is sorted by Right and has no two rows for one. A right that is not in
// the table is No.
type Table struct {
	Rows []Row `json:"rows,omitempty"`

	// Off are the accounts that nobody can log in to, sorted. Their rights are
	// listed: they come back when the account does.
	Off []state.Ref `json:"off,omitempty"`
}

// IsOff reports whether nobody can log in to an account.
func (t Table) IsOff(holder state.Ref) bool {
	_, off := slices.BinarySearchFunc(t.Off, holder, state.Ref.Compare)
	return off
}

// Sort puts the table in order. Drivers call it once at the end.
func (t *Table) Sort() {
	slices.SortFunc(t.Off, state.Ref.Compare)
	slices.SortFunc(t.Rows, func(a, b Row) int { return a.Right.Compare(b.Right) })
}

// Without is the table without what some holders may do.
func (t Table) Without(holders map[state.Ref]bool) Table {
	if len(holders) > 0 {
		t.Rows = slices.DeleteFunc(slices.Clone(t.Rows), func(r Row) bool { return holders[r.Holder] })
	}
	return t
}

// Change is one right that differs between two tables.
type Change struct {
	Right
	Before     Answer   `json:"before"`
	After      Answer   `json:"after"`
	Via        []Source `json:"via,omitempty"` // of the after side, or of the before side when lost
	Privileged bool     `json:"privileged,omitempty"`
}

// Gained reports whether the holder may do more than before.
func (c Change) Gained() bool { return c.After == Yes && c.Before != Yes }

// Lost reports whether the holder may do less than before.
func (c Change) Lost() bool { return c.Before == Yes && c.After != Yes }

// everybody is the scope that holds every other one.
const everybody = "organization"

// whole is a permission that somebody has over everybody.
type whole struct {
	holder     state.Ref
	permission string
}

func (t Table) wholes() map[whole]Answer {
	out := map[whole]Answer{}
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Scope == everybody && r.Level == "" && r.Answer != No {
			out[whole{r.Holder, r.Permission}] = r.Answer
		}
	}
	return out
}

// within is the answer for a part, by that for the whole: who has the whole has
// it, and where the whole is unknown, so is a part that nothing else gives.
func within(part, of Answer) Answer {
	if of == Yes || part == No {
		return of
	}
	return part
}

// Diff lists every right whose answer differs, in order. Rights are sets: a part
// of what somebody has as a whole is neither gained nor lost, whether or not it
// has a row of its own, and a part of what may be there as a whole may be there.
func Diff(before, after Table) []Change {
	d := differ{before: before.wholes(), after: after.wholes()}
	i, j := 0, 0
	for i < len(before.Rows) || j < len(after.Rows) {
		switch order := compareHeads(before.Rows[i:], after.Rows[j:]); {
		case order < 0:
			b := before.Rows[i]
			d.add(b, b.Answer, No)
			i++
		case order > 0:
			a := after.Rows[j]
			d.add(a, No, a.Answer)
			j++
		default:
			a := after.Rows[j]
			if a.Answer == No {
				a.Via = before.Rows[i].Via
			}
			d.add(a, before.Rows[i].Answer, a.Answer)
			i, j = i+1, j+1
		}
	}
	return d.changes
}

type differ struct {
	before, after map[whole]Answer
	changes       []Change
}

func (d *differ) add(r Row, before, after Answer) {
	if w := (whole{r.Holder, r.Permission}); r.Level == "" && r.Scope != everybody {
		before, after = within(before, d.before[w]), within(after, d.after[w])
	}
	if before == after {
		return
	}
	if len(d.changes) == cap(d.changes) {
		d.changes = slices.Grow(d.changes, len(d.changes)+1) // twice as many: append goes in small steps
	}
	d.changes = append(d.changes, Change{r.Right, before, after, r.Via, r.Privileged})
}

func compareHeads(before, after []Row) int {
	switch {
	case len(before) == 0:
		return 1
	case len(after) == 0:
		return -1
	}
	return before[0].Right.Compare(after[0].Right)
}
