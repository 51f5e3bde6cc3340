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

// TestRecordOfResets: what the plan was to undo, and is there still, stays in
// the record as ours, so that the next plan lists it again; what was undone is
// forgotten. That holds whether it was the record or another revision that knew
// of it, and with the plan alone.
func TestRecordOfResets(t *testing.T) {
	live := []state.Object{person("100", "a@acme.example", "admin"), person("101", "b@acme.example", "user")}
	for i := range live {
		live[i].ID = fmt.Sprint(7 + i)
	}
	reset := diff.Field{Name: "Role", Live: state.OfText("admin"), Desired: state.Nothing(), Part: diff.Reset}
	gone := []diff.Field{{Name: "Mail", Live: state.OfText("b@acme.example"), Part: diff.Reset}, {Name: "Number", Live: state.OfText("101"), Part: diff.Reset}, {Name: "Role", Live: state.OfText("user"), Part: diff.Along}}
	entries := []state.Entry{
		{Object: live[0].Ref(), Canonical: "users.a", ID: "7", Attrs: live[0].Attrs},
		{Object: live[1].Ref(), Canonical: "users.b", ID: "8", Attrs: live[1].Attrs[:2]},
	}
	asked := state.Object{Kind: "person", Key: "100", Canonical: "users.a"}
	asked.Put("Number", state.OfText("100"))
	undone := []state.Effect{{Op: state.OpUpdate, Object: live[0].Ref(), Attrs: []state.Attr{{Name: "Role", Value: state.Nothing()}}}, {Op: state.OpDelete, Object: live[1].Ref()}}
	for _, known := range []string{"record", "base"} {
		for _, saved := range []bool{false, true} {
			for _, landed := range [][]state.Effect{nil, undone} {
				t.Run(fmt.Sprintf("known by %s, saved %t, done %t", known, saved, landed != nil), func(t *testing.T) {
					l := ledger.Open(t.TempDir())
					field := reset
					field.Base = field.Live
					if known == "record" {
						field.Base, field.Last = state.Value{}, field.Live
						if err := l.SaveRecord(&state.Record{Target: "pbx", Type: "fake", Entries: entries}); err != nil {
							t.Fatal(err)
						}
					}
					job := Job{Section: plan.Section{Target: "pbx", Type: "fake", Changes: []diff.Change{
						{Op: state.OpUpdate, Object: live[0].Ref(), ID: "7", Canonical: "users.a", Part: diff.Reset, Fields: []diff.Field{field}},
						{Op: state.OpDelete, Object: live[1].Ref(), ID: "8", Canonical: "users.b", Part: diff.Reset, Fields: gone},
					}}, Run: "r2", Schema: schema, Ledger: l, Now: clock}
					if !saved {
						job.Live, job.Desired = &state.Snapshot{Objects: live}, &state.Snapshot{Objects: []state.Object{asked}}
					}
					r := begin(context.Background(), job)
					r.landed = landed
					if err := r.record(); err != nil {
						t.Fatal(err)
					}
					rec, err := l.Record("pbx")
					if err != nil {
						t.Fatal(err)
					}
					role, other := state.Value{}, false
					if e, ok := rec.Find(live[0].Ref()); ok {
						role = (&state.Object{Attrs: e.Attrs}).Get("Role")
					}
					if e, ok := rec.Find(live[1].Ref()); ok {
						other = (&state.Object{Attrs: e.Attrs}).Get("Mail").Text() == "b@acme.example" && e.Canonical == "users.b" && e.ID == "8"
					}
					if left := landed == nil; (role.Text() == "admin") != left || other != left {
						t.Errorf("the record has Role %s and the other one %t: %v", role, other, rec.Entries)
					}
				})
			}
		}
	}
}
