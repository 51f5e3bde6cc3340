package simhttp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestFaults(t *testing.T) {
	const whole = `{"n":1,"text":"some more words"}`
	for name, c := range map[string]struct {
		fault  string
		path   string
		status int
		body   string
		err    error
		n      int // of the world afterwards
		logged int // status in the request log
	}{
		"status":             {`{"kind":"status","status":429,"retryAfter":3}`, "/x", 429, "", nil, 0, 429},
		"status with a body": {`{"kind":"status","status":500,"body":"oops","contentType":"text/plain"}`, "/x", 500, "oops", nil, 0, 500},
		"status by default":  {`{"kind":"status"}`, "/x", 500, "", nil, 0, 500},
		"status after":       {`{"kind":"status-after","status":502}`, "/x", 502, "", nil, 1, 200},
		"drop before":        {`{"kind":"drop-before"}`, "/x", 0, "", io.ErrUnexpectedEOF, 0, 0},
		"drop after":         {`{"kind":"drop-after"}`, "/x", 0, "", io.ErrUnexpectedEOF, 1, 200},
		"truncate":           {`{"kind":"truncate"}`, "/x", 200, whole[:16], io.ErrUnexpectedEOF, 1, 200},
		"malformed":          {`{"kind":"malformed"}`, "/x", 200, whole[:16], nil, 1, 200},
		"html":               {`{"kind":"html"}`, "/x", 200, page, nil, 0, 200},
		"ignored write":      {`{"kind":"ignore-write"}`, "/x", 200, whole, nil, 0, 200},
		"shifted page":       {`{"kind":"shift-page"}`, "/list", 200, `["b","c","a"]` + "\n", nil, 1, 200},
		"short page":         {`{"kind":"short-page"}`, "/list", 200, `["a","b"]`, nil, 1, 200},
		"no page to shorten": {`{"kind":"short-page"}`, "/x", 200, whole, nil, 1, 200},
		"expired sessions":   {`{"kind":"expire"}`, "/x", 200, whole, nil, 1, 200},
		"another method":     {`{"kind":"status","match":{"method":"GET"}}`, "/x", 200, whole, nil, 1, 200},
		"one of two methods": {`{"kind":"status","match":{"method":"get|post"}}`, "/x", 500, "", nil, 0, 500},
		"another path":       {`{"kind":"status","match":{"path":"/y"}}`, "/x", 200, whole, nil, 1, 200},
		"a pattern":          {`{"kind":"status","match":{"path":"/*/z*"}}`, "/a/b/z(1)", 500, "", nil, 0, 500},
		"the second of them": {`{"kind":"status","nth":2}`, "/x", 200, whole, nil, 1, 200},
	} {
		t.Run(name, func(t *testing.T) {
			v := &journaled{}
			s := must(New(v, Options{}))
			rt := s.Transport()
			if st, b, err := request(rt, "POST", "http://sim/_sim/faults", c.fault); st != 200 || err != nil {
				t.Fatalf("fault: %d %s %v", st, b, err)
			}
			status, body, err := request(rt, "POST", "http://sim"+c.path, "")
			if status != c.status || body != c.body || !errors.Is(err, c.err) {
				t.Errorf("got %d %q %v, want %d %q %v", status, body, err, c.status, c.body, c.err)
			}
			if v.N != c.n {
				t.Errorf("the world is at %d, want %d", v.N, c.n)
			}
			if got := s.Requests()[0].Status; got != c.logged {
				t.Errorf("logged as %d, want %d", got, c.logged)
			}
		})
	}
}

// Over a real socket a dropped connection is an error of the client's too.
func TestFaultsOverTCP(t *testing.T) {
	v := &counter{}
	run := must(Listen(context.Background(), must(New(v, Options{})), "", Ready{Type: "counter"}))
	defer run.Close()
	rt := &http.Transport{DisableKeepAlives: true}
	for _, kind := range []Kind{DropBefore, DropAfter, Truncate} {
		run.ClearFaults()
		if err := run.AddFault(Fault{Kind: kind, Match: Match{Path: "/x"}}); err != nil {
			t.Fatal(err)
		}
		if status, body, err := request(rt, "POST", run.URL+"/x", ""); err == nil {
			t.Errorf("%s: %d %q, want an error", kind, status, body)
		}
	}
	if v.N != 2 {
		t.Errorf("the world is at %d, want 2", v.N)
	}
}

func TestNthCountsMatches(t *testing.T) {
	s := must(New(&counter{}, Options{}))
	rt := s.Transport()
	for _, f := range []Fault{{Kind: Status, Status: 503, Nth: 2, Match: Match{Path: "/x"}}, {Kind: Status, Status: 504, Nth: 3}} {
		if err := s.AddFault(f); err != nil {
			t.Fatal(err)
		}
	}
	var got []int
	for _, path := range []string{"/x", "/y", "/x", "/x"} {
		status, _, err := request(rt, "GET", "http://sim"+path, "")
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, status)
	}
	if d := cmp.Diff([]int{200, 200, 503, 200}, got); d != "" {
		t.Errorf("two faults on the third request, the first added wins:\n%s", d)
	}
}

func TestDelay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &counter{}
		s := must(New(v, Options{}))
		if err := s.AddFault(Fault{Kind: Delay, Delay: Duration(time.Minute)}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if _, _, err := request(s.Transport(), "POST", "http://sim/x", ""); err != nil || time.Since(start) != time.Minute || v.N != 1 {
			t.Errorf("after %v: %v, world at %d", time.Since(start), err, v.N)
		}
	})
}

// A held request waits for whoever arms the faults, or for its client.
func TestHold(t *testing.T) {
	for _, c := range []struct {
		kind   Kind
		during int // what the world is at while the request waits
		gone   int // and after a client that gave up
	}{{HoldBefore, 0, 0}, {HoldAfter, 1, 1}} {
		for _, leave := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				v := &counter{}
				s := must(New(v, Options{}))
				if err := s.AddFault(Fault{Kind: c.kind, Nth: 1}); err != nil {
					t.Fatal(err)
				}
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				got := make(chan error, 1)
				go func() {
					resp, err := s.Transport().RoundTrip(must(http.NewRequestWithContext(ctx, "POST", "http://sim/x", nil)))
					if err == nil {
						resp.Body.Close()
					}
					got <- err
				}()
				synctest.Wait()
				if !s.faults.list()[0].Holding || v.N != c.during || len(got) > 0 {
					t.Errorf("%s: %+v, world at %d", c.kind, s.faults.list(), v.N)
				}
				want := 1
				if leave {
					stop()
					want = c.gone
				} else {
					s.ClearFaults()
				}
				if err := <-got; (err != nil) != leave || v.N != want {
					t.Errorf("%s, client gone %t: %v, world at %d, want %d", c.kind, leave, err, v.N, want)
				}
			})
		}
	}
}

func TestBadFaults(t *testing.T) {
	s := must(New(&counter{}, Options{}))
	for _, body := range []string{`{"kind":"explode"}`, `{"kind":"status","nth":-1}`, `{"kind":"status","status":42}`, `{"kind":"shift-page"}`, `{"kind":"delay","delay":"soon"}`, `{`} {
		if status, text, _ := request(s.Transport(), "POST", "http://sim/_sim/faults", body); status != 400 || !strings.Contains(text, "error") {
			t.Errorf("%s: %d %s", body, status, text)
		}
	}
}

func TestDurationSpellings(t *testing.T) {
	for text, want := range map[string]time.Duration{`"250ms"`: 250 * time.Millisecond, `1.5`: 1500 * time.Millisecond, `"2"`: 2 * time.Second} {
		var d Duration
		if err := json.Unmarshal([]byte(text), &d); err != nil || time.Duration(d) != want {
			t.Errorf("%s: %v %v", text, time.Duration(d), err)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestShorter(t *testing.T) {
	for body, want := range map[string]string{
		`[1,2]`:                       `[1]`,
		`{"a":[],"b":[1,2],"c":[3]}`:  `{"a":[],"b":[1],"c":[3]}`,
		`{"result":{"list":[{},{}]}}`: `{"result":{"list":[{}]}}`,
		`{"result":{"a":true,"b":{"x":[{"ID":"1","IN":[5]},{"ID":"2"}]},"c":[{}]}}`: `{"result":{"a":true,"b":{"x":[{"ID":"1","IN":[5]}]},"c":[{}]}}`,
		`{"result":{"ID":"1","IN":[5]}}`:                                            `{"result":{"ID":"1","IN":[5]}}`,
		`{"result":true}`:                                                           `{"result":true}`,
		`[]`:                                                                        `[]`,
		`null`:                                                                      `null`,
		`no json`:                                                                   `no json`,
	} {
		if got := string(shorter([]byte(body))); got != want {
			t.Errorf("%s: got %s, want %s", body, got, want)
		}
	}
}

// A quirk is refused where a simulator has no options for one request, or not these.
func TestQuirk(t *testing.T) {
	plain := must(New(&counter{}, Options{}))
	if err := plain.AddFault(Fault{Kind: Quirk}); !errors.Is(err, errFault) {
		t.Errorf("without options: %v", err)
	}
	s := must(New(quirky{&counter{}}, Options{}))
	if err := s.AddFault(Fault{Kind: Quirk, Options: map[string]string{"none": "1"}}); !errors.Is(err, errFault) {
		t.Errorf("an option that is not there: %v", err)
	}
	if err := s.AddFault(Fault{Kind: Quirk, Nth: 2, Options: map[string]string{"loud": "1"}}); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "1", ""} {
		r, _ := http.NewRequest(http.MethodGet, "http://sim/show", nil)
		resp, err := s.Transport().RoundTrip(r)
		if err != nil || resp.Header.Get("Loud") != want {
			t.Errorf("request %d: %v %v", i+1, resp.Header, err)
		}
	}
	if log := s.Requests(); log[1].Fault != "quirk" {
		t.Errorf("log: %+v", log)
	}
}

// quirky has the option loud, which a reply shows.
type quirky struct{ *counter }

func (q quirky) Under(r *http.Request, options map[string]string) (*http.Request, error) {
	r = r.Clone(r.Context())
	for name, v := range options {
		if name != "loud" {
			return nil, fmt.Errorf("no option %s", name)
		}
		if r.Header == nil {
			r.Header = http.Header{}
		}
		r.Header.Set("Loud", v)
	}
	return r, nil
}

func (q quirky) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if v := r.Header.Get("Loud"); v != "" {
		w.Header().Set("Loud", v)
	}
	q.counter.ServeHTTP(w, r)
}
