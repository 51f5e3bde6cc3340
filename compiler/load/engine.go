package load

import (
	"sync"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/schema"
)

// engine is a CUE context that knows the language. It serves one goroutine at a
// time. A context keeps every package built in it and nothing of an expression,
// so engines that only judge expressions are used again and again.
type engine struct {
	ctx      *cue.Context
	language *build.Instance
	scope    cue.Value // the language's package
	site     cue.Value // its #Site
}

// languageFile marks positions in the language, which no operator wrote.
const languageFile = schema.ImportPath + "/"

func newEngine() *engine {
	e := &engine{ctx: cuecontext.New()}
	bc := build.NewContext()
	e.language = bc.NewInstance(schema.ImportPath, nil)
	e.language.ImportPath = schema.ImportPath
	e.language.PkgName = schema.Version
	for _, f := range schema.Files() {
		syntax, err := parser.ParseFile(languageFile+f.Name, f.Data, parser.ParseComments)
		if err != nil {
			panic(err) // embedded, and tested with the language
		}
		if err := e.language.AddSyntax(syntax); err != nil {
			panic(err)
		}
	}
	e.scope = e.ctx.BuildInstance(e.language)
	e.site = e.scope.LookupPath(cue.ParsePath(schema.Root))
	return e
}

var idle = sync.Pool{New: func() any { return newEngine() }}

func borrow() *engine     { return idle.Get().(*engine) }
func (e *engine) giveUp() { idle.Put(e) }

// judge unifies pieces with the language and returns what CUE holds against
// them.
func (e *engine) judge(units []unit) error {
	return e.evaluate(units).Validate(cue.Concrete(true))
}

func (e *engine) evaluate(units []unit) cue.Value {
	x := &ast.BinaryExpr{X: ast.NewIdent(schema.Root), Op: token.AND, Y: assemble(units)}
	return e.ctx.BuildExpr(x, cue.Scope(e.scope))
}

// assemble writes pieces as a site.
func assemble(units []unit) *ast.StructLit {
	site := &ast.StructLit{}
	open := map[string]*ast.StructLit{}
	for _, u := range units {
		if u.id == "" {
			for _, f := range u.fields {
				site.Elts = append(site.Elts, f)
			}
			continue
		}
		s := open[u.root]
		if s == nil {
			s = &ast.StructLit{}
			open[u.root] = s
			site.Elts = append(site.Elts, &ast.Field{Label: ast.NewIdent(u.root), Value: s})
		}
		for _, f := range u.fields {
			s.Elts = append(s.Elts, f)
		}
	}
	return site
}
