package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestShellWord(t *testing.T) {
	for in, want := range map[string]string{"acme": "acme", "../a-b_c.d": "../a-b_c.d", "two words": "'two words'", "it's": `'it'\''s'`, "": "''", "ü": "ü", "a;b": "'a;b'", "$HOME": "'$HOME'"} {
		if got := shellWord(in); got != want {
			t.Errorf("%q is %s, want %s", in, got, want)
		}
	}
}

// What the disk says is about the file that was named, and comes with a hint.
func TestDiskFailures(t *testing.T) {
	dir := t.TempDir()
	err := saveNamed("plan", filepath.Join(dir, "none", "p.json"), nil)
	if err == nil || strings.Count(err.Error(), "p.json") != 1 || hintOf(err) == "" {
		t.Errorf("a folder that is not there: %v, hint %q", err, hintOf(err))
	}
	if _, err := readNamed("plan", filepath.Join(dir, "none"), "make one"); err == nil || hintOf(err) != "make one" {
		t.Errorf("a file that is not there: %v, hint %q", err, hintOf(err))
	}
	for _, no := range []error{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG, syscall.EROFS, syscall.EACCES, syscall.ENOENT} {
		if err := fmt.Errorf("save: %w", &fs.PathError{Op: "write", Path: "x", Err: no}); hintOf(err) == "" {
			t.Errorf("%v has no hint", err)
		}
		if err := fmt.Errorf("save: %w", &os.LinkError{Op: "rename", Err: no}); hintOf(err) == "" {
			t.Errorf("%v has no hint", err)
		}
	}
	if hint := diskHint(fmt.Errorf("something else")); hint != "" {
		t.Errorf("a hint without a reason: %q", hint)
	}
}
