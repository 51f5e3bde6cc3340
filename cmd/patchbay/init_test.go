package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/run"
)

// TestInitIsPlainCUE: the cue command understands a new site without patchbay,
// and finds a mistake in it.
func TestInitIsPlainCUE(t *testing.T) {
	tool, err := exec.Command("go", "tool", "-n", "cue").Output()
	if err != nil {
		t.Skip("skipped: the cue command cannot be built here")
	}
	dir := filepath.Join(t.TempDir(), "acme")
	a := &app{in: strings.NewReader(""), out: &bytes.Buffer{}, err: &bytes.Buffer{}, env: func(string) string { return "" }, now: time.Now}
	if code := execute(context.Background(), a, []string{"init", dir}); code != run.OK {
		t.Fatalf("init: exit code %d: %s", code, a.err)
	}
	vet := func() (string, error) {
		cmd := exec.Command(strings.TrimSpace(string(tool)), "vet", "-c", ".")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := vet(); err != nil {
		t.Errorf("cue vet: %v\n%s", err, out)
	}
	wrong := []byte("package acme\n\nusers: zoe: extension: 5\n")
	if err := os.WriteFile(filepath.Join(dir, "wrong.cue"), wrong, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := vet(); err == nil || !strings.Contains(out, "users.zoe") {
		t.Errorf("cue vet does not see a number in the place of text: %v\n%s", err, out)
	}
}

func TestPackageName(t *testing.T) {
	for folder, want := range map[string]string{"acme": "acme", "Acme Sp. z o.o.": "acme_sp_z_o_o", "7up": "site7up", "日本": "site", ".": "site"} {
		if got := packageName(folder); got != want {
			t.Errorf("packageName(%q) is %q, want %q", folder, got, want)
		}
	}
}
