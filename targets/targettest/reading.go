package targettest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// read: a snapshot is the same whatever the pages, fits its schema, covers every
// kind, and can be asked for in parts.
func read(c *check) {
	s := c.start("peopled")
	whole := s.read()
	schema := c.Driver.Schema(whole.Profile)
	if len(whole.Objects) == 0 {
		c.Fatalf("the world is full of people and nothing was read")
	}
	for i := range whole.Objects {
		checkObject(c.TB, schema, &whole.Objects[i])
	}
	c.checkCoverage(schema, whole)
	c.checkReferences(schema, whole)
	c.checkPages(whole)
	s.checkScopes(whole)
	if again := s.read(); !bytes.Equal(bytesOf(c.TB, whole), bytesOf(c.TB, again)) {
		c.Errorf("the same world was read as different bytes")
	}
}

// checkCoverage holds a reader to say how far it saw for every kind.
func (c *check) checkCoverage(schema state.Schema, s *state.Snapshot) {
	said := map[string]bool{}
	for _, x := range s.Coverage {
		said[x.Kind] = true
		if x.Reach != state.Complete && x.Reason == "" {
			c.Errorf("coverage of %s is %s and does not say why", x.Kind, x.Reach)
		}
	}
	for _, k := range schema.Kinds {
		if !said[k.Name] {
			c.Errorf("nothing is said about how much of %s was read", k.Name)
		}
	}
}

// checkReferences holds references to natural keys: none may be a vendor's id.
func (c *check) checkReferences(schema state.Schema, s *state.Snapshot) {
	for i := range s.Objects {
		o := &s.Objects[i]
		k, _ := schema.Kind(o.Kind)
		for _, a := range o.Attrs {
			f, ok := k.Field(a.Name)
			if !ok || f.Ref == "" {
				continue
			}
			for _, key := range append(a.Value.Items(), a.Value.Text()) {
				if _, there := s.Find(state.Ref{Kind: f.Ref, Key: key}); key != "" && !there && s.ReachOf(&state.Object{Kind: f.Ref}) == state.Complete {
					c.Errorf("%s.%s refers to %s/%s, which was not read: references are natural keys", o.Ref(), a.Name, f.Ref, key)
				}
			}
		}
	}
}

func (c *check) checkPages(want *state.Snapshot) {
	if c.Page == nil {
		return
	}
	for _, n := range []int{1, 2, 3, 7} {
		simulator, options := c.Page(n)
		var flat []string
		for _, k := range sortedKeys(simulator) {
			flat = append(flat, k, simulator[k])
		}
		s := c.start("peopled", flat...)
		s.with(options)
		got := s.read()
		if !bytes.Equal(bytesOf(c.TB, want), bytesOf(c.TB, got)) {
			c.Errorf("with pages of %d another snapshot is read: %s", n, difference(c.Driver.Schema(want.Profile), want, got, 0))
		}
	}
}

// checkScopes asks for single kinds and single objects, there or not.
func (s *session) checkScopes(whole *state.Snapshot) {
	r := s.open()
	for _, k := range s.Driver.Schema(whole.Profile).Kinds {
		part, err := r.Read(s.Context(), targets.Scope{Kinds: []string{k.Name}})
		if err != nil {
			s.Errorf("read of %s alone: %v", k.Name, err)
			continue
		}
		if want, got := len(whole.OfKind(k.Name)), len(part.OfKind(k.Name)); want != got {
			s.Errorf("read of %s alone gives %d of %d", k.Name, got, want)
		}
		if n := len(whole.OfKind(k.Name)); n > 0 {
			s.checkOne(r, &whole.OfKind(k.Name)[n/2])
		}
	}
}

// checkOne asks for one object by name, and for one that is not there.
func (s *session) checkOne(r targets.Reader, want *state.Object) {
	absent := state.Ref{Kind: want.Kind, Key: strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '9'
		}
		return r
	}, want.Key)}
	got, err := r.Read(s.Context(), targets.Scope{Refs: []state.Ref{want.Ref(), absent}})
	if err != nil {
		s.Errorf("read of %s alone: %v", want.Ref(), err)
		return
	}
	x, ok := got.Find(want.Ref())
	if !ok {
		s.Errorf("read of %s alone does not find it", want.Ref())
		return
	}
	schema := s.Driver.Schema(got.Profile)
	if d := differ(fields(schema, want, state.Computed|state.Runtime), fields(schema, x, state.Computed|state.Runtime)); d != "" {
		s.Errorf("read of %s alone differs from the listing: %s", want.Ref(), d)
	}
	if got.ReachOf(&state.Object{Kind: absent.Kind, Key: absent.Key}) != state.Complete && got.ReachOf(x) != state.Complete {
		s.Errorf("read of %s alone does not say that %s is not there", want.Ref(), absent)
	}
}

// moved: listings that shift, break off or are denied lower the coverage or are
// errors.
func moved(c *check) {
	whole := c.start("peopled").read()
	for _, f := range []fault{{Kind: "shift-page"}, {Kind: "truncate"}, {Kind: "malformed"}, {Kind: "html"}, {Kind: "status", Status: 403}, {Kind: "status", Status: 500}} {
		s := c.startPaged()
		s.clearRequests()
		s.read()
		for k := range len(s.requests()) {
			f.Nth = k + 1
			s.restart()
			s.clearFaults()
			s.breakAt(f)
			got, err := s.tryRead()
			if err != nil {
				continue
			}
			s.checkSeen(whole, got, f)
		}
		s.clearFaults()
	}
}

// startPaged runs the simulator with pages so small that listings have several.
func (c *check) startPaged() *session {
	if c.Page == nil {
		return c.start("peopled")
	}
	simulator, options := c.Page(2)
	var flat []string
	for _, k := range sortedKeys(simulator) {
		flat = append(flat, k, simulator[k])
	}
	s := c.start("peopled", flat...)
	s.with(options)
	return s
}

// checkSeen holds a reading under a fault to have missed nothing that it calls
// complete.
func (s *session) checkSeen(whole, got *state.Snapshot, f fault) {
	for i := range whole.Objects {
		o := &whole.Objects[i]
		if _, ok := got.Find(o.Ref()); !ok && got.ReachOf(o) == state.Complete {
			s.Errorf("%s: %s was not seen, and the coverage of %s is complete", f, o.Ref(), o.Kind)
			return
		}
	}
}

// probe: what the target is, and the kinds of error.
func probe(c *check) {
	s := c.start("peopled")
	p := s.profile()
	if p.Version == "" || p.Assumed {
		c.Errorf("the probe gives no version: %+v", p)
	}
	if p.Account.Name == "" {
		c.Errorf("the probe does not say who we are")
	}
	for name := range s.simulator.Credentials() {
		set := s.settings(s.planning())
		set.Credentials[name] = "wrong-" + set.Credentials[name]
		s.wantKind("wrong "+name, set, targets.ErrUnauthorized)
	}
	for _, x := range []struct {
		fault fault
		kinds []error
	}{
		{fault{Kind: "status", Status: 401}, []error{targets.ErrUnauthorized}},
		{fault{Kind: "status", Status: 403}, []error{targets.ErrForbidden, targets.ErrUnauthorized}},
		{fault{Kind: "status", Status: 429}, []error{targets.ErrLimited}},
		{fault{Kind: "status", Status: 500}, []error{targets.ErrUnreachable, targets.ErrProtocol}},
		{fault{Kind: "status", Status: 503}, []error{targets.ErrUnreachable, targets.ErrLimited}},
		{fault{Kind: "drop-before"}, []error{targets.ErrUnreachable, targets.ErrProtocol}},
		{fault{Kind: "html"}, []error{targets.ErrProtocol}},
		{fault{Kind: "malformed"}, []error{targets.ErrProtocol}},
	} {
		s.clearFaults()
		s.breakAt(x.fault)
		s.wantKind(x.fault.Kind+fmt.Sprint(x.fault.Status), s.settings(s.planning()), x.kinds...)
	}
	s.clearFaults()
	gone := s.settings(s.planning())
	gone.URL = "http://127.0.0.1:1"
	for name, v := range gone.Credentials { // some name the address too
		gone.Credentials[name] = strings.ReplaceAll(v, s.simulator.URL(), gone.URL)
	}
	s.wantKind("nobody listening", gone, targets.ErrUnreachable)
	s.checkCancelled()
}

// wantKind holds a connection to fail with one of the kinds.
func (s *session) wantKind(what string, set targets.Settings, kinds ...error) {
	err := s.look(s.within(), set)
	if err == nil {
		s.Errorf("%s: no error", what)
		return
	}
	for _, k := range kinds {
		if errors.Is(err, k) {
			return
		}
	}
	s.Errorf("%s: %v: want one of the kinds %v", what, err, kinds)
}

// look opens a connection, probes, and reads.
func (s *session) look(ctx context.Context, set targets.Settings) error {
	r, err := s.Driver.Open(ctx, set)
	if err != nil {
		return err
	}
	defer r.Close()
	if _, err := r.Probe(ctx); err != nil {
		return err
	}
	_, err = r.Read(ctx, targets.Scope{})
	return err
}

// checkCancelled: an operation ends with its context, and says so.
func (s *session) checkCancelled() {
	ctx, cancel := context.WithCancel(s.Context())
	cancel()
	if err := s.look(ctx, s.settings(s.planning())); !errors.Is(err, context.Canceled) {
		s.Errorf("cancelled: %v: want context.Canceled", err)
	}
}

// safety is law 1: a planning connection's requests change nothing, and one that
// would is refused before it is sent.
func safety(c *check) {
	s := c.start("peopled")
	before := s.world()
	s.clearRequests()
	if err := s.look(s.Context(), s.settings(s.planning())); err != nil {
		c.Fatalf("look: %v", err)
	}
	if w := s.writes(); len(w) > 0 {
		c.Errorf("planning sent %s %s, which asks for a change", w[0].Method, w[0].Path)
	}
	// The transport is what holds when a driver does not: without it, nothing
	// that planning sends may have been a write either.
	counted := &counting{next: s.network()}
	if err := s.look(s.Context(), s.settings(rest.ReadOnly(counted, c.Driver.Reads))); err != nil {
		c.Fatalf("look: %v", err)
	}
	if counted.n.Load() == 0 {
		c.Errorf("planning does not use the transport it is given")
	}
	bare := &counting{next: s.network()}
	s.clearRequests()
	if err := s.look(s.Context(), s.settings(bare)); err != nil {
		c.Fatalf("look: %v", err)
	}
	if w := s.writes(); len(w) > 0 {
		c.Errorf("planning would send %s %s, were it not refused", w[0].Method, w[0].Path)
	}
	s.checkRefusals(before)
}

// counting counts requests, of which some are sent side by side.
type counting struct {
	next http.RoundTripper
	n    atomic.Int64
}

func (t *counting) RoundTrip(r *http.Request) (*http.Response, error) {
	t.n.Add(1)
	return t.next.RoundTrip(r)
}

// sneak tries to get a request with a body through.
func (s *session) sneak(client http.Client, method, url string, header http.Header) {
	req, err := http.NewRequestWithContext(s.Context(), method, url, strings.NewReader(`{"name":"sneaked"}`))
	if err != nil {
		return
	}
	for name, values := range header {
		req.Header[name] = values
	}
	if resp, err := client.Do(req); err == nil {
		resp.Body.Close()
	}
}

// checkRefusals sends what an apply would send through a planning transport.
func (s *session) checkRefusals(before []byte) {
	var paths []string
	for _, r := range s.requests() {
		paths = append(paths, r.Path)
	}
	for _, r := range s.applied() {
		paths = append(paths, r.Path)
	}
	s.setWorld(before)
	s.clearRequests()
	client := http.Client{Transport: s.planning()}
	base := strings.TrimSuffix(s.base, "/_sim/")
	for _, path := range uniq(paths) {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE", "MERGE", "post", "OPTIONS"} {
			for _, way := range []string{path, path + "/", strings.ToUpper(path), path + "?x=1", "/" + path, path + "/../" + path, strings.ReplaceAll(path, "/", "%2f")} {
				s.sneak(client, method, base+way, nil)
				s.sneak(client, method, base+way, http.Header{"X-Http-Method-Override": {"PATCH"}})
			}
		}
	}
	if w := s.writes(); len(w) > 0 {
		s.Errorf("a planning transport let %s %s through", w[0].Method, w[0].Path)
	}
	if d := s.world(); !sameWorld(before, d) {
		s.Errorf("the world changed through a planning transport")
	}
}
