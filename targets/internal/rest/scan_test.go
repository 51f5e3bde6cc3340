package rest

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// build makes of a text with Scan what encoding/json makes of it.
func build(s *Scan) any {
	switch s.Kind() {
	case '{':
		m := map[string]any{}
		s.Object(func(name []byte) { k := string(name); m[k] = build(s) })
		return m
	case '[':
		a := []any{}
		s.Array(func() { a = append(a, build(s)) })
		return a
	case '"':
		return s.Text()
	case 'n':
		s.Skip()
		return nil
	case 't', 'f':
		return s.Bool()
	}
	f, _ := strconv.ParseFloat(string(s.Raw()), 64)
	return f
}

var texts = []string{
	`{}`, `[]`, `null`, `true`, ` "a" `, `-1.5e3`, `{"a":{"b":[1,2,{"c":null}]},"d":"x\"y\\","é":"\u00e9\ud83d\ude00"}`,
	"[ 1 ,\n\t{ \"k\" : [ ] } , false ]", "\"\xff\"", `{"":0}`, `["\\","}","]"]`,
}

func FuzzScan(f *testing.F) {
	for _, s := range texts {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var want any
		if json.Unmarshal(b, &want) != nil {
			t.Skip()
		}
		if d := cmp.Diff(want, build(NewScan(b))); d != "" {
			t.Errorf("%q: (-encoding/json +scan)\n%s", b, d)
		}
		skip := NewScan(b)
		skip.Skip()
		skip.space()
		if skip.i != len(b) {
			t.Errorf("%q: Skip stops at %d of %d", b, skip.i, len(b))
		}
	})
}

// TestScanSkipsWhatIsLeft: a callback that takes nothing is no mistake.
func TestScanSkipsWhatIsLeft(t *testing.T) {
	s := NewScan([]byte(`{"a":{"x":[1,2]},"b":"y","c":[{},3],"d":4}`))
	var names []string
	var d int64
	s.Object(func(name []byte) {
		names = append(names, string(name))
		if string(name) == "d" {
			d, _ = s.Int()
		}
	})
	if diff := cmp.Diff([]string{"a", "b", "c", "d"}, names); diff != "" || d != 4 {
		t.Errorf("d = %d, names:\n%s", d, diff)
	}
}
