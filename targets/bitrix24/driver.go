package bitrix24

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// typeName is the word in targets.X.type.
const typeName = "bitrix24"

// Driver is the Bitrix24 target.
var Driver = targets.Driver{
	Type:      typeName,
	Doc:       about,
	Caps:      Caps,
	Schema:    Schema,
	Lower:     Lower,
	Raise:     Raise,
	Rights:    Rights,
	Steps:     Steps,
	Free:      Free,
	Languages: []plan.Language{"fr"},
	Open:      open, OpenWriter: openWriter, Simulate: simulate,
	Reads: reads,
	Rate:  targets.Rate{PerSecond: 2, Burst: 50, ByHost: true}, // DOC, limits
}

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "Bitrix24 telephony, cloud and On-Premise",
	Versions: "every portal with the REST API of version 2, which in the cloud needs a paid plan with a Market subscription. A portal does not say its own version: profile.version is that of the API. Roles and access are read and written On-Premise alone, through the local module in targets/bitrix24/module",
	Account:  "an incoming webhook of a portal administrator with the scopes user, department, sonet_group and telephony (and patchbay, where the local module is installed); or a local application with the same scopes, to which SIP devices are shown as well",
	Limits: []string{
		"50 rows per page, 50 commands per batch; a batch is one request: 2500 users are read with one",
		"2 requests a second after the first 50, by address and portal (cloud; Enterprise 5 and 250)",
		"each method may run for so many seconds in ten minutes (cloud); then it alone is turned away",
		"a refresh token is good once and is replaced with each use: keep it in a file",
		"queues of telephony share their numbers with extensions and are invisible to REST: the portal refuses a number that a queue has",
	},
	Quirks: quirks,
}

// quirks are the surprises that the simulator reproduces under these options.
// Those without one it always has.
var quirks = []targets.Quirk{
	{Name: "edition", What: "the cloud has no method for roles and access, an own server has those of the local module", Option: "edition"},
	{Name: "no roles", What: "no REST method reads or writes telephony roles and who holds them; with the local module On-Premise ours do", Option: "module"},
	{Name: "licence", What: "a plan without the feature ignores stored roles and goes by the predefined ones; nothing says so to a webhook", Option: "licensed"},
	{Name: "structure", What: "the level D is the own department, with all below it on a portal whose company structure is converted", Option: "converted"},
	{Name: "versions", What: "older versions of the telephony module lack CALL_RECORD.MODIFY and BALANCE.MODIFY", Option: "telephonyVersion"},
	{Name: "second step", What: "user.add registers first and fills in the rest then: after an error the new user may be there", Option: "secondStep"},
	{Name: "rolled back", What: "activatePhone answers 1 also when the device stays off", Option: "activateRollsBack"},
	{Name: "deactivate", What: "deactivatePhone switches the device on; patchbay never calls it"},
	{Name: "lines", What: "line.outgoing.set answers 1 for any line and changes nothing for one that is not there"},
	{Name: "bucket", What: "too many requests are turned away with 503 and were not carried out", Option: "bucket"},
	{Name: "operating", What: "a method that has used up its time is turned away with 429", Option: "operating"},
	{Name: "page size", What: "pages have 50 rows on every portal; whatever they have is followed", Option: "pageSize"},
	{Name: "legacy filters", What: "older versions drop filters with an operator; patchbay uses none", Option: "legacyFilters"},
	{Name: "empty total", What: "an empty user.get may come without a total", Option: "emptyTotal"},
	{Name: "sparse", What: "fields without a value may be left out", Option: "sparse"},
	{Name: "bad secret", What: "an unknown webhook is 403 by the documentation, and 401 as clients expect", Option: "badSecret"},
	{Name: "superiors", What: "what the portal's own dialog writes for a user, IU, is held by all heads above too", Option: "superiors"},
	{Name: "plain group code", What: "whether anybody holds SG<id> without a suffix is not known; patchbay never writes it", Option: "plainGroupCode"},
	{Name: "structure roles", What: "newer portals have codes of heads and deputies, AD and AT, which are shown and left alone", Option: "structureRoles"},
	{Name: "reactivation", What: "whether an extension that is somebody else's by now comes back with a dismissed user is not known; patchbay clears it first", Option: "reactivation"},
	{Name: "departments deleted", What: "what becomes of members and of departments below is not documented; patchbay deletes empty ones alone", Option: "departmentDelete"},
	{Name: "region", What: "in some regions telephony works by REST only, without a balance", Option: "restOnly"},
	{Name: "refresh token", What: "a refresh token is replaced with each use", Option: "keepRefresh"},
}
