// Package sim is Rainbow without telephony: companies with a PBX (product A) and
// with a Cloud PBX (Rainbow Hub, product B), in the vendor's own terms, behind
// the REST API on loopback.
//
// Rules:
//
//   - Nothing here comes from the driver of the same vendor, and nothing there
//     from here: each states the vendor's facts for itself, so that a mistake
//     does not hide by being on both sides.
//   - Fields, their types, who writes them and which format shows them are data,
//     in schema.txt. Validation, views and seeds read that one table.
//   - A request is checked whole before the world changes.
//   - What no source of the vendor shows is either strict, with a switch for the
//     lenient reading (Known), or a route that can be taken away (Inferred).
//   - The rules of manager/assistant groups, MA1 to MA16, are in rules.go and
//     grouprules.go. Their real error codes are not known: 400000, 403000 and
//     409000 are used, errorDetails begins with the rule's name and ends with
//     "(simulated)".
//   - The world is deterministic: ids and secrets follow from the seed and the
//     requests; time comes from the injected clock only.
//   - Nothing is logged but failures of the simulator itself; headers and bodies
//     never are.
//
// What is simulated: login with both hashes, tokens of three parts with
// countRenewed, lockout, API keys, OAuth codes and tokens; paging, formats and
// errors in their three shapes; users, licences, companies, sites; PBXs and
// their extensions; supervision groups with their members' own acts; Cloud PBXs
// with subscribers, devices and DDIs; Hub groups and what members do to them
// under voice/v1.0. What is not: calls, messages, mass provisioning by CSV,
// connectors to directories, webhooks, media pillars, login pages of SAML and
// OIDC, IVRs. Those routes answer 404. The PBX gateway's own routes (pcg) are
// 403 for everybody: extensions come and go through the control plane.
//
// Where an answer had to be made up: the bodies of subscribers and DDIs (the
// phone number, its id under id and phoneNumberId), of devices (isAssigned,
// phoneNumberId) and of phone-numbers/free; the unit of forbiddenDelay (seconds);
// supervisedUsers and supervisorUsers as lists of ids; what small and medium hide
// where schema.txt says so; the codes of wrong tokens (401202) and applications
// (401102) beyond their labels; the lists of device models, languages and
// barring options. companyId of a user cannot be changed here. A user who is
// deleted leaves groups of other types. Members of Hub groups must be
// subscribers, and are not asked for a licence: whether they need Business is
// not known.
//
// A seed is JSON, and what GET /_sim/world returns is one. Every part may be left
// out: {} is the company Patchbay with one site, one PBX with 20 extensions, an
// administrator, the catalogue of offers and some licences of the common ones.
// Two companies are there always, Default and Terminated; the administrator of
// the options is added when no user with a password has the role admin.
//
//	{
//	  "application": {"id": "patchbay", "secret": "patchbay"},
//	  "quirks": {"membersInLists": true},
//	  "companies": [{"name": "Acme", "country": "FRA"}],
//	  "sites": [{"name": "Paris", "status": "active"}],
//	  "systems": [{"name": "OXE", "type": "oxe", "country": "FRA", "siteId": ["Paris"], "status": "activated"}],
//	  "subscriptions": [{"offerId": "Essential"}, {"offerId": "Business", "maxNumberUsers": 20}],
//	  "cloudPbxs": [{"name": "Cloud", "language": "fr"}],
//	  "users": [{"loginEmail": "alice@acme.example", "firstName": "Alice", "password": "Secret-1",
//	    "isInitialized": true, "profiles": [{"offerReference": "RB-Business"}],
//	    "phoneNumbers": [{"number": "0612345678", "type": "home", "deviceType": "mobile"}]}],
//	  "phoneNumbers": [{"systemId": "OXE", "shortNumber": "1001", "userId": "alice@acme.example"},
//	    {"systemId": "Cloud", "shortNumber": "8001"},
//	    {"systemId": "Cloud", "number": "0298765432", "isCloudPbxDDI": true}],
//	  "devices": [{"deviceTypeId": "ALE-300", "macAddress": "00:80:9f:00:00:01"}],
//	  "supervisionGroups": [{"name": "Direction", "type": "manager_assistant", "members": [
//	    {"userId": "alice@acme.example", "roles": ["manager"]},
//	    {"userId": "bob@acme.example", "roles": ["assistant"], "status": "idle"}]}],
//	  "groups": [{"name": "Sales", "shortNumber": "8100", "subType": "manager_assistant", "members": [
//	    {"memberId": "carol@acme.example", "roles": ["leader"]}, …]}],
//	  "offers": […], "externalTrunks": […], "apiKeys": […]
//	}
//
// Fields are the API's. Where the API has an id, a seed may have a name instead:
// loginEmail of users, name of companies, sites, offers and PBXs (pbxId too),
// offerName or offerReference in profiles, shortNumber or number of phone
// numbers. What belongs to a company and names none is the first one's. Ids are
// given to those that have none, in the order of the seed. Extensions of a
// user are phoneNumbers of the world; those inside users are personal ones.
//
// A seed is held to the shape of groups (MA1 to MA7, MA10, MA13, MA14, MA16), not
// to licences and devices, which a live company may have lost (MA8, MA9); with
// looseMembers to neither.
package sim
