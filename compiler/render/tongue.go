package render

import "github.com/patchbay-dev/patchbay/compiler/plan"

// tongue is what stands around the words of a checklist, in the language of those
// who follow it. The rest of a plan is for its reviewers, and is English.
type tongue struct {
	language plan.Language
	heading  string // of the checklist of a plan
	left     string // heads what an apply leaves to people; it takes the target
	colon    string // between a field and its values
	actors   map[string]string
	at       string // a system and its address
	where    string // heads the click path in a letter
	send     string // heads a letter
	please   string // begins a letter; it takes the target and what is to be done
	thanks   string // ends it
}

var english = tongue{"", "By hand", "Left to do by hand on %s:", ": ",
	map[string]string{"contactAdmin": "by the contact centre's administrator", "provider": "by the provider", "user": "by the user"},
	"%s at %s", "Where: ", "Send to the provider:", "Please change this on our %s: %s.", "Please tell us when it is done, so that we can note it."}

// tongues are those beside English.
var tongues = map[plan.Language]tongue{
	"fr": {"fr", "À faire à la main", "Reste à faire à la main sur %s :", " : ",
		map[string]string{"contactAdmin": "par l'administrateur du centre de contact", "provider": "par le prestataire", "user": "par l'utilisateur"},
		"%s (%s)", "Où : ", "À envoyer au prestataire :", "Merci d'effectuer cette modification sur notre %s : %s.", "Merci de nous prévenir quand c'est fait, afin que nous puissions le noter."},
	"pl": {"pl", "Do zrobienia ręcznie", "Do zrobienia ręcznie na %s:", ": ",
		map[string]string{"contactAdmin": "administrator centrum kontaktowego", "provider": "dostawca", "user": "użytkownik"},
		"%s (%s)", "Gdzie: ", "Do wysłania dostawcy:", "Prosimy o zmianę w naszym systemie %s: %s.", "Prosimy o wiadomość po wykonaniu, abyśmy mogli to odnotować."},
}

// tongueOf is the one that a step for a person is written in.
func tongueOf(w *plan.ManualWork) tongue {
	if w == nil {
		return english
	}
	if t, ok := tongues[w.Language]; ok {
		return t
	}
	return english
}

// edits are what a person changes, a line each.
func (t tongue) edits(do []plan.Edit) []string {
	out := make([]string, len(do))
	for i, e := range do {
		from := e.From
		if from == "" {
			from = t.language.Unknown()
		}
		out[i] = e.Field + t.colon + from + " → " + e.To
	}
	return out
}
