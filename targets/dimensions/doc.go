// Package dimensions is a customer of Xarios Dimensions (also MyReports): call
// analytics and UC clients beside a phone system, which providers sell under names of
// their own, through its onboarding REST API of version 1.0.
//
// # What it manages
//
// Users of the customer: names and addresses, website access, the supervisor access
// type, permissions, licences and add-ons, the UC client, and the device that each of
// its clients registers as. User groups, primary groups and workspaces are steps for
// a person, since no API shows or writes them; so is every permission whose role key
// is not known. Users of the phone system are imported by the portal and never made
// or deleted; users that somebody adds by hand have the portal alone.
//
// # Who is who
//
// The API shows no extension, so that a user is known by the e-mail address; those
// who share one, by the address and the display name. Who uses the portal has an
// address of their own, and shares it with nobody who matters. That somebody is of
// the phone system is said by the role of Essential users, and asked for by a site
// that writes an extension, a licence or a softphone.
//
// # Roles
//
// The API keeps all of that as role keys of a user. driver_keys.go has the one table
// of them, with what is verified, inferred and not known. A site corrects it and
// fills it by options.permissionKeys; what has no key is neither read nor written, and
// unknown until a person attests it. Keys that nobody knows are kept.
//
// Website access comes with a supervisor access type and with the client, and the
// real-time licence with a live level: both are predicted. Whether that licence goes
// with the level is not documented, so that it is taken away in the same request.
//
// # Charges
//
// What costs is answered with 402 until the request says that charges are accepted.
// A step that consumes a licence says which; a plan with such steps is applied with
// --accept-charges and not without, and those steps, and no others, carry the word.
// A call of which the plan did not know that it costs is refused by the portal, and
// nothing is bought: options.charges names what a contract charges for beside
// licences.
//
// Who may not spend is refused before anything is sent (R13), as far as it is known:
// by the roles in the access token, where it has any, or by the site's word, which is
// profile.modules.billableItems. A token that says nothing gives a notice.
//
// # Authentication
//
// A refresh token of somebody who has REST API Administrator at the reseller or the
// enterprise, and the client that it was given to. Tokens come from the vendor's
// login server, whatever the brand. A refresh token that is replaced is put where the
// site keeps the one before, ahead of anything else.
//
// # Reading
//
// One list of all users, and one request for each, since lists have no roles; six at
// a time. No paging of users is documented. Where a reply has "next" it is followed
// as that of customers is; whatever else looks like more makes the list partial, and
// so does a row that does not fit the count.
//
// # Calls and arguments
//
//   - user.create is POST with the roles; everybody who is made gets website access
//     and a message;
//   - user.patch is a JSON Patch: replace of the name and the address, and for each of
//     remove a test and a remove at its place, the last place first, then an add for
//     each of add. A name or an address that is written over is tested as well. Places
//     are those of the last read; where a test fails, nothing has happened, and the
//     patch is made anew from another read, if the user still is as the plan saw them.
//     The list of roles is never replaced, which would drop what others gave;
//   - user.delete takes away the access to this customer, and of somebody at home
//     here the login itself;
//   - device.assign and device.unassign are PUT.
//
// # What is verified and what inferred
//
// Verified from the vendor's pages (reference of the API, and the help page on users):
// routes, bodies and errors; the list without roles; 402; what a create adds and
// sends; that a replaced list of roles drops the others; what a delete does in the
// primary tenant; the role keys marked so; rules R1 to R17.
//
// Inferred: the keys of two supervisor levels and the name of a third, those of
// Webhooks and REST API Administrator for customers; R18; that levels cost, and going
// down does not; that the address of a user may be patched; how pages go on; that
// texts with "already exists" and "already in use" are conflicts; that the token's
// claim "role" holds roles; that devices are told apart by type on the phone system;
// the pages "Settings, User Groups" and "Settings, Workspaces", which the help pages
// name and show no path of, the boxes in French that the help page has no word for,
// and that everybody may be given any word as a role in a workspace.
//
// # Not driven
//
// The variant "Dimensions Voice", where licences decide who is on the phone system;
// tenants, settings of a customer, contact directories, reports and webhooks; who has
// an account with the reseller. A JSON Patch of roles whose order is another in each
// reply is refused by its test, and tried again by the next run.
package dimensions
