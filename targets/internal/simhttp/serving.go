package simhttp

import (
	"context"
	"fmt"
	"log/slog"
	"os"
)

// Serving is where and how a simulated world is served. The options of every
// simulator have it; the zero value is a world in memory, on a free port.
type Serving struct {
	// Addr is where Start listens; "127.0.0.1:0" when empty. Loopback only.
	Addr string
	// File is where the world lives; empty keeps it in memory.
	File string
	// Certificate is the file that a client finds the server's certificate in;
	// naming one turns TLS on.
	Certificate string
	// Clock is the world's time; nil is the wall clock.
	Clock *Clock
	// Log receives failures of the simulator itself; nil discards them.
	Log *slog.Logger
}

// Open makes a world and puts it behind a server, without a listener. The seed is
// used if there is no world file yet. At has a clock from then on, before the world
// is made.
func Open[W Vendor](at *Serving, seed []byte, world func(seed []byte) (W, error)) (*Server, W, error) {
	var none W
	if at.Clock == nil {
		at.Clock = &Clock{}
	}
	if _, err := os.Stat(at.File); err == nil {
		seed = nil // the file is the world
	}
	w, err := world(seed)
	if err != nil {
		return nil, none, err
	}
	if at.Certificate, err = at.certificate(w); err != nil {
		return nil, none, err
	}
	s, err := New(w, Options{File: at.File, Clock: at.Clock, Log: at.Log, Certificate: at.Certificate})
	if err != nil {
		return nil, none, err
	}
	return s, w, nil
}

// certificate is where the certificate of a world that wants one goes when nobody
// says: beside the world, or in the folder for temporary files.
func (at *Serving) certificate(v Vendor) (string, error) {
	if secured, ok := v.(Secured); !ok || at.Certificate != "" || !secured.TLS() {
		return at.Certificate, nil
	}
	if at.File != "" {
		return at.File + ".pem", nil
	}
	f, err := os.CreateTemp("", "patchbay-sim-*.pem")
	if err != nil {
		return "", fmt.Errorf("simulator: certificate: %w", err)
	}
	return f.Name(), f.Close()
}

// Start serves s on loopback until ctx ends or Close is called. When it cannot
// listen, s is closed.
func Start(ctx context.Context, s *Server, at Serving, ready Ready) (*Running, error) {
	run, err := Listen(ctx, s, at.Addr, ready)
	if err != nil {
		s.Close()
		return nil, err
	}
	return run, nil
}
