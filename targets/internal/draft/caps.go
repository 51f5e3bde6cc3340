package draft

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Exact is a noun that the vendor has, by its own name.
func Exact(path, as string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.Exact, As: as}}
}

// Implied is a noun of which nothing need be done.
func Implied(path, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.Implied, Note: note}}
}

// Unsupported is a noun that the vendor does not have.
func Unsupported(path, note string) []resolve.NounCap {
	return []resolve.NounCap{{Path: path, Support: resolve.Unsupported, Note: note}}
}

// Nouns are all of them, sorted by path.
func Nouns(parts ...[]resolve.NounCap) []resolve.NounCap {
	out := slices.Concat(parts...)
	slices.SortFunc(out, func(a, b resolve.NounCap) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Fields are fields that share a type and flags and are called in plans what the
// vendor calls them.
func Fields(t state.Type, flags state.Flag, names ...string) []state.Field {
	out := make([]state.Field, len(names))
	for i, n := range names {
		out[i] = state.Field{Name: n, Type: t, Flags: flags, Title: n}
	}
	return out
}
