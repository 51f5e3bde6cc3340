package module

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
)

// driverSource is the syntax of the driver's files, tests left out. It is read as
// text, since what it knows of the module is its own business.
func driverSource(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, f)
	}
	if out == nil {
		t.Fatal("the driver of Bitrix24 is not in this tree")
	}
	return out
}

// literal is a string literal's value, or "".
func literal(n ast.Node) string {
	l, ok := n.(*ast.BasicLit)
	if !ok || l.Kind != token.STRING {
		return ""
	}
	s, _ := strconv.Unquote(l.Value)
	return s
}

// TestDriverKnowsTheContract: each method and each error of the module that the
// driver names is one of it. A step may name several methods by what they begin
// with: patchbay.access is .add and .delete.
func TestDriverKnowsTheContract(t *testing.T) {
	want := theContract(t)
	methods := slices.Sorted(maps.Keys(want.Methods))
	seen := 0
	for _, f := range driverSource(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			s := literal(n)
			switch {
			case strings.HasPrefix(s, "patchbay.dev") || strings.Contains(s, " "):
			case strings.HasPrefix(s, "patchbay."):
				seen++
				if !slices.ContainsFunc(methods, func(m string) bool { return m == s || strings.HasPrefix(m, s+".") }) {
					t.Errorf("the driver calls %s, which the module has not", s)
				}
			case strings.HasPrefix(s, "PATCHBAY_"):
				if _, ok := want.Errors[s]; !ok {
					t.Errorf("the driver expects %s, which the module never says", s)
				}
			}
			return true
		})
	}
	if seen == 0 {
		t.Error("the driver calls no method of the module")
	}
}

// TestDriverHasTheLevels: what the driver may set, by the vendor's names, is what
// the module takes.
func TestDriverHasTheLevels(t *testing.T) {
	want := theContract(t)
	got := map[string][]string{}
	for _, g := range bitrix24.Driver.Caps(state.Profile{}).Grants {
		pair, letter, _ := strings.Cut(g.As, " ")
		if _, ok := want.Levels[pair]; !ok || g.Support != resolve.Exact && g.Support != resolve.Approximated {
			continue
		}
		got[pair] = append(got[pair], strings.Trim(letter, "'"))
	}
	if !maps.EqualFunc(want.Levels, got, func(a, b []string) bool {
		return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
	}) {
		t.Errorf("the driver sets the levels %v, the module takes %v", got, want.Levels)
	}
}
