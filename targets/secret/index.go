package secret

import (
	"iter"
	"slices"
	"strings"
)

// index finds values in a text by how they begin. The zero index has none.
type index struct {
	begins  map[string][]string // values by their first letters, the longest first
	starts  map[string]bool     // the beginnings that are shorter than that
	pairs   [1 << 16]bool       // the first two letters of values: most of a text is no beginning
	longest int
}

func (x *index) add(v string) {
	if x.begins == nil {
		x.begins, x.starts = map[string][]string{}, map[string]bool{}
	}
	all := x.begins[v[:shortest]]
	at, known := slices.BinarySearchFunc(all, v, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	if known {
		return
	}
	x.begins[v[:shortest]] = slices.Insert(all, at, v)
	for n := 1; n < shortest; n++ {
		x.starts[v[:n]] = true
	}
	x.pairs[pair(v)] = true
	x.longest = max(x.longest, len(v))
}

func pair(s string) int { return int(s[0])<<8 | int(s[1]) }

// span is a part of a text.
type span struct{ from, to int }

// spans are the parts of a text that values cover, in order. Those that overlap
// are one; those that only touch are two.
func (x *index) spans(s string) iter.Seq[span] {
	return func(yield func(span) bool) {
		var last span
		for i := 0; i+shortest <= len(s); i++ {
			if !x.pairs[pair(s[i:])] {
				continue
			}
			n := x.at(s, i)
			switch {
			case n == 0:
			case i < last.to:
				last.to = max(last.to, i+n)
			case last.to > 0 && !yield(last):
				return
			default:
				last = span{i, i + n}
			}
		}
		if last.to > 0 {
			yield(last)
		}
	}
}

// at is the length of the longest value at a place; 0 is none.
func (x *index) at(s string, i int) int {
	for _, v := range x.begins[s[i:i+shortest]] {
		if strings.HasPrefix(s[i:], v) && !inFolder(s, i, v) {
			return len(v)
		}
	}
	return 0
}

// begun is how much of the end of a text may be the beginning of a value.
func (x *index) begun(s string) int {
	for i := max(0, len(s)-x.longest+1); i < len(s); i++ {
		if x.begin(s[i:]) {
			return len(s) - i
		}
	}
	return 0
}

// begin reports whether a text is the beginning of a longer value.
func (x *index) begin(s string) bool {
	if len(s) < shortest {
		return x.starts[s]
	}
	return slices.ContainsFunc(x.begins[s[:shortest]], func(v string) bool { return len(v) > len(s) && strings.HasPrefix(v, s) })
}

// folder begins the path of each file that patchbay keeps. Everybody knows it, so
// that it tells nothing of a secret that is a part of it, and a simulator's own
// secret is: without the path nobody finds the file that a message is about.
const folder = ".patchbay/"

// inFolder reports whether a value is a part of the folder's name and stands in it.
func inFolder(s string, i int, v string) bool {
	if !strings.Contains(folder, v) {
		return false
	}
	for from := max(0, i-len(folder)+1); from < i+len(v) && from < len(s); from++ {
		if strings.HasPrefix(s[from:], folder) {
			return true
		}
	}
	return false
}
