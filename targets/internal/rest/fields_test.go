package rest

import (
	"slices"
	"strings"
	"testing"
)

// What is plain is read however it is spelt, what is not is passed over, and what
// follows is read all the same.
func TestFields(t *testing.T) {
	const reply = `{"text":"a\u00e9","number":12345678901234567890,"switch":true,"none":null,"list":[1],"object":{"x":1},"names":["a",7,null,[2],"","b"],"no list":{"a":["b"]},"last":"z"}`
	got := map[string]string{}
	Fields([]byte(reply), func(name string, s *Scan) {
		switch name {
		case "names", "no list":
			got[name] = strings.Join(s.Plains(), "|")
		default:
			got[name] = s.Plain()
		}
	})
	for name, want := range map[string]string{"text": "aé", "number": "12345678901234567890", "switch": "true", "none": "", "list": "", "object": "", "names": "a|7|b", "no list": "", "last": "z"} {
		if v, there := got[name]; !there || v != want {
			t.Errorf("%s is %q, want %q", name, v, want)
		}
	}
	for _, none := range []string{"", "[1]", "null", `"x"`} {
		Fields([]byte(none), func(name string, _ *Scan) { t.Errorf("%s has a field %s", none, name) })
	}
}

func TestMore(t *testing.T) {
	var m More
	if m.Canonical() != "" {
		t.Error("nothing is something")
	}
	var rest []string
	Fields([]byte(`{"b": {"y": 2, "x": [1.0]},"known":1,"a":"t"}`), func(name string, s *Scan) {
		if name == "known" {
			rest = append(rest, s.Plain())
			return
		}
		m.Take(name, s)
	})
	if want := `{"a":"t","b":{"x":[1],"y":2}}`; m.Canonical() != want || !slices.Equal(rest, []string{"1"}) {
		t.Errorf("%s, want %s; %v", m.Canonical(), want, rest)
	}
	if got := (More{"a": []byte("{")}).Canonical(); got != "" {
		t.Errorf("%s", got)
	}
}
