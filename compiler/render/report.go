package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// Report is what an apply did on one target, in words that this package knows
// of: who makes it comes later in the tree.
type Report struct {
	Target  string
	Type    string
	Run     string
	Resumed string // the run that this one went on with
	Ending  string // applied, partly, stale, locked, unreachable, interrupted
	Error   string
	Took    time.Duration
	Steps   []ReportStep
	Moved   []string // what was not as the plan expected it
	Before  string   // ending already: the run that applied the plan, "" is not known

	Done, Failed, Unknown, Skipped, Manual, Waiting, Awaiting int
}

// ReportStep is what became of one step.
type ReportStep struct {
	Title   string
	Op      string
	Outcome string
	Because string           // skipped: the title of the step that it needs
	Number  int              // by hand: in the plan's checklist
	Awaits  int              // awaits: the number of the manual step that comes first
	Manual  *plan.ManualWork // by hand: what is to be done
	Error   string
	Hint    string
}

// ReportText says what an apply did: what did not go as planned, what is left to
// people, and one line for each target.
func ReportText(all []Report, o Options) []byte {
	w := &planWriter{Options: o}
	for _, r := range all {
		w.report(r)
	}
	var parts []string
	for _, r := range all {
		parts = append(parts, r.summary())
	}
	w.line(w.paint(bold, "Apply: "+strings.Join(parts, " | ")+"."))
	return []byte(w.String())
}

func (w *planWriter) report(r Report) {
	var manual []ReportStep
	for _, s := range r.Steps {
		switch s.Outcome {
		case "by hand":
			manual = append(manual, s)
		case "done", "not run":
			if w.Full {
				w.line("  " + w.paint(outcomeStyle(s.Outcome), pad(s.Outcome, 8)) + "  " + safe(r.Target) + ": " + safe(s.Title))
			}
		default:
			w.line("  " + w.paint(outcomeStyle(s.Outcome), pad(s.Outcome, 8)) + "  " + safe(r.Target) + ": " + safe(s.Title) + reason(s))
			if s.Hint != "" && s.Because == "" { // else that step's hint is what helps
				w.line("            " + w.paint(cyan, "hint:") + " " + safe(s.Hint))
			}
		}
	}
	for _, s := range w.unreached(r) {
		w.line("  " + w.paint(yellow, "not run ") + "  " + safe(r.Target) + ": " + safe(s))
	}
	for _, m := range r.Moved {
		w.line("  " + w.paint(red, "moved   ") + "  " + safe(r.Target) + ": " + safe(m))
	}
	if len(manual) == 0 {
		return
	}
	w.line("  " + w.paint(bold, fmt.Sprintf(tongueOf(manual[0].Manual).left, safe(r.Target))))
	for _, s := range manual {
		w.line(fmt.Sprintf("    %2d. [ ] %s", s.Number, safe(s.Title)))
		if s.Manual == nil {
			continue
		}
		if where := Path(s.Manual.Where); where != "" {
			w.line("            " + safe(where))
		}
		for _, e := range tongueOf(s.Manual).edits(s.Manual.Do) {
			w.line("            " + safe(e))
		}
	}
	w.line("  " + w.paint(cyan, "hint:") + " note what is done with `patchbay attest last STEP… --by NAME`")
}

// unreached are the first steps that a run which had begun did not come to, and
// how many more there are. A full report lists all steps anyway, and a run that
// never began has nothing to tell apart.
func (w *planWriter) unreached(r Report) []string {
	if w.Full || r.Ending != "interrupted" && r.Ending != "partly" {
		return nil
	}
	var out []string
	more := 0
	for _, s := range r.Steps {
		switch {
		case s.Outcome != "not run":
		case len(out) < mostUnreached:
			out = append(out, s.Title)
		default:
			more++
		}
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("and %d more; show --full of the report lists them", more))
	}
	return out
}

const mostUnreached = 5

func reason(s ReportStep) string {
	switch {
	case s.Awaits > 0:
		return fmt.Sprintf(" (waiting for step %d, by hand)", s.Awaits)
	case s.Because != "":
		return " (needs: " + safe(s.Because) + ")"
	case s.Error != "":
		return ": " + safe(s.Error)
	}
	return ""
}

func outcomeStyle(outcome string) style {
	switch outcome {
	case "done":
		return green
	case "skipped", "not run", "waits", "awaits":
		return yellow
	}
	return red
}

func (r Report) summary() string {
	if r.Ending == "already" {
		return r.nothingLeft()
	}
	out := count(r.Done, "step", "steps") + " done"
	for _, part := range []struct {
		n     int
		words string
	}{{r.Failed, "failed"}, {r.Unknown, "unknown"}, {r.Skipped, "not run"}, {r.Waiting, "waiting for a window"}, {r.Awaiting, "waiting for a person"}, {r.Manual, "by hand"}} {
		if part.n > 0 {
			out += fmt.Sprintf(", %d %s", part.n, part.words)
		}
	}
	out += " on " + safe(r.Target)
	switch r.Ending {
	case "applied", "partly":
	default:
		out += " (" + safe(r.Ending) + ")"
	}
	if r.Resumed != "" {
		out += ", resuming run " + safe(r.Resumed)
	}
	return out
}

// nothingLeft is said of a plan of which everything is there.
func (r Report) nothingLeft() string {
	if r.Before != "" {
		return "nothing left to do on " + safe(r.Target) + ": run " + safe(r.Before) + " applied this plan"
	}
	return "nothing left to do on " + safe(r.Target) + ": everything in this plan is there"
}

// JournalLine is one event of a journal.
type JournalLine struct {
	At      time.Time
	Event   string
	Steps   []string
	Outcome string
	Error   string
}

// JournalText is a journal, line by line.
func JournalText(target, run string, lines []JournalLine, o Options) []byte {
	w := &planWriter{Options: o}
	w.line(w.paint(bold, safe(target)) + "  " + w.paint(dim, "run "+safe(run)))
	for _, l := range lines {
		s := "  " + w.paint(dim, l.At.UTC().Format("15:04:05.000")) + "  " + pad(safe(l.Event), 8)
		if len(l.Steps) > 0 {
			s += "  " + safe(some(l.Steps, 4))
		}
		if l.Outcome != "" {
			s += "  " + w.paint(outcomeStyle(l.Outcome), safe(l.Outcome))
		}
		if l.Error != "" {
			s += ": " + safe(l.Error)
		}
		w.line(s)
	}
	return []byte(w.String())
}
