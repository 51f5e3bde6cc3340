package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// ErrLocked is why a target is not touched: somebody else is at it, or nobody
// can be sure that they are not.
var ErrLocked = errors.New("the target is locked")

// ErrLost is why a run stops: its lock was taken from it.
var ErrLost = errors.New("the lock was taken by another run")

// Holder is who holds a lock.
type Holder struct {
	Run   string    `json:"run"`
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// LockedError says who holds the lock; it is an ErrLocked.
type LockedError struct {
	Target string
	Holder Holder
	Hint   string

	Unreadable string // the file that does not say who the holder is; "" when it does, or says nobody
}

func (e *LockedError) Error() string {
	if e.Unreadable != "" {
		return fmt.Sprintf("%s: %v: %s does not say by whom", e.Target, ErrLocked, e.Unreadable)
	}
	if e.Holder.Run == "" {
		return fmt.Sprintf("%s: %v", e.Target, ErrLocked)
	}
	return fmt.Sprintf("%s: %v by run %s (process %d on %s) since %s", e.Target, ErrLocked,
		e.Holder.Run, e.Holder.PID, e.Holder.Host, e.Holder.Since.UTC().Format(time.RFC3339))
}

func (e *LockedError) Unwrap() error { return ErrLocked }

// Lock is held until Release, or until the process ends; whoever drops it without
// Release lets it go when its memory is reclaimed. It is used by one goroutine at a
// time.
type Lock struct {
	target   string
	path     string
	holder   Holder
	file     *flock.Flock
	released bool
}

// patience is how long Lock waits for another process that is taking or letting
// go of the same lock at this moment.
const patience = 5 * time.Second

// Lock takes a target's lock for a run, or fails at once with a *LockedError.
// A holder that is dead gives it up: one that signed off, and one whose process
// on this host is gone. Any other keeps it unless steal names its run, which is
// a person's word that it is dead. If it is not, it finds out before its next
// call, by Held.
func (l *Ledger) Lock(target, run, steal string) (*Lock, error) {
	path, err := l.file("locks", escaped(target)+".lock")
	if err != nil {
		return nil, err
	}
	me, err := l.me(run)
	if err != nil {
		return nil, err
	}
	k := &Lock{target: target, path: path, holder: me}
	if err := k.guarded(func() error { return k.take(steal) }); err != nil {
		return nil, err
	}
	return k, nil
}

// guarded runs what reads and changes the lock as one, for all processes.
func (k *Lock) guarded(change func() error) error {
	guard := flock.New(k.path+".guard", flock.SetPermissions(0o600))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if ok, err := guard.TryLockContext(ctx, 10*time.Millisecond); !ok {
		return errors.Join(&LockedError{Target: k.target, Hint: "another process is taking it"}, err)
	}
	return errors.Join(change(), guard.Close())
}

// take makes the lock ours, or says whose it is.
func (k *Lock) take(steal string) error {
	before, err := readHolder(k.path)
	if errors.Is(err, errUnreadable) {
		return &LockedError{Target: k.target, Unreadable: k.path, Hint: "once it is certain that no run is at work on it, delete " + k.path}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	f := flock.New(k.path, flock.SetPermissions(0o600))
	free, err := f.TryLock()
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	named := steal != "" && before.Run == steal
	switch {
	case free && (before.Run == "" || before.Host == k.holder.Host || named):
	case !free && named:
		// It lives, or its host does: it keeps the file that it has open, which has
		// no name any more.
		if err := errors.Join(f.Close(), os.Remove(k.path)); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		f = flock.New(k.path, flock.SetPermissions(0o600))
		if ok, err := f.TryLock(); !ok {
			return errors.Join(&LockedError{Target: k.target}, err)
		}
	case free:
		f.Close()
		return &LockedError{Target: k.target, Holder: before, Hint: "if that run is dead for certain, --steal " + before.Run + " takes the lock"}
	case before.Run == "":
		f.Close()
		return &LockedError{Target: k.target, Hint: "wait until the other run has ended"}
	default:
		f.Close()
		return &LockedError{Target: k.target, Holder: before, Hint: "wait until that run has ended; if it hangs, --steal " + before.Run + " takes the lock, and it stops before its next call"}
	}
	k.file = f
	if err := k.write(k.holder); err != nil {
		return errors.Join(err, f.Close())
	}
	return nil
}

func (l *Ledger) me(run string) (Holder, error) {
	h := Holder{Run: run, PID: l.PID, Host: l.Host, Since: l.now()}
	if h.PID == 0 {
		h.PID = os.Getpid()
	}
	if h.Host == "" {
		host, err := os.Hostname()
		if err != nil {
			return h, fmt.Errorf("ledger: %w", err)
		}
		h.Host = host
	}
	return h, nil
}

// errUnreadable is why nobody knows whose a lock is. Patchbay writes none such: a
// holder is a few bytes in one write, and a run that is killed before it leaves
// an empty file.
var errUnreadable = errors.New("the lock file does not say whose it is")

// readHolder is the zero Holder for a lock that was signed off, whose file is
// empty: the system's lock decides then.
func readHolder(path string) (Holder, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Holder{}, fmt.Errorf("ledger: %w", err)
	}
	var h Holder
	if len(bytes.TrimSpace(data)) == 0 {
		return h, nil
	}
	if json.Unmarshal(data, &h) != nil || h.Run == "" {
		return Holder{}, errUnreadable
	}
	return h, nil
}

// Holder says who holds a target's lock, or held it last and did not sign off;
// the zero Holder is nobody.
func (l *Ledger) Holder(target string) (Holder, error) {
	h, err := readHolder(filepath.Join(l.dir, "locks", escaped(target)+".lock"))
	if errors.Is(err, fs.ErrNotExist) {
		return h, nil
	}
	return h, err
}

// write replaces the text in place: the file itself carries the system's lock.
func (k *Lock) write(h Holder) error {
	var data []byte
	if h.Run != "" {
		b, err := json.Marshal(h)
		if err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
		data = append(b, '\n')
	}
	if err := os.WriteFile(k.path, data, 0o600); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// Held is nil while the lock is still this run's, and ErrLost otherwise. It costs
// a look at a small file: runs ask before each call.
func (k *Lock) Held() error {
	h, err := readHolder(k.path)
	if err != nil {
		return fmt.Errorf("%s: %w: %w", k.target, ErrLost, err)
	}
	if h.Run != k.holder.Run || h.PID != k.holder.PID || h.Host != k.holder.Host {
		return fmt.Errorf("%s: %w: run %s", k.target, ErrLost, h.Run)
	}
	return nil
}

// Release signs off and lets go. A second time it does nothing.
func (k *Lock) Release() error {
	if k.released {
		return nil
	}
	k.released = true
	signOff := func() error {
		if k.Held() != nil {
			return nil // another run's by now
		}
		return k.write(Holder{})
	}
	return errors.Join(k.guarded(signOff), k.file.Close())
}
