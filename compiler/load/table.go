package load

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// A table says how one definition of the language is read: a field for each
// name. Tables are data, so that a test can hold them against the language.
type table[T any] []field[T]

type field[T any] struct {
	key
	read  func(*T, node)
	inner names // what is read below it; nil for leaves and free-form values
}

// names is the fields that a table reads, for the test. "*" stands for any id.
type names map[string]names

func (t table[T]) names() names {
	out := names{}
	for _, f := range t {
		out[f.name] = f.inner
	}
	return out
}

// fill reads every field of n that is there.
func (t table[T]) fill(to *T, n node) {
	for i := range t {
		if v, ok := n.get(t[i].key); ok {
			t[i].read(to, v)
		}
	}
}

func with[T any](name string, read func(*T, node)) field[T] {
	return field[T]{key: named(name), read: read}
}

// text is a string that "" clears.
func text[T any](name string, at func(*T) *model.Field[string]) field[T] {
	return with(name, func(t *T, n node) { *at(t) = model.Text(n.text()) })
}

func whole[T any](name string, at func(*T) *model.Field[int64]) field[T] {
	return with(name, func(t *T, n node) { *at(t) = model.Of(n.whole()) })
}

func flag[T any](name string, at func(*T) *model.Field[bool]) field[T] {
	return with(name, func(t *T, n node) { *at(t) = model.Of(n.truth()) })
}

// word is a string whose absence means nothing.
func word[T any, S ~string](name string, at func(*T) *S) field[T] {
	return with(name, func(t *T, n node) { *at(t) = S(n.text()) })
}

func mark[T any](name string, at func(*T) *bool) field[T] {
	return with(name, func(t *T, n node) { *at(t) = n.truth() })
}

// lines is a list of strings.
func lines[T any](name string, at func(*T) *[]string) field[T] {
	return with(name, func(t *T, n node) {
		out := []string{}
		for _, e := range n.elements() {
			out = append(out, e.text())
		}
		*at(t) = out
	})
}

// set is a map of switches; what is false stays in it.
func set[T any](name string, at func(*T) *map[string]bool) field[T] {
	return with(name, func(t *T, n node) { *at(t) = collect(n, node.truth) })
}

// ids is a set of which `false` takes an entry out.
func ids[T any](name string, at func(*T) *map[string]bool) field[T] {
	return with(name, func(t *T, n node) {
		out := collect(n, node.truth)
		maps.DeleteFunc(out, func(_ string, in bool) bool { return !in })
		*at(t) = out
	})
}

// words is a map of strings, of which `false` takes an entry out.
func words[T any, S ~string](name string, at func(*T) *map[string]S) field[T] {
	return with(name, func(t *T, n node) {
		out := map[string]S{}
		for _, e := range n.entries() {
			if !e.node.removed() {
				out[e.id] = S(e.node.text())
			}
		}
		*at(t) = out
	})
}

func collect[V any](n node, read func(node) V) map[string]V {
	out := map[string]V{}
	for _, e := range n.entries() {
		out[e.id] = read(e.node)
	}
	return out
}

// one is a struct that may be absent.
func one[T, U any](name string, at func(*T) **U, inner table[U], start func(*U, node)) field[T] {
	return field[T]{named(name), func(t *T, n node) {
		u := new(U)
		if start != nil {
			start(u, n)
		}
		inner.fill(u, n)
		*at(t) = u
	}, inner.names()}
}

// part is a struct that is always there.
func inside[T, U any](name string, at func(*T) *U, inner table[U], start func(*U, node)) field[T] {
	return field[T]{named(name), func(t *T, n node) {
		if start != nil {
			start(at(t), n)
		}
		inner.fill(at(t), n)
	}, inner.names()}
}

// many is a map of structs, read as a slice sorted by id. `false` takes an
// entry out; a map that is written is never nil.
func many[T, U any](name string, at func(*T) *[]U, inner table[U], start func(*U, string, node)) field[T] {
	return field[T]{named(name), func(t *T, n node) { *at(t) = gather(n, inner, start) }, names{"*": inner.names()}}
}

func gather[U any](n node, inner table[U], start func(*U, string, node)) []U {
	entries := n.entries()
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.id, b.id) })
	out := make([]U, 0, len(entries))
	for _, e := range entries {
		if e.node.removed() {
			continue
		}
		var u U
		start(&u, e.id, e.node)
		inner.fill(&u, e.node)
		out = append(out, u)
	}
	return out
}

// level is a grant's level as the model spells it.
func level(n node) string {
	if n.kind() == cue.BoolKind {
		return strconv.FormatBool(n.truth())
	}
	return n.text()
}

func grants[T any](name string, at func(*T) *model.Grants) field[T] {
	return with(name, func(t *T, n node) { *at(t) = readGrants(n) })
}

func readGrants(n node) model.Grants {
	out := model.Grants{}
	for _, e := range n.entries() {
		out = append(out, model.Grant{Permission: e.id, Level: level(e.node), Pos: e.node.pos()})
	}
	slices.SortFunc(out, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
	return out
}

// object reads what every declared thing has.
func object[T any](at func(*T) *model.Object) []field[T] {
	return []field[T]{
		with("previously", func(t *T, n node) {
			former := slices.Sorted(maps.Keys(collect(n, node.truth)))
			at(t).Previously = former
		}),
		with("native", func(t *T, n node) {
			out := map[string]model.Native{}
			for _, e := range n.entries() {
				out[e.id] = bag(e.node)
			}
			at(t).Native = out
		}),
	}
}

func bag(n node) model.Native {
	out := model.Native{}
	for _, e := range n.entries() {
		out[e.id] = free(e.node)
	}
	return out
}

// free is a value of any shape, as Native holds it.
func free(n node) any {
	switch n.kind() {
	case cue.BoolKind:
		return n.truth()
	case cue.IntKind:
		return n.whole()
	case cue.FloatKind, cue.NumberKind:
		return n.fraction()
	case cue.StringKind:
		return n.text()
	case cue.ListKind:
		out := []any{}
		for _, e := range n.elements() {
			out = append(out, free(e))
		}
		return out
	case cue.StructKind:
		return map[string]any(bag(n))
	}
	return nil
}

// severity reads how grave something is.
func severity[T any](name string, at func(*T) *diag.Severity) field[T] {
	return with(name, func(t *T, n node) {
		*at(t) = diag.Warning
		if n.text() == "error" {
			*at(t) = diag.Error
		}
	})
}
