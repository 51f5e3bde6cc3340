package diff_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// rulebook has a kind that no API lists or writes, and a kind with a field that
// no API shows.
var rulebook = state.Schema{Kinds: []state.Kind{
	{Name: "rule", Plural: "rules", Key: []string{"Name"}, Unread: true, Fields: []state.Field{
		{Name: "Level", Type: state.Text, Flags: state.Privilege},
		{Name: "Name", Type: state.Text},
	}},
	{Name: "user", Plural: "users", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete, Fields: []state.Field{
		{Name: "Number", Type: state.Text, Flags: state.Immutable},
		{Name: "Photo", Type: state.Bool, Flags: state.Manual | state.Unread},
	}},
}}

func rule(name, level string) state.Object {
	o := state.Object{Kind: "rule", Key: name, Canonical: "roles." + strings.ToLower(name)}
	o.Put("Name", state.OfText(name))
	if level != "" {
		o.Put("Level", state.OfText(level))
	}
	return o
}

func person(number string, photo bool) state.Object {
	o := state.Object{Kind: "user", Key: number}
	o.Put("Number", state.OfText(number))
	if photo {
		o.Put("Photo", state.OfBool(true))
	}
	return o
}

// saw is what Anna observed on a day of May.
func saw(day int, level map[string]string, whole ...state.Extent) state.Attestation {
	objects := map[string]map[string]state.Value{}
	for name, l := range level {
		objects[name] = map[string]state.Value{}
		if l != "" {
			objects[name]["Level"] = state.OfText(l)
		}
	}
	return state.Attestation{Target: "pbx", Type: "toy", By: "Anna", At: time.Date(2026, 5, day, 9, 0, 0, 0, time.UTC),
		Observed: &state.Sighting{Objects: map[string]map[string]map[string]state.Value{"rule": objects}, Whole: whole}}
}

func explain(set diff.ChangeSet) string {
	var b strings.Builder
	for _, c := range set.Changes {
		fmt.Fprintf(&b, "%s %s", c.Part, c.Name())
		if c.Unknown {
			b.WriteString(" unknown")
		}
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "; %s %s(%s by %q) → %s", f.Name, f.Live, f.Live.Basis(), f.Live.Source().By, f.Desired)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestUnknownIsNotAbsent: what no API lists is not known, unless somebody
// attests it; and a word that counts no longer is still told.
func TestUnknownIsNotAbsent(t *testing.T) {
	unread := []state.Coverage{{Extent: state.Extent{Kind: "rule"}, Reach: state.Unreadable}, {Extent: state.Extent{Kind: "user"}}}
	all := state.Extent{Kind: "rule"}
	for _, c := range []struct {
		name  string
		words []state.Attestation
		since int // the day of May from which words count
		want  string
	}{
		{"nobody knows", nil, 0, `asked create rule/Sales unknown; Level (unset)(unknown by "") → D; Name (unset)(unknown by "") → Sales` + "\n"},
		{"as wished", []state.Attestation{saw(2, map[string]string{"Sales": "D"})}, 0, ""},
		{"otherwise", []state.Attestation{saw(2, map[string]string{"Sales": "A"})}, 0, `asked update rule/Sales; Level A(attested by "Anna") → D` + "\n"},
		{"the newest word", []state.Attestation{saw(3, map[string]string{"Sales": "D"}), saw(2, map[string]string{"Sales": "A"})}, 0, ""},
		{"one field is not known", []state.Attestation{saw(2, map[string]string{"Sales": ""})}, 0, `asked update rule/Sales; Level (unset)(unknown by "") → D` + "\n"},
		{"aged", []state.Attestation{saw(2, map[string]string{"Sales": "D"})}, 3,
			`asked create rule/Sales unknown; Level D(unknown by "Anna") → D; Name Sales(unknown by "Anna") → Sales` + "\n"},
		{"seen not to be there", []state.Attestation{saw(2, nil, all)}, 0, `asked create rule/Sales; Level (unset)(read by "") → D; Name (unset)(read by "") → Sales` + "\n"},
		{"seen whole, with another", []state.Attestation{saw(1, map[string]string{"Former": "A"}), saw(2, map[string]string{"Sales": "D", "Other": "A"}, all)}, 0,
			`asked delete rule/Other; Level A(attested by "Anna") → (unset); Name Other(attested by "Anna") → (unset)` + "\n"},
	} {
		live := &state.Snapshot{Objects: []state.Object{person("101", false)}, Coverage: unread}
		counts := func(a *state.Attestation, _ *state.Kind) bool { return a.At.Day() >= c.since }
		in := diff.Input{Schema: rulebook, Live: rulebook.Attest(live, rulebook.Hear(c.words, counts), time.Time{}), Said: rulebook.Hear(c.words, nil),
			Desired: &state.Snapshot{Objects: []state.Object{rule("Sales", "D"), person("101", false)}, Claims: []state.Extent{all}}}
		set, found := diff.Compare(in)
		if found.HasErrors() {
			t.Errorf("%s: %v", c.name, found)
		}
		if d := cmp.Diff(c.want, explain(set)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

// TestHiddenField: a field that no API shows is unknown, and what was read
// beside it stays read.
func TestHiddenField(t *testing.T) {
	live := &state.Snapshot{Objects: []state.Object{person("101", false)}, Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}}}}
	compare := func(words ...state.Attestation) string {
		set, _ := diff.Compare(diff.Input{Schema: rulebook, Live: rulebook.Attest(live, rulebook.Hear(words, nil), time.Time{}), Desired: &state.Snapshot{Objects: []state.Object{person("101", true)}}})
		return explain(set)
	}
	if got, want := compare(), `asked update user/101; Photo (unset)(unknown by "") → true`+"\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
	word := saw(2, nil)
	word.Observed.Objects = map[string]map[string]map[string]state.Value{"user": {"101": {"Photo": state.OfBool(true)}, "999": {"Photo": state.OfBool(true)}}}
	if got := compare(word); got != "" {
		t.Errorf("attested, and still: %s", got)
	}
}
