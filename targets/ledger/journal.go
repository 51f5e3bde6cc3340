package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// What can be wrong with a journal.
var (
	ErrBroken    = errors.New("the journal was altered") // a line does not follow from the one before
	ErrOtherPlan = errors.New("the journal is of another plan")
	ErrNewer     = errors.New("the journal was written by a newer patchbay")
)

const (
	format  = "patchbay.journal"
	version = 1
)

// Opening is a journal's first line: whose it is.
type Opening struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Plan    string    `json:"plan"` // digest of the plan's body
	Target  string    `json:"target"`
	Run     string    `json:"run"`
	At      time.Time `json:"at"`
}

// Event says what a line reports.
type Event string

const (
	Intent  Event = "intent"  // the steps are about to be sent
	Outcome Event = "outcome" // what became of one
	Resume  Event = "resume"  // another process goes on
	End     Event = "end"     // nothing is left that this run will do
)

// Line is one line after the first.
type Line struct {
	Event   Event             `json:"event"`
	At      time.Time         `json:"at"`
	Steps   []string          `json:"steps,omitempty"` // intent: those announced at once
	Step    string            `json:"step,omitempty"`
	Outcome string            `json:"outcome,omitempty"`
	IDs     map[string]string `json:"ids,omitempty"` // reference → vendor id that the call yielded
	Error   string            `json:"error,omitempty"`
	Run     string            `json:"run,omitempty"`
	Prev    string            `json:"prev"` // digest of the line before
}

// Journal is an open one. It is used by one goroutine at a time.
type Journal struct {
	Opening
	Lines []Line // those that were there when it was opened

	file    file
	prev    string
	pending bytes.Buffer // lines that may be lost with the process
	now     func() time.Time
	torn    int64 // how many bytes at the end are of a line that was cut off
	failed  error // of the first write that went wrong; nothing is written after it
}

// file is what a journal is written to.
type file interface {
	Write([]byte) (int, error)
	Sync() error
	Truncate(size int64) error
	Stat() (fs.FileInfo, error)
	Close() error
}

// CreateJournal begins the journal of a run on a target.
func (l *Ledger) CreateJournal(o Opening) (*Journal, error) {
	o.Format, o.Version, o.At = format, version, l.now()
	path, err := l.file(filepath.Join("runs", escaped(o.Run)), escaped(o.Target)+".jsonl")
	if err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	j := &Journal{Opening: o, file: f, now: l.now}
	if err := j.add(o); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	if err := errors.Join(j.Sync(), syncFolder(filepath.Dir(path))); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(path))
	}
	return j, nil
}

// Unfinished opens the journals of a target that have no end, of whatever plan,
// oldest first.
func (l *Ledger) Unfinished(target string) ([]*Journal, error) {
	paths, err := l.journals(target)
	if err != nil {
		return nil, err
	}
	var found []*Journal
	for _, path := range paths {
		if endedAtTail(path) {
			continue
		}
		j, err := l.openJournal(path)
		if err != nil {
			return nil, errors.Join(err, closeAll(found...))
		}
		switch {
		case j == nil:
		case j.end() != nil:
			err = j.Close()
		default:
			found = append(found, j)
		}
		if err != nil {
			return nil, errors.Join(err, closeAll(found...))
		}
	}
	slices.SortStableFunc(found, func(a, b *Journal) int { return a.At.Compare(b.At) })
	return found, nil
}

// Ended returns the newest journal of a plan on a target that ended in the way
// said; nil when there is none. It is for reading only.
func (l *Ledger) Ended(target, plan, how string) (*Journal, error) {
	paths, err := l.journals(target)
	if err != nil {
		return nil, err
	}
	var found *Journal
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		j, _, err := parse(data)
		if err != nil {
			return nil, fmt.Errorf("ledger: %s: %w", path, err)
		}
		if j == nil || j.Plan != plan || found != nil && j.At.Before(found.At) {
			continue
		}
		if end := j.end(); end != nil && end.Outcome == how {
			found = j
		}
	}
	return found, nil
}

// journals are the files of a target's journals, sorted by run.
func (l *Ledger) journals(target string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(globEscape(l.dir), "runs", "*", globEscape(escaped(target)+".jsonl")))
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return paths, nil
}

// endedAtTail reports whether the last line of a journal is its end, so that the
// rest of a long history need not be read. Whatever is not clear is read.
func endedAtTail(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return false
	}
	tail := make([]byte, min(info.Size(), 4096))
	if _, err := f.ReadAt(tail, info.Size()-int64(len(tail))); err != nil {
		return false
	}
	text, whole := bytes.CutSuffix(tail, []byte("\n"))
	var last Line
	return whole && json.Unmarshal(text[bytes.LastIndexByte(text, '\n')+1:], &last) == nil && last.Event == End
}

func closeAll(all ...*Journal) error {
	var errs []error
	for _, j := range all {
		errs = append(errs, j.Close())
	}
	return errors.Join(errs...)
}

func globEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(s)
}

// openJournal opens a journal to go on with it. A last line that is torn is cut
// off before anything is added: its call was never announced. nil is a journal
// without even a first line. Opening alone changes nothing, so that one may look
// at the journal of a run that is under way.
func (l *Ledger) openJournal(path string) (*Journal, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	j, whole, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("ledger: %s: %w", path, err)
	}
	if j == nil {
		return nil, nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	j.file, j.now, j.torn = f, l.now, int64(len(data)-whole)
	return j, nil
}

// ReadJournal reads a journal file for showing it.
func ReadJournal(data []byte) (*Journal, error) {
	j, _, err := parse(data)
	if err == nil && j == nil {
		err = fmt.Errorf("%w: it is empty", ErrBroken)
	}
	return j, err
}

// parse checks the chain and returns how many bytes are whole lines.
func parse(data []byte) (j *Journal, whole int, err error) {
	for n := 0; whole < len(data); n++ {
		end := bytes.IndexByte(data[whole:], '\n')
		if end < 0 {
			break // torn
		}
		text := data[whole : whole+end]
		last := whole+end+1 == len(data)
		if n == 0 {
			j = &Journal{}
			if json.Unmarshal(text, &j.Opening) != nil || j.Format != format {
				return nil, 0, fmt.Errorf("%w: line 1 is no opening of a journal", ErrBroken)
			}
			if j.Version > version {
				return nil, 0, fmt.Errorf("%w: version %d", ErrNewer, j.Version)
			}
		} else {
			var line Line
			if err := json.Unmarshal(text, &line); err != nil {
				if last {
					break // torn, though a newline got through
				}
				return nil, 0, fmt.Errorf("%w: line %d is not JSON", ErrBroken, n+1)
			}
			if line.Prev != j.prev {
				return nil, 0, fmt.Errorf("%w: line %d does not follow from the one before", ErrBroken, n+1)
			}
			j.Lines = append(j.Lines, line)
		}
		j.prev = digest(text)
		whole += end + 1
	}
	return j, whole, nil
}

func digest(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:16])
}

// end is the line that ends a journal; nil while there is none.
func (j *Journal) end() *Line {
	i := slices.IndexFunc(j.Lines, func(l Line) bool { return l.Event == End })
	if i < 0 {
		return nil
	}
	return &j.Lines[i]
}

// Intend announces steps that are about to be sent, in one request or one after
// another, and returns when that is on disk, with everything that was noted before.
func (j *Journal) Intend(steps ...string) error {
	return errors.Join(j.note(Line{Event: Intent, Steps: steps}), j.Sync())
}

// Note adds what became of a step. It is kept with the next Save, and is on disk
// with the next Intend, Sync or Finish.
func (j *Journal) Note(step, outcome string, ids map[string]string, why string) error {
	return j.note(Line{Event: Outcome, Step: step, Outcome: outcome, IDs: ids, Error: why})
}

// Resumed notes that a run goes on with the journal of one that was cut off.
func (j *Journal) Resumed(run string) error {
	return errors.Join(j.note(Line{Event: Resume, Run: run}), j.Sync())
}

// Finish says that nothing more will come, and why.
func (j *Journal) Finish(why string) error {
	return errors.Join(j.note(Line{Event: End, Outcome: why}), j.Sync())
}

func (j *Journal) note(l Line) error {
	l.At, l.Prev = j.now(), j.prev
	return j.add(l)
}

func (j *Journal) add(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	j.prev = digest(b)
	j.pending.Write(b)
	j.pending.WriteByte('\n')
	return nil
}

// Save hands everything noted so far to the system: it outlasts the process, and a
// power cut not for sure.
func (j *Journal) Save() error { return j.once(j.write) }

// Sync brings everything noted so far to disk.
func (j *Journal) Sync() error {
	return j.once(func() error {
		if err := j.write(); err != nil {
			return err
		}
		return j.file.Sync()
	})
}

// once does nothing after it has failed once: what stands at the end of the file
// then is a torn line, which is known for one as long as nothing follows it.
func (j *Journal) once(do func() error) error {
	if j.failed != nil {
		return j.failed
	}
	if err := do(); err != nil {
		j.failed = fmt.Errorf("ledger: write the journal: %w", err)
	}
	return j.failed
}

func (j *Journal) write() error {
	if j.torn > 0 {
		info, err := j.file.Stat()
		if err != nil {
			return err
		}
		if err := j.file.Truncate(info.Size() - j.torn); err != nil {
			return err
		}
		j.torn = 0
	}
	if j.pending.Len() == 0 {
		return nil
	}
	if _, err := j.file.Write(j.pending.Bytes()); err != nil {
		return err
	}
	j.pending.Reset()
	return nil
}

// Close lets go of the file. What was not synced is lost, as it is when the
// process is killed.
func (j *Journal) Close() error { return j.file.Close() }

// syncFolder makes a new file's name as durable as its text.
func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}
