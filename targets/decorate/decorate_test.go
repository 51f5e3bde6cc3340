package decorate

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

type answer func(*http.Request) (*http.Response, error)

func (a answer) RoundTrip(r *http.Request) (*http.Response, error) { return a(r) }

type writer struct{ targets.Writer }

func (writer) Read(context.Context, targets.Scope) (*state.Snapshot, error) {
	return nil, errors.New("no: canary")
}
func (writer) Do(context.Context, targets.Order) targets.Result {
	return targets.Result{Outcome: targets.Refused, Err: errors.New("canary refused")}
}

type batchWriter struct{ writer }

func (batchWriter) BatchSize(string) int { return 7 }
func (b batchWriter) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	return []targets.Result{b.Do(ctx, orders[0])}
}

func redact(s string) string { return strings.ReplaceAll(s, "canary", "***") }

func debug(b *bytes.Buffer) *slog.Logger {
	return slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func TestReadOnlyHasNoWritingHalf(t *testing.T) {
	r := ReadOnly(batchWriter{})
	if _, ok := r.(targets.Writer); ok {
		t.Error("a read-only connection can write")
	}
	if _, ok := r.(targets.BatchWriter); ok {
		t.Error("a read-only connection can write batches")
	}
}

func TestTrace(t *testing.T) {
	var b bytes.Buffer
	rt := Trace(answer(func(r *http.Request) (*http.Response, error) {
		if strings.HasSuffix(r.URL.Path, "lost") {
			return nil, fmt.Errorf("dial canary: %w", targets.ErrUnreachable)
		}
		return &http.Response{StatusCode: 204}, nil
	}), debug(&b), redact)
	for _, path := range []string{"/rest/1/canary/user.get?q=alice%40acme.example", "/lost"} {
		r, _ := http.NewRequest("POST", "https://pbx.example"+path, strings.NewReader("canary"))
		r.Header.Set("Authorization", "Bearer canary")
		rt.RoundTrip(r)
	}
	got := b.String()
	for _, want := range []string{"path=/rest/1/***/user.get", "status=204", "request failed", "dial ***"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	for _, never := range []string{"canary", "alice", "Bearer"} {
		if strings.Contains(got, never) {
			t.Errorf("%q is in\n%s", never, got)
		}
	}
}

func TestTraceWriter(t *testing.T) {
	var b bytes.Buffer
	o := targets.Order{Step: &plan.Step{ID: "s1", Call: "Users.Update", Object: state.Ref{Kind: "user", Key: "101"}}}
	plainOne := TraceWriter(writer{}, debug(&b), redact)
	if _, ok := plainOne.(targets.BatchWriter); ok {
		t.Error("tracing gives a writer batches that it does not have")
	}
	plainOne.Do(context.Background(), o)
	plainOne.Read(context.Background(), targets.Scope{})
	batch, ok := TraceWriter(batchWriter{}, debug(&b), redact).(targets.BatchWriter)
	if !ok || batch.BatchSize("x") != 7 {
		t.Fatal("tracing takes batches away")
	}
	if out := batch.DoBatch(context.Background(), []targets.Order{o}); len(out) != 1 || out[0].Outcome != targets.Refused {
		t.Errorf("results %v", out)
	}
	if got := b.String(); strings.Count(got, "step=s1") != 2 || strings.Contains(got, "canary") {
		t.Errorf("log\n%s", got)
	}
}

func TestRecorder(t *testing.T) {
	r := &Recorder{Redact: redact, Next: answer(func(q *http.Request) (*http.Response, error) {
		if q.Method == "DELETE" {
			return nil, targets.ErrReadOnly
		}
		return &http.Response{StatusCode: 200}, nil
	})}
	for _, m := range []string{"GET", "DELETE"} {
		q, _ := http.NewRequest(m, "https://pbx.example/canary/x?token=canary", nil)
		r.RoundTrip(q)
	}
	want := []Request{{"GET", "/***/x", 200}, {"DELETE", "/***/x", 0}}
	if d := cmp.Diff(want, r.Requests()); d != "" {
		t.Error(d)
	}
}
