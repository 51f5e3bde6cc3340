package state

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// bothWays reads a record file as DecodeRecord does and with the decoder alone. It
// reports whether the entries were read without it.
func bothWays(t interface{ Fatalf(string, ...any) }, data []byte) bool {
	got, gotErr := openRecord(data)
	var want recordFile
	wantErr := Open(data, recordHead, &want)
	if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
		t.Fatalf("%s: %v, and the decoder says %v", data, gotErr, wantErr)
	}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(Value{}, rest{})); wantErr == nil && d != "" {
		t.Fatalf("%s: (-decoder +got)\n%s", data, d)
	}
	_, _, ok := plainEntries(data)
	return ok
}

// TestRecordsAreReadBothWays: whoever reads a record finds the same in it.
func TestRecordsAreReadBothWays(t *testing.T) {
	texts := []string{"", "alice", "é", "a\"b", "\\", "tab\t", "</script>", "\u2028", "{", "}", "},{", `"object":"x"`, "null"}
	text := rapid.SampledFrom(texts)
	all, plain := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		r := Record{Target: text.Draw(t, "target"), Type: "toy", Commit: text.Draw(t, "commit"), Run: "r1"}
		for i := range rapid.IntRange(0, 3).Draw(t, "entries") {
			e := Entry{Object: Ref{"user", fmt.Sprint(i, text.Draw(t, "key"))}, Canonical: text.Draw(t, "canonical"), ID: text.Draw(t, "id")}
			for n := range rapid.IntRange(0, 3).Draw(t, "attrs") {
				v := rapid.SampledFrom([]Value{OfText(text.Draw(t, "text")), OfBool(true), OfInt(-7), OfInt(1 << 60), OfSet("b", text.Draw(t, "item")), OfList("b", "a"), OfTree(`{"a":[{}]}`), Nothing(), {},
					OfText("x").From(Source{Basis: Applied, By: text.Draw(t, "by")})}).Draw(t, "value")
				e.Attrs = append(e.Attrs, Attr{Name: fmt.Sprint("A", n), Value: v})
			}
			r.Entries = append(r.Entries, e)
		}
		data, err := EncodeRecord(&r)
		if err != nil {
			t.Fatal(err)
		}
		all++
		if bothWays(t, data) {
			plain++
		}
		at := rapid.IntRange(0, len(data)-1).Draw(t, "at")
		bothWays(t, data[:at])
		bothWays(t, append(append(append([]byte(nil), data[:at]...), rapid.SampledFrom([]string{"", " ", ",", "{", "}", "]", `"`, "\\", "null", "\x01", "\xff"}).Draw(t, "put")...), data[at+1:]...))
	})
	if plain*4 < all {
		t.Errorf("only %d of %d files in the usual form are taken for that", plain, all)
	}
}

func FuzzOpenRecord(f *testing.F) {
	f.Add([]byte(`{"at":"2026-11-29T10:40:39Z","entries":[{"attrs":[{"name":"A","value":{"int":"9007199254740993"}},{"name":"B","value":{"text":"x"}}],"canonical":"users.a","id":"7","object":"user/1"}],"format":"patchbay.record","target":"pbx","type":"toy","version":1}`))
	f.Add([]byte(`{"entries":[{"object":"user/1"}],"format":"patchbay.record","entries":null,"version":1}`))
	f.Fuzz(func(t *testing.T, data []byte) { bothWays(t, data) })
}
