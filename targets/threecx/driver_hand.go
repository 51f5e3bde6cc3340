package threecx

import "github.com/patchbay-dev/patchbay/compiler/state"

// What of rights rests on writes that 3CX does not describe, or whose outcome was
// only seen by integrators: that a group's GroupRights are ignored and its Rights
// are not, and that a null in an override clears it. Each is a module of the
// profile: `profile: modules: roleDefaults: false` leaves it to a person in the
// console. What they do there is read like anything else, so that the next plan
// sees whether it was done.
const (
	RoleDefaults = "roleDefaults" // what each role may do in a department
	Overrides    = "overrides"    // role and flags of those who belong to one already
)

// byHand reports whether a person does what a module stands for.
func byHand(p state.Profile, module string) bool {
	on, said := p.Modules[module]
	return said && !on
}

// handed are the flags of a kind, by who writes them.
func handed(p state.Profile, module string) state.Flag {
	if byHand(p, module) {
		return state.Privilege | state.ReadBack | state.Manual
	}
	return state.Privilege | state.ReadBack
}

// called is what the console says, by the admin's language. The Polish ones are the
// article's; the others are translated from them, and from the names of the flags.
type called struct{ en, fr, pl string }

// flagWords are the switches of a role in a department, as the console lists them.
var flagWords = map[string]called{
	"CanSeeGroupMembers":       {"See group members", "Voir les membres du groupe", "Obserwowanie członków grupy"},
	"CanSeeGroupCalls":         {"See group calls", "Voir les appels du groupe", "Obserwowanie połączeń z grupy"},
	"ShowMyPresence":           {"Show presence to group members", "Partager sa présence avec les membres du groupe", "Udostępnienie statusu obecności członkom grupy"},
	"ShowMyPresenceOutside":    {"Show presence outside the group", "Partager sa présence hors du groupe", "Udostępnienie statusu obecności poza grupą"},
	"ShowMyCalls":              {"Show calls to group members", "Partager ses appels avec les membres du groupe", "Udostępnianie informacji o połączeniach członkom grupy"},
	"PerformOperations":        {"Perform operations (divert, transfer, pick up)", "Effectuer des opérations (renvoyer, transférer, intercepter)", "Wykonywanie działań (przekierowywanie, transferowanie, przejmowanie)"},
	"CanBargeIn":               {"Barge in, listen, whisper", "S'immiscer, écouter, chuchoter", "Wdzwanianie się w aktywne połączenia, tryb nasłuchiwania, tryb szeptu"},
	"CanIntercom":              {"Intercom", "Interphone", "Wdzwanianie się za pomocą interkomu"},
	"AllowParking":             {"Park calls", "Parquer des appels", "Możliwość parkowania połączeń"},
	"AllowIVR":                 {"Control of the IVR", "Contrôle du SVI", "Kontrola IVR"},
	"AllowToManageCompanyBook": {"Manage the company phonebook", "Gérer l'annuaire de l'entreprise", "Zarządzanie firmową książką telefoniczną"},
	"AllowToChangePresence":    {"Reception: set the status of others", "Réception : changer le statut des autres", "Działania recepcji: ustawienia statusów"},
	"AssignClearOperations":    {"Reception: wake-up calls, check in and out", "Réception : réveils, arrivées et départs", "Działania recepcji: przypomnienia (budzenie), zameldowanie i wymeldowanie"},
	"CanSeeGroupRecordings":    {"See group recordings", "Voir les enregistrements du groupe", "Może widzieć nagrania grupy"},
}
