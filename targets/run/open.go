package run

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/time/rate"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/decorate"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// usualRate is how many requests go out in a second to a real system that
// neither its vendor nor the site sets a limit for. A simulator has none.
const usualRate = 40

// line is how a target is reached: the settings that a driver opens with, and
// what has to be closed afterwards.
type line struct {
	settings targets.Settings
	network  *http.Transport
	sim      targets.Simulator // nil for a real system
}

func (l *line) close() error {
	l.network.CloseIdleConnections()
	if l.sim == nil {
		return nil
	}
	return l.sim.Close()
}

// reader opens a target for looking. Its transport refuses whatever the driver
// does not call a read.
func (s *stage) reader(ctx context.Context) (targets.Reader, func() error, error) {
	r, closeAll, err := s.opened(ctx)
	if err != nil {
		return nil, nil, err
	}
	return decorate.ReadOnly(s.cleanReader(r)), closeAll, nil
}

// opened is the driver's own connection for looking, with what it has beyond a
// Reader.
func (s *stage) opened(ctx context.Context) (targets.Reader, func() error, error) {
	l, err := s.dial(ctx)
	if err != nil {
		return nil, nil, err
	}
	l.settings.Transport = rest.ReadOnly(l.settings.Transport, s.driver.Reads)
	r, err := s.driver.Open(ctx, l.settings)
	if err != nil {
		return nil, nil, errors.Join(err, l.close())
	}
	return r, func() error { return errors.Join(r.Close(), l.close()) }, nil
}

// dial prepares everything that reading and writing have in common.
func (s *stage) dial(ctx context.Context) (*line, error) {
	l := &line{settings: targets.Settings{
		Target: s.target.ID, URL: s.target.URL, Tenant: s.target.Tenant.Or(""), Options: s.target.Options, Now: s.Now, Shared: &s.shared,
		Progress: func(done, total int, what string) { s.progress(what, done, total) }, Profile: resolve.Offline(s.target), Keep: s.keep,
		Sealed: s.sealed(ctx),
	}}
	var err error
	if l.network, err = s.network(); err != nil {
		return nil, err
	}
	if l.settings.Credentials, err = s.credentials(ctx); err != nil {
		return nil, err
	}
	if file, ok := strings.CutPrefix(s.target.URL, "sim:"); ok {
		if err := s.simulate(ctx, l, file); err != nil {
			return nil, err
		}
	}
	l.settings.Transport = s.traced(rest.Retry(s.limit(l), rest.Patience{Backoff: s.Backoff}))
	return l, nil
}

// limit makes connections of one account share its allowance.
func (s *stage) limit(l *line) http.RoundTripper {
	host := l.settings.URL
	if u, err := url.Parse(host); err == nil {
		host = u.Host
	}
	perSecond, burst, name := float64(usualRate), usualRate, l.settings.Credentials["clientId"]
	switch r := s.driver.Rate; {
	case r.PerSecond > 0:
		perSecond, burst = r.PerSecond, r.Burst
		if r.ByHost {
			name = ""
		}
	case l.sim != nil:
		perSecond = float64(rate.Inf)
	}
	switch n := s.target.Options["requestsPerSecond"].(type) {
	case int64:
		perSecond, burst = float64(n), usualRate
	case float64:
		perSecond, burst = n, usualRate
	}
	if s.driver.Rate.Burst == 0 {
		burst = int(min(perSecond, usualRate))
	}
	account := rest.Account{Type: s.driver.Type, Host: host, Name: name}
	return rest.Limit(l.network, s.limiters.For(account, perSecond, max(1, burst)))
}

// network is a transport that trusts the site's own authority, if it names one.
func (s *stage) network() (*http.Transport, error) {
	t := rest.Network()
	file, _ := s.target.Options["caFile"].(string)
	if file == "" {
		return t, nil
	}
	pem, err := os.ReadFile(s.file(file))
	if err != nil {
		return nil, fmt.Errorf("read caFile: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		return nil, advised{fmt.Errorf("caFile %s holds no certificate", file), "it has to be PEM: -----BEGIN CERTIFICATE-----"}
	}
	t.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: pool}
	return t, nil
}

// simulate starts the driver's simulator in this process. The seed is only
// read; the world lives in the site's own folder and outlasts the process.
func (s *stage) simulate(ctx context.Context, l *line, file string) error {
	if s.driver.Simulate == nil {
		return fmt.Errorf("there is no simulator for targets of type %s: %w", s.driver.Type, targets.ErrUnsupported)
	}
	o := targets.SimOptions{World: filepath.Join(s.Dir, ".patchbay", "sim", s.target.ID+".json")}
	if file != "" {
		seed, err := os.ReadFile(s.file(file))
		if errors.Is(err, fs.ErrNotExist) {
			return advised{fmt.Errorf("the simulator's seed %s does not exist", file), "the file is named relative to the site's folder; `sim:` alone begins empty"}
		}
		if err != nil {
			return fmt.Errorf("read the simulator's seed: %w", err)
		}
		o.Seed = seed
	}
	if err := os.MkdirAll(filepath.Dir(o.World), 0o755); err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	sim, err := s.driver.Simulate(ctx, o)
	if err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	l.sim, l.settings.URL = sim, sim.URL()
	if len(l.settings.Credentials) == 0 {
		l.settings.Credentials = sim.Credentials()
	}
	return nil
}

// file is a path of the site on disk.
func (s *stage) file(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.Dir, filepath.FromSlash(name))
}
