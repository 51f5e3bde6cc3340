package apply_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/apply"
)

// FuzzDecode: a report is read or refused in one of the known ways, and what was
// read is written the same each time.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"format":"patchbay.report","version":1,"target":"pbx","type":"3cx","run":"r","plan":"p","started":"2026-01-15T09:00:00Z","ended":"2026-01-15T09:00:01Z","ending":"partly","counts":{"done":1,"failed":0,"unknown":0,"skipped":0,"manual":0},"steps":[{"id":"s","title":"t","op":"create","object":"user/101","outcome":"done","ids":{"user/101":"7"}}],"moved":[{"object":"user/1","want":"a","have":"b"}]}`))
	f.Add([]byte(`{"format":"patchbay.report","version":2}`))
	f.Add([]byte(`{"format":"patchbay.report"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := apply.Decode(data)
		if err != nil {
			kinds := []error{state.ErrCut, state.ErrSyntax, state.ErrFormat, state.ErrNewer, state.ErrContent}
			if !slices.ContainsFunc(kinds, func(kind error) bool { return errors.Is(err, kind) }) {
				t.Errorf("an error of no kind: %v", err)
			}
			return
		}
		once, err := apply.Encode(r)
		if err != nil {
			t.Fatalf("what was read cannot be written: %v", err)
		}
		q, err := apply.Decode(once)
		if err != nil {
			t.Fatalf("what was written cannot be read: %v", err)
		}
		if twice, err := apply.Encode(q); err != nil || string(twice) != string(once) {
			t.Errorf("written\n%s\nand again\n%s %v", once, twice, err)
		}
	})
}
