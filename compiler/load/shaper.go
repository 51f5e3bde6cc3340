package load

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/schema"
)

// language is the shape of #Site and of what it is made of.
var language = sync.OnceValue(func() *shape {
	c := &shaper{decls: map[string]*ast.Field{}, done: map[string]*shape{}}
	for _, f := range schema.Files() {
		syntax, err := parser.ParseFile(f.Name, f.Data, parser.ParseComments)
		if err != nil {
			panic(err) // embedded, and tested with the language
		}
		for _, d := range syntax.Decls {
			if field, ok := d.(*ast.Field); ok {
				if id, ok := field.Label.(*ast.Ident); ok {
					c.decls[id.Name] = field
				}
			}
		}
	}
	return c.definition(schema.Root)
})

// shaper reads shapes from the language's syntax.
type shaper struct {
	decls map[string]*ast.Field
	done  map[string]*shape
}

func (c *shaper) definition(name string) *shape {
	if s, ok := c.done[name]; ok {
		return s
	}
	s := &shape{}
	c.done[name] = s
	d := c.decls[name]
	if d == nil {
		s.open = true
		return s
	}
	*s = *c.expr(d.Value)
	s.name = strings.TrimPrefix(name, "#")
	s.about = phrase(comment(d))
	return s
}

// comment is the text above a declaration.
func comment(d *ast.Field) string {
	for _, g := range ast.Comments(d) {
		if g.Doc {
			return strings.TrimSpace(g.Text())
		}
	}
	return ""
}

// phrase is what a definition's comment says it is: its first sentence from
// after "is" or "are", without what clears it.
func phrase(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	text, _, _ = strings.Cut(text, ". ")
	text = strings.TrimSuffix(text, ".")
	for _, verb := range []string{" is ", " names ", " holds "} {
		if _, after, ok := strings.Cut(text, verb); ok {
			text = after
			break
		}
	}
	text = strings.TrimSuffix(text, `; "" clears`)
	return strings.TrimSuffix(text, `; "" is none`)
}

func (c *shaper) expr(x ast.Expr) *shape {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return c.expr(x.X)
	case *ast.Alias:
		return c.expr(x.Expr)
	case *ast.Ident:
		return c.ident(x.Name)
	case *ast.BasicLit:
		return literalShape(x)
	case *ast.UnaryExpr:
		return bound(x)
	case *ast.BinaryExpr:
		if x.Op == token.OR {
			return either(c.expr(x.X), c.expr(x.Y))
		}
		return both(c.expr(x.X), c.expr(x.Y))
	case *ast.StructLit:
		return c.structure(x)
	case *ast.ListLit:
		s := &shape{kinds: cue.ListKind}
		for _, e := range x.Elts {
			if more, ok := e.(*ast.Ellipsis); ok && more.Type != nil {
				s.item = c.expr(more.Type)
			} else if s.item == nil && !ok {
				s.item = c.expr(e)
			}
		}
		return s
	case *ast.CallExpr:
		return c.call(x)
	}
	return &shape{open: true, kinds: cue.TopKind}
}

func (c *shaper) ident(name string) *shape {
	switch name {
	case "string":
		return &shape{kinds: cue.StringKind}
	case "int":
		return &shape{kinds: cue.IntKind}
	case "number":
		return &shape{kinds: cue.NumberKind}
	case "bool":
		return &shape{kinds: cue.BoolKind}
	case "_":
		return &shape{kinds: cue.TopKind, open: true}
	}
	return c.definition(name)
}

func literalShape(x *ast.BasicLit) *shape {
	switch x.Kind {
	case token.STRING:
		return &shape{kinds: cue.StringKind, words: []string{literalText(x)}}
	case token.TRUE, token.FALSE:
		return &shape{kinds: cue.BoolKind, bools: []bool{x.Kind == token.TRUE}}
	}
	return &shape{kinds: cue.TopKind, open: true}
}

func bound(x *ast.UnaryExpr) *shape {
	lit, ok := x.X.(*ast.BasicLit)
	if !ok {
		return &shape{kinds: cue.TopKind, open: true}
	}
	switch x.Op {
	case token.MAT:
		re, err := regexp.Compile(literalText(lit))
		if err != nil {
			return &shape{kinds: cue.StringKind}
		}
		return &shape{kinds: cue.StringKind, match: re}
	case token.NEQ:
		return &shape{kinds: cue.StringKind, filled: true}
	case token.GTR, token.LSS:
		return &shape{kinds: cue.NumberKind}
	case token.GEQ, token.LEQ:
		n, err := strconv.ParseInt(lit.Value, 10, 64)
		if err != nil {
			break
		}
		if x.Op == token.GEQ {
			return &shape{kinds: cue.NumberKind, min: &n}
		}
		return &shape{kinds: cue.NumberKind, max: &n}
	}
	return &shape{kinds: cue.TopKind, open: true}
}

func (c *shaper) call(x *ast.CallExpr) *shape {
	switch fun := x.Fun.(type) {
	case *ast.Ident:
		if fun.Name == "error" && len(x.Args) == 1 {
			return &shape{kinds: cue.TopKind, message: literalText(x.Args[0])}
		}
		if fun.Name == "close" && len(x.Args) == 1 {
			return c.expr(x.Args[0])
		}
		if fun.Name == "matchN" && len(x.Args) == 2 {
			if l, ok := x.Args[1].(*ast.ListLit); ok {
				return &shape{kinds: cue.StructKind, one: [][]string{alternatives(l)}}
			}
		}
	case *ast.SelectorExpr:
		// struct.MinFields(1) & struct.MaxFields(1): one of the fields it has.
		if name, ok := fun.Sel.(*ast.Ident); ok && (name.Name == "MinFields" || name.Name == "MaxFields") {
			return &shape{kinds: cue.StructKind, one: [][]string{nil}}
		}
	}
	return &shape{kinds: cue.TopKind, open: true}
}

// alternatives reads the names of [{env!: _, ...}, {file!: _, ...}].
func alternatives(l *ast.ListLit) []string {
	var out []string
	for _, e := range l.Elts {
		for _, s := range structs(nil, e) {
			for _, d := range s.Elts {
				if f, ok := d.(*ast.Field); ok {
					if name, ok := fieldName(f); ok {
						out = append(out, name)
					}
				}
			}
		}
	}
	return out
}

func (c *shaper) structure(x *ast.StructLit) *shape {
	s := &shape{kinds: cue.StructKind, index: map[string]int{}}
	for _, d := range x.Elts {
		switch d := d.(type) {
		case *ast.Ellipsis:
			s.open = true
		case *ast.EmbedDecl:
			c.embed(s, d.Expr)
		case *ast.Comprehension:
			s.needs = append(s.needs, condition(d)...)
		case *ast.Field:
			c.field(s, d)
		}
	}
	return s
}

func (c *shaper) field(s *shape, d *ast.Field) {
	if name, ok := fieldName(d); ok {
		m := &member{name, sentence(comment(d)), d.Constraint == token.NOT, c.expr(d.Value)}
		if m.shape.name == "" {
			m.shape.note = m.about
		}
		s.add(m)
		return
	}
	l, ok := d.Label.(*ast.ListLit)
	if !ok || len(l.Elts) != 1 {
		return
	}
	names := c.expr(l.Elts[0])
	s.entries = append(s.entries, pattern{names.match, names.words, c.expr(d.Value)})
}

// sentence is the first one of a comment.
func sentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	text, _, _ = strings.Cut(text, ". ")
	return strings.TrimSuffix(text, ".")
}

func (c *shaper) embed(s *shape, x ast.Expr) {
	if ix, ok := x.(*ast.IndexExpr); ok {
		c.choose(s, ix)
		return
	}
	name, about := s.name, s.about
	*s = *both(s, c.expr(x))
	s.name, s.about = name, about
}

// choose reads #GroupKinds[G.kind].
func (c *shaper) choose(s *shape, ix *ast.IndexExpr) {
	table, ok := ix.X.(*ast.Ident)
	sel, isSel := ix.Index.(*ast.SelectorExpr)
	if !ok || !isSel || c.decls[table.Name] == nil {
		s.open = true
		return
	}
	if name, ok := sel.Sel.(*ast.Ident); ok {
		s.by = name.Name
	}
	s.choices = map[string]*shape{}
	for _, m := range c.definition(table.Name).fields {
		s.choices[m.name] = m.shape
	}
}

// condition reads `if as != _|_ {workgroup!: _}`.
func condition(d *ast.Comprehension) [][2]string {
	if len(d.Clauses) != 1 {
		return nil
	}
	clause, ok := d.Clauses[0].(*ast.IfClause)
	if !ok {
		return nil
	}
	test, ok := clause.Condition.(*ast.BinaryExpr)
	if !ok || test.Op != token.NEQ {
		return nil
	}
	id, ok := test.X.(*ast.Ident)
	if !ok {
		return nil
	}
	var out [][2]string
	for _, s := range structs(nil, d.Value) {
		for _, e := range s.Elts {
			if f, ok := e.(*ast.Field); ok && f.Constraint == token.NOT {
				name, _ := fieldName(f)
				out = append(out, [2]string{id.Name, name})
			}
		}
	}
	return out
}
