package bitrix24

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// words are what the portal's own pages say, by the admin's language. The French
// ones are those of the article; where it has none they are translated and marked.
type words struct{ en, fr string }

func (w words) in(language plan.Language) string {
	if language == "fr" {
		return w.fr
	}
	return w.en
}

// pair is an entity and an action, of which a role has one letter (SRC,
// voximplant/lib/security/permissions.php, newest stored version). The portal does
// not check the letter; those of each pair are in cells.
type pair struct {
	name  string // ENTITY.ACTION
	label words
	older bool // not there in older versions of the telephony module
}

// pairs are in the order of the portal's page.
var pairs = []pair{
	{name: "CALL_DETAIL.VIEW", label: words{"Call statistics: View", "Statistiques d'appel"}},
	{name: "CALL_RECORD.LISTEN", label: words{"Call recording: Listen", "Enregistrement d'appel : Écouter"}},
	{name: "CALL_RECORD.MODIFY", label: words{"Call recording: Update", "Enregistrement d'appel : Mise à jour"}, older: true},
	{name: "CALL.PERFORM", label: words{"Outbound call: Execute", "Appel sortant"}},
	{name: "USER.MODIFY", label: words{"User settings: Update", "Paramètres d'utilisateur"}},
	{name: "SETTINGS.MODIFY", label: words{"Telephony settings: Update", "Paramètres de téléphonie"}},
	{name: "LINE.MODIFY", label: words{"Manage numbers: Update", "Gérer les numéros"}},
	{name: "BALANCE.MODIFY", label: words{"Manage balance: Update", "Gérer le solde"}, older: true},
}

// letters are the levels as the page words them: those of data, of calls, and of
// the rest. The English ones are the source's; the French ones are the article's
// options.
var (
	dataWords = map[string]words{"": {"Access denied.", "pas d'accès"}, "A": {"Personal", "uniquement ses appels"}, "D": {"Personal and department", "de son service"}, "X": {"Any", "tous"}}
	callWords = map[string]words{"": {"Access denied.", "pas d'accès"}, "C": {"Only CRM clients", "uniquement les clients CRM"}, "K": {"CRM clients and company employees", "clients et collègues"}, "X": {"Any", "à n'importe quel numéro"}}
	userWords = map[string]words{"": {"Access denied.", "pas d'accès"}, "A": {"Personal", "uniquement ses paramètres"}, "D": {"Personal and department", "paramètres du département"}, "X": {"Any", "accès complet"}}
)

// worded is a letter of a pair as the page says it.
func (x pair) worded(letter string, language plan.Language) string {
	table := dataWords
	switch x.name {
	case "CALL.PERFORM":
		table = callWords
	case "USER.MODIFY", "SETTINGS.MODIFY", "LINE.MODIFY", "BALANCE.MODIFY":
		table = userWords
	}
	return table[letter].in(language)
}

// console is a pair as the page has it: its row, and the levels from the least on.
func (x pair) console() state.Console {
	out := x.label.console()
	for _, c := range cells {
		if c.pair == x.name {
			words := map[string]string{}
			for _, l := range []plan.Language{"en", "fr"} {
				words[string(l)] = x.worded(c.letter, l)
			}
			out.Levels = append(out.Levels, state.Level{Value: c.letter, Words: words})
		}
	}
	return out
}

// console are words that head a field.
func (w words) console() state.Console {
	return state.Console{Title: map[string]string{"en": w.en, "fr": w.fr}}
}

func pairNamed(name string) (pair, bool) {
	i := slices.IndexFunc(pairs, func(x pair) bool { return x.name == name })
	if i < 0 {
		return pair{}, false
	}
	return pairs[i], true
}

// pairsOf are the pairs that a portal knows: the module says which, and without it
// the newest version is assumed.
func pairsOf(p state.Profile) []pair {
	said := p.Facts["pairs"]
	if said == "" {
		return pairs
	}
	known := strings.Split(said, " ")
	return slices.DeleteFunc(slices.Clone(pairs), func(x pair) bool { return !slices.Contains(known, x.name) })
}

// predefined is one of the four roles that a portal begins with (SRC,
// Helper::getDefaultRoles; identical in the three versions read).
type predefined struct {
	base    string // what a site calls it
	name    words
	letters map[string]string // what is not there is none
}

// predefinedRoles are in the order of the source. An On-Premise installation gives
// its administrators the balance too, and newer ones the deletion of recordings
// (SRC, voximplant/install/index.php), so that these two are left alone there.
var predefinedRoles = []predefined{
	{"administrator", words{"Administrator", "Administrateur"}, map[string]string{"CALL_DETAIL.VIEW": "X", "CALL_RECORD.LISTEN": "X", "CALL.PERFORM": "X",
		"USER.MODIFY": "X", "SETTINGS.MODIFY": "X", "LINE.MODIFY": "X"}},
	{"chiefExecutive", words{"Chief executive", "Directeur général"}, map[string]string{"CALL_DETAIL.VIEW": "X", "CALL_RECORD.LISTEN": "X", "CALL.PERFORM": "X"}},
	{"departmentHead", words{"Head of department", "Chef de département"}, map[string]string{"CALL_DETAIL.VIEW": "D", "CALL_RECORD.LISTEN": "D", "CALL.PERFORM": "X"}},
	{"manager", words{"Manager", "Manager"}, map[string]string{"CALL_DETAIL.VIEW": "A", "CALL_RECORD.LISTEN": "A", "CALL.PERFORM": "X"}},
}

func predefinedBy(base string) (predefined, bool) {
	i := slices.IndexFunc(predefinedRoles, func(r predefined) bool { return r.base == base })
	if i < 0 {
		return predefined{}, false
	}
	return predefinedRoles[i], true
}

// varies reports whether a pair of a predefined role differs by installation.
func (r predefined) varies(pair string, p state.Profile) bool {
	return r.base == "administrator" && onPremise(p) && (pair == "BALANCE.MODIFY" || pair == "CALL_RECORD.MODIFY")
}
