package run

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestOnlyApplyOpensWriters reads this package's syntax: whatever Plan, Drift,
// Snapshot, Rights, Predicted, Compile, Doctor and Import can reach by calls within the
// package must not name OpenWriter, and Apply must.
func TestOnlyApplyOpensWriters(t *testing.T) {
	uses := identifiers(t)
	for _, from := range []string{"Compile", "Plan", "Snapshot", "Drift", "Rights", "Predicted", "Doctor", "Import"} {
		if path := reach(uses, from, "OpenWriter"); path != nil {
			t.Errorf("%s can open a writer: %s", from, strings.Join(path, " → "))
		}
		if from != "Compile" && from != "Predicted" && reach(uses, from, "ReadOnly") == nil {
			t.Errorf("%s does not read through a transport that refuses writes", from)
		}
	}
	if reach(uses, "Apply", "OpenWriter") == nil {
		t.Error("Apply opens no writer; this test looks at the wrong names")
	}
}

// identifiers lists, for each function of the package, the names it mentions.
func identifiers(t *testing.T) map[string][]string {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		imported := map[string]bool{}
		for _, i := range file.Imports {
			imported[path.Base(strings.Trim(i.Path.Value, `"`))] = true
		}
		for _, d := range file.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					if pkg, ok := n.X.(*ast.Ident); ok && imported[pkg.Name] {
						out[fn.Name.Name] = append(out[fn.Name.Name], n.Sel.Name)
						return false // the package's name is no function of ours
					}
				case *ast.Ident:
					out[fn.Name.Name] = append(out[fn.Name.Name], n.Name)
				}
				return true
			})
		}
	}
	return out
}

// reach follows names from one function to another name.
func reach(uses map[string][]string, from, to string) []string {
	seen := map[string]bool{}
	var walk func(at string, path []string) []string
	walk = func(at string, path []string) []string {
		if seen[at] {
			return nil
		}
		seen[at] = true
		path = append(slices.Clone(path), at)
		for _, next := range uses[at] {
			if next == to {
				return append(path, to)
			}
		}
		for _, next := range uses[at] {
			if _, ours := uses[next]; ours {
				if found := walk(next, path); found != nil {
					return found
				}
			}
		}
		return nil
	}
	return walk(from, nil)
}
