// Package model holds the canonical nouns: an organization as its site
// describes it, in no vendor's words.
//
// Rules:
//   - Every collection is a slice sorted by id; ids are the map keys of the
//     language. Lookups go through Find, never through a linear search.
//   - A field is absent (the site does not manage it), none (the site says:
//     empty) or set. Only Field tells the three apart; a plain value means that
//     the language requires the field or that absence carries no meaning.
//   - A map that the site wrote is complete, so a nil map is absent and an
//     empty one is none.
//   - Nothing here is a default. Package resolve fills those in and marks them.
//   - Names of people, groups and devices are ids of the site; a vendor's own
//     ids never appear here.
//
// The language reference is schema/README.md; a field here has the name that
// it has there, and load proves with a test that no field is left unread.
package model
