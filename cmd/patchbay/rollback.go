package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/run"
)

func (f *planFlags) addRollback(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.rollback, "rollback", "", "take back what this `run` did; last is the newest")
	must(cmd.RegisterFlagCompletionFunc("rollback", func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return a.completeRuns(typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}))
}

// planned makes the plan that the flags ask for: of the site, or to take a run
// back.
func (a *app) planned(ctx context.Context, job *run.Job, f *planFlags, live *state.Snapshot) (*run.Planned, error) {
	if f.rollback == "" {
		return job.Plan(ctx, live)
	}
	if live != nil {
		return nil, wrong("leave --live out: what was done since has to be seen", "--rollback asks the targets, and --live does not")
	}
	name, err := job.FindRun(f.rollback)
	if err != nil {
		return nil, err
	}
	planned, err := job.Rollback(ctx, name)
	if err != nil {
		return nil, err
	}
	a.asksAgain(job, planned.Plan)
	return planned, nil
}

// asksAgain says that taking a run back does not change what the site asks for.
func (a *app) asksAgain(job *run.Job, p *plan.Plan) {
	if p.Body.Undoes != "" && job.AsksAgain(p) {
		a.say("notice: the site still asks for what run %s did, and the next plan shows it again; revert the change of the site as well", p.Body.Undoes)
	}
}

// completeRuns are the runs that begin with what is typed, newest first.
func (a *app) completeRuns(typed string) []string {
	runs, err := (&run.Job{Dir: a.dir}).Runs()
	if err != nil {
		return nil
	}
	var out []string
	for _, name := range append([]string{run.Last}, runs...) {
		if strings.HasPrefix(name, typed) {
			out = append(out, name)
		}
	}
	return out
}
