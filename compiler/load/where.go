package load

import (
	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// where finds the lines that a path was written on. It keeps one span of text
// for each record and parses it again when somebody asks about its fields:
// syntax trees are twenty times the size of what they say.
type where struct {
	tree  *source.Tree
	roots map[string]*spot
}

// spot is one name of the site.
type spot struct {
	spans   []span
	records map[string]*spot // of collections
	rows    []rowOf          // of users
}

// span is the text of one value.
type span struct {
	file       string
	label      diag.Pos
	start, end int
	line, col  int // of start
	role       Role
	leaf       bool // as in found
	refers     bool
}

func newWhere(tree *source.Tree) *where {
	return &where{tree: tree, roots: map[string]*spot{}}
}

// note remembers the declarations of a file.
func (w *where) note(f *ast.File) {
	for _, d := range f.Decls {
		field, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		if root, ok := label(field); ok && !helper(field) {
			w.noteRoot(root, field)
		}
	}
}

func (w *where) root(name string) *spot {
	s := w.roots[name]
	if s == nil {
		s = &spot{records: map[string]*spot{}}
		w.roots[name] = s
	}
	return s
}

func (w *where) noteRoot(root string, field *ast.Field) {
	s := w.root(root)
	s.spans = append(s.spans, newSpan(field.Label.Pos(), field.Value, Written))
	if !collections[root] {
		return
	}
	for _, x := range structs(nil, field.Value) {
		for _, d := range x.Elts {
			record, ok := d.(*ast.Field)
			if !ok {
				continue
			}
			if id, ok := label(record); ok && !helper(record) {
				s.record(id).add(newSpan(record.Label.Pos(), record.Value, Written))
			}
		}
	}
}

func (s *spot) record(id string) *spot {
	r := s.records[id]
	if r == nil {
		r = &spot{}
		s.records[id] = r
	}
	return r
}

func (s *spot) add(x span) { s.spans = append(s.spans, x) }

// structs is the struct literals that x unifies.
func structs(out []*ast.StructLit, x ast.Expr) []*ast.StructLit {
	switch x := x.(type) {
	case *ast.ParenExpr:
		return structs(out, x.X)
	case *ast.StructLit:
		return append(out, x)
	case *ast.BinaryExpr:
		if x.Op == token.AND {
			return structs(structs(out, x.X), x.Y)
		}
	}
	return out
}

func newSpan(at token.Pos, x ast.Expr, role Role) span {
	from := x.Pos()
	p := place(from)
	leaf, refers := leafOf(x)
	return span{file: p.File, label: place(at), start: from.Offset(), end: x.End().Offset(), line: p.Line, col: p.Col,
		role: role, leaf: leaf, refers: refers}
}

// leafOf reports whether nothing can stand below an expression, and whether what
// it stands for is written elsewhere.
func leafOf(x ast.Expr) (leaf, refers bool) {
	switch x := x.(type) {
	case *ast.StructLit:
		return false, false
	case *ast.BinaryExpr:
		return x.Op != token.AND, x.Op != token.AND
	case *ast.SelectorExpr, *ast.IndexExpr, *ast.Interpolation:
		return true, true
	}
	return true, false
}

// found is one place of a path.
type found struct {
	name   diag.Pos // where it is named
	value  diag.Pos // where its value begins
	role   Role
	leaf   bool
	refers bool // the value is a reference
}

func (f found) pos() diag.Pos {
	if f.leaf {
		return f.value
	}
	return f.name
}

// find returns every place where the path is written, in the order of files.
func (w *where) find(parts []string) []found {
	if len(parts) == 0 {
		return nil
	}
	s := w.roots[parts[0]]
	if s == nil {
		return nil
	}
	rest := parts[1:]
	if collections[parts[0]] && len(rest) > 0 {
		if s = s.records[rest[0]]; s == nil {
			return nil
		}
		rest = rest[1:]
	}
	var out []found
	for _, x := range s.spans {
		out = append(out, w.below(x, rest)...)
	}
	for _, r := range s.rows {
		out = append(out, r.find(rest)...)
	}
	return out
}

// noteSheet remembers the rows of a roster.
func (w *where) noteSheet(s *sheet) {
	if len(s.rows) == 0 {
		return
	}
	users := w.root("users")
	for i, r := range s.rows {
		spot := users.record(r.id)
		spot.rows = append(spot.rows, rowOf{s, i})
	}
}

// find returns the cells, and the lines of the roster's template, that say
// something about a field.
func (r rowOf) find(rest []string) []found {
	row := r.sheet.rows[r.index]
	at := func(offset int32) diag.Pos { return place(r.sheet.file.Pos(int(offset), token.NoRelPos)) }
	if len(rest) == 0 {
		return []found{{name: at(row.at), value: at(row.at), role: Roster}}
	}
	var out []found
	for i, c := range r.sheet.roster.fields {
		if row.cells[i].kind == empty || !startsWith(c.path, rest) {
			continue
		}
		p := at(row.cells[i].at)
		out = append(out, found{name: p, value: p, role: Roster, leaf: true})
	}
	parts := r.sheet.roster.template
	for _, name := range rest {
		parts = within(parts, name)
	}
	for _, p := range parts {
		out = append(out, found{name: place(p.label), value: valuePos(p), role: Template, leaf: literalKind(p.expr) != cue.StructKind})
	}
	return out
}

// below looks for a field inside a span.
func (w *where) below(x span, rest []string) []found {
	if len(rest) == 0 {
		return []found{{name: x.label, value: x.at(), role: x.role, leaf: x.leaf, refers: x.refers}}
	}
	parts, ok := w.parse(x)
	if !ok {
		return nil
	}
	for _, name := range rest {
		parts = within(parts, name)
	}
	var out []found
	for _, p := range parts {
		f := found{name: x.shift(p.label), value: x.shift(p.expr.Pos()), role: x.role}
		f.leaf, f.refers = leafOf(p.expr)
		out = append(out, f)
	}
	return out
}

// parse reads the text of a span again.
func (w *where) parse(x span) ([]part, bool) {
	data, err := w.tree.Text(x.file)
	if err != nil || x.end > len(data) || x.start > x.end {
		return nil, false
	}
	text := data[x.start:x.end]
	if e, err := parser.ParseExpr(x.file, text); err == nil {
		return []part{{expr: e}}, true
	}
	// `alice: email: "…"` has a struct without braces.
	f, err := parser.ParseFile(x.file, text)
	if err != nil {
		return nil, false
	}
	return []part{{expr: &ast.StructLit{Elts: f.Decls}}}, true
}

func (x span) at() diag.Pos { return diag.Pos{File: x.file, Line: x.line, Col: x.col} }

// shift turns a position inside the span into one of the file.
func (x span) shift(p token.Pos) diag.Pos {
	if !p.IsValid() {
		return x.label
	}
	q := p.Position()
	if q.Line == 1 {
		q.Column += x.col - 1
	}
	return diag.Pos{File: x.file, Line: q.Line + x.line - 1, Col: q.Column}
}
