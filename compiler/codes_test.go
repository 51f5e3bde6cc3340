package compiler_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

var codeName = regexp.MustCompile(`(?m)^\s*(\w+)\s+Code\s*=\s*"(PB\d{4})"`)

// proven are the ranges whose examples are run: the bad one must give the code.
var proven = regexp.MustCompile(`^PB(1[0-2]|20)`)

// TestEveryCodeIsProduced: what `vet --explain` documents can happen, which an
// example that is run shows, an expected output, or a test that names the code.
func TestEveryCodeIsProduced(t *testing.T) {
	names := map[diag.Code]string{}
	for _, m := range codeName.FindAllStringSubmatch(readBelow(t, "diag", isCodes), -1) {
		names[diag.Code(m[2])] = m[1]
	}
	expected := readBelow(t, filepath.Join("..", "testdata"), func(name string) bool { return strings.HasSuffix(name, ".txtar") })
	tests := readBelow(t, "..", func(name string) bool { return strings.HasSuffix(name, "_test.go") })
	for _, info := range diag.Codes() {
		name := names[info.Code]
		if name == "" {
			t.Errorf("%s has no constant", info.Code)
			continue
		}
		if info.Title == "" || info.Explain == "" {
			t.Errorf("%s is not explained", info.Code)
		}
		shown := proven.MatchString(string(info.Code)) && info.Bad != ""
		if !shown && !strings.Contains(expected+tests, string(info.Code)) && !regexp.MustCompile(`\bdiag\.`+name+`\b`).MatchString(tests) {
			t.Errorf("nothing shows that %s (%s: %s) can happen: add a site under testdata, or a test", info.Code, name, info.Title)
		}
	}
}

func isCodes(name string) bool { return strings.HasPrefix(name, "codes") }

// readBelow is every file below a folder whose name is wanted, one after the other.
func readBelow(t *testing.T, dir string, want func(name string) bool) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !want(d.Name()) {
			return err
		}
		data, err := os.ReadFile(path)
		b.Write(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
