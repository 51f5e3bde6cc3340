package threecx

import (
	"cmp"
	"strconv"
	"strings"
)

// older reports whether version a comes before b; 20.0.9 comes before 20.0.10,
// and 20.0 is taken for 20.0.0.
func older(a, b string) bool {
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(x), len(y)) {
		if c := cmp.Compare(part(x, i), part(y, i)); c != 0 {
			return c < 0
		}
	}
	return false
}

func part(v []string, i int) int {
	if i >= len(v) {
		return 0
	}
	n, err := strconv.Atoi(v[i])
	if err != nil {
		return 0
	}
	return n
}
