package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/render"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
)

const applyHelp = `Runs a saved plan, or makes a plan, shows it, asks, and runs it.

Before the first write everything the plan touches is read again; what moved
since stops the run and nothing is written. Each call is noted on disk before it
is sent. A step that fails takes those that need it with it and no others. After
a failure, a kill or Ctrl-C run apply again: what was done is not done twice.

Ctrl-C lets the call under way end and be noted; a second one gives it up, and a
third ends patchbay on the spot.

What a budget does not allow, deletions that cannot be undone and replacements
need a consent with the exact number: --allow-delete users=3, --allow-replace
users=1, --allow-modify users=40, --allow-disable users=37; with two targets,
--allow-delete pbx/users=3. What cannot be undone may also be named: --acknowledge
users.bob,user/101. It has to be, where nobody reads the plan before it runs (--yes
without a saved plan), and for messages to people, of which more than ten may be
counted: --acknowledge users=12. What raises the bill runs only with
--accept-charges. Nothing lifts the guards that keep an administrator, the account in
use and break-glass users.

What no API can do is left to people: apply ends with the checklist and exit code
0, what needs such a step waits for it, and the next apply does it once the step is
attested. --require-attested refuses to begin while any is not.

--rollback RUN takes back what an earlier run did: a plan like any other, to be
read and agreed to. What others changed since is left as it is and listed; what
cannot be brought back, such as voicemail messages, is listed too.` + settleHelp + approvedHelp

func newApplyCmd(a *app) *cobra.Command {
	var f planFlags
	var yes bool
	var steal, approved string
	var settle settlements
	cmd := &cobra.Command{
		Use: "apply [PLAN]", Short: "bring the targets to what the site asks", Long: applyHelp,
		Example: "  patchbay apply\n  patchbay apply site.plan.json\n  patchbay apply --yes --target pbx\n  patchbay apply --approved sha256:0123456789ab site.plan.json\n  patchbay apply --allow-delete users=3 site.plan.json\n  patchbay apply --acknowledge users.bob,users.eve --yes\n  patchbay apply --settle user/101=done\n  patchbay apply --rollback last",
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case len(args) > 1:
				return wrong(seeHelp(cmd), "apply takes one plan, got %d", len(args))
			case len(args) == 1 && f.rollback != "":
				return wrong("leave one of them out", "--rollback makes a plan, and %s is one", args[0])
			case len(args) == 1 && approved == "" && (f.base != "" || len(f.only) > 0):
				return wrong("give them to `patchbay plan -o`", "--base and --only are for making a plan, and %s is one", args[0])
			}
			f.consent.Unread = yes && len(args) == 0 && approved == ""
			x := run.Execution{Allowed: f.allowed(), Steal: steal, Settle: settle, Abort: abortOf(cmd.Context())}
			release := a.holdTargets(cmd.Context(), &f, &x)
			defer release()
			if approved != "" {
				job, p, err := a.approvedPlan(cmd, args, &f, &x, approved)
				if err != nil {
					return err
				}
				if err := f.outstanding(job, p); err != nil {
					return err
				}
				return a.carryOut(cmd.Context(), job, p, x)
			}
			job, p, err := a.planToApply(cmd, args, &f, &x)
			if err != nil {
				return err
			}
			if err := f.outstanding(job, p); err != nil {
				return err
			}
			if len(args) == 0 {
				x.Digest = digestMeanwhile(p)
				ready, err := a.showAndAsk(cmd.Context(), p, &x, f.full, yes)
				if err != nil || !ready {
					return err
				}
			}
			return a.carryOut(cmd.Context(), job, p, x)
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	cmd.Flags().StringVar(&steal, "steal", "", "take the lock of this `run`, known to be dead")
	settleFlag(a, cmd, &settle)
	approvedFlag(cmd, &approved)
	f.add(a, cmd)
	formatFlag(a, cmd, "text", "json")
	return cmd
}

// planToApply reads a saved plan, or makes one. The code of targets without a
// plan comes back at the end, with that of the others.
func (a *app) planToApply(cmd *cobra.Command, args []string, f *planFlags, x *run.Execution) (*run.Job, *plan.Plan, error) {
	if len(args) == 0 {
		planned, err := a.plan(cmd, f)
		if err != nil {
			return nil, nil, err
		}
		if err := planned.Found.Err(); err != nil {
			return nil, nil, done(run.CodeOf(err))
		}
		x.Planned = planned
		return planned.Job, planned.Plan, nil
	}
	if err := f.knownKinds(); err != nil {
		return nil, nil, err
	}
	p, err := readPlan(args[0])
	if err != nil {
		return nil, nil, err
	}
	site, err := a.site(cmd.Context(), "")
	if err != nil {
		return nil, nil, err
	}
	job := a.job(site)
	job.Commit = p.Envelope.Commit
	a.asksAgain(job, p)
	return job, p, nil
}

func readPlan(file string) (*plan.Plan, error) {
	data, err := readNamed("plan", file, "`patchbay plan -o "+shellWord(file)+"` makes one; a site's folder is named with -C")
	if err != nil {
		return nil, err
	}
	p, err := plan.Decode(data)
	if err != nil {
		return nil, hinted{fmt.Errorf("%s: %w", file, err), planFileHint(err)}
	}
	return p, nil
}

func planFileHint(err error) string {
	switch {
	case errors.Is(err, state.ErrCut):
		return "the file was not written or copied to its end; make the plan anew"
	case errors.Is(err, plan.ErrEdited):
		return "plans are not edited: change the site and make the plan anew"
	case errors.Is(err, state.ErrNewer):
		return "use the patchbay that made it, or make the plan anew with this one"
	case errors.Is(err, state.ErrFormat):
		return "`patchbay show` prints any file of patchbay's"
	}
	return "`patchbay plan -o FILE` makes one"
}

// showAndAsk prints a fresh plan and asks whether to run it.
func (a *app) showAndAsk(ctx context.Context, p *plan.Plan, x *run.Execution, full, yes bool) (bool, error) {
	o := a.look(a.err)
	o.Full = full
	a.err.Write(render.Plan{Plan: p, Schemas: x.Planned.Schemas}.Text(o))
	code := planCode(x.Planned, false)
	if p.Empty() && code != run.OK {
		return false, done(code)
	}
	if yes || !p.Automatic() || code == run.Guarded {
		return true, nil // nothing is written; refusals are the run's to speak of
	}
	if err := x.Planned.Job.InWindow(p); err != nil {
		return false, err // a moment later it may be open, and nobody was asked
	}
	if !terminal(a.in) {
		return false, wrong("look at the plan, then add --yes; or save it with `patchbay plan -o FILE` and apply that", "there is no terminal to ask on, so nothing was applied")
	}
	if !a.ask(ctx, "Apply this?") {
		a.say("Nothing was applied.")
		if ctx.Err() != nil {
			return false, done(run.Interrupted)
		}
		return false, done(run.Failed)
	}
	return true, nil
}

// ask waits for an answer or for Ctrl-C, whichever comes first.
func (a *app) ask(ctx context.Context, question string) bool {
	fmt.Fprintf(a.err, "\n%s Only yes does: ", question)
	answer := make(chan string, 1)
	go func() {
		line, err := bufio.NewReader(a.in).ReadString('\n')
		if err != nil {
			line = ""
		}
		answer <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		fmt.Fprintln(a.err)
		return false
	case line := <-answer:
		return line == "yes"
	}
}

// carryOut runs a plan and reports on it.
func (a *app) carryOut(ctx context.Context, job *run.Job, p *plan.Plan, x run.Execution) error {
	defer unpiped()()
	bar := a.progress()
	job.Progress = bar.reading
	x.Event = func(e apply.Event) {
		line := ""
		if e.Result != nil {
			line = e.Result.Title
			if e.Result.Outcome != apply.Done {
				line += ": " + string(e.Result.Outcome)
			}
		}
		bar.applied(e.Target, line, e.Done, e.Total)
	}
	applied, err := job.Apply(ctx, p, x)
	bar.end()
	if err != nil {
		return err
	}
	codes := []run.Code{run.OK}
	wrote := false
	var reports []*apply.Report
	for _, t := range applied {
		codes = append(codes, run.CodeOf(t.Err))
		if t.Report != nil {
			reports = append(reports, t.Report)
			wrote = wrote || t.Report.Wrote()
		}
		switch {
		case errors.Is(t.Err, context.Canceled):
			a.failure(t.Target+": interrupted", "run apply again to go on; what was done is not done twice")
		case t.Err != nil:
			a.fail(run.Failure{Target: t.Target, Err: t.Err})
		}
	}
	if err := a.drawReports(reports); err != nil {
		a.fail(hinted{fmt.Errorf("the report could not be printed: %w", reason(err)), "it is kept in the run's folder, and `patchbay show` prints it"})
		codes = append(codes, run.Failed)
		wrote = wrote && run.Worst(codes[:len(codes)-1], wrote) != run.OK // all was done: that is no partial run
	}
	return done(run.Worst(codes, wrote))
}

func (a *app) drawReports(reports []*apply.Report) error {
	if a.format == "json" {
		return a.print(reportsJSON(reports))
	}
	var views []render.Report
	for _, r := range reports {
		if len(r.Steps) > 0 || r.Error != "" {
			views = append(views, reportView(r))
		}
	}
	if len(views) == 0 {
		return nil // found as asked, which is noted in the record
	}
	return a.print(render.ReportText(views, a.look(a.out)), nil)
}

// reportsJSON is the one report, or a line for each.
func reportsJSON(reports []*apply.Report) ([]byte, error) {
	var out []byte
	for _, r := range reports {
		data, err := apply.Encode(r)
		if err != nil {
			return nil, err
		}
		out = append(append(out, data...), '\n')
	}
	return out, nil
}

// awaited is the number of the manual step that a step waits for, 0 for none.
func awaited(r *apply.Report, s apply.StepReport) int {
	for range r.Steps {
		i := slices.IndexFunc(r.Steps, func(t apply.StepReport) bool { return t.ID == s.Because })
		if s.Outcome != apply.Awaits || i < 0 {
			break
		}
		if s = r.Steps[i]; s.Outcome == apply.ByHand {
			return s.Number
		}
	}
	return 0
}

func reportView(r *apply.Report) render.Report {
	v := render.Report{Target: r.Target, Type: r.Type, Run: r.Run, Resumed: r.Resumed, Before: r.Before, Ending: string(r.Ending), Error: r.Error, Took: r.Ended.Sub(r.Started),
		Done: r.Counts.Done, Failed: r.Counts.Failed, Unknown: r.Counts.Unknown, Skipped: r.Counts.Skipped, Manual: r.Counts.Manual, Waiting: r.Counts.Waiting, Awaiting: r.Counts.Awaiting}
	titles := map[string]string{}
	for _, s := range r.Steps {
		titles[s.ID] = s.Title
	}
	for _, s := range r.Steps {
		because := s.Because
		if t := titles[because]; t != "" {
			because = t
		}
		step := render.ReportStep{Title: s.Title, Op: string(s.Op), Outcome: string(s.Outcome), Because: because, Error: s.Error, Hint: s.Hint, Number: s.Number, Awaits: awaited(r, s), Manual: s.Manual}
		v.Steps = append(v.Steps, step)
	}
	for _, m := range r.Moved {
		v.Moved = append(v.Moved, m.String())
	}
	return v
}
