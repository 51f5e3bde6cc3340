package sim

import (
	"fmt"
	"strconv"
	"strings"
)

// version is a product version, as in 20.0.10.1234.
type version [4]int

func parseVersion(s string) (version, error) {
	var v version
	parts := strings.Split(s, ".")
	if len(parts) > len(v) {
		return v, fmt.Errorf("version %q: want at most four numbers", s)
	}
	for i, p := range parts {
		n, err := strconv.Atoi(p)
		if err != nil {
			return v, fmt.Errorf("version %q: %w", s, err)
		}
		v[i] = n
	}
	return v, nil
}

// before compares the first three numbers.
func (v version) before(w version) bool {
	for i := range 3 {
		if v[i] != w[i] {
			return v[i] < w[i]
		}
	}
	return false
}

func (v version) atLeast(major, minor, build int) bool {
	return !v.before(version{major, minor, build})
}
