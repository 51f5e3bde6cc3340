package sim

import (
	"net/http"
	"time"

	"github.com/patchbay-dev/patchbay/targets/internal/quirk"
	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Options are how a world is made and served.
type Options struct {
	simhttp.Serving
	// Quirks set, by the names of Known, how the service differs from the usual.
	// A seed may set them too, as "quirks".
	Quirks map[string]string
}

// settings are the options as read.
type settings struct {
	rateLimit, pageUsers, chargesFrom                            int
	tokenLifetime, refreshLifetime, syncEvery                    time.Duration
	rotateRefresh, tls, expiredToken, unknownError, newAttribute bool
	chargedCreate, chargedAssign, realtimeLeaves, tokenRoles     bool
	agents, accessLoss, essential, foreign, joinTenants, level   string
	manageUsers, manualLive, region, roleOrder, secondLevel      string
	exists, softphoneRole, unassign, duplicates                  string
	lacks                                                        quirk.Lacks
}

// usual is a service of which no option is set.
func usual() settings {
	return settings{
		chargesFrom: 1, tokenLifetime: time.Hour, syncEvery: time.Hour,
		agents: "customer", accessLoss: "refuse", essential: "keep", foreign: "invalid", joinTenants: "join", level: "reseller",
		manageUsers: "admin.user", manualLive: "without", region: "na", roleOrder: "stored", secondLevel: "refuse",
		exists: "400", duplicates: "portal", softphoneRole: professional, unassign: "repeat",
	}
}

// Known are all options, in the order of their names.
var Known = quirk.List[settings]{
	quirk.Word("accessLoss", "what happens when website access is taken from somebody who keeps a supervisor level or the client: refuse is 400, keep leaves it there (refuse; not documented).", func(s *settings) *string { return &s.accessLoss }, "refuse", "keep"),
	quirk.Word("agentAutoAssign", "whether the agent add-on follows the PBX, whatever a client sets: as the customer's own setting says, true or false (customer).", func(s *settings) *string { return &s.agents }, "customer", "true", "false"),
	quirk.Flag("chargedAssign", "assigning a device wants accept-charges too, as the vendor's sample sends it (true or false; false, not documented).", func(s *settings) *bool { return &s.chargedAssign }),
	quirk.Flag("chargedCreate", "creating a user wants accept-charges whatever its roles, as the vendor's sample sends it (true or false; false, not documented).", func(s *settings) *bool { return &s.chargedCreate }),
	quirk.Among("chargesFrom", "the lowest supervisor level that costs something: 1 to 4, or 5 for none (1; documented is that levels may).", func(s *settings) *int { return &s.chargesFrom }, 1, 2, 3, 4, 5),
	quirk.Word("duplicates", "whose e-mail addresses stand in the way of website access: those of portal users, or of all users (portal; one page can be read as the other).", func(s *settings) *string { return &s.duplicates }, "portal", "all"),
	quirk.Word("essentialRemove", "what taking away the role of PBX users does: keep is success without effect, refuse is 400 (keep; documented for a whole list that does not name it).", func(s *settings) *string { return &s.essential }, "keep", "refuse"),
	quirk.Word("existsStatus", "status of a create of somebody who is there already: 400 or 409 (400; not documented).", func(s *settings) *string { return &s.exists }, "400", "409"),
	quirk.Flag("expiredToken", "every access token counts as expired; as a fault, in the middle of a run (true or false; false).", func(s *settings) *bool { return &s.expiredToken }),
	quirk.Word("foreignTenant", "what a tenant of others is: invalid is the documented 400 of an id that is none, refuse is 403 (invalid; not documented).", func(s *settings) *string { return &s.foreign }, "invalid", "refuse"),
	quirk.Word("joinTenants", "a create with the e-mail address of a login of another tenant: join gives that login access to this one, refuse is a user that exists (join; not documented).", func(s *settings) *string { return &s.joinTenants }, "join", "refuse"),
	quirk.Word("level", "whose credentials are handed out: reseller or enterprise (reseller).", func(s *settings) *string { return &s.level }, "reseller", "enterprise"),
	quirk.Word("manageUsers", "the role key of Manage Users for customers: admin.user or user.admin (admin.user; the vendor's pages disagree).", func(s *settings) *string { return &s.manageUsers }, "admin.user", "user.admin"),
	quirk.Word("manualLive", "live levels for a user who is not on the PBX: without the real-time licence, or refuse with 400 (without; not documented).", func(s *settings) *string { return &s.manualLive }, "without", "refuse"),
	quirk.Flag("newAttributes", "every object that is shown has an attribute that this version of the API does not know (true or false; false).", func(s *settings) *bool { return &s.newAttribute }),
	quirk.From("pageUsers", "users in one reply of their list; the others by pageIndex, which next announces (a number from 0; 0: all at once, no paging is documented).", 0, func(s *settings) *int { return &s.pageUsers }),
	quirk.From("rateLimit", "requests of one client in one second before 429 with Retry-After (a number, 0 is no limit; 0, none is documented).", 0, func(s *settings) *int { return &s.rateLimit }),
	quirk.Flag("realtimeLeaves", "the real-time licence goes when the supervisor level falls below live (true or false; false: it stays until it is taken away, not documented).", func(s *settings) *bool { return &s.realtimeLeaves }),
	quirk.Lasting("refreshLifetime", "how long an unused refresh token is good (a duration; 0s: for ever, not documented).", func(s *settings) *time.Duration { return &s.refreshLifetime }),
	quirk.Word("region", "where the tenants are: na, uk or au; requests to the API host of another region do not find them (na).", func(s *settings) *string { return &s.region }, "na", "uk", "au"),
	quirk.Word("roleOrder", "how a user's roles are shown, and counted by patches: stored, sorted, or moving with every request (stored; not documented).", func(s *settings) *string { return &s.roleOrder }, "stored", "sorted", "moving"),
	quirk.Flag("rotateRefresh", "a refresh gives a new refresh token, and the old one is used up (true or false; false).", func(s *settings) *bool { return &s.rotateRefresh }),
	quirk.Word("secondLevel", "a supervisor level for somebody who has one: refuse is 400, replace puts the new one in its place (refuse; documented is that they exclude each other).", func(s *settings) *string { return &s.secondLevel }, "refuse", "replace"),
	quirk.Word("softphoneRole", "the role, beside that of the client, that assigning a device wants: customer.user.uc.remote or none (customer.user.uc.remote; the vendor's page writes customer_user_uc_softphone).", func(s *settings) *string { return &s.softphoneRole }, professional, "none"),
	quirk.Lasting("syncEvery", "how often users of the PBX are imported; a deleted one is back by then (a duration; 1h, not documented).", func(s *settings) *time.Duration { return &s.syncEvery }),
	quirk.Flag("tls", "https with a certificate of its own; not in a seed (true or false; false).", func(s *settings) *bool { return &s.tls }),
	quirk.Lasting("tokenLifetime", "how long an access token is good (a duration; 1h, not documented).", func(s *settings) *time.Duration { return &s.tokenLifetime }),
	quirk.Flag("tokenRoles", "an access token has a claim role with the roles of whoever let the client in (true or false; false, not documented).", func(s *settings) *bool { return &s.tokenRoles }),
	quirk.Word("unassign", "unassigning a device that is not assigned: repeat is success, refuse is 404 (repeat; not documented).", func(s *settings) *string { return &s.unassign }, "repeat", "refuse"),
	quirk.Flag("unknownError", "every request of the API is 500 (true or false; false).", func(s *settings) *bool { return &s.unknownError }),
	quirk.Without(Inferred, func(s *settings) *quirk.Lacks { return &s.lacks }),
}

// product is what messages call the service.
const product = "Dimensions"

// Under implements simhttp.Quirky: every option can be for one request.
func (w *World) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	return Known.Under(w.given, product, r, options)
}
