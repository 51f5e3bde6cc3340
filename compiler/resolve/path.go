package resolve

import (
	"strconv"
	"strings"
)

// Path joins the parts of a canonical path as CUE spells it: a part that is not
// an identifier stands in quotes, so devices."alice-desk".mac.
func Path(parts ...string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteByte('.')
		}
		b.WriteString(label(p))
	}
	return b.String()
}

// below is a path under another one.
func below(parent string, parts ...string) string {
	return parent + "." + Path(parts...)
}

func label(s string) string {
	if s == "" {
		return `""`
	}
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return strconv.Quote(s)
		}
	}
	return s
}

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
