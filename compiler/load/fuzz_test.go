package load_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// survive loads files, which may be anything: it ends with a site or with
// errors that have a text and a code, and never with a panic.
func survive(t *testing.T, files map[string][]byte) {
	t.Helper()
	tree, err := source.Memory(files)
	if err != nil {
		return
	}
	r, diags := load.Site(tree, load.Options{Workers: 1, Version: "0.3.1"})
	if (r == nil) != diags.HasErrors() {
		t.Fatalf("result %v with %v", r, diags)
	}
	for _, d := range diags {
		if d.Message == "" || d.Code == "" || d.Code == diag.Crash {
			t.Fatalf("%+v", d)
		}
	}
	if r != nil {
		for _, u := range r.Site.Users {
			r.Causes.Cause("users." + u.ID + ".email")
		}
	}
}

// FuzzCUE feeds arbitrary bytes as a site. The corpus of mistakes is its seed.
func FuzzCUE(f *testing.F) {
	names, err := filepath.Glob(filepath.Join(corpus, "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			if filepath.Ext(file.Name) == ".cue" {
				f.Add(file.Data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<12 {
			survive(t, map[string][]byte{"site.cue": data})
		}
	})
}

func fuzzRoster(f *testing.F, file string, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	site, err := os.ReadFile("testdata/roster.cue")
	if err != nil {
		f.Fatal(err)
	}
	site = append(site, "rosters: staff: file: \""+file+"\"\n"...)
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 1<<12 {
			survive(t, map[string][]byte{"site.cue": site, file: data})
		}
	})
}

func FuzzCSV(f *testing.F) {
	fuzzRoster(f, "staff.csv", "login,first,ext,vm\nalice,Alice,101,yes\n", "login;first;ext;vm\r\n\"a\nb\";x;y;z\r\n", "login\tfirst\text\tvm\n\t\t\t\n", "\"", ",,,\n,,,", "\ufefflogin,first,ext,vm\nbob,,,\n")
}

func FuzzJSON(f *testing.F) {
	fuzzRoster(f, "staff.json", `[{"login":"alice","first":"Alice","ext":101,"vm":true}]`, `{"bob":{"first":"Bob","ext":"102","vm":null}}`, `[]`, `{}`, `[[]]`, `1`, `[{"login":{}}]`, `{"a":1}`)
}

func FuzzYAML(f *testing.F) {
	fuzzRoster(f, "staff.yaml", "- login: alice\n  first: Alice\n  ext: 101\n  vm: yes\n", "bob: {first: Bob, ext: '102', vm: ~}\n", "- &a {login: a, first: x, ext: 1, vm: no}\n- *a\n", "a: *a\n", "- [1]\n", "---\n", "- !!binary x\n", "? [x]\n: y\n")
}
