package run

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// heard is what people's words on a target come to.
type heard struct {
	counts state.Testimony // what may be believed still
	all    state.Testimony // whether it counts or not, to say what was last said
	words  []state.Attestation
	found  diag.List
}

// hear reads what people attest of a target that has turned out to be what the
// profile says. Files that do not count are told of and left out.
// live names things as they are called now; nil leaves words as they were written.
func (s *stage) hear(schema state.Schema, profile state.Profile, live *state.Snapshot) (heard, error) {
	var out heard
	words, unheard, err := ledger.Heard(s.Dir, s.target.ID)
	if err != nil {
		return out, err
	}
	for _, u := range unheard {
		out.found.Add(s.elsewhere(u.Name, shortReason(u.Err)))
	}
	subject := s.subject(profile)
	for i := range words {
		if !s.Until.IsZero() && !words[i].At.Before(s.Until) {
			continue
		}
		if why := words[i].Foreign(subject); why != "" {
			out.found.Add(s.elsewhere(words[i].Name, why))
			continue
		}
		out.words = append(out.words, words[i])
	}
	if live != nil {
		out.words = schema.Present(out.words, live)
	}
	counts, err := s.counting()
	if err != nil {
		return out, err
	}
	out.counts, out.all = schema.Hear(out.words, counts), schema.Hear(out.words, nil)
	out.found = append(out.found, s.aged(schema, &out)...)
	return out, nil
}

// subject is what an attestation has to be about to count for the target.
func (s *stage) subject(profile state.Profile) state.Subject {
	return state.Subject{Target: s.target.ID, Type: s.target.Type, URL: address(s.target.URL), Tenant: profile.Tenant}
}

func (s *stage) elsewhere(name, why string) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.AttestedElse, Severity: diag.Notice, Target: s.target.ID,
		Message: fmt.Sprintf("%s does not count: %s", name, why), Hint: "attest anew what is so; the file may be removed"}
}

// anyKind is the word of maxAge for every kind that has none of its own.
const anyKind = "any"

// limits are how old a word may be, by kind in the plural, as the site's rules
// have it.
type limits map[string]time.Duration

// of is the limit for a kind; false: a word on it counts for ever.
func (l limits) of(k *state.Kind) (time.Duration, bool) {
	d, limited := l[k.Plural]
	if !limited {
		d, limited = l[anyKind]
	}
	return d, limited
}

func (s *stage) limits() (limits, error) {
	most := limits{}
	for _, kind := range slices.Sorted(maps.Keys(s.rules().Policies.MaxAge)) {
		d, err := age(s.rules().Policies.MaxAge[kind])
		if err != nil {
			return nil, fmt.Errorf("policies.attestations.maxAge.%s: %w", kind, err)
		}
		most[kind] = d
	}
	return most, nil
}

// counting says which words are young enough by the clock.
func (s *stage) counting() (state.Counts, error) {
	most, err := s.limits()
	if err != nil {
		return nil, err
	}
	now := s.Now()
	return func(a *state.Attestation, k *state.Kind) bool {
		d, limited := most.of(k)
		return !limited || now.Sub(a.At) <= d
	}, nil
}

// word is one person's at one time about one kind.
type word struct {
	kind, by string
	at       time.Time
}

// aged tells of words that nobody has renewed and that are too old to count.
func (s *stage) aged(schema state.Schema, h *heard) diag.List {
	old := map[word]bool{}
	for i := range h.all.Objects {
		o := &h.all.Objects[i]
		now, ok := h.counts.Find(o.Ref())
		if !ok {
			now = &state.Object{}
		}
		for _, a := range o.Attrs {
			if from := a.Value.Source(); now.Get(a.Name).Presence() == state.Absent {
				old[word{o.Kind, from.By, from.At}] = true
			}
		}
	}
	var out diag.List
	for _, w := range inOrder(old) {
		k, _ := schema.Kind(w.kind)
		out.Add(diag.Diagnostic{Code: diag.AttestedAged, Severity: diag.Notice, Target: s.target.ID,
			Message: fmt.Sprintf("what %s attested of %s on %s is too old to count", w.by, k.Plural, w.at.UTC().Format(time.DateOnly)),
			Hint:    "look again, and attest what you see or did"})
	}
	return out
}

// inOrder are words by their time.
func inOrder(words map[word]bool) []word {
	return slices.SortedFunc(maps.Keys(words), func(a, b word) int {
		return cmp.Or(a.at.Compare(b.at), strings.Compare(a.kind, b.kind), strings.Compare(a.by, b.by))
	})
}

// attested are the words that values of a snapshot rest on.
func attested(s *state.Snapshot) map[word]bool {
	out := map[word]bool{}
	for i := range s.Objects {
		for _, a := range s.Objects[i].Attrs {
			if from := a.Value.Source(); from.Basis == state.Attested {
				out[word{s.Objects[i].Kind, from.By, from.At}] = true
			}
		}
	}
	return out
}

// attest puts what people say into what was seen of a target.
func (s *stage) attest(seen *Seen) error {
	h, err := s.hear(seen.Schema, seen.Profile, seen.Live)
	if err != nil {
		return err
	}
	var applied time.Time
	if seen.Record != nil {
		applied = seen.Record.At
	}
	seen.Live, seen.Said, seen.Found = seen.Schema.Attest(seen.Live, h.counts, applied), h.all, h.found
	return nil
}

// vouching answers whether a manual step has been done: everything that it is to
// lead to is there, as a read or as people say.
func (s *stage) vouching(schema state.Schema, profile state.Profile) (func(*plan.Step, *state.Snapshot) bool, error) {
	h, err := s.hear(schema, profile, nil)
	if err != nil {
		return nil, err
	}
	return func(st *plan.Step, live *state.Snapshot) bool {
		now := schema.Attest(live, h.counts, time.Time{})
		return len(st.Effects) > 0 && !slices.ContainsFunc(st.Effects, func(e state.Effect) bool { return !e.Predicted && !h.came(schema, now, e) })
	}, nil
}

// Outstanding are the steps of a plan that a person has still to do, as far as is
// known without asking a target: those that nobody attests.
func (j *Job) Outstanding(p *plan.Plan) ([]plan.Item, error) {
	stages, err := j.sections(p)
	if err != nil {
		return nil, err
	}
	var out []plan.Item
	for _, i := range p.Checklist() {
		at := slices.IndexFunc(stages, func(s *stage) bool { return s.target.ID == i.Target })
		if at < 0 || stages[at].driver == nil {
			continue
		}
		done, err := stages[at].attestedStep(p.Bindings.Targets[i.Target].Profile, i.Step)
		if err != nil {
			return nil, err
		}
		if !done {
			out = append(out, i)
		}
	}
	return out, nil
}

// attestedStep reports whether people's words alone say that a step was done.
func (s *stage) attestedStep(profile state.Profile, st *plan.Step) (bool, error) {
	schema := s.driver.Schema(profile)
	vouched, err := s.vouching(schema, profile)
	if err != nil || vouched(st, &state.Snapshot{}) {
		return err == nil, err
	}
	h, err := s.hear(schema, profile, nil)
	if err != nil {
		return false, err
	}
	about, err := state.AboutOf(s.subject(profile), st.Effects)
	if err != nil {
		return false, err
	}
	k, _ := schema.Kind(st.Object.Kind)
	counts, err := s.counting()
	return slices.ContainsFunc(h.words, func(a state.Attestation) bool {
		return a.Done != nil && a.Done.About == about && k != nil && counts(&a, k)
	}), err
}

// came reports whether an effect has come about.
func (h *heard) came(schema state.Schema, now *state.Snapshot, e state.Effect) bool {
	k, ok := schema.Kind(e.Object.Kind)
	if !ok {
		return false
	}
	o, there := now.Find(e.Object)
	if e.Op == state.OpDelete {
		return !there && (slices.Contains(h.counts.Gone, e.Object) || !k.Unread && now.ReachOf(&state.Object{Kind: k.Name, Key: e.Object.Key}) == state.Complete)
	}
	return there && !slices.ContainsFunc(e.Attrs, func(a state.Attr) bool {
		f, ok := k.Field(a.Name)
		return !ok || !f.Holds(a.Value, o.Get(a.Name))
	})
}

// unlisted tells of complete lists in the site of which nobody knows what the
// target has.
func (s *stage) unlisted(seen *Seen, desired *state.Snapshot) diag.List {
	reaches := seen.Live.ReachIndex()
	var out diag.List
	said := map[string]bool{}
	for _, e := range desired.Claims {
		k, ok := seen.Schema.Kind(e.Kind)
		if !ok || !k.Unread || said[e.Kind] {
			continue
		}
		probe := state.Object{Kind: e.Kind}
		if e.Attr != "" {
			probe.Put(e.Attr, state.OfText(e.Value))
		}
		if reaches.Find(&probe).Reach != state.Unreadable {
			continue
		}
		said[e.Kind] = true
		out.Add(diag.Diagnostic{Code: diag.NotAttested, Severity: diag.Notice, Target: s.target.ID,
			Message: fmt.Sprintf("no API of %s shows its %s, and nobody has attested the whole list: what is there beyond the site's is not known", s.target.ID, k.Plural),
			Hint:    fmt.Sprintf("`patchbay attest --template --target %s` prints a file to fill in with what you see", s.target.ID)})
	}
	return out
}
