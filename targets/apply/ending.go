package apply

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/patchbay-dev/patchbay/targets/ledger"
)

// finish ends the journal, writes the record and the report, and lets the locks
// go. A run that lost its lock leaves journal and record to the one that has it.
// The error is of what could not be written.
func (r *run) finish(ctx context.Context, err error) error {
	if err != nil {
		r.report.Error = err.Error()
	} else if r.stop != nil {
		r.report.Error = r.stop.Error()
	}
	r.report.count()
	r.report.Ending = r.ending(ctx, err)
	r.report.advise()
	r.report.Ended = r.Now().UTC()
	ours := r.lock != nil && r.lock.Held() == nil
	var wrong []error
	if r.journal != nil {
		if ours {
			r.withdraw()
		}
		switch {
		case !ours:
		case r.over():
			wrong = append(wrong, r.journal.Finish(string(r.report.Ending)))
		default:
			wrong = append(wrong, r.journal.Sync())
		}
		wrong = append(wrong, r.journal.Close())
	}
	if ours && (len(r.landed) > 0 || r.journal == nil && err == nil) {
		wrong = append(wrong, r.record())
	}
	if r.lock != nil {
		wrong = append(wrong, r.release())
	}
	lost := errors.Join(wrong...)
	if lost != nil && r.report.Error == "" {
		r.report.Error = lost.Error()
	}
	if r.journal == nil {
		return lost
	}
	data, err := Encode(r.report)
	if err == nil {
		err = r.Ledger.SaveReport(r.Run, r.Section.Target, append(data, '\n'))
	}
	return errors.Join(lost, err)
}

// over reports whether a later run has nothing to go on with.
func (r *run) over() bool {
	return !slices.ContainsFunc(r.report.Steps, func(s StepReport) bool {
		return s.Outcome == NotRun || s.Outcome == Waits || s.Outcome == Awaits || s.Outcome == Unknown
	})
}

func (r *run) ending(ctx context.Context, err error) Ending {
	wrote := r.report.Wrote()
	switch {
	case r.report.Ending != "":
		return r.report.Ending
	case errors.Is(err, ErrStale), errors.Is(err, ErrUnsettled):
		return Stale
	case errors.Is(err, ledger.ErrLocked), !wrote && errors.Is(errors.Join(err, r.stop), ledger.ErrLost):
		return Locked
	case ctx.Err() != nil && !r.over():
		return Interrupted
	case !wrote && onDisk(err):
		return NotBegun
	case err != nil && !wrote:
		return Unreachable
	case err != nil, r.report.Counts.Failed+r.report.Counts.Unknown+r.report.Counts.Skipped+r.unwelcome() > 0:
		return Partly
	}
	return Applied
}

// onDisk reports whether an error is of this machine's files rather than of the target.
func onDisk(err error) bool {
	var path *fs.PathError
	var link *os.LinkError
	return (errors.As(err, &path) || errors.As(err, &link)) && !hopeless(err)
}

// verdict is the error that goes with the ending.
func (r *run) verdict(ctx context.Context, err error) error {
	switch r.report.Ending {
	case Applied, Already:
		return nil
	case Interrupted:
		return fmt.Errorf("%s: %w", r.Section.Target, context.Cause(ctx))
	case Partly:
		c := r.report.Counts
		why := fmt.Errorf("%s: %w: %d done, %d failed, %d unknown, %d not run", r.Section.Target, ErrPartly, c.Done, c.Failed, c.Unknown, c.Skipped+r.unwelcome())
		return errors.Join(why, err, r.stop)
	}
	return errors.Join(err, r.stop)
}
