package diff_test

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// fields is how many attributes a benchmark user has, as in the shape that the
// goals were set with.
const fields = 11

var wide = func() state.Schema {
	k := state.Kind{Name: "user", Plural: "users", Key: []string{"F00"}, Can: state.Create | state.Update | state.Delete}
	for i := range fields {
		k.Fields = append(k.Fields, state.Field{Name: fmt.Sprintf("F%02d", i), Type: state.Text})
	}
	return state.Schema{Kinds: []state.Kind{k}}
}()

// users makes n users, of which one in a hundred differs by salt.
func users(n int, salt string) *state.Snapshot {
	s := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "user"}}}}
	for i := range n {
		key := fmt.Sprintf("%07d", i)
		o := state.Object{Kind: "user", Key: key, Canonical: "users.u" + key, ID: key}
		o.Put("F00", state.OfText(key))
		for j := 1; j < fields; j++ {
			v := fmt.Sprintf("value %d of %s", j, key)
			if j == 3 && i%100 == 0 {
				v += salt
			}
			o.Put(wide.Kinds[0].Fields[j].Name, state.OfText(v), ".f")
		}
		s.Objects = append(s.Objects, o)
	}
	return s
}

var sizes = []int{1_000, 10_000, 100_000}

// BenchmarkCompare is the differ of this package.
func BenchmarkCompare(b *testing.B) {
	for _, n := range sizes {
		desired, live := users(n, "a"), users(n, "b")
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				set, _ := diff.Compare(diff.Input{Schema: wide, Desired: desired, Live: live})
				if len(set.Changes) != n/100 {
					b.Fatal(len(set.Changes))
				}
			}
		})
	}
}

// BenchmarkCompareRecorded is the same with a record of the last apply.
func BenchmarkCompareRecorded(b *testing.B) {
	for _, n := range sizes {
		desired, live := users(n, "a"), users(n, "b")
		record := (*state.Record)(nil).Settled(wide, desired, desired, nil)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				diff.Compare(diff.Input{Schema: wide, Desired: desired, Live: live, Record: record})
			}
		})
	}
}

// BenchmarkCompareCreates is an empty target.
func BenchmarkCompareCreates(b *testing.B) {
	for _, n := range sizes {
		desired := users(n, "a")
		live := &state.Snapshot{Coverage: desired.Coverage}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				diff.Compare(diff.Input{Schema: wide, Desired: desired, Live: live})
			}
		})
	}
}

// BenchmarkTyped is the yardstick: structs indexed by key in a map.
func BenchmarkTyped(b *testing.B) {
	type user [fields]string
	typed := func(s *state.Snapshot) []user {
		out := make([]user, len(s.Objects))
		for i := range s.Objects {
			for j, a := range s.Objects[i].Attrs {
				out[i][j] = a.Value.Text()
			}
		}
		return out
	}
	for _, n := range sizes {
		desired, live := typed(users(n, "a")), typed(users(n, "b"))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				index := make(map[string]*user, len(live))
				for i := range live {
					index[live[i][0]] = &live[i]
				}
				differ := 0
				for i := range desired {
					if l := index[desired[i][0]]; l == nil || *l != desired[i] {
						differ++
					}
				}
				if differ != n/100 {
					b.Fatal(differ)
				}
			}
		})
	}
}

// BenchmarkLoose is what a differ of untyped maps costs.
func BenchmarkLoose(b *testing.B) {
	loose := func(s *state.Snapshot) map[string]map[string]any {
		out := make(map[string]map[string]any, len(s.Objects))
		for i := range s.Objects {
			m := map[string]any{}
			for _, a := range s.Objects[i].Attrs {
				m[a.Name] = a.Value.Text()
			}
			out[s.Objects[i].Key] = m
		}
		return out
	}
	for _, n := range sizes {
		desired, live := loose(users(n, "a")), loose(users(n, "b"))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				differ := 0
				for key, d := range desired {
					l := live[key]
					for name, v := range d {
						if !reflect.DeepEqual(v, l[name]) {
							differ++
						}
					}
				}
				if differ != n/100 {
					b.Fatal(differ)
				}
			}
		})
	}
}
