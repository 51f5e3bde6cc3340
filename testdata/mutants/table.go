package main

import "slices"

// table is every mutant there is, from what a plan refuses by way of what it is
// bound to and how it is carried out to what may be sent and said at all.
var table = slices.Concat(guards, worlds, consents, proofs, comparing, attesting, undoing, rules, binding, approving, running, settling, journals, locks, readOnly, retries, secrets, lowering)

// tests of several mutants.
const (
	guardTests   = "./compiler/plan OwnAccount|Guard|Budget|Emptied|Consent|Messages|LockedOut|Given|Unlocks"
	worldTests   = "./compiler/plan Given|LockedOut|TestTooManyWorlds|TestOwnAccount"
	boundTests   = "./targets/run TestPlansAreBound|TestInputsAreBound|TestAnotherSite"
	undoTests    = "./compiler/plan TestTakeBack|TestOthersAreNotTakenBack|TestAnotherOf|TestUnclear"
	readTests    = "./targets/internal/rest ReadOnly|Redirects|TriesAreAlike"
	canaryTests  = "./cmd/patchbay Canaries"
	journalTests = "./targets/ledger Journal|Torn|Disk|Sync|Altered"
	lockTests    = "./targets/ledger Lock|Steal|Thief"
)

// script names one of the command line's scripts.
func script(name string) string { return "./cmd/patchbay TestScripts/^" + name + "$" }
