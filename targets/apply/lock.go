package apply

import (
	"context"
	"errors"
	"fmt"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// Lock keeps other runs away from a target. The file lock of one machine is one,
// and whatever machines share can be another.
type Lock interface {
	// Held is nil while the lock is this run's, and a ledger.ErrLost once it is
	// not. It is asked before each call, so it has to be cheap.
	Held() error
	// Release lets go; a second time, and after a loss, it does nothing.
	Release() error
}

// Locker gives locks.
type Locker interface {
	// Lock takes the lock of a target for a run, or fails at once with a
	// ledger.ErrLocked that says who holds it. A dead holder gives it up; steal
	// names a run that a person knows to be dead, "" none.
	Lock(target, run, steal string) (Lock, error)
}

// FileLocks are the locks in a site's folder on this machine.
type FileLocks struct{ *ledger.Ledger }

// Lock takes a target's lock.
func (f FileLocks) Lock(target, run, steal string) (Lock, error) {
	k, err := f.Ledger.Lock(target, run, steal)
	if err != nil {
		return nil, err // not k: a nil *ledger.Lock would be a Lock that is not nil
	}
	return k, nil
}

// acquire takes the locks that the job does not bring along.
func (r *run) acquire(ctx context.Context) error {
	if r.lock = r.Job.Lock; r.lock == nil {
		var err error
		if r.lock, err = (FileLocks{r.Ledger}).Lock(r.Section.Target, r.Run, r.Steal); err != nil {
			r.lock = nil
			return err
		}
	}
	w, ok := targets.LockerOf(r.Writer)
	if !ok {
		return r.lock.Held()
	}
	k, err := w.Lock(ctx, r.Run, r.Steal)
	if errors.Is(err, targets.ErrLocked) {
		return fmt.Errorf("%s: %w: %w", r.Section.Target, ledger.ErrLocked, err)
	}
	if err != nil {
		return fmt.Errorf("lock %s: %w", r.Section.Target, err)
	}
	r.theirs = k
	return r.lock.Held()
}

// holds is asked before each page: the target's own lock costs a request.
func (r *run) holds() error {
	if err := r.lock.Held(); err != nil || r.theirs == nil {
		return err
	}
	if err := r.theirs.Held(r.calls); err != nil {
		return fmt.Errorf("%s: %w: %w", r.Section.Target, ledger.ErrLost, err)
	}
	return nil
}

// release lets all locks go, the target's first.
func (r *run) release() error {
	var errs []error
	if r.theirs != nil {
		errs = append(errs, r.theirs.Release(r.calls))
	}
	return errors.Join(append(errs, r.lock.Release())...)
}
