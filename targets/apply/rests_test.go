package apply

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// twoPages is a plan of more than a page, whose last step needs nothing, and was
// decided from the role of person 100, or takes the id of that person.
func twoPages(change func(*plan.Step)) (*fake, plan.Section) {
	f := newFake()
	f.put(person("100", "boss@acme.example", "manager"))
	want := []state.Object{person("100", "boss@acme.example", "manager")}
	for i := range 120 {
		f.put(person("2"+number(i), "old", "user"))
		want = append(want, person("2"+number(i), "new", "user"))
	}
	want = append(want, team("sales", "100"))
	s := planned(f, want, usual)
	change(&s.Steps[len(s.Steps)-1])
	return f, s
}

// TestConflictInWhatAStepRestsOn: what a step was decided from, or points to,
// moves while the run goes on. That step is not sent, and all others are.
func TestConflictInWhatAStepRestsOn(t *testing.T) {
	reads := func(s *plan.Step) { s.Reads = []string{"person/100.Role"} }
	points := func(s *plan.Step) { s.Args = plan.Args{"Lead": plan.IDOf{Ref: state.Ref{Kind: "person", Key: "100"}}} }
	for name, c := range map[string]struct {
		change func(*plan.Step)
		edit   func(*fake)
		want   string // "" is no conflict
	}{
		"a field that was read": {reads, func(f *fake) { f.set("1", "Role", "user") }, "person/100.Role: expected manager, found user"},
		"another field":         {reads, func(f *fake) { f.set("1", "Mail", "x@acme.example") }, ""},
		"what it reads is gone": {reads, func(f *fake) { delete(f.objects, "1") }, "person/100: expected an object, found nothing there"},
		"what it points to":     {points, func(f *fake) { delete(f.objects, "1") }, "person/100: expected an object, found nothing there"},
		"a field of that":       {points, func(f *fake) { f.set("1", "Role", "user") }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f, s := twoPages(c.change)
			f.edit = func(calls int) {
				if calls == 50 { // the first page is under way
					c.edit(f)
				}
			}
			reads := f.reads
			r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
			last := r.Steps[len(r.Steps)-1]
			if c.want == "" {
				if err != nil || last.Outcome != Done {
					t.Errorf("%v, %+v", err, last)
				}
			} else if !errors.Is(err, ErrPartly) || r.Counts.Done != 120 || last.Outcome != Conflict || last.Error != c.want || last.Hint == "" {
				t.Errorf("%v, %+v, %+v", err, r.Counts, last)
			}
			if got := f.reads - reads; got != 5 { // one check of all, then for each of two pages a check and a read-back
				t.Errorf("%d reads", got)
			}
		})
	}
}

// TestWhatOneDidItselfIsNoConflict: an earlier page changes what a later step was
// decided from.
func TestWhatOneDidItselfIsNoConflict(t *testing.T) {
	f, s := twoPages(func(s *plan.Step) { s.Reads = []string{"person/2100.Mail"} })
	r, err := Run(context.Background(), job(t, f, s, t.TempDir(), "r1"))
	if err != nil || !strings.Contains(f.text(), "team/sales") {
		t.Errorf("%v\n%+v", err, r.Moved)
	}
}
