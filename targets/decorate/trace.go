package decorate

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// Trace tells a log about each request: method, path, status, size and time.
// redact is applied to everything that is text; nil leaves it as it is. Queries
// are left out: they hold people's names and addresses.
func Trace(next http.RoundTripper, log *slog.Logger, redact func(string) string) http.RoundTripper {
	if redact == nil {
		redact = func(s string) string { return s }
	}
	return traced{next, log, redact}
}

type traced struct {
	next   http.RoundTripper
	log    *slog.Logger
	redact func(string) string
}

func (t traced) RoundTrip(r *http.Request) (*http.Response, error) {
	start := time.Now()
	resp, err := t.next.RoundTrip(r)
	attrs := []slog.Attr{
		slog.String("method", r.Method),
		slog.String("path", t.redact(r.URL.Path)),
		slog.Duration("took", time.Since(start).Round(time.Millisecond)),
	}
	if err != nil {
		t.log.LogAttrs(r.Context(), slog.LevelDebug, "request failed", append(attrs, slog.String("error", t.redact(err.Error())))...)
		return resp, err
	}
	t.log.LogAttrs(r.Context(), slog.LevelDebug, "request", append(attrs, slog.Int("status", resp.StatusCode))...)
	return resp, nil
}

// TraceWriter tells a log about each step that is carried out.
func TraceWriter(w targets.Writer, log *slog.Logger, redact func(string) string) targets.Writer {
	if redact == nil {
		redact = func(s string) string { return s }
	}
	t := tracedWriter{w, log, redact}
	if b, ok := w.(targets.BatchWriter); ok {
		return tracedBatch{t, b}
	}
	return t
}

type tracedWriter struct {
	targets.Writer
	log    *slog.Logger
	redact func(string) string
}

// Unwrap is the writer itself, for what it can do beyond writing.
func (t tracedWriter) Unwrap() targets.Writer { return t.Writer }

func (t tracedWriter) Read(ctx context.Context, s targets.Scope) (*state.Snapshot, error) {
	out, err := t.Writer.Read(ctx, s)
	if err != nil {
		t.log.DebugContext(ctx, "read failed", "references", len(s.Refs), "error", t.redact(err.Error()))
		return out, err
	}
	t.log.DebugContext(ctx, "read", "references", len(s.Refs), "objects", len(out.Objects))
	return out, nil
}

func (t tracedWriter) Do(ctx context.Context, o targets.Order) targets.Result {
	r := t.Writer.Do(ctx, o)
	t.tell(ctx, o, r)
	return r
}

func (t tracedWriter) tell(ctx context.Context, o targets.Order, r targets.Result) {
	attrs := []slog.Attr{slog.String("step", o.Step.ID), slog.String("call", o.Step.Call), slog.String("object", t.redact(o.Step.Object.String())), slog.String("outcome", string(r.Outcome))}
	if r.Err != nil {
		attrs = append(attrs, slog.String("error", t.redact(r.Err.Error())))
	}
	t.log.LogAttrs(ctx, slog.LevelDebug, "step", attrs...)
}

// tracedBatch is a traced writer that can send several orders at once.
type tracedBatch struct {
	tracedWriter
	batch targets.BatchWriter
}

func (t tracedBatch) BatchSize(call string) int { return t.batch.BatchSize(call) }

func (t tracedBatch) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	out := t.batch.DoBatch(ctx, orders)
	for i := range out {
		t.tell(ctx, orders[i], out[i])
	}
	return out
}
