package sim

import (
	"context"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a fresh account.
func New(seed []byte, o Options) (*World, error) {
	given, err := Known.Over(usual(), product, o.Quirks)
	if err != nil {
		return nil, err
	}
	w := &World{given: given, clock: o.Clock, sessions: newSessions()}
	if w.clock == nil {
		w.clock = &simhttp.Clock{}
	}
	return w, w.Load(seed)
}

// Credentials are what a client signs in with: the first OAuth client, as clientId
// and clientSecret, and a refresh token that it holds for a super admin of the
// first account, as refreshToken; without those it is empty.
func (w *World) Credentials() map[string]string {
	for _, e := range w.clients.List {
		app := e.Row
		g := w.grants.First(func(g *grant) bool {
			u := w.users.Get(g.User)
			return g.Client == app.ID && u != nil && u.super() && u.Account == w.accounts.List[0].Row.Key
		})
		if g != nil {
			return map[string]string{"clientId": app.ID, "clientSecret": app.Secret, "refreshToken": g.Token}
		}
	}
	return map[string]string{}
}

// NewServer makes a world behind a server, without a listener. The seed is used
// if there is no world file yet.
func NewServer(seed []byte, o Options) (*simhttp.Server, *World, error) {
	return simhttp.Open(&o.Serving, seed, func(seed []byte) (*World, error) { return New(seed, o) })
}

// TLS implements simhttp.Secured.
func (w *World) TLS() bool { return w.given.tls }

// Start serves a world on loopback until the context ends or Close is called.
func Start(ctx context.Context, seed []byte, o Options) (*simhttp.Running, error) {
	s, w, err := NewServer(seed, o)
	if err != nil {
		return nil, err
	}
	return simhttp.Start(ctx, s, o.Serving, simhttp.Ready{Type: "goto", Credentials: w.Credentials()})
}
