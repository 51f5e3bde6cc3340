package gotoconnect

import (
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// sayRing reads what is inside find-me-follow-me and the buttons of a phone.
func sayRing(m map[string]any) ([]state.Word, bool) {
	switch {
	case m["items"] != nil:
		items, _ := m["items"].([]any)
		out := []state.Word{{Text: "ring "}}
		for i, x := range items {
			if i > 0 {
				out = append(out, state.Word{Text: " and "})
			}
			one, _ := x.(map[string]any)
			out = append(out, destination(one)...)
		}
		return append(out, state.Word{Text: fmt.Sprintf(" for %v s", m["timeout"])}), true
	case m["position"] != nil:
		return append([]state.Word{{Text: fmt.Sprintf("%v: %v ", m["position"], m["label"])}}, destination(m)...), true
	case m["action"] == "VOICEMAIL":
		return []state.Word{{Text: "own mailbox"}}, true
	case m["action"] == "HANG_UP":
		return []state.Word{{Text: "hang up"}}, true
	}
	words := destination(m)
	return words, len(words) > 0
}

// destination is an extension, by its number, or a number outside.
func destination(m map[string]any) []state.Word {
	if number, ok := m["extension"].(string); ok {
		return []state.Word{{Ref: state.Ref{Kind: Extension, Key: number}}}
	}
	if number, ok := m["externalNumber"].(string); ok {
		return []state.Word{{Text: number}}
	}
	return nil
}
