// Package real is a real Asterisk for tests: it is found or fetched, started on
// loopback, stopped, killed, and put behind the control plane that simulators have.
//
// Rules:
//   - Nothing is installed. An Asterisk on PATH is used as it is; else packages of a
//     suite of Debian that has one are unpacked into a folder and run from there,
//     under their own loader and libraries, so that the machine's do not matter.
//   - Everything that a process writes is in its lab, a folder of its own. It listens
//     on loopback alone, on ports that were free.
//   - What cannot be had is an error of kind ErrNone, which says why: no failure of
//     what was to be tested.
//   - A process ends by a signal to its own id, and always has an end: what waits for
//     it waits for so long only.
//   - It is for tests, and nothing in the product imports it.
//
// Seen of 16.28 (bullseye) and 22.10 (sid): ready after 0.3 to 0.4 s, and ended by
// SIGTERM in 0.1 to 1 s. What ARI has acknowledged is on disk about a second later,
// so a process that is killed before that loses it.
package real
