package asterisk

import (
	"cmp"
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// hand words steps for the admin, in French or English.
type hand struct{ language plan.Language }

func (h hand) say(en, fr string, args ...any) string {
	text := en
	if h.language == "fr" {
		text = fr
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// titles are what people call objects of a kind.
var titles = map[string]string{Endpoint: "endpoint", AOR: "aor", Auth: "auth", Queue: "queue", Mailbox: "mailbox"}

// title is what people call the object of a change: an endpoint by who calls from it.
func (s *stepping) title(c *diff.Change) string {
	out := titles[c.Object.Kind] + " " + c.Object.Key
	if c.Object.Kind != Endpoint {
		return out
	}
	var shown string
	for _, side := range []*state.Snapshot{s.in.Live, s.in.Desired} {
		if o, ok := side.Find(c.Object); ok {
			name, _ := splitCaller(o.Get("callerid").Text())
			shown = cmp.Or(name, shown)
		}
	}
	if shown == "" {
		return out
	}
	return fmt.Sprintf("%s (%s)", out, shown)
}
