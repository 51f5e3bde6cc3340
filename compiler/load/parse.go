package load

import (
	"bytes"
	"fmt"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// pkg is the files of one CUE package.
type pkg struct {
	dir    string
	name   string // the package's name, of the first file that has one
	files  []*ast.File
	broken bool // a file could not be read or parsed; it is not among files
}

// parsePackage parses each of the named files and reports what is wrong with
// any of them.
func (l *loader) parsePackage(dir string, names []string) *pkg {
	p := &pkg{dir: dir}
	for _, name := range names {
		data, err := l.text(name)
		if err != nil {
			l.report(name, err)
			p.broken = true
			continue
		}
		f, err := parser.ParseFile(name, data, parser.AllErrors)
		if err != nil {
			l.diags = append(l.diags, syntax(data, err)...)
			p.broken = true
			continue
		}
		if ignored(f) {
			continue
		}
		p.files = append(p.files, f)
		if p.name == "" {
			p.name = f.PackageName()
		}
	}
	return p
}

// checkClauses reports files of the site that do not belong to its package.
func (l *loader) checkClauses() bool {
	ok := true
	var first *ast.File
	for _, f := range l.pkg.files {
		name := f.PackageName()
		switch {
		case name == "" || name == "_":
			ok = false
			l.diags.Add(diag.Diagnostic{
				Code: diag.NoPackage, Pos: []diag.Pos{{File: f.Filename, Line: 1, Col: 1}},
				Message: "the file says of no package that it belongs to",
				Hint:    fmt.Sprintf("begin it with `package %s`", orSite(l.pkg.name)),
			})
		case first == nil:
			first = f
		case name != first.PackageName():
			ok = false
			l.diags.Add(diag.Diagnostic{
				Code: diag.TwoPackages, Pos: []diag.Pos{clause(f), clause(first)},
				Message: fmt.Sprintf("package %s in a folder whose other files are package %s; a site is one package", name, first.PackageName()),
				Hint:    fmt.Sprintf("write `package %s`, or move the file to a folder of its own", first.PackageName()),
			})
		}
	}
	return ok
}

// checkAttributes refuses attributes that would read a file besides the site's own:
// nothing but *.cue and rosters is bound by a plan.
func (l *loader) checkAttributes() bool {
	ok := true
	for _, f := range l.pkg.files {
		if data, err := l.tree.Text(f.Filename); err != nil || !bytes.Contains(data, []byte("@e")) {
			continue // most files have none, and are large
		}
		ast.Walk(f, func(n ast.Node) bool {
			a, is := n.(*ast.Attribute)
			if !is {
				return true
			}
			if name, _ := a.Split(); name == "embed" || name == "extern" {
				ok = false
				l.diags.Add(diag.Diagnostic{
					Code: diag.Embeds, Pos: []diag.Pos{place(a.Pos())}, Message: fmt.Sprintf("@%s: a site embeds nothing", name),
					Hint: "write the value itself; people are read from a file by a roster",
				})
			}
			return true
		}, nil)
	}
	return ok
}

func orSite(name string) string {
	if name == "" || name == "_" {
		return "site"
	}
	return name
}

func clause(f *ast.File) diag.Pos {
	for _, d := range f.Decls {
		if p, ok := d.(*ast.Package); ok {
			return place(p.Name.Pos())
		}
	}
	return diag.Pos{File: f.Filename, Line: 1}
}

// ignored reports whether the file leaves itself out: @ignore(), or @if with a
// tag, as patchbay sets none.
func ignored(f *ast.File) bool {
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.Package:
			return false
		case *ast.Attribute:
			name, body := d.Split()
			if name == "ignore" {
				return true
			}
			if name == "if" {
				x, err := parser.ParseExpr(f.Filename, body)
				return err != nil || !holds(x)
			}
		}
	}
	return false
}

// holds evaluates the condition of @if with every tag unset.
func holds(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return holds(x.X)
	case *ast.UnaryExpr:
		return x.Op == token.NOT && !holds(x.X)
	case *ast.BinaryExpr:
		if x.Op == token.LAND {
			return holds(x.X) && holds(x.Y)
		}
		return x.Op == token.LOR && (holds(x.X) || holds(x.Y))
	}
	return false
}

// quoteName writes a name as it must stand in CUE; a place in a list keeps its
// index.
func quoteName(name string) string {
	if list, index, ok := strings.Cut(name, "["); ok {
		return quoteName(list) + "[" + index
	}
	if ast.IsValidIdent(name) && !strings.HasPrefix(name, "_") && !strings.HasPrefix(name, "#") {
		return name
	}
	return fmt.Sprintf("%q", name)
}
