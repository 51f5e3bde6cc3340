package model

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
		if identifier(p) {
			b.WriteString(p)
		} else {
			b.WriteString(strconv.Quote(p))
		}
	}
	return b.String()
}

// Below is the path of a part of what has a path.
func Below(path, part string) string {
	if identifier(part) {
		return path + "." + part
	}
	return path + "." + strconv.Quote(part)
}

func identifier(s string) bool {
	for i := range len(s) {
		c := s[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

// SplitPath is the inverse of Path. Quotes may be left out of parts without a
// dot: devices.alice-desk.mac.
func SplitPath(path string) []string {
	var parts []string
	for rest := path; rest != ""; {
		if q, err := strconv.QuotedPrefix(rest); err == nil {
			part, _ := strconv.Unquote(q) // QuotedPrefix has checked it
			parts, rest = append(parts, part), strings.TrimPrefix(rest[len(q):], ".")
			continue
		}
		part, after, _ := strings.Cut(rest, ".")
		parts, rest = append(parts, part), after
	}
	return parts
}
