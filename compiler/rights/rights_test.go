package rights_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// table reads rows, one on a line: holder permission scope answer [via].
func table(text string) rights.Table {
	var t rights.Table
	for line := range strings.Lines(text) {
		w := strings.Fields(line)
		if len(w) < 4 {
			continue
		}
		r := rights.Row{Right: rights.Right{Holder: state.ParseRef(w[0]), Permission: w[1], Scope: w[2]}}
		if err := r.Answer.UnmarshalText([]byte(w[3])); err != nil {
			panic(err)
		}
		for _, via := range w[4:] {
			r.Via = append(r.Via, rights.Source{Object: r.Holder, Attr: via})
		}
		t.Rows = append(t.Rows, r)
	}
	t.Sort()
	return t
}

func show(changes []rights.Change) string {
	var b strings.Builder
	for _, c := range changes {
		fmt.Fprintf(&b, "%s %s %s %s→%s", c.Holder, c.Permission, c.Scope, c.Before, c.After)
		for _, v := range c.Via {
			b.WriteString(" " + v.Attr)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestDiff(t *testing.T) {
	before := table("user/1 calls.monitor group:a yes Old\nuser/1 calls.see group:a yes\nuser/1 reports.see - unknown\nuser/2 calls.park - yes Was\nuser/2 calls.see - no")
	after := table("user/1 calls.monitor group:a no New\nuser/1 calls.see group:a yes\nuser/1 calls.see group:b yes Flag\nuser/1 reports.see - yes\nuser/3 calls.see - no")
	want := "user/1 calls.monitor group:a yes→no Old\nuser/1 calls.see group:b no→yes Flag\nuser/1 reports.see - unknown→yes\nuser/2 calls.park - yes→no Was\n"
	if d := cmp.Diff(want, show(rights.Diff(before, after))); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestDiffComparesSets: a part of what somebody has as a whole is neither lost
// nor gained; the whole itself is.
func TestDiffComparesSets(t *testing.T) {
	for _, tt := range []struct{ name, before, after, want string }{
		{"a part goes, the whole stays", "user/1 calls.monitor group:a yes\nuser/1 calls.monitor organization yes", "user/1 calls.monitor organization yes", ""},
		{"a part comes to the whole", "user/1 calls.monitor organization yes", "user/1 calls.monitor group:a yes\nuser/1 calls.monitor organization yes", ""},
		{"a part that was not known", "user/1 calls.monitor organization yes", "user/1 calls.monitor group:a unknown\nuser/1 calls.monitor organization yes", ""},
		{"the whole goes, the part stays", "user/1 calls.monitor group:a yes\nuser/1 calls.monitor organization yes", "user/1 calls.monitor group:a yes",
			"user/1 calls.monitor organization yes→no\n"},
		{"a part becomes the whole", "user/1 calls.monitor group:a yes", "user/1 calls.monitor organization yes",
			"user/1 calls.monitor organization no→yes\n"},
		{"a part of a whole that is not sure is not sure", "user/1 calls.monitor group:a yes\nuser/1 calls.monitor organization unknown", "user/1 calls.monitor organization unknown",
			"user/1 calls.monitor group:a yes→unknown\n"},
		{"another permission", "user/1 calls.monitor organization yes\nuser/1 calls.see group:a yes", "user/1 calls.monitor organization yes",
			"user/1 calls.see group:a yes→no\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, show(rights.Diff(table(tt.before), table(tt.after)))); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

func TestGainedAndLost(t *testing.T) {
	for _, tt := range []struct {
		before, after rights.Answer
		gained, lost  bool
	}{
		{rights.No, rights.Yes, true, false}, {rights.Unknown, rights.Yes, true, false}, {rights.Yes, rights.No, false, true},
		{rights.Yes, rights.Unknown, false, true}, {rights.No, rights.Unknown, false, false},
	} {
		c := rights.Change{Before: tt.before, After: tt.after}
		if c.Gained() != tt.gained || c.Lost() != tt.lost {
			t.Errorf("%s→%s: gained %v, lost %v", tt.before, tt.after, c.Gained(), c.Lost())
		}
	}
}

func drawTable(t *rapid.T, label string) rights.Table {
	var lines []string
	for holder := range 3 {
		for _, permission := range []string{"calls.see", "calls.park"} {
			if answer := rapid.SampledFrom([]string{"", "yes", "no", "unknown"}).Draw(t, label); answer != "" {
				lines = append(lines, fmt.Sprintf("user/%d %s - %s", holder, permission, answer))
			}
		}
	}
	return table(strings.Join(lines, "\n"))
}

// TestDiffBothWays: what one way gains the other loses, and a table does not
// differ from itself.
func TestDiffBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawTable(t, "before"), drawTable(t, "after")
		if same := rights.Diff(a, a); len(same) > 0 {
			t.Fatalf("a table differs from itself: %s", show(same))
		}
		there, back := rights.Diff(a, b), rights.Diff(b, a)
		if len(there) != len(back) {
			t.Fatalf("%d one way, %d the other", len(there), len(back))
		}
		for i := range there {
			if there[i].Right != back[i].Right || there[i].Before != back[i].After || there[i].After != back[i].Before {
				t.Fatalf("%v and %v", there[i], back[i])
			}
		}
		if !slices.IsSortedFunc(there, func(x, y rights.Change) int { return x.Right.Compare(y.Right) }) {
			t.Fatal("not sorted")
		}
	})
}

func TestAnswersInFiles(t *testing.T) {
	b, err := json.Marshal(rights.Row{Right: rights.Right{Holder: state.Ref{Kind: "user", Key: "1"}, Permission: "calls.see"}, Answer: rights.Unknown})
	if want := `{"holder":"user/1","permission":"calls.see","answer":"unknown","basis":"read"}`; err != nil || string(b) != want {
		t.Errorf("got %s, %v", b, err)
	}
	var r rights.Row
	if err := json.Unmarshal([]byte(`{"answer":"maybe"}`), &r); err == nil {
		t.Error("maybe is an answer")
	}
}
