package simtest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
)

// Asking is one request of a world without a server, in which anything may stand.
type Asking struct {
	Method, Path, Query, Body string // Query is as it stands in the address
	Header                    map[string]string
}

// Of makes the request of a world.
func (a Asking) Of(w http.Handler) *httptest.ResponseRecorder {
	r := httptest.NewRequest(a.Method, "/", strings.NewReader(a.Body))
	r.URL = &url.URL{Path: a.Path, RawQuery: a.Query}
	for name, value := range a.Header {
		r.Header.Set(name, value)
	}
	rec := httptest.NewRecorder()
	w.ServeHTTP(rec, r)
	return rec
}

// Answered fails unless the simulator is well and speaks JSON, or says nothing; and
// unless a world that changed was asked to, and the request taken.
func (a Asking) Answered(t Failer, rec *httptest.ResponseRecorder, changed bool) {
	t.Helper()
	asked := a.Method + " " + a.Path + " ? " + a.Query + " " + a.Body
	if rec.Code >= http.StatusInternalServerError || rec.Body.Len() > 0 && !json.Valid(rec.Body.Bytes()) {
		t.Fatalf("%s: %d %s", asked, rec.Code, rec.Body)
	}
	if changed && (rec.Code >= http.StatusBadRequest || a.Method == http.MethodGet) {
		t.Errorf("%s: %d and changed the world", asked, rec.Code)
	}
}
