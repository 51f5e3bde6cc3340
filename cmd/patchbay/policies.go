package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/policy"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/run"
)

// rules are the site's own, of the revision that a plan is held to: the base,
// else what was last applied, else the site itself. What is wrong with those of
// the site is an error in any case, since they are the next plan's.
func (a *app) rules(ctx context.Context, job *run.Job, base string) (run.Rulebook, error) {
	own, err := a.rulesAt(ctx, "", false)
	if err != nil {
		return own, err
	}
	if own.Found.HasErrors() {
		return own, own.Found
	}
	switch {
	case base != "":
		return a.rulesAt(ctx, base, false)
	case job.Applied != nil:
		return a.rulesAt(ctx, job.LastCommit(), false)
	}
	return own, nil
}

func (a *app) rulesAt(ctx context.Context, rev string, tests bool) (run.Rulebook, error) {
	tree, err := a.tree(ctx, rev)
	if err != nil {
		return run.Rulebook{}, err
	}
	return run.ReadRules(tree, all.Drivers, tests), nil
}

// limits reports whether a site has any that a plan is held to.
func limits(site *load.Result) bool {
	p := site.Site.Policies
	return len(p.Budgets)+len(p.BreakGlass)+len(p.Windows) > 0 ||
		slices.ContainsFunc(site.Files, func(name string) bool { return strings.HasPrefix(name, load.PolicyFolder+"/") })
}

// vetPolicies finds mistakes in the site's rules.
func (a *app) vetPolicies(ctx context.Context, rev string) (diag.List, error) {
	book, err := a.rulesAt(ctx, rev, false)
	var none diag.Diagnostic
	if errors.As(err, &none) {
		return nil, nil // there is no site, as is said already
	}
	return book.Found, err
}

// testPolicies runs the tests of the site's rules, or tries the rules on a saved
// plan.
func (a *app) testPolicies(ctx context.Context, rev, file string) error {
	book, err := a.rulesAt(ctx, rev, file == "")
	if err != nil {
		return err
	}
	if book.Found.HasErrors() {
		return book.Found
	}
	if book.Rules == nil {
		return wrong("write them as policy/*.cue, and tests as policy/*_test.cue", "the site has no policies")
	}
	if a.format == "sarif" {
		return wrong("text, json and junit do", "tests of policies are not printed as sarif")
	}
	if file != "" {
		return a.tryPolicies(book.Rules, file)
	}
	trials, found := book.Rules.Try()
	if len(found) > 0 {
		return found
	}
	view := make([]render.Trial, len(trials))
	failed := 0
	for i, t := range trials {
		view[i] = render.Trial{Name: t.Name, Pos: t.Pos, Problems: t.Problems}
		if !t.Passed() {
			failed++
		}
	}
	if err := a.print(render.Trials(view, a.format, a.look(a.out))); err != nil {
		return err
	}
	if failed > 0 {
		return done(run.Failed)
	}
	return nil
}

// tryPolicies says what the site's rules say of a saved plan.
func (a *app) tryPolicies(rules *policy.Rules, file string) error {
	p, err := readPlan(file)
	if err != nil {
		return err
	}
	judged, found := rules.Judge(policy.See(p, schemasOf(p)))
	if len(found) > 0 {
		return found
	}
	for _, f := range judged.Denied {
		fmt.Fprintf(a.out, "denied  %s\n", f)
	}
	for _, f := range judged.Warned {
		fmt.Fprintf(a.out, "warned  %s\n", f)
	}
	fmt.Fprintf(a.out, "%d denied, %d warned\n", len(judged.Denied), len(judged.Warned))
	if len(judged.Denied) > 0 {
		return done(run.Guarded)
	}
	return nil
}
