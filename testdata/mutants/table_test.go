package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTable keeps the table from rotting: the text of each mutant stands exactly
// once in its file, what it leaves compiles, and tests of the names exist.
func TestTable(t *testing.T) {
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	known := listed(t, root)
	names := map[string]bool{}
	for i := range table {
		m := &table[i]
		t.Run(m.name, func(t *testing.T) {
			if names[m.name] {
				t.Error("another mutant has this name")
			}
			names[m.name] = true
			text, err := os.ReadFile(filepath.Join(root, m.file))
			if err != nil {
				t.Fatal(err)
			}
			if text, err = m.altered(text); err != nil {
				t.Fatal(err)
			}
			if err := known.compiles(root, m.file, text); err != nil {
				t.Error(err)
			}
			if len(m.tests) == 0 {
				t.Error("no test has to notice it")
			}
			for _, tests := range m.tests {
				if err := thereAre(root, tests); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// thereAre reports tests of which there are none.
func thereAre(root, tests string) error {
	pkg, pattern, _ := strings.Cut(tests, " ")
	pattern, _, _ = strings.Cut(pattern, "/")
	match, err := regexp.Compile(pattern)
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(root, pkg, "*_test.go"))
	if err != nil {
		return err
	}
	for _, file := range files {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(fn.Name.Name, "Test") && match.MatchString(fn.Name.Name) {
				return nil
			}
		}
	}
	return errors.New("no test is called " + tests)
}

// packages are those of the table with all that they import, as the go command
// has them compiled.
type packages struct {
	fset    *token.FileSet
	imports types.Importer
	syntax  map[string][]*ast.File // by folder below the module's root
}

func listed(t *testing.T, root string) *packages {
	t.Helper()
	args := []string{"list", "-export", "-deps", "-json=Dir,ImportPath,Export,GoFiles"}
	p := &packages{fset: token.NewFileSet(), syntax: map[string][]*ast.File{}}
	for i := range table {
		if dir := path.Dir(table[i].file); p.syntax[dir] == nil {
			p.syntax[dir] = []*ast.File{}
			args = append(args, "./"+dir)
		}
	}
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	exports := map[string]string{}
	for in := json.NewDecoder(bytes.NewReader(out)); ; {
		var one struct {
			Dir, ImportPath, Export string
			GoFiles                 []string
		}
		if err := in.Decode(&one); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		exports[one.ImportPath] = one.Export
		below, err := filepath.Rel(root, one.Dir)
		if err != nil || p.syntax[filepath.ToSlash(below)] == nil {
			continue
		}
		for _, name := range one.GoFiles {
			f, err := parser.ParseFile(p.fset, filepath.Join(one.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			p.syntax[filepath.ToSlash(below)] = append(p.syntax[filepath.ToSlash(below)], f)
		}
	}
	p.imports = importer.ForCompiler(p.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	return p
}

// compiles checks the types of a package in which one file is another.
func (p *packages) compiles(root, file string, text []byte) error {
	name := filepath.Join(root, filepath.FromSlash(file))
	altered, err := parser.ParseFile(p.fset, name, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	syntax := slices.Clone(p.syntax[path.Dir(file)])
	i := slices.IndexFunc(syntax, func(f *ast.File) bool { return p.fset.File(f.Package).Name() == name })
	if i < 0 {
		return errors.New("it is not built here")
	}
	syntax[i] = altered
	var first error
	conf := types.Config{Error: func(err error) { first = cmp.Or(first, err) }, Importer: p.imports}
	conf.Check(path.Dir(file), p.fset, syntax, nil)
	return first
}
