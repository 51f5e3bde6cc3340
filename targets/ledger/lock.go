package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
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
}

func (e *LockedError) Error() string {
	if e.Holder.Run == "" {
		return fmt.Sprintf("%s: %v", e.Target, ErrLocked)
	}
	return fmt.Sprintf("%s: %v by run %s (process %d on %s) since %s", e.Target, ErrLocked,
		e.Holder.Run, e.Holder.PID, e.Holder.Host, e.Holder.Since.UTC().Format(time.RFC3339))
}

func (e *LockedError) Unwrap() error { return ErrLocked }

// Lock is held until Release, or until the process ends.
type Lock struct {
	target string
	path   string
	holder Holder
	file   *flock.Flock
}

// Lock takes a target's lock for a run, or fails at once with a *LockedError.
// A holder that is dead gives it up: one whose process on this host is gone. One
// on another host, which shares the folder, cannot be seen from here: steal
// names its run, when a person knows that it is dead.
func (l *Ledger) Lock(target, run, steal string) (*Lock, error) {
	path, err := l.file("locks", escaped(target)+".lock")
	if err != nil {
		return nil, err
	}
	me, err := l.me(run)
	if err != nil {
		return nil, err
	}
	f := flock.New(path, flock.SetPermissions(0o600))
	ok, err := f.TryLock()
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	before, err := readHolder(path)
	if err != nil {
		f.Close()
		return nil, err
	}
	switch {
	case !ok && before.Run != "":
		return nil, &LockedError{target, before, "wait for that run to end"}
	case !ok:
		return nil, &LockedError{Target: target, Hint: "wait for the other run to end"}
	case before.Run != "" && before.Host != me.Host && before.Run != steal:
		f.Close()
		return nil, &LockedError{target, before, fmt.Sprintf("if that run is dead for certain, give --steal %s", before.Run)}
	}
	k := &Lock{target, path, me, f}
	if err := k.write(me); err != nil {
		f.Close()
		return nil, err
	}
	return k, nil
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

// readHolder is the zero Holder for a lock that was signed off, and for text
// that a killed process left half written: the system's lock decides then.
func readHolder(path string) (Holder, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Holder{}, fmt.Errorf("ledger: %w", err)
	}
	var h Holder
	if json.Unmarshal(data, &h) != nil {
		return Holder{}, nil
	}
	return h, nil
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

// Held is nil while the lock is still this run's, and ErrLost otherwise.
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

// Release signs off and lets go.
func (k *Lock) Release() error {
	var err error
	if k.Held() == nil {
		err = k.write(Holder{})
	}
	return errors.Join(err, k.file.Close())
}
