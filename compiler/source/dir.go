package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// Dir is the site in a folder on disk.
func Dir(ctx context.Context, dir string) (*Tree, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, diag.Diagnostic{Code: diag.NoFolder, Message: fmt.Sprintf("%s does not exist", dir), Hint: "name the site's folder with -C"}
	case err != nil:
		return nil, fmt.Errorf("open site %s: %w", dir, err)
	case !info.IsDir():
		return nil, diag.Diagnostic{
			Code: diag.NoFolder, Message: fmt.Sprintf("%s is a file, and a site is a folder", dir),
			Hint: fmt.Sprintf("use -C %s", filepath.ToSlash(filepath.Dir(dir))),
		}
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open site %s: %w", dir, err)
	}
	// The folder may be reached by a link; what is above it must be its own.
	if abs, err = filepath.EvalSymlinks(abs); err != nil {
		return nil, fmt.Errorf("open site %s: %w", dir, err)
	}
	root := moduleRoot(abs)
	site, err := filepath.Rel(root, abs)
	if err != nil {
		return nil, fmt.Errorf("open site %s: %w", dir, err)
	}
	if site = filepath.ToSlash(site); site == "." {
		site = ""
	}
	return newTree(folder(root), site, dir)
}

// moduleRoot is the nearest folder at or above dir that holds cue.mod. The
// search ends at the folder that holds .git: what is above is someone else's.
func moduleRoot(dir string) string {
	for at := dir; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, "cue.mod")); err == nil && info.IsDir() {
			return at
		}
		if _, err := os.Lstat(filepath.Join(at, ".git")); err == nil || at == filepath.Dir(at) {
			return dir
		}
	}
}

// folder is a tree on disk, by its absolute path.
type folder string

func (f folder) open(name string) (*os.File, error) {
	if escapes(name) {
		return nil, errEscapes
	}
	file, err := os.OpenInRoot(string(f), filepath.FromSlash(name))
	if err != nil && strings.Contains(reason(err).Error(), "escapes") {
		return nil, errEscapes // os keeps this error to itself
	}
	return file, err
}

func (f folder) read(name string) ([]byte, error) {
	// A named pipe blocks whoever opens it, so look first.
	if info, err := os.Stat(filepath.Join(string(f), filepath.FromSlash(name))); err == nil && !info.Mode().IsRegular() {
		return nil, errIrregular
	}
	file, err := f.open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > MaxFile {
		return nil, errTooLarge
	}
	data := make([]byte, info.Size())
	if _, err := io.ReadFull(file, data); err != nil {
		return nil, fmt.Errorf("changed while it was read: %w", err)
	}
	return data, nil
}

func (f folder) list(dir string) ([]entry, error) {
	file, err := f.open(dir)
	if err != nil {
		return nil, err
	}
	file.Close()
	all, err := os.ReadDir(filepath.Join(string(f), filepath.FromSlash(dir)))
	if err != nil {
		return nil, err
	}
	out := make([]entry, len(all))
	for i, e := range all {
		out[i] = entry{name: e.Name(), dir: e.IsDir()}
	}
	return out, nil
}
