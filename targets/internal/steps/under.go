package steps

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Add appends a step with what all steps have: a kind, a call unless it says
// otherwise, and each name once. The pointer is good until the next Add.
func Add(all *[]plan.Step, x plan.Step) *plan.Step {
	x.Kind = cmp.Or(x.Kind, plan.Call)
	x.Covers, x.Needs = draft.Unique(x.Covers), draft.Unique(x.Needs)
	*all = append(*all, x)
	return &(*all)[len(*all)-1]
}

// About is a diagnostic about a change, at the canonical path that it came from.
func About(in targets.StepInput, code diag.Code, severity diag.Severity, c *diff.Change, message, hint string) diag.Diagnostic {
	return diag.Diagnostic{Code: code, Severity: severity, Target: in.Live.Target, Path: cmp.Or(c.Canonical, c.Object.String()), Message: message, Hint: hint}
}

// Ambiguous is why nothing may be done about a change: it touches, or names, what
// is on the target more than once. Where is the target in words: "on the portal".
func Ambiguous(in targets.StepInput, schema state.Schema, c *diff.Change, where string) (diag.Diagnostic, bool) {
	for _, r := range touched(schema, c) {
		ids := IDs(in.Live, r)
		if len(ids) < 2 {
			continue
		}
		what := r.Kind
		if k, ok := schema.Kind(r.Kind); ok {
			what = k.Title
		}
		return About(in, diag.TwoCandidates, diag.Error, c, fmt.Sprintf("the %s %q is %s more than once, with the ids %s", what, r.Key, where, strings.Join(ids, " and ")),
			fmt.Sprintf("rename one of them %s: patchbay knows them by their names", where)), true
	}
	return diag.Diagnostic{}, false
}

// touched is what a change is about, and what the fields that it writes name.
func touched(schema state.Schema, c *diff.Change) []state.Ref {
	out := []state.Ref{c.Live()}
	k, ok := schema.Kind(c.Object.Kind)
	if !ok {
		return out
	}
	for i := range c.Fields {
		f, ok := k.Field(c.Fields[i].Name)
		if !ok || f.Ref == "" || !c.Fields[i].Part.Acts() {
			continue
		}
		for key := range c.Fields[i].Desired.Keys() {
			out = append(out, state.Ref{Kind: f.Ref, Key: key})
		}
	}
	return out
}

// IDs are the vendor ids of all objects of one name, in order. The snapshot is
// sorted.
func IDs(live *state.Snapshot, r state.Ref) []string {
	all := live.OfKind(r.Kind)
	i, _ := slices.BinarySearchFunc(all, r.Key, func(o state.Object, key string) int { return strings.Compare(o.Key, key) })
	var out []string
	for ; i < len(all) && all[i].Key == r.Key; i++ {
		out = append(out, all[i].ID)
	}
	return out
}

// ID is a vendor id that execution fills in.
func ID(kind, key string) plan.IDOf { return plan.IDOf{Ref: state.Ref{Kind: kind, Key: key}} }

// End is one of those that an object ties together, by the name it has afterwards;
// of one that goes, the name it has.
func End(in targets.StepInput, c *diff.Change, name string) string {
	if f, ok := c.Field(name); ok && f.Desired.Presence() == state.Set && c.Op != state.OpDelete {
		return f.Desired.Text()
	}
	o, ok := in.Desired.Find(c.Object)
	if !ok {
		o, ok = in.Live.Find(c.Live())
	}
	if !ok {
		return ""
	}
	return o.Get(name).Text()
}

// Unread says of which kinds a plan knows nothing, although the site needs nothing
// of them: "no change" would read as if they had been looked at. Words are what
// people call several of a kind, where a site's word for them is another.
func Unread(in targets.StepInput, schema state.Schema, words map[string]string) diag.List {
	needed := map[string]bool{}
	for i := range in.Desired.Objects {
		needed[in.Desired.Objects[i].Kind] = true
	}
	kinds := map[string][]string{} // by why
	for _, c := range in.Live.Coverage {
		k, ok := schema.Kind(c.Kind)
		if !ok || c.Attr != "" || c.Reach == state.Complete || c.Reach == state.Witnessed || needed[c.Kind] {
			continue
		}
		kinds[c.Reason] = append(kinds[c.Reason], cmp.Or(words[c.Kind], k.Plural))
	}
	var out diag.List
	for _, why := range draft.SortedKeys(kinds) {
		out.Add(diag.Diagnostic{Code: diag.NotWhollyRead, Severity: diag.Notice, Target: in.Live.Target, Path: "targets." + in.Live.Target,
			Message: fmt.Sprintf("%s were not read in full, and the plan says nothing about them (%s)", strings.Join(draft.Unique(kinds[why]), ", "), why)})
	}
	return out
}
