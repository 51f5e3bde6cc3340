package render

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Plan is a plan with what a reader needs beside it.
type Plan struct {
	*plan.Plan
	Schemas map[string]state.Schema // by target; titles and the order of kinds; may be nil
	Approve func() string           // the digest that people approve it by, "" when there is nothing to approve; asked when all else is drawn; may be nil
}

// approve is the digest to approve the plan by, if it has one.
func (p Plan) approve() string {
	if p.Approve == nil {
		return ""
	}
	return p.Approve()
}

// sectionView is one target's part, sorted and named, before it is drawn as
// text, Markdown or HTML.
type sectionView struct {
	target, title, failed string
	untrusted             bool // steps, and with them rights, are not known
	rights                []rightLine
	kinds                 []kindView
	released, left        []changeView
	refusals              []plan.Refusal
	losses                []remarkView
	manual                []itemView
	facets                []string
	tally                 Tallies
	asides                []asideView
	wayBack               asideView
	names                 namer
}

// kindView is the changes of one kind of object.
type kindView struct {
	title   string
	changes []changeView
}

// changeView is one object that changes.
type changeView struct {
	mark   string // + ~ - ± ?
	kind   string // its title
	name   string
	at     string // file:line
	notes  []note
	fields []fieldView
	others []string // names of changes folded into this one
	like   string   // equal for changes that fold
}

// note is a remark on a change; grave ones are not to be missed.
type note struct {
	text  string
	grave bool
}

// fieldView is one attribute of a change.
type fieldView struct {
	name  string
	spans []span
	notes []string
	at    string
}

func (p Plan) view(i int, o Options) sectionView {
	s := &p.Body.Sections[i]
	names := namer{names: s.Names, schema: p.Schemas[s.Target], ids: diff.IdentitiesOf(s.Changes)}
	v := sectionView{target: s.Target, title: p.title(s), failed: s.Failed, untrusted: s.Untrusted, refusals: s.Refusals, losses: remarkable(s.Target, slices.Concat(s.Losses, p.wordsOn(s.Target))), names: names, tally: tallySection(s)}
	v.rights = rightLines(s, names, o)
	v.asides, v.wayBack = undoing(s, names, o), p.wayBack(s, names, o)
	about := indexSteps(s.Steps)
	for _, kind := range names.order(s.Changes) {
		kv := kindView{title: names.kindsTitle(kind)}
		for _, c := range s.Changes {
			if c.Object.Kind != kind {
				continue
			}
			acting, released, left := split(c)
			if len(acting.Fields) > 0 || acting.Acts() {
				kv.changes = append(kv.changes, viewChange(acting, about[c.Name()], names))
			}
			if released != nil {
				v.released = append(v.released, viewChange(*released, stepFacts{}, names))
			}
			if left != nil {
				v.left = append(v.left, viewChange(*left, stepFacts{}, names))
			}
		}
		kv.changes = fold(kv.changes, o)
		if len(kv.changes) > 0 {
			v.kinds = append(v.kinds, kv)
		}
	}
	v.released, v.left = fold(v.released, o), fold(v.left, o)
	v.manual, v.facets = p.checklist(s), p.facetLines(s.Target, names)
	return v
}

// title is what a target is: name, type, version, address.
func (p Plan) title(s *plan.Section) string { return p.titleIn(s, english) }

// titleIn is the same for those who speak a tongue.
func (p Plan) titleIn(s *plan.Section, t tongue) string {
	b := p.Bindings.Targets[s.Target]
	title := product(s.Type, b.Profile)
	if b.URL != "" {
		return fmt.Sprintf(t.at, title, b.URL)
	}
	return title
}

// product is what a target is, in its type's words: some have one edition, and it is
// called as the type is.
func product(typ string, p state.Profile) string {
	words := []string{typ}
	for _, w := range []string{p.Version, p.Edition} {
		if w != "" && w != typ {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

// split sorts the fields of one change into those that are carried out, those
// that are released and those that are left alone. What goes along with a
// deleted object is not shown.
func split(c diff.Change) (acting diff.Change, released, left *diff.Change) {
	acting = c
	acting.Fields = make([]diff.Field, 0, len(c.Fields))
	var freed, kept []diff.Field
	for _, f := range c.Fields {
		switch f.Part {
		case diff.Released:
			freed = append(freed, f)
		case diff.Left:
			kept = append(kept, f)
		case diff.Along:
		default:
			acting.Fields = append(acting.Fields, f)
		}
	}
	// Most changes have neither, and a plan has many changes.
	if len(freed) > 0 || c.Part == diff.Released {
		released = withFields(c, freed)
	}
	if len(kept) > 0 || c.Part == diff.Left {
		left = withFields(c, kept)
	}
	if !c.Acts() {
		acting = diff.Change{Part: c.Part}
	}
	return acting, released, left
}

func withFields(c diff.Change, fields []diff.Field) *diff.Change {
	c.Fields = fields
	return &c
}

// stepFacts is what the steps that carry out a change say about it.
type stepFacts struct {
	flags   plan.Flags
	causes  []plan.Cause
	secret  []string // names of arguments that are secrets
	charges []string // what the bill rises by
	also    []string // what is written elsewhere because of it, where the site asks for nothing
}

func indexSteps(steps []plan.Step) map[string]stepFacts {
	out := map[string]stepFacts{}
	for _, s := range steps {
		for _, name := range s.Covers {
			f := out[name]
			f.flags.Irreversible = f.flags.Irreversible || s.Flags.Irreversible
			f.flags.Costs = f.flags.Costs || s.Flags.Costs
			f.flags.Notifies = f.flags.Notifies || s.Flags.Notifies
			f.flags.Privileged = f.flags.Privileged || s.Flags.Privileged
			f.flags.Disruption = f.flags.Disruption || s.Flags.Disruption
			f.charges = append(f.charges, s.Charges...)
			f.causes = append(f.causes, s.Causes...)
			if len(s.Covers) == 1 {
				f.secret = append(f.secret, secretArgs(s.Args)...)
			}
			if name == s.Covers[0] && besides(s) {
				f.also = append(f.also, safe(s.Title))
			}
			out[name] = f
		}
	}
	return out
}

// besides reports whether a step writes what no change is about: all that it does
// follows from a change somewhere else.
func besides(s plan.Step) bool {
	return s.Kind == plan.Call && len(s.Effects) > 0 && !slices.ContainsFunc(s.Effects, func(e state.Effect) bool { return !e.Predicted && about(s.Covers, e) })
}

// about reports whether one of the changes, which are named, is about what an effect
// writes. A name is given for the sake of the object's own change.
func about(changes []string, e state.Effect) bool {
	return slices.ContainsFunc(changes, func(name string) bool {
		_, object, _ := strings.Cut(name, " ")
		return e.LiveKey != "" || object == e.Object.String()
	})
}

// secretArgs are the names of arguments that hold a secret, at any depth.
func secretArgs(args map[string]any) []string {
	var out []string
	for _, k := range sortedKeys(args) {
		switch x := args[k].(type) {
		case plan.SecretOf:
			out = append(out, k)
		case map[string]any:
			out = append(out, secretArgs(x)...)
		case plan.Args:
			out = append(out, secretArgs(x)...)
		}
	}
	return out
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}

func viewChange(c diff.Change, facts stepFacts, names namer) changeView {
	v := changeView{mark: mark(c), kind: names.kindTitle(c.Object.Kind), name: names.object(c.Object), notes: changeNotes(c, facts, names)}
	if c.LiveKey != "" && c.LiveKey != c.Object.Key {
		v.name = safe(c.LiveKey) + " → " + v.name
	}
	places := placesOf(facts.causes)
	v.at = placeOf(c, places)
	var like strings.Builder
	like.WriteString(v.mark + string(c.Part))
	for _, n := range v.notes {
		like.WriteString("|" + n.text)
	}
	for _, f := range c.Fields {
		if c.Op != state.OpUpdate && names.isKey(c.Object.Kind, f.Name) {
			continue
		}
		if c.Op == state.OpCreate && !c.Unknown && f.Desired.Presence() == state.None {
			continue // a new thing has nothing that would be taken away
		}
		fv := viewField(c, f, names)
		if at := firstPlace(f.From, c.Canonical, places); at != v.at {
			fv.at = at
		}
		like.WriteString("\x00" + f.Name)
		if c.Op == state.OpUpdate {
			like.WriteString("=" + plainSpans(fv.spans))
		}
		v.fields = append(v.fields, fv)
	}
	for _, s := range facts.secret {
		if !slices.ContainsFunc(v.fields, func(f fieldView) bool { return f.name == s }) {
			v.fields = append(v.fields, fieldView{name: s, spans: []span{{"(secret)", comes}}})
		}
	}
	for _, title := range facts.also {
		like.WriteString("\x00also=" + title)
		v.fields = append(v.fields, fieldView{name: "also", spans: []span{{title, comes}}})
	}
	v.like = like.String()
	return v
}

func mark(c diff.Change) string {
	switch {
	case c.Guess():
		return "?"
	case c.Replace:
		return "±"
	case c.Op == state.OpCreate:
		return "+"
	case c.Op == state.OpDelete:
		return "-"
	}
	return "~"
}

func changeNotes(c diff.Change, facts stepFacts, names namer) []note {
	var out []note
	add := func(on bool, text string, grave bool) {
		if on {
			out = append(out, note{text, grave})
		}
	}
	add(guessed(c) != "", guessed(c), false)
	add(c.Replace && c.Former == "", "is deleted and created anew", true)
	add(c.Replace && c.Former != "", "that of "+names.former(c.Former)+" is deleted and created anew", true)
	add(names.ids.Instead(&c) != (state.Ref{}), "is made anew as "+names.object(names.ids.Instead(&c)), true)
	add(c.Part == diff.Overwrite && c.Op == state.OpCreate, "overwrites drift: it was there when last applied", false)
	add(c.Part == diff.Overwrite && c.Op == state.OpDelete, "overwrites drift: it was not there when last applied", false)
	add(c.Part == diff.Reset && c.Op == state.OpDelete, "no longer declared", false)
	add(facts.flags.Irreversible, "irreversible", true)
	add(facts.flags.Privileged, "privileged", true)
	add(facts.flags.Costs, costs(facts.charges), true)
	add(facts.flags.Disruption, "disrupts", true)
	add(facts.flags.Notifies, "sends a message", false)
	return out
}

// costs says by what the bill rises, where a step does.
func costs(charges []string) string {
	if len(charges) == 0 {
		return "costs"
	}
	return "costs: " + safe(strings.Join(charges, ", "))
}

func viewField(c diff.Change, f diff.Field, names namer) fieldView {
	say := names.speech(c.Object.Kind, f.Name)
	v := fieldView{name: f.Name}
	switch {
	case names.secret(c.Object.Kind, f.Name):
		v.spans = []span{{"(secret)", comes}}
	case f.Part == diff.Left, f.Part == diff.Released:
		v.spans = []span{{shown(f.Live, say.before()), same}}
	case c.Op == state.OpCreate && !c.Unknown:
		v.spans = []span{{shown(f.Desired, say), comes}}
	case c.Op == state.OpDelete:
		v.spans = []span{{shown(f.Live, say.before()), goes}}
	case names.rewritten(c.Object.Kind, f):
		v.spans = []span{{again(f.Desired), same}}
		return v
	default:
		v.spans = difference(f.Live, f.Desired, say)
	}
	if f.Part == diff.Overwrite && f.Last.Presence() != state.Absent {
		v.notes = append(v.notes, "overwrites drift: last applied "+shown(f.Last, say))
	} else if f.Part == diff.Overwrite {
		v.notes = append(v.notes, "overwrites drift")
	}
	if f.Part == diff.Reset {
		v.notes = append(v.notes, "no longer declared: reset")
	}
	if f.Part == diff.Left && f.Last.Presence() != state.Absent {
		v.notes = append(v.notes, "last applied "+shown(f.Last, say))
	}
	if f.Part == diff.Asked && f.Base.Presence() != state.Absent && f.Base.Equal(f.Desired) {
		v.notes = append(v.notes, "the base revision asks for it already")
	}
	return v
}

// rewritten reports whether a list of an update gets the names that it has, since
// they are those of what is made anew, and of the same as before. Where two swap
// their names, one in the place of the other is no less a change.
func (n namer) rewritten(kind string, f diff.Field) bool {
	field := n.field(kind, f.Name)
	if field == nil || field.Ref == "" || !f.Part.Acts() || f.Live.Basis() == state.Unknown || len(f.Live.Items()) == 0 || !f.Live.Equal(f.Desired) {
		return false
	}
	for _, key := range f.Live.Items() {
		to, stays := n.ids.Then(state.Ref{Kind: field.Ref, Key: key})
		if !stays || !slices.Contains(f.Desired.Items(), to.Key) {
			return false
		}
	}
	return true
}

func again(v state.Value) string {
	return "the same " + itoa(len(v.Items())) + ", written again: made anew"
}

func placesOf(causes []plan.Cause) map[string]string {
	out := map[string]string{}
	for _, c := range causes {
		if _, seen := out[c.Path]; !seen && !c.Pos.IsZero() {
			p := c.Pos
			p.Col = 0
			out[c.Path] = p.String()
		}
	}
	return out
}

// placeOf is the line of the object itself or, failing that, of its first
// field that has one.
func placeOf(c diff.Change, places map[string]string) string {
	if at := places[c.Canonical]; at != "" {
		return at
	}
	for _, f := range c.Fields {
		if at := firstPlace(f.From, c.Canonical, places); at != "" {
			return at
		}
	}
	return ""
}

func firstPlace(from []string, canonical string, places map[string]string) string {
	for _, p := range from {
		if strings.HasPrefix(p, ".") {
			p = canonical + p
		}
		if at := places[p]; at != "" {
			return at
		}
	}
	return ""
}
