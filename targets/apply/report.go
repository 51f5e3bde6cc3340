package apply

import (
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Ending says how a run ended.
type Ending string

const (
	Applied     Ending = "applied"     // every call was made; manual steps may be left
	Partly      Ending = "partly"      // some calls were not made, or failed
	Stale       Ending = "stale"       // the target moved; nothing was written
	Locked      Ending = "locked"      // another run holds the target
	Unreachable Ending = "unreachable" // the target did not answer before the first write
	NotBegun    Ending = "not begun"   // this machine could not keep what a run has to: its disk is full
	Interrupted Ending = "interrupted" // stopped by a person
	Already     Ending = "already"     // everything that the plan does is there; nothing was written
)

// Outcome is what became of a step.
type Outcome string

const (
	Done     Outcome = "done"
	Refused  Outcome = "refused"  // the target said no, and nothing changed
	Failed   Outcome = "failed"   // it could not be sent
	Differs  Outcome = "differs"  // sent, and what is there is something else
	Ignored  Outcome = "ignored"  // accepted, and the target did not do it
	Unknown  Outcome = "unknown"  // nobody knows whether it was done
	Conflict Outcome = "conflict" // what it touches moved since the run began; not sent
	Skipped  Outcome = "skipped"  // a step that it needs was not done
	NotRun   Outcome = "not run"  // the run ended before
	Waits    Outcome = "waits"    // its time has not come, or that of one it needs; a later run does it
	ByHand   Outcome = "by hand"  // a manual step: a person has to do it
	Awaits   Outcome = "awaits"   // a step that it needs is for a person, or waits for one; a later run does it
)

// Report is what a run did on one target.
type Report struct {
	Target  string       `json:"target"`
	Type    string       `json:"type"`
	Run     string       `json:"run"`
	Plan    string       `json:"plan"`
	Resumed string       `json:"resumed,omitempty"` // the run that this one went on with
	Before  string       `json:"before,omitempty"`  // already: the run that applied the plan; "" is not known
	Started time.Time    `json:"started"`
	Ended   time.Time    `json:"ended"`
	Ending  Ending       `json:"ending"`
	Steps   []StepReport `json:"steps,omitempty"` // in the plan's order
	Moved   []Move       `json:"moved,omitempty"`
	Counts  Counts       `json:"counts"`
	Error   string       `json:"error,omitempty"` // why the run could not go on
}

// StepReport is what became of one step.
type StepReport struct {
	ID      string            `json:"id"`
	Title   string            `json:"title"`
	Op      state.Op          `json:"op"`
	Object  state.Ref         `json:"object"`
	Outcome Outcome           `json:"outcome"`
	Settled plan.Settle       `json:"settled,omitempty"` // how an unknown outcome was decided
	Because string            `json:"because,omitempty"` // skipped, awaits: the step that it needs
	Vouched bool              `json:"vouched,omitempty"` // done: by a person, who attests it or whose work is there
	Error   string            `json:"error,omitempty"`
	Hint    string            `json:"hint,omitempty"`
	IDs     map[string]string `json:"ids,omitempty"`
	Number  int               `json:"number,omitempty"` // of a manual step: in the plan's checklist
	Manual  *plan.ManualWork  `json:"manual,omitempty"` // by hand: what is to be done
	Sent    int               `json:"sent,omitempty"`   // how often; 0 when an earlier run did it
}

// Move is something that is not as the plan expects it.
type Move struct {
	Object state.Ref `json:"object"`
	Field  string    `json:"field,omitempty"` // "" is the object itself
	Want   string    `json:"want"`
	Have   string    `json:"have"`
}

// String says what moved in one line.
func (m Move) String() string {
	if m.Field == "" {
		return m.Object.String() + ": expected " + m.Want + ", found " + m.Have
	}
	return m.Object.String() + "." + m.Field + ": expected " + m.Want + ", found " + m.Have
}

// Counts are sums over the steps.
type Counts struct {
	Done     int `json:"done"`
	Failed   int `json:"failed"` // refused, failed, differs, ignored, conflict
	Unknown  int `json:"unknown"`
	Skipped  int `json:"skipped"` // and not run
	Manual   int `json:"manual"`
	Waiting  int `json:"waiting,omitempty"`  // left for a later run
	Awaiting int `json:"awaiting,omitempty"` // left until a person has done a step
}

func (r *Report) count() {
	r.Counts = Counts{}
	for _, s := range r.Steps {
		switch s.Outcome {
		case Done:
			r.Counts.Done++
		case Unknown:
			r.Counts.Unknown++
		case Skipped, NotRun:
			r.Counts.Skipped++
		case ByHand:
			r.Counts.Manual++
		case Waits:
			r.Counts.Waiting++
		case Awaits:
			r.Counts.Awaiting++
		default:
			r.Counts.Failed++
		}
	}
}

// Wrote reports whether the run changed the target, as far as is known.
func (r *Report) Wrote() bool {
	for _, s := range r.Steps {
		if s.Sent > 0 && s.Outcome != Refused && s.Outcome != Failed {
			return true
		}
	}
	return false
}

// advise says of each step that was not done what to do next.
func (r *Report) advise() {
	for i := range r.Steps {
		s := &r.Steps[i]
		if s.Outcome == NotRun && s.Error == "" {
			s.Error = r.Error
		}
		if s.Hint == "" {
			s.Hint = advice[s.Outcome]
		}
	}
}

// advice is the next step after each outcome, where nothing better is known.
var advice = map[Outcome]string{
	Refused:  "mend what the target objects to, in the site or on the target, and plan again",
	Failed:   "run apply again; what was done is not done twice",
	Differs:  "plan again: the new plan starts from what is there now",
	Ignored:  "plan again: the new plan starts from what is there now",
	Unknown:  "run apply again when the target answers",
	Conflict: "plan again: the new plan starts from what is there now",
	Skipped:  "mend the step that it needs, and run apply again",
	NotRun:   "run apply again; what was done is not done twice",
	ByHand:   "do it by hand, and attest it",
	Awaits:   "the next apply does it, once that step is done and attested",
}

var reportHead = state.Head{Format: "patchbay.report", Version: 1}

type reportFile struct {
	state.Head
	Report
}

// Encode writes a report file, in canonical form.
func Encode(r *Report) ([]byte, error) { return state.Canonical(reportFile{reportHead, *r}) }

// Decode reads a report file.
func Decode(data []byte) (*Report, error) {
	var f reportFile
	if err := state.Open(data, reportHead, &f); err != nil {
		return nil, err
	}
	return &f.Report, nil
}
