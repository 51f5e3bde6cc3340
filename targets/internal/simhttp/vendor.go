package simhttp

import (
	"context"
	"net/http"
)

// Vendor is a simulated system: its world and its HTTP face. The server calls
// one method at a time, so a Vendor needs no lock of its own.
type Vendor interface {
	// ServeHTTP answers one request of a client. The body has been read into
	// memory; the reply is buffered, and sent once the world is safe.
	http.Handler

	// Load replaces the world by one in the seed's format. Sessions stay. On an
	// error the world is as it was before.
	Load(world []byte) error

	// Save returns the world in the format Load reads; Load(Save()) changes nothing.
	Save() ([]byte, error)

	// Mutating says whether a request asks for a change of the world. It is
	// asked before the request is served, and whatever the outcome will be.
	Mutating(r *http.Request, body []byte) bool

	// Restart forgets sessions and tokens, and keeps the world.
	Restart()
}

// Journal is a Vendor that can tell what changed. Without it the whole world is
// written at every change.
type Journal interface {
	// Changes returns what happened to the world since the last call of
	// Changes, Load or Replay as one record without line breaks; nil if nothing did.
	Changes() []byte

	// Replay does again what a record of Changes says. Replaying onto the world
	// that the record was made in gives the world that followed it.
	Replay(record []byte) error
}

// Quirky is a Vendor that can serve one request as though it had been started with
// other options.
type Quirky interface {
	// Under marks a request to be served under options, which lie over those that
	// are in force; it refuses options that the vendor does not have.
	Under(r *http.Request, options map[string]string) (*http.Request, error)
}

// PageShifter is a Vendor that can show a listing as it looks after an object
// of an earlier page has moved: one object falls between two pages.
type PageShifter interface {
	// ShiftPage marks a request so that its listing is shifted by one: with Shift,
	// where nothing more is to be said about it.
	ShiftPage(r *http.Request) *http.Request
}

type shiftKey struct{}

// Shift marks a request so that its listing is shifted by one.
func Shift(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), shiftKey{}, true))
}

// Shifted reports whether Shift marked a request: what was the first row of its
// listing is its last.
func Shifted(r *http.Request) bool { return r.Context().Value(shiftKey{}) != nil }

// Secured is a Vendor that may want TLS, whoever serves it.
type Secured interface {
	// TLS says whether the world speaks TLS alone.
	TLS() bool
}
