package load

import (
	"fmt"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/source"
)

// TestTreesGo: once records are judged nothing holds their syntax trees, which are
// many times the size of what they say.
func TestTreesGo(t *testing.T) {
	var b strings.Builder
	b.WriteString("package acme\n\norganization: {name: \"Acme\", domain: \"acme.example\", country: \"FR\", language: \"fr\", timezone: \"Europe/Paris\"}\nusers: {\n")
	for i := range 200 {
		fmt.Fprintf(&b, "\tu%d: {firstName: \"U\", lastName: \"%d\"}\n", i, i)
	}
	b.WriteString("}\n")
	tree, err := source.Memory(map[string][]byte{"site.cue": []byte(b.String())})
	if err != nil {
		t.Fatal(err)
	}
	l := &loader{tree: tree}
	if site := l.run(); site == nil || len(site.Users) != 200 {
		t.Fatalf("%v %v", site, l.diags)
	}
	for _, u := range l.plan.units {
		if u.root != "rosters" {
			t.Fatalf("%s.%s is still held", u.root, u.id)
		}
	}
	if len(l.plan.plainFields) > 0 || len(l.pkg.files) > 0 && len(l.pkg.files[0].Decls) > 1 {
		t.Error("the declarations are still held")
	}
}
