// Package apply carries out the steps of a plan on one target.
//
// Rules:
//   - Nothing is written before everything that the plan touches was read again
//     and found as the plan expects it; each page of steps is read again before
//     it is sent, with what its steps were decided from. What moved since is named.
//   - Each call is announced in the journal, on disk, before it is sent, and sent
//     once. Only a call that certainly changed nothing is sent again. Creates that
//     do not need one another are announced together, since each sync costs time.
//   - An outcome that nobody knows is settled as the step says: by looking,
//     never by guessing, and where reads lag behind writes for as long as the
//     vendor may take. A step that cannot be settled stops its dependents, and a
//     person is asked.
//   - What a run of another plan left open is settled before anything is planned
//     or sent, with the plan that it kept. While a step of it is unknown nothing
//     is written: a new plan does not know that it may be there already.
//   - A step that failed, was refused or is unknown takes its dependents with it;
//     the others go on.
//   - A vendor that accepts a write and ignores it is found out by reading back.
//   - A target is locked before it is read, and each call is sent under a lock
//     that is still held. A run that lost its lock writes nothing any more.
//   - A plan whose outcome is there already is not carried out again, and says so.
//   - A step whose time has not come is left for a later run, with those that need
//     it.
//   - A step for a person is done when somebody vouches for it; until then what
//     needs it waits for a later run, and neither is a failure.
//   - What was applied is recorded when a run ends or is settled. A plan that takes
//     a run back has the last word on that: the site did not ask for what it did.
//   - An interruption lets the call in flight end and records it. A run that was
//     killed is resumed from its journal, and nothing is done twice.
//
// The vendor is behind targets.Writer and nothing here knows one.
package apply
