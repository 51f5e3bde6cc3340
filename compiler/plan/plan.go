package plan

import (
	"slices"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Plan is what one site would do to its targets.
type Plan struct {
	Body     Body     `json:"body"`
	Bindings Bindings `json:"bindings"`
	Envelope Envelope `json:"envelope"`
	Undo     []Undo   `json:"undo,omitempty"`     // the way back, by target; no part of what is approved
	Attested []Facet  `json:"attested,omitempty"` // what is as asked by people's word alone; no part of what is approved

	// Words are what there is to say about attestations: those that do not count, or
	// not any more. They are no part of what is approved either.
	Words diag.List `json:"words,omitempty"`
}

// Body is what a plan says. Sections are sorted by target.
type Body struct {
	Site     string    `json:"site"`
	Partial  bool      `json:"partial,omitempty"` // made with --only: other differences may exist
	Only     []string  `json:"only,omitempty"`    // what is in it, with what that depends on; sorted
	Undoes   string    `json:"undoes,omitempty"`  // the run that it takes back; "" for what a site asks
	Sections []Section `json:"sections,omitempty"`

	Judged  *Judgement `json:"judged,omitempty"`  // by the site's own rules; nil when it has none
	Windows *Schedule  `json:"windows,omitempty"` // when its disturbing steps may run; nil is always, or that there are none
}

// Section is one target's part of a plan.
type Section struct {
	Target   string            `json:"target"`
	Type     string            `json:"type"`
	Changes  []diff.Change     `json:"changes,omitempty"`
	Rights   []RightChange     `json:"rights,omitempty"`
	Accounts []Account         `json:"accounts,omitempty"` // that are off before or after it; sorted by holder
	Steps    []Step            `json:"steps,omitempty"`    // in an order in which they can be carried out
	Losses   diag.List         `json:"losses,omitempty"`
	Refusals []Refusal         `json:"refusals,omitempty"` // why guards do not let the section be applied
	Names    map[string]string `json:"names,omitempty"`    // native reference → how to call it: "user/101" → "Bob Durand (bob)"; who has an account no longer by canonical path
	Lost     []Lost            `json:"lost,omitempty"`     // of a run that is taken back: what does not come back
	Kept     []Kept            `json:"kept,omitempty"`     // of a run that is taken back: what was changed since, and stays as it is
	Paths    map[string]string `json:"paths,omitempty"`    // native reference of whose rights change → canonical path
	Failed   string            `json:"failed,omitempty"`   // why there is no plan for this target; "" when there is one

	// Untrusted sections say what differs, and nobody may carry them out: their
	// steps could not be put in order, or do not do what they say.
	Untrusted bool `json:"untrusted,omitempty"`
}

// Untrusted reports whether any section of the plan is.
func (p *Plan) Untrusted() bool {
	return slices.ContainsFunc(p.Body.Sections, func(s Section) bool { return s.Untrusted })
}

// RightChange is one right that someone gains or loses, and the lines of the
// site that make it so.
type RightChange struct {
	rights.Change
	Rests
	Former  string    `json:"former,omitempty"` // canonical path of whom it is about, who has the holder's account until it is made anew for somebody else
	Through []Through `json:"through,omitempty"`
	Stays   []string  `json:"stays,omitempty"` // other scopes of the permission that the holder has before and after; sorted
}

// Through is one thing written in the site that gives or takes a right: its
// canonical path, and a few words such as "role teamLead".
type Through struct {
	Path  string `json:"path,omitempty"`
	Words string `json:"words"`
}

// Bindings are what a plan was computed from.
type Bindings struct {
	Inputs  string                    `json:"inputs,omitempty"`  // digest of every file that was read
	Files   map[string]string         `json:"files,omitempty"`   // name → beginning of the file's own digest, to say which one moved
	Tool    string                    `json:"tool,omitempty"`    // patchbay's version
	Schema  string                    `json:"schema,omitempty"`  // the language's version
	Targets map[string]TargetBindings `json:"targets,omitempty"` // by target
}

// TargetBindings bind one target.
type TargetBindings struct {
	URL     string               `json:"url,omitempty"`
	Profile state.Profile        `json:"profile,omitzero"`
	Objects map[string]state.Sum `json:"objects,omitempty"` // reference on the target → what was decided from
}

// Envelope is what is true of one making of a plan and of no other.
type Envelope struct {
	Created time.Time `json:"created,omitzero"`
	Expires time.Time `json:"expires,omitzero"`
	Run     string    `json:"run,omitempty"`
	Commit  string    `json:"commit,omitempty"`
}

// Section looks a target's part up.
func (p *Plan) Section(target string) (*Section, bool) {
	for i := range p.Body.Sections {
		if p.Body.Sections[i].Target == target {
			return &p.Body.Sections[i], true
		}
	}
	return nil, false
}

// Refused lists what guards refuse, in all sections, and what the site's rules
// do. A plan that holds any may be shown and must not be applied.
func (p *Plan) Refused() []Refusal {
	var out []Refusal
	for i := range p.Body.Sections {
		out = append(out, p.Body.Sections[i].Refusals...)
	}
	return append(out, p.Body.Judged.refusals()...)
}

// Empty reports whether nothing is to be carried out anywhere.
func (p *Plan) Empty() bool {
	for i := range p.Body.Sections {
		if len(p.Body.Sections[i].Steps) > 0 {
			return false
		}
	}
	return true
}

// Change looks a change up by its name.
func (s *Section) Change(name string) (*diff.Change, bool) {
	for i := range s.Changes {
		if s.Changes[i].Name() == name {
			return &s.Changes[i], true
		}
	}
	return nil, false
}

// Step looks a step up by its id.
func (s *Section) Step(id string) (*Step, bool) {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return &s.Steps[i], true
		}
	}
	return nil, false
}
