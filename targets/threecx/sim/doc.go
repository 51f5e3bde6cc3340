// Package sim is a 3CX V20 PBX without telephony: a stateful world in the
// vendor's own terms behind the configuration API (XAPI) on loopback.
//
// Rules:
//
//   - Nothing here comes from the driver of the same vendor, and nothing there
//     from here: each states the vendor's facts for itself, so that a mistake
//     does not hide by being on both sides.
//   - Names, types and enumerations are data, in schema.txt, taken from the
//     OpenAPI file of 20.0.10. Validation of input, $select, complete entities
//     and $metadata all read that one table.
//   - A request is checked whole before the world changes.
//   - Where the vendor's behaviour has not been observed, it is an option, and
//     its comment says so. See Options.
//   - The world is deterministic: Ids, numbers and credentials follow from the
//     seed and the requests; time comes from the injected clock only.
//
// What is simulated: client credentials and web client logins, one token per
// principal; roles and departments of the caller; the OData query options with
// nested $expand; users, groups and their rights from both sides, queues, ring
// groups, IVRs, parkings, fax, trunks, devices, contacts, principals and more;
// operations in the namespace Pbx; editions and licence limits; features by
// version from 20.0.7 to 20.0.10. What is not: calls, reports, media, e-mail,
// handsets, backups. Sets and operations that are not served answer 404.
//
// A seed is JSON, and what GET /_sim/world returns is one. Every part may be
// left out: {} is a fresh PBX with the group DEFAULT and one principal, of the
// role system_owners.
//
//	{
//	  "version": "20.0.10.1234",
//	  "license": {"edition": "enterprise", "maxUsers": 50, "maxSimCalls": 16},
//	  "system": {"fqdn": "pbx.example", "enl": 3, "operator": "100"},
//	  "quirks": {"favoritesSurviveReplace": true},
//	  "groups": [{"Name": "Sales", "GloballyVisible": true,
//	    "Rights": [{"RoleName": "users", "AllowParking": false}], "Members": ["102"]}],
//	  "users": [{"Number": "101", "FirstName": "Alice", "PrimaryGroup": "Sales",
//	    "Groups": ["DEFAULT", {"Group": "Sales", "RoleName": "managers", "Rights": {"CanBargeIn": true}}],
//	    "Phones": [{"MacAddress": "001565123456", "TemplateName": "yealink_t4x.ph.xml"}],
//	    "Favorites": ["102"]}, {"Number": "102"}],
//	  "queues": [{"Number": "800", "Name": "Support", "Agents": ["101"], "Managers": ["102"]}],
//	  "servicePrincipals": [{"Number": "ci", "Secret": "s3cret", "XAPIEnabled": true,
//	    "Groups": [{"Group": "DEFAULT", "RoleName": "system_admins"}]}]
//	}
//
// Members are named by Number and groups by Name. Ids are given to those that
// have none, in the order of the seed. Properties are the API's.
package sim
