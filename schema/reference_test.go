package schema_test

import (
	"os"
	"strings"
	"testing"

	"cuelang.org/go/cue/cuecontext"
	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/schema"
	"github.com/patchbay-dev/patchbay/schema/internal/reference"
)

func families(t *testing.T) []reference.Family {
	t.Helper()
	var out []reference.Family
	for _, f := range schema.Files() {
		family, err := reference.Parse(f.Name, f.Data)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, family)
	}
	return out
}

// TestReference proves that README.md is what the files say; UPDATE=1 rewrites it.
func TestReference(t *testing.T) {
	want := reference.Markdown(families(t))
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("README.md is stale; run UPDATE=1 go test ./schema (-want +got):\n%s", diff)
	}
}

// TestEveryFieldIsExplained wants a comment on every definition and field.
func TestEveryFieldIsExplained(t *testing.T) {
	for _, family := range families(t) {
		for _, d := range family.Defs {
			if !strings.HasPrefix(d.Doc, d.Name+" ") {
				t.Errorf("%s.cue: %s: its comment does not begin with its name: %q", family.Name, d.Name, d.Doc)
			}
			for _, f := range d.Fields {
				if f.Doc == "" {
					t.Errorf("%s.cue: %s: %s has no comment", family.Name, d.Name, f.Path)
				}
			}
		}
	}
}

// TestExamples wants every example of a comment to be a site.
func TestExamples(t *testing.T) {
	ctx := cuecontext.New()
	n := 0
	for _, family := range families(t) {
		for _, d := range family.Defs {
			_, example, ok := strings.Cut(d.Doc, "Example:\n\n")
			if !ok {
				continue
			}
			n++
			example = strings.TrimPrefix(strings.TrimSpace(example), "package acme")
			if err := check(t, ctx, example); err != nil {
				t.Errorf("%s.cue: the example of %s is no site: %v\n%s", family.Name, d.Name, err, example)
			}
		}
	}
	if n < 15 {
		t.Errorf("only %d examples", n)
	}
}
