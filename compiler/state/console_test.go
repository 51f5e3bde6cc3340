package state

import "testing"

// TestConsole: what people see on a page is taken in its own words of any language,
// and shown in them.
func TestConsole(t *testing.T) {
	f := Field{Name: "Listen", Type: Text, Flags: Unread, Console: Console{Title: map[string]string{"en": "Listen", "fr": "Écouter"},
		Levels: []Level{{"", map[string]string{"en": "Access denied.", "fr": "pas d'accès"}}, {"D", map[string]string{"en": "Department", "fr": "de son service"}}}}}
	k := Kind{Name: "role", Plural: "roles", Fields: []Field{f}}
	for text, want := range map[string]Value{"D": OfText("D"), "de son  service": OfText("D"), "DEPARTMENT.": OfText("D"), "": Nothing(), "Access denied": Nothing(), "pas d'accès": Nothing()} {
		got, _, err := k.Observed("Listen", Raw{Shape: OneWord, Text: text})
		if err != nil || got.String() != want.String() || got.Presence() != want.Presence() {
			t.Errorf("%q: got %s, %v, want %s", text, got, err, want)
		}
	}
	if _, _, err := k.Observed("Listen", Raw{Shape: OneWord, Text: "Z"}); err == nil || err.Error() != `Listen has no "Z": it is one of Access denied., Department` {
		t.Errorf("got %v", err)
	}
	for language, want := range map[string]string{"fr": "de son service", "en": "Department", "pl": "Department"} {
		if got := f.ConsoleWords(OfText("D"), language); got != want {
			t.Errorf("%s: %s", language, got)
		}
	}
	if got := f.ConsoleWords(OfText("Q"), "fr"); got != "Q" {
		t.Errorf("a value without words: %s", got)
	}
	if got := f.ConsoleWords(Nothing(), "fr"); got != "pas d'accès" {
		t.Errorf("none: %s", got)
	}
}
