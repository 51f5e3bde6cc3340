package load

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"
	cuejson "cuelang.org/go/encoding/json"
	"golang.org/x/text/unicode/norm"
	"gopkg.in/yaml.v3"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// grid reads one roster's file into rows, whatever it is written in.
type grid struct {
	l      *loader
	r      *roster
	name   string
	data   []byte
	file   *token.File
	lines  []int // where each line of file begins
	rows   []row
	seen   map[string]int32 // keys, and where they stand
	failed bool
}

// record is one row with the cells of all its columns.
type record struct {
	at    int32
	bad   bool // it is no row, which was said
	names []string
	cells []cell
}

func (r *record) add(name string, c cell) {
	r.names, r.cells = append(r.names, columnName(name)), append(r.cells, c)
}

// columnName is a column's name as it is compared: programs differ in how they
// write letters with marks, and people do not see it.
func columnName(s string) string { return norm.NFC.String(strings.TrimSpace(s)) }

func (r *record) get(name string) cell {
	if i := slices.Index(r.names, name); i >= 0 {
		return r.cells[i]
	}
	return cell{at: r.at}
}

// pos is the place of an offset.
func (g *grid) pos(at int32) diag.Pos { return place(g.file.Pos(int(at), token.NoRelPos)) }

// offset is the inverse, for readers that count lines and columns.
func (g *grid) offset(line, col int) int32 {
	if g.lines == nil {
		g.lines = g.file.Lines() // a copy each time it is asked
	}
	if line < 1 || line > len(g.lines) {
		return 0
	}
	return int32(min(g.lines[line-1]+col-1, len(g.data)))
}

func (g *grid) fail(at diag.Pos, code diag.Code, message, hint string) {
	g.failed = true
	g.l.diags.Add(diag.Diagnostic{Code: code, Path: model.Path("rosters", g.r.name), Pos: []diag.Pos{at}, Message: message, Hint: hint})
}

// columns checks that every column the site names is there.
func (g *grid) columns(names []string, at diag.Pos) bool {
	ok := true
	for _, c := range g.used() {
		if slices.Contains(names, c.name) {
			continue
		}
		ok = false
		hint := "its columns are " + brief(names)
		if near, found := diag.Nearest(c.name, names); found {
			hint = fmt.Sprintf("did you mean %q?", near)
		}
		g.l.diags.Add(diag.Diagnostic{
			Code: diag.RosterColumn, Path: model.Path("rosters", g.r.name), Pos: []diag.Pos{c.at, at},
			Message: fmt.Sprintf("%s has no column %q", g.name, c.name), Hint: hint,
		})
	}
	g.failed = g.failed || !ok
	return ok
}

// used is every column that the site makes use of.
func (g *grid) used() []column { return slices.Concat([]column{g.r.key}, g.r.fields, g.r.when) }

// once checks that no column in use stands twice: which of them is meant nobody
// can know. where is the place of the nth name, what says whose names they are.
func (g *grid) once(what string, names []string, where func(n int) diag.Pos) bool {
	said := map[string]bool{}
	for _, c := range g.used() {
		first := slices.Index(names, c.name)
		if first < 0 || said[c.name] {
			continue
		}
		second := slices.Index(names[first+1:], c.name)
		if second < 0 {
			continue
		}
		second += first + 1
		said[c.name], g.failed = true, true
		g.l.diags.Add(diag.Diagnostic{
			Code: diag.RosterColumnTwice, Path: model.Path("rosters", g.r.name), Pos: []diag.Pos{where(second), where(first)},
			Message: fmt.Sprintf("%s has the column %q twice, as number %d and as number %d", what, c.name, first+1, second+1),
			Hint:    "take one of them out, or give it another name",
		})
	}
	return len(said) == 0
}

// take adds a row, if it counts.
func (g *grid) take(rec *record) {
	for _, w := range g.r.when {
		if rec.get(w.name).text != w.want {
			return
		}
	}
	key := rec.get(g.r.key.name)
	id := strings.TrimSpace(key.text)
	if id == "" || key.kind == nested {
		g.fail(g.pos(key.at), diag.RosterKey, fmt.Sprintf("the row has no %s, which is its key", g.r.key.name), "write one, or leave the row out with when")
		return
	}
	if g.seen == nil {
		g.seen = map[string]int32{}
	}
	if before, twice := g.seen[id]; twice {
		g.failed = true
		g.l.diags.Add(diag.Diagnostic{
			Code: diag.RosterTwice, Path: model.Path("users", id), Pos: []diag.Pos{g.pos(key.at), g.pos(before)},
			Message: fmt.Sprintf("%s has two rows with the key %s", g.name, id), Hint: "keep one of them, or choose a column without repetitions as key",
		})
		return
	}
	g.seen[id] = key.at
	r := row{id: id, at: key.at, cells: make([]cell, len(g.r.fields))}
	for i, c := range g.r.fields {
		r.cells[i] = rec.get(c.name)
	}
	g.rows = append(g.rows, r)
}

func (g *grid) csv() {
	in := csv.NewReader(bytes.NewReader(g.data))
	in.Comma = g.delimiter()
	in.FieldsPerRecord = -1
	header, err := in.Read()
	if err != nil {
		g.csvError(err)
		return
	}
	for i := range header {
		header[i] = columnName(header[i])
	}
	places := make([]diag.Pos, len(header))
	for i := range header {
		line, col := in.FieldPos(i)
		places[i] = g.pos(g.offset(line, col))
	}
	whole := g.columns(header, places[0])
	if !g.once(g.name, header, func(n int) diag.Pos { return places[n] }) || !whole {
		return
	}
	for {
		fields, err := in.Read()
		if err != nil {
			g.csvError(err)
			return
		}
		g.csvRow(in, header, fields)
	}
}

// csvError reports what ended the reading, unless it was the end of the file.
func (g *grid) csvError(err error) {
	var bad *csv.ParseError
	switch {
	case errors.As(err, &bad):
		g.fail(g.pos(g.offset(bad.Line, bad.Column)), diag.RosterSyntax, fmt.Sprintf("this is not CSV: %v", bad.Err),
			`a cell with the delimiter, a quote or a line break stands in quotes, and a quote in it is written twice`)
	case len(bytes.TrimSpace(g.data)) == 0:
		g.fail(diag.Pos{File: g.name}, diag.RosterSyntax, g.name+" is empty", "its first line names the columns")
	}
}

func (g *grid) csvRow(in *csv.Reader, header, fields []string) {
	line, col := in.FieldPos(0)
	rec := &record{at: g.offset(line, col), names: header}
	blank := true
	for i, text := range fields {
		text = strings.TrimSpace(text)
		line, col := in.FieldPos(i)
		c := cell{at: g.offset(line, col), text: text}
		if text != "" {
			c.kind, blank = textual, false
		}
		rec.cells = append(rec.cells, c)
	}
	if blank {
		return
	}
	if len(fields) != len(header) {
		g.failed = true
		g.l.lost = append(g.l.lost, fields...)
		g.l.diags.Add(diag.Diagnostic{
			Code: diag.RosterCells, Path: g.rowPath(rec), Pos: []diag.Pos{g.pos(rec.at)},
			Message: fmt.Sprintf("the row has %d cells where the header has %d columns", len(fields), len(header)),
			Hint:    "a cell with the delimiter in it stands in quotes; an empty one still has its delimiter",
		})
		return
	}
	g.take(rec)
}

// rowPath is the user that a row is about, if it says so, or else the roster.
func (g *grid) rowPath(rec *record) string {
	i := slices.Index(rec.names, g.r.key.name)
	if i < 0 || i >= len(rec.cells) || rec.cells[i].text == "" {
		return model.Path("rosters", g.r.name)
	}
	return model.Path("users", rec.cells[i].text)
}

// delimiter is what the site says, or what the header has.
func (g *grid) delimiter() rune {
	if g.r.delimiter != 0 {
		return g.r.delimiter
	}
	header, _, _ := bytes.Cut(g.data, []byte("\n"))
	for _, d := range ",;\t|" {
		if bytes.ContainsRune(header, d) {
			return d
		}
	}
	return ','
}

// json reads a list of objects, or an object of objects by key. JSON is CUE.
func (g *grid) json() {
	x, err := cuejson.Extract(g.name, g.data)
	if err != nil {
		at := diag.Pos{File: g.name}
		for _, e := range cueerrors.Errors(err) {
			if p := place(e.Position()); p.Line > 0 {
				at = diag.Pos{File: g.name, Line: p.Line, Col: p.Col}
				break
			}
		}
		g.fail(at, diag.RosterSyntax, "this is not JSON", "a list of objects is wanted: [{…}, {…}]")
		return
	}
	var records []*record
	switch x := x.(type) {
	case *ast.ListLit:
		for _, e := range x.Elts {
			records = append(records, g.jsonRecord(e, "", token.NoPos))
		}
	case *ast.StructLit:
		for _, d := range x.Elts {
			if f, ok := d.(*ast.Field); ok {
				key, _ := label(f)
				records = append(records, g.jsonRecord(f.Value, key, f.Label.Pos()))
			}
		}
	default:
		g.fail(diag.Pos{File: g.name, Line: 1, Col: 1}, diag.RosterSyntax, "a roster is a list of objects", "write [{…}, {…}]")
		return
	}
	g.objects(records)
}

// objects checks the columns of all records and takes each.
func (g *grid) objects(records []*record) {
	records = slices.DeleteFunc(records, func(r *record) bool { return r.bad })
	if len(records) == 0 {
		return
	}
	var names []string
	for _, r := range records {
		for _, n := range r.names {
			if !slices.Contains(names, n) {
				names = append(names, n)
			}
		}
	}
	if !g.columns(names, diag.Pos{File: g.name, Line: 1, Col: 1}) {
		return
	}
	for _, r := range records {
		if g.once("the row", r.names, func(n int) diag.Pos { return g.pos(r.cells[n].at) }) {
			g.take(r)
		}
	}
}

func (g *grid) at(p token.Pos) int32 { return int32(p.Offset()) }

func (g *grid) jsonRecord(x ast.Expr, key string, keyAt token.Pos) *record {
	rec := &record{at: g.at(x.Pos())}
	s, ok := x.(*ast.StructLit)
	if !ok {
		g.fail(g.pos(rec.at), diag.RosterSyntax, fmt.Sprintf("a row is an object, not %s", show(x)), "write {…}")
		rec.bad = true
		return rec
	}
	for _, d := range s.Elts {
		f, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		name, _ := label(f)
		rec.add(name, g.jsonCell(f.Value))
	}
	if keyAt.IsValid() && !slices.Contains(rec.names, g.r.key.name) {
		rec.add(g.r.key.name, cell{text: key, at: g.at(keyAt), kind: textual})
	}
	return rec
}

func (g *grid) jsonCell(x ast.Expr) cell {
	c := cell{at: g.at(x.Pos()), kind: nested}
	switch x := x.(type) {
	case *ast.UnaryExpr:
		if lit, ok := x.X.(*ast.BasicLit); ok {
			c.text, c.kind = "-"+lit.Value, numeric
		}
	case *ast.BasicLit:
		switch x.Kind {
		case token.NULL:
			c.kind = empty
		case token.STRING:
			if c.text = literalText(x); c.text != "" {
				c.kind = textual
			} else {
				c.kind = empty
			}
		case token.TRUE, token.FALSE:
			c.text, c.kind = x.Value, truth
		default:
			c.text, c.kind = x.Value, numeric
		}
	}
	return c
}

// yaml reads the same shapes as json.
func (g *grid) yaml() {
	var doc yaml.Node
	if err := yaml.Unmarshal(g.data, &doc); err != nil {
		at, text := diag.Pos{File: g.name}, strings.TrimPrefix(err.Error(), "yaml: ")
		var line int
		if _, scanErr := fmt.Sscanf(text, "line %d:", &line); scanErr == nil {
			at.Line = line
			_, text, _ = strings.Cut(text, ": ")
		}
		g.fail(at, diag.RosterSyntax, "this is not YAML: "+text, "a list of rows is wanted, each a map of column to value")
		return
	}
	if len(doc.Content) == 0 {
		g.fail(diag.Pos{File: g.name}, diag.RosterSyntax, g.name+" is empty", "write a list of rows, each a map of column to value")
		return
	}
	var records []*record
	switch top := resolved(doc.Content[0]); top.Kind {
	case yaml.SequenceNode:
		for _, n := range top.Content {
			records = append(records, g.yamlRecord(n, nil))
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(top.Content); i += 2 {
			records = append(records, g.yamlRecord(top.Content[i+1], top.Content[i]))
		}
	default:
		g.fail(g.pos(g.offset(top.Line, top.Column)), diag.RosterSyntax, "a roster is a list of rows", "write each row as - column: value")
		return
	}
	g.objects(records)
}

// resolved follows an alias to what it stands for.
func resolved(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode && n.Alias != nil {
		return n.Alias
	}
	return n
}

func (g *grid) yamlRecord(n, key *yaml.Node) *record {
	rec := &record{at: g.offset(n.Line, n.Column)}
	n = resolved(n)
	if n.Kind != yaml.MappingNode {
		g.fail(g.pos(rec.at), diag.RosterSyntax, "a row is a map of column to value", "write column: value")
		rec.bad = true
		return rec
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		rec.add(n.Content[i].Value, g.yamlCell(n.Content[i+1]))
	}
	if key != nil && !slices.Contains(rec.names, g.r.key.name) {
		rec.add(g.r.key.name, cell{text: key.Value, at: g.offset(key.Line, key.Column), kind: textual})
	}
	return rec
}

func (g *grid) yamlCell(n *yaml.Node) cell {
	c := cell{at: g.offset(n.Line, n.Column), kind: nested}
	n = resolved(n)
	if n.Kind != yaml.ScalarNode {
		return c
	}
	c.text = n.Value
	switch n.ShortTag() {
	case "!!null":
		c.kind, c.text = empty, ""
	case "!!bool":
		c.kind = truth
	case "!!int", "!!float":
		c.kind = numeric
	default:
		if c.kind = textual; c.text == "" {
			c.kind = empty
		}
	}
	return c
}
