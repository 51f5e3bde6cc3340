// Package diff compares what a site asks of a target with what is there.
//
// The comparison has four sides: desired, live, the base revision's desired
// state and what was last applied; the last two may be unknown. It is generic:
// everything that is particular to a vendor is in the schema's flags. Both
// sides are in the vendor's own words, because equality is the vendor's
// business.
//
// Rules:
//   - Only what desired manages is compared. Computed and secret fields never
//     are, running state only when it is declared.
//   - A change belongs to one part. What the head no longer declares but base or
//     the last apply did is released, and is never dropped in silence.
//   - Not seen is not absent: where a listing was not complete nothing is
//     created or deleted, and a diagnostic says what could not be read.
//   - Things are deleted only inside the extents that desired claims.
//   - One thing is matched by its recorded vendor id if its natural key still
//     fits, then by natural key, then by what it was called before. Two
//     candidates are an error that names both.
//   - The cost is linear: sides are sorted, and are merged.
package diff
