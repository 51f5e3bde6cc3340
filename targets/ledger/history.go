package ledger

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// History is the journal that a run wrote on a target or, when it resumed
// another's, went on with; nil when it began nothing there. It is for reading
// only.
func (l *Ledger) History(run, target string) (*Journal, error) {
	own, err := readJournal(filepath.Join(l.dir, "runs", escaped(run), escaped(target)+".jsonl"))
	if err != nil || own != nil {
		return own, err
	}
	paths, err := l.journals(target)
	if err != nil {
		return nil, err
	}
	for _, path := range paths {
		j, err := readJournal(path)
		if err != nil {
			return nil, err
		}
		for i := range j.lines() {
			if j.Lines[i].Event == Resume && j.Lines[i].Run == run {
				return j, nil
			}
		}
	}
	return nil, nil
}

func (j *Journal) lines() []Line {
	if j == nil {
		return nil
	}
	return j.Lines
}

// readJournal reads a journal; nil when there is none, or not even its first
// line.
func readJournal(path string) (*Journal, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	j, _, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("ledger: %s: %w", path, err)
	}
	return j, nil
}

// SaveFormer keeps the record of a target as a run found it, once: of a run that
// is gone on with, what it found at first. nil is that nothing was known.
func (l *Ledger) SaveFormer(run, target string, r *state.Record) error {
	if _, err := os.Stat(l.former(run, target)); err == nil {
		return nil
	}
	if r == nil {
		r = &state.Record{Target: target}
	}
	data, err := state.EncodeRecord(r)
	if err != nil {
		return fmt.Errorf("ledger: record of %s: %w", target, err)
	}
	return l.keep(run, escaped(target)+".former.json", data)
}

func (l *Ledger) former(run, target string) string {
	return filepath.Join(l.dir, "runs", escaped(run), escaped(target)+".former.json")
}

// Former is the record of a target as a run found it; fs.ErrNotExist when none
// was kept.
func (l *Ledger) Former(run, target string) (*state.Record, error) {
	data, err := os.ReadFile(l.former(run, target))
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	r, err := state.DecodeRecord(data)
	if err != nil {
		return nil, fmt.Errorf("ledger: former record of %s: %w", target, err)
	}
	return r, nil
}
