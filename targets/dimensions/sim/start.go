package sim

import (
	"context"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a reseller with one customer.
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

// Credentials are what a client signs in with: an OAuth client, as clientId and
// clientSecret, and a refresh token that it holds, as refreshToken, of somebody who
// may onboard at the level that the options name; without those it is empty.
func (w *World) Credentials() map[string]string {
	for g := range w.grants.All {
		app, u := w.clients.Get(g.Client), w.users.Get(g.User)
		if app == nil || u == nil || !w.atLevel(u, w.quirks.level) || !u.in(u.Primary).has(onboarding) {
			continue
		}
		return map[string]string{"clientId": app.ID, "clientSecret": app.Secret, "refreshToken": g.Token}
	}
	return map[string]string{}
}

func (w *World) atLevel(u *user, level string) bool {
	if level == "enterprise" {
		return w.enterprises.Has(u.Primary)
	}
	return w.accounts.Has(u.Primary)
}

// NewServer makes a world behind a server, without a listener. The seed is used if
// there is no world file yet.
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
	return simhttp.Start(ctx, s, o.Serving, simhttp.Ready{Type: "dimensions", Credentials: w.Credentials()})
}
