package simhttp

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// Refusal is why a simulator does not start as it was asked to.
type Refusal struct {
	Err    error
	advice string
}

func (r *Refusal) Error() string { return r.Err.Error() }
func (r *Refusal) Unwrap() error { return r.Err }

// Advice is what to do about it.
func (r *Refusal) Advice() string { return r.advice }

// NoOption is for an option that a simulator does not have. what is the simulator
// in words, known are the options that it has.
func NoOption(what, name string, known []string) error {
	advice := "its options are " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
	if near, ok := diag.Nearest(name, known); ok {
		advice = "did you mean " + near + "?"
	}
	return &Refusal{fmt.Errorf("%s has no option %q", what, name), advice}
}

// BadOption is for a value that an option does not take.
func BadOption(what, name string, err error) error {
	return &Refusal{fmt.Errorf("option %s of %s: %w", name, what, err), "`patchbay targets --format markdown` says what each option takes"}
}

// badAddress is for an address that cannot be listened on.
func badAddress(addr string, err error) error {
	advice := "write a loopback address and a port, such as 127.0.0.1:5004, or leave it out for a free port"
	if errors.Is(err, syscall.EADDRINUSE) {
		advice = "something else listens there: stop it, take another port, or leave the address out for a free one"
	}
	return &Refusal{fmt.Errorf("the simulator cannot listen on %s: %w", addr, err), advice}
}
