package simhttp

import (
	"bufio"
	"bytes"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// reply is what the vendor answered, held back until the world is safe.
type reply struct {
	status int
	header http.Header
	body   bytes.Buffer
	talk   func(net.Conn, *bufio.Reader) // nil: HTTP goes on
}

func newReply() *reply { return &reply{header: http.Header{}} }

func (p *reply) Header() http.Header { return p.header }

func (p *reply) WriteHeader(status int) {
	if p.status == 0 {
		p.status = status
	}
}

func (p *reply) Write(b []byte) (int, error) {
	p.WriteHeader(http.StatusOK)
	return p.body.Write(b)
}

// code is the status, 200 when the vendor said nothing.
func (p *reply) code() int {
	if p.status == 0 {
		return http.StatusOK
	}
	return p.status
}

// send writes the status, the headers and body under a Content-Length of size.
func (p *reply) send(w http.ResponseWriter, body []byte, size int) {
	h := w.Header()
	for k, v := range p.header {
		h[k] = v
	}
	if size > 0 || bodyAllowed(p.code()) {
		h.Set("Content-Length", strconv.Itoa(size))
	}
	w.WriteHeader(p.code())
	w.Write(body)
}

func bodyAllowed(status int) bool { return status >= 200 && status != 204 && status != 304 }

// answer serves one request under a fault.
func (s *Server) answer(w http.ResponseWriter, r *http.Request, line *Request, f Fault) {
	switch f.Kind {
	case DropBefore:
		s.requests.close(line, 0, string(f.Kind))
		panic(http.ErrAbortHandler)
	case Status:
		s.requests.close(line, f.code(), string(f.Kind))
		f.write(w)
		return
	case HTML:
		s.requests.close(line, http.StatusOK, string(f.Kind))
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write([]byte(page))
		return
	case HoldBefore:
		if !s.faults.hold(r.Context(), f) {
			s.requests.close(line, 0, string(f.Kind))
			panic(http.ErrAbortHandler)
		}
	case Expire:
		s.Restart()
	case ShiftPage:
		r = s.vendor.(PageShifter).ShiftPage(r)
	case Quirk:
		if marked, err := s.under(r, f); err == nil { // it was checked when the fault was added
			r = marked
		}
	}
	rep, err := s.do(r, line.Mutating, f.Kind == IgnoreWrite)
	if err != nil {
		s.log.Error("simulator", "err", err)
		s.requests.close(line, http.StatusInternalServerError, string(f.Kind))
		http.Error(w, "simulator: "+err.Error(), http.StatusInternalServerError)
		return
	}
	s.requests.close(line, rep.code(), string(f.Kind))
	s.deliver(w, r, rep, f)
}

// deliver sends what the vendor answered, or what a fault leaves of it.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, rep *reply, f Fault) {
	body := rep.body.Bytes()
	if rep.talk != nil && f.Kind != DropAfter && f.Kind != StatusAfter {
		s.handOver(w, rep)
		return
	}
	switch f.Kind {
	case DropAfter:
		panic(http.ErrAbortHandler)
	case StatusAfter:
		f.write(w)
	case Truncate:
		rep.send(w, body[:len(body)/2], len(body))
		if fl, ok := w.(http.Flusher); ok {
			fl.Flush()
		}
		panic(http.ErrAbortHandler)
	case Malformed:
		rep.send(w, body[:len(body)/2], len(body)/2)
	case ShortPage:
		body = shorter(body)
		rep.send(w, body, len(body))
	case HoldAfter:
		if !s.faults.hold(r.Context(), f) {
			panic(http.ErrAbortHandler)
		}
		rep.send(w, body, len(body))
	case Delay:
		select {
		case <-time.After(time.Duration(f.Delay)):
		case <-r.Context().Done():
		}
		rep.send(w, body, len(body))
	default:
		rep.send(w, body, len(body))
	}
}

// shorter takes the last item out of a listing: of a list, of the first list in an
// object, or else of the first list of objects further inside, as in a batch. What
// is no listing stays as it is.
func shorter(body []byte) []byte {
	if b, ok := shortList(body); ok {
		return b
	}
	for _, cut := range []func([]byte) ([]byte, bool){shortList, shortInside} {
		if b, ok := shortMember(body, cut); ok {
			return b
		}
	}
	return body
}

func shortList(body []byte) ([]byte, bool) {
	var list []json.RawMessage
	if json.Unmarshal(body, &list) != nil || len(list) == 0 {
		return nil, false
	}
	b, err := json.Marshal(list[:len(list)-1])
	return b, err == nil
}

// shortMember cuts the first member of an object that can be cut.
func shortMember(body []byte, cut func([]byte) ([]byte, bool)) ([]byte, bool) {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil {
		return nil, false
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		short, ok := cut(object[name])
		if !ok {
			continue
		}
		object[name] = short
		b, err := json.Marshal(object)
		return b, err == nil
	}
	return nil, false
}

// shortInside cuts a list of objects at any depth of an object: other lists there
// are values.
func shortInside(body []byte) ([]byte, bool) {
	var objects []map[string]json.RawMessage
	if json.Unmarshal(body, &objects) == nil {
		return shortList(body)
	}
	return shortMember(body, shortInside)
}

func (f Fault) code() int {
	if f.Status == 0 {
		return http.StatusInternalServerError
	}
	return f.Status
}

// write answers with the fault's own status and body.
func (f Fault) write(w http.ResponseWriter) {
	if f.RetryAfter != "" {
		w.Header().Set("Retry-After", string(f.RetryAfter))
	}
	if f.ContentType != "" {
		w.Header().Set("Content-Type", f.ContentType)
	}
	w.WriteHeader(f.code())
	if bodyAllowed(f.code()) {
		w.Write([]byte(f.Body))
	}
}

const page = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form></form></body></html>\n"
