package simhttp

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// Transport reaches the server without a socket. A dropped connection is
// io.ErrUnexpectedEOF from RoundTrip, or from reading a truncated body.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

// RoundTrip serves one request in the caller's goroutine.
func (t transport) RoundTrip(r *http.Request) (resp *http.Response, err error) {
	in := r.Clone(r.Context())
	if in.Body == nil {
		in.Body = http.NoBody
	}
	defer in.Body.Close()
	if in.Host == "" {
		in.Host = in.URL.Host
	}
	in.RequestURI = in.URL.RequestURI()
	rep := newReply()
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p != http.ErrAbortHandler {
			panic(p)
		}
		if rep.status == 0 {
			resp, err = nil, fmt.Errorf("simulator: connection dropped: %w", io.ErrUnexpectedEOF)
			return
		}
		resp = rep.response(r)
	}()
	t.server.ServeHTTP(rep, in)
	return rep.response(r), nil
}

// response turns a recorded reply into what a client gets.
func (p *reply) response(r *http.Request) *http.Response {
	size := int64(p.body.Len())
	if n, err := strconv.ParseInt(p.header.Get("Content-Length"), 10, 64); err == nil {
		size = n
	}
	var body io.Reader = bytes.NewReader(p.body.Bytes())
	if size > int64(p.body.Len()) {
		body = io.MultiReader(body, cut{})
	}
	return &http.Response{
		Status:        fmt.Sprintf("%d %s", p.code(), http.StatusText(p.code())),
		StatusCode:    p.code(),
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        p.header,
		Body:          io.NopCloser(body),
		ContentLength: size,
		Request:       r,
	}
}

// cut is the rest of a body that never came.
type cut struct{}

func (cut) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
