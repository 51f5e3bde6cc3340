package run

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/targets"
)

// language is what the people speak whom the target's manual steps are for, if its
// driver has words in it: the target's own language, or else the organization's.
func (s *stage) language() plan.Language {
	tag, said := s.target.Options["language"].(string)
	if !said {
		tag = s.Site.Site.Organization.Language.Or("")
	}
	base, _, _ := strings.Cut(strings.ToLower(tag), "-")
	if l := plan.Language(base); slices.Contains(s.driver.Languages, l) {
		return l
	}
	return "en"
}

// steps are the driver's, of which those for people say in which language they are.
func (s *stage) steps(in targets.StepInput) ([]plan.Step, diag.List) {
	in.Language = s.language()
	steps, found := s.driver.Steps(in)
	for i := range steps {
		if w := steps[i].Manual; w != nil && in.Language != "en" {
			w.Language = in.Language
		}
	}
	return steps, found
}
