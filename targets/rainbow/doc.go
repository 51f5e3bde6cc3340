// Package rainbow is a company of Alcatel-Lucent Enterprise Rainbow, with a PBX
// that is linked to it (product A) or with Rainbow Hub, the Cloud PBX (product B),
// through the REST API of version 1.
//
// # What it manages
//
// Users with their administrators' positions, the licences they hold, the
// extensions of the PBX that are theirs, supervision groups of the three types
// (manager and assistants, default, mutual aid), and on the Hub subscribers,
// devices, direct numbers of people and groups, and groups. Licences are taken and
// given back and never bought. Extensions of a PBX are made by its own gateway: one
// that is not there is an error of the plan.
//
// # Manager and assistants
//
// Three products have such groups. The article is about product A: a supervision
// group of type manager_assistant. On the Hub it is a hunting group of subType
// manager_assistant, where the manager is called leader, and "manager" is who
// administers the group. Groups of the older Hub type are read and left alone.
//
// The rules MA1 to MA16 are checked of what a site asks (lower_rules.go) and hold
// in every world that a plan can leave behind (steps_order.go).
//
// # What belongs to the users
//
// Delegation and who is logged in are the users' own to switch: they are read, and
// compared only where the site writes them.
//
// # Authentication
//
// Every client is an application: its id, and a hash over its secret, go with each
// login. An account logs in with its password, once: a wrong one is never sent
// again, since five lock the account, and neither is a login whose answer got lost
// before the password was right once. A token is renewed when four fifths of its
// life are over, as often as it says, and then the account logs in again; so it does
// when a token is refused. An API key signs each request by itself, with a challenge
// of its own. Who signs in by SAML or OIDC needs one.
//
// # Reading
//
// Pages of 1000 rows in format full are asked for, or of 100 where that is refused,
// and followed whatever they hold; six requests are under way at a time. A list whose
// total, ids and pages do not fit together is read once more, and is partial then. Lists
// of groups have no members, so that each group is read by itself. Users and
// extensions are looked up one by one while that takes fewer requests than all of
// them. Guests are no objects; a login that one has is not free.
//
// # Calls and arguments
//
// A step's Call is a row of the table in api.go. Arguments that its path names stand
// there, all others are the body, but for these:
//
//   - companyId, and siteId of a new user where options.site names one, are filled in;
//   - user.create sends an invitation where options.invite is set. Else the user gets
//     a password that nobody knows or keeps: the person chooses another by "forgot
//     password", or an administrator sets one;
//   - phoneNumbers and roles of user.update are After the user: all of them, with what
//     was read right before where the step writes nothing else. Numbers of PBXs are
//     left out, and stay;
//   - members of a group are After the group: everybody with roles, status and, for
//     the manager, isDelegationEnabled, and what else stands in a member's row;
//   - supervision.update sends the whole group.
//
// # What is verified and what inferred
//
// Verified from clients of the vendor (its Node SDK 2.46.1, its C# SDK, clients
// that it generated from its own OpenAPI): logging in, paging, formats and errors,
// users, profiles, systems and their phone numbers, reading supervision groups, a
// member's own joining and leaving, everything about the Hub. From the help pages:
// the rules of groups and the click paths of manual steps.
//
// Inferred, and told apart in driver_routes.go, where each can be switched off so
// that a person does by hand what it would do: creating, replacing and deleting
// supervision groups, switching delegation, logging others in and out, and
// dissociating an extension.
//
// Inferred besides: that delegation needs an assistant who is logged in; that the
// members of an administrator's list are the way to a person's extension in manual
// steps, and the names of the types Default and Mutual aid there; which offers
// count as Business (their names, or profile.modules) and as Attendant; that an
// active leader of a Hub group has delegated, so that a new one is made idle; that
// an API key's account is enduser/v1.0/users/me; that an empty text takes a free
// text of a user away, and null one that has a form; that offers whose names begin
// with "Voice Business" and "Voice Enterprise" are Business and Enterprise, and that
// those with "voice" in their name make a subscriber; that a member whose status is
// not written in a replacement may be logged in by it.
//
// # What has to go before it comes
//
// Some things nobody has twice: licences of which each excludes the other, a number of
// the Cloud PBX, an extension that goes round between people. Who exchanges one has
// neither for a moment. Whoever is in a group that asks for it (MA8, MA9, Attendant
// licences of supervisors) is out of the group for that moment, although nobody asks
// the group to change: an assistant beside whom another stays, an agent, who supervises
// or is supervised are taken out and put back, logged out as they were and ringing in
// the same place; for a manager, or an only assistant, the group is deleted and made
// anew, and the plan asks for consent to that. A spare extension is not borrowed:
// nobody shall have a phone for a moment that the site does not give them.
//
// Whatever is asked can be reached so, wherever the site declares the groups: if all of
// them are left first and taken last, no step waits for one that waits for it.
//
// # What is refused
//
// Somebody who exchanges such a thing while in a group that the site does not declare,
// or in a list of one that it does not: patchbay takes nobody out of what is not its
// own, since a run that ends in between would leave them out. No order exists then,
// since the group asks for one of the two at every moment. The message names the
// person, the group and what is lacking.
package rainbow
