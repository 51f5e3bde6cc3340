package run

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/policy"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Rulebook is the site's own rules, of the revision whose guards hold. Where it
// cannot be read, no plan passes.
type Rulebook struct {
	Rules *policy.Rules // nil: there are none, or they have mistakes
	Found diag.List     // the mistakes
}

// ReadRules compiles the rules in a tree.
func ReadRules(tree *source.Tree, drivers []targets.Driver, tests bool) Rulebook {
	rules, found := policy.Compile(tree, policy.Options{Kinds: Kinds(drivers), Attributes: attributes(drivers), Tests: tests})
	return Rulebook{rules, found}
}

// judge lets the site's rules speak of a plan. A rule without an answer denies it.
func (j *Job) judge(p *Planned) {
	switch r := j.Rules; {
	case r.Found.HasErrors():
		found := append(diag.List{{Code: diag.PolicyMissing, Message: "the policies that this plan is held to have mistakes",
			Hint: "mend them at that revision, or name another with --base"}}, r.Found...)
		p.Plan.Body.Judged = policy.Unjudged("", found)
		p.Found = append(p.Found, warned(found)...)
	case r.Rules != nil:
		judged, found := r.Rules.Judge(policy.See(p.Plan, p.Schemas))
		p.Plan.Body.Judged = judged
		p.Found = append(p.Found, warned(found)...)
		for _, f := range judged.Warned {
			p.Found.Add(diag.Diagnostic{Code: diag.PolicyWarns, Severity: diag.Warning, Message: "policy " + f.String()})
		}
	}
}

// warned are mistakes in rules as remarks: that they refuse the plan stands in it.
func warned(found diag.List) diag.List {
	var out diag.List
	for _, d := range found {
		d.Severity = diag.Warning
		out.Add(d)
	}
	return out
}

// Kinds are the words for kinds of things that targets have, in the plural.
func Kinds(drivers []targets.Driver) []string {
	var out []string
	for i := range drivers {
		for _, k := range drivers[i].Schema(state.Profile{}).Kinds {
			out = append(out, k.Plural)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// attributes are the names that the attributes of things have on targets.
func attributes(drivers []targets.Driver) []string {
	var out []string
	for i := range drivers {
		for _, k := range drivers[i].Schema(state.Profile{}).Kinds {
			for _, f := range k.Fields {
				out = append(out, f.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
