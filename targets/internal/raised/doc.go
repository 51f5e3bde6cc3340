// Package raised is what reading native state as a site has in common, whatever
// the vendor: ids made of names, attributes that are taken one by one, and what
// the language takes for its own types.
//
// Rules:
//   - It is pure. The same state gives the same ids.
//   - What is not taken stands under native, or is counted among what is left out.
package raised
