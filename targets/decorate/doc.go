// Package decorate wraps connections: a reader that only reads, one that tells
// what it does, one that notes every request.
//
// Rules:
//   - A wrapper changes nothing about what goes in and comes out; it is taken off
//     without anybody noticing. There are no flags in connections for any of this.
//   - What is told or noted is redacted first, and never holds headers or bodies.
package decorate
