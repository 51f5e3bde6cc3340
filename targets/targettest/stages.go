package targettest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/apply"
	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// planned is a plan for the session's one target, with what the target held.
type planned struct {
	job     *run.Job
	made    *run.Planned
	section plan.Section
	live    *state.Snapshot
	diags   diag.List
	consent []string // what the operator, who reads the plan, agrees to
}

// job is what the command line makes of a site, with the simulator for its
// target.
func (s *session) job(site *model.Site) *run.Job {
	out := *site
	target := site.Targets[0]
	target.URL, target.Options = s.simulator.URL(), s.options
	target.Credentials = map[string]model.Secret{}
	for name := range s.simulator.Credentials() {
		target.Credentials[name] = model.Secret{Env: name}
	}
	out.Targets = []model.Target{target}
	result := *blank()
	result.Site = &out
	return &run.Job{
		Site: &result, Dir: s.dir, Drivers: []targets.Driver{s.hurried()}, Tool: "suite",
		Now: time.Now, Secrets: &secret.Resolver{Dir: s.dir, Env: s.env},
	}
}

// blank is a site of nothing: the suite's own are made, not loaded, and have no
// lines to point at.
var blank = sync.OnceValue(func() *load.Result {
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte("package suite\n")})
	if err != nil {
		panic(err)
	}
	result, ds := load.Site(tree, load.Options{})
	if result == nil {
		panic(ds)
	}
	return result
})

// hurried is the driver with a transport that does not wait between tries.
func (s *session) hurried() targets.Driver {
	d := s.Driver
	d.Open = func(ctx context.Context, set targets.Settings) (targets.Reader, error) {
		set.Transport = s.planning()
		return s.Driver.Open(ctx, set)
	}
	d.OpenWriter = func(ctx context.Context, set targets.Settings) (targets.Writer, error) {
		set.Transport = s.network()
		w, err := s.Driver.OpenWriter(ctx, set)
		if err != nil {
			return nil, err
		}
		return watch(w, s.seen), nil
	}
	return d
}

// plan makes a plan as the product does, for an operator who agrees to what can
// be agreed to. What the site or the rules hold against it is in the diagnostics;
// what the target does, in the error.
func (s *session) plan(site *model.Site) (*planned, error) {
	s.Helper()
	job := s.job(site)
	made, err := job.Plan(s.Context(), nil)
	if err != nil {
		return nil, err
	}
	p := &planned{job: job, made: made, diags: made.Found}
	for _, f := range made.Failures {
		var ds diag.List
		if !errors.As(f.Err, &ds) {
			return nil, f
		}
		p.diags = append(p.diags, ds...)
	}
	for _, r := range made.Plan.Refused() {
		if r.Flag != "" {
			p.consent = append(p.consent, r.Flag)
			continue
		}
		p.diags.Add(diag.Diagnostic{Code: "refused", Message: r.Message})
	}
	section, ok := made.Plan.Section(site.Targets[0].ID)
	if !ok {
		return nil, errors.New("the plan has no section for the target")
	}
	p.section = *section
	return p, nil
}

// apply carries a plan out.
func (s *session) apply(p *planned) (*apply.Report, error) {
	s.Helper()
	done, err := p.job.Apply(s.Context(), p.made.Plan, run.Execution{Planned: p.made, Allowed: p.consent})
	if err != nil {
		return nil, err
	}
	if len(done) != 1 || done[0].Report == nil {
		return nil, fmt.Errorf("nothing was begun: %w", errors.Join(done[0].Err, errNothing))
	}
	if errors.Is(done[0].Err, apply.ErrPartly) {
		return done[0].Report, nil // the report says it
	}
	return done[0].Report, done[0].Err
}

var errNothing = errors.New("no report")

// writer opens the target for changing it.
func (s *session) writer() (targets.Writer, func()) {
	s.Helper()
	w, err := s.Driver.OpenWriter(s.Context(), s.settings(s.network()))
	if err != nil {
		s.Fatalf("open for writing: %v", err)
	}
	return w, func() { w.Close() }
}

// forget begins a new site folder, without records and journals.
func (s *session) forget() { s.dir = s.TempDir() }

// applied are the requests of a plan and an apply of some site.
func (s *session) applied() []request {
	s.clearRequests()
	for _, x := range s.examples(s.profile(), 3) {
		s.forget()
		if p, err := s.plan(x.Site); err == nil && !p.diags.HasErrors() {
			s.apply(p)
		}
	}
	return s.requests()
}
