package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCount reads what go test says of tests that pass, fail and are skipped, with
// others inside and without.
func TestCount(t *testing.T) {
	const said = `{"Action":"run","Test":"TestA"}
{"Action":"output","Test":"TestA","Output":"=== RUN   TestA\n"}
{"Action":"run","Test":"TestA/one"}
{"Action":"output","Test":"TestA/one","Output":"    a_test.go:1: a figure\n"}
{"Action":"pass","Test":"TestA/one","Elapsed":1}
{"Action":"run","Test":"TestA/two"}
{"Action":"output","Test":"TestA/two","Output":"    a_test.go:2: wrong\n"}
{"Action":"fail","Test":"TestA/two"}
{"Action":"fail","Test":"TestA"}
{"Action":"run","Test":"TestB"}
{"Action":"output","Test":"TestB","Output":"    b_test.go:1: no curl here\n"}
{"Action":"skip","Test":"TestB"}
{"Action":"run","Test":"TestC"}
{"Action":"pass","Test":"TestC"}
{"Action":"fail"}
`
	var c count
	if err := c.read(strings.NewReader(said)); err != nil {
		t.Fatal(err)
	}
	if c.passed != 2 || c.failed != 1 || c.skipped != 1 {
		t.Errorf("%d passed, %d failed, %d skipped", c.passed, c.failed, c.skipped)
	}
}

// TestBrokenBuild: a package that does not compile is a failure, not nothing.
func TestBrokenBuild(t *testing.T) {
	var c count
	if err := c.read(strings.NewReader(`{"Action":"build-output","Output":"x.go:1: syntax error\n"}` + "\n" + `{"Action":"build-fail"}` + "\n" + `{"Action":"fail","Package":"p"}` + "\n")); err != nil || c.failed != 1 {
		t.Errorf("%d failed, %v", c.failed, err)
	}
}

// TestOffice: the site that start makes names the PBX and no account.
func TestOffice(t *testing.T) {
	t.Chdir("../..")
	dir := filepath.Join(t.TempDir(), "new", "office")
	if err := office(dir, "http://127.0.0.1:8088"); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "targets.cue"))
	if err != nil || !strings.Contains(string(b), `url:  "http://127.0.0.1:8088"`) || !strings.Contains(string(b), `ariPassword: env: "ARI_PASSWORD"`) {
		t.Errorf("%v\n%s", err, b)
	}
	if err := office(dir, "http://127.0.0.1:8088"); err == nil {
		t.Error("a folder that is there was written over")
	}
}
