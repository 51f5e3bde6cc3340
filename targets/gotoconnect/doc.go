// Package gotoconnect is an account of GoTo Connect, with its GoTo Contact Center,
// through the Admin API (api.getgo.com) and the Voice Admin API (api.goto.com).
//
// # What it manages
//
// Users with their built-in or custom role, licences, user group and location; direct
// extensions with their primary and secondary users, find-me-follow-me and mailbox; desk
// phones with their user or licence, location and buttons; locations; where public numbers
// ring and who may use them. Numbers and licences are never bought: what is not there is
// an error. A licence that a user gets costs, and such a step wants consent; so do
// deletions of users and extensions, which nothing takes back.
//
// What the language has no noun for stands under native: of the target locations and
// phoneNumbers (lower_tenant.go), of a user licenseKeys, location and what belongs to the
// own extension (secondaryUsers, the mailbox and so on), of a device licence, location and
// buttons.
//
// # Contact Center
//
// No API reads or writes it, but for call queues and who is in one, which are read. Its
// thirteen settings, the role GoTo Contact Admin, its licence, supervisors, wrap-up times,
// inbox queues and campaigns are steps for a person, in French or English, and known by
// attestation alone. The rules:
//
//	CC1   package check, and the schema: queueSettings.view is computed, always on
//	CC2   package check warns by queue; Rights gives every supervisor every queue, one by one
//	CC3   the language: one record of the target, and no such name in a role
//	CC4   package check names the queue without wrap-up time
//	CC5   package check warns where something is managed and not viewed
//	CC6   Rights: supervisors have no right over the permissions; steps are the Contact Admin's
//	CC7   package check; Rights: who is known to have no licence supervises nothing
//	CC8   agents and supervisors are two lists
//	CC9   turning loginUnassignedQueues off is no loss of a right: nobody is logged out
//	CC10  nothing is assumed: a setting that nobody attested is unknown
//
// # Authentication
//
// An OAuth client and the refresh token of a super admin, who has to log in to the client
// once. An access token is renewed when four fifths of its hour are over, and when it is
// refused. A refresh usually brings no new refresh token; one that comes is kept where the
// site keeps the one before. The principal is asked for first: lists of Voice Admin are
// empty for an account that is not the principal's, and for a principal who is no
// administrator, so that an empty list would mean nothing.
//
// # Reading
//
// Lists of the Admin API are read in pages of 1000 and held against their total. Those of
// Voice Admin have markers that say nothing of how many rows there are: a list of several
// pages counts once it was read twice with the same rows. Who has an extension and how it
// goes on, the licence and location of a device, its buttons, who is in a location or
// queue and who may use a number are asked for one by one: two requests for each direct
// extension and each device. Whoever asks about single objects gets whole lists, one after
// another, and the single pages of those objects alone.
//
// Keys of the Admin API are JSON numbers of 26 digits; they are kept as text, and written
// as numbers there and as text in Voice Admin.
//
// # Calls and arguments
//
// A step's Call is a row of the table in api.go. Arguments that its path names stand there,
// the one that its filter names goes into the query, all others are the body, but for these:
// account and accountKey are filled in; user.create is a list of one, with suppressEmail
// unless options.invite is set; licenseKeys become numbers.
//
// # Order
//
// A user is freed of an extension, and an extension of a user, before either is given away;
// the primary user comes before secondary ones. Name and model of a device go together, its
// user and its licence alone, and it has the one or the other. Whoever is put into a
// location, or a user group, is taken out of the other one. Deletions of extensions come
// after whatever lets go of them. An e-mail address is for ever: another one is another
// user, which the plan shows as a replacement.
//
// # What is verified and what inferred
//
// Verified from the vendor's collection of requests, its guides and public programs that
// run against it: hosts, paths, the token endpoint, users and their roles, custom roles,
// licences, everything of Voice Admin but what follows; the error codes; the one primary
// extension; the limit of ten requests in a second.
//
// Inferred, and told apart in driver_routes.go, where each can be switched off so that a
// person does it by hand: deleting a user, changing licences later, who is in a user group,
// that setting permissions of a number replaces them, that users of a queue are its agents.
//
// Inferred besides: that the id of a call queue is its extension's; that the body of a new
// custom role or user group is its name; the actions VOICEMAIL and HANG_UP of a final step;
// 20 seconds for a ring step that does not say; that a device whose user goes is nobody's;
// that a phone wants a user with exactly one licence for the PBX (an error code tells it);
// the ways in the administration but for the page of settings (the article) and People ›
// Users (a help page); French labels of boxes of custom roles, which stay English; that a
// new user has no role and no licence in the contact centre.
//
// # What is not done
//
// Identities by SCIM, and with it departments; shared voicemail boxes and fax machines,
// which are read as extensions of their type and left alone; billing groups; ordering
// numbers; emergency locations, which no request changes; the PIN of a mailbox once it was
// made; devices, custom roles and user groups are made and never deleted.
package gotoconnect
