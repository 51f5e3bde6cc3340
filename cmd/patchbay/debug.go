package main

import (
	"io"
	"log/slog"

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
