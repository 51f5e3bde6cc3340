package apply

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// TestRecordOfSwaps: wherever a plan ends that gives people each other's numbers,
// by new names or by making them anew, the record has one entry for everybody who
// is there, under the number and the vendor id that they have.
func TestRecordOfSwaps(t *testing.T) {
	dir := t.TempDir()
	cases := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 4).Draw(t, "people")
		order := make([]int, n)
		for i := range order {
			order[i] = i
		}
		to := rapid.Permutation(order).Draw(t, "numbers")
		replace, saved := rapid.Bool().Draw(t, "replace"), rapid.Bool().Draw(t, "saved")
		cases++
		s := newSwap(to, replace, rapid.Permutation(order).Draw(t, "order"))
		end := rapid.IntRange(0, len(s.effects)).Draw(t, "end")
		got := s.record(t, ledger.Open(fmt.Sprintf("%s/%d", dir, cases)), end, saved)
		if d := cmp.Diff(s.after(end), got); d != "" {
			t.Fatalf("numbers %v, ended after %d of %v:\n%s", to, end, s.effects, d)
		}
	})
}

// swap is people of whom person i gets the number of person to[i].
type swap struct {
	was, asked []state.Object
	changes    []diff.Change
	effects    []state.Effect
	who        []int // whom an effect is about
}

func numberOf(i int) string { return fmt.Sprint(100 + i) }

func newSwap(to []int, replace bool, order []int) *swap {
	s := &swap{}
	add := func(i int, e state.Effect) { s.effects, s.who = append(s.effects, e), append(s.who, i) }
	ref := func(number string) state.Ref { return state.Ref{Kind: "person", Key: number} }
	rename := func(i int, from, key string) {
		add(i, state.Effect{Op: state.OpUpdate, Object: ref(key), LiveKey: from, Attrs: []state.Attr{{Name: "Number", Value: state.OfText(key)}}})
	}
	for i := range to {
		canonical, mail := fmt.Sprintf("users.p%d", i), fmt.Sprintf("p%d@acme.example", i)
		was, asked := person(numberOf(i), mail, "user"), person(numberOf(to[i]), mail, "user")
		was.Canonical, was.ID, asked.Canonical = canonical, fmt.Sprintf("old%d", i), canonical
		s.was, s.asked = append(s.was, was), append(s.asked, asked)
		if to[i] != i {
			s.changes = append(s.changes, diff.Change{Op: state.OpUpdate, Object: asked.Ref(), LiveKey: was.Key, ID: was.ID, Canonical: canonical, Part: diff.Asked, Replace: replace,
				Fields: []diff.Field{{Name: "Number", Desired: asked.Get("Number"), Live: was.Get("Number"), Part: diff.Asked}}})
		}
	}
	for _, i := range order { // out of the way first
		switch {
		case to[i] == i:
		case replace:
			add(i, state.Effect{Op: state.OpDelete, Object: s.was[i].Ref()})
		default:
			rename(i, numberOf(i), "interim"+numberOf(i))
		}
	}
	for _, i := range order {
		switch {
		case to[i] == i:
		case replace:
			add(i, state.Effect{Op: state.OpCreate, Object: s.asked[i].Ref(), Attrs: s.asked[i].Attrs})
		default:
			rename(i, "interim"+numberOf(i), numberOf(to[i]))
		}
	}
	return s
}

// after is what there is after the first effects, worked out by person.
func (s *swap) after(end int) string {
	at, id := map[int]string{}, map[int]string{}
	for i := range s.was {
		at[i], id[i] = s.was[i].Key, s.was[i].ID
	}
	for n, e := range s.effects[:end] {
		i := s.who[n]
		switch e.Op {
		case state.OpDelete:
			delete(at, i)
		case state.OpCreate:
			at[i], id[i] = e.Object.Key, fmt.Sprintf("new%d", i)
		case state.OpUpdate:
			at[i] = e.Object.Key
		}
	}
	var lines []string
	for i := range maps.Keys(at) {
		lines = append(lines, fmt.Sprintf("person/%s users.p%d %s", at[i], i, id[i]))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

func (s *swap) record(t *rapid.T, l *ledger.Ledger, end int, saved bool) string {
	before := &state.Record{Target: "pbx", Type: "fake"}
	for _, o := range s.was {
		before.Entries = append(before.Entries, state.Entry{Object: o.Ref(), Canonical: o.Canonical, ID: o.ID, Attrs: o.Attrs})
	}
	if err := l.SaveRecord(before); err != nil {
		t.Fatal(err)
	}
	job := Job{Section: plan.Section{Target: "pbx", Type: "fake", Changes: s.changes}, Run: "r2", Schema: schema, Ledger: l, Now: clock}
	if !saved {
		job.Live, job.Desired = &state.Snapshot{Objects: slices.Clone(s.was)}, &state.Snapshot{Objects: slices.Clone(s.asked)}
		job.Live.Sort()
		job.Desired.Sort()
	}
	r := begin(context.Background(), job)
	r.landed = s.effects[:end]
	for n, e := range r.landed {
		if e.Op == state.OpCreate {
			r.ids[e.Object] = fmt.Sprintf("new%d", s.who[n])
		}
	}
	if err := r.record(); err != nil {
		t.Fatal(err)
	}
	rec, err := l.Record("pbx")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range rec.Entries {
		lines = append(lines, fmt.Sprintf("%s %s %s", e.Object, e.Canonical, e.ID))
		if key := e.Attrs[slices.IndexFunc(e.Attrs, func(a state.Attr) bool { return a.Name == "Number" })].Value.String(); key != e.Object.Key {
			t.Errorf("%s is recorded with the number %s", e.Object, key)
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
