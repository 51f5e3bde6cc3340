package load

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/schema"
)

// siteSieve is the sieve of #Site.
var siteSieve = sync.OnceValue(func() *mesh {
	c := &sifter{decls: map[string][]*ast.Field{}, made: map[string]sieve{}}
	for _, f := range parseLanguage() {
		c.note(f)
	}
	s := c.definition(schema.Root)
	if s.mesh == nil {
		return &mesh{}
	}
	return s.mesh
})

// sifter reads sieves from the language's syntax.
type sifter struct {
	decls map[string][]*ast.Field
	made  map[string]sieve
}

func (c *sifter) note(f *ast.File) {
	for _, d := range f.Decls {
		field, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		if id, ok := field.Label.(*ast.Ident); ok {
			c.decls[id.Name] = append(c.decls[id.Name], field)
		}
	}
}

// definition is the sieve of a definition. While it is being read it is not
// known, so that nothing passes that refers to itself.
func (c *sifter) definition(name string) sieve {
	if s, ok := c.made[name]; ok {
		return s
	}
	c.made[name] = sieve{}
	if d := c.decls[name]; len(d) == 1 && strings.HasPrefix(name, "#") {
		c.made[name] = c.expr(d[0].Value)
	}
	return c.made[name]
}

func anyText(string) bool  { return true }
func anyNumber(int64) bool { return true }

// predeclared are the types that the language's plain fields have.
var predeclared = map[string]sieve{
	"string": {known: true, text: anyText},
	"bool":   {known: true, truth: [2]bool{true, true}},
	"int":    {known: true, number: anyNumber},
}

func (c *sifter) expr(x ast.Expr) sieve {
	switch x := x.(type) {
	case *ast.Ident:
		if s, ok := predeclared[x.Name]; ok {
			return s
		}
		return c.definition(x.Name)
	case *ast.BasicLit:
		return exactly(x)
	case *ast.UnaryExpr:
		return limited(x)
	case *ast.BinaryExpr:
		a, b := c.expr(x.X), c.expr(x.Y)
		if a.known && b.known && x.Op == token.AND {
			return a.and(b)
		}
		if a.known && b.known && x.Op == token.OR {
			return a.or(b)
		}
	case *ast.StructLit:
		return c.structure(x)
	}
	return sieve{}
}

func exactly(x *ast.BasicLit) sieve {
	switch x.Kind {
	case token.STRING:
		if want, ok := plainText(x); ok {
			return sieve{known: true, text: func(t string) bool { return t == want }}
		}
	case token.FALSE:
		return sieve{known: true, truth: [2]bool{true, false}}
	case token.TRUE:
		return sieve{known: true, truth: [2]bool{false, true}}
	}
	return sieve{}
}

// limited reads =~"…", !="", >=1 and <=9.
func limited(x *ast.UnaryExpr) sieve {
	if t, ok := plainText(x.X); ok {
		switch x.Op {
		case token.MAT:
			if re, err := regexp.Compile(t); err == nil {
				return sieve{known: true, text: re.MatchString}
			}
		case token.NEQ:
			return sieve{known: true, text: func(s string) bool { return s != t }}
		}
	}
	if n, ok := plainNumber(x.X); ok {
		switch x.Op {
		case token.GEQ:
			return sieve{known: true, number: func(i int64) bool { return i >= n }}
		case token.LEQ:
			return sieve{known: true, number: func(i int64) bool { return i <= n }}
		}
	}
	return sieve{}
}

// and lets through what both do. What two structs allow together is left to CUE.
func (s sieve) and(t sieve) sieve {
	if s.mesh != nil || t.mesh != nil {
		return sieve{}
	}
	out := sieve{known: true, truth: [2]bool{s.truth[0] && t.truth[0], s.truth[1] && t.truth[1]}}
	if s.text != nil && t.text != nil {
		out.text = func(x string) bool { return s.text(x) && t.text(x) }
	}
	if s.number != nil && t.number != nil {
		out.number = func(x int64) bool { return s.number(x) && t.number(x) }
	}
	return out
}

// or lets through what one of them does. A struct that fits two has no value yet,
// which is left to CUE.
func (s sieve) or(t sieve) sieve {
	if s.mesh != nil && t.mesh != nil {
		return sieve{}
	}
	out := sieve{known: true, truth: [2]bool{s.truth[0] || t.truth[0], s.truth[1] || t.truth[1]}, text: s.text, number: s.number, mesh: s.mesh}
	if out.mesh == nil {
		out.mesh = t.mesh
	}
	if out.text == nil {
		out.text = t.text
	} else if t.text != nil {
		out.text = func(x string) bool { return s.text(x) || t.text(x) }
	}
	if out.number == nil {
		out.number = t.number
	} else if t.number != nil {
		out.number = func(x int64) bool { return s.number(x) || t.number(x) }
	}
	return out
}

// structure reads a struct of which every declaration is a field.
func (c *sifter) structure(x *ast.StructLit) sieve {
	r := &mesh{index: map[string]int{}}
	for _, d := range x.Elts {
		f, ok := d.(*ast.Field)
		if !ok || !c.field(r, f) || len(r.fields) > 64 {
			return sieve{}
		}
	}
	for name := range r.index {
		if slices.ContainsFunc(r.entries, func(e entries) bool { return e.name(name) }) {
			return sieve{} // more is said about the field elsewhere
		}
	}
	return sieve{known: true, mesh: r}
}

// field adds one declaration to a mesh. It reports whether it is understood;
// that its value may not be does no harm to the others. A field whose name hides
// a type's is what its neighbours mean by that name.
func (c *sifter) field(r *mesh, f *ast.Field) bool {
	if name, ok := fieldName(f); ok {
		_, twice := r.index[name]
		_, hides := predeclared[name]
		if twice || hides || helper(f) {
			return false
		}
		if f.Constraint == token.NOT {
			r.required |= 1 << len(r.fields)
		}
		r.index[name] = len(r.fields)
		r.fields = append(r.fields, c.expr(f.Value))
		return f.Constraint != token.ILLEGAL
	}
	l, ok := f.Label.(*ast.ListLit)
	if !ok || len(l.Elts) != 1 {
		return false
	}
	names := c.expr(l.Elts[0])
	if !names.known || names.text == nil {
		return false
	}
	r.entries = append(r.entries, entries{names.text, c.expr(f.Value)})
	return true
}
