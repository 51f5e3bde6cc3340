package apply

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// posting is a vendor whose creates are real requests over loopback.
type posting struct {
	*fake
	client *rest.Client
	made   map[state.Ref]state.Object
}

// Read shows what was posted; that costs no request here, nor does it in the loop.
func (p *posting) Read(_ context.Context, scope targets.Scope) (*state.Snapshot, error) {
	out := &state.Snapshot{Coverage: []state.Coverage{{Extent: state.Extent{Kind: "person"}}}}
	for _, ref := range scope.Refs {
		if o, ok := p.made[ref]; ok {
			out.Objects = append(out.Objects, o)
		}
	}
	out.Sort()
	return out, nil
}

var body = []byte(`{"Number":"101","FirstName":"Alice","LastName":"Martin","EmailAddress":"alice@acme.example"}`)

func (p *posting) Do(ctx context.Context, o targets.Order) targets.Result {
	r, err := p.client.Do(ctx, rest.Request{Method: "POST", Path: "/Users", Body: body})
	if err != nil {
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: err}
	}
	made := state.Object{Kind: o.Step.Object.Kind, Key: o.Step.Object.Key}
	for _, a := range o.Step.Effects[0].Attrs {
		made.Put(a.Name, a.Value)
	}
	p.made[made.Ref()] = made
	return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: fmt.Sprint(len(r.Body))}}
}

// BenchmarkWrite compares what a write costs here, journal included, with a bare
// loop that posts and syncs a line for each. The two take turns, so that noise
// hits both; the metric "ratio" is the median of the pairs.
func BenchmarkWrite(b *testing.B) {
	const n = 300
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		w.Write([]byte(`{"Id":12}`))
	}))
	defer server.Close()
	base, err := url.Parse(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	network := rest.Network()
	defer network.CloseIdleConnections()
	w := &posting{fake: newFake(), client: &rest.Client{Base: base, Transport: rest.Retry(network, rest.Patience{})}}
	var want []state.Object
	for i := range n {
		want = append(want, person(fmt.Sprint(1000+i), "a@acme.example", ""))
	}
	var ratios []float64
	var bare, ours time.Duration
	for b.Loop() {
		start := time.Now()
		loop(b, network, server.URL, n)
		mid := time.Now()
		s := planned(newFake(), want, func(state.Op) plan.Settle { return plan.ByKey })
		w.made = map[state.Ref]state.Object{}
		ready := time.Now()
		if _, err := Run(context.Background(), job(b, w, s, b.TempDir(), "r1")); err != nil {
			b.Fatal(err)
		}
		bare, ours = bare+mid.Sub(start), ours+time.Since(ready)
		ratios = append(ratios, float64(time.Since(ready))/float64(mid.Sub(start)))
	}
	slices.Sort(ratios)
	per := float64(b.N * n)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	b.ReportMetric(float64(bare.Microseconds())/per, "bare-µs/write")
	b.ReportMetric(float64(ours.Microseconds())/per, "ours-µs/write")
}

// loop is the yardstick: post, write a line, sync.
func loop(b *testing.B, rt http.RoundTripper, url string, n int) {
	f, err := os.Create(filepath.Join(b.TempDir(), "log"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	c := &http.Client{Transport: rt}
	for range n {
		resp, err := c.Post(url+"/Users", "application/json", bytes.NewReader(body))
		if err != nil {
			b.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		if _, err := f.WriteString("done\n"); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
}
