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

// What is no file is written to and stays what it is; a link stays a link.
func TestSaveThrough(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	pipe := at("pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		data, err := os.ReadFile(pipe)
		got <- fmt.Sprint(string(data), err)
	}()
	if err := saveNamed("plan", pipe, []byte("a plan")); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "a plan<nil>" {
		t.Errorf("the pipe's reader has %q", text)
	}
	if info, err := os.Lstat(pipe); err != nil || info.Mode().Type() != fs.ModeNamedPipe {
		t.Errorf("the pipe is %v, %v", info, err)
	}
	if err := saveNamed("plan", os.DevNull, []byte("a plan")); err != nil {
		t.Error(err)
	}
	if info, err := os.Lstat(os.DevNull); err != nil || info.Mode()&fs.ModeCharDevice == 0 {
		t.Errorf("%s is %v, %v", os.DevNull, info, err)
	}
	for link, to := range map[string]string{"link": "real", "dangling": "new", "twice": "link"} {
		if err := os.Symlink(to, at(link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(at("real"), []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, file := range map[string]string{"link": "real", "dangling": "new", "twice": "real"} {
		if err := saveNamed("plan", at(link), []byte("by "+link)); err != nil {
			t.Fatal(err)
		}
		if data, err := os.ReadFile(at(file)); string(data) != "by "+link {
			t.Errorf("%s holds %q, %v", file, data, err)
		}
		if info, err := os.Lstat(at(link)); err != nil || info.Mode().Type() != fs.ModeSymlink {
			t.Errorf("%s is %v, %v", link, info, err)
		}
	}
	if err := saveNamed("plan", dir, nil); err == nil || !strings.Contains(hintOf(err), "name a file") {
		t.Errorf("a folder: %v, hint %q", err, hintOf(err))
	}
	if _, err := readNamed("plan", dir, ""); err == nil || !strings.Contains(hintOf(err), "name a file") {
		t.Errorf("a folder: %v, hint %q", err, hintOf(err))
	}
	if left, err := filepath.Glob(at(".*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
