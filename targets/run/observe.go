package run

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Observe records what a person saw of the one chosen target, as a file says it;
// name is the file's, for what is wrong with it.
func (j *Job) Observe(name string, data []byte, by string) ([]Attested, error) {
	if err := someone(by); err != nil {
		return nil, err
	}
	s, err := j.only()
	if err != nil {
		return nil, err
	}
	seen, whole, found := load.Sighting(name, data)
	if err := found.Err(); err != nil {
		return nil, err
	}
	saw, found := s.sighting(seen, whole)
	if err := found.Err(); err != nil {
		return nil, err
	}
	a := &state.Attestation{Target: s.target.ID, Type: s.driver.Type, URL: address(s.target.URL), Tenant: s.profile().Tenant,
		By: strings.TrimSpace(by), At: s.Now().UTC().Truncate(time.Second), Observed: saw}
	if err := s.identify(a, s.driver.Schema(s.profile())); err != nil {
		return nil, err
	}
	return s.written([]*state.Attestation{a}, func(*state.Attestation) string { return told(saw) })
}

// only is the one chosen target.
func (j *Job) only() (*stage, error) {
	stages, err := j.stages()
	if err != nil {
		return nil, err
	}
	if len(stages) != 1 {
		return nil, advised{fmt.Errorf("what is seen is of one target, and the site has %d", len(stages)), "choose one with --target"}
	}
	if stages[0].driver == nil {
		return nil, stages[0].noDriver()
	}
	return stages[0], nil
}

// profile is what the target is as far as the site says, since nobody asks it.
func (s *stage) profile() state.Profile { return resolve.Offline(s.target) }

// told is how much of a target was seen.
func told(saw *state.Sighting) string {
	n := 0
	for _, objects := range saw.Objects {
		n += len(objects)
	}
	out := fmt.Sprintf("%d objects seen", n)
	if n == 1 {
		out = "1 object seen"
	}
	if len(saw.Whole) > 0 {
		var kinds []string
		for _, e := range saw.Whole {
			kinds = append(kinds, e.Kind)
		}
		slices.Sort(kinds)
		out += ", and the whole list of " + strings.Join(slices.Compact(kinds), ", ")
	}
	return out
}

// sighting holds what was seen against the target's schema.
func (s *stage) sighting(seen []load.Saw, whole []load.SawWhole) (*state.Sighting, diag.List) {
	schema := s.driver.Schema(s.profile())
	out := &state.Sighting{Objects: map[string]map[string]map[string]state.Value{}}
	var found diag.List
	wrong := func(pos diag.Pos, hint, format string, args ...any) {
		found.Add(diag.Diagnostic{Code: diag.AttestWrong, Target: s.target.ID, Pos: []diag.Pos{pos}, Message: fmt.Sprintf(format, args...), Hint: hint})
	}
	for _, x := range seen {
		k, ok := schema.Kind(x.Kind)
		switch {
		case !ok:
			wrong(x.Pos, s.kindsHint(schema, x.Kind), "a %s has no kind %q", s.driver.Doc.Title, x.Kind)
			continue
		case x.Attr == "" && !k.Unread:
			wrong(x.Pos, "take it out: the next plan reads it", "the API shows which %s there are: no one needs to attest it", k.Plural)
			continue
		}
		if out.Objects[x.Kind] == nil {
			out.Objects[x.Kind] = map[string]map[string]state.Value{}
		}
		if out.Objects[x.Kind][x.Key] == nil {
			out.Objects[x.Kind][x.Key] = map[string]state.Value{}
		}
		if x.Attr == "" {
			continue
		}
		v, hint, err := k.Observed(x.Attr, x.Value)
		if err != nil {
			wrong(x.Pos, hint, "%s %s: %s", x.Kind, x.Key, err)
			continue
		}
		out.Objects[x.Kind][x.Key][x.Attr] = v
	}
	for _, w := range whole {
		k, ok := schema.Kind(w.Kind)
		_, attr := fieldOf(k, w.Attr)
		switch {
		case !ok:
			wrong(w.Pos, s.kindsHint(schema, w.Kind), "a %s has no kind %q", s.driver.Doc.Title, w.Kind)
		case !k.Unread:
			wrong(w.Pos, "take it out: the next plan reads it", "the API shows which %s there are: no one needs to attest it", k.Plural)
		case w.Attr != "" && !attr:
			wrong(w.Pos, "write the kind alone when all of it was seen", "%s has no attribute %q", w.Kind, w.Attr)
		default:
			out.Whole = append(out.Whole, state.Extent{Kind: w.Kind, Attr: w.Attr, Value: w.Value})
		}
	}
	return out, found.Sorted()
}

func fieldOf(k *state.Kind, name string) (*state.Field, bool) {
	if k == nil {
		return nil, false
	}
	return k.Field(name)
}

// kindsHint names the kinds of which something can be attested.
func (s *stage) kindsHint(schema state.Schema, typed string) string {
	var names []string
	for i := range schema.Kinds {
		if k := &schema.Kinds[i]; k.Unread || slices.ContainsFunc(k.Fields, func(f state.Field) bool { return f.Has(state.Unread) }) {
			names = append(names, k.Name)
		}
	}
	if near, ok := diag.Nearest(typed, names); ok {
		return "did you mean " + near + "?"
	}
	if len(names) == 0 {
		return "the API of " + s.target.ID + " shows everything that patchbay knows of, and nothing of it can be attested"
	}
	return "what can be attested is of " + strings.Join(names, ", ")
}
