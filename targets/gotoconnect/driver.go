package gotoconnect

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// typeName is the word in targets.X.type.
const typeName = "goto"

// Driver is the GoTo Connect target.
var Driver = targets.Driver{
	Type:   typeName,
	Doc:    about,
	Caps:   Caps,
	Schema: Schema,
	Lower:  Lower,
	Raise:  Raise,
	Rights: Rights,
	Steps:  Steps,
	Free:   Free,
	Open:   open, OpenWriter: openWriter, Simulate: simulate,
	Reads:     reads,
	Languages: []plan.Language{"fr"},
	Rate:      targets.Rate{PerSecond: 10, Burst: 10}, // of each API; all of them together stay below it
}

// about is what the documentation and `patchbay targets` say.
var about = targets.Doc{
	Title:    "GoTo Connect, with GoTo Contact Center",
	Versions: "the Admin API (admin/rest/v1) and the Voice Admin API (voice-admin/v1), which every account has",
	Account:  "an OAuth client (developer.goto.com) with the scopes identity:, voice-admin.v1.read and voice-admin.v1.write, and the refresh token of a super admin, who had to log in once",
	Limits: []string{
		"ten requests in a second for each API, and 429 without a word of when to come back",
		"lists of Voice Admin hold 100 rows, by markers that say nothing of how many there are; those of the Admin API 1000",
		"who has an extension, how it goes on when nobody answers, and what licence and place a device has stand in no list: each is asked for by itself",
		"an access token is good for an hour; how long a refresh token is, is not documented",
		"numbers and licences are never bought, and no API deletes devices, custom roles and user groups",
		"no API knows the contact centre: its settings, roles and the people of queues are steps for a person, and attested",
	},
	Quirks: quirks,
}
