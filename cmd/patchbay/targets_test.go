package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/targets/run"
)

// TestTargetsREADME keeps the matrix in targets/README.md that of the drivers.
func TestTargetsREADME(t *testing.T) {
	var out, errs bytes.Buffer
	a := &app{in: strings.NewReader(""), out: &out, err: &errs, env: func(string) string { return "" }, now: time.Now}
	if code := execute(context.Background(), a, []string{"targets", "--format", "markdown"}); code != run.OK {
		t.Fatalf("exit code %d\n%s", code, errs.String())
	}
	path := filepath.Join("..", "..", "targets", "README.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const marker = "<!-- patchbay targets -->\n"
	head, got, ok := strings.Cut(string(data), marker)
	if !ok {
		t.Fatalf("%s: no line %q", path, marker)
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(path, []byte(head+marker+out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if d := cmp.Diff(got, out.String()); d != "" {
		t.Errorf("%s is not what the drivers say (-README +drivers):\n%s\nUPDATE=1 rewrites it", path, d)
	}
}
