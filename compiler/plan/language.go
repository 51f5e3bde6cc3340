package plan

import (
	"fmt"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Language is that of the people whom manual steps are for: the base subtag of a
// BCP 47 tag ("pl"). "" is English, as is one that has no sayings here.
type Language string

// sayings are what a checklist says around the words of a target's console.
type sayings struct {
	unknown  string
	attested string // of what was said by whom and when; it takes three texts
	seen     string // the same of what they looked at
}

var spoken = map[Language]sayings{
	"en": {"unknown", "%s, as %s attested on %s", "%s, as %s saw on %s"},
	"fr": {"inconnu", "%s, attesté par %s le %s", "%s, vu par %s le %s"},
	"pl": {"nieznane", "%s, poświadczone: %s, %s", "%s, odczytane: %s, %s"},
}

func (l Language) sayings() sayings {
	if s, ok := spoken[l]; ok {
		return s
	}
	return spoken["en"]
}

// Unknown is what an Edit says it changes from where nobody knows.
func (l Language) Unknown() string { return l.sayings().unknown }

// Guessed reports whether an Edit says that nobody knows what it changes from.
func (l Language) Guessed(e Edit) bool { return strings.HasPrefix(e.From, l.Unknown()) }

// Was says in words what a field is changed from, for an Edit: what was read,
// what somebody attested, or that nobody knows. show puts a value into words;
// nil is the value's own.
func (l Language) Was(v state.Value, show func(state.Value) string) string {
	if show == nil {
		show = state.Value.String
	}
	from := v.Source()
	said := ""
	if from.By != "" {
		form := l.sayings().attested
		if from.Seen {
			form = l.sayings().seen
		}
		said = fmt.Sprintf(form, show(v), from.By, from.At.UTC().Format(time.DateOnly))
	}
	switch v.Basis() {
	case state.Attested:
		return said
	case state.Unknown:
		if said == "" {
			return l.Unknown()
		}
		return l.Unknown() + " (" + said + ")"
	}
	return show(v)
}
