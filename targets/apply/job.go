package apply

import (
	"context"
	"errors"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// How a run can end other than well. The report says more.
var (
	ErrStale     = errors.New("the target is not as the plan expects it") // nothing was written
	ErrPartly    = errors.New("not everything was applied")
	ErrUnsettled = errors.New("nobody knows what became of a step of a run before") // nothing was written
)

// Job is one section of a plan with all that carrying it out takes.
type Job struct {
	Section plan.Section
	Plan    string // digest of the plan's body: what a journal must be of to be resumed
	Run     string // name of this run
	Steal   string // a run whose lock is taken although nobody saw it end; "" for none
	Lock    Lock   // the target's, when it was taken before; nil takes the ledger's. Run lets it go
	Inputs  string // digest of the site's files, for the record
	Commit  string

	Schema state.Schema
	Writer targets.Writer
	Ledger *ledger.Ledger
	Secret func(name string) (string, error) // nil when no step needs one

	// Desired is what the site asks of the whole target, and Live what the target
	// held when the plan was made; both are for the record. Without them the
	// record learns of the changed objects only.
	Desired *state.Snapshot
	Live    *state.Snapshot

	// Bound are objects beyond the steps' own that must be as they were, with a
	// test of each: what the plan's bindings hold. It may be empty.
	Bound []Binding

	// Settling is the driver's: how long a write may take until reads show it.
	Settling time.Duration
	// Said is what a person says became of steps whose outcome is unknown: by id,
	// whether it was done.
	Said map[string]bool

	// Amend has the last word on the record that this plan leaves; nil: none has.
	// Amends finds it for a plan of an earlier run that is settled; may be nil.
	Amend  Amend
	Amends func(*plan.Plan) (Amend, error)

	// Wait says why a step may not be begun at this moment, "" when it may; it is
	// asked right before each. nil: all may. Defer: that steps are left for a later
	// run is as the site wants it, and no failure of this one.
	Wait  func(*plan.Step) string
	Defer bool

	// Vouched reports whether a manual step has been done, going by what people
	// attest and by what a read shows of its objects; nil: nobody says so of any.
	Vouched func(step *plan.Step, live *state.Snapshot) bool

	// Numbers are those of manual steps in the plan's checklist, by id.
	Numbers map[string]int

	// SavePlan keeps the whole plan in the run's folder; it is called, and has to
	// succeed, before the run's journal is begun or gone on with. May be nil.
	SavePlan func() error

	Now      func() time.Time // nil is time.Now
	Progress func(Event)      // may be nil
	// Abort ends the call in flight too; nil lets it end by itself.
	Abort context.Context
}

// Binding is an object that the plan rests on. Moved compares what is there now
// (nil: nothing) and says in a few words what moved, "" when nothing did.
type Binding struct {
	Object state.Ref
	Moved  func(*state.Object) string
}

// Amend changes a record before it is saved: before is what it was, nil when
// there was none, and whole that every call of the plan has been done.
type Amend func(before, now *state.Record, whole bool)

// Event is progress, for a screen.
type Event struct {
	Target string
	What   string // checking, applying, reading back
	Step   *plan.Step
	Result *StepReport // of a step that has just ended
	Done   int
	Total  int
}

// page is how many objects are checked at a time, before the steps that touch
// them are sent. Vendors list about as many in one reply.
const page = 100

// tries is how often a step may be sent in all, when each time before it was
// found to have changed nothing.
const tries = 3
