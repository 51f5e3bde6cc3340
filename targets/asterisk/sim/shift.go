package sim

import (
	"net/http"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// ShiftPage implements simhttp.PageShifter. Lists of AMI have one page: what was the
// first item of it is the last.
func (w *World) ShiftPage(r *http.Request) *http.Request { return simhttp.Shift(r) }

// shift puts the first event of a list behind the others, before the one that ends it.
func (a *answer) shift() {
	if n := len(a.events) - 1; a.listed && n > 1 {
		a.events = append(append(a.events[1:n:n], a.events[0]), a.events[n])
	}
}
