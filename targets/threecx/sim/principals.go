package sim

import "time"

// checkPrincipal keeps the rules of a service principal. Its number is the
// client id: letters and digits, no upper case, no hyphen (seen on 20.0.8).
func checkPrincipal(d *draft) {
	if !d.creating() {
		return
	}
	d.preset("XAPIEnabled", false)
}

// keepPrincipal keeps the principal that makes the request, and the system's own.
func keepPrincipal(_ *World, who *caller, o *object) string {
	if who != nil && who.object == o || o.props["IsSystem"] == true {
		return kept
	}
	return ""
}

// lastUsed is when a principal last got a token from this process.
func lastUsed(w *World, o *object) any {
	if t, ok := w.sessions.used[o.number()]; ok {
		return t.Format(time.RFC3339)
	}
	return nil
}
