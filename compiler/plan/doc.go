// Package plan orders the steps that bring targets to their desired state, and
// proves what a plan says about itself.
//
// A plan is a body (steps, guards, rights, what the site's own rules say of it and
// when it may disturb people), bindings (everything it was computed from) and
// an envelope (when, by whom, until when). The digest of the body is
// what people approve; the bindings decide whether it still may be applied.
// Beside the body stands the way back: with the steps it is the inverse plan.
//
// Rules:
//   - Nothing in a plan is a closure or preformatted text, and everything in it
//     is sorted: the same inputs give the same bytes.
//   - Drivers say what each call does (effects) and covers; this package finds
//     what must come before what, from references, unique values and names.
//   - Verify trusts no driver: it applies every effect and compares.
//   - A run may end anywhere. Any set of steps that holds with each those it
//     needs is a world that a plan can lead to, and in all of them an
//     administrator, the account in use and a break-glass user are left. What
//     gives is put before what takes where nobody else is left alone.
//   - Guards refuse, they do not repair. A refusal stands in the plan, and says
//     by which flag it is lifted, if by any.
//   - The way back is worked out while what the target holds is at hand, and
//     says what does not come back. What others changed since is never undone.
package plan
