package plan

import (
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Item is a manual step with its place in the plan's checklist, which is counted
// over all targets.
type Item struct {
	Number int
	Target string
	Step   *Step
}

// Checklist is what a plan leaves to people, in the order of its steps.
func (p *Plan) Checklist() []Item {
	var out []Item
	for i := range p.Body.Sections {
		s := &p.Body.Sections[i]
		for j := range s.Steps {
			if s.Steps[j].Kind == Manual {
				out = append(out, Item{len(out) + 1, s.Target, &s.Steps[j]})
			}
		}
	}
	return out
}

// Automatic reports whether a plan holds anything that patchbay does itself.
func (p *Plan) Automatic() bool {
	return slices.ContainsFunc(p.Body.Sections, func(s Section) bool {
		return slices.ContainsFunc(s.Steps, func(st Step) bool { return st.Kind != Manual })
	})
}

// Unknown is what an Edit says it changes from where nobody knows.
const Unknown = "unknown"

// Was says in words what a field is changed from, for an Edit: what was read,
// what somebody attested, or that nobody knows. show puts a value into words;
// nil is the value's own.
func Was(v state.Value, show func(state.Value) string) string {
	if show == nil {
		show = state.Value.String
	}
	from := v.Source()
	said := ""
	if from.By != "" {
		how := " attested on "
		if from.Seen {
			how = " saw on "
		}
		said = show(v) + ", as " + from.By + how + from.At.UTC().Format(time.DateOnly)
	}
	switch v.Basis() {
	case state.Attested:
		return said
	case state.Unknown:
		if said == "" {
			return Unknown
		}
		return Unknown + " (" + said + ")"
	}
	return show(v)
}
