// Package module holds tests only: the module beside it is PHP, for On-Premise
// portals. They run its own tests where php is there, and hold the simulator to
// the same contract, so that the two cannot drift apart.
package module

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
)

// php is the interpreter, or skips the test by name.
func php(t *testing.T) string {
	t.Helper()
	name, err := exec.LookPath("php")
	if err != nil {
		t.Skip("skipped: php is not here")
	}
	return name
}

func TestPHPSyntax(t *testing.T) {
	interpreter := php(t)
	n := 0
	err := filepath.WalkDir(".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".php" {
			return err
		}
		n++
		if out, err := exec.Command(interpreter, "-l", p).CombinedOutput(); err != nil {
			t.Errorf("php -l %s: %s", p, out)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Error("no PHP files were found")
	}
}

func TestPHP(t *testing.T) {
	out, err := exec.Command(php(t), "tests/run.php").CombinedOutput()
	if err != nil || !regexp.MustCompile(`(?m)^[1-9]\d* passed, 0 failed$`).Match(out) {
		t.Errorf("php tests/run.php: %v\n%s", err, out)
	}
}

// readJSON fills out from a file of this folder, and knows all that is in it.
func readJSON(t *testing.T, name string, out any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, out); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}
