package simtest

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// Start starts a simulator, with options by name.
type Start func(seed []byte, at simhttp.Serving, options map[string]string) (*simhttp.Running, error)

// Starts fails unless a simulator starts by itself as what it is, listens to nobody
// else, and takes neither any seed nor any option. Use is given one that runs.
func (start Start) Starts(t testing.TB, typ string, use func(*simhttp.Running)) {
	t.Helper()
	run, err := start(nil, simhttp.Serving{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if run.Ready.Type != typ || len(run.Ready.Credentials) == 0 {
		t.Errorf("ready: %+v", run.Ready)
	}
	for name, value := range run.Ready.Credentials {
		if value == "" {
			t.Errorf("ready without %s", name)
		}
	}
	use(run)
	start.refuses(t, "listens to others", "", simhttp.Serving{Addr: "0.0.0.0:0"}, nil)
	start.refuses(t, "takes any seed", "[", simhttp.Serving{}, nil)
	start.refuses(t, "takes any option", "", simhttp.Serving{}, map[string]string{"nothing": "1"})
}

func (start Start) refuses(t testing.TB, what, seed string, at simhttp.Serving, options map[string]string) {
	t.Helper()
	if run, err := start([]byte(seed), at, options); err == nil {
		run.Close()
		t.Error(what)
	}
}

// TLS fails unless a simulator speaks https alone, with a certificate that is where it
// says: the one it is given, or with the option tls beside the world. Use is given a
// client that trusts it.
func (start Start) TLS(t testing.TB, use func(*http.Client, *simhttp.Running)) {
	t.Helper()
	dir := t.TempDir()
	given, world := filepath.Join(dir, "sim.pem"), filepath.Join(dir, "world.json")
	start.secure(t, given, simhttp.Serving{Certificate: given}, nil, use)
	start.secure(t, world+".pem", simhttp.Serving{File: world}, map[string]string{"tls": "true"}, use)
}

func (start Start) secure(t testing.TB, certificate string, at simhttp.Serving, options map[string]string, use func(*http.Client, *simhttp.Running)) {
	t.Helper()
	run, err := start(nil, at, options)
	if err != nil {
		t.Fatal(err)
	}
	defer run.Close()
	if run.Ready.Certificate != certificate || !strings.HasPrefix(run.URL, "https://") {
		t.Fatalf("ready: %+v at %s", run.Ready, run.URL)
	}
	pem, err := os.ReadFile(certificate)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	trusting := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer trusting.CloseIdleConnections()
	use(&http.Client{Transport: trusting}, run)
}

// Fault makes a fault the only one of a server.
func Fault(t Failer, s *simhttp.Server, f simhttp.Fault) {
	t.Helper()
	s.ClearFaults()
	if err := s.AddFault(f); err != nil {
		t.Fatalf("%v", err)
	}
}
