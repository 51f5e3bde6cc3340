// Package state holds what is, or should be, on a target, in that target's own
// words: objects with attributes and references, and what is known about each.
//
// Rules:
//   - An object is named by its kind and its natural key, which is made of its
//     key attributes. A reference is the natural key of what it points to, on
//     both sides; vendor ids stand beside, in Object.ID.
//   - A desired snapshot holds only what the site manages: an attribute that is
//     not there is left alone, one whose presence is None is cleared.
//   - Not seen is not absent. Coverage says how much of a kind was read, and
//     only complete coverage turns "not in the list" into "not there".
//   - Every value knows where it came from: read, attested, applied, predicted.
//   - What people attest fills the places that no API shows, and hides nothing
//     that was read. It stays their word: by whom, and when.
//   - Secrets never enter a value; a reader redacts them before it returns.
//   - Objects are sorted by kind and key, attributes by name, so that the same
//     state is the same bytes.
package state
