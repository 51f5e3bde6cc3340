package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/patchbay-dev/patchbay/targets/run"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// debugHelp is what --debug tells, and what it keeps to itself.
const debugHelp = "tell of every request on stderr: method, path, status and time; never queries, headers, bodies or secrets"

// log is where requests are told of; nil without --debug.
func (a *app) log() *slog.Logger {
	if !a.debug {
		return nil
	}
	return slog.New(slog.NewTextHandler(hiding{a.err, &a.redactor}, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// safely runs a command line. A panic becomes an error like any other: what it
// says is cleaned, and where it happened is told with --debug only.
func (a *app) safely(ctx context.Context, root *cobra.Command) (cmd *cobra.Command, err error) {
	defer func() {
		if p := recover(); p != nil {
			if log := a.log(); log != nil {
				log.Debug("crash", "stack", string(debug.Stack()))
			}
			cmd, err = root, hinted{fmt.Errorf("%w: %v", run.ErrCrash, p), "this is a mistake in patchbay, not in the site: please report it; --debug says where it happened"}
		}
	}()
	return root.ExecuteContextC(ctx)
}

// hiding takes secrets out of whole lines.
type hiding struct {
	w        io.Writer
	redactor *secret.Redactor
}

func (h hiding) Write(p []byte) (int, error) {
	if _, err := io.WriteString(h.w, h.redactor.String(string(p))); err != nil {
		return 0, err
	}
	return len(p), nil
}
