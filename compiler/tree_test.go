package compiler_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	module = "github.com/patchbay-dev/patchbay/"
	root   = ".."
)

// file is one Go file of the repository.
type file struct {
	path    string // from the root, with forward slashes
	test    bool
	imports []string // packages of the module from its root, others in full
	syntax  *ast.File
	set     *token.FileSet
}

// room is one package's folder.
type room struct {
	dir   string
	files []*file
}

// tree is every package of the module by folder.
type tree map[string]*room

// parseTree reads the whole module's syntax. Files of testdata folders that are
// programs count too; the go command's ./... does not see them.
func parseTree(t *testing.T) tree {
	t.Helper()
	out := tree{}
	set := token.NewFileSet()
	walk(t, func(name string) {
		if !strings.HasSuffix(name, ".go") {
			return
		}
		syntax, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		dir := filepath.ToSlash(filepath.Dir(name))
		if out[dir] == nil {
			out[dir] = &room{dir: dir}
		}
		f := &file{path: name, test: strings.HasSuffix(name, "_test.go"), syntax: syntax, set: set}
		for _, spec := range syntax.Imports {
			f.imports = append(f.imports, strings.TrimPrefix(strings.Trim(spec.Path.Value, `"`), module))
		}
		out[dir].files = append(out[dir].files, f)
	})
	return out
}

// walk calls do for every file below the root that git would keep, in order.
func walk(t *testing.T, do func(name string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() && slices.Contains([]string{".git", "bin", ".cache", ".patchbay"}, d.Name()) {
			return fs.SkipDir
		}
		if !d.IsDir() {
			do(name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// rooms are the folders in order.
func (t tree) rooms() []*room {
	var out []*room
	for _, r := range t {
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b *room) int { return strings.Compare(a.dir, b.dir) })
	return out
}

// code are the files that end up in a build, tests left out.
func (r *room) code() []*file {
	return slices.DeleteFunc(slices.Clone(r.files), func(f *file) bool { return f.test })
}

// imports are what a folder's code imports, sorted.
func (r *room) imports() []string {
	var out []string
	for _, f := range r.code() {
		out = append(out, f.imports...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// reach finds a shortest chain of imports from a folder to a package that
// matches pattern, or nil.
func (t tree) reach(from, pattern string) []string {
	seen := map[string]bool{from: true}
	chains := [][]string{{from}}
	for len(chains) > 0 {
		chain := chains[0]
		chains = chains[1:]
		r := t[chain[len(chain)-1]]
		if r == nil {
			continue
		}
		for _, p := range r.imports() {
			next := append(slices.Clone(chain), p)
			if match(pattern, p) {
				return next
			}
			if !seen[p] {
				seen[p] = true
				chains = append(chains, next)
			}
		}
	}
	return nil
}

// match compares an import path with a pattern: exact, or with "/..." at the
// end for a folder and all below it, or "*" for one segment.
func match(pattern, p string) bool {
	if under, ok := strings.CutSuffix(pattern, "/..."); ok {
		return p == under || strings.HasPrefix(p, under+"/")
	}
	want, got := strings.Split(pattern, "/"), strings.Split(p, "/")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != "*" && want[i] != got[i] {
			return false
		}
	}
	return true
}

// isTarget reports whether a folder is a driver's.
func isTarget(dir string) bool {
	if !match("targets/*", dir) {
		return false
	}
	return !slices.Contains(sharedRooms, strings.TrimPrefix(dir, "targets/"))
}

// sharedRooms are the folders below targets that are no driver's.
var sharedRooms = []string{"apply", "run", "ledger", "secret", "decorate", "targettest", "internal", "all"}
