package threecx

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
	"github.com/patchbay-dev/patchbay/targets/threecx/sim"
)

// TestPageAhead: while a page of users is taken in, the next one is asked for; and
// none is asked for that nobody needs.
func TestPageAhead(t *testing.T) {
	p := start(t, many(450), sim.Options{})
	pages := &pageWatch{asked: make(chan string, 100)}
	w := p.connect(func(s *targets.Settings) {
		pages.next, s.Transport = s.Transport, pages
		s.Progress = func(done, _ int, what string) {
			if what != "users" || done < 200 || done >= 400 {
				return
			}
			for range done/100 + 1 - pages.seen { // the page after this one
				select {
				case <-pages.asked:
					pages.seen++
				case <-time.After(10 * time.Second):
					t.Errorf("with %d users taken in, %d pages had been asked for", done, pages.seen)
				}
			}
		}
	})
	if _, err := w.Read(context.Background(), targets.Scope{}); err != nil {
		t.Fatal(err)
	}
	if all := pages.seen + len(pages.asked); all != 5 {
		t.Errorf("%d pages of 450 users were asked for, wanted 5", all)
	}
}

// pageWatch tells of each page of users that is asked for.
type pageWatch struct {
	next  http.RoundTripper
	asked chan string
	seen  int
}

func (p *pageWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Path, "/Users") {
		p.asked <- r.URL.RawQuery
	}
	return p.next.RoundTrip(r)
}

// TestReadTwoWays: a connection that keeps what it read for writes and one that
// reads parts where they stand see the same.
func TestReadTwoWays(t *testing.T) {
	p := start(t, many(30), sim.Options{})
	kept := p.read(targets.Scope{})
	reader := p.connect(nil).(*conn)
	reader.raw = nil
	straight, err := reader.Read(context.Background(), targets.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(kept.Objects, straight.Objects, cmp.Comparer(state.Value.Equal)); diff != "" {
		t.Errorf("- kept, + straight:\n%s", diff)
	}
	if len(straight.Objects) < 30*7 {
		t.Errorf("only %d objects were read", len(straight.Objects))
	}
}

// TestRoutingReadOnce: what two profiles say alike is read once.
func TestRoutingReadOnce(t *testing.T) {
	w := newWire(enterprise)
	c := w.kinds[Forwarding]
	text := []byte(`{"BusyAllCalls": true, "BusyExternal": {"To": "VoiceMail"}, "Unknown": 1, "NoAnswerInternal": null}`)
	first, again := w.routing(c, text, "AvailableRoute"), w.routing(c, text, "AvailableRoute")
	if len(first) != 2 || &first[0] != &again[0] {
		t.Errorf("%d rules and %d; the second are not the first", len(first), len(again))
	}
	if other := w.routing(c, text, "AwayRoute"); len(other) != 0 {
		t.Errorf("the other routing has %d of its rules", len(other))
	}
}

// TestProfileReadOnce: what two people's profiles say alike is read once, and each
// has it as their own.
func TestProfileReadOnce(t *testing.T) {
	w := newWire(enterprise)
	text := `{"Id": 4, "Name": "Away", "NoAnswerTimeout": 20, "AwayRoute": {"Internal": {"To": "VoiceMail"}}}`
	h := &harvest{wire: w, kinds: map[string]bool{Forwarding: true}}
	h.forwarding(rest.NewScan([]byte(text)), "101")
	h.forwarding(rest.NewScan([]byte(text)), "102")
	h.forwarding(rest.NewScan([]byte(strings.Replace(text, "20", "30", 1))), "103")
	if n := len(w.kinds[Forwarding].profiles); n != 2 {
		t.Errorf("%d texts were read, of 2", n)
	}
	var got []string
	for i := range h.objects {
		o := &h.objects[i]
		got = append(got, fmt.Sprint(o.Key, " ", o.ID, " ", o.Get("User").Text(), " ", o.Get("NoAnswerTimeout").Int(), " ", o.Get("Internal").Text()))
	}
	want := []string{`101/Away 4 101 20 {"To":"VoiceMail"}`, `102/Away 4 102 20 {"To":"VoiceMail"}`, `103/Away 4 103 30 {"To":"VoiceMail"}`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
