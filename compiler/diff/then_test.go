package diff_test

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestListsCompareInOneSetOfNames: of what names somebody who gets another number,
// a change has the live value as the target has it and, where that reads otherwise
// once all is done, as it reads then, to be compared with what is asked.
func TestListsCompareInOneSetOfNames(t *testing.T) {
	const live = "group/Sales id=10 path=groups.s Head=101\nuser/101 id=1\nuser/102 id=2"
	for name, c := range map[string]struct{ desired, then string }{
		"another, renumbered": {"group/Sales path=groups.s Head=102\nuser/201 path=users.a\nuser/102 path=users.b", "201"},
		"another":             {"group/Sales path=groups.s Head=102\nuser/101 path=users.a\nuser/102 path=users.b", ""},
	} {
		record := &state.Record{Entries: []state.Entry{{Object: state.Ref{Kind: "user", Key: "101"}, Canonical: "users.a", ID: "1"}}}
		set, ds := diff.Compare(diff.Input{Target: "pbx", Schema: schema, Desired: side(t, c.desired), Live: side(t, live), Record: record})
		if err := ds.Err(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		seen := false
		for _, ch := range set.Changes {
			f, ok := ch.Field("Head")
			seen = seen || ok
			if ok && (f.Live.Text() != "101" || f.Then.Text() != c.then) {
				t.Errorf("%s: live %s, then %s; want then %q", name, f.Live, f.Then, c.then)
			}
		}
		if !seen {
			t.Errorf("%s: no change of the head: %s", name, show(set))
		}
	}
}
