package write

import (
	"maps"
	"slices"

	"cuelang.org/go/cue/ast"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// A table says how one definition of the language is written: its fields, in the
// order in which the language has them. A test holds the two side by side.
type table[T any] []field[T]

type field[T any] struct {
	name string
	expr func(*T) ast.Expr // nil: the field is not written
}

// fields are those of t that are written.
func (table table[T]) fields(t *T) []*ast.Field {
	var out []*ast.Field
	for _, f := range table {
		if x := f.expr(t); x != nil {
			out = append(out, entry(f.name, x))
		}
	}
	return out
}

func text[T any](name string, at func(*T) model.Field[string]) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		f := at(t)
		if !f.Managed() {
			return nil
		}
		return ast.NewString(f.Or(""))
	}}
}

func amount[T any](name string, at func(*T) model.Field[int64]) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if n, ok := at(t).Get(); ok {
			return whole(n)
		}
		return nil
	}}
}

func flag[T any](name string, at func(*T) model.Field[bool]) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if on, ok := at(t).Get(); ok {
			return ast.NewBool(on)
		}
		return nil
	}}
}

// word is a string whose absence means nothing.
func word[T any, S ~string](name string, at func(*T) S) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if s := at(t); s != "" {
			return ast.NewString(string(s))
		}
		return nil
	}}
}

func mark[T any](name string, at func(*T) bool) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if at(t) {
			return ast.NewBool(true)
		}
		return nil
	}}
}

// lines is a list of strings.
func lines[T any](name string, at func(*T) []string) field[T] {
	return list(name, at, func(s *string) ast.Expr { return ast.NewString(*s) })
}

func list[T, U any](name string, at func(*T) []U, item func(*U) ast.Expr) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		items := at(t)
		if items == nil {
			return nil
		}
		var out []ast.Expr
		for i := range items {
			out = append(out, item(&items[i]))
		}
		return listOf(out)
	}}
}

// byKey is a map of plain values, sorted by key. An item without an expression
// is left out.
func byKey[T, V any](name string, at func(*T) map[string]V, item func(V) ast.Expr) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		m := at(t)
		if m == nil {
			return nil
		}
		var out []*ast.Field
		for _, k := range slices.Sorted(maps.Keys(m)) {
			if x := item(m[k]); x != nil {
				out = append(out, entry(k, x))
			}
		}
		return structOf(out, false)
	}}
}

// set is a map of switches, of which both positions mean something.
func set[T any](name string, at func(*T) map[string]bool) field[T] {
	return byKey(name, at, func(on bool) ast.Expr { return ast.NewBool(on) })
}

// ids is a set: what is false is not in it.
func ids[T any](name string, at func(*T) map[string]bool) field[T] {
	return byKey(name, at, func(in bool) ast.Expr {
		if !in {
			return nil
		}
		return ast.NewBool(true)
	})
}

func words[T any, S ~string](name string, at func(*T) map[string]S) field[T] {
	return byKey(name, at, func(s S) ast.Expr { return ast.NewString(string(s)) })
}

// one is a struct that may be absent.
func one[T, U any](name string, at func(*T) *U, inner table[U]) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if u := at(t); u != nil {
			return structOf(inner.fields(u), false)
		}
		return nil
	}}
}

// inside is a struct that is there when something in it is.
func inside[T, U any](name string, at func(*T) *U, inner table[U]) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if fields := inner.fields(at(t)); len(fields) > 0 {
			return structOf(fields, false)
		}
		return nil
	}}
}

// many is a map of small structs by id: one on each line, unless they say
// nothing but that they are there.
func many[T, U any](name string, at func(*T) []U, id func(*U) string, inner table[U]) field[T] {
	return collection(name, at, id, inner, false)
}

// records is a map of the things that a site is about, each with one field on
// each line.
func records[T, U any, P interface {
	*U
	model.Entry
}](name string, at func(*T) []U, inner table[U]) field[T] {
	return collection(name, at, func(u *U) string { return P(u).Ident() }, inner, true)
}

func collection[T, U any](name string, at func(*T) []U, id func(*U) string, inner table[U], long bool) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		items := at(t)
		if items == nil {
			return nil
		}
		var out []*ast.Field
		broken := false
		for i := range items {
			fields := inner.fields(&items[i])
			broken = broken || len(fields) > 0 && len(items) > 1
			out = append(out, entry(id(&items[i]), structOf(fields, long && len(fields) > 1)))
		}
		return structOf(out, broken || long)
	}}
}

// level is a grant's level, or a licence: a switch, or a word of a scale.
func level(s string) ast.Expr {
	if s == "true" || s == "false" {
		return ast.NewBool(s == "true")
	}
	return ast.NewString(s)
}

func grants[T any](name string, at func(*T) model.Grants) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if g := at(t); g != nil {
			return grantsOf(g)
		}
		return nil
	}}
}

func grantsOf(g model.Grants) ast.Expr {
	var out []*ast.Field
	for _, x := range g {
		out = append(out, entry(x.Permission, level(x.Level)))
	}
	return structOf(out, false)
}

// object has what every declared thing has.
func object[T any](at func(*T) *model.Object) table[T] {
	return table[T]{
		{"previously", func(t *T) ast.Expr {
			var out []*ast.Field
			for _, id := range at(t).Previously {
				out = append(out, entry(id, ast.NewBool(true)))
			}
			if out == nil {
				return nil
			}
			return structOf(out, false)
		}},
		byKey("native", func(t *T) map[string]model.Native { return at(t).Native }, func(n model.Native) ast.Expr { return free(map[string]any(n)) }),
	}
}

// bag is free-form, or absent.
func bag[T any](name string, at func(*T) model.Native) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if n := at(t); n != nil {
			return free(map[string]any(n))
		}
		return nil
	}}
}

// free is a value of any shape that Native holds.
func free(v any) ast.Expr {
	switch v := v.(type) {
	case bool:
		return ast.NewBool(v)
	case int64:
		return whole(v)
	case float64:
		return fraction(v)
	case string:
		return ast.NewString(v)
	case []any:
		var out []ast.Expr
		for _, x := range v {
			out = append(out, free(x))
		}
		return listOf(out)
	case map[string]any:
		var out []*ast.Field
		for _, k := range slices.Sorted(maps.Keys(v)) {
			out = append(out, entry(k, free(v[k])))
		}
		return structOf(out, false)
	}
	return ast.NewNull()
}

// severity is written when it is not what absence means.
func severity[T any](name string, at func(*T) diag.Severity) field[T] {
	return field[T]{name, func(t *T) ast.Expr {
		if at(t) == diag.Error {
			return ast.NewString("error")
		}
		return nil
	}}
}
