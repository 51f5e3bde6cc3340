package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/ledger"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const settleHelp = `

A run that was cut off may leave a step of which nobody knows whether it was
done. Apply looks at the target first; where that does not tell, it stops and
names the step. Look for yourself and give --settle STEP=done or --settle
STEP=not; STEP is the step's name in quotes, or the object that it is about.`

// settlements is a flag of the form STEP=done|not that may be repeated.
type settlements []run.Decision

func (s *settlements) String() string {
	var out []string
	for _, d := range *s {
		out = append(out, d.Step+"="+word(d.Done))
	}
	return strings.Join(out, " ")
}

func word(done bool) string {
	if done {
		return "done"
	}
	return "not"
}

func (*settlements) Type() string { return "STEP=done|not" }

// Set reads one. A step's name may hold an equals sign, so the last one counts.
func (s *settlements) Set(text string) error {
	i := strings.LastIndexByte(text, '=')
	if i < 1 || text[i+1:] != "done" && text[i+1:] != "not" {
		return errors.New(`write STEP=done or STEP=not, such as "create user/101=done"`)
	}
	*s = append(*s, run.Decision{Step: text[:i], Done: text[i+1:] == "done"})
	return nil
}

func settleFlag(a *app, cmd *cobra.Command, s *settlements) {
	cmd.Flags().Var(s, "settle", "say that a step of unknown outcome was done, or was not; may be repeated")
	must(cmd.RegisterFlagCompletionFunc("settle", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return a.completeOpen(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
	}))
}

// completeOpen are the decisions that steps wait for.
func (a *app) completeOpen(ctx context.Context) []string {
	site, err := a.site(ctx, "")
	if err != nil {
		return nil
	}
	var out []string
	for i := range site.Site.Targets {
		open, err := apply.Open(ledger.Open(a.dir), site.Site.Targets[i].ID)
		if err != nil {
			continue
		}
		for _, u := range open {
			out = append(out, u.ID+"=done", u.ID+"=not")
		}
	}
	return out
}

// holdTargets lets the making of a plan begin with the locks of its targets, so
// that nobody writes while it reads, and nobody else's token is spent in vain.
// What it returns lets them go.
func (a *app) holdTargets(ctx context.Context, f *planFlags, x *run.Execution) func() {
	var held *run.Job
	f.before = func(job *run.Job) error {
		held = job
		failures, err := job.Begin(ctx, x)
		if err != nil || len(failures) == 0 {
			return err
		}
		a.failures(failures)
		var codes []run.Code
		for _, failed := range failures {
			codes = append(codes, run.CodeOf(failed))
		}
		return done(run.Worst(codes, false))
	}
	return func() {
		if err := held.Release(); err != nil {
			a.fail(fmt.Errorf("let the locks go: %w", err))
		}
	}
}
