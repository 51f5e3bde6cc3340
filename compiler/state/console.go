package state

import (
	"fmt"
	"strings"
)

// Console is what the target's own pages call a field and the values that it may
// have, by language ("en", "fr"); "en" is there wherever anything is.
type Console struct {
	Title  map[string]string
	Levels []Level // of a text that stands for a level: all that there are
}

// Level is one value of such a field.
type Level struct {
	Value string
	Words map[string]string
}

// in is the text in a language, or else in English.
func in(texts map[string]string, language string) string {
	if s := texts[language]; s != "" {
		return s
	}
	return texts["en"]
}

// ConsoleTitle is what a page calls the field; "" is not known.
func (f *Field) ConsoleTitle(language string) string { return in(f.Console.Title, language) }

// ConsoleWords are a value as a page shows it, or as Said has it where no page has
// words for it.
func (f *Field) ConsoleWords(v Value, language string) string {
	for _, l := range f.Console.Levels {
		if v.Presence() != Absent && v.Text() == l.Value {
			return in(l.Words, language)
		}
	}
	return f.Said(v)
}

// ConsoleChoices are the words of all levels.
func (f *Field) ConsoleChoices(language string) []string {
	var out []string
	for _, l := range f.Console.Levels {
		out = append(out, in(l.Words, language))
	}
	return out
}

// fromConsole takes a level by its value, or by the words of any language.
func (f *Field) fromConsole(r Raw) (Raw, error) {
	if r.Shape != OneWord || len(f.Console.Levels) == 0 {
		return r, nil
	}
	for _, l := range f.Console.Levels {
		if r.Text == l.Value || l.called(r.Text) {
			r.Text = l.Value
			return r, nil
		}
	}
	return r, fmt.Errorf("%s has no %q: it is one of %s", f.Name, r.Text, strings.Join(f.ConsoleChoices("en"), ", "))
}

// called reports whether a text is what a page calls the level in any language.
func (l Level) called(text string) bool {
	for _, w := range l.Words {
		if sameWords(w, text) {
			return true
		}
	}
	return false
}

// sameWords compares as people copy from a page: without case, and with or without
// a full stop.
func sameWords(page, typed string) bool {
	bare := func(s string) string { return strings.TrimRight(strings.Join(strings.Fields(s), " "), ".") }
	return page != "" && strings.EqualFold(bare(page), bare(typed))
}
