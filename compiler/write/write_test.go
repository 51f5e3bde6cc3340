package write_test

import (
	"bytes"
	"path/filepath"
	"reflect"
	"testing"

	"cuelang.org/go/cue/format"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
	"github.com/patchbay-dev/patchbay/compiler/write"
)

// same compares models on everything but where they were written.
var same = cmp.Options{
	cmpopts.IgnoreTypes(diag.Pos{}),
	cmpopts.IgnoreFields(model.Object{}, "Roster"),
	cmp.Exporter(func(t reflect.Type) bool { return t.PkgPath() == reflect.TypeFor[model.Site]().PkgPath() }),
}

type failer interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// written is the files of a site, as bytes by name.
func written(t failer, s *model.Site) map[string][]byte {
	t.Helper()
	files, err := write.Site(s, write.Options{Notes: map[string]string{"users.cue": "People.\n\nAs they were \"found\"."}})
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for _, f := range files {
		out[f.Name] = f.Data
	}
	return out
}

func loaded(t failer, files map[string][]byte, opts load.Options) *model.Site {
	t.Helper()
	tree, err := source.Memory(files)
	if err != nil {
		t.Fatal(err)
	}
	r, ds := load.Site(tree, opts)
	if ds.HasErrors() {
		t.Fatalf("%v\n%s", ds.Err(), text(files))
	}
	return r.Site
}

func text(files map[string][]byte) string {
	var b bytes.Buffer
	for _, name := range []string{"site.cue", "departments.cue", "users.cue", "groups.cue", "queues.cue", "roles.cue", "devices.cue", "workspaces.cue", "targets.cue", "policies.cue"} {
		b.WriteString("-- " + name + " --\n")
		b.Write(files[name])
	}
	return b.String()
}

// TestRoundTrip: what is written loads as the same model, whichever way it is
// evaluated, and is written the same again.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := someSite(t)
		files := written(t, s)
		opts := load.Options{Whole: rapid.IntRange(0, 9).Draw(t, "whole") == 0} // one in ten: it takes long
		again := loaded(t, files, opts)
		if d := cmp.Diff(s, again, same); d != "" {
			t.Fatalf("%+v: %s\n%s", opts, d, text(files))
		}
		if d := cmp.Diff(files, written(t, again)); d != "" {
			t.Fatal(d)
		}
	})
}

// TestFormatted: the formatter has nothing to add.
func TestFormatted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		files := written(t, someSite(t))
		for name, data := range files {
			again, err := format.Source(data)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(string(data), string(again)); d != "" {
				t.Fatalf("%s: %s", name, d)
			}
		}
	})
}

// TestExamples: sites that people wrote, with templates and rosters, are the
// same when they are spelled out.
func TestExamples(t *testing.T) {
	dirs, err := filepath.Glob("../../examples/*/site.cue")
	if err != nil || len(dirs) == 0 {
		t.Fatal("no example found", err)
	}
	for _, file := range dirs {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			tree, err := source.Dir(t.Context(), dir)
			if err != nil {
				t.Fatal(err)
			}
			r, ds := load.Site(tree, load.Options{})
			if ds.HasErrors() {
				t.Fatal(ds.Err())
			}
			files := written(t, r.Site)
			if d := cmp.Diff(r.Site, loaded(t, files, load.Options{}), same); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestEmpty: a site that says nothing is a file with a package clause.
func TestEmpty(t *testing.T) {
	files, err := write.Site(&model.Site{Package: "acme"}, write.Options{})
	if err != nil || len(files) != 1 || string(files[0].Data) != "package acme\n" {
		t.Errorf("%s, %v", files, err)
	}
}

// TestLayout is how a site looks.
func TestLayout(t *testing.T) {
	s := &model.Site{Package: "acme",
		Users: []model.User{
			{Object: model.Object{ID: "101"}},
			{Object: model.Object{ID: "alice", Previously: []string{"a.martin"}, Native: map[string]model.Native{"pbx": {"PIN timeout": int64(-1), "Rate": 2.0, "Hours": map[string]any{"Type": "OfficeHours", "Periods": []any{}}}}},
				FirstName: model.Of(`"Al" \(x)`), Email: model.Cleared[string](), Enabled: model.Of(false),
				Voicemail: &model.Voicemail{Enabled: model.Of(true), PIN: &model.Secret{File: "pins/alice", Generate: true}}},
		},
		Groups: []model.Group{
			{Object: model.Object{ID: "desk"}, Kind: model.Queue, Agents: []model.Agent{{User: "101"}, {User: "alice"}}, Supervisors: map[string]bool{}, WrapUp: model.Of(int64(0))},
			{Object: model.Object{ID: "sales-fr"}, Kind: model.Team, Members: []model.Member{
				{User: "101", Role: model.Of("manager")},
				{User: "alice", Overrides: model.Grants{{Permission: "calls.monitor", Level: "group"}, {Permission: "calls.park", Level: "false"}}},
			}},
		}}
	files := written(t, s)
	for name, want := range map[string]string{
		"users.cue": `package acme

// People.
//
// As they were "found".
users: {
	"101": {}
	alice: {
		firstName: "\"Al\" \\(x)"
		email:     ""
		enabled:   false
		voicemail: {enabled: true, pin: {file: "pins/alice", generate: true}}
		previously: {"a.martin": true}
		native: {pbx: {Hours: {Periods: [], Type: "OfficeHours"}, "PIN timeout": -1, Rate: 2.0}}
	}
}
`,
		"groups.cue": `package acme

groups: "sales-fr": {
	kind: "team"
	members: {
		"101": {role: "manager"}
		alice: {overrides: {"calls.monitor": "group", "calls.park": false}}
	}
}
`,
		"queues.cue": `package acme

groups: desk: {
	kind: "queue"
	agents: {"101": {}, alice: {}}
	supervisors: {}
	wrapUp: 0
}
`} {
		if d := cmp.Diff(want, string(files[name])); d != "" {
			t.Errorf("%s: %s", name, d)
		}
	}
}
