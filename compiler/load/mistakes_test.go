package load_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/patchbay-dev/patchbay/compiler/check"
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/load"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

const corpus = "../../testdata/mistakes"

// TestMistakes holds every message that an operator can be given against the
// corpus: one archive for each mistake, with the site's files and, in its last
// section, want, what is said about it. UPDATE=1 rewrites those sections. Lines
// of an archive's comment may prepare the site:
//
//	link NAME TARGET     a symbolic link
//	latin1 NAME          the file in Latin-1
//	version V            patchbay's own version
func TestMistakes(t *testing.T) {
	names, err := filepath.Glob(filepath.Join(corpus, "*.txtar"))
	if err != nil || len(names) < 60 {
		t.Fatalf("%d archives, want at least 60 (%v)", len(names), err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { mistake(t, name) })
	}
}

func mistake(t *testing.T, name string) {
	a, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var want []byte
	var files []txtar.File
	for _, f := range a.Files {
		if f.Name == "want" {
			want = f.Data
		} else {
			files = append(files, f)
		}
	}
	dir, opts := lay(t, string(a.Comment), files)
	got := vet(t, dir, opts)
	opts.Whole = true
	if whole := vet(t, dir, opts); whole != got {
		t.Errorf("evaluated as one package it differs (-pieces +whole):\n%s", cmp.Diff(got, whole))
	}
	if got == "" {
		t.Errorf("nothing is wrong with it")
	}
	if os.Getenv("UPDATE") != "" {
		a.Files = append(files, txtar.File{Name: "want", Data: []byte(got)})
		if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// lay writes the site to a folder and reads the archive's own instructions.
func lay(t *testing.T, comment string, files []txtar.File) (string, load.Options) {
	t.Helper()
	var opts load.Options
	dir := filepath.Join(t.TempDir(), "site")
	must(t, os.Mkdir(dir, 0o755))
	for _, f := range files {
		at := filepath.Join(dir, f.Name)
		must(t, os.MkdirAll(filepath.Dir(at), 0o755))
		must(t, os.WriteFile(at, f.Data, 0o644))
	}
	for line := range strings.Lines(comment) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "link":
			must(t, os.Symlink(words[2], filepath.Join(dir, words[1])))
		case "latin1":
			at := filepath.Join(dir, words[1])
			data, err := os.ReadFile(at)
			must(t, err)
			var out bytes.Buffer
			for _, r := range string(data) {
				out.WriteByte(byte(r))
			}
			must(t, os.WriteFile(at, out.Bytes(), 0o644))
		case "version":
			opts.Version = words[1]
		}
	}
	return dir, opts
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// vet is load and, when the site loads, check.
func vet(t *testing.T, dir string, opts load.Options) string {
	t.Helper()
	var diags diag.List
	tree, err := source.Dir(t.Context(), dir)
	var d diag.Diagnostic
	switch {
	case errors.As(err, &d):
		diags.Add(d)
	case err != nil:
		t.Fatal(err)
	default:
		r, found := load.Draft(tree, opts)
		diags = append(diags, found...)
		if r != nil {
			diags = append(diags, check.Site(r.Site, r.Causes)...)
		}
	}
	return strings.ReplaceAll(text(diags), dir, "DIR")
}

// text is one paragraph for each diagnostic: the line, the hint, other places.
func text(list diag.List) string {
	var b strings.Builder
	for _, d := range list.Sorted() {
		if p := d.At(); !p.IsZero() {
			fmt.Fprintf(&b, "%s: ", p)
		}
		if d.Target != "" {
			fmt.Fprintf(&b, "%s: ", d.Target)
		}
		fmt.Fprintf(&b, "%s: %s [%s]\n", d.Severity, d.Message, d.Code)
		if d.Hint != "" {
			fmt.Fprintf(&b, "  hint: %s\n", d.Hint)
		}
		for _, p := range d.Pos[min(1, len(d.Pos)):] {
			fmt.Fprintf(&b, "  also: %s\n", p)
		}
	}
	return b.String()
}
