package targettest

import (
	"bytes"
	"log/slog"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/decorate"
	"github.com/patchbay-dev/patchbay/targets/secret"
)

// decorators: a connection that is traced, recorded and without its writing half
// reads the same, and the log tells no secrets.
func decorators(c *check) {
	s := c.start("peopled")
	want := s.read()
	var log bytes.Buffer
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	recorder := &decorate.Recorder{Next: s.network()}
	var redactor secret.Redactor
	for _, h := range s.hidden() {
		redactor.Add(h)
	}
	r, err := c.Driver.Open(c.Context(), s.settings(decorate.Trace(recorder, logger, redactor.String)))
	if err != nil {
		c.Fatalf("open: %v", err)
	}
	defer r.Close()
	wrapped := decorate.ReadOnly(r)
	if _, ok := wrapped.(targets.Writer); ok {
		c.Errorf("a connection that was made read-only can write")
	}
	p, err := wrapped.Probe(c.Context())
	if err != nil {
		c.Fatalf("probe: %v", err)
	}
	got, err := wrapped.Read(c.Context(), targets.Scope{})
	if err != nil {
		c.Fatalf("read: %v", err)
	}
	got.Profile = p
	if !bytes.Equal(bytesOf(c.TB, want), bytesOf(c.TB, got)) {
		c.Errorf("a wrapped connection reads something else: %s", difference(c.Driver.Schema(p), want, got, 0))
	}
	if len(recorder.Requests()) == 0 || log.Len() == 0 {
		c.Errorf("the connection does not use the transport it is given: %d requests recorded, %d bytes logged", len(recorder.Requests()), log.Len())
	}
	s.clean("the log", log.Bytes(), s.hidden())
	w, done := s.writer()
	defer done()
	_, batches := w.(targets.BatchWriter)
	if _, still := decorate.TraceWriter(w, logger, nil).(targets.BatchWriter); batches != still {
		c.Errorf("a traced writer sends batches: %t, the bare one: %t", still, batches)
	}
}
