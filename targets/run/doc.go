// Package run takes one site through the stages for all its targets: compile,
// plan, apply, snapshot, drift, rights and doctor.
//
// Rules:
//   - Targets run at the same time and know nothing of each other. One that fails
//     never stops another; what comes back is sorted by target.
//   - Everything but Apply holds Readers, over a transport that refuses whatever
//     the driver's Reads do not allow. OpenWriter is called in one place, which
//     only Apply reaches; a test reads the syntax to be sure.
//   - What a target is asked, what it holds and what was decided go on to the
//     next stage as data. Nothing here prints.
//   - Every way in which a run can end is one Code, and the table in code.go is
//     the only place that decides which.
package run
