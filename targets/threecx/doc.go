// Package threecx is 3CX Phone System V20 through its configuration API, the
// XAPI: OData v4 at /xapi/v1.
//
// # What it manages
//
// Extensions, departments with the rights of each role and each member, queues,
// ring groups, shared parkings, desk phones, and forwarding. Digital receptionists
// are read, in one listing, for the numbers that they send callers to, and fax
// extensions for the numbers that they have; neither is ever written. What V20 calls a
// department is a Group in the API, and so is a team: a team that names the
// department of the same name is one Group with it.
//
// # Versions
//
// 20.0.8 and later. Probe refuses older builds, which have no alternate keys
// such as Users(Number='101') (differences of the published OpenAPI files); what
// came after 20.0.8 is in the schema from its version on. The ways in which
// builds and installations differ, or may, are listed in driver.go with the
// simulator's option for each.
//
// # Rights
//
// A right is a flag of a membership. A group has one set of defaults for each
// role; a member has a role and, sparsely, flags of their own that override its
// defaults (observed by integrators; 3CX OpenAPI 20.0.10 has the shape only).
// Console rights have no flags: they follow from the role. What each role
// carries is inferred from the roles in the tokens of users, see roleTable in
// driver_roles.go, and what is inferred never makes a right wider.
//
// # By hand
//
// profile.modules roleDefaults: false and overrides: false leave to a person in the
// console what roles may do in a department, and the role and flags of those who
// belong to it already; see driver_hand.go. What is created, with the members and
// flags that it begins with, is written by the API all the same. Click paths and the
// names of switches are in Polish from the article; in English and French they are
// translated, and the console's may differ.
//
// # Authentication
//
// A service principal's client id and secret at /connect/token give a token of
// an hour. One token is valid at a time for each client (3CX tutorial). The
// API needs an Enterprise licence.
//
// # Calls and arguments
//
// A step's Call is "<entity set>.<Create|Update|Delete>" for the sets Users,
// Groups, Queues, RingGroups and Parkings. Its Args are:
//
//   - "Id": the entity's id, on Update and Delete;
//   - "Body": what is sent, by the XAPI's own names, on Create and Update.
//     PrimaryGroupId and GroupId are IDOf a group; time zones are IANA names,
//     which the connection turns into ids; a secret is SecretOf a name.
//     Collections that are replaced whole are After an extent: Groups of a user
//     (memberships by User), Members of a group (memberships by Group), Rights
//     of a group (groupRoles by Group), Phones and ForwardingProfiles of a user.
//
// Memberships, phones and forwarding profiles have no entity set of their own
// and are written through their user; groupRoles through their group.
//
// # What is verified and what inferred
//
// Verified from 3CX's own files: entity and field names, that a PATCH replaces
// collections whole, that memberships can be written from either side, that a
// Number cannot change, batch deletion. Observed by integrators: sparse overrides, the limit of
// 100 on $top, that GroupRights are ignored on write, role names, hidden groups.
// Inferred: that null in Rights clears an override, that a PATCH of a group's
// Rights replaces only the roles it names, what the role names carry in the
// console, the names of forwarding profiles, that creating a user sends no mail.
package threecx
