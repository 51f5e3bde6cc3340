package simhttp

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
)

// Options say how a Vendor is served. The zero value is a fresh world in memory.
type Options struct {
	// Seed is the world to start from when File does not exist yet; nil leaves
	// the vendor's own.
	Seed []byte
	// File is where the world lives; empty keeps it in memory. Its changes since
	// the last full write are beside it in File.log, its lock in File.lock.
	File string
	// Clock is shared with the vendor; nil is the wall clock.
	Clock *Clock
	// MaxBody is the largest request body in bytes; 0 is 64 MiB.
	MaxBody int64
	// Certificate is a file; naming one turns TLS on. At each start a new
	// certificate for 127.0.0.1, ::1 and localhost, which signs itself, is written
	// there for clients to trust. Its key is kept nowhere.
	Certificate string
	// Log receives what went wrong in the simulator itself; nil discards it.
	Log *slog.Logger
}

// Server is one simulator: an http.Handler that works with and without a listener.
type Server struct {
	vendor      Vendor
	clock       *Clock
	log         *slog.Logger
	maxBody     int64
	certificate string
	requests    requestLog
	faults      faultList
	addresses   addresses
	conns       connections

	mu    sync.Mutex // one request at a time
	store *store     // nil in memory
}

// New puts a vendor behind a server and loads its world.
func New(v Vendor, o Options) (*Server, error) {
	s := &Server{vendor: v, clock: o.Clock, log: o.Log, maxBody: o.MaxBody, certificate: o.Certificate}
	if s.clock == nil {
		s.clock = &Clock{}
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.maxBody == 0 {
		s.maxBody = 64 << 20
	}
	if o.File == "" {
		if o.Seed == nil {
			return s, nil
		}
		return s, v.Load(o.Seed)
	}
	st, err := openStore(o.File, v, o.Seed)
	if err != nil {
		return nil, err
	}
	s.store = st
	return s, nil
}

// Close writes the world out in full and lets go of its file. The server must
// not be used afterwards.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return nil
	}
	return s.store.close()
}

// ServeHTTP answers the control plane itself and everything else through the
// vendor. It panics with http.ErrAbortHandler to drop a connection, as net/http
// wants it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, controlPrefix) {
		s.control(w, r)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, s.maxBody))
	if err != nil {
		status := http.StatusBadRequest
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		w.WriteHeader(status)
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	line := s.requests.open(r, s.vendor.Mutating(r, body))
	s.answer(w, r, line, s.faults.take(r))
}

// do lets the vendor serve one request and makes its changes safe.
func (s *Server) do(r *http.Request, mutating, forget bool) (*reply, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store != nil {
		if err := s.store.begin(); err != nil {
			return nil, err
		}
		defer s.store.end()
	}
	if forget {
		return s.doAndForget(r)
	}
	rep := newReply()
	s.vendor.ServeHTTP(rep, r)
	if err := s.commit(mutating); err != nil {
		return nil, err
	}
	return rep, nil
}

// doAndForget serves a request and puts the world back as it was.
func (s *Server) doAndForget(r *http.Request) (*reply, error) {
	before, err := s.vendor.Save()
	if err != nil {
		return nil, err
	}
	rep := newReply()
	s.vendor.ServeHTTP(rep, r)
	return rep, s.vendor.Load(before)
}

func (s *Server) commit(mutating bool) error {
	if s.store != nil {
		return s.store.commit(mutating)
	}
	if j, ok := s.vendor.(Journal); ok {
		j.Changes()
	}
	return nil
}

// AddFault adds a fault after those already there.
func (s *Server) AddFault(f Fault) error {
	if err := f.check(); err != nil {
		return err
	}
	if _, ok := s.vendor.(PageShifter); f.Kind == ShiftPage && !ok {
		return fmt.Errorf("%w: this simulator has no listing that can shift", errFault)
	}
	if f.Kind == Quirk {
		if _, err := s.under(&http.Request{}, f); err != nil {
			return fmt.Errorf("%w: %w", errFault, err)
		}
	}
	s.faults.add(f)
	return nil
}

// under marks a request that a quirk hits.
func (s *Server) under(r *http.Request, f Fault) (*http.Request, error) {
	v, ok := s.vendor.(Quirky)
	if !ok {
		return nil, errors.New("this simulator has no options for one request")
	}
	return v.Under(r, f.Options)
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.faults.clear() }

// Holding reports whether a request waits for the faults to be cleared.
func (s *Server) Holding() bool {
	return slices.ContainsFunc(s.faults.list(), func(f Fault) bool { return f.Holding })
}

// Requests returns the request log, oldest first.
func (s *Server) Requests() []Request { return s.requests.all() }

// ClearRequests empties the request log.
func (s *Server) ClearRequests() { s.requests.clear() }

// Clock returns the clock the server was made with.
func (s *Server) Clock() *Clock { return s.clock }

// Restart makes the vendor forget its sessions.
func (s *Server) Restart() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.vendor.Restart()
}

// World returns the world in the seed's format.
func (s *Server) World() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store != nil {
		if err := s.store.begin(); err != nil {
			return nil, err
		}
		defer s.store.end()
	}
	return s.vendor.Save()
}

// SetWorld replaces the world. Sessions stay.
func (s *Server) SetWorld(world []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.store == nil {
		return s.vendor.Load(world)
	}
	if err := s.store.begin(); err != nil {
		return err
	}
	defer s.store.end()
	if err := s.vendor.Load(world); err != nil {
		return err
	}
	return s.store.compact()
}
