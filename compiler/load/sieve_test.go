package load

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"
)

// units are the plain records and root fields of a source, nil when it has none.
func units(src string) []unit {
	f, err := parser.ParseFile("site.cue", src)
	if err != nil {
		return nil
	}
	var fields []*ast.Field
	for _, d := range f.Decls {
		field, ok := d.(*ast.Field)
		if !ok {
			continue
		}
		if name, ok := label(field); ok && !helper(field) && plainRoot(name, field) {
			fields = append(fields, field)
		}
	}
	return gatherUnits(fields)
}

// honest fails when the sieve lets something through that CUE refuses. It returns
// how many units passed and how many the language accepts.
func honest(t interface{ Fatalf(string, ...any) }, e *engine, src string) (passed, right int) {
	for _, u := range units(src) {
		passes := u.passes(siteSieve())
		err := e.judge(assemble([]unit{u}))
		if passes && err != nil {
			t.Fatalf("the sieve lets through %v, which CUE refuses: %v\n%s", u.path(), err, src)
		}
		if passes {
			passed++
		}
		if err == nil {
			right++
		}
	}
	return passed, right
}

// scalars fit here and there.
var scalars = []string{`"alice"`, `"101"`, `""`, `"a@b.example"`, `"a b"`, `"fr"`, `"FR"`, `"none"`, `"notify"`, `"external"`, `"+33123456789"`, `"deskphone"`, `"x\u00e9\n"`,
	`"\(1)"`, `'x'`, `#"a\b"#`, "\"\"\"\n\ta\n\t\"\"\"", `true`, `false`, `0`, `1`, `-1`, `007`, `0x10`, `1K`, `1.5`, `99999999999999999999`, `86401`, `null`, `[]`, `["a"]`, `_`, `string`}

// drawValue is what the language may have at a place, or what it may not.
func drawValue(t *rapid.T, s *shape, deep int) string {
	odd := rapid.IntRange(0, 19).Draw(t, "odd") == 0
	switch {
	case deep > 0 && s.kinds&cue.StructKind != 0 && !odd:
		return drawStruct(t, s, deep-1)
	case len(s.words) > 0 && !odd:
		return strconv.Quote(rapid.SampledFrom(s.words).Draw(t, "word"))
	case s.kinds == cue.StringKind && s.match == nil && !odd:
		return `"text"`
	case s.match != nil && !odd && len(matching(s)) > 0:
		return rapid.SampledFrom(matching(s)).Draw(t, "match")
	case s.kinds == cue.IntKind && !odd:
		return rapid.SampledFrom([]string{"0", "1", "20", "90000"}).Draw(t, "number")
	case s.kinds == cue.BoolKind && !odd:
		return rapid.SampledFrom([]string{"true", "false"}).Draw(t, "truth")
	}
	return rapid.SampledFrom(scalars).Draw(t, "scalar")
}

func matching(s *shape) []string {
	return slices.DeleteFunc(slices.Clone(scalars), func(x string) bool {
		t, err := strconv.Unquote(x)
		return err != nil || !s.match.MatchString(t)
	})
}

// drawStruct has fields of the language and others, some of them twice.
func drawStruct(t *rapid.T, s *shape, deep int) string {
	var b strings.Builder
	b.WriteByte('{')
	for range rapid.IntRange(0, 4).Draw(t, "fields") {
		name := rapid.SampledFrom([]string{"alice", "business", `"a b"`, "_hidden", "#Def", "title", "nonsense", `"email"`, "enabled?", "x!"}).Draw(t, "odd name")
		below := &shape{kinds: cue.TopKind}
		if len(s.fields) > 0 && rapid.IntRange(0, 19).Draw(t, "odd field") > 0 {
			m := rapid.SampledFrom(s.fields).Draw(t, "field")
			name, below = m.name, m.shape
		} else if len(s.entries) > 0 {
			below = s.entries[0].shape
		}
		fmt.Fprintf(&b, "%s: %s\n", name, drawValue(t, below, deep))
	}
	b.WriteByte('}')
	return b.String()
}

// TestSieveIsHonest: the sieve never lets through what CUE refuses.
func TestSieveIsHonest(t *testing.T) {
	e := newEngine()
	passed, right := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		for range rapid.IntRange(1, 3).Draw(t, "declarations") {
			root := rapid.SampledFrom(language().fields).Draw(t, "root")
			if collections[root.name] {
				id := rapid.SampledFrom([]string{"a", "a", "b", `"a.b"`, `"a b"`, `""`}).Draw(t, "id")
				fmt.Fprintf(&b, "%s: %s: %s\n", root.name, id, drawValue(t, root.shape.entries[0].shape, 3))
				continue
			}
			fmt.Fprintf(&b, "%s: %s\n", root.name, drawValue(t, root.shape, 3))
		}
		p, r := honest(t, e, b.String())
		passed, right = passed+p, right+r
	})
	if t.Logf("%d passed of %d that are right", passed, right); passed == 0 {
		t.Error("nothing passed")
	}
}

// TestSieveTakesTheBulk: what a large site is made of is not left to CUE. Without
// it everything works, and takes several times as long.
func TestSieveTakesTheBulk(t *testing.T) {
	src := `
users: alice: {firstName: "Alice", lastName: "Martin", displayName: "A. M.", email: "alice@acme.example", extension: "101", mobile: "01 23 45 67 89", jobTitle: "", language: "fr",
	department: "sales", enabled: true, callerId: "+33123456789", listed: false, licences: {business: true, agent: "external"}, position: pbx: "managers",
	voicemail: {enabled: true, email: "attach"}, previously: "al": true}
users: bob: firstName: "Bob"
users: bob: lastName: "Nowak"
users: carol: false
departments: sales: {title: "Ventes", parent: "root", head: "alice"}
devices: "alice-desk": {kind: "deskphone", owner: "alice", mac: "00:15:65:12:34:56", model: "Yealink T46U", line: 1}
organization: {name: "Acme", domain: "acme.example", country: "FR", language: "fr", timezone: "Europe/Paris", extensions: {minDigits: 3, ranges: staff: {from: "100", to: "199"}}}
`
	for _, u := range units(src) {
		if !u.passes(siteSieve()) {
			t.Errorf("%v does not pass", u.path())
		}
	}
	honest(t, newEngine(), src)
}

// TestSieveLeavesToCUE: what is wrong, and what takes more than the sieve knows.
func TestSieveLeavesToCUE(t *testing.T) {
	for _, src := range []string{
		`users: alice: firstNam: "Alice"`, `users: alice: extension: "10a"`, `users: alice: enabled: "yes"`, `users: "a b": {}`, `users: alice: voicemail: email: "never"`,
		`users: alice: {email: "a@b.example", email: "b@b.example"}`, "users: alice: extension: \"1\"\nusers: alice: extension: \"2\"", "users: alice: false\nusers: alice: {}",
		`users: alice: licences: {business: true, business: false}`, `users: alice: native: pbx: X: 1`, `users: alice: true`, `users: alice: email: null`,
		`devices: d: title: "no kind"`, `devices: d: {kind: "deskphone", line: 0}`, `devices: d: {kind: "deskphone", line: 0x1}`, `organization: extensions: ranges: a: from: "1"`, `nonsense: {}`,
	} {
		u := units(src)
		if len(u) != 1 {
			t.Fatalf("%d units in %s", len(u), src)
		}
		if u[0].passes(siteSieve()) {
			t.Errorf("passes: %s", src)
		}
	}
}

// FuzzSieve holds the sieve against CUE on whatever parses.
func FuzzSieve(f *testing.F) {
	names, err := filepath.Glob(filepath.Join("..", "..", "testdata", "mistakes", "*.txtar"))
	if err != nil || len(names) == 0 {
		f.Fatal("no seeds: ", err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(data).Files {
			if filepath.Ext(file.Name) == ".cue" {
				f.Add(string(file.Data))
			}
		}
	}
	e := newEngine()
	f.Fuzz(func(t *testing.T, src string) {
		if len(src) < 1<<12 {
			honest(t, e, src)
		}
	})
}
