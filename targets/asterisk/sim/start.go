package sim

import (
	"context"
	"os"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a fresh system.
func New(seed []byte, o Options) (*World, error) {
	w := &World{given: o.Quirks, quirks: o.Quirks, clock: o.Clock, sessions: map[string]session{}}
	if w.clock == nil {
		w.clock = &simhttp.Clock{}
	}
	return w, w.Load(seed)
}

// Credentials are the first accounts of ari.conf and manager.conf that may do
// everything, as ariUser, ariPassword, amiUser and amiPassword.
func (w *World) Credentials() map[string]string {
	out := map[string]string{}
	for _, c := range w.loaded["ari.conf"] {
		if c.get("type") == "user" && !isTrue(c.get("read_only")) && out["ariUser"] == "" {
			out["ariUser"], out["ariPassword"] = c.name, c.get("password")
		}
	}
	for _, c := range w.loaded["manager.conf"] {
		if c.name != "general" && c.get("write") == "all" && out["amiUser"] == "" {
			out["amiUser"], out["amiPassword"] = c.name, c.get("secret")
		}
	}
	return out
}

// NewServer makes a world behind a server, without a listener. The seed is used if
// there is no world file yet.
func NewServer(seed []byte, o Options) (*simhttp.Server, *World, error) {
	if o.Clock == nil {
		o.Clock = &simhttp.Clock{}
	}
	if _, err := os.Stat(o.File); err == nil {
		seed = nil // the file is the world
	}
	w, err := New(seed, o)
	if err != nil {
		return nil, nil, err
	}
	s, err := simhttp.New(w, simhttp.Options{File: o.File, Clock: o.Clock, Log: o.Log, Certificate: o.Certificate})
	if err != nil {
		return nil, nil, err
	}
	return s, w, nil
}

// Start serves a world on loopback until the context ends or Close is called.
func Start(ctx context.Context, seed []byte, o Options) (*simhttp.Running, error) {
	s, w, err := NewServer(seed, o)
	if err != nil {
		return nil, err
	}
	run, err := simhttp.Listen(ctx, s, o.Addr, simhttp.Ready{Type: "asterisk", Credentials: w.Credentials()})
	if err != nil {
		s.Close()
		return nil, err
	}
	return run, nil
}
