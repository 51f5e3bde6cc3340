package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// itemView is one line of the checklist. What a provider does reads as a message
// to send to them, and then where and edits are part of that.
type itemView struct {
	tongue tongue
	number int
	title  string
	who    string // "by the user", "" for the admin who reads this
	where  string // the click path
	edits  []string
	letter []string // to a provider, a paragraph a line
}

// checklist is the part of a plan's checklist that is about one target. Numbers
// are those of the whole, by which `patchbay attest` knows them.
func (p Plan) checklist(s *plan.Section) []itemView {
	var out []itemView
	for _, i := range p.Checklist() {
		if i.Target == s.Target {
			out = append(out, itemOf(i, p.titleIn(s, tongueOf(i.Step.Manual))))
		}
	}
	return out
}

func itemOf(i plan.Item, title string) itemView {
	w := i.Step.Manual
	v := itemView{tongue: tongueOf(w), number: i.Number, title: safe(i.Step.Title)}
	if w == nil {
		return v
	}
	v.where, v.who, v.edits = safe(Path(w.Where)), v.tongue.actors[w.By], v.tongue.edits(w.Do)
	for i := range v.edits {
		v.edits[i] = safe(v.edits[i])
	}
	if w.By == "provider" {
		v.letter = letter(v, title)
		v.where, v.edits = "", nil
	}
	return v
}

// Path is a click path on one line.
func Path(where []string) string { return strings.Join(where, " › ") }

// letter is what to write to a provider.
func letter(v itemView, title string) []string {
	out := []string{fmt.Sprintf(v.tongue.please, safe(title), v.title)}
	if v.where != "" {
		out = append(out, v.tongue.where+v.where)
	}
	for _, e := range v.edits {
		out = append(out, "- "+e)
	}
	return append(out, v.tongue.thanks)
}

// facetLines are what of a target is as asked by people's word alone.
func (p Plan) facetLines(target string, names namer) []string {
	var out []string
	for _, f := range p.Attested {
		if f.Target != target {
			continue
		}
		name := safe(f.Name)
		if name == "" {
			name = names.object(f.Object)
		}
		fields := make([]string, len(f.Fields))
		for i, field := range f.Fields {
			fields[i] = safe(field)
		}
		out = append(out, fmt.Sprintf("%s %s: %s, as %s", names.kindTitle(f.Object.Kind), name, strings.Join(fields, ", "), word(f.By, f.At, f.Seen)))
	}
	return out
}

// wordsOn are the remarks on what people attested of a target.
func (p Plan) wordsOn(target string) diag.List {
	var out diag.List
	for _, d := range p.Words {
		if d.Target == target {
			out = append(out, d)
		}
	}
	return out
}

// facetsTitle heads what nobody read.
const facetsTitle = "As asked by somebody's word: no API shows it"

// notKnown is a value that nobody knows, with what was said of it once.
func notKnown(v state.Value, say speech) string {
	from := v.Source()
	if from.By == "" {
		return unknown
	}
	return unknown + " (" + shown(v.Bare(), say) + ", as " + word(from.By, from.At, from.Seen) + ")"
}

// word is whose word something is, and from when: what somebody saw in the console
// is less than what they say that they did there.
func word(by string, at time.Time, seen bool) string {
	verb := " attested on "
	if seen {
		verb = " saw on "
	}
	return safe(by) + verb + at.UTC().Format(time.DateOnly)
}

const unknown = "unknown"

// guessed says of a change that nobody knows what of it is done already.
func guessed(c diff.Change) string {
	switch {
	case c.Unknown:
		return "not known to be there"
	case c.Guess():
		return "not known"
	}
	return ""
}

// rest says in a word what a change of a right rests on, "" where that is solid.
func rest(r plan.Rests) string {
	switch {
	case r.ByHand:
		return "once done by hand"
	case r.Basis != state.Read:
		return r.Basis.String()
	}
	return ""
}
