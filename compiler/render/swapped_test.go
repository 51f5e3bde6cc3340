package render

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestListsWhileNamesSwap: 101 and 102 change places. Who stays in a list is the
// person, and not the number.
func TestListsWhileNamesSwap(t *testing.T) {
	user := func(key string) state.Ref { return state.Ref{Kind: "user", Key: key} }
	names := namer{
		names:  map[string]string{"user/101": "Bob", "user/102": "Alice", "user/103": "Claire"},
		schema: state.Schema{Kinds: []state.Kind{{Name: "queue", Fields: []state.Field{{Name: "Agents", Type: state.Strset, Ref: "user"}}}}},
		ids: diff.IdentitiesOf([]diff.Change{
			{Op: state.OpUpdate, Object: user("101"), LiveKey: "102", Part: diff.Asked},
			{Op: state.OpUpdate, Object: user("102"), LiveKey: "101", Part: diff.Asked},
		}),
	}
	for _, tt := range []struct {
		name, want    string
		live, desired state.Value
	}{
		{"both stay", "the same 2, written again: made anew", state.OfSet("101", "102"), state.OfSet("101", "102")},
		{"one stays under another number", "(2 unchanged)", state.OfSet("101", "103"), state.OfSet("102", "103")},
		{"the other takes the place", "-101 Alice +101 Bob (1 unchanged)", state.OfSet("101", "103"), state.OfSet("101", "103")},
		{"the place of one", "101 Alice → 101 Bob", state.OfSet("101"), state.OfSet("101")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := diff.Field{Name: "Agents", Live: tt.live, Desired: tt.desired, Part: diff.Asked}
			v := viewField(diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "queue", Key: "800"}}, f, names)
			if got := plainSpans(v.spans); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
