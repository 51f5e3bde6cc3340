package diff_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// TestLasts: a group that can be neither renamed nor deleted is still there under its
// name when the site gives its declaration another, which there is a group of as well.
func TestLasts(t *testing.T) {
	lasting := state.Schema{Kinds: slices.Clone(schema.Kinds)}
	k := &lasting.Kinds[slices.IndexFunc(lasting.Kinds, func(k state.Kind) bool { return k.Name == "group" })]
	k.Can, k.Fields = state.Create|state.Update, slices.Clone(k.Fields)
	name := slices.IndexFunc(k.Fields, func(f state.Field) bool { return f.Name == "Name" })
	k.Fields[name].Flags |= state.Immutable
	in := diff.Input{
		Desired: side(t, "group/Support path=groups.help Language=FR"), Live: side(t, "group/Sales id=1\ngroup/Support id=2 Language=EN"),
		Record: &state.Record{Entries: []state.Entry{{Object: state.Ref{Kind: "group", Key: "Sales"}, Canonical: "groups.help", ID: "1"}}},
	}

	in.Schema = lasting
	set, diags := diff.Compare(in)
	if err := diags.Err(); err != nil {
		t.Fatal(err)
	}
	if got := show(set); !strings.Contains(got, "update group/Support {Language EN→FR}") || strings.Contains(got, "was") {
		t.Errorf("got\n%s", got)
	}

	in.Schema = schema
	if _, diags := diff.Compare(in); diags.Err() == nil {
		t.Error("a group that can be renamed is its declaration's, and its new name is taken")
	}
}
