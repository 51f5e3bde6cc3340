package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/patchbay-dev/patchbay/targets/run"
)

// TestSimTLS reads the line that sim prints, and reaches the simulator with the
// certificate that it names, and only with that.
func TestSimTLS(t *testing.T) {
	dir := t.TempDir()
	for name, c := range map[string]struct {
		args        []string
		certificate string
	}{
		"beside the world": {[]string{"--tls", "--world", filepath.Join(dir, "w.json")}, filepath.Join(dir, "w.json.pem")},
		"where it is said": {[]string{"--tls-cert", filepath.Join(dir, "c.pem")}, filepath.Join(dir, "c.pem")},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			r, w := io.Pipe()
			a := newApp()
			a.out, a.err = w, io.Discard
			done := make(chan run.Code, 1)
			go func() { done <- execute(ctx, a, append([]string{"sim", "3cx"}, c.args...)) }()
			var ready struct{ Type, URL, Certificate string }
			if err := json.NewDecoder(bufio.NewReader(r)).Decode(&ready); err != nil {
				t.Fatal(err)
			}
			if ready.Certificate != c.certificate || ready.Type != "3cx" {
				t.Errorf("ready line: %+v, want the certificate %s", ready, c.certificate)
			}
			pem, err := os.ReadFile(ready.Certificate)
			if err != nil {
				t.Fatal(err)
			}
			pool := x509.NewCertPool()
			pool.AppendCertsFromPEM(pem)
			client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
			resp, err := client.Get(ready.URL + "/_sim/clock")
			if err != nil {
				t.Fatal(err)
			}
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				t.Errorf("status %d", resp.StatusCode)
			}
			if resp, err := http.Get(ready.URL + "/_sim/clock"); err == nil {
				resp.Body.Close()
				t.Error("a client that does not trust the certificate got through")
			}
			stop()
			<-done
		})
	}
}
