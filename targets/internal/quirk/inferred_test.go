package quirk

import (
	"net/http/httptest"
	"slices"
	"testing"
)

var guesses = Inferred{{Name: "create", Route: true}, {Name: "delete", Route: true}, {Name: "order"}}

// Routes are taken away by their names; what is no route cannot be.
func TestLacking(t *testing.T) {
	type service struct{ lacks Lacks }
	known := List[service]{Without(guesses, func(s *service) *Lacks { return &s.lacks })}
	for value, want := range map[string][]string{"": nil, "create": {"create"}, "create,delete": {"create", "delete"}, "all": {"create", "delete"}} {
		s, err := known.Over(service{}, "PBX", map[string]string{"withoutInferred": value})
		if err != nil {
			t.Errorf("%q: %v", value, err)
		}
		for _, name := range []string{"create", "delete"} {
			if s.lacks.Route(name) != slices.Contains(want, name) {
				t.Errorf("%q: lacks %s: %v", value, name, s.lacks.Route(name))
			}
		}
	}
	for _, value := range []string{"order", "create,nothing"} {
		if _, err := known.Over(service{}, "PBX", map[string]string{"withoutInferred": value}); err == nil {
			t.Errorf("%s is taken away", value)
		}
	}
}

// What is in force for one request ends with it, and is refused before it begins.
func TestDuring(t *testing.T) {
	now := settings{text: "usual", size: 9}
	r, err := all.Under(now, "PBX", httptest.NewRequest("GET", "/", nil), map[string]string{"text": "once"})
	if err != nil {
		t.Fatal(err)
	}
	end := all.During(r, "PBX", &now)
	if now.text != "once" || now.size != 9 {
		t.Errorf("%+v", now)
	}
	if end(); now.text != "usual" {
		t.Errorf("%+v stays", now)
	}
	bad, err := all.Under(now, "PBX", r, map[string]string{"text": "x", "word": "blue"})
	if err == nil {
		t.Error("any value is taken")
	}
	end = all.During(bad, "PBX", &now)
	if now.text != "usual" {
		t.Errorf("%+v: what was refused is in force", now)
	}
	end()
}
