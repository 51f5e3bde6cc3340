package sim

import "net/http"

// serveThird answers REST 3.0, which has sections of its own and another shape of
// errors. No method of it is simulated.
func (w *World) serveThird(rw http.ResponseWriter, r *http.Request, a address, p *array) {
	if _, f := w.authorize(a, p); f != nil {
		writeJSON(rw, f.status, thirdError(f.code, f.text))
		return
	}
	writeJSON(rw, http.StatusNotFound, thirdError("BITRIX_REST_V3_EXCEPTION_METHODNOTFOUNDEXCEPTION", "Method not found: "+a.method))
}

func thirdError(code, text string) obj {
	return obj{{"error", obj{{"code", code}, {"message", text}}}}
}

func thirdWrites(string) bool { return false }
