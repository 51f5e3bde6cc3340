package render

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Tallies are the figures of the last line of a plan.
type Tallies struct {
	Create, Update, Delete, Replace int
	Gained, Privileged, Lost        int
	Unknown                         int // rights that may be gained or lost
	Off, On                         int // accounts that are switched
	Manual, Released, Left          int
	Refused                         int
	Failed                          bool
	Untrusted                       bool // rights are not known
}

// Changes reports whether anything is to be done, by patchbay or by hand.
func (t Tallies) Changes() bool {
	return t.Create+t.Update+t.Delete+t.Replace+t.Manual > 0
}

func tallySection(s *plan.Section) Tallies {
	t := Tallies{Failed: s.Failed != "", Untrusted: s.Untrusted, Refused: len(s.Refusals)}
	for _, c := range s.Changes {
		_, released, left := split(c)
		if released != nil {
			t.Released++
		}
		if left != nil {
			t.Left++
		}
		switch {
		case !c.Acts():
		case c.Replace:
			t.Replace++
		case c.Op == state.OpCreate:
			t.Create++
		case c.Op == state.OpDelete:
			t.Delete++
		default:
			t.Update++
		}
	}
	for _, r := range s.Rights {
		switch {
		case r.Gained():
			t.Gained++
			if r.Privileged {
				t.Privileged++
			}
		case r.Lost():
			t.Lost++
		default:
			t.Unknown++
		}
	}
	for _, a := range s.Accounts {
		switch {
		case !a.Switched():
		case a.After == plan.Off:
			t.Off++
		default:
			t.On++
		}
	}
	for _, step := range s.Steps {
		if step.Kind == plan.Manual {
			t.Manual++
		}
	}
	return t
}

// Tally counts one target's section.
func (p Plan) Tally(i int) Tallies { return tallySection(&p.Body.Sections[i]) }

// Summary is the one line that closes a plan.
func (p Plan) Summary() string {
	var parts []string
	for i, s := range p.Body.Sections {
		parts = append(parts, p.Tally(i).on(safe(s.Target)))
	}
	if len(parts) == 0 {
		return "Plan: the site has no target."
	}
	out := "Plan: " + strings.Join(parts, " | ") + "."
	if j := p.Body.Judged; j != nil && len(j.Denied) > 0 {
		out += " Refused by the site's policy."
	}
	if p.Body.Partial {
		out += " Partial: only " + some(p.Body.Only, 6) + "."
	}
	return out
}

func (t Tallies) on(target string) string {
	if t.Failed {
		return "none for " + target + ", see above"
	}
	var out string
	if t.Create+t.Update+t.Delete+t.Replace == 0 {
		out = "nothing to change on " + target
	} else {
		out = fmt.Sprintf("%d to create, %d to update, %d to delete", t.Create, t.Update, t.Delete)
		if t.Replace > 0 {
			out += fmt.Sprintf(", %d to replace", t.Replace)
		}
		out += " on " + target
	}
	if t.Untrusted {
		out += "; rights not certain, cannot be applied"
	}
	if rights := t.rights(); rights != "" {
		out += "; " + rights
	}
	if t.Manual > 0 {
		out += "; " + count(t.Manual, "step", "steps") + " by hand"
	}
	if t.Refused > 0 {
		out += "; refused, see above"
	}
	return out
}

func (t Tallies) rights() string {
	var parts []string
	if t.Gained > 0 {
		gained := count(t.Gained, "right", "rights") + " gained"
		if t.Privileged > 0 {
			gained += fmt.Sprintf(" (%d privileged)", t.Privileged)
		}
		parts = append(parts, gained)
	}
	switch {
	case t.Lost > 0 && t.Gained > 0:
		parts = append(parts, fmt.Sprintf("%d lost", t.Lost))
	case t.Lost > 0:
		parts = append(parts, count(t.Lost, "right", "rights")+" lost")
	}
	switch {
	case t.Unknown > 0 && len(parts) > 0:
		parts = append(parts, fmt.Sprintf("%d not known", t.Unknown))
	case t.Unknown > 0:
		parts = append(parts, count(t.Unknown, "right", "rights")+" not known")
	}
	if t.Off > 0 {
		parts = append(parts, count(t.Off, "account", "accounts")+" switched off")
	}
	if t.On > 0 {
		parts = append(parts, count(t.On, "account", "accounts")+" switched on")
	}
	return strings.Join(parts, ", ")
}
