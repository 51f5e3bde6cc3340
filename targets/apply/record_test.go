package apply

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// TestRecordOfRenames: whether a new name came about or not, the record holds
// one entry for each canonical id, under the name and the vendor id that the
// object has, and what refers to it does so by that name.
func TestRecordOfRenames(t *testing.T) {
	declared := func(o state.Object, canonical, id string) state.Object {
		o.Canonical, o.ID = canonical, id
		return o
	}
	was := []state.Object{declared(person("100", "a@acme.example", "user"), "users.a", "7"), declared(team("T", "100"), "groups.t", "8")}
	asked := []state.Object{declared(person("200", "a@acme.example", "user"), "users.a", ""), declared(team("T", "200"), "groups.t", "")}
	number := diff.Field{Name: "Number", Desired: state.OfText("200"), Live: state.OfText("100"), Part: diff.Asked}
	renamed := state.Effect{Op: state.OpUpdate, Object: state.Ref{Kind: "person", Key: "200"}, LiveKey: "100", Attrs: []state.Attr{{Name: "Number", Value: state.OfText("200")}}}
	gone := state.Effect{Op: state.OpDelete, Object: state.Ref{Kind: "person", Key: "100"}}
	made := state.Effect{Op: state.OpCreate, Object: state.Ref{Kind: "person", Key: "200"}, Attrs: person("200", "a@acme.example", "user").Attrs}
	stayed := "person/100 users.a 7 Mail=a@acme.example Number=100 Role=user\nteam/T groups.t 8 Lead=100 Name=T"
	came := "person/200 users.a 7 Mail=a@acme.example Number=200 Role=user\nteam/T groups.t 8 Lead=200 Name=T"
	for _, test := range []struct {
		name    string
		replace bool
		landed  []state.Effect
		ids     map[state.Ref]string
		want    string
	}{
		{"not renamed", false, nil, nil, stayed},
		{"renamed", false, []state.Effect{renamed}, nil, came},
		{"not replaced", true, nil, nil, stayed},
		{"replaced", true, []state.Effect{gone, made}, map[state.Ref]string{{Kind: "person", Key: "200"}: "9"}, strings.Replace(came, "users.a 7", "users.a 9", 1)},
	} {
		for _, saved := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, saved %t", test.name, saved), func(t *testing.T) {
				l := ledger.Open(t.TempDir())
				before := &state.Record{Target: "pbx", Type: "fake"}
				for _, o := range was {
					before.Entries = append(before.Entries, state.Entry{Object: o.Ref(), Canonical: o.Canonical, ID: o.ID, Attrs: o.Attrs})
				}
				if err := l.SaveRecord(before); err != nil {
					t.Fatal(err)
				}
				change := diff.Change{Op: state.OpUpdate, Object: state.Ref{Kind: "person", Key: "200"}, LiveKey: "100", ID: "7", Canonical: "users.a",
					Part: diff.Asked, Replace: test.replace, Fields: []diff.Field{number}}
				job := Job{Section: plan.Section{Target: "pbx", Type: "fake", Changes: []diff.Change{change}}, Run: "r2", Schema: schema, Ledger: l, Now: clock}
				if !saved {
					job.Live, job.Desired = &state.Snapshot{Objects: was}, &state.Snapshot{Objects: asked}
				}
				r := begin(context.Background(), job)
				r.landed = test.landed
				for ref, id := range test.ids {
					r.ids[ref] = id
				}
				if err := r.record(); err != nil {
					t.Fatal(err)
				}
				rec, err := l.Record("pbx")
				if err != nil {
					t.Fatal(err)
				}
				var lines []string
				for _, e := range rec.Entries {
					line := e.Object.String() + " " + e.Canonical + " " + e.ID
					for _, a := range e.Attrs {
						line += " " + a.Name + "=" + a.Value.String()
					}
					lines = append(lines, line)
				}
				if d := cmp.Diff(test.want, strings.Join(lines, "\n")); d != "" {
					t.Error(d)
				}
			})
		}
	}
}
