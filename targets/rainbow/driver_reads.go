package rainbow

import (
	"net/http"

	"github.com/patchbay-dev/patchbay/targets"
)

// reads are the requests that change nothing. Logging in and renewing a token are
// GET too, and change nothing but our own session; what else the portal of
// authentication does by GET, such as giving codes to applications, is none of them.
var reads = []targets.ReadRule{
	{Method: http.MethodGet, Path: root + loginPath},
	{Method: http.MethodGet, Path: root + renewPath},
	{Method: http.MethodGet, Path: root + keysPath},
	{Method: http.MethodGet, Path: root + myselfPath},
	{Method: http.MethodGet, Path: root + membersPath + "/*"},
	{Method: http.MethodGet, Path: root + "admin/v1.0/**"},
	{Method: http.MethodGet, Path: root + "subscription/v1.0/**"},
	{Method: http.MethodGet, Path: root + supervisionPath + "/**"},
	{Method: http.MethodGet, Path: root + supervisionPath},
	{Method: http.MethodGet, Path: root + "rvcpprovisioning/v1.0/**"},
}
