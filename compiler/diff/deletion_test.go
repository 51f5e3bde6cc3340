package diff_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestDeletionLists: of an object that goes, what was declared is shown, the
// rest is bound, and what the vendor computes or users do is neither.
func TestDeletionLists(t *testing.T) {
	for name, tt := range map[string]struct {
		desired, live, last string
		claims              []state.Extent
		released            map[string]diff.Release
		record              []state.Entry
		want                []string
	}{
		"never declared": {
			live:   "user/101 Email=a@x Id=7 Status=here",
			claims: []state.Extent{{Kind: "user"}},
			want:   []string{"Email a@x along", "Number 101 along"},
		},
		"applied before": {
			live: "user/101 Email=b@x Mobile=5 Status=here", last: "user/101 Email=a@x Status=away",
			released: map[string]diff.Release{"users": diff.ToReset},
			want:     []string{"Email b@x reset", "Mobile 5 along", "Number 101 reset", "Status here reset"},
		},
		"in the names of now": {
			desired: "group/Verkauf path=groups.sales", live: "group/Sales id=1\nmembership/Sales/101 RoleName=user",
			claims: []state.Extent{{Kind: "membership"}},
			record: []state.Entry{{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.sales", ID: "1"}},
			want:   []string{"Group Sales along", "RoleName user along", "User 101 along"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			desired := side(t, tt.desired)
			desired.Claims = tt.claims
			in := diff.Input{Schema: schema, Desired: desired, Live: side(t, tt.live), Released: tt.released}
			if tt.last != "" {
				in.Last = side(t, tt.last)
			}
			if tt.record != nil {
				in.Record = &state.Record{Entries: tt.record}
			}
			set, diags := diff.Compare(in)
			if err := diags.Err(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range set.Changes {
				for _, f := range c.Fields {
					if c.Op == state.OpDelete {
						got = append(got, fmt.Sprintf("%s %s %s", f.Name, f.Live, f.Part))
					}
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Errorf("fields (-want +got):\n%s", d)
			}
		})
	}
}
