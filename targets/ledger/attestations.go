package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Attestations is the folder of a site that holds what people attest. Unlike the
// ledger it is kept with the site's files, for others to see.
const Attestations = "attestations"

// maxAttestation is the size in bytes of the largest attestation that is read.
const maxAttestation = 4 << 20

// Unheard is a file among a target's attestations that counts for nothing.
type Unheard struct {
	Name string // below the site's folder
	Err  error
}

// Heard reads the attestations of a target in the site in dir, sorted by name.
// Files that cannot be believed come back with the reason; the error is of the
// folder.
func Heard(dir, target string) ([]state.Attestation, []Unheard, error) {
	folder := filepath.Join(Attestations, escaped(target))
	entries, err := os.ReadDir(filepath.Join(dir, folder))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("attestations: %w", err)
	}
	var out []state.Attestation
	var unheard []Unheard
	for _, e := range entries {
		if e.IsDir() || !strings.HasSuffix(e.Name(), ".json") || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := filepath.Join(folder, e.Name())
		a, err := hear(filepath.Join(dir, name))
		if err != nil {
			unheard = append(unheard, Unheard{name, err})
			continue
		}
		a.Name = name
		out = append(out, *a)
	}
	return out, unheard, nil
}

func hear(path string) (*state.Attestation, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxAttestation+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxAttestation {
		return nil, errors.New("the file is too large")
	}
	return state.DecodeAttestation(data)
}

// Attest writes an attestation into the site in dir and returns the file's name
// below it. A file that is there is never written again.
func Attest(dir string, a *state.Attestation) (string, error) {
	data, err := state.EncodeAttestation(a)
	if err != nil {
		return "", err
	}
	file, err := a.FileName()
	if err != nil {
		return "", err
	}
	name := filepath.Join(Attestations, escaped(a.Target), file)
	path := filepath.Join(dir, name)
	if _, err := os.Lstat(path); err == nil {
		return "", fmt.Errorf("attestations: %s: %w", name, fs.ErrExist)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return "", fmt.Errorf("attestations: %w", err)
	}
	data = slices.Concat(data, []byte("\n"))
	if err := renameio.WriteFile(path, data, 0o644, renameio.WithTempDir(filepath.Dir(path))); err != nil {
		return "", fmt.Errorf("attestations: %w", err)
	}
	return name, nil
}
