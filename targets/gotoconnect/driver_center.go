package gotoconnect

import "github.com/patchbay-dev/patchbay/compiler/plan"

// words are a text in English and French.
type words struct{ en, fr string }

func (w words) in(language plan.Language) string {
	if language == "fr" {
		return w.fr
	}
	return w.en
}

// setting is one of the thirteen settings of the contact centre, as the article
// lists them by tab. There is one set for the organization, one for all supervisors
// and one for all agents (CC3).
type setting struct {
	tab   string // as the site calls it: organization, supervisor, agent
	name  string // within the tab, as the site calls it
	label words  // on the page (the article, and its English original)

	// widens says that it lets people do more: who may see and listen to what, or
	// change how the contact centre works.
	widens bool
	// fixed is always on and cannot be taken away (CC1).
	fixed bool
}

// attr is the attribute of the account.
func (s setting) attr() string { return s.tab + "." + s.name }

// The tabs of the page.
const (
	tabOrganization = "organization"
	tabSupervisor   = "supervisor"
	tabAgent        = "agent"
)

// limitToAssigned is the setting whose absence opens every queue to every supervisor.
const limitToAssigned = tabSupervisor + ".limitToAssigned"

// settings are all of them, in the order of the page.
var settings = []setting{
	{tab: tabOrganization, name: "loginUnassignedQueues", widens: true, label: words{"Allow agents to log in to unassigned queues", "Autoriser les agents à se connecter aux files non assignées"}},
	{tab: tabSupervisor, name: "portal", widens: true, label: words{"Access to Contact Center Configuration Portal", "Accès au portail de configuration du Centre de contact"}},
	{tab: tabSupervisor, name: "limitToAssigned", widens: true, label: words{"Limit access to assigned call queues", "Limiter l’accès aux files d’appels assignées"}},
	{tab: tabSupervisor, name: "queueSettings.view", fixed: true, label: words{"View the settings of a call queue", "Consultation des paramètres d’une file d’appels"}},
	{tab: tabSupervisor, name: "queueSettings.manage", widens: true, label: words{"Manage the settings of a call queue", "Gestion des paramètres d’une file d’appels"}},
	{tab: tabSupervisor, name: "pauseReasons.view", label: words{"View pause reasons", "Consultation des raisons pour une pause"}},
	{tab: tabSupervisor, name: "pauseReasons.manage", widens: true, label: words{"Manage pause reasons", "Gérer les raisons pour une pause"}},
	{tab: tabSupervisor, name: "skills.view", label: words{"View skills and skills assignment of agents", "Voir les compétences et l’attribution de compétences aux agents"}},
	{tab: tabSupervisor, name: "skills.manage", widens: true, label: words{"Manage skills and skills assignment of agents", "Gestion des compétences et de l’attribution de compétences aux agents"}},
	{tab: tabAgent, name: "prerecordedMessages", label: words{"Manage pre-recorded messages", "Gérer les messages pré-enregistrés"}},
	{tab: tabAgent, name: "cannedMessages", label: words{"Manage public canned messages", "Gérer les messages pré-écrits publics"}},
	{tab: tabAgent, name: "customTags", label: words{"Create custom tags", "Créer des étiquettes personnalisées"}},
	{tab: tabAgent, name: "dispositions", label: words{"Enable call dispositions", "Activer les conclusions d’appels"}},
}

// tabs are the words of the page for its tabs.
var tabs = map[string]words{tabOrganization: {"Organization", "Organisation"}, tabSupervisor: {"Supervisor", "Superviseur"}, tabAgent: {"Agent", "Agent"}}
