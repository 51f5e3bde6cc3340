package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// ratios are seconds of ours and of the yardstick, run in turns.
type ratios struct{ Ours, Theirs []float64 }

// compareSets holds the differ against the least that could do: two sets of
// records indexed by id in a map, one in a hundred of which changed.
func compareSets(_ context.Context, args []string) (any, error) {
	if len(args) != 1 {
		return nil, errors.New("diff: how many users?")
	}
	n, err := strconv.Atoi(args[0])
	if err != nil {
		return nil, err
	}
	desired, live := people(n, false), people(n, true)
	in := diff.Input{Target: "pbx", Schema: personSchema, Desired: snapshot(desired, false), Live: snapshot(live, true)}
	var out ratios
	for range 21 {
		start := time.Now()
		set, ds := diff.Compare(in)
		out.Ours = append(out.Ours, time.Since(start).Seconds())
		start = time.Now()
		changed := diffMaps(desired, live)
		out.Theirs = append(out.Theirs, time.Since(start).Seconds())
		if ds.HasErrors() || len(set.Changes) != changed {
			return nil, fmt.Errorf("%d changes and %d: %w", len(set.Changes), changed, ds.Err())
		}
	}
	return out, nil
}

// people are n users; those of a changed set have one in a hundred another mobile.
func people(n int, changed bool) []person {
	out := make([]person, n)
	for i := range out {
		out[i] = personAt(i, width(n))
		if changed && i%100 == 0 {
			out[i].mobile = "+33700000000"
		}
	}
	return out
}

func diffMaps(desired, live []person) int {
	index := make(map[string]*person, len(live))
	for i := range live {
		index[live[i].id] = &live[i]
	}
	changed := 0
	for i := range desired {
		if there, ok := index[desired[i].id]; !ok || *there != desired[i] {
			changed++
		}
	}
	return changed
}

var personSchema = state.Schema{Kinds: []state.Kind{{
	Name: "user", Plural: "users", Title: "user", Key: []string{"Number"}, Can: state.Create | state.Update | state.Delete,
	Fields: []state.Field{
		{Name: "Department", Type: state.Text}, {Name: "Email", Type: state.Text, Flags: state.Unique}, {Name: "First", Type: state.Text},
		{Name: "Language", Type: state.Text}, {Name: "Last", Type: state.Text}, {Name: "Mobile", Type: state.Text},
		{Name: "Number", Type: state.Text, Flags: state.Immutable},
	},
}}}

func snapshot(all []person, live bool) *state.Snapshot {
	s := &state.Snapshot{Target: "pbx", Type: "3cx"}
	for i := range all {
		p := &all[i]
		o := state.Object{Kind: "user", Key: p.extension, Canonical: "users." + p.id}
		if live {
			o.ID, o.Canonical = strconv.Itoa(i), ""
		}
		for _, a := range [][2]string{{"Department", p.department}, {"Email", p.email}, {"First", p.first}, {"Language", p.language},
			{"Last", p.last}, {"Mobile", p.mobile}, {"Number", p.extension}} {
			o.Attrs = append(o.Attrs, state.Attr{Name: a[0], Value: state.OfText(a[1])})
		}
		s.Objects = append(s.Objects, o)
	}
	s.Coverage = []state.Coverage{{Extent: state.Extent{Kind: "user"}}}
	s.Sort()
	return s
}
