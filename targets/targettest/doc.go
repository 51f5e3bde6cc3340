// Package targettest is the conformance suite that every target passes:
//
//	func TestConformance(t *testing.T) { targettest.Run(t, targettest.Target{Driver: threecx.Driver, …}) }
//
// Rules:
//   - The suite is keyed on what a driver declares (capabilities, schema flags,
//     quirks), never on which driver it is. What a target cannot hold is not
//     asked of it, and what it says it can hold is.
//   - Everything runs over the target's own simulator, through its control plane
//     and real HTTP on loopback, by the stages that the product runs.
//   - What the suite holds against the simulator it reads itself, with a fresh
//     connection; a driver's word about its own deeds proves nothing.
//   - Matrices try one thing at every point of a plan: a kill, a fault, somebody
//     else's edit, a second run, taking it back. Each counts its cases, and one that
//     tried nothing fails. TORTURE=1 runs them in full.
//   - What no API shows or writes is done by hand, from the plan's checklist alone,
//     and looked at in the console.
//   - A failure names the law, the object and what was expected instead.
//
// The suite is tested with a small vendor of its own: the driver of that passes,
// and with each of its known defects fails the case that is there to find it.
package targettest
