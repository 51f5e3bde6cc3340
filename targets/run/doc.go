// Package run takes one site through the stages for all its targets: compile,
// plan, apply, roll back, import, snapshot, drift, rights and doctor.
//
// Rules:
//   - Targets run at the same time and know nothing of each other. One that fails
//     never stops another; what comes back is sorted by target.
//   - Everything but Apply holds Readers, over a transport that refuses whatever
//     the driver's Reads do not allow. OpenWriter is called in one place, which
//     only Apply reaches; a test reads the syntax to be sure.
//   - An apply locks its targets and settles what earlier runs left open there
//     before it reads; a saved plan has to fit everything that it was made from.
//   - Guards, policies and windows are those of the base, else of what was last
//     applied, else of the site. What they say stands in the plan; only the clock is
//     asked again when it is applied.
//   - Taking a run back is a plan like any other, of what the run kept.
//   - What people attest is heard whenever a target is looked at, by the clock and
//     for that system alone. It is no input: no plan is made stale by it.
//   - What a target is asked, what it holds and what was decided go on to the
//     next stage as data. Nothing here prints.
//   - Every way in which a run can end is one Code, and the table in code.go is
//     the only place that decides which.
package run
