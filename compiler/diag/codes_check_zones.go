package diag

// What can be wrong with time zones.
const (
	NoSuchZone Code = "PB2099"
)

var checkZones = []Info{
	{
		Code: NoSuchZone, Title: "a time zone that does not exist",
		Explain: "Zones are written as the IANA does: Europe/Paris, America/New_York, UTC. One that exists may still be unknown to a target; where the target lists its own, the plan says so.",
		Bad:     "organization: timezone: \"Europe/Pariss\"\n",
		Good:    "organization: timezone: \"Europe/Paris\"\n",
	},
}
