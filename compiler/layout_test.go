package compiler_test

import (
	"bytes"
	"go/ast"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/parser"
)

// topLevel is all that may stand at the root, beside dot-files and what git ignores.
var topLevel = []string{
	"cmd", "compiler", "examples", "schema", "targets", "testdata",
	"Makefile", "README.md", "go.mod", "go.sum",
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if name := e.Name(); name[0] != '.' && name != "bin" && !slices.Contains(topLevel, name) {
			t.Errorf("%s stands at the top level: only %s do", name, strings.Join(topLevel, ", "))
		}
	}
}

// TestRooms keeps folders to those that the architecture names.
func TestRooms(t *testing.T) {
	vague := []string{"util", "utils", "common", "types", "helpers", "helper", "misc", "base", "shared", "lib"}
	for _, r := range parseTree(t).rooms() {
		if name := filepath.Base(r.dir); slices.Contains(vague, name) {
			t.Errorf("%s: %q says nothing about what is inside", r.dir, name)
		}
	}
}

func TestEveryPackageIsDocumented(t *testing.T) {
	for _, r := range parseTree(t).rooms() {
		if len(r.code()) == 0 {
			continue
		}
		var docs []string
		for _, f := range r.code() {
			if f.syntax.Doc != nil {
				docs = append(docs, f.path)
			}
		}
		switch {
		case len(docs) == 0:
			t.Errorf("%s has no package comment that opens with its rules", r.dir)
		case len(docs) > 1:
			t.Errorf("%s has %d package comments: %s", r.dir, len(docs), strings.Join(docs, ", "))
		}
	}
}

// targetFiles are in every target's folder, so that whoever knows one knows all.
var targetFiles = []string{
	"api.go", "conn.go", "doc.go", "driver.go", "lower.go", "raise.go", "rights.go", "steps.go", "wire.go",
}

func TestTargetFolders(t *testing.T) {
	all := parseTree(t)
	for _, r := range all.rooms() {
		if !isTarget(r.dir) || len(r.code()) == 0 {
			continue
		}
		for _, name := range targetFiles {
			if !slices.ContainsFunc(r.files, func(f *file) bool { return f.path == r.dir+"/"+name }) {
				t.Errorf("%s has no %s: the files are the same in every target's folder", r.dir, name)
			}
		}
		if all[r.dir+"/sim"] == nil {
			t.Errorf("%s has no simulator in sim/", r.dir)
		}
		for _, f := range r.code() {
			// A file may be cut in parts that keep its name: lower_users.go.
			stem, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(f.path), ".go"), "_")
			if !slices.Contains(targetFiles, stem+".go") {
				t.Errorf("%s: a target's folder holds %s and parts of them named like lower_users.go", f.path, strings.Join(targetFiles, " "))
			}
		}
	}
}

// TestCUEIsFormatted holds for everything but sites that are wrong on purpose.
func TestCUEIsFormatted(t *testing.T) {
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".cue") || strings.HasPrefix(name, "testdata/mistakes/") {
			return
		}
		src := read(t, name)
		syntax, err := parser.ParseFile(name, src, parser.ParseComments)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		want, err := format.Node(syntax)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if !bytes.Equal(want, src) {
			t.Errorf("%s is not formatted: run go tool cue fmt %s", name, name)
		}
	})
}

func TestNothingIsLeftForLater(t *testing.T) {
	marks := []string{"TO" + "DO", "FIX" + "ME", "HA" + "CK:", "XX" + "X:"}
	text := []string{".go", ".cue", ".md", ".sh", ".txtar", ".txt", ".yaml", ".yml"}
	walk(t, func(name string) {
		if !slices.Contains(text, filepath.Ext(name)) && name != "Makefile" {
			return
		}
		for i, line := range strings.Split(string(read(t, name)), "\n") {
			for _, m := range marks {
				if strings.Contains(line, m) {
					t.Errorf("%s:%d: %s: do it, or say in the documentation that it is not done", name, i+1, m)
				}
			}
		}
	})
}

// TestSizes lists what has outgrown its room. It is a list to look at, not a
// limit: a file past 450 lines or a function past 80 wants a reason.
func TestSizes(t *testing.T) {
	for _, r := range parseTree(t).rooms() {
		for _, f := range r.files {
			if n := f.set.Position(f.syntax.FileEnd).Line; n > 450 {
				t.Logf("%s: %d lines", f.path, n)
			}
			for _, d := range f.syntax.Decls {
				fn, ok := d.(*ast.FuncDecl)
				if !ok {
					continue
				}
				if n := f.set.Position(fn.End()).Line - f.set.Position(fn.Pos()).Line; n > 80 {
					t.Logf("%s: %s: %d lines", f.path, fn.Name.Name, n)
				}
			}
		}
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		t.Fatal(err)
	}
	return b
}
