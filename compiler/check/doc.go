// Package check finds mistakes that no single record shows: names that nothing
// has, numbers given out twice, grants that contradict each other.
//
// Rules:
//   - Pure: a site in, diagnostics out, sorted. What CUE can state is stated in
//     the language; what depends on a target's version or licence is resolve's.
//   - One table, rules, lists every family; a family is one file. A family reports
//     all its mistakes, not the first.
//   - Cost is linear in the site: indexes are built once, and paths and hints only
//     for what is wrong.
//   - Messages are in the words of whoever runs the phone system. Where two lines
//     clash, both are given, the later one first: it is the one to change.
package check
