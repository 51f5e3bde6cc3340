package main

import (
	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const driftHelp = `Shows what somebody changed on the targets since the last apply from this folder,
whatever the site asks by now. What was never applied from here has no drift.`

func newDriftCmd(a *app) *cobra.Command {
	var detailed, full bool
	cmd := &cobra.Command{
		Use: "drift", Short: "show what changed on the targets since the last apply", Long: driftHelp, Args: noArgs,
		Example: "  patchbay drift\n  patchbay drift --detailed-exitcode || echo somebody was here",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var found []run.Drifted
			var failures []run.Failure
			if err := a.looking(cmd.Context(), func(job *run.Job) (err error) {
				found, failures, err = job.Drift(cmd.Context())
				return err
			}); err != nil {
				return err
			}
			changed := false
			var views []render.Drift
			for _, d := range found {
				v := render.Drift{Target: d.Target, Type: d.Type, Changes: d.Changes, Names: d.Names, Schema: d.Schema}
				if d.Record != nil {
					v.Applied, v.Run = d.Record.At, d.Record.Run
				}
				views = append(views, v)
				changed = changed || len(d.Changes) > 0
			}
			if err := a.drawDrift(views, full); err != nil {
				return err
			}
			if err := a.ended(failures); err != nil {
				return err
			}
			if detailed && changed {
				return done(run.Changes)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when something changed")
	cmd.Flags().BoolVar(&full, "full", false, "list equal changes one by one")
	targetFlag(a, cmd)
	formatFlag(a, cmd, "text", "json")
	return cmd
}

func (a *app) drawDrift(views []render.Drift, full bool) error {
	if a.format == "json" {
		return a.print(render.DriftJSON(views))
	}
	o := a.look(a.out)
	o.Full = full
	return a.print(render.DriftText(views, o), nil)
}
