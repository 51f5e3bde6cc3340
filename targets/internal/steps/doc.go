// Package steps is what turning changes into calls has in common, whatever the
// vendor: what a change does to its object, how few words say it, and what every
// driver looks at before it does anything.
//
// Rules:
//   - It is pure and knows no vendor; words that differ are given.
//   - An effect writes what acts and nothing else; what a vendor does by itself is
//     marked as predicted.
//   - Nothing is done to what cannot be told apart by its name.
package steps
