package rest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// ErrPlain is why a url is not opened.
var ErrPlain = errors.New("plain http would send credentials in the clear")

// Parse reads a target's url and refuses what must not be connected to: other
// schemes than https, except plain http to loopback, or to any host with the
// option insecure; and urls that carry credentials.
func Parse(raw string, insecure bool) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, errors.New("the url cannot be read")
	case u.Host == "":
		return nil, fmt.Errorf("the url %q names no host", raw)
	case u.User != nil:
		return nil, errors.New("the url holds credentials; put references to them in credentials")
	case u.Scheme == "https", u.Scheme == "http" && (insecure || Loopback(u.Hostname())):
		return u, nil
	case u.Scheme == "http":
		return nil, fmt.Errorf("%s: %w; use https, or set the target's option insecure to true", u.Host, ErrPlain)
	}
	return nil, fmt.Errorf("%s: the scheme %q is not https", u.Host, u.Scheme)
}

// Loopback reports whether a host is this machine.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Network is a transport with bounds on every phase of a connection. It follows
// the environment's proxy settings except for loopback. Close its idle
// connections when done.
func Network() *http.Transport {
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        60 * time.Second,
		MaxResponseHeaderBytes: 256 << 10,
		ForceAttemptHTTP2:      true,
	}
}

// isTLS reports whether a secure connection was refused, which no waiting mends.
func isTLS(err error) bool {
	var cert *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var record tls.RecordHeaderError
	return errors.As(err, &cert) || errors.As(err, &unknown) || errors.As(err, &host) || errors.As(err, &record)
}

// adviceFor says what to try when there was no connection.
func adviceFor(host string, err error) string {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return "check the host name in the target's url"
	case isTLS(err):
		return "check that the url names the host as its certificate does"
	}
	return "check the target's url, and that " + host + " can be reached from here"
}
