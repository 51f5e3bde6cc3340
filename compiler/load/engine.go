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
	site     cue.Value // #Site
	lean     cue.Value // #Site for records that are there; only of engines that judge pieces
	built    int       // packages that the context keeps
}

// languageFile marks positions in the language, which no operator wrote.
const languageFile = schema.ImportPath + "/"

// newEngine is an engine for packages: it has the language as sites import it.
func newEngine() *engine {
	e := &engine{ctx: cuecontext.New(), language: newLanguage()}
	e.site = e.ctx.BuildInstance(e.language).LookupPath(cue.ParsePath(schema.Root))
	return e
}

// newPieceEngine is an engine that judges pieces.
func newPieceEngine() *engine {
	e := &engine{ctx: cuecontext.New(), language: newLanguage()}
	for _, f := range parseLanguage() {
		if leanSite(f) {
			mustAdd(e.language, f)
		}
	}
	v := e.ctx.BuildInstance(e.language)
	e.site = v.LookupPath(cue.ParsePath(schema.Root))
	e.lean = v.LookupPath(cue.ParsePath(leanRoot))
	return e
}

func newLanguage() *build.Instance {
	inst := build.NewContext().NewInstance(schema.ImportPath, nil)
	inst.ImportPath = schema.ImportPath
	inst.PkgName = schema.Version
	for _, f := range parseLanguage() {
		mustAdd(inst, f)
	}
	return inst
}

// parseLanguage parses the language anew: CUE writes to the trees it builds.
func parseLanguage() []*ast.File {
	var out []*ast.File
	for _, f := range schema.Files() {
		syntax, err := parser.ParseFile(languageFile+f.Name, f.Data)
		if err != nil {
			panic(err) // embedded, and tested with the language
		}
		out = append(out, syntax)
	}
	return out
}

func mustAdd(inst *build.Instance, f *ast.File) {
	if err := inst.AddSyntax(f); err != nil {
		panic(err)
	}
}

// leanRoot is the language's root without `false |` in front of each record. An
// alternative costs half of the evaluation, and a record that is written out is
// never false; one that is refused is judged again by the language itself.
const leanRoot = "#Lean"

// leanSite makes a file of the language one that holds #Lean alone. It reports
// whether the file has the root at all.
func leanSite(f *ast.File) bool {
	var decls []ast.Decl
	found := false
	for _, d := range f.Decls {
		field, ok := d.(*ast.Field)
		if !ok {
			decls = append(decls, d)
			continue
		}
		id, ok := field.Label.(*ast.Ident)
		site, isStruct := field.Value.(*ast.StructLit)
		if !ok || !isStruct || id.Name != schema.Root {
			continue
		}
		id.Name = leanRoot
		for _, root := range site.Elts {
			if r, ok := root.(*ast.Field); ok {
				makeLean(r.Value)
			}
		}
		decls = append(decls, field)
		found = true
	}
	f.Decls = decls
	return found
}

// makeLean turns {[#ID]: false | #User} into {[#ID]: #User}.
func makeLean(x ast.Expr) {
	records, ok := x.(*ast.StructLit)
	if !ok {
		return
	}
	for _, d := range records.Elts {
		f, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		or, ok := f.Value.(*ast.BinaryExpr)
		if !ok || or.Op != token.OR {
			continue
		}
		if lit, ok := or.X.(*ast.BasicLit); ok && lit.Kind == token.FALSE {
			f.Value = or.Y
		}
	}
}

var idle = sync.Pool{New: func() any { return newPieceEngine() }}

func borrow() *engine     { return idle.Get().(*engine) }
func (e *engine) giveUp() { idle.Put(e) }

// keptPackages is how many packages an engine builds before it goes: its context
// keeps every one of them, and the language is dear to evaluate for one alone.
const keptPackages = 16

var idlePackages = sync.Pool{New: func() any { return newEngine() }}

func borrowPackages() *engine { return idlePackages.Get().(*engine) }

func (e *engine) giveUpPackages() {
	if e.built++; e.built < keptPackages {
		idlePackages.Put(e)
	}
}

// judge unifies a piece of a site with the language and returns what CUE holds
// against it. They are unified as values: an expression `#Site & {…}` is not
// closed everywhere, and lets a misspelt root field pass.
func (e *engine) judge(piece ast.Expr) error {
	return e.site.Unify(e.ctx.BuildExpr(piece)).Validate(cue.Concrete(true))
}

// passes reports whether a piece is right, at half the cost of judge. That it
// does not pass says nothing.
func (e *engine) passes(piece ast.Expr) bool {
	return e.lean.Unify(e.ctx.BuildExpr(piece)).Validate(cue.Concrete(true)) == nil
}
