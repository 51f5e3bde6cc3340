package policy

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// Trial is what became of one test that somebody wrote for the rules.
type Trial struct {
	Name string
	Pos  diag.Pos
	// Problems are why it failed; none when it passed.
	Problems []string
}

// Passed reports whether the rules say what the test expects.
func (t Trial) Passed() bool { return len(t.Problems) == 0 }

// Try runs every test, in the order of their names. A test is a failure when its
// plan or what it expects cannot be read.
func (r *Rules) Try() (out []Trial, found diag.List) {
	defer func() {
		if p := recover(); p != nil {
			out, found = nil, diag.List{crash(p)}
		}
	}()
	all := r.value.LookupPath(cue.MakePath(cue.Str(tests)))
	if !all.Exists() {
		return nil, nil
	}
	fields, err := all.Fields()
	if err != nil {
		return nil, r.complaints(tests, err)
	}
	for fields.Next() {
		name := fields.Selector().Unquoted()
		t := Trial{Name: name}
		if at := r.at(tests+"."+name, fields.Value()); len(at) > 0 {
			t.Pos = at[0]
		}
		t.Problems = r.try(tests+"."+name, fields.Value())
		out = append(out, t)
	}
	slices.SortStableFunc(out, func(a, b Trial) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}

// try returns why a test fails.
func (r *Rules) try(path string, test cue.Value) []string {
	if err := test.Validate(cue.Concrete(true)); err != nil {
		return texts(r.complaints(path, err))
	}
	var sample View
	if err := test.LookupPath(cue.MakePath(cue.Str(given))).Decode(&sample); err != nil {
		return texts(r.complaints(path, err))
	}
	sample.complete(r.kinds)
	said, found := r.judge(&sample)
	if len(found) > 0 {
		return texts(found)
	}
	var out []string
	for _, family := range []string{deny, warn} {
		out = append(out, r.compare(family, test.LookupPath(cue.MakePath(cue.Str(family))), said[family])...)
	}
	return out
}

// texts are diagnostics in a line each.
func texts(found diag.List) []string {
	var out []string
	for _, d := range found {
		text := d.Message
		if at := d.At(); !at.IsZero() {
			text = at.String() + ": " + text
		}
		out = append(out, text)
	}
	return out
}

// compare holds what one family of rules said against what is expected of it.
func (r *Rules) compare(family string, want cue.Value, said []plan.Finding) []string {
	got := map[string][]string{}
	for _, f := range said {
		got[f.Rule] = append(got[f.Rule], f.Message)
	}
	var out, expected []string
	fields, err := want.Fields()
	for err == nil && fields.Next() {
		name := fields.Selector().Unquoted()
		expected = append(expected, name)
		if problem := r.unlike(family, name, fields.Value(), got[name]); problem != "" {
			out = append(out, problem)
		}
	}
	for _, f := range said {
		if !slices.Contains(expected, f.Rule) {
			expected = append(expected, f.Rule)
			out = append(out, fmt.Sprintf("%s.%s is not expected to say anything, and says %s", family, f.Rule, quoted(got[f.Rule])))
		}
	}
	return out
}

// unlike is how what a rule said differs from what is expected; "" when it does
// not.
func (r *Rules) unlike(family, name string, want cue.Value, got []string) string {
	if _, ok := r.rule(family, name); !ok {
		problem := fmt.Sprintf("there is no rule %s.%s", family, name)
		if near, ok := diag.Nearest(name, r.Names(family)); ok {
			problem += "; did you mean " + near + "?"
		}
		return problem
	}
	if n, err := want.Int64(); err == nil {
		if int(n) != len(got) {
			return fmt.Sprintf("%s.%s is expected to say %d things, and says %s", family, name, n, quoted(got))
		}
		return ""
	}
	var messages []string
	if err := want.Decode(&messages); err != nil {
		return fmt.Sprintf("%s.%s: what is expected cannot be read: %v", family, name, err)
	}
	if !slices.Equal(sorted(messages), sorted(got)) {
		return fmt.Sprintf("%s.%s is expected to say %s, and says %s", family, name, quoted(messages), quoted(got))
	}
	return ""
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func quoted(messages []string) string {
	if len(messages) == 0 {
		return "nothing"
	}
	var out []string
	for _, m := range messages {
		out = append(out, fmt.Sprintf("%q", m))
	}
	return strings.Join(out, ", ")
}

func (r *Rules) rule(family, name string) (cue.Value, bool) {
	v := r.value.LookupPath(cue.MakePath(cue.Str(family), cue.Str(name)))
	return v, v.Exists()
}

// Names are the rules of a family, sorted.
func (r *Rules) Names(family string) []string {
	var out []string
	fields, err := r.value.LookupPath(cue.MakePath(cue.Str(family))).Fields()
	for err == nil && fields.Next() {
		out = append(out, fields.Selector().Unquoted())
	}
	slices.Sort(out)
	return out
}
