// Package quirk is how the simulators of all vendors differ from the usual: options
// with a name, a sentence and a value, given when a simulator starts, by its seed,
// or as a fault for one request.
//
// Rules:
//   - It knows no vendor. What an option does is the simulator's business; what it
//     is kept in are settings of the simulator's own.
//   - The sentence says what happens, which values there are and which is usual, and
//     who has seen it or that nobody has.
//   - An option takes its values and no others, and a name that nobody has is refused
//     with those that there are.
//   - What is inferred is a list of its own, each with its reason. A route among it
//     can be taken away, so that a client can be seen to live without it.
package quirk
