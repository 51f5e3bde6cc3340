package examples

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

var (
	namedFile = regexp.MustCompile("`([a-z_]+\\.cue)`")
	namedCode = regexp.MustCompile(`PB\d{4}`)
	namedWord = regexp.MustCompile("`([a-zA-Z_]+(?:\\.[a-zA-Z]+)?)`")
)

// TestArticle wants what each walk through a help page points at to be there: files,
// codes, and the words of the site.
func TestArticle(t *testing.T) {
	walks, err := filepath.Glob(filepath.Join("*", "ARTICLE.md"))
	if err != nil || len(walks) == 0 {
		t.Fatal("no walk through a help page", err)
	}
	for _, walk := range walks {
		t.Run(filepath.Dir(walk), func(t *testing.T) { checkArticle(t, filepath.Dir(walk)) })
	}
}

// elsewhere are words that walks quote and their sites do not say: what no site can
// write, what follows from the site, and words of other files.
var elsewhere = map[string][]string{
	"assistance": {"agents.control", "agents.see", "calls.monitor", "calls.place", "calls.see", "false", "licences.assign", "rights.manage"}, // rights that follow from places
	"verrerie":   {"recordings.download", "false"},
	"vigie":      {"agents.see", "calls.see", "members.see", "website_access"},
}

func checkArticle(t *testing.T, dir string) {
	text, err := os.ReadFile(filepath.Join(dir, "ARTICLE.md"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.cue"))
	if err != nil {
		t.Fatal(err)
	}
	var site strings.Builder
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		site.Write(data)
	}
	for _, m := range namedFile.FindAllStringSubmatch(string(text), -1) {
		if !slices.Contains(files, filepath.Join(dir, m[1])) {
			t.Errorf("there is no %s", m[1])
		}
	}
	for _, code := range namedCode.FindAllString(string(text), -1) {
		if !slices.ContainsFunc(diag.Codes(), func(i diag.Info) bool { return string(i.Code) == code }) {
			t.Errorf("there is no code %s", code)
		}
	}
	for _, m := range namedWord.FindAllStringSubmatch(string(text), -1) {
		if !strings.HasSuffix(m[1], ".cue") && !strings.Contains(site.String(), m[1]) && !slices.Contains(elsewhere[dir], m[1]) {
			t.Errorf("the site does not say %s", m[1])
		}
	}
}
