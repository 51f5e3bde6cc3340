package simhttp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.uber.org/goleak"
)

// A server with a certificate file speaks https alone, to clients that trust what
// is in the file and by every name of loopback; a new start has a new certificate.
func TestCertificate(t *testing.T) {
	defer goleak.VerifyNone(t)
	file := filepath.Join(t.TempDir(), "sim.pem")
	var before []byte
	for range 2 {
		run, err := Listen(context.Background(), must(New(&counter{}, Options{Certificate: file})), "", Ready{Type: "counter"})
		if err != nil {
			t.Fatal(err)
		}
		pem := must(os.ReadFile(file))
		if string(pem) == string(before) {
			t.Error("the certificate of the last start is used again")
		}
		before = pem
		if strings.Contains(string(pem), "PRIVATE KEY") {
			t.Error("the file holds a key")
		}
		if line := string(must(json.Marshal(run.Ready))); !strings.Contains(line, `"certificate":"`+file+`"`) || !strings.HasPrefix(run.URL, "https://127.0.0.1:") {
			t.Errorf("ready line %s", line)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		trusting := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
		for _, url := range []string{run.URL, strings.Replace(run.URL, "127.0.0.1", "localhost", 1)} {
			if status, _, err := request(trusting, "GET", url+"/show", ""); status != 200 || err != nil {
				t.Errorf("%s: %d %v", url, status, err)
			}
		}
		trusting.CloseIdleConnections()
		wary := &http.Transport{}
		unknown := x509.UnknownAuthorityError{}
		if _, _, err := request(wary, "GET", run.URL+"/show", ""); !errors.As(err, &unknown) {
			t.Errorf("without trust: %v", err)
		}
		if status, _, err := request(wary, "GET", "http://"+strings.TrimPrefix(run.URL, "https://")+"/show", ""); err == nil && status != 400 {
			t.Errorf("plain HTTP: %d", status)
		}
		wary.CloseIdleConnections()
		if err := run.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A certificate that cannot be written is an error at start, and nothing listens.
func TestCertificateUnwritable(t *testing.T) {
	defer goleak.VerifyNone(t)
	_, err := Listen(context.Background(), must(New(&counter{}, Options{Certificate: filepath.Join(t.TempDir(), "no", "folder.pem")})), "", Ready{})
	if !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
