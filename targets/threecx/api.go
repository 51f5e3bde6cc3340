package threecx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// call is how one of the calls that steps name is made. Their names and
// arguments are in the package's documentation.
type call struct {
	method string
	set    string // the entity set
}

// calls is the table of them all.
var calls = map[string]call{
	"Users.Create":      {http.MethodPost, "Users"},
	"Users.Update":      {http.MethodPatch, "Users"},
	"Users.Delete":      {http.MethodDelete, "Users"},
	"Groups.Create":     {http.MethodPost, "Groups"},
	"Groups.Update":     {http.MethodPatch, "Groups"},
	"Groups.Delete":     {http.MethodDelete, "Groups"},
	"Queues.Create":     {http.MethodPost, "Queues"},
	"Queues.Update":     {http.MethodPatch, "Queues"},
	"Queues.Delete":     {http.MethodDelete, "Queues"},
	"RingGroups.Create": {http.MethodPost, "RingGroups"},
	"RingGroups.Update": {http.MethodPatch, "RingGroups"},
	"RingGroups.Delete": {http.MethodDelete, "RingGroups"},
	"Parkings.Create":   {http.MethodPost, "Parkings"},
	"Parkings.Update":   {http.MethodPatch, "Parkings"},
	"Parkings.Delete":   {http.MethodDelete, "Parkings"},
}

// root is the path of the XAPI (3CX OpenAPI 20.0.10).
const root = "/xapi/v1"

// api makes the requests. It decides nothing.
type api struct {
	client *rest.Client
	tokens *tokens
}

// query is the OData part of a GET.
type query struct {
	sel, expand, filter, orderby string
	top, skip                    int
	count                        bool
}

// encode writes the query as 3CX's own client does, "$" as %24.
func (q query) encode() string {
	var parts []string
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, "%24"+name+"="+strings.ReplaceAll(url.QueryEscape(value), "+", "%20"))
		}
	}
	add("select", q.sel)
	add("expand", q.expand)
	add("filter", q.filter)
	add("orderby", q.orderby)
	if q.top > 0 {
		add("top", strconv.Itoa(q.top))
	}
	if q.skip > 0 {
		add("skip", strconv.Itoa(q.skip))
	}
	if q.count {
		add("count", "true")
	}
	if len(parts) == 0 {
		return ""
	}
	return "?" + strings.Join(parts, "&")
}

// quote writes a string literal of OData.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// list is GET /{set}.
func (a *api) list(ctx context.Context, set string, q query) (*rest.Reply, error) {
	return a.do(ctx, rest.Request{Method: http.MethodGet, Path: root + "/" + set + q.encode(), Name: "/" + set})
}

// one is GET /{set}({id}).
func (a *api) one(ctx context.Context, set, id string, q query) (*rest.Reply, error) {
	path := "/" + set + "(" + id + ")"
	return a.do(ctx, rest.Request{Method: http.MethodGet, Path: root + path + q.encode(), Name: path})
}

// byNumber is GET /{set}(Number='…'), the alternate key since 20.0.8.
func (a *api) byNumber(ctx context.Context, set, number string, q query) (*rest.Reply, error) {
	path := "/" + set + "(Number=" + quote(number) + ")"
	return a.do(ctx, rest.Request{Method: http.MethodGet, Path: root + "/" + set + "(Number=" + url.PathEscape(quote(number)) + ")" + q.encode(), Name: path})
}

// defs is GET /Defs?$select=Id: the cheapest request there is. Its reply's
// header X-3CX-Version says what answers.
func (a *api) defs(ctx context.Context) (*rest.Reply, error) {
	return a.list(ctx, "Defs", query{sel: "Id"})
}

// systemParameters is GET /Defs/Pbx.GetSystemParameters().
func (a *api) systemParameters(ctx context.Context) (*rest.Reply, error) {
	return a.list(ctx, "Defs/Pbx.GetSystemParameters()", query{})
}

// batchDelete is POST /Users/Pbx.BatchDelete, whose reply of 200 holds the errors
// of single users.
func (a *api) batchDelete(ctx context.Context, ids []any) (*rest.Reply, error) {
	body, err := json.Marshal(map[string]any{"ids": ids})
	if err != nil {
		return nil, err
	}
	const path = "/Users/Pbx.BatchDelete"
	return a.do(ctx, rest.Request{Method: http.MethodPost, Path: root + path, Name: path, Body: body})
}

// make sends one of the calls. id is the key of one entity, "" for none.
func (a *api) make(ctx context.Context, c call, id, key string, body []byte) (*rest.Reply, error) {
	path := "/" + c.set
	if id != "" {
		path += "(" + id + ")"
	}
	return a.do(ctx, rest.Request{Method: c.method, Path: root + path, Name: path, Key: key, Body: body})
}

// do adds the token, and asks for a new one once when it is refused.
func (a *api) do(ctx context.Context, q rest.Request) (*rest.Reply, error) {
	reply, err := a.tokens.with(ctx, func(token string) (*rest.Reply, error) {
		q.Header = http.Header{"Authorization": {"Bearer " + token}}
		return a.client.Do(ctx, q)
	})
	return reply, a.needsRole(err)
}

// roleNeeded is what every request of ours takes. A client with the role User
// is refused all of them; System Administrator may do most, System Owner
// everything; the department "System Wide" forces the role User on a client
// (observed by integrators).
const roleNeeded = "give the API client %s the role System Owner, or System Administrator, in a real department such as DEFAULT"

// needsRole says of a refusal which role would not have been refused, and to whom
// it has to be given: a client id is an account's name.
func (a *api) needsRole(err error) error {
	var e *rest.Error
	if errors.As(err, &e) && e.Status == http.StatusForbidden && e.Hint == "" {
		e.Hint = fmt.Sprintf(roleNeeded, a.tokens.id)
	}
	return err
}
