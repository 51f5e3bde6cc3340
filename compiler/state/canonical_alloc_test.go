package state

import (
	"fmt"
	"testing"
)

// TestDigestAllocates: what plans are full of is written without a copy of each.
func TestDigestAllocates(t *testing.T) {
	type line struct {
		Object Ref   `json:"object"`
		Basis  Basis `json:"basis"`
		Value  Value `json:"value"`
	}
	lines := make([]line, 1000)
	for i := range lines {
		lines[i] = line{Ref{"user", fmt.Sprint(1000 + i)}, Predicted, OfText("a value")}
	}
	allocs := testing.AllocsPerRun(5, func() {
		if _, err := CanonicalDigest(&lines); err != nil {
			t.Fatal(err)
		}
	})
	if limit := 50.0; allocs > limit {
		t.Errorf("%.0f allocations for %d lines, wanted at most %.0f in all", allocs, len(lines), limit)
	}
}

// TestRefCanonical: a reference is written as its text would be, also where that
// has to be escaped or cannot be written.
func TestRefCanonical(t *testing.T) {
	for _, r := range []Ref{{"user", "101"}, {"group", `a "b"/c`}, {"", ""}, {"k\n", "é\u2028"}, {"group", "\xff"}, {"k\xff", "x"}} {
		want, wantErr := AppendText(nil, r.String())
		got, gotErr := r.AppendCanonical([]byte("["))
		if string(got) != "["+string(want) || fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
			t.Errorf("%q = %s, %v; wanted [%s, %v", r, got, gotErr, want, wantErr)
		}
	}
}
