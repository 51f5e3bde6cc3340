package sim

import "regexp"

// kind is what is particular about the objects of one set.
type kind struct {
	peer       string             // PeerType of a number (DN); "" for the rest
	number     func(*data) string // next free number; "" when there is none
	numberless string             // warning when a number must be given
	form       *regexp.Regexp     // of a number that is given
	readOnly   []string           // accepted and ignored
	check      func(*draft)
	after      func(*draft, *object)
	keep       func(*World, *caller, *object) string // warning that stops a delete
}

// kinds are the particular sets; any other set is plain create, read, update, delete.
var kinds = map[string]kind{
	"Users": {
		peer: "Extension", form: userNumber, check: checkUser, after: afterUser, keep: keepUser,
		number:   func(d *data) string { return d.next(d.span("users")) },
		readOnly: []string{"IsRegistered", "DisplayName"},
	},
	"Groups": {
		peer: "Group", check: checkGroup, keep: keepGroup,
		number:   func(d *data) string { return d.nextPrefixed("GRP", 0, 4) },
		readOnly: []string{"IsDefault", "HasMembers", "LastLoginTime"},
	},
	"Queues":        {peer: "Queue", number: nextSystem, form: digits, check: checkQueue, keep: keepNumber, readOnly: []string{"IsRegistered"}},
	"RingGroups":    {peer: "RingGroup", number: nextSystem, form: digits, check: checkRingGroup, keep: keepNumber, readOnly: []string{"IsRegistered"}},
	"Receptionists": {peer: "IVR", number: nextSystem, form: digits, check: checkReceptionist, keep: keepNumber, readOnly: []string{"IsRegistered"}},
	"Parkings":      {peer: "Parking", number: func(d *data) string { return d.nextPrefixed("SP", 11, 0) }, form: parkNumber},
	"Fax":           {peer: "Fax", number: nextSystem, form: digits, check: checkFax, keep: keepFax},
	"Trunks":        {peer: "ExternalLine", number: func(d *data) string { return d.next(d.span("trunks")) }, form: digits, check: checkTrunk},
	"ServicePrincipals": {
		peer: "RoutePoint", number: func(*data) string { return "" }, numberless: required, form: clientNumber,
		check: checkPrincipal, keep: keepPrincipal, readOnly: []string{"IsSystem", "LastUsed", "Peers"},
	},
	"Fxs":            {check: checkFxs, readOnly: []string{"Registered", "Template"}},
	"Sbcs":           {check: checkSbc, readOnly: []string{"HasConnection", "Connection", "ProvisionLink", "Version"}},
	"Contacts":       {check: checkContact},
	"Parameters":     {check: checkParameter},
	"Holidays":       {check: func(d *draft) { d.need("Name") }},
	"PhoneTemplates": {check: checkTemplate},
	"FxsTemplates":   {check: checkTemplate},
	"TrunkTemplates": {check: checkTemplate},
}

func nextSystem(d *data) string { return d.next(d.span("system")) }

// computed are properties that follow from others, by "Type.Property". Writes to
// them are accepted; what they mean is up to the check of the kind.
var computed = map[string]func(*World, *object) any{
	"Group.Members":             groupMembers,
	"Group.Rights":              groupRights,
	"Group.HasMembers":          func(w *World, g *object) any { return w.hasMembers(g) },
	"Group.Groups":              func(*World, *object) any { return []any{} },
	"User.DisplayName":          func(_ *World, o *object) any { return o.displayName() },
	"User.Phones":               phones,
	"Queue.Agents":              linkRows("Agents"),
	"Queue.Managers":            linkRows("Managers"),
	"RingGroup.Members":         linkRows("Members"),
	"Fxs.Template":              func(*World, *object) any { return nil },
	"Fxs.Registered":            func(*World, *object) any { return nil },
	"ServicePrincipal.Peers":    func(*World, *object) any { return []any{} },
	"ServicePrincipal.LastUsed": lastUsed,
	"User.Groups":               memberships,
	"Queue.Groups":              memberships,
	"RingGroup.Groups":          memberships,
	"Parking.Groups":            memberships,
	"Receptionist.Groups":       memberships,
	"Fax.Groups":                memberships,
	"Trunk.Groups":              memberships,
	"ServicePrincipal.Groups":   memberships,
}
