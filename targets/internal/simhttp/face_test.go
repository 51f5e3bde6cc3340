package simhttp

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// shouter answers a request by its path in capitals, and after an upgrade every line
// of its client so.
type shouter struct{ plain }

func (shouter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Header.Get("Upgrade") == "" {
		fmt.Fprint(w, strings.ToUpper(r.URL.Path))
		return
	}
	w.Header().Set("Upgrade", "shout")
	w.Header().Set("Connection", "Upgrade")
	w.WriteHeader(http.StatusSwitchingProtocols)
	w.(Takeover).TakeOver(func(conn net.Conn, from *bufio.Reader) {
		for {
			line, err := from.ReadString('\n')
			if err != nil {
				return
			}
			fmt.Fprint(conn, strings.ToUpper(line))
		}
	})
}

// plain is the rest of a vendor.
type plain struct{}

func (plain) Load([]byte) error                   { return nil }
func (plain) Save() ([]byte, error)               { return []byte("{}"), nil }
func (plain) Mutating(*http.Request, []byte) bool { return false }
func (plain) Restart()                            {}

// lines asks the simulator for each line of a connection.
func lines(s *Server) func(context.Context, net.Conn) {
	return func(ctx context.Context, conn net.Conn) {
		in := bufio.NewScanner(conn)
		for in.Scan() {
			req, _ := http.NewRequestWithContext(ctx, "LINE", "http://sim/"+in.Text(), nil)
			resp, err := s.Transport().RoundTrip(req)
			if err != nil {
				return
			}
			body, _ := io.ReadAll(resp.Body)
			fmt.Fprintf(conn, "%s\n", body)
		}
	}
}

func started(t *testing.T) *Running {
	t.Helper()
	s, err := New(shouter{}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	run, err := Listen(t.Context(), s, "", Ready{})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

// TestServe: another protocol has a port, its requests are logged and hit by faults,
// and Close ends its connections, also one that a fault holds.
func TestServe(t *testing.T) {
	run := started(t)
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:1", "nope"} {
		if err := run.Serve(t.Context(), "line", addr, nil); err == nil {
			t.Errorf("it listens on %s", addr)
		}
	}
	if err := run.Serve(t.Context(), "line", "0.0.0.0:0", nil); !errors.Is(err, ErrNotLoopback) {
		t.Error(err)
	}
	if err := run.Serve(t.Context(), "line", "127.0.0.1:0", lines(run.Server)); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(run.URL + "/_sim/addresses")
	if err != nil {
		t.Fatal(err)
	}
	told, _ := io.ReadAll(resp.Body)
	resp.Body.Close()
	addr := run.Addresses()["line"]
	if want := `{"line":"` + addr + `"}`; string(told) != want || addr == "" {
		t.Errorf("addresses: %s, want %s", told, want)
	}
	a, b := dial(t, addr), dial(t, addr)
	if got := say(a, "one"); got != "/ONE" {
		t.Errorf("got %q", got)
	}
	if err := run.AddFault(Fault{Match: Match{Method: "LINE"}, Nth: 1, Kind: DropBefore}); err != nil {
		t.Fatal(err)
	}
	if got := say(a, "two"); got != "" {
		t.Errorf("got %q through a dropped connection", got)
	}
	if got := run.Requests(); len(got) != 2 || got[0].Path != "/one" || got[1].Fault != string(DropBefore) {
		t.Errorf("log: %+v", got)
	}
	run.ClearFaults()
	if err := run.AddFault(Fault{Match: Match{Path: "/held"}, Kind: HoldBefore}); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(b, "held")
	time.Sleep(20 * time.Millisecond)
	done := make(chan error, 1)
	go func() { done <- run.Close() }()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("Close waits for a connection")
	}
	if _, err := net.Dial("tcp", addr); err == nil {
		t.Error("it still listens")
	}
}

// TestTakeover: a connection goes on after a 101, with what its client had sent
// already; through Transport it just answers.
func TestTakeover(t *testing.T) {
	run := started(t)
	conn := dial(t, strings.TrimPrefix(run.URL, "http://"))
	fmt.Fprint(conn, "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: shout\r\nConnection: Upgrade\r\n\r\nhello\n")
	in := bufio.NewReader(conn)
	resp, err := http.ReadResponse(in, nil)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols || resp.Header.Get("Upgrade") != "shout" {
		t.Fatalf("%v %v", resp, err)
	}
	if line, _ := in.ReadString('\n'); line != "HELLO\n" {
		t.Errorf("got %q", line)
	}
	if err := run.Close(); err != nil {
		t.Error(err)
	}
	if _, err := in.ReadByte(); err == nil {
		t.Error("the connection outlives the simulator")
	}
	req, _ := http.NewRequest("GET", "http://sim/", nil)
	req.Header.Set("Upgrade", "shout")
	resp, err = run.Transport().RoundTrip(req)
	if err != nil || resp.StatusCode != http.StatusSwitchingProtocols {
		t.Errorf("%v %v", resp, err)
	}
}

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	return conn
}

// say sends a line and returns the next, without its end; "" when there is none.
func say(conn net.Conn, line string) string {
	fmt.Fprintln(conn, line)
	in := bufio.NewScanner(conn)
	in.Scan()
	return in.Text()
}
