package sim

import "strings"

// token is one word of a $filter.
type token struct {
	kind byte // 'n' name, 's' string, 'l' other literal, '(' ')' ',' '/' ':' as they are, 0 end
	text string
	at   int
}

// lex splits a $filter into tokens.
func lex(s string) ([]token, *apiError) {
	var out []token
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t':
			i++
		case strings.IndexByte("(),/:", c) >= 0:
			out = append(out, token{c, string(c), i})
			i++
		case c == '\'':
			text, n := quoted(s[i:])
			if n == 0 {
				return nil, badQuery("There is an unterminated string literal at position %d in '%s'.", i, s)
			}
			out = append(out, token{'s', text, i})
			i += n
		case c == '-' || c >= '0' && c <= '9':
			n := prefixLen(s[i:], func(c byte) bool { return nameByte(c) || c == '-' || c == ':' || c == '.' || c == '+' })
			out = append(out, token{'l', s[i : i+n], i})
			i += n
		case nameByte(c) || c == '$' || c == '@':
			n := 1 + prefixLen(s[i+1:], func(c byte) bool { return nameByte(c) || c == '.' })
			if i+n < len(s) && s[i+n] == '\'' {
				text, m := quoted(s[i+n:])
				if m == 0 {
					return nil, badQuery("There is an unterminated string literal at position %d in '%s'.", i, s)
				}
				out = append(out, token{'s', text, i})
				i += n + m
				continue
			}
			out = append(out, token{'n', s[i : i+n], i})
			i += n
		default:
			return nil, badQuery("Syntax error: character '%c' is not valid at position %d in '%s'.", c, i, s)
		}
	}
	return append(out, token{at: len(s)}), nil
}

// quoted reads a string literal, in which ” is one quote, and its length in s;
// 0 when it does not end.
func quoted(s string) (string, int) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), i + 1
	}
	return "", 0
}

func nameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// prefixLen counts the bytes at the start of s that fit.
func prefixLen(s string, fits func(byte) bool) int {
	for i := range len(s) {
		if !fits(s[i]) {
			return i
		}
	}
	return len(s)
}
