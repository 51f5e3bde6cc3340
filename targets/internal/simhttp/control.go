package simhttp

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

const controlPrefix = "/_sim/"

// control answers the control plane.
func (s *Server) control(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<30))
	if err != nil {
		controlError(w, http.StatusBadRequest, err)
		return
	}
	do, ok := controls[r.Method+" "+r.URL.Path]
	if !ok {
		controlError(w, http.StatusNotFound, fmt.Errorf("no %s %s in the control plane", r.Method, r.URL.Path))
		return
	}
	out, err := do(s, body)
	if err != nil {
		controlError(w, http.StatusBadRequest, err)
		return
	}
	if out == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(out)
}

func controlError(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]string{"error": err.Error()})
}

// controls maps "METHOD path" to what it does; a nil reply is a 204.
var controls = map[string]func(*Server, []byte) ([]byte, error){
	"GET /_sim/world":       func(s *Server, _ []byte) ([]byte, error) { return s.World() },
	"PUT /_sim/world":       func(s *Server, b []byte) ([]byte, error) { return nil, s.SetWorld(b) },
	"GET /_sim/requests":    func(s *Server, _ []byte) ([]byte, error) { return json.Marshal(s.Requests()) },
	"DELETE /_sim/requests": func(s *Server, _ []byte) ([]byte, error) { s.ClearRequests(); return nil, nil },
	"GET /_sim/faults":      func(s *Server, _ []byte) ([]byte, error) { return json.Marshal(s.faults.list()) },
	"POST /_sim/faults":     (*Server).postFaults,
	"DELETE /_sim/faults":   func(s *Server, _ []byte) ([]byte, error) { s.ClearFaults(); return nil, nil },
	"GET /_sim/clock":       func(s *Server, _ []byte) ([]byte, error) { return s.now() },
	"POST /_sim/clock":      (*Server).postClock,
	"GET /_sim/addresses":   func(s *Server, _ []byte) ([]byte, error) { return s.whereabouts() },
	"POST /_sim/restart":    func(s *Server, _ []byte) ([]byte, error) { s.Restart(); return nil, nil },
}

// postFaults takes one fault or an array of them.
func (s *Server) postFaults(body []byte) ([]byte, error) {
	var many []Fault
	if err := json.Unmarshal(body, &many); err != nil {
		var one Fault
		if err := json.Unmarshal(body, &one); err != nil {
			return nil, err
		}
		many = []Fault{one}
	}
	for _, f := range many {
		if err := s.AddFault(f); err != nil {
			return nil, err
		}
	}
	return json.Marshal(s.faults.list())
}

func (s *Server) postClock(body []byte) ([]byte, error) {
	var in struct{ Advance Duration }
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	if in.Advance < 0 {
		return nil, fmt.Errorf("advance is %v, and time goes forward only", time.Duration(in.Advance))
	}
	s.clock.Advance(time.Duration(in.Advance))
	return s.now()
}

func (s *Server) now() ([]byte, error) {
	return json.Marshal(map[string]time.Time{"now": s.clock.Time()})
}
