package resolve

import "github.com/patchbay-dev/patchbay/compiler/model"

// Path is model.Path, for drivers that need nothing else of it.
func Path(parts ...string) string { return model.Path(parts...) }

// below is a path under another one.
func below(parent string, parts ...string) string {
	return parent + "." + Path(parts...)
}

func label(s string) string { return model.Path(s) }

// parents yields a path and every path above it, the longest first.
func parents(path string) []string {
	out := []string{path}
	quoted := false
	for i := len(path) - 1; i > 0; i-- {
		switch {
		case path[i] == '"':
			quoted = !quoted
		case path[i] == '.' && !quoted:
			out = append(out, path[:i])
		}
	}
	return out
}
