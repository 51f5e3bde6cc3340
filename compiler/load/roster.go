package load

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// roster is what the site says about a file whose rows are users.
type roster struct {
	name      string
	at        diag.Pos
	file      string
	fileAt    diag.Pos
	format    string // csv, json, yaml
	delimiter rune   // 0: found out from the header
	key       column
	fields    []column
	when      []column // with the text a row must have
	template  []part   // what every row is unified with, as written
	templated bool
}

// column is one column of a roster that the site makes use of.
type column struct {
	name string
	at   diag.Pos // where the site names it
	path []string // the field it fills
	want string   // the text it must have, of when
	kind cue.Kind // what the field takes
}

// sheet is the rows of one roster that count.
type sheet struct {
	roster *roster
	file   *token.File
	rows   []row
}

// row is one user. Cells are in the order of the roster's fields.
type row struct {
	id    string
	at    int32 // offset of the key's cell
	cells []cell
}

// rowOf is one row of a sheet.
type rowOf struct {
	sheet *sheet
	index int
}

// cell is one value as the file has it; the zero cell is empty.
type cell struct {
	text string
	at   int32
	kind cellKind
}

type cellKind uint8

const (
	empty cellKind = iota
	textual
	numeric
	truth
	nested // a list or an object, which no field takes
)

var rosterTable = table[roster]{
	with("file", func(r *roster, n node) { r.file, r.fileAt = n.text(), n.valuePos() }),
	with("format", func(r *roster, n node) { r.format = n.text() }),
	with("delimiter", func(r *roster, n node) { r.delimiter = []rune(n.text())[0] }),
	with("key", func(r *roster, n node) { r.key = column{name: columnName(n.text()), at: n.valuePos()} }),
	with("fields", func(r *roster, n node) {
		for _, e := range n.entries() {
			r.fields = append(r.fields, column{name: columnName(e.node.text()), at: e.node.valuePos(), path: strings.Split(e.id, ".")})
		}
		slices.SortFunc(r.fields, func(a, b column) int { return slices.Compare(a.path, b.path) })
	}),
	with("when", func(r *roster, n node) {
		for _, e := range n.entries() {
			r.when = append(r.when, column{name: columnName(e.id), at: e.node.pos(), want: e.node.text()})
		}
		slices.SortFunc(r.when, func(a, b column) int { return strings.Compare(a.name, b.name) })
	}),
	with("template", func(r *roster, n node) { r.template, r.templated = n.parts, true }),
}

// valuePos is where the value itself is written.
func (n node) valuePos() diag.Pos {
	if len(n.parts) == 0 {
		return n.pos()
	}
	return valuePos(n.parts[0])
}

// readRosters reads every roster that n, the site's rosters, names.
func (l *loader) readRosters(n node) []*sheet {
	var out []*sheet
	rosters := gather(n, rosterTable, func(r *roster, id string, n node) { r.name, r.at = id, n.pos() })
	for i := range rosters {
		r := &rosters[i]
		if s := l.readRoster(r); s != nil {
			l.where.noteSheet(s)
			out = append(out, s)
		}
	}
	return out
}

func (l *loader) readRoster(r *roster) *sheet {
	if !l.fieldsKnown(r) {
		return nil
	}
	data, err := l.text(path.Clean(r.file))
	if errors.Is(err, fs.ErrNotExist) {
		l.diags.Add(diag.Diagnostic{
			Code: diag.RosterMissing, Path: model.Path("rosters", r.name, "file"), Pos: []diag.Pos{r.fileAt},
			Message: fmt.Sprintf("there is no file %s", r.file), Hint: "the name is relative to the site's folder",
		})
		return nil
	}
	if err != nil {
		l.report(r.file, err)
		return nil
	}
	g := &grid{l: l, r: r, name: path.Clean(r.file), data: data}
	g.file = token.NewFile(g.name, -1, len(data)+1)
	g.file.SetLinesForContent(data)
	switch format(r) {
	case "csv":
		g.csv()
	case "json":
		g.json()
	case "yaml":
		g.yaml()
	default:
		l.diags.Add(diag.Diagnostic{
			Code: diag.RosterFormat, Path: model.Path("rosters", r.name, "file"), Pos: []diag.Pos{r.fileAt},
			Message: fmt.Sprintf("%s does not say how it is written", r.file),
			Hint:    `write format: "csv", "json" or "yaml"`,
		})
		return nil
	}
	return &sheet{roster: r, file: g.file, rows: g.rows}
}

func format(r *roster) string {
	if r.format != "" {
		return r.format
	}
	switch strings.ToLower(path.Ext(r.file)) {
	case ".csv", ".tsv", ".txt":
		return "csv"
	case ".json":
		return "json"
	case ".yaml", ".yml":
		return "yaml"
	}
	return ""
}

// fieldsKnown finds what each field of a user takes.
func (l *loader) fieldsKnown(r *roster) bool {
	ok := true
	for i := range r.fields {
		c := &r.fields[i]
		full := append([]string{"users", "*"}, c.path...)
		user, _ := shapeAt([]string{"users", "a"}, nil)
		s := user
		for n, name := range c.path {
			m, found := s.child(name, "")
			if !found {
				x := &explainer{}
				x.unknown(full[:n+3], c.at, s, "")
				x.out[0].Path = model.Path("rosters", r.name, "fields", strings.Join(c.path, "."))
				l.diags = append(l.diags, x.out...)
				ok = false
				break
			}
			s = m.shape
		}
		c.kind = s.kinds
	}
	return ok
}

// record writes a row as CUE would have it, with the positions of its cells.
func (s *sheet) record(i int) *ast.Field {
	r := s.rows[i]
	at := s.file.Pos(int(r.at), token.NoRelPos)
	user := &ast.StructLit{Lbrace: at, Rbrace: at}
	for j, c := range r.cells {
		if c.kind == empty {
			continue
		}
		col := s.roster.fields[j]
		pos := s.file.Pos(int(c.at), token.NoRelPos)
		put(user, col.path, pos, c.literal(col.kind, pos))
	}
	return &ast.Field{Label: nameAt(r.id, at), Value: user}
}

// templateField is what a row has beside its cells.
func (s *sheet) templateField(i int) (*ast.Field, bool) {
	if !s.roster.templated {
		return nil, false
	}
	at := s.file.Pos(int(s.rows[i].at), token.NoRelPos)
	return &ast.Field{Label: nameAt(s.rows[i].id, at), Value: s.template()}, true
}

func (s *sheet) template() ast.Expr {
	x := s.roster.template[0].expr
	for _, p := range s.roster.template[1:] {
		x = &ast.BinaryExpr{X: x, Op: token.AND, Y: p.expr}
	}
	return x
}

func nameAt(name string, at token.Pos) ast.Label {
	return &ast.BasicLit{Kind: token.STRING, Value: literal.String.Quote(name), ValuePos: at}
}

// put writes a value at a path, making the structs on the way.
func put(s *ast.StructLit, path []string, at token.Pos, value ast.Expr) {
	for _, name := range path[:len(path)-1] {
		s = open(s, name, at)
	}
	s.Elts = append(s.Elts, &ast.Field{Label: nameAt(last(path), at), Value: value})
}

func open(s *ast.StructLit, name string, at token.Pos) *ast.StructLit {
	for _, d := range s.Elts {
		if f, ok := d.(*ast.Field); ok {
			if l, _ := label(f); l == name {
				if inner, ok := f.Value.(*ast.StructLit); ok {
					return inner
				}
			}
		}
	}
	inner := &ast.StructLit{Lbrace: at, Rbrace: at}
	s.Elts = append(s.Elts, &ast.Field{Label: nameAt(name, at), Value: inner})
	return inner
}

// ofRoster says of a diagnostic about a row which column it is about.
func (l *loader) ofRoster(d diag.Diagnostic) diag.Diagnostic {
	for _, s := range l.sheets {
		if !slices.ContainsFunc(d.Pos, func(p diag.Pos) bool { return p.File == s.file.Name() }) {
			continue
		}
		path := model.SplitPath(d.Path)
		switch {
		case d.Code == diag.Conflict:
			d.Code, d.Hint = diag.RosterClash, "correct the cell, or take the other line out"
		case d.Code == diag.BadID:
			d.Code = diag.RosterKey
		default:
			d.Code = diag.RosterCell
		}
		for _, c := range s.roster.fields {
			if len(path) > 2 && startsWith(path[2:], c.path) && d.Code == diag.RosterCell {
				d.Message = fmt.Sprintf("column %q: %s", c.name, d.Message)
			}
		}
		return d
	}
	return d
}

// literal is the cell as a field of that kind would have it. A cell that does
// not fit stays text, so that the language refuses it.
func (c cell) literal(want cue.Kind, at token.Pos) ast.Expr {
	lit := func(k token.Token, v string) ast.Expr { return &ast.BasicLit{Kind: k, Value: v, ValuePos: at} }
	b, isTruth := truthOf(c.text)
	switch {
	case c.kind == nested:
		return &ast.ListLit{Lbrack: at, Rbrack: at}
	case c.kind == truth && want&cue.BoolKind != 0, isTruth && want&cue.BoolKind != 0:
		if b {
			return lit(token.TRUE, "true")
		}
		return lit(token.FALSE, "false")
	case want&cue.NumberKind != 0 && want&cue.StringKind == 0 && isInteger(c.text):
		n, _ := strconv.ParseInt(c.text, 10, 64)
		if n < 0 {
			return &ast.UnaryExpr{Op: token.SUB, OpPos: at, X: lit(token.INT, strconv.FormatInt(-n, 10))}
		}
		return lit(token.INT, strconv.FormatInt(n, 10))
	}
	return lit(token.STRING, literal.String.Quote(c.text))
}

func isInteger(s string) bool {
	_, err := strconv.ParseInt(s, 10, 64)
	return err == nil
}
