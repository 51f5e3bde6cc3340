package load

import (
	"strconv"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// A node is a value as the decoder sees it: where it was written, and, unless
// it is made of literals alone, what CUE made of it. One decoder reads both, so
// that the two ways of evaluating cannot drift apart.
type node struct {
	parts []part
	value cue.Value // the zero Value: the parts are the value
}

// part is one place that says something about a value.
type part struct {
	label token.Pos // of the name, or of the value where it has none
	expr  ast.Expr
}

// key is a field's name with its prepared path.
type key struct {
	name string
	path cue.Path
}

func named(name string) key { return key{name, cue.MakePath(cue.Str(name))} }

type entry struct {
	id   string
	node node
}

func (n node) evaluated() bool { return n.value.Exists() }

// get is the field k, if there is one.
func (n node) get(k key) (node, bool) {
	if !n.evaluated() {
		parts := within(n.parts, k.name)
		return node{parts: parts}, len(parts) > 0
	}
	v := n.value.LookupPath(k.path)
	if !v.Exists() {
		return node{}, false
	}
	return node{within(n.parts, k.name), settled(v)}, true
}

// settled picks the default of a value that has one: `*{…} | false`.
func settled(v cue.Value) cue.Value {
	if d, ok := v.Default(); ok {
		return d
	}
	return v
}

// within is the parts of a field of the given parts.
func within(parts []part, name string) []part {
	var out []part
	for _, p := range parts {
		out = appendWithin(out, p.expr, name)
	}
	return out
}

func appendWithin(out []part, x ast.Expr, name string) []part {
	s, ok := x.(*ast.StructLit)
	if !ok {
		for _, s := range structs(nil, x) {
			out = appendWithin(out, s, name)
		}
		return out
	}
	for _, d := range s.Elts {
		switch d := d.(type) {
		case *ast.Field:
			if l, ok := label(d); ok && l == name && !helper(d) {
				out = append(out, part{d.Label.Pos(), d.Value})
			}
		case *ast.EmbedDecl:
			out = appendWithin(out, d.Expr, name)
		}
	}
	return out
}

// entries is every regular field, in the order in which they are written or, of
// a value that CUE made, in CUE's.
func (n node) entries() []entry {
	if !n.evaluated() {
		return plainEntries(n.parts)
	}
	it, err := n.value.Fields()
	if err != nil {
		return nil
	}
	written := map[string][]part{}
	for _, p := range n.parts {
		index(written, p.expr)
	}
	var out []entry
	for it.Next() {
		id := it.Selector().Unquoted()
		out = append(out, entry{id, node{written[id], settled(it.Value())}})
	}
	return out
}

// index is appendWithin for every name at once.
func index(out map[string][]part, x ast.Expr) {
	for _, s := range structs(nil, x) {
		for _, d := range s.Elts {
			switch d := d.(type) {
			case *ast.Field:
				if l, ok := label(d); ok && !helper(d) {
					out[l] = append(out[l], part{d.Label.Pos(), d.Value})
				}
			case *ast.EmbedDecl:
				index(out, d.Expr)
			}
		}
	}
}

func plainEntries(parts []part) []entry {
	var out []entry
	var index map[string]int
	for _, p := range parts {
		s, ok := p.expr.(*ast.StructLit)
		if !ok {
			continue
		}
		for _, d := range s.Elts {
			f, ok := d.(*ast.Field)
			if !ok {
				continue
			}
			id, _ := label(f)
			if index == nil {
				index = make(map[string]int, len(s.Elts))
			}
			i, ok := index[id]
			if !ok {
				i = len(out)
				index[id] = i
				out = append(out, entry{id: id})
			}
			out[i].node.parts = append(out[i].node.parts, part{f.Label.Pos(), f.Value})
		}
	}
	return out
}

// elements is the items of a list.
func (n node) elements() []node {
	var out []node
	if !n.evaluated() {
		if l, ok := n.literal().(*ast.ListLit); ok {
			for _, e := range l.Elts {
				out = append(out, node{parts: []part{{e.Pos(), e}}})
			}
		}
		return out
	}
	it, err := n.value.List()
	if err != nil {
		return nil
	}
	for it.Next() {
		out = append(out, node{value: settled(it.Value())})
	}
	// Lists cannot be put together from pieces, so any written one has them all.
	for _, p := range n.parts {
		if l, ok := p.expr.(*ast.ListLit); ok && len(l.Elts) == len(out) {
			for i, e := range l.Elts {
				out[i].parts = []part{{e.Pos(), e}}
			}
		}
	}
	return out
}

func (n node) literal() ast.Expr {
	if len(n.parts) == 0 {
		return nil
	}
	return n.parts[0].expr
}

func (n node) kind() cue.Kind {
	if n.evaluated() {
		return n.value.Kind()
	}
	return literalKind(n.literal())
}

func literalKind(x ast.Expr) cue.Kind {
	switch x := x.(type) {
	case *ast.BasicLit:
		switch x.Kind {
		case token.STRING:
			return cue.StringKind
		case token.INT:
			return cue.IntKind
		case token.FLOAT:
			return cue.FloatKind
		case token.TRUE, token.FALSE:
			return cue.BoolKind
		case token.NULL:
			return cue.NullKind
		}
	case *ast.UnaryExpr:
		return literalKind(x.X)
	case *ast.ListLit:
		return cue.ListKind
	case *ast.StructLit:
		return cue.StructKind
	}
	return cue.BottomKind
}

// text is a string's value, "" for anything else. The readers below are total,
// as they only meet what CUE has found right.
func (n node) text() string {
	if n.evaluated() {
		s, _ := n.value.String()
		return s
	}
	return literalText(n.literal())
}

func literalText(x ast.Expr) string {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, _ := literal.Unquote(lit.Value)
	return s
}

func (n node) truth() bool {
	if n.evaluated() {
		b, _ := n.value.Bool()
		return b
	}
	lit, ok := n.literal().(*ast.BasicLit)
	return ok && lit.Kind == token.TRUE
}

func (n node) whole() int64 {
	if n.evaluated() {
		i, _ := n.value.Int64()
		return i
	}
	var i int64
	x, sign := n.literal(), int64(1)
	if u, ok := x.(*ast.UnaryExpr); ok {
		x, sign = u.X, -1
	}
	if lit, ok := x.(*ast.BasicLit); ok {
		var num literal.NumInfo
		if literal.ParseNum(lit.Value, &num) == nil {
			i, _ = strconv.ParseInt(num.String(), 10, 64)
		}
	}
	return sign * i
}

func (n node) fraction() float64 {
	if n.evaluated() {
		f, _ := n.value.Float64()
		return f
	}
	var f float64
	x, sign := n.literal(), 1.0
	if u, ok := x.(*ast.UnaryExpr); ok {
		x, sign = u.X, -1
	}
	if lit, ok := x.(*ast.BasicLit); ok {
		var num literal.NumInfo
		if literal.ParseNum(lit.Value, &num) == nil {
			f, _ = strconv.ParseFloat(num.String(), 64)
		}
	}
	return sign * f
}

// removed reports whether the entry takes itself out: `alice: false`.
func (n node) removed() bool { return n.kind() == cue.BoolKind && !n.truth() }

// pos is where the site first names the thing; a template's line when only a
// template does.
func (n node) pos() diag.Pos {
	if len(n.parts) > 0 {
		return first(n.parts)
	}
	if n.evaluated() {
		return origin(n.value)
	}
	return diag.Pos{}
}

func first(parts []part) diag.Pos {
	best := place(parts[0].label)
	for _, p := range parts[1:] {
		if q := place(p.label); q.Compare(best) < 0 {
			best = q
		}
	}
	return best
}

func place(p token.Pos) diag.Pos {
	if !p.IsValid() {
		return diag.Pos{}
	}
	q := p.Position()
	return diag.Pos{File: q.Filename, Line: q.Line, Col: q.Column}
}
