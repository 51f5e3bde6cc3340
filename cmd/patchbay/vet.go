package main

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const vetHelp = `Checks a site without asking any target: the language, references across
objects, and for each target what it can and cannot hold. All mistakes are
reported in one run, sorted by file and line; what targets make of the site is
looked at once it has none of its own. A site without mistakes prints nothing.

The site's policies (policy/*.cue) are checked too. --test runs the tests that
stand beside them (policy/*_test.cue), and --plan says what they say of a plan.

Text goes to stderr. json, sarif (code hosts) and junit (CI servers) go to
stdout.`

func newVetCmd(a *app) *cobra.Command {
	var rev, explain, plan string
	var test bool
	cmd := &cobra.Command{
		Use: "vet", Short: "check a site, offline", Long: vetHelp, Args: noArgs,
		Example: "  patchbay vet\n  patchbay vet -C customers/acme --target pbx\n  patchbay vet --rev origin/main --format sarif > vet.sarif\n  patchbay vet --explain PB1042\n  patchbay vet --test\n  patchbay vet --plan site.plan.json",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if explain != "" {
				return a.explain(explain)
			}
			if plan != "" || test {
				return a.testPolicies(cmd.Context(), rev, plan)
			}
			return a.vet(cmd, rev)
		},
	}
	cmd.Flags().BoolVar(&test, "test", false, "run the tests of the site's policies")
	cmd.Flags().StringVar(&plan, "plan", "", "try the site's policies on this saved plan `file`")
	cmd.Flags().StringVar(&rev, "rev", "", "check the site as it is at a git `revision`")
	cmd.Flags().StringVar(&explain, "explain", "", "say what a diagnostic's `code` means, and what to do")
	must(cmd.RegisterFlagCompletionFunc("explain", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		var out []string
		for _, i := range diag.Codes() {
			out = append(out, string(i.Code)+"\t"+i.Title)
		}
		return out, cobra.ShellCompDirectiveNoFileComp
	}))
	targetFlag(a, cmd)
	formatFlag(a, cmd, "text", "json", "sarif", "junit")
	return cmd
}

func (a *app) vet(cmd *cobra.Command, rev string) error {
	site, found, err := a.read(cmd.Context(), rev)
	if err != nil {
		return err
	}
	var files []string
	if site != nil {
		files = site.Files
	}
	// What a target makes of mistakes is the same mistakes in other words.
	if site != nil && !found.HasErrors() {
		compiled, failures, err := a.job(site).Compile(cmd.Context())
		if err != nil {
			return err
		}
		for _, c := range compiled {
			found = append(found, c.Losses...)
		}
		found = append(found, run.Remarks(failures)...)
	}
	rules, err := a.vetPolicies(cmd.Context(), rev)
	if err != nil {
		return err
	}
	found = append(found, rules...).Sorted()
	if err := a.diagnose(found, files); err != nil {
		return err
	}
	if found.HasErrors() {
		if a.format == "text" && len(found) > 1 {
			a.say("%s", render.Tally(found))
		}
		return done(run.Failed)
	}
	return nil
}

// diagnose prints diagnostics in the format that was asked for.
func (a *app) diagnose(found diag.List, files []string) (err error) {
	var out []byte
	switch a.format {
	case "json":
		out, err = render.DiagnosticsJSON(found)
	case "sarif":
		out, err = render.SARIF(found, version())
	case "junit":
		out, err = render.JUnit(found, files)
	default:
		a.err.Write(render.Diagnostics(found, a.look(a.err)))
	}
	if err == nil {
		_, err = a.out.Write(out)
	}
	return err
}

func (a *app) explain(code string) error {
	info, ok := diag.Explain(code)
	if !ok {
		var names []string
		for _, i := range diag.Codes() {
			names = append(names, string(i.Code))
		}
		slices.Sort(names)
		return wrong(meant(strings.ToUpper(code), names, "codes look like PB1042 and stand in brackets behind a message"), "no diagnostic has the code %q", code)
	}
	_, err := a.out.Write(render.Explanation(info, a.look(a.out)))
	return err
}
