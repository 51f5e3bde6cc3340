package targettest

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// session is one simulator and what it takes to put the driver to work on it.
type session struct {
	*check
	control
	simulator targets.Simulator
	options   model.Native
	dir       string  // records and journals
	seen      watcher // told of what an apply asks the target
	patience  rest.Patience
	wire      *http.Transport // of all connections of the session
	given     given
}

// start runs a simulator with a world until the case is over. Options are the
// simulator's, as name, value, name, value.
func (c *check) start(world string, options ...string) *session {
	c.Helper()
	seed, ok := c.Worlds[world]
	if !ok {
		c.Fatalf("the target gives no world %q", world)
	}
	o := targets.SimOptions{Seed: seed, Options: map[string]string{}}
	for i := 0; i < len(options); i += 2 {
		o.Options[options[i]] = options[i+1]
	}
	sim, err := c.Driver.Simulate(c.Context(), o)
	if err != nil {
		c.Fatalf("the simulator does not start with options %v: %v", o.Options, err)
	}
	c.Cleanup(func() { sim.Close() })
	wire := rest.Network()
	c.Cleanup(wire.CloseIdleConnections)
	return &session{check: c, control: newControl(c.TB, sim.URL()), simulator: sim, options: c.Options, dir: c.TempDir(), patience: patience, wire: wire}
}

// with lays options over the target's own.
func (s *session) with(options model.Native) {
	all := model.Native{}
	maps.Copy(all, s.Options)
	maps.Copy(all, options)
	s.options = all
}

// patience waits for nothing, so that a case with faults takes no time.
var patience = rest.Patience{Attempts: 4, Backoff: time.Millisecond, Ceiling: 10 * time.Millisecond, Timeout: 5 * time.Second}

// settings are what the core opens a connection with.
func (s *session) settings(transport http.RoundTripper) targets.Settings {
	return targets.Settings{Target: "pbx", URL: s.simulator.URL(), Credentials: maps.Clone(s.simulator.Credentials()),
		Options: s.options, Transport: transport, Now: time.Now, Sealed: s.given.sealed}
}

// planning is the transport of verbs that only look.
func (s *session) planning() http.RoundTripper {
	return rest.ReadOnly(s.network(), s.Driver.Reads)
}

// network is the transport of one connection. Connections share what they have
// dialled: a case opens hundreds.
func (s *session) network() http.RoundTripper { return rest.Retry(s.wire, s.patience) }

// open connects as a planning verb does.
func (s *session) open() targets.Reader {
	s.Helper()
	r, err := s.Driver.Open(s.Context(), s.settings(s.planning()))
	if err != nil {
		s.Fatalf("open: %v", err)
	}
	s.Cleanup(func() { r.Close() })
	return r
}

func (s *session) profile() state.Profile {
	s.Helper()
	p, err := s.open().Probe(s.Context())
	if err != nil {
		s.Fatalf("probe: %v", err)
	}
	return p
}

// read looks at everything with a fresh connection.
func (s *session) read() *state.Snapshot {
	s.Helper()
	live, err := s.tryRead()
	if err != nil {
		s.Fatalf("read: %v", err)
	}
	return live
}

func (s *session) tryRead() (*state.Snapshot, error) {
	r, err := s.Driver.Open(s.Context(), s.settings(s.planning()))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	p, err := r.Probe(s.Context())
	if err != nil {
		return nil, err
	}
	live, err := r.Read(s.Context(), targets.Scope{})
	if live != nil {
		live.Profile = p
	}
	return live, err
}

// desire takes a site to desired native state, with what was lost on the way.
func (c *check) desire(site *model.Site, p state.Profile) (*resolve.Desired, *state.Snapshot, diag.List) {
	desired, ds := resolve.For(site, &site.Targets[0], p, c.Driver.Caps(p))
	native, more := c.Driver.Lower(desired)
	return desired, native, append(ds, more...).Sorted()
}

// bytesOf is a snapshot as a file.
func bytesOf(tb testing.TB, s *state.Snapshot) []byte {
	b, err := state.EncodeSnapshot(s)
	if err != nil {
		tb.Fatalf("a snapshot cannot be written: %v", err)
	}
	return b
}

// fields are the attributes of an object that can be told apart by reading:
// settable, and neither computed nor the users' own running state.
func fields(schema state.Schema, o *state.Object, skip state.Flag) map[string]state.Value {
	k, ok := schema.Kind(o.Kind)
	if !ok {
		return nil
	}
	out := map[string]state.Value{}
	for _, a := range o.Attrs {
		if f, ok := k.Field(a.Name); ok && f.Flags&skip == 0 {
			out[a.Name] = a.Value
		}
	}
	return out
}

// unread are the flags of attributes that no comparison of readings looks at.
const unread = state.Computed | state.Runtime | state.Secret

// difference says in what two snapshots differ, "" when in nothing. One side may
// know an attribute to be none that the other does not mention.
func difference(schema state.Schema, a, b *state.Snapshot, skip state.Flag) string {
	var all []state.Ref
	for _, s := range []*state.Snapshot{a, b} {
		for i := range s.Objects {
			all = append(all, s.Objects[i].Ref())
		}
	}
	slices.SortFunc(all, state.Ref.Compare)
	for _, r := range slices.Compact(all) {
		x, inA := a.Find(r)
		y, inB := b.Find(r)
		switch {
		case !inA:
			return r.String() + " is only on the second side"
		case !inB:
			return r.String() + " is only on the first side"
		}
		if d := differ(fields(schema, x, skip), fields(schema, y, skip)); d != "" {
			return r.String() + ": " + d
		}
	}
	return ""
}

func differ(a, b map[string]state.Value) string {
	names := slices.Sorted(maps.Keys(a))
	names = append(names, slices.Sorted(maps.Keys(b))...)
	for _, n := range names {
		x, y := a[n], b[n]
		if !x.Equal(y) && (x.Presence() == state.Set || y.Presence() == state.Set) {
			return n + " is " + x.String() + " and " + y.String()
		}
	}
	return ""
}

// within gives an operation its own end, so that a hung one fails its case.
func (s *session) within() context.Context {
	ctx, stop := context.WithTimeout(s.Context(), 30*time.Second)
	s.Cleanup(stop)
	return ctx
}
