package load

import (
	"fmt"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// explainer holds what is written against the language and says what is wrong
// with it, one diagnostic for each mistake. It reads literals only: what is
// computed is explained from CUE's own words.
type explainer struct {
	out    diag.List
	mixed  func(root string) bool // more than what is written may be said about it; nil: never
	blamed map[string]bool        // of those, the structs that CUE finds wanting
	meant  map[string]bool        // paths that a misspelt name most likely stands for
	silent [][]string             // paths about which enough is said
}

// wanting reports whether what a struct does not write is missing.
func (x *explainer) wanting(path []string, parts []part) bool {
	if x.mixed == nil || len(path) > 0 && !x.mixed(path[0]) {
		return complete(parts)
	}
	return x.blamed[model.Path(path...)]
}

// check explains the parts of one value. The path is the value's own.
func (x *explainer) check(path []string, parts []part, s *shape) {
	if s.open || len(parts) == 0 {
		return
	}
	if (&member{shape: s}).barred() {
		x.misplaced(path, parts, s)
		return
	}
	if s.name != "Secret" && x.clash(path, parts) {
		return // a secret beside its reference is told of as a secret
	}
	before := len(x.out)
	for _, p := range parts {
		if x.literal(path, p, s); len(x.out) > before {
			return
		}
	}
	if lits := plainStructs(parts); len(lits) > 0 && s.kinds&cue.StructKind != 0 {
		x.structure(path, parts, s)
	}
}

// plainStructs is the struct literals among parts.
func plainStructs(parts []part) []*ast.StructLit {
	var out []*ast.StructLit
	for _, p := range parts {
		out = structs(out, p.expr)
	}
	return out
}

// clash reports two literals that cannot both be meant.
func (x *explainer) clash(path []string, parts []part) bool {
	for i, p := range parts {
		for _, q := range parts[:i] {
			a, b := literalKind(q.expr), literalKind(p.expr)
			if a == cue.BottomKind || b == cue.BottomKind || a == cue.StructKind && b == cue.StructKind {
				continue
			}
			if a == b && show(q.expr) == show(p.expr) {
				continue
			}
			message := fmt.Sprintf("%s is written twice, as %s and as %s", last(path), show(q.expr), show(p.expr))
			if private(path) {
				message = fmt.Sprintf("%s is written twice, and not as the same", last(path))
			}
			x.out.Add(diag.Diagnostic{
				Code: diag.Conflict, Severity: diag.Error, Path: model.Path(path...),
				Message: message,
				Hint:    "keep one of the two lines",
				Pos:     ordered(valuePos(q), valuePos(p)),
			})
			return true
		}
	}
	return false
}

// silence keeps CUE from saying more about a path.
func (x *explainer) silence(path []string) { x.silent = append(x.silent, path) }

func (x *explainer) add(code diag.Code, path []string, at diag.Pos, message, hint string) {
	x.out.Add(diag.Diagnostic{Code: code, Path: model.Path(path...), Message: message, Hint: hint, Pos: []diag.Pos{at}})
}

func ordered(a, b diag.Pos) []diag.Pos {
	if b.Compare(a) < 0 {
		a, b = b, a
	}
	return []diag.Pos{a, b}
}

func valuePos(p part) diag.Pos {
	switch p.expr.(type) {
	case *ast.StructLit:
		return place(p.label)
	}
	return place(p.expr.Pos())
}

// show is a literal as a message quotes it.
func show(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return strconv.Quote(clip(literalText(e)))
		}
		return e.Value
	case *ast.UnaryExpr:
		return e.Op.String() + show(e.X)
	case *ast.ListLit:
		return "a list"
	case *ast.StructLit:
		return "a struct"
	}
	return "a computed value"
}

func clip(s string) string {
	const most = 60
	s = withoutPassword(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func last(path []string) string {
	if len(path) == 0 {
		return "the site"
	}
	return path[len(path)-1]
}

// called is what a message calls the value at path: its field, or its place in
// a list, days[0].
func called(path []string) string {
	name := last(path)
	if _, err := strconv.Atoi(name); err != nil || len(path) < 3 {
		return name
	}
	return called(path[:len(path)-1]) + "[" + name + "]"
}

// misplaced passes on what the language says to whoever writes a field here.
func (x *explainer) misplaced(path []string, parts []part, s *shape) {
	x.add(diag.Misplaced, path, first(parts), attributed(last(path), s.message), fmt.Sprintf("take %s out here", last(path)))
}

// attributed makes a message of the language say which field it is about.
func attributed(name, message string) string {
	if strings.Contains(message, name) {
		return message
	}
	return name + ": " + message
}
