package load

import (
	"sync"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"

	"github.com/patchbay-dev/patchbay/schema"
)

// engine is a CUE context that knows the language. It serves one goroutine at a
// time. A context keeps every package built in it and nothing of an expression,
// so engines that only judge expressions are used again and again.
type engine struct {
	ctx      *cue.Context
	language *build.Instance
	site     cue.Value // #Site
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
	e.site = e.ctx.BuildInstance(e.language).LookupPath(cue.ParsePath(schema.Root))
	return e
}

var idle = sync.Pool{New: func() any { return newEngine() }}

func borrow() *engine     { return idle.Get().(*engine) }
func (e *engine) giveUp() { idle.Put(e) }

// judge unifies a piece of a site with the language and returns what CUE holds
// against it. They are unified as values: an expression `#Site & {…}` is not
// closed everywhere, and lets a misspelt root field pass.
func (e *engine) judge(piece ast.Expr) error {
	return e.site.Unify(e.ctx.BuildExpr(piece)).Validate(cue.Concrete(true))
}
