package render

import (
	"cmp"
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
	number int
	title  string
	who    string // "by the user", "" for the admin who reads this
	where  string // the click path
	edits  []string
	letter []string // to a provider, a paragraph a line
}

// checklist is the part of a plan's checklist that is about one target. Numbers
// are those of the whole, by which `patchbay attest` knows them.
func (p Plan) checklist(target, title string) []itemView {
	var out []itemView
	for _, i := range p.Checklist() {
		if i.Target == target {
			out = append(out, itemOf(i, title))
		}
	}
	return out
}

func itemOf(i plan.Item, title string) itemView {
	v := itemView{number: i.Number, title: safe(i.Step.Title)}
	w := i.Step.Manual
	if w == nil {
		return v
	}
	v.where, v.who, v.edits = safe(Path(w.Where)), actors[w.By], Edits(w.Do)
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

// Edits are what a person changes, a line each.
func Edits(do []plan.Edit) []string {
	out := make([]string, len(do))
	for i, e := range do {
		out[i] = e.Field + ": " + cmp.Or(e.From, plan.Unknown) + " → " + e.To
	}
	return out
}

// actors are those who do what the admin of the target does not.
var actors = map[string]string{"contactAdmin": "by the contact centre's administrator", "provider": "by the provider", "user": "by the user"}

// letter is what to write to a provider.
func letter(v itemView, title string) []string {
	out := []string{"Please change this on our " + safe(title) + ": " + v.title + "."}
	if v.where != "" {
		out = append(out, "Where: "+v.where)
	}
	for _, e := range v.edits {
		out = append(out, "- "+e)
	}
	return append(out, "Please tell us when it is done, so that we can note it.")
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
		return plan.Unknown
	}
	return plan.Unknown + " (" + shown(v.Bare(), say) + ", as " + word(from.By, from.At, from.Seen) + ")"
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
