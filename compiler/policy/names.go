package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// names finds what rules read of a plan and plans do not have, going by the text
// alone: a rule over a list that is empty today would hide it.
func (r *Rules) names(files []*ast.File) diag.List {
	c := &checker{words: map[string][]string{"kinds": r.kinds, "attributes": r.attributes, "permissions": permission.Names(),
		"ops":   {string(state.OpCreate), string(state.OpUpdate), string(state.OpDelete)},
		"parts": {string(diff.Asked), string(diff.Overwrite), string(diff.Left), string(diff.Released), string(diff.Reset), string(diff.Along)}},
		shared: map[string]ast.Expr{}, ctx: r.ctx}
	c.uses = map[string]bool{}
	c.plan = known{value: load.PolicyLanguage(r.ctx).LookupPath(cue.ParsePath("#Plan"))}
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.Field:
				c.shared[labelOf(d)] = d.Value
			case *ast.LetClause:
				c.shared[d.Ident.Name] = d.Expr
			}
		}
	}
	for _, f := range files {
		for _, d := range f.Decls {
			if field, ok := d.(*ast.Field); ok && labelOf(field) == given {
				c.given(field)
				continue
			}
			c.decl(d, nil)
		}
	}
	r.uses, r.usesAll = c.uses, c.usesAll
	return c.found
}

// known is what is known of an expression without evaluating it: what CUE says
// of its type, or that it is a list of such. The zero value is nothing.
type known struct {
	value cue.Value
	list  *known
}

// field is what is known of a field. It reports false when there is certainly
// no such field.
func (k known) field(name string) (known, bool) {
	if k.list != nil || !k.value.Exists() || k.value.IncompleteKind() != cue.StructKind {
		return known{}, true
	}
	for _, s := range []cue.Selector{cue.Str(name), cue.Str(name).Optional(), cue.AnyString} {
		if v := k.value.LookupPath(cue.MakePath(s)); v.Exists() {
			return known{value: v}, true
		}
	}
	return known{}, false
}

// element is what is known of the elements of a list, or the fields of a map.
func (k known) element() known {
	switch {
	case k.list != nil:
		return *k.list
	case !k.value.Exists():
		return known{}
	case k.value.IncompleteKind() == cue.ListKind:
		return known{value: k.value.LookupPath(cue.MakePath(cue.AnyIndex))}
	}
	return known{value: k.value.LookupPath(cue.MakePath(cue.AnyString))}
}

// fields are the names that something has.
func (k known) fields() []string {
	var out []string
	iter, err := k.value.Fields(cue.Optional(true))
	if err != nil {
		return nil
	}
	for iter.Next() {
		out = append(out, iter.Selector().Unquoted())
	}
	return out
}

// scope is the names of one brace, clause or file.
type scope struct {
	names map[string]known
	up    *scope
}

func (s *scope) with(name string, k known) *scope {
	return &scope{map[string]known{name: k}, s}
}

// checker goes through the text of rules.
type checker struct {
	plan   known
	words  map[string][]string
	shared map[string]ast.Expr // names of the whole package
	asked  []string            // those that are being looked up
	found  diag.List
	ctx    *cue.Context

	uses    map[string]bool // fields of the plan that rules mention
	usesAll bool            // a rule takes the plan as a whole
}

// given allows plan to be typed, and nothing else to be said of it.
func (c *checker) given(f *ast.Field) {
	switch x := f.Value.(type) {
	case *ast.SelectorExpr:
		if id, ok := x.Sel.(*ast.Ident); ok && id.Name == "#Plan" {
			return
		}
	case *ast.Ident:
		if x.Name == "_" {
			return
		}
	}
	c.found.Add(diag.Diagnostic{Code: diag.PolicyRoot, Path: given, Pos: []diag.Pos{place(f.Pos())},
		Message: "the plan is given, and a policy says nothing about it", Hint: "write `plan: v1.#Plan`, or take it out"})
}

func (c *checker) decl(d ast.Decl, s *scope) {
	switch d := d.(type) {
	case *ast.Field:
		if i, ok := d.Label.(*ast.Interpolation); ok {
			c.infer(i, s)
		}
		if d.Value != nil {
			c.infer(d.Value, s)
		}
	case *ast.EmbedDecl:
		c.infer(d.Expr, s)
	case *ast.LetClause:
		c.infer(d.Expr, s)
	case *ast.Comprehension:
		c.comprehension(d, s)
	}
}

// comprehension returns what is known of what it yields.
func (c *checker) comprehension(x *ast.Comprehension, s *scope) known {
	for _, clause := range x.Clauses {
		switch clause := clause.(type) {
		case *ast.ForClause:
			elem := c.infer(clause.Source, s).element()
			if clause.Key != nil {
				s = s.with(clause.Key.Name, known{})
			}
			s = s.with(clause.Value.Name, elem)
		case *ast.LetClause:
			s = s.with(clause.Ident.Name, c.infer(clause.Expr, s))
		case *ast.IfClause:
			c.infer(clause.Condition, s)
		}
	}
	return c.infer(x.Value, s)
}

// infer goes through an expression and returns what is known of it.
func (c *checker) infer(x ast.Expr, s *scope) known {
	switch x := x.(type) {
	case *ast.Ident:
		return c.name(x.Name, s)
	case *ast.ParenExpr:
		return c.infer(x.X, s)
	case *ast.SelectorExpr:
		name, _, _ := ast.LabelName(x.Sel)
		of, whole := known{}, false
		if of, whole = c.whole(x.X, s); whole {
			c.uses[name] = true
		} else {
			of = c.infer(x.X, s)
		}
		return c.field(of, name, x.Sel.Pos())
	case *ast.IndexExpr:
		return c.index(x, s)
	case *ast.SliceExpr:
		return c.infer(x.X, s)
	case *ast.CallExpr:
		c.infer(x.Fun, s)
		c.all(x.Args, s)
		c.contains(x, s)
	case *ast.UnaryExpr:
		return c.infer(x.X, s)
	case *ast.BinaryExpr:
		c.binary(x, s)
	case *ast.Interpolation:
		c.all(x.Elts, s)
	case *ast.ListLit:
		return c.listing(x, s)
	case *ast.StructLit:
		return c.braces(x, s)
	case *ast.Comprehension:
		return c.comprehension(x, s)
	case *ast.Ellipsis:
		if x.Type != nil {
			c.infer(x.Type, s)
		}
	}
	return known{}
}

func (c *checker) all(list []ast.Expr, s *scope) {
	for _, x := range list {
		c.infer(x, s)
	}
}

// whole reports whether an expression is the plan itself.
func (c *checker) whole(x ast.Expr, s *scope) (known, bool) {
	id, ok := x.(*ast.Ident)
	if !ok || id.Name != given {
		return known{}, false
	}
	for ; s != nil; s = s.up {
		if _, hidden := s.names[given]; hidden {
			return known{}, false
		}
	}
	return c.plan, true
}

// name looks a name up: in braces and clauses, then in the package.
func (c *checker) name(name string, s *scope) known {
	for ; s != nil; s = s.up {
		if k, ok := s.names[name]; ok {
			return k
		}
	}
	if name == given {
		c.usesAll = true
		return c.plan
	}
	x, ok := c.shared[name]
	if !ok || slices.Contains(c.asked, name) {
		return known{}
	}
	before := len(c.found)
	c.asked = append(c.asked, name)
	k := c.infer(x, nil)
	c.asked, c.found = c.asked[:len(c.asked)-1], c.found[:before] // it is looked at where it stands
	return k
}

func (c *checker) field(of known, name string, at token.Pos) known {
	k, ok := of.field(name)
	if ok {
		return k
	}
	fields := of.fields()
	d := diag.Diagnostic{Code: diag.PolicyField, Pos: []diag.Pos{place(at)}, Message: fmt.Sprintf("there is no field %q here in any plan", name),
		Hint: "there are " + strings.Join(fields, ", ")}
	if near, ok := diag.Nearest(name, fields); ok {
		d.Hint = fmt.Sprintf("did you mean %s?", near)
	}
	c.found.Add(d)
	return known{}
}

func (c *checker) index(x *ast.IndexExpr, s *scope) known {
	of := c.infer(x.X, s)
	c.infer(x.Index, s)
	if name, ok := text(x.Index); ok {
		return c.field(of, name, x.Index.Pos())
	}
	return of.element()
}

// binary holds words that are compared against their list.
func (c *checker) binary(x *ast.BinaryExpr, s *scope) {
	left, right := c.infer(x.X, s), c.infer(x.Y, s)
	if x.Op != token.EQL && x.Op != token.NEQ {
		return
	}
	if word, ok := text(x.Y); ok {
		c.word(left, word, x.Y.Pos())
	}
	if word, ok := text(x.X); ok {
		c.word(right, word, x.X.Pos())
	}
}

// contains holds the words of list.Contains(["a", "b"], x) against x's list.
func (c *checker) contains(x *ast.CallExpr, s *scope) {
	fun, ok := x.Fun.(*ast.SelectorExpr)
	if !ok || len(x.Args) != 2 {
		return
	}
	name, _, _ := ast.LabelName(fun.Sel)
	words, ok := x.Args[0].(*ast.ListLit)
	if !ok || name != "Contains" {
		return
	}
	before := len(c.found)
	k := c.infer(x.Args[1], s)
	c.found = c.found[:before] // its own mistakes are found already
	for _, e := range words.Elts {
		if word, ok := text(e); ok {
			c.word(k, word, e.Pos())
		}
	}
}

func (c *checker) word(k known, word string, at token.Pos) {
	if k.list != nil || !k.value.Exists() || word == "" {
		return
	}
	list := c.words[attribute(k.value)]
	if list == nil && k.value.IncompleteKind() == cue.StringKind {
		if k.value.Unify(c.ctx.Encode(word)).Err() == nil {
			return
		}
		list = alternatives(k.value)
	}
	if len(list) == 0 || slices.Contains(list, word) {
		return
	}
	d := diag.Diagnostic{Code: diag.PolicyWord, Pos: []diag.Pos{place(at)}, Message: fmt.Sprintf("%q never occurs here, so this finds nothing", word),
		Hint: "words are " + strings.Join(list, ", ")}
	if near, ok := diag.Nearest(word, list); ok {
		d.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	c.found.Add(d)
}

// attribute is the list that the words of a field are from: @words(kinds).
func attribute(v cue.Value) string {
	a := v.Attribute("words")
	if a.Err() != nil {
		return ""
	}
	return a.Contents()
}

// alternatives are the texts that a type allows.
func alternatives(v cue.Value) []string {
	op, parts := v.Expr()
	if op != cue.OrOp {
		if s, err := v.String(); err == nil {
			return []string{s}
		}
		return nil
	}
	var out []string
	for _, p := range parts {
		out = append(out, alternatives(p)...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// listing is what is known of the elements, when one comprehension makes them.
func (c *checker) listing(x *ast.ListLit, s *scope) known {
	var elem known
	for _, e := range x.Elts {
		elem = c.infer(e, s)
	}
	if _, ok := first(x.Elts).(*ast.Comprehension); ok && len(x.Elts) == 1 {
		return known{list: &elem}
	}
	return known{}
}

func first(list []ast.Expr) ast.Expr {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

// braces is what is known of {x}; a struct's own names hide those around it.
func (c *checker) braces(x *ast.StructLit, s *scope) known {
	inner := &scope{map[string]known{}, s}
	for _, d := range x.Elts {
		switch d := d.(type) {
		case *ast.Field:
			if id, ok := d.Label.(*ast.Ident); ok { // one in quotes is no name that others can use
				inner.names[id.Name] = known{}
			}
		case *ast.LetClause:
			inner.names[d.Ident.Name] = known{}
		}
	}
	for _, d := range x.Elts {
		if let, ok := d.(*ast.LetClause); ok {
			inner.names[let.Ident.Name] = c.infer(let.Expr, inner)
			continue
		}
		if e, ok := d.(*ast.EmbedDecl); ok && len(x.Elts) == 1 {
			return c.infer(e.Expr, inner)
		}
		c.decl(d, inner)
	}
	return known{}
}

// text is a plain text in quotes.
func text(x ast.Expr) (string, bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
