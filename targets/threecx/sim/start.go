package sim

import (
	"context"
	"os"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a fresh PBX.
func New(seed []byte, o Options) (*World, error) {
	w := &World{opt: o, clock: o.Clock}
	if w.clock == nil {
		w.clock = &simhttp.Clock{}
	}
	w.sessions = newSessions()
	return w, w.Load(seed)
}

func newSessions() sessions {
	return sessions{byToken: map[string]*session{}, current: map[string]string{}, refresh: map[string]string{}, used: map[string]time.Time{}}
}

// Restart implements simhttp.Vendor.
func (w *World) Restart() {
	issued := w.sessions.issued
	w.sessions = newSessions()
	w.sessions.issued = issued
}

// Credentials are those of a principal that can log in: the one of the options
// if the world has it, else the first.
func (w *World) Credentials() map[string]string {
	id, _ := w.opt.client()
	o := w.numbers[id]
	if o == nil || o.secret == "" {
		o = nil
		for _, p := range w.table("ServicePrincipals").list {
			if o == nil && p.secret != "" {
				o = p
			}
		}
	}
	if o == nil {
		return map[string]string{}
	}
	return map[string]string{"clientId": o.number(), "clientSecret": o.secret}
}

// NewServer makes a world behind a server, without a listener. The seed is used
// if there is no world file yet.
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
	run, err := simhttp.Listen(ctx, s, o.Addr, simhttp.Ready{Type: "3cx", Credentials: w.Credentials()})
	if err != nil {
		s.Close()
		return nil, err
	}
	return run, nil
}
