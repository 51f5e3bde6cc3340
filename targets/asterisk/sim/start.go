package sim

import (
	"context"
	"errors"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a fresh system.
func New(seed []byte, o Options) (*World, error) {
	given, err := Known.Over(settings{}, product, o.Quirks)
	if err != nil {
		return nil, err
	}
	w := &World{given: given, quirks: given, clock: o.Clock, sessions: map[string]*session{}}
	if w.clock == nil {
		w.clock = &simhttp.Clock{}
	}
	return w, w.Load(seed)
}

// Credentials are the first accounts of ari.conf and manager.conf that may do
// everything, as ariUser, ariPassword, amiUser and amiPassword.
func (w *World) Credentials() map[string]string {
	out := map[string]string{}
	for _, c := range w.inForce("ari.conf") {
		if c.get("type") == "user" && !isTrue(c.get("read_only")) && out["ariUser"] == "" {
			out["ariUser"], out["ariPassword"] = c.name, c.get("password")
		}
	}
	for _, c := range w.inForce("manager.conf") {
		if c.name != "general" && c.get("write") == "all" && out["amiUser"] == "" {
			out["amiUser"], out["amiPassword"] = c.name, c.get("secret")
		}
	}
	return out
}

// NewServer makes a world behind a server, without a listener. The seed is used if
// there is no world file yet.
func NewServer(seed []byte, o Options) (*simhttp.Server, *World, error) {
	return simhttp.Open(&o.Serving, seed, func(seed []byte) (*World, error) { return New(seed, o) })
}

// Start serves a world on loopback until the context ends or Close is called.
func Start(ctx context.Context, seed []byte, o Options) (*simhttp.Running, error) {
	s, w, err := NewServer(seed, o)
	if err != nil {
		return nil, err
	}
	run, err := simhttp.Start(ctx, s, o.Serving, simhttp.Ready{Type: "asterisk", Credentials: w.Credentials()})
	if err != nil || w.quirks.amiListen == "" {
		return run, err
	}
	if err := run.Serve(ctx, "ami", w.quirks.amiListen, socket{s}.talk); err != nil {
		return nil, errors.Join(err, run.Close())
	}
	run.Ready.Addresses = run.Addresses()
	return run, nil
}
