// Package ledger keeps what applies leave behind, in the folder .patchbay of a
// site: locks, journals of runs, and what was last applied to each target.
//
// Rules:
//   - Nothing in the folder is needed to be correct. Losing it costs knowledge:
//     drift is no longer told from what was asked for, and an interrupted run is
//     planned anew instead of being resumed.
//   - Files are for their owner only (0600), are replaced as a whole or appended
//     to, and are ignored by git through a .gitignore inside the folder.
//   - A journal line is on disk before the call that it announces. What became
//     of the call goes to disk with the next line that has to.
//   - A run keeps its plan before its first journal, and the record as it found it
//     before that is replaced: it can be settled, gone on with and taken back by
//     whoever has the folder, without the site that it was made from.
//   - A lock is held by a file lock of the system, so that it ends with the
//     process; the file's text only says who holds it.
//
// Layout:
//
//	.patchbay/.gitignore
//	.patchbay/locks/<target>.lock
//	.patchbay/records/<target>.json
//	.patchbay/runs/<run>/plan.json
//	.patchbay/runs/<run>/<target>.jsonl
//	.patchbay/runs/<run>/<target>.report.json
//	.patchbay/runs/<run>/<target>.former.json (the record as the run found it)
//
// Beside it stands attestations/<target>/<time>-<digest>.json, what people
// attest: part of the site and of its history, added to and never written again.
package ledger
