package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/google/renameio/v2"
)

// Files that the command line names are called in messages what they are called
// there: never by a temporary name, never without what to do.

// readNamed reads a file that what describes: "snapshot".
func readNamed(what, name, hint string) ([]byte, error) {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, wrong(hint, "there is no %s %s", what, name)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s %s: %w", what, name, reason(err))
	}
	return data, nil
}

// saveNamed writes a file whole, or leaves the one that is there. It is staged
// beside its place: what a killed process leaves behind is nobody else's to read.
func saveNamed(what, name string, data []byte) error {
	if err := renameio.WriteFile(name, data, 0o600, renameio.WithTempDir(filepath.Dir(name))); err != nil {
		return fmt.Errorf("save %s %s: %w", what, name, reason(err))
	}
	return nil
}

// reason drops the operation and the path from what a system says.
func reason(err error) error {
	var onPath *fs.PathError
	if errors.As(err, &onPath) {
		return onPath.Err
	}
	var onLink *os.LinkError
	if errors.As(err, &onLink) {
		return onLink.Err
	}
	return err
}

// diskHint is what to do about what the disk says; "" when it says nothing.
func diskHint(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return "make room on the disk, or write to another one, and run again"
	case errors.Is(err, syscall.EROFS), errors.Is(err, fs.ErrPermission):
		return "this user may not write, or read, there: check the permissions, or use another folder"
	case errors.Is(err, fs.ErrNotExist):
		return "check the name; folders on the way are not made"
	}
	return ""
}

// shellWord is s as one word of a command line.
func shellWord(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !strings.ContainsRune("-_./+:@%,=", r) && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r < 0x80
	}) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
