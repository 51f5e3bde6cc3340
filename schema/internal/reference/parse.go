// Package reference reads the language's CUE files as documentation: families,
// definitions, fields, types and comments, and prints them as Markdown.
//
// Rules:
//   - Everything comes from the syntax tree and its comments; nothing is said
//     here that the files do not say.
//   - Order is the files' own, families sorted by file name with the root first.
package reference

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
)

// Family is one file of the language.
type Family struct {
	Name string // users, for users.cue
	Doc  string // the package comment, when the file has it
	Defs []Def
}

// Def is one definition.
type Def struct {
	Name   string // #User
	Doc    string
	Type   string  // of a definition that is no struct, and what a struct is combined with
	Fields []Field // of a struct
}

// Field is one field of a definition, or of a struct inside it.
type Field struct {
	Path      string // manage.[#Kind]
	Required  bool
	Type      string // in CUE; "" for a struct whose fields follow
	Doc       string
	Forbidden bool // it stands here only to say where it belongs
}

// Writable reports whether a site can write anything of the definition: some
// only hold messages about misplaced fields.
func (d Def) Writable() bool {
	if len(d.Fields) == 0 {
		return true
	}
	return slices.ContainsFunc(d.Fields, func(f Field) bool { return !f.Forbidden && !strings.Contains(f.Type, "#Not") && f.Type != "" })
}

// Parse reads one file.
func Parse(name string, data []byte) (Family, error) {
	f, err := parser.ParseFile(name, data, parser.ParseComments)
	if err != nil {
		return Family{}, err
	}
	family := Family{Name: strings.TrimSuffix(name, ".cue")}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.Package:
			family.Doc = doc(d)
		case *ast.Field:
			def, err := definition(d)
			if err != nil {
				return Family{}, fmt.Errorf("%s: %w", name, err)
			}
			family.Defs = append(family.Defs, def)
		}
	}
	return family, nil
}

func definition(f *ast.Field) (Def, error) {
	label, err := text(f.Label)
	if err != nil {
		return Def{}, err
	}
	def := Def{Name: label, Doc: doc(f)}
	body, beside := split(value(f.Value))
	if beside != nil {
		if def.Type, err = text(beside); err != nil {
			return Def{}, err
		}
	}
	if body == nil {
		return def, nil
	}
	if all := onlyPattern(body); all != "" && len(comments(body.Elts[0])) == 0 {
		def.Type = all
		return def, nil
	}
	def.Fields, err = fields(body, "")
	return def, err
}

// value takes the alias off, as in G={…}.
func value(e ast.Expr) ast.Expr {
	if a, ok := e.(*ast.Alias); ok {
		return a.Expr
	}
	return e
}

// split separates the struct of an expression such as matchN(…) & close({…})
// from what it is combined with.
func split(e ast.Expr) (body *ast.StructLit, beside ast.Expr) {
	switch e := e.(type) {
	case *ast.StructLit:
		return e, nil
	case *ast.BinaryExpr:
		if s, ok := closed(e.Y).(*ast.StructLit); ok && e.Op == token.AND {
			return s, e.X
		}
	}
	return nil, e
}

// closed is what close(…) is about, or the expression itself.
func closed(e ast.Expr) ast.Expr {
	if call, ok := e.(*ast.CallExpr); ok && len(call.Args) == 1 {
		if name, ok := call.Fun.(*ast.Ident); ok && name.Name == "close" {
			return call.Args[0]
		}
	}
	return e
}

func fields(s *ast.StructLit, prefix string) ([]Field, error) {
	var out []Field
	for _, el := range s.Elts {
		switch el := el.(type) {
		case *ast.Field:
			more, err := field(el, prefix)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		case *ast.EmbedDecl:
			t, err := text(el.Expr)
			if err != nil {
				return nil, err
			}
			out = append(out, Field{Path: prefix + "…", Type: t, Doc: "The fields of `" + t + "`."})
		}
	}
	return out, nil
}

func field(f *ast.Field, prefix string) ([]Field, error) {
	label, err := text(f.Label)
	if err != nil {
		return nil, err
	}
	one := Field{Path: prefix + label, Required: f.Constraint == token.NOT, Doc: doc(f), Forbidden: isError(f.Value)}
	body, beside := split(f.Value)
	if beside != nil {
		if one.Type, err = text(beside); err != nil {
			return nil, err
		}
	}
	if body == nil {
		return []Field{one}, nil
	}
	if all := onlyPattern(body); all != "" {
		one.Type = all
		if len(comments(body.Elts[0])) == 0 {
			return []Field{one}, nil
		}
	}
	inner, err := fields(body, one.Path+".")
	return append([]Field{one}, inner...), err
}

// onlyPattern is the text of a struct that holds one pattern and nothing else,
// which reads better as a type.
func onlyPattern(s *ast.StructLit) string {
	if len(s.Elts) != 1 {
		return ""
	}
	f, ok := s.Elts[0].(*ast.Field)
	if !ok {
		return ""
	}
	if _, ok := f.Label.(*ast.ListLit); !ok {
		return ""
	}
	label, err := text(f.Label)
	if err != nil {
		return ""
	}
	v, err := text(f.Value)
	if err != nil {
		return ""
	}
	return label + ": " + v
}

func isError(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.CallExpr:
		name, ok := e.Fun.(*ast.Ident)
		return ok && name.Name == "error"
	}
	return false
}

// doc is a node's comment without its marks.
func doc(n ast.Node) string {
	var out []string
	for _, g := range comments(n) {
		out = append(out, strings.TrimRight(g.Text(), "\n"))
	}
	return strings.Join(out, "\n\n")
}

// comments are those that stand directly before a node.
func comments(n ast.Node) []*ast.CommentGroup {
	var out []*ast.CommentGroup
	for _, g := range ast.Comments(n) {
		if g.Position == 0 {
			out = append(out, g)
		}
	}
	if len(out) > 1 {
		out = out[len(out)-1:]
	}
	return out
}

// text is a node as CUE, on one line.
func text(n ast.Node) (string, error) {
	b, err := format.Node(n, format.Simplify())
	if err != nil {
		return "", err
	}
	return strings.Join(strings.Fields(string(b)), " "), nil
}
