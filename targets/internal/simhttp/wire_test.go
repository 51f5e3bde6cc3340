package simhttp

import (
	"maps"
	"net/http"
	"strings"
	"testing"
)

func TestFit(t *testing.T) {
	for _, x := range []struct {
		route, path string
		args        map[string]string
		literals    int
	}{
		{"users", "users", map[string]string{}, 1},
		{"users/{id}", "users/7", map[string]string{"id": "7"}, 1},
		{"users/{id}/lines/{line}", "users/a%2Fb/lines/1%202", map[string]string{"id": "a/b", "line": "1 2"}, 2},
		{"users/me", "users/me", map[string]string{}, 2},
		{"users/{id}", "groups/7", nil, -1},
		{"users/{id}", "users/", nil, -1},
		{"users/{id}", "users/%zz", nil, -1},
		{"users/{id}", "users", nil, -1},
		{"users", "users/7", nil, -1},
	} {
		args, literals := Fit(strings.Split(x.route, "/"), strings.Split(x.path, "/"))
		if literals != x.literals || !maps.Equal(args, x.args) {
			t.Errorf("%s for %s: %v %d", x.path, x.route, args, literals)
		}
	}
}

func TestJSON(t *testing.T) {
	b, err := JSON(map[string]string{"name": "R&D <x>"})
	if err != nil || string(b) != `{"name":"R&D <x>"}` {
		t.Errorf("%s %v", b, err)
	}
	if _, err := JSON(func() {}); err == nil {
		t.Error("a function is JSON")
	}
}

func TestAsks(t *testing.T) {
	for method, want := range map[string]bool{"GET": false, "HEAD": false, "OPTIONS": false, "POST": true, "PUT": true, "PATCH": true, "DELETE": true, "MERGE": true} {
		if Asks(method) != want {
			t.Errorf("%s: %v", method, !want)
		}
	}
}

func TestShift(t *testing.T) {
	r, _ := http.NewRequest(http.MethodGet, "http://sim/list", nil)
	if Shifted(r) || !Shifted(Shift(r)) || Shifted(r) {
		t.Error("the mark is not on the marked request alone")
	}
}
