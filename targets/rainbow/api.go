package rainbow

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// root is before the path of every call; a portal and its version follow.
const root = "/api/rainbow/"

// The paths that are read. Sources are in the package's documentation.
const (
	usersPath       = "admin/v1.0/users"
	companiesPath   = "admin/v1.0/companies"
	membersPath     = "enduser/v1.0/companies" // what everybody in a company may see of it
	systemsPath     = "admin/v1.0/systems"
	sitesPath       = "admin/v1.0/sites"
	supervisionPath = "telephonysupervision/v1.0/groups"
	cloudsPath      = "rvcpprovisioning/v1.0/cloudpbxs"
	myselfPath      = "enduser/v1.0/users/me"
	keysPath        = "authentication/v1.0/apikeys"
)

// call is how one of the calls that steps name is made. Variables of the path are
// arguments of the step by the same name; companyId is the company's.
type call struct {
	method, path string
	yields       bool // the reply holds the id of what was made
}

// calls is the table of them all.
var calls = map[string]call{
	"user.create":            {"POST", usersPath, true},
	"user.update":            {"PUT", usersPath + "/{userId}", false},
	"user.delete":            {"DELETE", usersPath + "/{userId}", false},
	"user.ddi.assign":        {"POST", cloudsPath + "/{systemId}/phone-numbers/ddi/{phoneNumberId}/users/{userId}", false},
	"user.ddi.release":       {"DELETE", cloudsPath + "/{systemId}/phone-numbers/ddi/{phoneNumberId}/users/{userId}", false},
	"licence.assign":         {"POST", usersPath + "/{userId}/profiles/subscriptions/{subscriptionId}", false},
	"licence.remove":         {"DELETE", usersPath + "/{userId}/profiles/subscriptions/{subscriptionId}", false},
	"extension.associate":    {"PUT", systemsPath + "/{systemId}/phone-numbers/{phoneNumberId}", false},
	"extension.dissociate":   {"PUT", systemsPath + "/{systemId}/phone-numbers/{phoneNumberId}", false},
	"extension.update":       {"PUT", systemsPath + "/{systemId}/phone-numbers/{phoneNumberId}", false},
	"supervision.create":     {"POST", supervisionPath, true},
	"supervision.update":     {"PUT", supervisionPath + "/{groupId}", false},
	"supervision.delete":     {"DELETE", supervisionPath + "/{groupId}", false},
	"supervision.status":     {"PUT", supervisionPath + "/{groupId}/members/{userId}", false},
	"supervision.delegation": {"PUT", supervisionPath + "/{groupId}/members/{userId}", false},
	"subscriber.create":      {"POST", cloudsPath + "/{systemId}/subscribers", true},
	"subscriber.delete":      {"DELETE", cloudsPath + "/{systemId}/subscribers/{phoneNumberId}", false},
	"device.create":          {"POST", cloudsPath + "/{systemId}/devices", true},
	"device.update":          {"PUT", cloudsPath + "/{systemId}/devices/{deviceId}", false},
	"device.delete":          {"DELETE", cloudsPath + "/{systemId}/devices/{deviceId}", false},
	"device.assign":          {"POST", cloudsPath + "/{systemId}/subscribers/{phoneNumberId}/devices", false},
	"device.release":         {"DELETE", cloudsPath + "/{systemId}/subscribers/{phoneNumberId}/devices/{deviceId}", false},
	"hub.create":             {"POST", companiesPath + "/{companyId}/groups", true},
	"hub.update":             {"PUT", companiesPath + "/{companyId}/groups/{groupId}", false},
	"hub.delete":             {"DELETE", companiesPath + "/{companyId}/groups/{groupId}", false},
	"hub.recordings":         {"PUT", companiesPath + "/{companyId}/groups/{groupId}/recordings", false},
}

// expand fills the variables of a path and says which arguments it took.
func (c call) expand(args map[string]string) (path string, took []string) {
	segs := strings.Split(c.path, "/")
	for i, s := range segs {
		if name, ok := strings.CutPrefix(s, "{"); ok {
			name = strings.TrimSuffix(name, "}")
			segs[i] = url.PathEscape(args[name])
			took = append(took, name)
		}
	}
	return strings.Join(segs, "/"), took
}

// api makes the requests. It decides nothing.
type api struct {
	client *rest.Client
	auth   authority
	slots  chan struct{} // one for each request that may be under way
}

// authority signs requests.
type authority interface {
	// sign gives the headers of a request and the token in them, "" where there is
	// none. A token that was refused is not given again.
	sign(ctx context.Context, refused string) (http.Header, string, error)
}

// page is the query of one page of a list. format is always full: lists that are
// asked for less lack most fields.
type page struct {
	limit, offset int
	sort          string
	filter        url.Values
}

func (p page) encode() string {
	q := url.Values{"format": {"full"}, "limit": {strconv.Itoa(p.limit)}, "offset": {strconv.Itoa(p.offset)}}
	if p.sort != "" {
		q.Set("sortField", p.sort)
		q.Set("sortOrder", "1")
	}
	for k, v := range p.filter {
		q[k] = v
	}
	return "?" + q.Encode()
}

// list is GET of one page.
func (a *api) list(ctx context.Context, path string, p page) (*rest.Reply, error) {
	return a.do(ctx, rest.Request{Method: http.MethodGet, Path: root + path + p.encode(), Name: path})
}

// one is GET of one object, whole.
func (a *api) one(ctx context.Context, path string) (*rest.Reply, error) {
	return a.do(ctx, rest.Request{Method: http.MethodGet, Path: root + path + "?format=full", Name: path})
}

// make sends one of the calls.
func (a *api) make(ctx context.Context, method, path, query, key string, body any) (*rest.Reply, error) {
	q := rest.Request{Method: method, Path: root + path + query, Name: path, Key: key}
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		q.Body = b
	}
	return a.do(ctx, q)
}

// do signs a request, and signs it anew once when the token is refused: a request
// that is not authorized was not carried out.
func (a *api) do(ctx context.Context, q rest.Request) (*rest.Reply, error) {
	refused := ""
	for try := 0; ; try++ {
		header, token, err := a.auth.sign(ctx, refused)
		if err != nil {
			return nil, err
		}
		q.Header = header
		reply, err := a.send(ctx, q)
		if err == nil || try > 0 || token == "" || !expired(err) {
			return reply, advised(err, token)
		}
		refused = token
	}
}

// send waits until few enough requests are under way.
func (a *api) send(ctx context.Context, q rest.Request) (*rest.Reply, error) {
	a.slots <- struct{}{}
	defer func() { <-a.slots }()
	return a.client.Do(ctx, q)
}

// path joins segments, each escaped.
func path(segs ...string) string {
	out := slices.Clone(segs)
	for i := 1; i < len(out); i++ {
		if !strings.Contains(out[i], "/") {
			out[i] = url.PathEscape(out[i])
		}
	}
	return strings.Join(out, "/")
}
