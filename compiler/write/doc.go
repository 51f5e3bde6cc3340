// Package write turns the model into the files of a site: the opposite of
// package load.
//
// Rules:
//   - What is written loads as the same model, positions and rosters aside; users
//     that came from a roster are written out.
//   - Same model, same bytes. Collections stand in the model's order, fields in
//     the language's, and whatever is a Go map by its keys.
//   - Only literals are written, so that the result is read the fast way.
//   - `cue fmt` leaves the files as they are. A struct stands on one line, or has
//     one field on each: never both, which the formatter would align badly.
//   - One kind, one file. Queues and what else rings or holds calls have a file
//     beside the other groups.
//   - Write is total: what the language cannot say, such as a number that is
//     empty on purpose, is not in the model of any site and is not written.
package write
