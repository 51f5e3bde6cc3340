package write

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

// lineWidth is how wide a struct or list may be on one line.
const lineWidth = 90

// entry is a field of a struct to be.
func entry(name string, x ast.Expr) *ast.Field {
	return &ast.Field{Label: ast.NewStringLabel(name), Value: x}
}

// structOf puts fields on one line, if they fit and broken does not forbid it.
func structOf(fields []*ast.Field, broken bool) *ast.StructLit {
	s := &ast.StructLit{}
	for _, f := range fields {
		s.Elts = append(s.Elts, f)
	}
	n, lines := width(s)
	first, rest, last := token.NoSpace, token.Blank, token.NoSpace
	if (broken || lines || n > lineWidth) && len(fields) > 0 {
		first, rest, last = token.Newline, token.Newline, token.Newline
	}
	for i, f := range fields {
		if i == 0 {
			ast.SetRelPos(f, first)
		} else {
			ast.SetRelPos(f, rest)
		}
	}
	s.Lbrace, s.Rbrace = token.Blank.Pos(), last.Pos()
	if len(fields) == 1 && first == token.Newline && isStruct(fields[0].Value) {
		// A chain: native: pbx: {…}. Only of what takes several lines anyway, since
		// the formatter aligns the end of a chain with its neighbours.
		ast.SetRelPos(fields[0], token.Blank)
		s.Lbrace, s.Rbrace = token.NoPos, token.NoPos
	}
	return s
}

func isStruct(x ast.Expr) bool {
	_, ok := x.(*ast.StructLit)
	return ok
}

func listOf(items []ast.Expr) *ast.ListLit {
	l := &ast.ListLit{Elts: items}
	n, lines := width(l)
	first, rest := token.NoSpace, token.Blank
	if (lines || n > lineWidth) && len(items) > 0 {
		first, rest = token.Newline, token.Newline
	}
	for i, x := range items {
		if i == 0 {
			ast.SetRelPos(x, first)
		} else {
			ast.SetRelPos(x, rest)
		}
	}
	l.Lbrack, l.Rbrack = token.Blank.Pos(), first.Pos()
	return l
}

// width is how wide an expression is on one line, and whether it has several.
func width(x ast.Node) (n int, lines bool) {
	add := func(x ast.Node) {
		w, more := width(x)
		n, lines = n+w, lines || more
	}
	switch x := x.(type) {
	case *ast.Ident:
		n = utf8.RuneCountInString(x.Name)
	case *ast.BasicLit:
		n = utf8.RuneCountInString(x.Value)
	case *ast.UnaryExpr:
		n = 1
		add(x.X)
	case *ast.Field:
		n = 2
		add(x.Label)
		add(x.Value)
	case *ast.StructLit:
		n = 2 * max(1, len(x.Elts))
		lines = x.Rbrace.RelPos() == token.Newline
		for _, d := range x.Elts {
			add(d)
		}
	case *ast.ListLit:
		n = 2 * max(1, len(x.Elts))
		lines = x.Rbrack.RelPos() == token.Newline
		for _, e := range x.Elts {
			add(e)
		}
	}
	return n, lines
}

// whole is an integer.
func whole(n int64) ast.Expr { return number(token.INT, strconv.FormatInt(n, 10)) }

// fraction is a number that CUE reads as a float however round it is. There is
// no literal for what is not finite, and CUE has no negative zero.
func fraction(f float64) ast.Expr {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ast.NewNull()
	}
	s := strconv.FormatFloat(f+0, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return number(token.FLOAT, s)
}

func number(kind token.Token, s string) ast.Expr {
	digits, negative := strings.CutPrefix(s, "-")
	lit := &ast.BasicLit{Kind: kind, Value: digits}
	if negative {
		return &ast.UnaryExpr{Op: token.SUB, X: lit}
	}
	return lit
}
