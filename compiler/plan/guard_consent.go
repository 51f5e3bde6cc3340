package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// The flags by which an operator consents.
const (
	AllowDelete  = "--allow-delete"
	AllowReplace = "--allow-replace"
	AllowModify  = "--allow-modify"
	AllowDisable = "--allow-disable"
	Acknowledge  = "--acknowledge"

	AcceptCharges = "--accept-charges"
)

// Consent is what an operator said on the command line. Counts are exact, so
// that a plan that grew since is refused again; names are what cannot be undone.
//
// A count stands for the names that are in a plan which somebody has read. Of a
// plan that nobody has, it may mean other objects than the operator thinks.
type Consent struct {
	Deletes  map[string]int // kind in the plural, or target/kind → how many deletions
	Replaces map[string]int // the same → how many replacements
	Modifies map[string]int // the same → how many changes
	Disables map[string]int // the same → how many accounts that are switched off

	Acknowledged []string // objects: users.bob, user/101, pbx/user/101; or how many of a kind: users=12, pbx/users=12

	Charges bool // what raises the bill

	// Unread says that the plan is run without anybody looking at it: then what
	// cannot be undone needs the names.
	Unread bool
}

// Stake is one object of which something goes for good.
type Stake struct {
	Object    state.Ref `json:"object"`              // by the name it has on the target now; of what is made, the name it gets
	Canonical string    `json:"canonical,omitempty"` // "" for what the site never declared
	Loses     []string  `json:"loses,omitempty"`     // beyond the object itself, a few words each: "voicemail messages"
}

// Name is what an operator acknowledges the object by.
func (s Stake) Name() string {
	if s.Canonical != "" {
		return s.Canonical
	}
	return s.Object.String()
}

func countFlag(verb string, k *state.Kind, n int) string {
	return fmt.Sprintf("%s %s=%d", verb, plural(k), n)
}

func acknowledgeFlag(stakes []Stake) string {
	names := make([]string, len(stakes))
	for i := range stakes {
		names[i] = stakes[i].Name()
	}
	return Acknowledge + " " + strings.Join(sortedSet(names), ",")
}

// counts are the numbers by the flag that says them.
func (c Consent) counts() map[string]map[string]int {
	return map[string]map[string]int{AllowDelete: c.Deletes, AllowReplace: c.Replaces, AllowModify: c.Modifies, AllowDisable: c.Disables}
}

// words are the counts as they stand in flags.
func (c Consent) words() map[string]bool {
	out := map[string]bool{}
	for verb, counts := range c.counts() {
		for kind, n := range counts {
			out[fmt.Sprintf("%s %s=%d", verb, kind, n)] = true
		}
	}
	for _, name := range c.Acknowledged {
		out[Acknowledge+" "+name] = true
	}
	return out
}

// lifts reports whether an operator consented to what a refusal is about.
func (c Consent) lifts(target string, r *Refusal) bool {
	if len(r.Stakes) > 0 && c.namesAll(target, r.Stakes) {
		return true
	}
	switch r.Flag {
	case "":
		return false
	case AcceptCharges:
		return c.Charges
	}
	words := c.words()
	verb, what, _ := strings.Cut(r.Flag, " ")
	return words[r.Flag] || words[verb+" "+target+"/"+what]
}

// namesAll reports whether each of some objects was acknowledged by name. What a
// target calls it is not what another does. Shells take the quotes away that ids
// with a dot or a dash stand in.
func (c Consent) namesAll(target string, stakes []Stake) bool {
	named := make(map[string]bool, len(c.Acknowledged))
	for _, name := range c.Acknowledged {
		named[name] = name != ""
	}
	unnamed := func(s Stake) bool {
		object := s.Object.String()
		return !named[s.Canonical] && !named[strings.ReplaceAll(s.Canonical, `"`, "")] && !named[object] && !named[target+"/"+object]
	}
	return !slices.ContainsFunc(stakes, unnamed)
}

// Remaining are the refusals that a consent does not lift.
func (p *Plan) Remaining(c Consent) []Refusal {
	var out []Refusal
	for i := range p.Body.Sections {
		s := &p.Body.Sections[i]
		for j := range s.Refusals {
			if !c.lifts(s.Target, &s.Refusals[j]) {
				out = append(out, s.Refusals[j])
			}
		}
	}
	return append(out, p.Body.Judged.refusals()...)
}

// agree takes away the refusals that a consent lifts. Where two targets ask for
// the same word, it has to say which of them it means.
func (p *Plan) agree(c Consent) {
	asked := map[string]map[string]bool{} // verb and kind → targets
	p.refusals(func(target string, r *Refusal) {
		if c.Unread && len(r.Stakes) > 0 {
			r.unread()
		}
		if what, counted := r.counted(); counted {
			if asked[what] == nil {
				asked[what] = map[string]bool{}
			}
			asked[what][target] = true
		}
	})
	p.refusals(func(target string, r *Refusal) {
		if what, counted := r.counted(); counted && len(asked[what]) > 1 {
			verb, kind, _ := strings.Cut(r.Flag, " ")
			r.Flag = verb + " " + target + "/" + kind
		}
	})
	for i := range p.Body.Sections {
		s := &p.Body.Sections[i]
		s.Refusals = slices.DeleteFunc(s.Refusals, func(r Refusal) bool { return c.lifts(s.Target, &r) })
	}
}

// unread asks for names where nobody reads the plan, and for somebody to read it
// where they are too many to type.
func (r *Refusal) unread() {
	if len(r.Stakes) <= mostNamed {
		r.Flag = acknowledgeFlag(r.Stakes)
		return
	}
	r.Hint = fmt.Sprintf("nobody has read the plan: save it with `patchbay plan -o FILE %s`, read it, and apply the file", r.Flag)
	r.Flag = ""
}

// counted is what a refusal asks a number for: verb and kind.
func (r *Refusal) counted() (what string, ok bool) {
	what, number, ok := strings.Cut(r.Flag, "=")
	if _, err := strconv.Atoi(number); err != nil {
		return "", false // names, of which one may hold such a sign
	}
	return what, ok
}

func (p *Plan) refusals(visit func(target string, r *Refusal)) {
	for i := range p.Body.Sections {
		s := &p.Body.Sections[i]
		for j := range s.Refusals {
			visit(s.Target, &s.Refusals[j])
		}
	}
}

// stake is what a change of an object puts at risk: what the steps that carry it
// out lose.
func (w *World) stake(ch string, live state.Ref, canonical string) Stake {
	out := Stake{Object: live, Canonical: canonical}
	for _, i := range w.covering(ch) {
		out.Loses = append(out.Loses, w.Section.Steps[i].Loses...)
	}
	out.Loses = sortedSet(out.Loses)
	return out
}

// covering are the places of the steps that carry a change out.
func (w *World) covering(change string) []int {
	if w.covers == nil {
		w.covers = map[string][]int{}
		for i := range w.Section.Steps {
			for _, name := range w.Section.Steps[i].Covers {
				w.covers[name] = append(w.covers[name], i)
			}
		}
	}
	return w.covers[change]
}

// deletions asks for consent to deletions that no later plan can undo.
func deletions(w *World) []Refusal {
	final := w.final()
	var out []Refusal
	for _, c := range w.counts() {
		var lost []Stake
		for _, ch := range c.gone {
			if final[ch.Object] {
				lost = append(lost, w.stake(ch.Name(), ch.Live(), w.canonical(ch.Live())))
			}
		}
		if len(lost) == 0 {
			continue
		}
		out = append(out, Refusal{Guard: "irreversible", Kind: plural(c.kind), Count: len(lost), Objects: few(objectsOf(lost)), Flag: deleteFlag(c), Stakes: lost,
			Message: fmt.Sprintf("%s would be deleted, which cannot be undone", number(len(lost), c.kind))})
	}
	return out
}

func objectsOf(stakes []Stake) []state.Ref {
	out := make([]state.Ref, len(stakes))
	for i := range stakes {
		out[i] = stakes[i].Object
	}
	return out
}

// final are the objects that a step deletes and no later plan brings back.
func (w *World) final() map[state.Ref]bool {
	final := map[state.Ref]bool{}
	for i := range w.Section.Steps {
		s := &w.Section.Steps[i]
		for _, e := range s.Effects {
			if s.Flags.Irreversible && e.Op == state.OpDelete && !e.Predicted {
				final[e.Object] = true
			}
		}
	}
	return final
}

// replacements asks for consent to delete and create again.
func replacements(w *World) []Refusal {
	var out []Refusal
	for _, c := range w.counts() {
		if len(c.replaced) == 0 {
			continue
		}
		var lost []Stake
		for _, ch := range c.anew {
			lost = append(lost, w.stake(ch.Name(), ch.Live(), cmp.Or(ch.Former, ch.Canonical))) // whoever has it is the one who loses
		}
		out = append(out, Refusal{Guard: "replace", Kind: plural(c.kind), Count: len(c.replaced), Objects: few(c.replaced), Stakes: lost,
			Flag:    countFlag(AllowReplace, c.kind, len(c.replaced)),
			Message: fmt.Sprintf("%s would be deleted and created again, since %s", number(len(c.replaced), c.kind), c.whyAnew())})
	}
	return out
}

// whyAnew says why things are made anew: what the target cannot change, whose they
// become, or that no order of changes keeps the target's rules.
func (c count) whyAnew() string {
	var why []string
	if len(c.fixed) > 0 {
		why = append(why, "the target cannot change "+strings.Join(sortedSet(c.fixed), ", "))
	}
	var passed []string
	for _, ch := range c.anew {
		if ch.Former != "" {
			passed = append(passed, fmt.Sprintf("%s goes from %s to %s", ch.Live().Key, ch.Former, ch.Canonical))
		}
	}
	if len(passed) > 3 {
		passed = []string{fmt.Sprintf("%d of them go from one person to another", len(passed))}
	}
	if why = append(why, passed...); len(why) > 0 {
		return listed(why)
	}
	return "no order of single changes keeps the target's rules at every moment"
}

// mostNamed is how many objects a consent names one by one: more are counted, as
// nobody types them.
const mostNamed = 10

// unrecallableFlag asks for the names of a few objects, and for the number of many.
func unrecallableFlag(k *state.Kind, list []Stake) string {
	if len(list) > mostNamed {
		return countFlag(Acknowledge, k, len(list))
	}
	return acknowledgeFlag(list)
}

// unrecallable asks for a word, by name or by number, about what else cannot be
// taken back, such as that a person gets a message.
func unrecallable(w *World) []Refusal {
	asked := map[string]bool{} // changes that another guard asks about
	for _, c := range w.counts() {
		for _, ch := range slices.Concat(c.gone, c.anew) {
			asked[ch.Name()] = true
		}
	}
	type of struct{ what, kind string }
	stakes := map[of]map[state.Ref]Stake{}
	for i := range w.Section.Steps {
		s := &w.Section.Steps[i]
		for _, what := range consequences(s, asked) {
			at := of{what, s.Object.Kind}
			if stakes[at] == nil {
				stakes[at] = map[state.Ref]Stake{}
			}
			stakes[at][s.Object] = Stake{Object: s.Object, Canonical: w.canonical(s.Object), Loses: s.Loses}
		}
	}
	var out []Refusal
	for _, at := range slices.SortedFunc(maps.Keys(stakes), func(a, b of) int { return cmp.Or(strings.Compare(a.what, b.what), strings.Compare(a.kind, b.kind)) }) {
		var list []Stake
		for _, r := range slices.SortedFunc(maps.Keys(stakes[at]), state.Ref.Compare) {
			list = append(list, stakes[at][r])
		}
		k, known := w.Schema.Kind(at.kind)
		if !known {
			k = &state.Kind{Name: at.kind}
		}
		out = append(out, Refusal{Guard: "irreversible", Kind: plural(k), Count: len(list), Objects: few(objectsOf(list)), Flag: unrecallableFlag(k, list), Stakes: list,
			Message: at.what + ", which cannot be taken back"})
	}
	return out
}

// consequences are what a step does that no later step takes back, beside what
// is deleted.
func consequences(s *Step, asked map[string]bool) []string {
	var out []string
	if s.Flags.Notifies {
		out = append(out, "messages would be sent to people")
	}
	deletes := slices.ContainsFunc(s.Effects, func(e state.Effect) bool { return e.Op == state.OpDelete })
	if s.Flags.Irreversible && !deletes && !slices.ContainsFunc(s.Covers, func(name string) bool { return asked[name] }) {
		out = append(out, "something would be lost for good")
	}
	return out
}

// canonical is what the site calls an object, or did.
func (w *World) canonical(r state.Ref) string {
	if w.paths == nil {
		w.paths = map[state.Ref]string{}
		for i := range w.Section.Changes {
			if c := &w.Section.Changes[i]; c.Canonical != "" {
				w.paths[c.Live()] = c.Canonical
				if c.Op == state.OpCreate || c.Replace {
					w.paths[c.Object] = c.Canonical
				}
			}
		}
	}
	if path, ok := w.paths[r]; ok || w.Called == nil {
		return path
	}
	return w.Called(r)
}

// ConsentTo is what flags say, in the words of Refusal.Flag.
func ConsentTo(flags []string) Consent {
	c := Consent{Deletes: map[string]int{}, Replaces: map[string]int{}, Modifies: map[string]int{}, Disables: map[string]int{}}
	counts := c.counts()
	for _, f := range flags {
		verb, what, _ := strings.Cut(f, " ")
		switch verb {
		case Acknowledge:
			c.Acknowledged = append(c.Acknowledged, strings.Split(what, ",")...)
			continue
		case AcceptCharges:
			c.Charges = true
			continue
		}
		kind, number, _ := strings.Cut(what, "=")
		if n, err := strconv.Atoi(number); err == nil && counts[verb] != nil {
			counts[verb][kind] = n
		}
	}
	return c
}

// Advice is what to do about refusals: the flags that lift all of them, or what
// to change where one cannot be lifted; "" where the message says it all.
func Advice(refusals []Refusal) string {
	var flags, hints []string
	for _, r := range refusals {
		switch {
		case r.Flag != "":
			flags = append(flags, r.Flag)
		case r.Hint != "":
			hints = append(hints, r.Hint)
		}
	}
	switch {
	case len(hints) > 0:
		return strings.Join(sortedSet(hints), "; ")
	case len(flags) > 0:
		return "if that is meant, add " + strings.Join(sortedSet(flags), " ")
	}
	return ""
}
