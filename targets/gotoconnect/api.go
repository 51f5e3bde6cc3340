package gotoconnect

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

// What stands before the paths of each API (reference §2).
const (
	adminRoot = "/admin/rest/v1/"
	voiceRoot = "/voice-admin/v1/"
	tokenPath = "/oauth/token"
)

// call is how one of the calls that steps name is made. Variables of the path and of the
// query are arguments of the step by the same name; account is the account's key.
type call struct {
	method string
	admin  bool // of the Admin API, where keys are numbers; else of Voice Admin, where they are text
	path   string
	filter string // the argument that the query filters users by, as an address
	yields string // the field of the reply that is the id of what was made
}

// calls is the table of them all.
var calls = map[string]call{
	"user.create":         {method: "POST", admin: true, path: "accounts/{account}/users", yields: "key"},
	"user.update":         {method: "PUT", admin: true, path: "accounts/{account}/users/{userKey}"},
	"user.licences":       {method: "PUT", admin: true, path: "accounts/{account}/users/{userKey}"},
	"user.role":           {method: "PUT", admin: true, path: "accounts/{account}/users/{userKey}"},
	"user.delete":         {method: "DELETE", admin: true, path: "accounts/{account}/users/{userKey}"},
	"user.custom":         {method: "PUT", admin: true, path: "accounts/{account}/rolesets/{roleSet}/users", filter: "email"},
	"user.uncustom":       {method: "DELETE", admin: true, path: "accounts/{account}/users/rolesets", filter: "email"},
	"user.group":          {method: "PUT", admin: true, path: "accounts/{account}/groups/{group}/users/{userKeys}"},
	"user.ungroup":        {method: "DELETE", admin: true, path: "accounts/{account}/users/{userKeys}/groups"},
	"user.place":          {method: "POST", path: "locations/{location}/users"},
	"user.unplace":        {method: "DELETE", path: "locations/{location}/users/{userKey}"},
	"role.create":         {method: "POST", admin: true, path: "accounts/{account}/rolesets", yields: "id"},
	"group.create":        {method: "POST", admin: true, path: "accounts/{account}/groups", yields: "id"},
	"location.create":     {method: "POST", path: "locations", yields: "id"},
	"location.update":     {method: "PATCH", path: "locations/{id}"},
	"location.delete":     {method: "DELETE", path: "locations/{id}"},
	"extension.create":    {method: "POST", path: "extensions", yields: "id"},
	"extension.update":    {method: "PATCH", path: "extensions/{id}"},
	"extension.delete":    {method: "DELETE", path: "extensions/{id}"},
	"extension.assign":    {method: "PATCH", path: "extensions/{id}"},
	"extension.secondary": {method: "PATCH", path: "extensions/{id}"},
	"extension.follow":    {method: "PATCH", path: "extensions/{id}/find-me-follow-me"},
	"extension.ring":      {method: "PUT", path: "extensions/{id}/find-me-follow-me/ring-steps"},
	"extension.voicemail": {method: "PATCH", path: "extensions/{id}/voicemail"},
	"device.create":       {method: "POST", path: "devices", yields: "id"},
	"device.update":       {method: "PATCH", path: "devices/{id}"},
	"device.user":         {method: "PATCH", path: "devices/{id}"},
	"device.licence":      {method: "PATCH", path: "devices/{id}"},
	"device.buttons":      {method: "PUT", path: "devices/{id}/buttons-configuration"},
	"device.place":        {method: "POST", path: "locations/{location}/devices"},
	"device.unplace":      {method: "DELETE", path: "locations/{location}/devices/{deviceId}"},
	"number.update":       {method: "PATCH", path: "phone-numbers/{id}"},
	"permission.set":      {method: "POST", path: "phone-numbers/{number}/permissions"},
}

// expand fills the variables of a path and says which arguments it took.
func (c call) expand(args map[string]any, account string) (path string, took []string) {
	segs := strings.Split(c.path, "/")
	for i, s := range segs {
		name, ok := strings.CutPrefix(s, "{")
		if !ok {
			continue
		}
		name = strings.TrimSuffix(name, "}")
		took = append(took, name)
		switch v := args[name].(type) {
		case string:
			segs[i] = url.PathEscape(v)
		case []any:
			segs[i] = url.PathEscape(strings.Join(textsOf(v), ","))
		}
		if name == "account" {
			segs[i] = account
		}
	}
	return strings.Join(segs, "/"), took
}

func textsOf(list []any) []string {
	var out []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// api makes the requests. It decides nothing.
type api struct {
	admin, voice *rest.Client
	auth         *bearer
	slots        chan struct{} // one for each request that may be under way
}

// query is a query in the only way that the Admin API takes it: a blank is %20.
func query(values url.Values) string {
	if len(values) == 0 {
		return ""
	}
	return "?" + strings.ReplaceAll(values.Encode(), "+", "%20")
}

// byAddress is the filter for one user (reference §3).
func byAddress(email string) url.Values {
	return url.Values{"filter": {`email eq "` + strings.ReplaceAll(email, `"`, `\"`) + `"`}}
}

// get is GET of one object or one page.
func (a *api) get(ctx context.Context, admin bool, path string, values url.Values) (*rest.Reply, error) {
	return a.do(ctx, admin, rest.Request{Method: http.MethodGet, Path: rootOf(admin) + path + query(values), Name: path})
}

// adminPage and voicePage are the queries of a page.
func adminPage(offset, size int) url.Values {
	return url.Values{"offset": {strconv.Itoa(offset)}, "pageSize": {strconv.Itoa(size)}}
}

func voicePage(account, marker string, size int) url.Values {
	q := url.Values{"accountKey": {account}}
	if size > 0 {
		q.Set("pageSize", strconv.Itoa(size))
	}
	if marker != "" {
		q.Set("pageMarker", marker)
	}
	return q
}

func rootOf(admin bool) string {
	if admin {
		return adminRoot
	}
	return voiceRoot
}

// make sends one of the calls.
func (a *api) make(ctx context.Context, how call, path string, values url.Values, key string, body any) (*rest.Reply, error) {
	q := rest.Request{Method: how.method, Path: rootOf(how.admin) + path + query(values), Name: path, Key: key}
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		q.Body = b
	}
	return a.do(ctx, how.admin, q)
}

// do signs a request, and signs it anew once when the token is refused: a request
// that is not authorized was not carried out.
func (a *api) do(ctx context.Context, admin bool, q rest.Request) (*rest.Reply, error) {
	client := a.voice
	if admin {
		client = a.admin
	}
	refused := ""
	for try := 0; ; try++ {
		token, err := a.auth.token(ctx, refused)
		if err != nil {
			return nil, err
		}
		q.Header = http.Header{"Authorization": {"Bearer " + token}}
		reply, err := a.send(ctx, client, q)
		if err == nil || try > 0 || !expired(err) {
			return reply, advised(err)
		}
		refused = token
	}
}

// send waits until few enough requests are under way.
func (a *api) send(ctx context.Context, client *rest.Client, q rest.Request) (*rest.Reply, error) {
	a.slots <- struct{}{}
	defer func() { <-a.slots }()
	return client.Do(ctx, q)
}

// path joins segments, each escaped but the first.
func path(segs ...string) string {
	out := slices.Clone(segs)
	for i := 1; i < len(out); i++ {
		out[i] = url.PathEscape(out[i])
	}
	return strings.Join(out, "/")
}
