package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestTakenOver: Carl, who stays, is declared under the number of Bob, who leaves.
func TestTakenOver(t *testing.T) {
	const was = "user/102 id=1 path=users.bob Email=bob@x\nuser/103 id=2 path=users.carl Email=carl@x\n"
	record := &state.Record{Entries: []state.Entry{
		{Object: state.Ref{Kind: "user", Key: "102"}, Canonical: "users.bob", ID: "1"},
		{Object: state.Ref{Kind: "user", Key: "103"}, Canonical: "users.carl", ID: "2"},
	}}
	taken := []string{"update user/102 users.carl former=users.bob replace asked", "delete user/103 users.carl asked"}
	for name, tt := range map[string]struct {
		desired, live, base string
		record              *state.Record
		want                []string
		code                diag.Code
	}{
		"by record":               {desired: "user/102 path=users.carl Email=carl@x", live: was, record: record, want: taken},
		"by base":                 {desired: "user/102 path=users.carl Email=carl@x", live: was, base: was, want: taken},
		"by base, nothing in it":  {desired: "user/102 path=users.carl", live: "user/102 id=1\nuser/103 id=2", base: "user/102 path=users.bob\nuser/103 path=users.carl", want: taken},
		"the own account is gone": {desired: "user/102 path=users.carl Email=carl@x", live: "user/102 id=1 Email=bob@x", base: was, want: taken[:1]},
		"the old number is another's by now": {desired: "user/102 path=users.carl Email=carl@x", live: "user/102 Email=bob@x\nuser/103 Email=eve@x", base: was,
			want: []string{"update user/102 users.carl former=users.bob replace asked", "delete user/103 users.carl released"}},
		"the old number goes to a third, by record": {desired: "user/102 path=users.carl Email=carl@x\nuser/103 path=users.dora Email=dora@x", live: was + "user/104 id=3 path=users.dora Email=dora@x",
			record: &state.Record{Entries: append(record.Entries[:2:2], state.Entry{Object: state.Ref{Kind: "user", Key: "104"}, Canonical: "users.dora", ID: "3"})}, code: diag.NameStillHeld},
		"two swap, by base":             {desired: "user/102 path=users.carl Email=carl@x\nuser/103 path=users.bob Email=bob@x", live: was, base: was, code: diag.NumberChangedOwn},
		"who leaves is the same person": {desired: "user/102 path=users.robert Email=bob@x", live: "user/102 id=1 Email=bob@x", base: "user/102 path=users.bob Email=bob@x"},
	} {
		t.Run(name, func(t *testing.T) {
			in := diff.Input{Schema: schema, Desired: side(t, tt.desired), Live: side(t, tt.live), Record: tt.record}
			if tt.base != "" {
				in.Base = side(t, tt.base)
			}
			set, diags := diff.Compare(in)
			var codes []string
			for _, d := range diags {
				if d.Severity == diag.Error {
					codes = append(codes, string(d.Code))
				}
			}
			if tt.code != "" {
				if len(codes) == 0 || strings.Trim(strings.Join(codes, " "), string(tt.code)+" ") != "" {
					t.Fatalf("want %s alone, got %v", tt.code, codes)
				}
				return
			}
			if len(codes) > 0 {
				t.Fatal(diags.Err())
			}
			var got []string
			for _, c := range set.Changes {
				line := c.Name() + " " + c.Canonical
				if c.Former != "" {
					line += " former=" + c.Former
				}
				if c.Replace {
					line += " replace"
				}
				got = append(got, fmt.Sprintf("%s %s", line, c.Part))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestExchangedOfTwoKinds: where a person is an object of several kinds, each of them is
// exchanged for one of its own.
func TestExchangedOfTwoKinds(t *testing.T) {
	var changes []diff.Change
	for _, kind := range []string{"endpoint", "aor"} {
		changes = append(changes,
			diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: kind, Key: "102"}, Canonical: "users.carl", Former: "users.bob", Replace: true, Part: diff.Asked},
			diff.Change{Op: state.OpDelete, Object: state.Ref{Kind: kind, Key: "103"}, Canonical: "users.carl", Part: diff.Asked})
	}
	got := diff.Exchanged(changes)
	for _, kind := range []string{"endpoint", "aor"} {
		if to := got[state.Ref{Kind: kind, Key: "103"}]; to != (state.Ref{Kind: kind, Key: "102"}) {
			t.Errorf("%s/103 becomes %q", kind, to)
		}
	}
}
