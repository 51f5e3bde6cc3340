package raised

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Pool is the ids of one collection.
type Pool map[string]bool

// Take finds a free id: the text, else with the key, else numbered.
func (p Pool) Take(id, key string) string {
	if id == "" {
		id = Slug(key)
	}
	if id == "" {
		id = "x"
	}
	for n, try := 1, id; ; n++ {
		switch {
		case n == 2 && Slug(key) != "":
			try = id + "-" + Slug(key)
		case n >= 2:
			try = fmt.Sprintf("%s-%d", id, n)
		}
		if !p[try] {
			p[try] = true
			return try
		}
	}
}

// folded are letters that do not come apart into a letter and a mark.
var folded = strings.NewReplacer("ł", "l", "Ł", "l", "ß", "ss", "ø", "o", "Ø", "o", "đ", "d", "Đ", "d", "æ", "ae", "Æ", "ae", "œ", "oe", "Œ", "oe")

// Slug is a text as an id: letters and digits of ASCII in lower case, the rest
// one hyphen; "" when nothing is left.
func Slug(s string) string {
	var b strings.Builder
	gap := false
	for _, c := range norm.NFD.String(folded.Replace(s)) {
		c = unicode.ToLower(c)
		switch {
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(c)
		case unicode.Is(unicode.Mn, c):
		default:
			gap = true
		}
	}
	return b.String()
}
