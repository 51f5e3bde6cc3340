package plan

import "slices"

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
