package all_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/targets/all"
)

// TestKindsAreDocumented: the language's reference names, for each type of target
// with a driver, the kinds that its manage and released take, as far as the
// language has a word for them.
func TestKindsAreDocumented(t *testing.T) {
	var text string
	for _, f := range schema.Files() {
		text += string(f.Data)
	}
	_, words, _ := strings.Cut(text, "\n#Kind: ")
	words, _, _ = strings.Cut(words, "\n")
	text = strings.Join(strings.Fields(strings.ReplaceAll(text, "//", "")), " ")
	for _, d := range all.Drivers {
		kinds := slices.DeleteFunc(slices.Clone(d.Caps(state.Profile{}).Manage), func(k string) bool { return !strings.Contains(words, `"`+k+`"`) })
		if want := d.Type + " has " + strings.Join(kinds, ", "); len(kinds) == 0 || !strings.Contains(text, want+",") && !strings.Contains(text, want+".") && !strings.Contains(text, want+";") {
			t.Errorf("the comment of #Kind does not say: %s", want)
		}
	}
}
