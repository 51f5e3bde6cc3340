package threecx

// kindWords are the kinds as people speak of several.
var kindWords = map[string]string{
	User: "extensions", Group: "departments", GroupRole: "role defaults", Membership: "memberships", Queue: "queues", RingGroup: "ring groups",
	Parking: "shared parkings", Phone: "phones", Forwarding: "forwarding profiles", Receptionist: "digital receptionists", Fax: "fax extensions",
}
