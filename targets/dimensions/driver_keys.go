package dimensions

import (
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The attributes of a user that are roles there, by the names of the vendor's page.
const (
	Website      = "website_access"
	Essential    = "essential"
	Client       = "uc_client"
	Professional = "professional"
	Realtime     = "realtime"
	Agent        = "agent"
	CRM          = "crm"
	Teams        = "microsoft_teams"
	Supervisor   = "supervisor"

	ManageUsers    = "manage_users"
	ManageBillable = "manage_billable_items"
	Settings       = "customer_settings"
	Directories    = "manage_contact_directories"
	WorkspaceAdmin = "workspace_admin"
	APIAdmin       = "rest_api_admin"
	AgentControl   = "supervisor_agent_control"
	SilentMonitor  = "silent_monitor"
	WebhooksAdmin  = "webhooks_admin"
	Playback       = "recording_playback"
)

// The supervisor levels, from least to most; none is "".
const (
	Reports       = "reports"
	Analytics     = "analytics"
	Live          = "live_analytics"
	ContactCenter = "contact_center"
)

// role is one thing that a role key stands for.
type role struct {
	name string // of the attribute; of a supervisor level, the level
	key  string // documented, or inferred where known says so; "" is not known
	// known is how far the key can be relied on: "verified" by the vendor's pages,
	// "inferred", or "" where an operator has to say what it is.
	known string
	title string // on the vendor's page
	fr    string // the same in French
	level int    // 1 to 4 of supervisor levels
	item  string // the licence that it consumes, in the vendor's words; "" costs nothing
}

// roles is the one table of keys, in the order in which they are given: access,
// licences, clients, level, permissions (reference, compile order). A site corrects
// it, or fills what is not known, by options.permissionKeys.
var roles = []role{
	{name: Website, key: "customer.user", known: "verified", title: "Website Access", fr: "Accès au site Web"},
	{name: Essential, key: "customer.user.pbx", known: "verified", title: "Essential User", fr: "Utilisateur essentiel", item: "Essential User"},
	{name: Client, key: "customer.user.uc", known: "verified", title: "UC client", fr: "Client de communications unifiées"},
	{name: Professional, key: "customer.user.uc.remote", known: "verified", title: "Professional User", fr: "Utilisateur professionnel", item: "Professional User"},
	{name: Agent, key: "customer.user.acd", known: "verified", title: "Agent User Add-On", fr: "Module complémentaire de l'utilisateur de l'agent", item: "Agent User Add-On"},
	{name: CRM, title: "CRM User Add-On", fr: "Module complémentaire de l'utilisateur CRM", item: "CRM User Add-On"},
	{name: Realtime, key: "customer.user.pbx.realtime", known: "verified", title: "Real-Time Add-On", fr: "Module temps réel", item: "Real-Time Add-On"},
	{name: Teams, key: "customer.user.microsoftteams", known: "verified", title: "Microsoft Teams User", fr: "Utilisateur de Microsoft Teams", item: "Microsoft Teams User"},
	{name: Reports, key: "customer.user.supervisorl1", known: "verified", title: "Reports Supervisor", fr: "Superviseur des rapports", level: 1, item: "Reports Supervisor"},
	{name: Analytics, key: "customer.user.supervisorl2", known: "inferred", title: "Analytics Supervisor", fr: "Analytics Superviseur", level: 2, item: "Analytics Supervisor"},
	{name: Live, key: "customer.user.supervisorl3", known: "inferred", title: "Live Analytics Supervisor", fr: "Live Analytics Superviseur", level: 3, item: "Live Analytics Supervisor"},
	{name: ContactCenter, key: "customer.user.supervisorl4", known: "inferred", title: "Contact Center Supervisor", fr: "Superviseur du centre de contact", level: 4, item: "Contact Center Supervisor"},
	{name: ManageUsers, title: "Manage Users", fr: "Gérer les utilisateurs"},
	{name: ManageBillable, title: "Manage Billable Items", fr: "Gérer les articles facturables"},
	{name: Settings, key: "customer.settings", known: "verified", title: "Customer Settings", fr: "Paramètres du client"},
	{name: Directories, title: "Manage Contact Directories", fr: "Gérer les répertoires de contacts"},
	{name: WorkspaceAdmin, title: "Workspace Administrator", fr: "Administrateur de l'espace de travail"},
	{name: APIAdmin, key: "onboarding.admin", known: "inferred", title: "REST API Administrator", fr: "REST API Administrateur"},
	{name: AgentControl, title: "Supervisor Agent Control", fr: "Contrôle des agents superviseurs"},
	{name: SilentMonitor, title: "Silent Monitor", fr: "Moniteur silencieux"},
	{name: WebhooksAdmin, key: "webhooks.admin", known: "inferred", title: "Webhooks Administrator", fr: "Administrateur de webhooks"},
	{name: Playback, title: "Recording Playback", fr: "Lecture de l'enregistrement"},
}

// spellings of Manage Users of which the vendor's pages show two. Neither is
// written without a word of the operator, who can see it among an administrator's
// roles.
var spellings = []string{"admin.user", "user.admin"}

// keysOption is the option that fills the table, and the facts of a profile that
// hold it.
const keysOption = "permissionKeys."

// keyOf is the role key of an attribute or level on a target; "" where nobody knows.
func keyOf(p state.Profile, name string) string {
	if written := p.Facts[keysOption+name]; written != "" {
		return written
	}
	if r := roleNamed(name); r != nil {
		return r.key
	}
	return ""
}

// roleNamed finds an entry of the table.
func roleNamed(name string) *role {
	for i := range roles {
		if roles[i].name == name {
			return &roles[i]
		}
	}
	return nil
}

// byKey are the entries of the table by their keys on a target.
func byKey(p state.Profile) map[string]*role {
	out := map[string]*role{}
	for i := range roles {
		if key := keyOf(p, roles[i].name); key != "" {
			out[key] = &roles[i]
		}
	}
	return out
}

// byHand reports whether a person sets an attribute, since its key is not known.
func byHand(p state.Profile, name string) bool {
	r := roleNamed(name)
	return r != nil && keyOf(p, name) == ""
}

// provided reports whether the service provider assigns the agent add-on by itself
// (options.agentAssignment; R17).
func provided(p state.Profile) bool { return p.Facts["agentAssignment"] == "provider" }

// levelOf is the rank of a supervisor level: 0 for none, to 4.
func levelOf(level string) int {
	if r := roleNamed(level); r != nil {
		return r.level
	}
	return 0
}

// permissions are the eleven boxes of the page but website access, in its order.
func permissions() []*role {
	var out []*role
	for i := range roles {
		if r := &roles[i]; r.item == "" && r.name != Website && r.name != Client {
			out = append(out, r)
		}
	}
	return out
}
