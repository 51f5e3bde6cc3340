// Package sim is a Bitrix24 portal without calls, in the cloud or On-Premise: a
// stateful world in the vendor's own terms behind its REST interface on loopback.
//
// Rules:
//
//   - Nothing here comes from the driver of the same vendor, and nothing there
//     from here: each states the vendor's facts for itself, so that a mistake does
//     not hide by being on both sides. That holds for the rights model too.
//   - A request is checked whole before the world changes; where the vendor is
//     known to change it by halves (user.add, a batch), so does this.
//   - Where the vendor's behaviour has not been observed, it is an option, and its
//     sentence says so. See Known.
//   - The world is deterministic: ids and secrets follow from the seed and the
//     requests; time, and with it every limit, comes from the injected clock only.
//   - Nothing is ever sent anywhere: invitations and event handlers are rows.
//
// Served, as <url>/rest/<user>/<secret>/<method>[.json][/] or, with an access
// token, <url>/rest/<method>?auth=: user.*, user.userfield.*, department.*,
// sonet_group.*, socialnetwork.api.workgroup.list and .get, voximplant.user.*,
// .line.*, .sip.*, .statistic.get, .url.get, telephony.externalLine.*, event.*,
// batch, and the methods of the scope basic; humanresources.node.member.* of REST
// 3.0 at <url>/rest/api/; <url>/oauth/authorize/ and /oauth/token/, which is a
// host of its own for a real portal. Roles and their access have no methods, as on
// every portal. On-Premise with "module", the patchbay.* of this project's local
// module are there: they are ours, not the vendor's.
//
// Not simulated, and 404: calls and their control, CRM, teams and the rest of
// REST 3.0, XML replies, files.
//
// A fresh portal has one administrator, user 1; the webhook /rest/1/patchbay/
// with every scope; and one application, whose client_id, client_secret and first
// refresh token are all "patchbay". It belongs to user 1.
//
// What a person does by mouse on the portal's own pages is under
// /bitrix/patchbay/, by POST: access (the dialog of access permissions, which
// replaces the whole table), role, role-delete, confirm (the click that allows
// voximplant.user.get to a token), phone, admin, usergroup. These paths are ours as
// well; see pages.go for what they take.
//
// A seed is JSON, and what GET /_sim/world returns is one. Every part may be left
// out, and has then what a fresh portal has. Fields are the vendor's, and those
// that this package does not know stay as they are.
//
//	{
//	  "edition": "cloud", "licensed": true, "region": "", "language": "en",
//	  "module": false, "restOnly": false, "converted": false, "telephonyVersion": "newest",
//	  "quirks": {"bucket": "off"},
//	  "users": [{"ID": "1", "ACTIVE": true, "ADMIN": true, "NAME": "Ada", "EMAIL": "ada@acme.example",
//	    "UF_DEPARTMENT": [1], "UF_PHONE_INNER": "101", "PHONE_ENABLED": "N", "DEFAULT_LINE": null,
//	    "USER_GROUPS": ["5"], "USER_TYPE": "employee"}],
//	  "departments": [{"ID": "1", "NAME": "Company", "SORT": 500}, {"ID": "5", "NAME": "Sales", "PARENT": "1", "UF_HEAD": "7"}],
//	  "workgroups": [{"ID": "3", "NAME": "Launch", "OWNER_ID": "7", "VISIBLE": "Y", "MEMBERS": [{"USER_ID": "7", "ROLE": "A"}]}],
//	  "roles": [{"ID": "1", "NAME": "Administrator", "PERMISSIONS": {"CALL_DETAIL.VIEW": "X"}}],
//	  "access": [{"ID": "1", "ROLE_ID": "1", "CODE": "G1"}],
//	  "userGroups": [{"ID": "5", "NAME": "Night shift"}],
//	  "queues": [{"ID": "1", "NAME": "Support", "EXTENSION": "500", "USERS": ["7"]}],
//	  "lines": {"reg150907": "SIP line"}, "outgoingLine": "reg150907",
//	  "sip": [{"APP": "app patchbay", "TYPE": "office", "CONFIG_ID": "7", "SERVER": "sip.acme.example", "LOGIN": "u"}],
//	  "invitations": [{"USER_ID": "12", "EMAIL": "new@acme.example", "TEXT": ""}],
//	  "apps": [{"client_id": "…", "client_secret": "…", "refresh_token": "…", "scope": "user,telephony", "user": "1"}],
//	  "webhooks": [{"user": "1", "secret": "…", "scope": "user,department", "expires": "2027-01-01T00:00:00Z"}],
//	  "calls": [{"ID": "1", "PORTAL_USER_ID": "7", "CALL_TYPE": "1"}],
//	  "userFields": [{"FIELD_NAME": "UF_USR_X"}], "externalLines": [], "handlers": [], "nextIds": {"users": 13}
//	}
//
// What the options edition, licensed, module, restOnly, converted and
// telephonyVersion say is what a new world begins with: a seed or a world's file
// that says otherwise wins. All other options hold for the process; "quirks" of a
// seed lie over them, and a fault {"kind": "quirk", "nth": 2, "options": {"batchFails":
// "25"}} over those, for one request.
//
// Rows without an ID get the next one; no ID is given twice. "APP" is who made a
// line: "app <client_id>" or "webhook <ID>".
//
// From the vendor's documentation or source, as the project's reference quotes
// them: addresses, encodings, envelopes, paging, batch, errors and their texts,
// limits, the eight permissions with their levels and union, the predefined roles,
// who holds which code, extensions, dismissal, the telephony methods. Inferred: that
// only administrators may invite and edit the structure; how many digits make a
// phone number; that prefixes filter departments; the level D of a portal whose
// structure is not converted includes the people below the departments that a
// user heads; what calls cost; a total of 0 where nothing is counted.
package sim
