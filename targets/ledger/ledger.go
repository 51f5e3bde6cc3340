package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/google/renameio/v2"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Folder is the ledger's place in a site.
const Folder = ".patchbay"

// Ledger is one site's. Its methods may be called for several targets at once.
type Ledger struct {
	dir string

	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Host and PID say who we are in locks; zero values are asked of the system.
	Host string
	PID  int

	kept keptRecords
}

// Open returns the ledger of the site in dir. Nothing is made before the first
// write.
func Open(dir string) *Ledger { return &Ledger{dir: filepath.Join(dir, Folder)} }

func (l *Ledger) now() time.Time {
	if l.Now != nil {
		return l.Now().UTC()
	}
	return time.Now().UTC()
}

// file is a path in the ledger whose folder exists. Names of targets and runs
// are escaped, so that none can point elsewhere.
func (l *Ledger) file(folder, name string) (string, error) {
	dir := filepath.Join(l.dir, folder)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("ledger: %w", err)
	}
	ignore := filepath.Join(l.dir, ".gitignore")
	if _, err := os.Stat(ignore); errors.Is(err, fs.ErrNotExist) {
		if err := write(ignore, []byte("*\n")); err != nil {
			return "", fmt.Errorf("ledger: %w", err)
		}
	}
	return filepath.Join(dir, name), nil
}

// write replaces a file as a whole. What it writes first lies beside the file and
// nowhere else: it names people, and a process that is ended leaves it behind.
func write(path string, data []byte) error {
	return renameio.WriteFile(path, data, 0o600, asOurs(path)...)
}

// writeBy is write of what is written piece by piece.
func writeBy(path string, content func(io.Writer) error) error {
	f, err := renameio.NewPendingFile(path, asOurs(path)...)
	if err != nil {
		return err
	}
	defer f.Cleanup()
	if err := content(f); err != nil {
		return err
	}
	return f.CloseAtomicallyReplace()
}

func asOurs(path string) []renameio.Option {
	return []renameio.Option{renameio.WithStaticPermissions(0o600), renameio.WithTempDir(filepath.Dir(path))}
}

func escaped(name string) string {
	if name == "." || name == ".." {
		return "%2E" + name[1:]
	}
	return url.PathEscape(name)
}

// SaveRecord replaces a target's record.
func (l *Ledger) SaveRecord(r *state.Record) error {
	data, err := state.EncodeRecord(r)
	if err != nil {
		return fmt.Errorf("ledger: record of %s: %w", r.Target, err)
	}
	path, err := l.file("records", escaped(r.Target)+".json")
	if err != nil {
		return err
	}
	if err := write(path, append(data, '\n')); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}
