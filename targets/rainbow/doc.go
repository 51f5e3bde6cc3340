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
// The rules MA1 to MA16 are checked of what a site asks (driver_rules.go) and hold
// in every world that a plan can leave behind (steps_order.go).
//
// # What belongs to the users
//
// Delegation and who is logged in are the users' own to switch: they are read, and
// compared only where the site writes them.
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
package rainbow
