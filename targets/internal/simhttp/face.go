package simhttp

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net"
	"sync"
)

// addresses are where a simulator listens besides its URL, by the names of their
// protocols.
type addresses struct {
	mu  sync.Mutex
	all map[string]string
}

func (a *addresses) set(name, addr string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all == nil {
		a.all = map[string]string{}
	}
	a.all[name] = addr
}

func (a *addresses) copy() map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.all)
}

// Addresses are where the simulator listens besides its URL: host and port by the
// name of the protocol. Nil is nowhere.
func (s *Server) Addresses() map[string]string { return s.addresses.copy() }

func (s *Server) whereabouts() ([]byte, error) {
	all := s.Addresses()
	if all == nil {
		all = map[string]string{}
	}
	return json.Marshal(all)
}

// Serve lets clients of another protocol in, at a loopback address of their own:
// talk has each connection until it returns, the client goes away, or the simulator
// stops. It goes on until Close; it fails as Listen does. Talk asks the world through
// Transport, so that faults, the request log and the world file are as with HTTP.
func (r *Running) Serve(ctx context.Context, name, addr string, talk func(context.Context, net.Conn)) error {
	l, err := bind(ctx, addr)
	if err != nil {
		return err
	}
	r.addresses.set(name, l.Addr().String())
	r.faces = append(r.faces, l)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // closed
			}
			go r.talk(ctx, conn, talk)
		}
	}()
	context.AfterFunc(ctx, func() { l.Close(); r.conns.close() })
	return nil
}

func (r *Running) talk(ctx context.Context, conn net.Conn, talk func(context.Context, net.Conn)) {
	defer conn.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	if !r.conns.add(conn, cancel) {
		return
	}
	defer r.conns.drop(conn)
	talk(ctx, conn)
}

// hangUp ends what Serve began.
func (r *Running) hangUp() error {
	var err error
	for _, l := range r.faces {
		if e := l.Close(); !errors.Is(e, net.ErrClosed) {
			err = errors.Join(err, e)
		}
	}
	r.conns.close()
	return err
}
