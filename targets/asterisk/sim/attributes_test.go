package sim

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// measured is what a real Asterisk answered: each attribute while nobody wrote it,
// and what became of each of the values that were tried, if it was not read back as
// it was; null is refused.
type measured map[string]map[string]struct {
	Usual string             `json:"usual"`
	Read  map[string]*string `json:"read"`
}

// tried are the values that were written to each attribute.
var tried = []string{"yes", "no", "true", "false", "on", "off", "1", "0", "", "5", "30", "1.5", "-1", "abc", "a,b", "a, b", "a", "all", "everyone", "Alice <100>", `"Al" <1>`, "1-3", "1,2,5"}

// TestAttributes compares every attribute with what was measured.
func TestAttributes(t *testing.T) {
	for version, path := range map[string]string{"22.10.1": "testdata/attributes-22.json", "16.28.0": "testdata/attributes-16.json"} {
		t.Run(version, func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var want measured
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			w, err := New([]byte(`{"version": "`+version+`"}`), Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, typ := range types {
				var names []string
				for i := range attributesOf(typ) {
					if a := &attributesOf(typ)[i]; w.has(a) {
						names = append(names, a.name)
					}
				}
				for name := range want[typ] {
					if !slices.Contains(names, name) {
						t.Errorf("%s has no %s", typ, name)
					}
				}
				for _, name := range names {
					if _, ok := want[typ][name]; !ok {
						t.Errorf("%s %s is not there", typ, name)
						continue
					}
					compare(t, w, typ, name, want[typ][name].Usual, want[typ][name].Read)
				}
			}
		})
	}
}

// base is what every object of a type was made with.
var base = map[string][]pair{"auth": {{"username", "u"}, {"password", "p"}, {"auth_type", "userpass"}}, "endpoint": {{"allow", "!all,ulaw"}}}

func compare(t *testing.T, w *World, typ, name, usual string, read map[string]*string) {
	t.Helper()
	with := func(p ...pair) (string, bool) {
		all := slices.DeleteFunc(slices.Clone(base[typ]), func(x pair) bool { return len(p) > 0 && x.Attribute == p[0].Attribute })
		o, ok := w.write(typ, nil, append(all, p...))
		if !ok {
			return "", false
		}
		shown := w.shown(typ, o)
		i := slices.IndexFunc(shown, func(x pair) bool { return x.Attribute == name })
		return shown[i].Value, true
	}
	if got, _ := with(); got != usual {
		t.Errorf("%s %s: usually %q, measured %q", typ, name, got, usual)
	}
	for _, v := range tried {
		got, ok := with(pair{name, v})
		want, differs := read[v]
		switch {
		case differs && want == nil && ok:
			t.Errorf("%s %s = %q: %q, and it was refused", typ, name, v, got)
		case (!differs || want != nil) && !ok:
			t.Errorf("%s %s = %q: refused, and it was taken", typ, name, v)
		case ok && !differs && got != v:
			t.Errorf("%s %s = %q: %q", typ, name, v, got)
		case ok && differs && want != nil && got != *want && !sameSet(got, *want):
			t.Errorf("%s %s = %q: %q, measured %q", typ, name, v, got, *want)
		}
	}
}

// sameSet compares lists that come in the order of a hash table.
func sameSet(a, b string) bool {
	x, y := strings.Split(a, ", "), strings.Split(b, ", ")
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}
