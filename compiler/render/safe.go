package render

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

func itoa(n int) string { return strconv.Itoa(n) }

// OneLine is safe, for words that are printed as they come: progress.
func OneLine(s string) string { return safe(s) }

// safe shows what came from a site or a target on one line without letting it
// steer the terminal: control characters, invisible ones and those that turn
// the direction of writing are spelled out.
func safe(s string) string {
	if ascii(s) || !strings.ContainsFunc(s, steers) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case steers(r) && r < 0x100:
			fmt.Fprintf(&b, `\x%02x`, r)
		case steers(r):
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// ascii reports whether s is printable ASCII, as most is.
func ascii(s string) bool {
	for i := range len(s) {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// steers reports whether a rune does something else than show itself. Joiners
// are left alone: several scripts and emoji need them.
func steers(r rune) bool {
	switch {
	case r == '\u200c' || r == '\u200d':
		return false
	case r == unicode.ReplacementChar:
		return false
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r)
}
