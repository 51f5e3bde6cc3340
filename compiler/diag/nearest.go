package diag

import "strings"

// Nearest finds the name that someone who wrote got most likely meant, by edit
// distance with neighbours swapped counting once. Ties go to the first; a name
// too far away to be a slip is not found.
func Nearest(got string, names []string) (string, bool) {
	best, name := max(1, len([]rune(got))/3)+1, ""
	for _, n := range names {
		if d := distance(got, n); n != got && d < best {
			best, name = d, n
		}
	}
	return name, name != ""
}

// distance is the optimal string alignment distance of a and b, letters of
// either case being equal.
func distance(a, b string) int {
	r, s := []rune(strings.ToLower(a)), []rune(strings.ToLower(b))
	if d := len(r) - len(s); d > 4 || d < -4 {
		return 1 << 20
	}
	before, last, row := make([]int, len(s)+1), make([]int, len(s)+1), make([]int, len(s)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(r); i++ {
		row[0] = i
		for j := 1; j <= len(s); j++ {
			cost := 1
			if r[i-1] == s[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && r[i-1] == s[j-2] && r[i-2] == s[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(s)]
}
