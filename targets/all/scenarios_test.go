package all_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/all"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// scenario is one behaviour: a site, the world it meets, and what comes of it.
//
//	site.cue, …         the site's files; the runner adds the target
//	before/site.cue     the site that was applied before, with before/consent
//	T/world.json        what the simulator of target type T begins with
//	T/options.json      its options
//	T/edit.json         what another admin changes after before was applied:
//	                    {"users": {"101": {"Mobile": "…"}}}
//	T/faults.json       what goes wrong from then on
//	consent             what the operator agrees to, one on a line
//	known               why what is expected does not come about yet
//	plan.txt            the plan, after what there is to say about the site
//	requests.txt        the requests of the apply that ask for a change
//	after.txt           what differs on the target afterwards
//
// T/plan.txt and the like stand in place of the plain ones where T differs.
type scenario struct {
	file    string
	archive *txtar.Archive
}

const scenarios = "../../testdata/scenarios"

// TestScenarios runs every scenario against every target; for the race detector,
// to which all are alike, each against one. UPDATE=1 rewrites what is expected.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(scenarios, "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios in %s: %v", scenarios, err)
	}
	for i, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			for j, d := range all.Drivers {
				if targettest.Racing && i%len(all.Drivers) != j {
					continue
				}
				t.Run(d.Type, func(t *testing.T) {
					archive, err := txtar.ParseFile(file)
					if err != nil {
						t.Fatal(err)
					}
					s := scenario{file, archive}
					s.run(t, d)
				})
			}
		})
	}
}

func (s scenario) run(t *testing.T, d targets.Driver) {
	if strings.TrimSpace(string(s.archive.Comment)) == "" {
		t.Error("a scenario begins with what it shows")
	}
	seed, ok := s.section(d.Type + "/world.json")
	if !ok {
		t.Fatalf("no world for targets of type %s: write %s/world.json", d.Type, d.Type)
	}
	x := start(t, d, seed, s.options(t, d.Type))
	if first, agreed := s.files("before/", d.Type), s.consent("before/consent"); len(first) > 0 {
		if got := x.plan(first, agreed); got.refused {
			t.Fatalf("what was applied before is refused:\n%s", got.text)
		}
		if failed := butByHand(x.apply(first, agreed)); failed != "" {
			t.Fatalf("what was applied before did not go well:\n%s", failed)
		}
	}
	x.edit(s.json(t, d.Type+"/edit.json"))
	before := x.read()
	x.control("DELETE", "requests", nil)
	if faults, ok := s.section(d.Type + "/faults.json"); ok {
		x.control("POST", "faults", faults)
	}
	site, consent := s.files("", d.Type), s.consent("consent")
	planned := x.plan(site, consent)
	if w := x.writes(); w != "" {
		t.Errorf("planning asked for changes:\n%s", w)
	}
	outcome := ""
	if !planned.refused {
		outcome = x.apply(site, consent)
	}
	requests := x.writes() + outcome
	x.control("DELETE", "faults", nil)
	after := changes(x.schema(), before, x.read())
	if !planned.refused {
		if again := x.plan(site, consent); again.acts {
			t.Errorf("after the apply there is still a plan:\n%s", again.text)
		}
	}
	s.expect(t, d.Type, map[string]string{"plan.txt": planned.text, "requests.txt": requests, "after.txt": after})
}

// butByHand is what became of an apply, but for what is left to people.
func butByHand(text string) string {
	var out strings.Builder
	for line := range strings.Lines(text) {
		if !strings.HasSuffix(strings.TrimSpace(line), ": by hand") {
			out.WriteString(line)
		}
	}
	return out.String()
}

// section finds a part of the archive.
func (s scenario) section(name string) ([]byte, bool) {
	for _, f := range s.archive.Files {
		if f.Name == name {
			return f.Data, true
		}
	}
	return nil, false
}

// results are the sections that a run writes.
var results = []string{"plan.txt", "requests.txt", "after.txt"}

// files are a site's: those below a folder, with those of the target's type on
// top.
func (s scenario) files(folder, typ string) map[string][]byte {
	out := map[string][]byte{}
	for _, f := range s.archive.Files {
		name, ok := strings.CutPrefix(f.Name, folder)
		own, isOwn := strings.CutPrefix(name, typ+"/")
		switch {
		case !ok, name == "consent", folder == "" && (strings.HasPrefix(name, "before/") || name == "known" || slices.Contains(results, name)):
		case isOwn && strings.HasSuffix(own, ".cue"):
			out["own_"+own] = f.Data
		case !strings.Contains(name, "/"):
			out[name] = f.Data
		}
	}
	return out
}

func (s scenario) consent(name string) []string {
	b, _ := s.section(name)
	return strings.Fields(string(b))
}

func (s scenario) options(t *testing.T, typ string) map[string]string {
	out := map[string]string{}
	if b, ok := s.section(typ + "/options.json"); ok {
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatalf("options.json: %v", err)
		}
	}
	return out
}

func (s scenario) json(t *testing.T, name string) map[string]map[string]map[string]any {
	var out map[string]map[string]map[string]any
	if b, ok := s.section(name); ok {
		if err := json.Unmarshal(b, &out); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return out
}

// expect holds results against the archive, or rewrites it. A scenario that is
// known to fail is a named skip, and fails once it does not any more.
func (s scenario) expect(t *testing.T, typ string, got map[string]string) {
	if why, known := s.section("known"); known {
		if len(s.differences(typ, got)) == 0 {
			t.Error("what is expected has come about: take the section known out")
		}
		t.Skipf("skipped: known: %s", strings.TrimSpace(string(why)))
	}
	if os.Getenv("UPDATE") != "" {
		for _, name := range results {
			s.put(typ, name, got[name])
		}
		if err := os.WriteFile(s.file, txtar.Format(s.archive), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, d := range s.differences(typ, got) {
		t.Error(d)
	}
}

// differences are between what is expected and what came about.
func (s scenario) differences(typ string, got map[string]string) []string {
	var out []string
	for _, name := range results {
		want, ok := s.section(typ + "/" + name)
		if !ok {
			want, _ = s.section(name)
		}
		if d := cmp.Diff(string(want), got[name]); d != "" {
			out = append(out, name+": want -, got +\n"+d)
		}
	}
	return out
}

// put sets what is expected: for all targets by the first of them, and for
// another one where it differs.
func (s scenario) put(typ, name, text string) {
	plain, there := s.section(name)
	own := func(f txtar.File) bool { return f.Name == typ+"/"+name }
	switch _, is := s.section(typ + "/" + name); {
	case typ == all.Drivers[0].Type && !is:
		s.set(name, text)
	case string(plain) == text:
		s.archive.Files = slices.DeleteFunc(s.archive.Files, own)
	case is:
		s.archive.Files[slices.IndexFunc(s.archive.Files, own)].Data = []byte(text)
	case there || text != "":
		s.archive.Files = append(s.archive.Files, txtar.File{Name: typ + "/" + name, Data: []byte(text)})
	}
}

func (s scenario) set(name, text string) {
	i := slices.IndexFunc(s.archive.Files, func(f txtar.File) bool { return f.Name == name })
	switch {
	case text == "" && i >= 0:
		s.archive.Files = slices.Delete(s.archive.Files, i, i+1)
	case text == "":
	case i >= 0:
		s.archive.Files[i].Data = []byte(text)
	default:
		s.archive.Files = append(s.archive.Files, txtar.File{Name: name, Data: []byte(text)})
	}
}

// edited changes a world as another admin would: in the list called set, the
// entry that has name as one of its values.
func edited(world []byte, edit map[string]map[string]map[string]any) ([]byte, error) {
	var w map[string]any
	if err := json.Unmarshal(world, &w); err != nil {
		return nil, err
	}
	for _, set := range slices.Sorted(maps.Keys(edit)) {
		list, _ := w[set].([]any)
		for _, name := range slices.Sorted(maps.Keys(edit[set])) {
			i := slices.IndexFunc(list, func(x any) bool { return named(x, name) })
			if i < 0 {
				return nil, fmt.Errorf("the world has no %s in %s", name, set)
			}
			maps.Copy(list[i].(map[string]any), edit[set][name])
		}
	}
	return json.Marshal(w)
}

func named(x any, name string) bool {
	m, _ := x.(map[string]any)
	for _, key := range []string{"Number", "Name", "number", "name", "UF_PHONE_INNER", "NAME", "loginEmail", "email"} {
		if m[key] == name {
			return true
		}
	}
	return false
}
