// Package rest is the one HTTP policy of all connections: how fast requests go
// out, which are repeated, how long they may take, and which kind of error an
// answer is.
//
// Rules:
//   - A request that may change something is repeated only when the target
//     cannot have acted on it: the connection was never made, or the target
//     turned the request away (429, or 503 with Retry-After). Requests that
//     only read are repeated on any failure that can pass.
//   - An error says the operation, the key and the vendor's own message, and
//     whether the target can have seen the request (NotSent). It never holds a
//     header, a query, a body or a credential.
//   - A reply is read whole, within a bound, before anybody looks at it: one
//     that breaks off is a failed request, not half an answer.
//   - Redirects are not followed: where an API redirects, something else answers.
//   - Plain http goes to loopback only, unless the target's option "insecure" is
//     set, because tokens would travel in the clear.
//
// From outside in, a connection's transport is: ReadOnly (while planning), what
// package decorate adds, Retry, Limit, the network.
package rest
