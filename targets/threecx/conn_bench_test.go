package threecx

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// replay answers a GET that it saw before with the same reply, so that what a
// benchmark measures is the connection and not the simulator.
type replay struct {
	next http.RoundTripper
	seen map[string][]byte
	n    int
}

func (r *replay) RoundTrip(q *http.Request) (*http.Response, error) {
	key := q.Method + " " + q.URL.String()
	r.n++
	if body, ok := r.seen[key]; ok {
		return &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}, "X-3cx-Version": {"20.0.10.1234"}}, Body: io.NopCloser(bytes.NewReader(body))}, nil
	}
	resp, err := r.next.RoundTrip(q)
	if err != nil || resp.StatusCode != 200 {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	r.seen[key] = body
	return resp, err
}

// BenchmarkRead reads 10,000 users with their memberships, from memory.
func BenchmarkRead(b *testing.B) {
	p := start(b, many(10000), sim.Options{})
	r := &replay{seen: map[string][]byte{}}
	w := p.connect(func(s *targets.Settings) { r.next, s.Transport = s.Transport, r })
	if _, err := w.Read(context.Background(), targets.Scope{}); err != nil {
		b.Fatal(err)
	}
	size := 0
	for _, body := range r.seen {
		size += len(body)
	}
	r.n = 0
	if _, err := w.Read(context.Background(), targets.Scope{}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(r.n), "requests")
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.Read(context.Background(), targets.Scope{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(r.n)/float64(b.N+1), "requests/op")
}
