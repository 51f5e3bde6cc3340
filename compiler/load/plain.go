package load

import (
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
	"golang.org/x/text/unicode/norm"
)

// label is the name of a regular field written in the usual way: no pattern,
// no interpolation, no alias, no constraint mark.
func label(f *ast.Field) (string, bool) {
	if f.Alias != nil || f.Constraint != token.ILLEGAL {
		return "", false
	}
	switch l := f.Label.(type) {
	case *ast.Ident:
		return l.Name, true
	case *ast.BasicLit:
		s, err := literal.Unquote(l.Value)
		return norm.NFC.String(s), err == nil && l.Kind == token.STRING // as CUE does
	}
	return "", false
}

// helper reports whether a field is the author's own: a definition or hidden.
// A quoted label never is.
func helper(f *ast.Field) bool {
	id, ok := f.Label.(*ast.Ident)
	return ok && (strings.HasPrefix(id.Name, "#") || strings.HasPrefix(id.Name, "_"))
}

// plain reports whether an expression is made of literals alone: its value is
// what is written, whatever stands around it.
func plain(x ast.Expr) bool {
	switch x := x.(type) {
	case *ast.BasicLit:
		return x.Kind != token.STRING || !strings.HasPrefix(x.Value, "'") && !strings.HasPrefix(x.Value, "#'")
	case *ast.UnaryExpr:
		lit, ok := x.X.(*ast.BasicLit)
		return ok && x.Op == token.SUB && (lit.Kind == token.INT || lit.Kind == token.FLOAT)
	case *ast.ListLit:
		for _, e := range x.Elts {
			if !plain(e) {
				return false
			}
		}
		return true
	case *ast.StructLit:
		for _, d := range x.Elts {
			if !plainDecl(d) {
				return false
			}
		}
		return true
	}
	return false
}

func plainDecl(d ast.Decl) bool {
	f, ok := d.(*ast.Field)
	if !ok {
		_, comment := d.(*ast.CommentGroup)
		return comment
	}
	if _, ok := label(f); !ok || helper(f) || len(f.Attrs) > 0 {
		return false
	}
	return plain(f.Value)
}
