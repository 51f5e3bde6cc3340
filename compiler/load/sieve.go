package load

import (
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"
)

// A sieve lets through what CUE is certain to find right: literals where the
// language has a plain type, a pattern, a choice of words, or a struct of such.
// It is read from the language itself and knows nothing else, so all that it does
// not understand is left for CUE, and so is all that is wrong. Nearly every record
// of a large site passes, at a fiftieth of what CUE takes for one.
type sieve struct {
	known  bool              // whether the language is understood here; if not, nothing passes
	text   func(string) bool // nil: no text passes
	number func(int64) bool  // nil: no number passes
	truth  [2]bool           // whether false and true pass
	mesh   *mesh             // nil: no struct passes
}

// mesh is the sieve of a struct, closed as definitions are.
type mesh struct {
	index    map[string]int // of those that the language names
	fields   []sieve
	required uint64 // a bit for each of fields
	entries  []entries
}

// entries are the fields whose names match.
type entries struct {
	name  func(string) bool
	sieve sieve
}

// passes reports whether everything that is said about a unit is right. That it
// does not pass says nothing.
func (u unit) passes(site *mesh) bool {
	i, ok := site.index[u.root]
	if !ok {
		return false
	}
	s := site.fields[i]
	said := make([]ast.Expr, 0, 2)
	for _, f := range u.fields {
		said = append(said, f.Value)
	}
	if !collections[u.root] {
		return s.passes(said...)
	}
	return s.known && s.mesh != nil && s.mesh.named(u.id, said...)
}

// passes takes everything that is said about one value.
func (s sieve) passes(said ...ast.Expr) bool {
	if !s.known || len(said) == 0 {
		return false
	}
	if _, ok := said[0].(*ast.StructLit); ok {
		return s.mesh != nil && s.mesh.passes(said)
	}
	return len(said) == 1 && s.plain(said[0])
}

func (s sieve) plain(x ast.Expr) bool {
	lit, ok := x.(*ast.BasicLit)
	if !ok {
		return false
	}
	switch lit.Kind {
	case token.STRING:
		t, ok := plainText(lit)
		return ok && s.text != nil && s.text(t)
	case token.INT:
		n, ok := plainNumber(lit)
		return ok && s.number != nil && s.number(n)
	case token.FALSE:
		return s.truth[0]
	case token.TRUE:
		return s.truth[1]
	}
	return false
}

// passes takes struct literals that each say something about the record. No name
// may stand in them twice: whether two values go together only CUE knows.
func (r *mesh) passes(said []ast.Expr) bool {
	var seen uint64
	var names []string
	for _, x := range said {
		s, ok := x.(*ast.StructLit)
		if !ok {
			return false
		}
		for _, d := range s.Elts {
			f, ok := d.(*ast.Field)
			if !ok {
				return false
			}
			name, ok := label(f)
			if !ok || helper(f) || len(f.Attrs) > 0 {
				return false
			}
			if i, ok := r.index[name]; ok {
				if bit := uint64(1) << i; seen&bit == 0 && r.fields[i].passes(f.Value) {
					seen |= bit
					continue
				}
				return false
			}
			if !r.named(name, f.Value) {
				return false
			}
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return len(slices.Compact(names)) == len(names) && seen&r.required == r.required
}

// named is passes of a field that has no name of its own in the language.
func (r *mesh) named(name string, said ...ast.Expr) bool {
	found := false
	for _, e := range r.entries {
		if !e.name(name) {
			continue
		}
		if found = e.sieve.passes(said...); !found {
			return false
		}
	}
	return found
}

// plainText is the value of a text; bytes are none.
func plainText(x ast.Expr) (string, bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING || !strings.HasPrefix(lit.Value, `"`) {
		return "", false
	}
	t, err := literal.Unquote(lit.Value)
	return t, err == nil
}

// plainNumber is the value of a whole number in decimal digits.
func plainNumber(x ast.Expr) (int64, bool) {
	lit, ok := x.(*ast.BasicLit)
	if !ok || lit.Kind != token.INT || strings.HasPrefix(lit.Value, "0") && lit.Value != "0" {
		return 0, false
	}
	n, err := strconv.ParseInt(lit.Value, 10, 64)
	return n, err == nil
}
