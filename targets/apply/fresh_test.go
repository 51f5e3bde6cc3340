package apply

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// TestMovedMidPage: a read is written upon for about a second. What moves after
// it, while calls of the same page take their time or fail, is a conflict of its
// step alone.
func TestMovedMidPage(t *testing.T) {
	people := func(f *fake) {
		for _, n := range []string{"101", "102", "103", "104"} {
			f.put(person(n, "old@acme.example", ""))
		}
	}
	desired := func() []state.Object {
		return []state.Object{person("101", "new@acme.example", ""), person("102", "new@acme.example", ""), person("103", "new@acme.example", "")} // 104 goes
	}
	for name, c := range map[string]struct {
		took  time.Duration // of the second call
		fate  fate
		edit  string // id of what another admin changes meanwhile
		want  string
		reads int
	}{
		"nothing happens":        {0, fine, "", "update person/101: done\nupdate person/102: done\nupdate person/103: done\ndelete person/104: done", 2},
		"slow, nothing moved":    {2 * time.Second, fine, "", "update person/101: done\nupdate person/102: done\nupdate person/103: done\ndelete person/104: done", 3},
		"slow, a field moved":    {2 * time.Second, fine, "3", "update person/101: done\nupdate person/102: done\nupdate person/103: conflict\ndelete person/104: done", 3},
		"slow, a deletion moved": {2 * time.Second, fine, "4", "update person/101: done\nupdate person/102: done\nupdate person/103: done\ndelete person/104: conflict", 3},
		"waited, and moved":      {600 * time.Millisecond, fine, "4", "update person/101: done\nupdate person/102: done\nupdate person/103: done\ndelete person/104: conflict", 3},
		"failed, and moved":      {0, refused, "3", "update person/101: done\nupdate person/102: refused\nupdate person/103: conflict\ndelete person/104: done", 3},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			people(f)
			s := planned(f, desired(), usual)
			gone := &s.Changes[len(s.Changes)-1]
			gone.Fields = append(gone.Fields, diff.Field{Name: "Mail", Live: state.OfText("old@acme.example")})
			now := clock()
			f.fates = func(call int) fate {
				if call != 2 {
					return fine
				}
				now = now.Add(c.took)
				if c.edit != "" {
					f.set(c.edit, "Mail", "theirs@acme.example")
				}
				return c.fate
			}
			j := job(t, f, s, t.TempDir(), "r1")
			j.Now = func() time.Time { return now }
			r, err := Run(context.Background(), j)
			if got := outcomes(r); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
			if moved := c.edit != "" || c.fate != fine; moved != errors.Is(err, ErrPartly) {
				t.Errorf("error: %v", err)
			}
			if o := f.objects[c.edit]; c.edit != "" && o.Get("Mail").Text() != "theirs@acme.example" {
				t.Error("what somebody else wrote is gone")
			}
			if f.reads != c.reads {
				t.Errorf("%d reads, not %d", f.reads, c.reads)
			}
		})
	}
}

// TestFilledFromFreshRead: an order holds what is there now, however long ago its
// page was read, and steps that are sent again too.
func TestFilledFromFreshRead(t *testing.T) {
	f := newFake()
	f.put(person("101", "old@acme.example", ""))
	f.put(person("102", "old@acme.example", ""))
	s := planned(f, []state.Object{person("101", "new@acme.example", ""), person("102", "new@acme.example", "")}, usual)
	now := clock()
	var seen []string
	f.fates = func(call int) fate {
		f.set("2", "Role", "r"+string(rune('0'+call)))
		now = now.Add(2 * time.Second)
		if call == 2 {
			return lostBefore
		}
		return fine
	}
	w := &watched{f, func(o targets.Order) {
		at, _ := o.Live.Find(state.Ref{Kind: "person", Key: "102"})
		seen = append(seen, o.Step.Object.Key+" "+at.Get("Role").Text())
	}}
	j := job(t, w, s, t.TempDir(), "r1")
	j.Now = func() time.Time { return now }
	if _, err := Run(context.Background(), j); err != nil {
		t.Fatal(err)
	}
	if want := []string{"101 ", "102 r1", "102 r2"}; !slices.Equal(seen, want) {
		t.Errorf("orders held %q, not %q", seen, want)
	}
}

type watched struct {
	*fake
	see func(targets.Order)
}

func (w *watched) Do(ctx context.Context, o targets.Order) targets.Result {
	w.see(o)
	return w.fake.Do(ctx, o)
}
