package main

import (
	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const doctorHelp = `Looks at each target before anything is planned: whether it answers, what it is,
which licences it has, who we are there and what this account could not read,
and what the plan at hand would need. Nothing is written.`

func newDoctorCmd(a *app) *cobra.Command {
	cmd := &cobra.Command{
		Use: "doctor", Short: "check that the targets can be reached and worked with", Long: doctorHelp, Args: noArgs,
		Example: "  patchbay doctor\n  patchbay doctor --target pbx --format json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var all []run.Checkup
			if err := a.looking(cmd.Context(), func(job *run.Job) (err error) {
				all, err = job.Doctor(cmd.Context())
				return err
			}); err != nil {
				return err
			}
			var views []render.Checkup
			var codes []run.Code
			for _, c := range all {
				v := render.Checkup{Target: c.Target, Type: c.Type, Findings: []render.CheckupItem{}}
				for _, f := range c.Findings {
					v.Findings = append(v.Findings, render.CheckupItem{What: f.What, Result: f.Result, State: string(f.State), Hint: f.Hint})
				}
				views = append(views, v)
				codes = append(codes, c.Code)
			}
			if err := a.drawCheckup(views); err != nil {
				return err
			}
			return done(run.Worst(codes, false))
		},
	}
	targetFlag(a, cmd)
	formatFlag(a, cmd, "text", "json")
	return cmd
}

func (a *app) drawCheckup(views []render.Checkup) error {
	if a.format == "json" {
		return a.print(render.CheckupJSON(views))
	}
	return a.print(render.CheckupText(views, a.look(a.out)), nil)
}
