package simhttp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// ErrNotLoopback is the kind of error for an address that others could reach.
var ErrNotLoopback = errors.New("not a loopback address")

// Ready is the line a simulator prints when it is up.
type Ready struct {
	Type        string            `json:"type"`
	URL         string            `json:"url"`
	Credentials map[string]string `json:"credentials"`
	// Certificate is the file of the certificate to trust; empty without TLS.
	Certificate string `json:"certificate,omitempty"`
	// Addresses are those of other protocols, by their names.
	Addresses map[string]string `json:"addresses,omitempty"`
}

// Running is a Server behind a listener.
type Running struct {
	*Server
	// URL is where clients find it, without a slash at the end.
	URL string
	// Ready is what to print at start.
	Ready Ready

	http  *http.Server
	faces []net.Listener // of other protocols
	done  chan struct{}
}

// Listen serves s on addr ("127.0.0.1:0" when empty) until Close, or until ctx ends;
// over TLS when the options of s name a certificate file. It fails with
// ErrNotLoopback for an address that is not loopback's.
func Listen(ctx context.Context, s *Server, addr string, ready Ready) (*Running, error) {
	l, err := bind(ctx, addr)
	if err != nil {
		return nil, err
	}
	ready.URL = "http://" + l.Addr().String()
	if s.certificate != "" {
		config, err := certify(s.certificate)
		if err != nil {
			l.Close()
			return nil, err
		}
		l = tls.NewListener(l, config)
		ready.URL, ready.Certificate = "https://"+l.Addr().String(), s.certificate
	}
	run := &Running{Server: s, URL: ready.URL, Ready: ready, done: make(chan struct{})}
	run.http = &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx },
		ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	go func() {
		defer close(run.done)
		run.http.Serve(l)
	}()
	context.AfterFunc(ctx, func() { run.http.Close() })
	return run, nil
}

// bind listens on a loopback address, and on no other; on a free port of 127.0.0.1
// when it is "".
func bind(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	if err := loopback(ctx, addr); err != nil {
		return nil, badAddress(addr, err)
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, badAddress(addr, cause(err))
	}
	return l, nil
}

// Close stops listening, ends connections of other protocols, waits for requests
// under way, and writes the world out.
func (r *Running) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	gone := r.hangUp()
	err := r.http.Shutdown(ctx)
	if err != nil {
		err = r.http.Close()
	}
	<-r.done
	return errors.Join(gone, err, r.Server.Close())
}

// loopback refuses an address of which any part is not loopback's.
func loopback(ctx context.Context, addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return cause(err)
	}
	if ip := net.ParseIP(host); ip != nil {
		if ip.IsLoopback() {
			return nil
		}
		return ErrNotLoopback
	}
	if host != "localhost" {
		return ErrNotLoopback
	}
	ips, err := net.DefaultResolver.LookupIPAddr(ctx, host)
	if err != nil {
		return err
	}
	for _, ip := range ips {
		if !ip.IP.IsLoopback() {
			return fmt.Errorf("localhost is %s here: %w", ip.IP, ErrNotLoopback)
		}
	}
	return nil
}

// cause is what package net found, without the address that it was about.
func cause(err error) error {
	var wrong *net.AddrError
	var op *net.OpError
	switch {
	case errors.As(err, &wrong):
		return errors.New(wrong.Err)
	case errors.As(err, &op):
		return op.Err
	}
	return err
}
