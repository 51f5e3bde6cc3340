// Package simtest is what the tests of simulators have in common: a client that knows
// addresses and JSON and nothing of the inside, and what every simulator promises of
// its world, its options and its start, whatever the vendor. Only tests import it.
//
// Rules:
//   - It knows no vendor: paths, credentials, seeds and envelopes are the tests' own,
//     and so is what a vendor's rules are.
//   - What it holds a simulator to is a function that fails the test it is given; a
//     message says what was asked and what came.
//   - Numbers of a reply stay as they are written, so that ids beyond 2^53 are seen.
package simtest
