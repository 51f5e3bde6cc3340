package main

import (
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/patchbay-dev/patchbay/compiler/render"
)

const rootHelp = `patchbay compiles the description of an organization's phone system, written in
CUE and kept in git, into the exact calls that bring each PBX to that state, and
says who gains and who loses which right.

A site is a folder of CUE files. Check it, see what would change, apply it:

    patchbay vet
    patchbay plan
    patchbay apply

Exit codes: 0 done, or no change · 1 error in the site, the run or the usage ·
2 changes present (--detailed-exitcode) · 3 refused by a guard or a policy ·
4 stale or conflicting · 5 partly applied · 6 locked · 7 target unreachable or
rights missing · 130 interrupted`

func newRoot(a *app) *cobra.Command {
	root := &cobra.Command{
		Use: "patchbay VERB", Short: "phone systems from CUE, kept in git", Long: rootHelp,
		Example:       "  patchbay init acme\n  patchbay -C acme plan -o plan.json\n  patchbay -C acme apply plan.json",
		SilenceErrors: true, SilenceUsage: true,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return noVerb(cmd, args[0])
		},
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	root.PersistentFlags().StringVarP(&a.dir, "dir", "C", ".", "the site's `folder`")
	root.PersistentFlags().BoolVar(&a.debug, "debug", false, debugHelp)
	root.SetHelpTemplate(helpTemplate)
	root.SetUsageTemplate(usageTemplate)
	root.AddCommand(
		newApplyCmd(a), newAttestCmd(a), newCompileCmd(a), newCompletionCmd(a), newDoctorCmd(a), newDriftCmd(a), newImportCmd(a), newInitCmd(a), newPlanCmd(a),
		newRightsCmd(a), newShowCmd(a), newSimCmd(a), newSnapshotCmd(a), newTargetsCmd(a), newVersionCmd(a), newVetCmd(a),
	)
	return root
}

// Examples stand last, where the eye is when the text has scrolled by.
const helpTemplate = `{{with (or .Long .Short)}}{{. | trimTrailingWhitespaces}}

{{end}}{{if or .Runnable .HasSubCommands}}{{.UsageString}}{{end}}`

const usageTemplate = `usage: {{.UseLine}}{{if .HasAvailableSubCommands}}

verbs:{{range .Commands}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}} {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

flags of every verb:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasExample}}

examples:
{{.Example}}{{end}}
`

// targetFlag lets a verb be narrowed to some targets.
func targetFlag(a *app, cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&a.targets, "target", nil, "only this `target`; may be repeated")
	must(cmd.RegisterFlagCompletionFunc("target", func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return a.completeTargets(cmd.Context()), cobra.ShellCompDirectiveNoFileComp
	}))
}

// formatFlag adds --format; the first of the formats is the default.
func formatFlag(a *app, cmd *cobra.Command, formats ...string) {
	format := cmd.Flags().String("format", formats[0], "`how` to print: "+strings.Join(formats, ", "))
	must(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	before := cmd.PreRunE
	cmd.PreRunE = func(cmd *cobra.Command, args []string) error {
		a.format = *format
		if !slices.Contains(formats, a.format) {
			return wrong(meant(a.format, formats, "formats are "+strings.Join(formats, ", ")), "%s cannot print %q", cmd.Name(), a.format)
		}
		if before != nil {
			return before(cmd, args)
		}
		return nil
	}
}

// noArgs refuses arguments of verbs that take none.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := seeHelp(cmd)
	if cmd.Flags().Lookup("type") != nil && slices.Contains(driverTypes(), args[0]) {
		hint = "did you mean --type " + args[0] + "?"
	} else if cmd.Flags().Lookup("target") != nil {
		hint = "name the site's folder with -C " + shellWord(args[0])
	}
	return wrong(hint, "%s takes no argument, got %q", cmd.Name(), args[0])
}

// must stops on a mistake in the definition of a command.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// look says how to draw on w.
func (a *app) look(w any) render.Options {
	o := render.Options{}
	f, ok := w.(*os.File)
	if !ok || !terminal(w) {
		return o
	}
	o.Colour = a.env("NO_COLOR") == "" && a.env("TERM") != "dumb"
	if width, _, err := term.GetSize(int(f.Fd())); err == nil {
		o.Width = width
	}
	return o
}
