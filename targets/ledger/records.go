package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// keptRecords are records that were read before, by target. A record is as large
// as what the site asks of its target and is asked for several times on the way to
// a plan, so each state of its file is decoded once.
type keptRecords struct {
	mu sync.Mutex
	of map[string]keptRecord
}

type keptRecord struct {
	file   fs.FileInfo
	record *state.Record
}

// ErrRecord is a record whose file is damaged. It is never taken for one that is
// not there: what the site no longer declares would go unnoticed.
var ErrRecord = errors.New("the record cannot be read")

// Record returns what was last applied to a target; nil when nothing is known, and
// ErrRecord for what is no record. It may be shared with earlier callers and is not
// to be changed.
func (l *Ledger) Record(target string) (*state.Record, error) {
	path := filepath.Join(l.dir, "records", escaped(target)+".json")
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	l.kept.mu.Lock()
	defer l.kept.mu.Unlock()
	if was, ok := l.kept.of[target]; ok && was.is(info) {
		return was.record, nil
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	r, err := state.DecodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("ledger: %s: %w: %w", path, ErrRecord, err)
	}
	if l.kept.of == nil {
		l.kept.of = map[string]keptRecord{}
	}
	l.kept.of[target] = keptRecord{info, r}
	return r, nil
}

// is reports whether a file is the one that was read, and as it was: records are
// replaced as a whole, each by a file of its own.
func (k keptRecord) is(now fs.FileInfo) bool {
	return os.SameFile(k.file, now) && k.file.Size() == now.Size() && k.file.ModTime().Equal(now.ModTime())
}
