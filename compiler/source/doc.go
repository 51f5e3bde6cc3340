// Package source brings bytes in: the files of a site, from a folder or from a
// git revision, through one type, so that no later stage can tell them apart.
//
// Rules:
//   - Names are relative to the site's folder, with forward slashes. A site in
//     a fleet reads what it imports from the CUE module around it, so a name may
//     begin with "../", but never leaves the module: the root of a Tree is the
//     nearest folder above the site that holds cue.mod, or the site itself.
//   - A link that leads out of the root is refused, never followed.
//   - A file is read once. What was read is remembered, and Digest binds it.
//   - .git, .patchbay and attestations are never inputs.
//   - Nothing is written, and no program is run: git is read by go-git.
//
// Mistakes of the operator come back as diag.Diagnostic or diag.List, which are
// errors; what a system did comes back as a wrapped error.
package source
