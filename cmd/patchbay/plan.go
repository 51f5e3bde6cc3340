package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const planHelp = `Reads the targets and prints what would bring them to what the site asks: first
who gains and who loses which right and through what, then every change with the
line of the site behind it, then what no program can do. Nothing is written to a
target.

Marks: + created, ~ changed, - deleted, ± deleted and created anew, ? of what no
API shows: what is there now is not known. What no API can do stands in a numbered
checklist for people; ` + "`patchbay attest`" + ` notes what is done.

With -o the plan is saved, bound to the site and to what the targets held, and
` + "`patchbay apply FILE`" + ` runs it or refuses when either has moved.

A plan that deletes or changes more than the site's budgets allow is refused until
the exact number is agreed to: --allow-delete groups=3, --allow-modify users=40.
Where the site has no budget for a kind, 2 objects or 10 % of what is there may be
deleted, and of memberships 9 or half. Accounts that are switched off are counted
like objects that are deleted, and most of those who administrate are too many:
--allow-disable users=3. Deleting for good and replacing always need consent, by
number or by name: --acknowledge users.bob.

--only takes along what the chosen objects depend on. --base compares with a git
revision too: what it declared and the site no longer does is listed as released.
Policies are those of the base, else of the commit that was last applied, else the
site's own.

--rollback RUN plans to take back what an earlier run did, where nobody changed it
since; RUN is the name of a run, its beginning, or last.`

// planFlags are what plan and apply have in common.
type planFlags struct {
	base    string
	live    string
	only    []string
	full    bool
	consent plan.Consent

	rollback string // a run to take back
	attested bool   // refuse while a step for a person is outstanding

	before func(*run.Job) error // called before the targets are read; may be nil
}

func (f *planFlags) add(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.base, "base", "", "compare with the site as it was at a git `revision` too")
	cmd.Flags().StringArrayVar(&f.only, "only", nil, "only this `KIND.ID`, such as users.bob, and what it depends on; may be repeated")
	cmd.Flags().BoolVar(&f.full, "full", false, "list equal changes one by one")
	must(cmd.RegisterFlagCompletionFunc("only", func(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
		return a.completeObjects(cmd.Context(), typed), cobra.ShellCompDirectiveNoFileComp
	}))
	cmd.Flags().BoolVar(&f.attested, "require-attested", false, "refuse (exit code 3) while a step for a person is not attested")
	f.addConsent(cmd)
	f.addRollback(a, cmd)
	targetFlag(a, cmd)
}

func newPlanCmd(a *app) *cobra.Command {
	var f planFlags
	var out string
	var detailed bool
	cmd := &cobra.Command{
		Use: "plan", Short: "show what would change, and who gains or loses which right", Long: planHelp, Args: noArgs,
		Example: "  patchbay plan\n  patchbay plan -o site.plan.json --detailed-exitcode\n  patchbay plan --base origin/main --format markdown > comment.md\n  patchbay plan --only users.bob --target pbx\n  patchbay plan --live pbx.snapshot.json\n  patchbay plan --rollback last",
		RunE: func(cmd *cobra.Command, _ []string) error {
			planned, err := a.plan(cmd, &f)
			if err != nil {
				return err
			}
			switch {
			case out == "":
			case planned.Plan.Untrusted():
				a.say("notice: %s was not written: this plan cannot be applied", out)
			default:
				if err := savePlan(out, planned.Plan); err != nil {
					return err
				}
			}
			if err := a.print(a.drawPlan(render.Plan{Plan: planned.Plan, Schemas: planned.Schemas}, f.full)); err != nil {
				return err
			}
			if err := f.outstanding(planned.Job, planned.Plan); err != nil && planCode(planned, false) == run.OK {
				return err
			}
			return done(planCode(planned, detailed))
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "save the plan to this `file`")
	cmd.Flags().BoolVar(&detailed, "detailed-exitcode", false, "exit with 2 when there is something to do")
	cmd.Flags().StringVar(&f.live, "live", "", "take what the target holds from this snapshot `file` instead of asking it")
	f.add(a, cmd)
	formatFlag(a, cmd, "text", "json", "markdown", "html")
	return cmd
}

// shownItems is how many steps a message names.
const shownItems = 5

// outstanding refuses a plan that waits for people, where that was asked for.
func (f *planFlags) outstanding(job *run.Job, p *plan.Plan) error {
	if !f.attested {
		return nil
	}
	items, err := job.Outstanding(p)
	if err != nil || len(items) == 0 {
		return err
	}
	var names []string
	for _, i := range items[:min(shownItems, len(items))] {
		names = append(names, fmt.Sprintf("%d %s", i.Number, oneLine(i.Step.Title)))
	}
	if more := len(items) - len(names); more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return hinted{fmt.Errorf("%w: steps for a person are not attested: %s", run.ErrGuarded, strings.Join(names, "; ")), "do them, then `patchbay attest PLAN STEP… --by NAME`"}
}

// plan makes a plan and reports on stderr why some targets have none.
func (a *app) plan(cmd *cobra.Command, f *planFlags) (*run.Planned, error) {
	if err := f.knownKinds(); err != nil {
		return nil, err
	}
	site, err := a.site(cmd.Context(), "")
	if err != nil {
		return nil, err
	}
	job := a.job(site)
	if job.Only, err = only(site, f.only); err != nil {
		return nil, err
	}
	job.Consent = f.consent
	if job.Base, err = a.base(cmd, f.base); err != nil {
		return nil, err
	}
	job.Commit = source.Commit(cmd.Context(), a.dir, site.Files)
	if job.Base == nil {
		job.Applied = a.lastApplied(cmd, job)
	}
	if job.Rules, err = a.rules(cmd.Context(), job, f.base); err != nil {
		return nil, err
	}
	live, err := readLive(f.live)
	if err != nil {
		return nil, err
	}
	if live != nil && len(job.Targets) == 0 {
		job.Targets = []string{live.Target}
	}
	if f.before != nil {
		if err := f.before(job); err != nil {
			return nil, err
		}
	}
	bar := a.progress()
	job.Progress = bar.reading
	planned, err := a.planned(cmd.Context(), job, f, live)
	bar.end()
	if err != nil {
		return nil, err
	}
	a.failures(planned.Failures)
	a.err.Write(render.Diagnostics(planned.Found, a.look(a.err)))
	return planned, nil
}

// only reads selections: canonical paths, with the kind in the singular or the
// plural.
func only(site *load.Result, asked []string) ([]string, error) {
	if len(asked) == 0 {
		return nil, nil
	}
	known := run.Objects(site.Site)
	var out []string
	for _, o := range asked {
		path, ok := run.Select(site.Site, o)
		if !ok {
			return nil, wrong(meant(o, alike(o, known), "write KIND.ID, such as users.bob; shells complete it"), "the site declares no %q", o)
		}
		out = append(out, path)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// alike is those of the names whose id may be a slip of the one that was asked for:
// a kind makes two names alike that are not.
func alike(asked string, names []string) []string {
	_, id, ok := strings.Cut(asked, ".")
	if !ok {
		return names
	}
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool {
		_, other, _ := strings.Cut(n, ".")
		_, near := diag.Nearest(id, []string{other})
		return !near && other != id
	})
}

// base loads the base revision. Mistakes in it stop nothing: then it is not
// known what it declared, and that is said.
func (a *app) base(cmd *cobra.Command, rev string) (*load.Result, error) {
	if rev == "" {
		return nil, nil
	}
	tree, err := a.tree(cmd.Context(), rev)
	if err != nil {
		return nil, err
	}
	base, found := load.Site(tree, load.Options{Version: version()})
	if base == nil {
		a.say("warning: the site at %s has mistakes (%s), so what it declared is not known; its policies are not either, and those of the last apply hold, else the site's own", rev, render.Tally(found))
	}
	return base, nil
}

// lastApplied loads the revision that was applied last, for its policies. Where
// it is not known they are the site's own, which is worth a word when it has any.
func (a *app) lastApplied(cmd *cobra.Command, job *run.Job) *load.Result {
	why := "what was last applied is not known"
	if rev := job.LastCommit(); rev != "" {
		tree, err := a.tree(cmd.Context(), rev)
		if err == nil {
			if site, _ := load.Site(tree, load.Options{Version: version()}); site != nil {
				return site
			}
		}
		why = "commit " + rev + ", which was last applied, cannot be read"
	}
	switch {
	case !limits(job.Site):
	case job.Commit == "":
		a.say("notice: the site is held to its own policies, since it is in no git repository whose earlier revisions could be asked")
	default:
		a.say("notice: the site is held to its own policies, since %s; --base REV names a revision to hold it to", why)
	}
	a.releasesUnseen(cmd, job)
	return nil
}

// releasesUnseen says that what the site took back cannot be known, where there
// is an earlier revision that would tell: on a machine that has never applied,
// as runners are, a right that a merge takes back would stay without a word.
func (a *app) releasesUnseen(cmd *cobra.Command, job *run.Job) {
	unknown := job.NeverApplied()
	if len(unknown) == 0 {
		return
	}
	if _, err := a.tree(cmd.Context(), "HEAD~1"); err != nil {
		return
	}
	a.say("notice: what was last applied to %s is not known here, so nothing that the site no longer declares is listed; --base REV names the revision to compare with", strings.Join(unknown, ", "))
}

func readLive(file string) (*state.Snapshot, error) {
	if file == "" {
		return nil, nil
	}
	data, err := readNamed("snapshot", file, "`patchbay snapshot` writes such a file")
	if err != nil {
		return nil, err
	}
	live, err := state.DecodeSnapshot(data)
	if err != nil {
		return nil, hinted{fmt.Errorf("%s: %w", file, err), "`patchbay snapshot` writes such a file"}
	}
	return live, nil
}

func savePlan(file string, p *plan.Plan) error {
	data, err := plan.Encode(p)
	if err != nil {
		return err
	}
	return saveNamed("plan", file, append(data, '\n'))
}

// drawPlan prints a plan in the format that was asked for.
func (a *app) drawPlan(p render.Plan, full bool) ([]byte, error) {
	o := a.look(a.out)
	o.Full = full
	switch a.format {
	case "json":
		data, err := plan.Encode(p.Plan)
		if err != nil {
			return nil, err
		}
		return append(data, '\n'), nil
	case "yaml":
		data, err := plan.Encode(p.Plan)
		if err != nil {
			return nil, err
		}
		return render.YAML(data)
	}
	if p.Empty() || p.Untrusted() {
		return a.drawForPeople(p, o) // there is nothing to approve
	}
	digest := digestMeanwhile(p.Plan)
	p.Approve = func() string { out, _ := digest(); return out }
	out, drawn := a.drawForPeople(p, o)
	_, err := digest()
	return out, errors.Join(err, drawn)
}

// drawForPeople prints a plan in a format that people read.
func (a *app) drawForPeople(p render.Plan, o render.Options) ([]byte, error) {
	switch a.format {
	case "markdown":
		return p.Markdown(o), nil
	case "html":
		return p.HTML(o)
	}
	return p.Text(o), nil
}

// planCode is how the making of a plan ended.
func planCode(p *run.Planned, detailed bool) run.Code {
	var codes []run.Code
	for _, f := range p.Failures {
		codes = append(codes, run.CodeOf(f))
	}
	codes = append(codes, run.CodeOf(p.Found.Err()))
	if len(p.Plan.Refused()) > 0 {
		codes = append(codes, run.Guarded)
	}
	if detailed && !p.Plan.Empty() {
		codes = append(codes, run.Changes)
	}
	return run.Worst(codes, false)
}
