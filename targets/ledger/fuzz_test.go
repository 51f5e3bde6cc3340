package ledger

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// FuzzJournalChain: whatever a journal's file holds, it is read as far as its
// lines follow from each other, or refused in one of the known ways; what is cut
// off its end takes no more than the last line with it.
func FuzzJournalChain(f *testing.F) {
	first := `{"format":"patchbay.journal","version":1,"plan":"p","target":"pbx","run":"r","at":"2026-01-15T09:00:00Z"}`
	second, err := json.Marshal(Line{Event: Intent, Steps: []string{"s"}, Prev: digest([]byte(first))})
	if err != nil {
		f.Fatal(err)
	}
	third, err := json.Marshal(Line{Event: Outcome, Step: "s", Outcome: "done", IDs: map[string]string{"user/1": "7"}, Prev: digest(second)})
	if err != nil {
		f.Fatal(err)
	}
	whole := first + "\n" + string(second) + "\n" + string(third) + "\n"
	f.Add([]byte(whole), 0)
	f.Add([]byte(whole), 7)
	f.Add([]byte(strings.Replace(whole, "done", "lost", 1)), 0)
	f.Add([]byte(whole+"{}\n"), 0)
	f.Add([]byte("\x00\x00\n"), 1)
	f.Fuzz(func(t *testing.T, data []byte, cut int) {
		j, err := ReadJournal(data)
		if err != nil {
			if !errors.Is(err, ErrBroken) && !errors.Is(err, ErrNewer) {
				t.Errorf("an error of no kind: %v", err)
			}
			return
		}
		if cut < 0 || cut > len(data) {
			return
		}
		short, err := ReadJournal(data[:len(data)-cut])
		if err != nil {
			return // its first line went
		}
		if len(short.Lines) > len(j.Lines) {
			t.Errorf("%d lines of %d bytes, and %d of less", len(j.Lines), len(data), len(short.Lines))
		}
		if cut == 0 && len(short.Lines) != len(j.Lines) {
			t.Error("read twice, it differs")
		}
	})
}
