package main

import (
	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const compileHelp = `Prints what the site asks of each target, in the target's own words, with what
the target cannot hold. No target is asked: what the site's profile leaves open
is assumed to be the fullest.`

func newCompileCmd(a *app) *cobra.Command {
	var rev string
	cmd := &cobra.Command{
		Use: "compile", Short: "print what each target is asked to hold", Long: compileHelp, Args: noArgs,
		Example: "  patchbay compile\n  patchbay compile --target pbx --format json | jq .targets[0].losses",
		RunE: func(cmd *cobra.Command, _ []string) error {
			site, err := a.site(cmd.Context(), rev)
			if err != nil {
				return err
			}
			compiled, failures, err := a.job(site).Compile(cmd.Context())
			if err != nil {
				return err
			}
			var parts []render.Part
			var errors diag.List
			for _, c := range compiled {
				parts = append(parts, render.Part{Target: c.Target, Type: c.Type, Profile: c.Profile, Desired: c.Desired, Losses: c.Losses})
				errors = append(errors, c.Losses...)
			}
			if err := a.print(render.Compiled(parts, a.format)); err != nil {
				return err
			}
			a.failures(failures)
			a.err.Write(render.Diagnostics(errors, a.look(a.err)))
			if errors.HasErrors() || len(failures) > 0 {
				return done(run.Failed)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&rev, "rev", "", "compile the site as it is at a git `revision`")
	targetFlag(a, cmd)
	formatFlag(a, cmd, "yaml", "json")
	return cmd
}

// failures prints why some targets have no result.
func (a *app) failures(failures []run.Failure) {
	for _, f := range failures {
		a.fail(f)
	}
}
