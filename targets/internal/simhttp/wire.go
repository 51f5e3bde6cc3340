package simhttp

import (
	"net/http"
	"net/url"
	"strings"
)

// Asks reports whether a method asks for a change, where a service keeps to what
// HTTP says of methods.
func Asks(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// Fit fits the segments of an escaped path to those of a route, of which some are
// variables as {user}. It gives the variables and how many segments were literal,
// so that the most literal of several routes can be taken; -1 when the path is
// another's.
func Fit(route, path []string) (map[string]string, int) {
	if len(route) != len(path) {
		return nil, -1
	}
	args, literals := map[string]string{}, 0
	for i, want := range route {
		if name, ok := strings.CutPrefix(want, "{"); ok {
			v, err := url.PathUnescape(path[i])
			if err != nil || v == "" {
				return nil, -1
			}
			args[strings.TrimSuffix(name, "}")] = v
			continue
		}
		if want != path[i] {
			return nil, -1
		}
		literals++
	}
	return args, literals
}
