package run

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Attesting is a person's word, written where the next plan hears it. No target
// is asked: who attests has looked, and what can be read needs no attestation.

// ErrAttest is what cannot be attested.
var ErrAttest = errors.New("cannot be attested")

// Attested is one attestation that was written.
type Attested struct {
	File string // below the site's folder
	What string // the step's title, or how much was seen
}

// Attest records that steps of a plan's checklist were done, each by its number,
// its id, the object that it is about or the canonical path of that; no names are
// all of them. Nothing is written unless all of them can be.
func (j *Job) Attest(p *plan.Plan, names []string, by string) ([]Attested, error) {
	if err := someone(by); err != nil {
		return nil, err
	}
	if p.Body.Site != j.Site.Site.Package {
		return nil, advised{fmt.Errorf("the plan is of the site %s, and this is %s: it %w", p.Body.Site, j.Site.Site.Package, ErrAttest), "name the folder of its site with -C"}
	}
	digest, err := p.Digest()
	if err != nil {
		return nil, err
	}
	items, err := j.chosen(p, names)
	if err != nil {
		return nil, err
	}
	var words []*state.Attestation
	for _, i := range items {
		a, err := j.deed(p, i, digest, by)
		if err != nil {
			return nil, err
		}
		a.At = a.At.Add(time.Duration(len(words)) * time.Millisecond) // words are heard in the order of the plan
		words = append(words, a)
	}
	return j.written(words, func(a *state.Attestation) string { return a.Done.Title })
}

// identify notes with a word the vendor's ids of what it names, as far as the last
// apply from this folder tells.
func (j *Job) identify(a *state.Attestation, schema state.Schema) error {
	record, err := ledger.Open(j.Dir).Record(a.Target)
	if err != nil {
		return err
	}
	for _, r := range schema.Mentions(a) {
		e, ok := record.Find(r)
		if !ok || e.ID == "" {
			continue
		}
		if a.IDs == nil {
			a.IDs = map[string]string{}
		}
		a.IDs[r.String()] = e.ID
	}
	return nil
}

func (j *Job) written(words []*state.Attestation, say func(*state.Attestation) string) ([]Attested, error) {
	var out []Attested
	for _, a := range words {
		file, err := ledger.Attest(j.Dir, a)
		if err != nil {
			return out, err
		}
		out = append(out, Attested{file, say(a)})
	}
	return out, nil
}

// someone refuses an attestation by nobody.
func someone(by string) error {
	odd := strings.ContainsFunc(by, func(r rune) bool { return unicode.IsControl(r) })
	if strings.TrimSpace(by) == "" || odd || len(by) > 200 {
		return advised{fmt.Errorf("without a name of who did or saw it, it %w", ErrAttest), "give one with --by, such as --by \"Anna Nowak\""}
	}
	return nil
}

// deed is the word that a step was done.
func (j *Job) deed(p *plan.Plan, i plan.Item, digest, by string) (*state.Attestation, error) {
	t, ok := model.Find(j.Site.Site.Targets, i.Target)
	b := p.Bindings.Targets[i.Target]
	section, _ := p.Section(i.Target)
	switch {
	case !ok:
		return nil, fmt.Errorf("%q %w: the site has no target %s any more", titled(i.Step), ErrAttest, i.Target)
	case t.Type != section.Type || address(t.URL) != b.URL:
		return nil, advised{fmt.Errorf("%q %w: the plan is for a %s at %s, and %s is a %s at %s now", titled(i.Step), ErrAttest, section.Type, b.URL, i.Target, t.Type, address(t.URL)), "make the plan anew"}
	}
	subject := state.Subject{Target: i.Target, Type: t.Type, URL: b.URL, Tenant: b.Profile.Tenant}
	done, err := state.DeedOf(subject, i.Step.ID, i.Step.Title, digest, i.Step.Effects)
	if err != nil {
		return nil, err
	}
	a := &state.Attestation{Target: subject.Target, Type: subject.Type, URL: subject.URL, Tenant: subject.Tenant,
		By: strings.TrimSpace(by), At: j.Now().UTC().Truncate(time.Second), Done: done}
	if d := slices.IndexFunc(j.Drivers, func(d targets.Driver) bool { return d.Type == t.Type }); d >= 0 {
		return a, j.identify(a, j.Drivers[d].Schema(b.Profile))
	}
	return a, nil
}

// chosen are the steps of the checklist that names mean, in the plan's order.
func (j *Job) chosen(p *plan.Plan, names []string) ([]plan.Item, error) {
	list := slices.DeleteFunc(p.Checklist(), func(i plan.Item) bool { return len(j.Targets) > 0 && !slices.Contains(j.Targets, i.Target) })
	if len(list) == 0 {
		return nil, advised{fmt.Errorf("the plan has no step that a person does: it %w", ErrAttest), "what patchbay does itself it reads back; what you saw in the console goes by --observed"}
	}
	if len(names) == 0 {
		return list, nil
	}
	taken := map[int]bool{}
	for _, name := range names {
		found := j.matching(p, list, name)
		switch len(found) {
		case 1:
			taken[found[0].Number] = true
		case 0:
			return nil, j.noItem(p, list, name)
		default:
			return nil, advised{fmt.Errorf("%q may be any of steps %s", name, numbers(found)), "give its number in the checklist"}
		}
	}
	return slices.DeleteFunc(list, func(i plan.Item) bool { return !taken[i.Number] }), nil
}

// matching are the items that a name means: by number, else by id, else by
// object, else by what the site calls it.
func (j *Job) matching(p *plan.Plan, list []plan.Item, name string) []plan.Item {
	only := func(fits func(plan.Item) bool) []plan.Item {
		return slices.DeleteFunc(slices.Clone(list), func(i plan.Item) bool { return !fits(i) })
	}
	if n, err := strconv.Atoi(strings.TrimSuffix(name, ".")); err == nil {
		return only(func(i plan.Item) bool { return i.Number == n })
	}
	for _, fits := range []func(plan.Item) bool{
		func(i plan.Item) bool { return i.Step.ID == name },
		func(i plan.Item) bool { return i.Step.Object.String() == name },
		func(i plan.Item) bool { return slices.Contains(pathsOf(p, i), name) },
	} {
		if found := only(fits); len(found) > 0 {
			return found
		}
	}
	return nil
}

// pathsOf are what the site calls the things that a step is about.
func pathsOf(p *plan.Plan, i plan.Item) []string {
	section, _ := p.Section(i.Target)
	var out []string
	for _, name := range i.Step.Covers {
		if c, ok := section.Change(name); ok && c.Canonical != "" {
			out = append(out, c.Canonical)
		}
	}
	return out
}

func numbers(items []plan.Item) string {
	var out []string
	for _, i := range items {
		out = append(out, strconv.Itoa(i.Number))
	}
	return strings.Join(out, ", ")
}

// noItem says why a name is no step that can be attested.
func (j *Job) noItem(p *plan.Plan, list []plan.Item, name string) error {
	for i := range p.Body.Sections {
		s := &p.Body.Sections[i]
		for k := range s.Steps {
			if st := &s.Steps[k]; st.Kind != plan.Manual && (st.ID == name || st.Object.String() == name) {
				return advised{fmt.Errorf("%q %w: patchbay does it itself, and reads what is there", titled(st), ErrAttest), "`patchbay apply` does it"}
			}
		}
	}
	var known []string
	for _, i := range list {
		known = append(known, i.Step.ID)
	}
	hint := fmt.Sprintf("its checklist has the numbers 1 to %d", list[len(list)-1].Number)
	if near, ok := diag.Nearest(name, known); ok {
		hint = "did you mean " + near + "?"
	}
	return advised{fmt.Errorf("the plan has no manual step %q", name), hint}
}

// LastPlan is the plan of the newest run of this folder that kept one.
func (j *Job) LastPlan() (*plan.Plan, error) {
	runs, err := ledger.Open(j.Dir).Runs()
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		p, _, err := j.keptPlan(run)
		if errors.Is(err, ErrNoRun) {
			continue
		}
		return p, err
	}
	return nil, advised{fmt.Errorf("%w: no apply from this folder has kept a plan", ErrNoRun), "give the file of a plan: `patchbay plan -o FILE` saves one"}
}
