package run

import (
	"context"
	"net/url"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// cleanReader and cleanWriter take the secrets that were fetched out of what a
// target says when it refuses: their errors go into journals and reports.
func (j *Job) cleanReader(r targets.Reader) targets.Reader {
	if j.Secrets == nil {
		return r
	}
	return cleanReader{r, j.Secrets.Redactor}
}

func (j *Job) cleanWriter(w targets.Writer) targets.Writer {
	if j.Secrets == nil {
		return w
	}
	c := cleanWriter{cleanReader{w, j.Secrets.Redactor}, w}
	if b, ok := w.(targets.BatchWriter); ok {
		return cleanBatch{c, b}
	}
	return c
}

type cleanReader struct {
	targets.Reader
	redactor *secret.Redactor
}

func (c cleanReader) Probe(ctx context.Context) (state.Profile, error) {
	p, err := c.Reader.Probe(ctx)
	return p, c.redactor.Error(err)
}

func (c cleanReader) Read(ctx context.Context, s targets.Scope) (*state.Snapshot, error) {
	live, err := c.Reader.Read(ctx, s)
	return live, c.redactor.Error(err)
}

type cleanWriter struct {
	cleanReader
	writer targets.Writer
}

// Unwrap is the connection itself, for what it has beyond writing.
func (c cleanWriter) Unwrap() targets.Writer { return c.writer }

func (c cleanWriter) Do(ctx context.Context, o targets.Order) targets.Result {
	r := c.writer.Do(ctx, o)
	r.Err = c.redactor.Error(r.Err)
	return r
}

type cleanBatch struct {
	cleanWriter
	batch targets.BatchWriter
}

func (c cleanBatch) BatchSize(call string) int { return c.batch.BatchSize(call) }

func (c cleanBatch) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	out := c.batch.DoBatch(ctx, orders)
	for i := range out {
		out[i].Err = c.redactor.Error(out[i].Err)
	}
	return out
}

// address is where a target is, as people see it: without what a url can hold
// beside a place, such as a password or a token that somebody has put there.
func address(raw string) string {
	if strings.HasPrefix(raw, "sim:") {
		return raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		return "a url that cannot be read"
	}
	if u.User == nil && u.RawQuery == "" && u.Fragment == "" {
		return raw
	}
	u.User, u.RawQuery, u.Fragment, u.RawFragment = nil, "", "", ""
	return u.String()
}
