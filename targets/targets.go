// Package targets is the contract between patchbay and the systems it writes
// to: what a driver declares, what a connection may do, and which errors come
// back. Nothing here knows a vendor.
//
// Rules:
//   - A driver is a value without state, listed in package all; there is no
//     registration.
//   - Pure functions decide, connections move bytes. Lower, Raise, Rights and
//     Steps never see a connection, and a connection never decides.
//   - Planning holds a Reader, whose transport refuses whatever Reads does not
//     allow. Only apply opens a Writer.
package targets

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Driver is all that patchbay knows about one type of target.
type Driver struct {
	Type string // the word in targets.X.type
	Doc  Doc

	// Caps and Schema say what a target of this profile can express and hold.
	Caps   func(state.Profile) resolve.Caps
	Schema func(state.Profile) state.Schema

	// Lower puts what is asked into the vendor's words, and reports every loss.
	Lower func(*resolve.Desired) (*state.Snapshot, diag.List)
	// Raise reads native state as a site. Names keeps ids that a user already gave.
	Raise func(*state.Snapshot, Names) (*model.Site, diag.List)
	// Rights computes effective rights, granted or implied.
	Rights func(*state.Snapshot) rights.Table
	// Steps turns changes that act into calls. It need not order them.
	Steps func(StepInput) ([]plan.Step, diag.List)
	// Free makes a call that empties a field of an object, or lets go of the
	// object, before step does so, for objects that swap values or owners. nil, or
	// false: the vendor has no such call.
	Free func(step *plan.Step, object state.Ref, field string) (plan.Step, bool)

	// Languages are those that manual steps are written in beside English.
	Languages []plan.Language

	// Settling is how long a write may take until every read shows it; zero for a
	// vendor whose reads show a write as soon as it is answered. Until then *not
	// there* says nothing about what was just created, nor *there* about what was
	// just deleted.
	Settling time.Duration

	// Rate is how many requests the vendor lets one account send; zero is not known.
	Rate Rate

	// Reads are the only requests a planning transport lets through.
	Reads []ReadRule

	Open       func(context.Context, Settings) (Reader, error)
	OpenWriter func(context.Context, Settings) (Writer, error)

	// Simulate starts the driver's simulator, for urls of the form sim:seed.json.
	Simulate func(context.Context, SimOptions) (Simulator, error)
}

// Rate is a leaky bucket: so many requests at once, and then so many a second. By
// host says that it is kept for the whole system, whatever the account.
type Rate struct {
	PerSecond float64
	Burst     int
	ByHost    bool
}

// Doc is rendered to the documentation and to `patchbay targets`.
type Doc struct {
	Title    string   // "3CX Phone System V20"
	Versions string   // which ones patchbay plans and applies to
	Account  string   // what kind of account it needs and how to get one
	Limits   []string // page sizes, rates, tokens
	Quirks   []Quirk
}

// Quirk is a way in which a vendor surprises, and the simulator option that
// reproduces it.
type Quirk struct{ Name, What, Option string }

// Names maps the natural keys of objects to the ids the site gives them.
type Names map[state.Ref]string

// StepInput is what Steps decides from.
type StepInput struct {
	Profile state.Profile
	Desired *state.Snapshot
	Live    *state.Snapshot
	Changes diff.ChangeSet

	// Language is the admin's, for what manual steps say to them: one of the
	// driver's Languages, or "en".
	Language plan.Language
}

// ReadRule allows one shape of request while planning. Path is a pattern in
// which "*" stands for one path segment and "**" at the end for the rest.
// Body, when set, decides from the request's body: some vendors read by POST.
type ReadRule struct {
	Method string
	Path   string
	Body   func([]byte) bool
}

// Settings is what a connection is opened with. The transport comes from the
// core: it limits, retries, redacts and, while planning, refuses writes.
type Settings struct {
	Target      string
	URL         string
	Tenant      string
	Credentials map[string]string // resolved; never logged
	Options     model.Native
	Transport   http.RoundTripper
	Shared      *Shared // what the connections of one account have in common
	Now         func() time.Time
	Progress    func(done, total int, what string) // may be nil

	// Profile is what the site says that the target is. A probe takes it for what
	// the vendor has no way to ask, and for nothing else.
	Profile state.Profile

	// Keep puts a credential that the vendor replaced where the site keeps the one
	// before, by its name among Credentials. It is called before the new one is
	// used; nil keeps nothing.
	Keep func(name, value string) error

	// Sealed compares a secret that was read with the site's; see Seal.
	Sealed func(ref state.Ref, field, live string) state.Value
}

// Seal is what a snapshot says of a secret that the target shows, in a Sealed field
// of an object: where the site keeps it when the two are equal, state.Another when
// they are not, nothing when it is empty, and an unknown value when the site's
// cannot be had. live goes nowhere from here.
func (s *Settings) Seal(ref state.Ref, field, live string) state.Value {
	switch {
	case live == "":
		return state.Nothing()
	case s.Sealed == nil:
		return state.OfText(state.Another).From(state.Source{Basis: state.Unknown})
	}
	return s.Sealed(ref, field, live)
}

// Shared is kept for all connections of one (type, host, account) of a run: the
// token that a vendor gives to one holder at a time lives here. A nil Shared
// shares nothing.
type Shared struct {
	mu   sync.Mutex
	kept map[string]any
}

// Get returns what is kept under name, made by fresh when nothing is.
func (s *Shared) Get(name string, fresh func() any) any {
	if s == nil {
		return fresh()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[string]any{}
	}
	v, ok := s.kept[name]
	if !ok {
		v = fresh()
		s.kept[name] = v
	}
	return v
}

// Scope narrows a read. The zero Scope is everything.
type Scope struct {
	Kinds []string
	Refs  []state.Ref // when set, only these objects; each gets an answer, there or not
}

// Trusted is how long a read may be written upon: what somebody else changes
// after it is overwritten unseen. A second is about as long as a person needs to
// press save in another window, and at forty calls a second the reads that it
// makes necessary are one request in forty. Where calls are slow an apply counts
// them instead.
const Trusted = time.Second

// Reader looks at a target.
type Reader interface {
	// Probe asks what the target is and who we are. Kinds: Unreachable,
	// Unauthorized, Unsupported.
	Probe(context.Context) (state.Profile, error)
	// Read returns what is there, with its coverage. A listing that cannot be
	// trusted is an error or lowers the coverage; it never drops objects in
	// silence. Kinds: Unreachable, Unauthorized, Forbidden, Protocol.
	Read(context.Context, Scope) (*state.Snapshot, error)
	Close() error
}

// Surveyor is a Reader that can count what is on the target and can be in no site,
// so that whoever imports it knows what the site is not about. It lists kinds that
// there are any of, in a fixed order, and those that could not be counted.
type Surveyor interface {
	Survey(context.Context) ([]Unmanaged, error)
}

// Unmanaged is a kind of things that patchbay leaves alone.
type Unmanaged struct {
	What  string // in the plural: "SIP trunks"
	Count int
	Why   string // why they could not be counted; "" when they were
}

// Writer also changes a target.
type Writer interface {
	Reader
	// Do carries out one step, once. It never repeats a call whose outcome is
	// unknown; it says Unknown.
	Do(context.Context, Order) Result
}

// BatchWriter is a Writer that can send several orders of one call in one
// request: at most BatchSize of them, 1 for a call that goes alone. Results come
// in the order of orders; a lost reply makes all of them Unknown.
type BatchWriter interface {
	Writer
	BatchSize(call string) int
	DoBatch(context.Context, []Order) []Result
}

// Locker is a Writer whose target can hold a lock itself, for those who do not
// share a folder. It is taken after the lock on this machine, before the first
// look of an apply, and let go at its end.
type Locker interface {
	Writer
	// Lock takes it for a run or fails at once with an ErrLocked that says who
	// holds it. steal names a run that a person knows to be dead; "" is none.
	Lock(ctx context.Context, run, steal string) (Lock, error)
}

// LockerOf finds the Locker in a Writer, or in what it wraps.
func LockerOf(w Writer) (Locker, bool) {
	for w != nil {
		if l, ok := w.(Locker); ok {
			return l, true
		}
		u, ok := w.(interface{ Unwrap() Writer })
		if !ok {
			break
		}
		w = u.Unwrap()
	}
	return nil, false
}

// Lock is a lock that a target holds.
type Lock interface {
	Held(context.Context) error    // nil while it is this run's; asked before each page
	Release(context.Context) error // a lock that was lost is no error
}

// Order is a step with what execution knows beyond the plan.
type Order struct {
	Step   *plan.Step
	Live   *state.Snapshot                // a fresh read of what the step touches
	Asked  time.Time                      // when that read began: what came since is as fresh; zero is not known
	ID     func(state.Ref) (string, bool) // vendor ids, read or yielded by earlier steps
	Secret func(name string) (string, error)
}

// Outcome is what became of an order.
type Outcome string

const (
	Done           Outcome = "done"
	Refused        Outcome = "refused"  // the target said no; nothing changed
	OutcomeUnknown Outcome = "unknown"  // sent, and no trustworthy answer
	NotSent        Outcome = "not sent" // failed before the target could have seen it
)

// Result is the outcome with the ids that the call yielded.
type Result struct {
	Outcome Outcome
	IDs     map[state.Ref]string
	Err     error // of a Kind below; nil when done
}

// SimOptions start an embedded simulator.
type SimOptions struct {
	Seed    []byte // the world to begin with; nil is an empty system
	World   string // file that keeps the world between processes; "" keeps it in memory
	Listen  string // loopback address; "" is a free port
	Options map[string]string
	// Certificate is a file that the server's certificate is written to; naming one
	// makes the simulator speak TLS, and its URL begin with https.
	Certificate string
}

// Addressed is a Simulator that speaks other protocols besides HTTP.
type Addressed interface {
	// Addresses are where it listens for them, host and port by the protocol's name;
	// nil is nowhere.
	Addresses() map[string]string
}

// Simulator is a running one.
type Simulator interface {
	URL() string
	Credentials() map[string]string
	Close() error
}
