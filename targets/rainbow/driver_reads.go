package rainbow

import (
	"net/http"

	"github.com/patchbay-dev/patchbay/targets"
)

// reads are the requests that change nothing. Logging in and renewing a token are
// GET too, and change nothing but our own session.
var reads = []targets.ReadRule{{Method: http.MethodGet, Path: "/api/rainbow/**"}}
