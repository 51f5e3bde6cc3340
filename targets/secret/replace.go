package secret

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// Replace puts the value that a vendor gave in the place of one that was fetched.
// A file is replaced whole, with the mode that it has; of any other reference the
// new value is known to this run alone, and a warning says so. path is the secret's
// place in the site.
func (r *Resolver) Replace(path string, s model.Secret, value string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.learn(path, value)
	key := Reference(s)
	if r.have == nil {
		r.have = map[string]string{}
	}
	r.have[key] = value
	if s.File == "" {
		r.warnings.Add(diag.Diagnostic{Code: diag.SecretNotKept, Severity: diag.Warning, Path: path, Pos: positions(s),
			Message: fmt.Sprintf("the vendor replaced the secret, and the new one cannot be kept in %s", key),
			Hint:    "keep it in a file, which patchbay can write: the next run will be refused otherwise"})
		return nil
	}
	if err := replaceFile(r.place(s.File), value); err != nil {
		return fmt.Errorf("%s: %s: %w: %w", path, key, ErrFailed, reason(err))
	}
	return nil
}

// replaceFile replaces a file at once: whoever reads it meets the old value or the new.
func replaceFile(place, value string) error {
	mode := os.FileMode(0o600)
	if info, err := os.Stat(place); err == nil {
		mode = info.Mode().Perm()
	}
	return renameio.WriteFile(place, []byte(value+"\n"), mode, renameio.WithStaticPermissions(mode), renameio.WithTempDir(filepath.Dir(place)))
}
