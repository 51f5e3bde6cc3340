package threecx

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

func TestDestinationsReadAsWords(t *testing.T) {
	k, _ := Schema(state.Profile{}).Kind(Queue)
	for _, tt := range []struct{ field, tree, want string }{
		{"ForwardNoAnswer", `{"Number":"820","To":"RingGroup"}`, "ring group <ringGroup/820>"},
		{"ForwardNoAnswer", `{"Number":"1002","To":"VoiceMail"}`, "voicemail of <user/1002>"},
		{"ForwardNoAnswer", `{"Number":"1002","To":"Extension"}`, "extension <user/1002>"},
		{"ForwardNoAnswer", `{"To":"VoiceMail"}`, "own voicemail"},
		{"ForwardNoAnswer", `{"To":"None"}`, "end call"},
		{"ForwardNoAnswer", `{"External":"+48123456789","To":"External"}`, "external +48123456789"},
		{"ForwardNoAnswer", `{"Number":"810","To":"IVR"}`, "digital receptionist 810"},
		{"ForwardNoAnswer", `{"Number":"5","To":"Newer"}`, "Number 5, To Newer"},
		{"HolidaysRoute", `{"IsPromptEnabled":false,"Route":{"To":"None"}}`, "IsPromptEnabled false, Route end call"},
	} {
		f, ok := k.Field(tt.field)
		if !ok {
			t.Fatalf("no field %s", tt.field)
		}
		got := ""
		for _, w := range f.Words(state.OfTree(tt.tree)) {
			if got += w.Text; w.Ref != (state.Ref{}) {
				got += "<" + w.Ref.String() + ">"
			}
		}
		if got != tt.want {
			t.Errorf("%s reads %q, want %q", tt.tree, got, tt.want)
		}
	}
}
