package resolve

import (
	"iter"

	"github.com/patchbay-dev/patchbay/compiler/model"
)

// Path is model.Path, for drivers that need nothing else of it.
func Path(parts ...string) string { return model.Path(parts...) }

// below is a path under another one.
func below(parent, part string) string { return model.Below(parent, part) }

func label(s string) string { return model.Path(s) }

// parents yields a path and every path above it, the longest first.
func parents(path string) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !yield(path) {
			return
		}
		quoted := false
		for i := len(path) - 1; i > 0; i-- {
			switch {
			case path[i] == '"':
				quoted = !quoted
			case path[i] == '.' && !quoted && !yield(path[:i]):
				return
			}
		}
	}
}

// standsIn reports whether a path or one above it is in a set.
func standsIn(set map[string]bool, path string) bool {
	if len(set) == 0 {
		return false
	}
	for p := range parents(path) {
		if set[p] {
			return true
		}
	}
	return false
}
