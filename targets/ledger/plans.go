package ledger

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// SavePlan keeps the plan that a run carries out, whole, and returns when that is
// on disk. It comes before the first journal of the run: whoever finds steps of
// unknown outcome there finds what they were.
func (l *Ledger) SavePlan(run string, data []byte) error {
	return l.WritePlan(run, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// WritePlan is SavePlan of a plan that writes itself.
func (l *Ledger) WritePlan(run string, content func(io.Writer) error) error {
	path, err := l.file(filepath.Join("runs", escaped(run)), "plan.json")
	if err != nil {
		return err
	}
	if err := writeBy(path, content); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	runs := filepath.Join(l.dir, "runs")
	return errors.Join(syncFolder(filepath.Join(runs, escaped(run))), syncFolder(runs))
}

// Plan returns the plan of a run; fs.ErrNotExist when none was kept.
func (l *Ledger) Plan(run string) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(l.dir, "runs", escaped(run), "plan.json"))
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return data, nil
}

// SaveReport keeps what a run did on a target.
func (l *Ledger) SaveReport(run, target string, data []byte) error {
	return l.keep(run, escaped(target)+".report.json", data)
}

// keep writes a file of a run's folder as a whole.
func (l *Ledger) keep(run, name string, data []byte) error {
	path, err := l.file(filepath.Join("runs", escaped(run)), name)
	if err != nil {
		return err
	}
	if err := write(path, data); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// Runs are the names of all runs that left something, newest first. Names begin
// with the second of their beginning; within one the files tell.
func (l *Ledger) Runs() ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(l.dir, "runs"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	began := map[string]time.Time{}
	var out []string
	for _, e := range entries {
		name, err := url.PathUnescape(e.Name())
		if err != nil || !e.IsDir() {
			continue // not ours
		}
		out = append(out, name)
		if info, err := os.Stat(filepath.Join(l.dir, "runs", e.Name(), "plan.json")); err == nil {
			began[name] = info.ModTime()
		}
	}
	slices.SortFunc(out, func(a, b string) int {
		secondA, _, _ := strings.Cut(a, "-")
		secondB, _, _ := strings.Cut(b, "-")
		return cmp.Or(cmp.Compare(secondB, secondA), began[b].Compare(began[a]), cmp.Compare(b, a))
	})
	return out, nil
}
