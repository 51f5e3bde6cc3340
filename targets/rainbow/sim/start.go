package sim

import (
	"context"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a fresh company.
func New(seed []byte, o Options) (*World, error) {
	w := &World{opt: o, clock: o.Clock, sessions: newSessions()}
	if w.clock == nil {
		w.clock = &simhttp.Clock{}
	}
	return w, w.Load(seed)
}

// Restart implements simhttp.Vendor: sessions are forgotten, locks are not.
func (w *World) Restart() {
	issued := w.sessions.issued
	w.sessions = newSessions()
	w.sessions.issued = issued
}

// Credentials are what a client logs in with: the administrator of the options
// if the world has it, else the first user that administers.
func (w *World) Credentials() map[string]string {
	u := w.emails[fold(or(w.opt.Login, defaultLogin))]
	if u == nil || u.str("password") == "" {
		i := slices.IndexFunc(w.tables["users"].list, func(u *object) bool {
			return u.str("password") != "" && (&caller{user: u}).admin()
		})
		if i < 0 {
			return map[string]string{}
		}
		u = w.tables["users"].list[i]
	}
	return map[string]string{"login": u.str("loginEmail"), "password": u.str("password"), "appId": w.app.ID, "appSecret": w.app.Secret}
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
	return simhttp.Start(ctx, s, o.Serving, simhttp.Ready{Type: "rainbow", Credentials: w.Credentials()})
}
