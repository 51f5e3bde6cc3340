package render

import (
	"strings"

	"github.com/rivo/uniseg"
)

// width counts the columns that s takes on a screen: wide characters are two,
// marks that combine with the character before them none.
func width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return uniseg.StringWidth(s)
}

func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Shorten cuts s to a number of columns, the last of them an ellipsis: after a
// whole word, or within one where that would lose a third of the room and more.
// Below 2 columns nothing is cut.
func Shorten(s string, columns int) string {
	if columns < 2 || width(s) <= columns {
		return s
	}
	room := columns - 1
	end, taken := 0, 0      // bytes and columns that fit
	word, wordTaken := 0, 0 // the same up to the end of the last whole word
	for rest, state := s, -1; rest != ""; {
		var cluster string
		var w int
		cluster, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if cluster == " " && end > 0 {
			word, wordTaken = end, taken
		}
		if taken+w > room {
			break
		}
		end, taken = end+len(cluster), taken+w
	}
	if wordTaken*3 >= room*2 {
		end = word
	}
	return strings.TrimRight(s[:end], " ,;:(") + "…"
}

// ending is the last columns of s, from a whole word on.
func ending(s string, columns int) string {
	skip, rest, state := width(s)-columns, s, -1
	for skip > 0 && rest != "" {
		var w int
		_, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		skip -= w
	}
	if _, words, ok := strings.Cut(rest, " "); ok && words != "" {
		return words
	}
	return rest
}
