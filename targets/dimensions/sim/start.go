package sim

import (
	"context"
	"fmt"
	"os"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// New makes a world from a seed; an empty seed is a reseller with one customer.
func New(seed []byte, o Options) (*World, error) {
	given, err := usual().with(o.Quirks)
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
	for g := range w.grants.all {
		app, u := w.clients.get(g.Client), w.users.get(g.User)
		if app == nil || u == nil || !w.atLevel(u, w.quirks.level) || !u.in(u.Primary).has(onboarding) {
			continue
		}
		return map[string]string{"clientId": app.ID, "clientSecret": app.Secret, "refreshToken": g.Token}
	}
	return map[string]string{}
}

func (w *World) atLevel(u *user, level string) bool {
	if level == "enterprise" {
		return w.enterprises.has(u.Primary)
	}
	return w.accounts.has(u.Primary)
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
	if w.given.tls && o.Certificate == "" {
		if o.Certificate, err = certificateFile(o.File); err != nil {
			return nil, nil, err
		}
	}
	s, err := simhttp.New(w, simhttp.Options{File: o.File, Clock: o.Clock, Log: o.Log, Certificate: o.Certificate})
	if err != nil {
		return nil, nil, err
	}
	return s, w, nil
}

// certificateFile is where the certificate goes when nobody says: beside the
// world, or in the folder for temporary files.
func certificateFile(world string) (string, error) {
	if world != "" {
		return world + ".pem", nil
	}
	f, err := os.CreateTemp("", "patchbay-sim-*.pem")
	if err != nil {
		return "", fmt.Errorf("dimensions simulator: certificate: %w", err)
	}
	return f.Name(), f.Close()
}

// Start serves a world on loopback until the context ends or Close is called.
func Start(ctx context.Context, seed []byte, o Options) (*simhttp.Running, error) {
	s, w, err := NewServer(seed, o)
	if err != nil {
		return nil, err
	}
	run, err := simhttp.Listen(ctx, s, o.Addr, simhttp.Ready{Type: "dimensions", Credentials: w.Credentials()})
	if err != nil {
		s.Close()
		return nil, err
	}
	return run, nil
}
