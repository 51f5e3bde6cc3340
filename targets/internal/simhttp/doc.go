// Package simhttp is what simulators of all vendors share: the server around a
// vendor's HTTP face, the request log, fault injection, the control plane, the
// clock and the file a world lives in. Nothing of any vendor belongs here.
//
// Rules:
//
//   - A simulator listens on loopback only; any other address is refused.
//   - Requests are served one at a time, in order of arrival. What a request
//     changed is in the world file before its reply is sent, so a process that
//     is killed at any point leaves every acknowledged write behind. (Killed,
//     not unplugged: the log is not synced to disk at each write.)
//   - The seed is read, never written.
//   - With a certificate file it speaks TLS alone, under a certificate that is made
//     anew at each start and signs itself; the key is in no file.
//   - Faults change what travels over the wire and, for ignore-write, what the
//     world remembers; they never change what the vendor's own code does.
//   - The control plane under /_sim/ has no authentication, is not in the
//     request log, and is never hit by a fault.
//   - A vendor may speak other protocols too, over a connection that began as HTTP or
//     at a port of its own. What its clients ask is a request like any other, by a path
//     that the vendor chooses.
//   - A held request waits for DELETE /_sim/faults, or for its client to go away:
//     time to kill a client, or to edit the world, at a point that is known. GET
//     /_sim/faults tells when it waits.
//
// Control plane, the same for every vendor:
//
//	GET|PUT     /_sim/world      the whole world, in the seed's format
//	GET|DELETE  /_sim/requests   [{n, method, path, query, status, mutating, fault, agent}]
//	GET|POST|DELETE /_sim/faults {match: {method, path}, nth, kind, status, retryAfter, delay, body, contentType, options}
//	POST        /_sim/clock      {"advance": "90m"}
//	GET         /_sim/addresses  {"ami": "127.0.0.1:5038"}: where other protocols are spoken
//	POST        /_sim/restart    sessions forgotten, world kept
//
// A request whose connection was dropped is in the log with status 0 if the
// vendor never saw it, and with the status the client did not get otherwise.
package simhttp
