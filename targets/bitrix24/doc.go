// Package bitrix24 is Bitrix24 telephony, in the cloud and On-Premise, through
// the REST API of version 2.
//
// # What it manages
//
// Users (invited, changed, dismissed, taken back; never deleted), departments with
// their heads, workgroups and projects with their members, extensions, whether a
// user's SIP device is on, the portal's default outgoing line, and telephony roles
// with those who hold them. Queues, voice menus, the blacklist and a user's own
// outgoing line have no REST method and are not managed.
//
// # Roles
//
// A role is eight pairs of entity and action with one letter each, and a list of
// access codes (U, IU, D, DR, SG, G). AU, everybody with an account, is none that
// the portal's own page takes: what a site gives to everyone goes to the company
// with all below it, and AU is read and taken away, never written. No REST method
// of Bitrix24 reads or writes roles. On-Premise the local module of this project, in module/, publishes
// methods of our own under the names patchbay.*; they are used where method.get
// finds them, and show who is in which user group and who administers the portal
// as well. Everywhere else roles are manual steps with the click path, unknown
// until a person attests them.
//
// # Versions
//
// A portal does not say its version by REST. Whether it is in the cloud shows in
// its host, or in the clock of operating time that replies of the cloud have;
// whether the plan has the feature of access rights, and whether the company
// structure is converted, no method says: profile.modules of the site does
// (voximplant_security, humanresources).
//
// # Authentication
//
// An incoming webhook, whose address is the secret; or the client id, secret and
// refresh token of a local application. A refresh token is replaced with each use:
// the new one is put where the site keeps the one before, ahead of anything else.
//
// # Calls and arguments
//
// A step's Call is the method of the REST API and its Args are the method's
// parameters, but for these:
//
//   - user.add takes back somebody who was dismissed, by user.update with ACTIVE=Y,
//     when the step does not say that it notifies anybody;
//   - patchbay.access is a batch of patchbay.access.add and patchbay.access.delete
//     for one role: ADD and DELETE are lists of codes, each of the parts before and
//     behind the ID that is filled in;
//   - PERMISSIONS of a role is After the role by its NAME: all letters, those that
//     the step does not write as they are read right before.
//
// # What is verified and what inferred
//
// Verified from the vendor's REST documentation (DOC) and the source of its module
// voximplant (SRC): methods, parameters and errors, paging, batch, limits, pairs,
// letters and their order, predefined roles, who holds which code, that stored roles
// are ignored without the licence, that activatePhone proves nothing and
// deactivatePhone switches on. From the help pages and the article: the click path
// to access permissions and its labels.
//
// Inferred: how the editions are told apart; that who is in user group 1 administers
// the portal, and that membership of a group counts within its period and while the
// group is on; that user.add leaves the user behind
// when its second step fails; that whoever was the owner of a workgroup becomes a
// moderator; that a dismissed user keeps memberships and bindings; that a filter
// with a list of addresses finds each of them; that a place in a workgroup can be
// taken from an account that is off; that whom a head leads, on a portal whose
// structure is not converted, are those of the departments themselves (whether it is
// those below too is shown as not known); the buttons of manual steps in
// French and those for portal administrators; which plans are free.
package bitrix24
