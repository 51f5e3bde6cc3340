// Package secret resolves references to secrets and keeps their values out of
// everything that is written.
//
// Rules:
//   - A site holds references only. A value is fetched when a verb connects,
//     never while a site is checked, compiled or shown; a verb that connects
//     fetches only what its targets name.
//   - A program that gives a secret is run without a shell, with a time limit;
//     what it writes to stderr is not repeated.
//   - Every value that was resolved is known to the Redactor, which takes it out
//     of any text, in the encodings that requests and files use.
//   - Errors name the reference and never what it gave.
package secret
