package sim

import (
	"context"
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
	return simhttp.Open(&o.Serving, seed, func(seed []byte) (*World, error) { return New(seed, o) })
}

// Start serves a world on loopback until the context ends or Close is called.
func Start(ctx context.Context, seed []byte, o Options) (*simhttp.Running, error) {
	s, w, err := NewServer(seed, o)
	if err != nil {
		return nil, err
	}
	return simhttp.Start(ctx, s, o.Serving, simhttp.Ready{Type: "3cx", Credentials: w.Credentials()})
}
