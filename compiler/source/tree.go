package source

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// MaxFile is the size in bytes of the largest file that is read.
const MaxFile = 64 << 20

// Tree is the files of one site, unchanging from the first read on. It may be
// used by several goroutines.
type Tree struct {
	files files
	site  string // the site's folder below the root; "" is the root itself
	cue   []string

	mu   sync.Mutex
	read map[string]content
	text map[string]content // of those read as text; judged once, since files are long and asked for often
}

type content struct {
	data []byte
	err  error
}

// files is where a tree's bytes come from. Names are relative to the root and
// clean. Errors are fs.ErrNotExist, errEscapes, errIrregular, errTooLarge,
// errSubmodule or the system's own.
type files interface {
	read(name string) ([]byte, error)
	list(dir string) ([]entry, error) // sorted by name
}

type entry struct {
	name string
	dir  bool
}

var (
	errEscapes   = errors.New("link leads out of the site")
	errIrregular = errors.New("not a regular file")
	errTooLarge  = errors.New("file too large")
	errSubmodule = errors.New("is a git submodule")
)

// Memory is a site whose files are given by name.
func Memory(contents map[string][]byte) (*Tree, error) {
	return newTree(memory(contents), "", "the site")
}

// newTree lists the site's own CUE files. where names the site in messages.
func newTree(f files, site, where string) (*Tree, error) {
	t := &Tree{files: f, site: site, read: map[string]content{}}
	cue, err := t.Package(".")
	if err != nil {
		return nil, err
	}
	if len(cue) == 0 {
		return nil, diag.Diagnostic{
			Code:    diag.NoCUE,
			Message: fmt.Sprintf("%s holds no CUE file, so there is no site in it", where),
			Hint:    "write one with `patchbay init`, or name the site's folder with -C",
		}
	}
	t.cue = cue
	return t, nil
}

// CUE is the site's own CUE files, sorted.
func (t *Tree) CUE() []string { return slices.Clone(t.cue) }

// Policies is the CUE files of the site's policy folder, sorted.
func (t *Tree) Policies() ([]string, error) { return t.Package("policy") }

// PolicyTests is the CUE files with tests of the site's policies, sorted.
func (t *Tree) PolicyTests() ([]string, error) {
	return t.inFolder("policy", func(name string) bool { return plainCUE(name) && strings.HasSuffix(name, "_test.cue") })
}

// Package is the names of the CUE files that make up the package in dir, as
// the cue command sees them: no _test, no _tool, nothing hidden. A folder that
// does not exist holds none.
func (t *Tree) Package(dir string) ([]string, error) { return t.inFolder(dir, isCUE) }

// inFolder is the names of the files in dir that are wanted.
func (t *Tree) inFolder(dir string, wanted func(name string) bool) ([]string, error) {
	entries, err := t.files.list(t.abs(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, t.explain(dir, err)
	}
	var names []string
	for _, e := range entries {
		if !e.dir && wanted(e.name) {
			names = append(names, path.Join(dir, e.name))
		}
	}
	return names, nil
}

func plainCUE(name string) bool {
	return strings.HasSuffix(name, ".cue") && !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "_")
}

func isCUE(name string) bool {
	return plainCUE(name) && !strings.HasSuffix(name, "_test.cue") && !strings.HasSuffix(name, "_tool.cue")
}

// Module is the folder of the CUE module around the site: ".", "..", and so on.
func (t *Tree) Module() string {
	if t.site == "" {
		return "."
	}
	return strings.TrimSuffix(strings.Repeat("../", strings.Count(t.site, "/")+1), "/")
}

// Site is the site's folder below its module, "" when they are the same.
func (t *Tree) Site() string { return t.site }

// Read returns the bytes of a file. A file that does not exist is an error that
// wraps fs.ErrNotExist; the caller knows whether that is a mistake.
func (t *Tree) Read(name string) ([]byte, error) {
	name = path.Clean(name)
	t.mu.Lock()
	defer t.mu.Unlock()
	if c, ok := t.read[name]; ok {
		return c.data, c.err
	}
	data, err := t.files.read(t.abs(name))
	c := content{data, t.explain(name, err)}
	t.read[name] = c
	return c.data, c.err
}

// Text is Read for a file that must be UTF-8. A byte order mark is dropped.
func (t *Tree) Text(name string) ([]byte, error) {
	t.mu.Lock()
	c, ok := t.text[name]
	t.mu.Unlock()
	if ok {
		return c.data, c.err
	}
	c.data, c.err = t.judge(name)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.text == nil {
		t.text = map[string]content{}
	}
	t.text[name] = c
	return c.data, c.err
}

func (t *Tree) judge(name string) ([]byte, error) {
	data, err := t.Read(name)
	if err != nil {
		return nil, err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if utf8.Valid(data) {
		return data, nil
	}
	return nil, notUTF8(path.Clean(name), data)
}

// abs is the name below the root; a name that leaves it begins with "..".
func (t *Tree) abs(name string) string { return path.Join(t.site, name) }

// Digest binds the named files: sha256 over each name and content, sorted by
// name. Files that could not be read count as absent.
func (t *Tree) Digest(names []string) string {
	names = slices.Clone(names)
	slices.Sort(names)
	h := sha256.New()
	for _, name := range slices.Compact(names) {
		if data, err := t.Read(name); err == nil {
			fmt.Fprintf(h, "%d:%s%d:", len(name), name, len(data))
			h.Write(data)
		}
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// Names is every file that was read so far, sorted.
func (t *Tree) Names() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var names []string
	for name, c := range t.read {
		if c.err == nil {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// explain turns what went wrong with one file into the operator's words.
func (t *Tree) explain(name string, err error) error {
	at := []diag.Pos{{File: name}}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%s: %w", name, fs.ErrNotExist)
	case errors.Is(err, errEscapes):
		return diag.Diagnostic{
			Code: diag.LinkEscapes, Pos: at,
			Message: fmt.Sprintf("%s leads out of the site's folder, and a site is only what is in it", name),
			Hint:    "put a copy of the file in the site, or import it as a CUE package",
		}
	case errors.Is(err, errTooLarge), errors.Is(err, errIrregular):
		return diag.Diagnostic{
			Code: diag.FileUnfit, Pos: at,
			Message: fmt.Sprintf("%s cannot be part of a site: %v", name, err),
			Hint:    fmt.Sprintf("a site is made of regular files of at most %d MiB; split it, or take it out", MaxFile>>20),
		}
	case errors.Is(err, errSubmodule):
		return submodule(name)
	}
	return diag.Diagnostic{
		Code: diag.FileUnreadable, Pos: at,
		Message: fmt.Sprintf("%s cannot be read: %v", name, reason(err)),
		Hint:    "check the permissions of the file and of the folders above it",
	}
}

// reason drops the operation and the absolute path from a system's error.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

func notUTF8(name string, data []byte) error {
	d := diag.Diagnostic{Code: diag.NotUTF8, Pos: []diag.Pos{{File: name}}}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		d.Message = name + " is UTF-16 text, and a site is read as UTF-8"
		d.Hint = "save the file as UTF-8 (in Excel: CSV UTF-8)"
		return d
	}
	line, col, b := firstInvalid(data)
	d.Pos = []diag.Pos{{File: name, Line: line, Col: col}}
	d.Message = fmt.Sprintf("byte 0x%02X is not UTF-8", b)
	d.Hint = "save the file as UTF-8; an accent typed in another encoding is the usual cause"
	return d
}

func firstInvalid(data []byte) (line, col int, b byte) {
	line, col = 1, 1
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		if r == utf8.RuneError && n == 1 {
			return line, col, data[0]
		}
		if col += n; r == '\n' {
			line, col = line+1, 1
		}
		data = data[n:]
	}
	return line, col, 0
}
