package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
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

// TestSimAddresses: where a simulator speaks another protocol, the line says so, and
// who asks the control plane is told the same.
func TestSimAddresses(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	r, w := io.Pipe()
	a := newApp()
	a.out, a.err = w, io.Discard
	done := make(chan run.Code, 1)
	go func() { done <- execute(ctx, a, []string{"sim", "asterisk", "--option", "amiListen=127.0.0.1:0"}) }()
	var ready struct {
		URL       string
		Addresses map[string]string
	}
	if err := json.NewDecoder(bufio.NewReader(r)).Decode(&ready); err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", ready.Addresses["ami"])
	if err != nil {
		t.Fatalf("%v: %v", ready, err)
	}
	defer conn.Close()
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.HasPrefix(line, "Asterisk Call Manager/") {
		t.Errorf("%q %v", line, err)
	}
	resp, err := http.Get(ready.URL + "/_sim/addresses")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var told map[string]string
	if err := json.NewDecoder(resp.Body).Decode(&told); err != nil || told["ami"] != ready.Addresses["ami"] {
		t.Errorf("%v %v, want %v", told, err, ready.Addresses)
	}
	stop()
	if code := <-done; code != 0 && code != 130 {
		t.Errorf("exit %d", code)
	}
}
