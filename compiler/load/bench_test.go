package load

import (
	"fmt"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/source"
)

// generate writes a site of n users, one line each or in one block.
func generate(n int, block bool) []byte {
	var b strings.Builder
	b.WriteString("package acme\n\norganization: {name: \"Acme\", domain: \"acme.example\"}\n")
	prefix := "users: "
	if block {
		b.WriteString("users: {\n")
		prefix = "\t"
	}
	for i := range n {
		fmt.Fprintf(&b, "%su%06d: {firstName: \"First%d\", lastName: \"Last%d\", email: \"u%d@acme.example\", extension: \"%d\", department: \"d%d\", licences: business: true, enabled: true}\n",
			prefix, i, i, i, i, 1000+i, i%50)
	}
	if block {
		b.WriteString("}\n")
	}
	return []byte(b.String())
}

func BenchmarkSite(b *testing.B) {
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	for _, c := range []struct {
		n            int
		block, whole bool
	}{{1, false, false}, {1, false, true}, {1000, false, false}, {10000, false, false}, {10000, true, false}, {10000, false, true}, {10000, true, true}} {
		src := generate(c.n, c.block)
		b.Run(fmt.Sprintf("n=%d/block=%v/whole=%v", c.n, c.block, c.whole), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				tree, err := source.Memory(map[string][]byte{"site.cue": src})
				if err != nil {
					b.Fatal(err)
				}
				if r, diags := Site(tree, Options{Whole: c.whole}); diags.HasErrors() || len(r.Site.Users) != c.n {
					b.Fatal(diags)
				}
			}
		})
	}
}

func BenchmarkEngine(b *testing.B) {
	for b.Loop() {
		newEngine()
	}
}
