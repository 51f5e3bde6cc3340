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
// Only a file is replaced, where a link leads too; what is no file, such as a
// device, a pipe or /dev/stdout, is written to.
func saveNamed(what, name string, data []byte) error {
	if err := save(name, data); err != nil {
		return fmt.Errorf("save %s %s: %w", what, name, reason(err))
	}
	return nil
}

func save(name string, data []byte) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case info.IsDir():
		return syscall.EISDIR
	case isOpen(os.Stdout, info):
		return pour(os.Stdout, data) // from the place where it is, not over its beginning
	case isOpen(os.Stderr, info):
		return pour(os.Stderr, data)
	case !info.Mode().IsRegular():
		return pourInto(name, data)
	}
	place, err := linked(name)
	if err != nil {
		return err
	}
	return renameio.WriteFile(place, data, 0o600, renameio.WithTempDir(filepath.Dir(place)))
}

// isOpen reports whether a name leads to an open file: /dev/stdout, or where the
// shell sent it.
func isOpen(f *os.File, info fs.FileInfo) bool {
	open, err := f.Stat()
	return err == nil && os.SameFile(open, info)
}

func pour(f *os.File, data []byte) error {
	_, err := f.Write(data)
	return err
}

// pourInto writes to what is no file and can be opened: a device, a named pipe,
// which waits for its reader.
func pourInto(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(pour(f, data), f.Close())
}

// mostLinks is how many links are followed before they count as a circle.
const mostLinks = 40

// linked is where a name leads over symbolic links, whether anything is there or
// not.
func linked(name string) (string, error) {
	for range mostLinks {
		to, err := os.Readlink(name)
		if err != nil {
			return name, nil // no link, or nothing at all
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	return "", syscall.ELOOP
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
	case errors.Is(err, syscall.EISDIR):
		return "that is a folder: name a file"
	case errors.Is(err, syscall.ENOTDIR):
		return "a file stands where a folder is meant: choose another name"
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
