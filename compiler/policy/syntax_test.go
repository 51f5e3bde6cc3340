package policy_test

import (
	"encoding/json"
	"strings"
	"testing"

	"cuelang.org/go/cue/cuecontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/policy"
)

// words are texts without the byte order mark, which CUE reads in no file.
func words(most int) *rapid.Generator[string] {
	return rapid.Map(rapid.StringN(0, most, 2*most), func(s string) string { return strings.ReplaceAll(s, "\ufeff", "") })
}

// values are what attributes can hold, deeper ones too.
func values(depth int) *rapid.Generator[any] {
	all := []*rapid.Generator[any]{
		rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64Range(-1e9, 1e9).AsAny(),
		words(8).AsAny(), rapid.SliceOfN(words(4), 0, 3).AsAny(),
		rapid.SampledFrom([]any{"", "\\(x)", "\"", "a\nb", "\x00", "\xff", "#d", "_h", "é", 1e21, -0.5, int64(-3)}),
	}
	if depth > 0 {
		all = append(all, rapid.SliceOfN(values(depth-1), 0, 3).AsAny(),
			rapid.MapOfN(rapid.OneOf(words(4), rapid.SampledFrom([]string{"#d", "_h", "__x", "a b", "if"})), values(depth-1), 0, 3).AsAny())
	}
	return rapid.OneOf(all...)
}

// TestPlanSyntax: rules see a plan as its JSON would give it.
func TestPlanSyntax(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := policy.Everything(kinds)
		for i := range v.Changes {
			v.Changes[i].Fields = append(v.Changes[i].Fields, policy.Field{Name: "Mobile", From: values(2).Draw(t, "from"), To: values(2).Draw(t, "to")})
		}
		v.Site = words(8).Draw(t, "site")
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		ctx := cuecontext.New()
		want := ctx.CompileBytes(text)
		got := ctx.BuildFile(policy.PlanSyntax(v, func(string) bool { return true }))
		a, err := want.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		b, err := got.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(a), string(b)); d != "" {
			t.Errorf("(-parsed +built)\n%s", d)
		}
		if !want.Equals(got) {
			t.Error("the same JSON, and not the same value")
		}
	})
}
