package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const attestHelp = `Records what a person did or saw where a target has no API for it. No target is
asked. The record is a file under attestations/TARGET/ in the site: commit it with
the rest. The next plan goes by it, says whose word it is, and asks for the step
again when the site asks for something else, when the word is older than the
site's policies.attestations.maxAge allows, or when the target is another system.

PLAN is the file of a plan, or last for that of the last apply from this folder.
STEP is the number of a step in its checklist, its id, the object that it is about
(role/Sales) or what the site calls that (roles.sales). --all is every step.

With --observed FILE it records what the console shows, whoever made it so. FILE is
YAML or JSON; --template prints one to fill in, with what the site asks as remarks.
Levels may be written in the console's own words, of any language it is known in.
What the target's API shows is refused: the next plan reads it.`

// attestFlags are those of the verb.
type attestFlags struct {
	by, observed  string
	all, template bool
}

func newAttestCmd(a *app) *cobra.Command {
	var f attestFlags
	cmd := &cobra.Command{
		Use: "attest PLAN STEP…", Short: "record manual steps as done, or values as seen", Long: attestHelp,
		Example: "  patchbay attest last 1 3 --by \"Anna Nowak\"\n  patchbay attest site.plan.json roles.sales --by Anna\n  patchbay attest last --all --by Anna\n" +
			"  patchbay attest --template --target portal > seen.yaml\n  patchbay attest --observed seen.yaml --by Anna --target portal",
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := f.fit(cmd, args); err != nil {
				return err
			}
			site, err := a.site(cmd.Context(), "")
			if err != nil {
				return err
			}
			job := a.job(site)
			if f.template {
				text, err := job.Template(cmd.Context())
				return a.print(text, err)
			}
			files, err := a.attest(job, &f, args)
			for _, w := range files {
				fmt.Fprintf(a.out, "%s: %s\n", filepath.Join(a.dir, w.File), oneLine(w.What))
			}
			return err
		},
		ValidArgsFunction: func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
			return a.completeSteps(args, typed)
		},
	}
	cmd.Flags().StringVar(&f.by, "by", "", "the `name` of who did or saw it")
	cmd.Flags().BoolVar(&f.all, "all", false, "every step of the checklist")
	cmd.Flags().StringVar(&f.observed, "observed", "", "record what this `file` says was seen")
	cmd.Flags().BoolVar(&f.template, "template", false, "print a file for --observed to fill in")
	must(cmd.RegisterFlagCompletionFunc("by", cobra.NoFileCompletions))
	targetFlag(a, cmd)
	return cmd
}

// fit refuses flags and arguments that do not go together.
func (f *attestFlags) fit(cmd *cobra.Command, args []string) error {
	seen := f.template || f.observed != ""
	switch {
	case f.template && (f.observed != "" || f.by != "" || f.all):
		return wrong("--template alone prints the file, and --observed takes it", "--template records nothing")
	case seen && (len(args) > 0 || f.all):
		return wrong("leave the plan and its steps out", "what was seen is of no plan's step")
	case seen:
		return nil
	case len(args) == 0:
		return wrong(seeHelp(cmd), "attest takes a plan and its steps, or --observed FILE")
	case len(args) == 1 && !f.all:
		return wrong("give the numbers of the steps in the plan's checklist, or --all", "no step of %s is named", args[0])
	case len(args) > 1 && f.all:
		return wrong("leave one of them out", "--all is every step, and some are named")
	}
	return nil
}

func (a *app) attest(job *run.Job, f *attestFlags, args []string) ([]run.Attested, error) {
	if f.observed != "" {
		data, err := readNamed("sighting", f.observed, "`patchbay attest --template` prints such a file")
		if err != nil {
			return nil, err
		}
		return job.Observe(f.observed, data, f.by)
	}
	p, err := a.planToAttest(job, args[0])
	if err != nil {
		return nil, err
	}
	return job.Attest(p, args[1:], f.by)
}

func (a *app) planToAttest(job *run.Job, name string) (*plan.Plan, error) {
	if name == run.Last {
		return job.LastPlan()
	}
	return readPlan(name)
}

// drawAttestation shows what a person said as the snapshot that it comes to.
func (a *app) drawAttestation(data []byte) ([]byte, error) {
	w, err := state.DecodeAttestation(data)
	if err != nil {
		return nil, err
	}
	if a.format != "text" {
		return render.As(data, a.format)
	}
	schema := schemaOf(w.Type, state.Profile{Tenant: w.Tenant})
	said := schema.Hear([]state.Attestation{*w}, nil)
	out := render.SnapshotText(&state.Snapshot{Target: w.Target, Type: w.Type, Objects: said.Objects}, schema, nil, a.look(a.out))
	what := "seen"
	if w.Done != nil {
		what = "done: " + oneLine(w.Done.Title)
	}
	return append(out, fmt.Sprintf("\nAttested by %s on %s as %s.\n", oneLine(w.By), w.At.UTC().Format("2006-01-02 15:04 MST"), what)...), nil
}

// oneLine is text from a plan on one line of output.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
}

// completeSteps are plans for the first argument, and the numbers of its
// checklist for the others.
func (a *app) completeSteps(args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		if strings.HasPrefix(run.Last, typed) {
			return []string{run.Last + "\tthe plan of the last apply"}, cobra.ShellCompDirectiveDefault
		}
		return nil, cobra.ShellCompDirectiveDefault
	}
	p, err := a.planToAttest(&run.Job{Dir: a.dir}, args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var out []string
	for _, i := range p.Checklist() {
		if n := strconv.Itoa(i.Number); strings.HasPrefix(n, typed) && !slices.Contains(args[1:], n) {
			out = append(out, n+"\t"+oneLine(i.Target+": "+i.Step.Title))
		}
	}
	return out, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}
