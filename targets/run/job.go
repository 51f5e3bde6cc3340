package run

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/ledger"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// Job is one site on its way to its targets. It is used by several goroutines
// and not changed once a stage has begun.
type Job struct {
	Site    *load.Result
	Base    *load.Result // the base revision; nil is not known
	Applied *load.Result // the revision that was last applied; nil is not known
	Dir     string       // the site's folder; local state lives in .patchbay below it
	Drivers []targets.Driver
	Targets []string // names; empty is all of the site's
	Only    []string // canonical paths of what to plan for; empty is everything
	Consent plan.Consent
	Rules   Rulebook // the site's own rules, of the revision whose guards hold

	// Until withholds what people attested at that time or later, for a plan as it
	// was before; zero withholds nothing.
	Until time.Time

	Tool   string // patchbay's version
	Commit string // of the site, when it is known
	Now    func() time.Time
	// Backoff is how long a request waits before it is sent a second time, and is
	// doubled for each further one; 0 is the usual.
	Backoff time.Duration
	// Secrets fetches what the site only refers to.
	Secrets *secret.Resolver

	// Progress is told what a target is at; done and total are 0 when there is
	// no count. It may be nil, and is called from several goroutines.
	Progress func(target, what string, done, total int)

	// Log is told of every request and step, without what is secret; nil is not.
	Log *slog.Logger

	limiters rest.Limiters
	shared   targets.Shared
	hold     *hold // what Begin took; nil for verbs that only look
	opening  sync.Mutex
	book     *ledger.Ledger // see ledger; made under opening
}

// Failure is why a target has no result.
type Failure struct {
	Target string
	Err    error
}

func (f Failure) Error() string {
	if text := f.Err.Error(); strings.HasPrefix(text, f.Target+": ") {
		return text
	}
	return f.Target + ": " + f.Err.Error()
}

func (f Failure) Unwrap() error { return f.Err }

// stage is one target's part of a job.
type stage struct {
	*Job
	target *model.Target
	driver *targets.Driver
	seals  sealing

	compiling sync.Mutex
	ahead     *Compiled // what the target is asked for, made while it was read; nil: not yet
}

// stages are the chosen targets, sorted by name.
func (j *Job) stages() ([]*stage, error) {
	all := j.Site.Site.Targets
	if err := j.checkNames(all); err != nil {
		return nil, err
	}
	var out []*stage
	for i := range all {
		t := &all[i]
		if len(j.Targets) > 0 && !slices.Contains(j.Targets, t.ID) {
			continue
		}
		s := &stage{Job: j, target: t}
		if d := slices.IndexFunc(j.Drivers, func(d targets.Driver) bool { return d.Type == t.Type }); d >= 0 {
			s.driver = &j.Drivers[d]
		}
		out = append(out, s)
	}
	return out, nil
}

// noDriver is why a stage cannot begin.
func (s *stage) noDriver() error {
	return diag.Diagnostic{Code: diag.NoDriver, Target: s.target.ID, Path: "targets." + s.target.ID + ".type", Pos: []diag.Pos{s.target.Pos},
		Message: fmt.Sprintf("this patchbay has no driver for targets of type %q", s.target.Type),
		Hint:    "it has one for " + strings.Join(types(s.Drivers), ", ") + "; leave this target out with --target"}
}

func types(drivers []targets.Driver) []string {
	var out []string
	for _, d := range drivers {
		out = append(out, d.Type)
	}
	return out
}

// ErrNoTarget is a name that is no target of the site.
var ErrNoTarget = errors.New("the site has no target")

func (j *Job) checkNames(all []model.Target) error {
	var names []string
	for i := range all {
		names = append(names, all[i].ID)
	}
	for _, want := range j.Targets {
		if slices.Contains(names, want) {
			continue
		}
		hint := "its targets are " + strings.Join(names, ", ")
		if near, ok := diag.Nearest(want, names); ok {
			hint = "did you mean " + near + "?"
		}
		return advised{fmt.Errorf("%w called %q", ErrNoTarget, want), hint}
	}
	return nil
}

// advised is an error with what to do about it.
type advised struct {
	error
	hint string
}

func (a advised) Unwrap() error { return a.error }

// Hint is what to do about an error; "" when there is nothing particular.
func Hint(err error) string {
	var a advised
	if errors.As(err, &a) {
		return a.hint
	}
	var refused interface {
		error
		Advice() string
	}
	if errors.As(err, &refused) {
		return refused.Advice()
	}
	var unsettled *apply.UnsettledError
	if errors.As(err, &unsettled) {
		return unsettled.Hint()
	}
	var locked *ledger.LockedError
	if errors.As(err, &locked) && locked.Hint != "" {
		return locked.Hint
	}
	if errors.Is(err, ledger.ErrBroken) {
		return "look at the target, then move that file away; what its run did is not known without it"
	}
	if errors.Is(err, ledger.ErrRecord) && !errors.Is(err, state.ErrNewer) {
		return "move that file away; what was last applied is not known then, and --base REV names a revision to compare with instead"
	}
	if errors.Is(err, ledger.ErrLocked) {
		return "wait until that run has ended; if it is known to be dead, --steal and its name take the lock over"
	}
	if errors.Is(err, apply.ErrStale) {
		return "make the plan anew; nothing was written"
	}
	return rest.Hint(err)
}

// each runs f for every stage at once and returns what came of those that did
// not fail, in the order of the stages. Failures do not stop the others.
func each[T any](ctx context.Context, stages []*stage, f func(context.Context, *stage) (T, error)) ([]T, []Failure) {
	results, errs := make([]T, len(stages)), make([]error, len(stages))
	var wg sync.WaitGroup
	for i, s := range stages {
		if s.driver == nil {
			errs[i] = s.noDriver()
			continue
		}
		wg.Go(func() {
			defer s.crashed(&errs[i])
			results[i], errs[i] = f(ctx, s)
		})
	}
	wg.Wait()
	var out []T
	var failures []Failure
	for i, err := range errs {
		if err != nil {
			failures = append(failures, Failure{stages[i].target.ID, err})
			continue
		}
		out = append(out, results[i])
	}
	return out, failures
}

func (s *stage) progress(what string, done, total int) {
	if s.Progress != nil {
		s.Progress(s.target.ID, what, done, total)
	}
}
