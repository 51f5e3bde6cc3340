package threecx

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// The calls that steps may name. Args are the request's body in the XAPI's own
// property names, with "Id" (an IDOf) standing for the key in the path of an
// update or delete. References are IDOf (PrimaryGroupId, GroupId), and whole
// collections are After:
//
//	CreateUser   {Number: "101", FirstName: "Bob", Groups: After{membership, User, 101}}
//	UpdateUser   {Id: IDOf{user/101}, Mobile: nil, Groups: After{membership, User, 101}}
//	UpdateUser   {Id: IDOf{user/101}, Phones: After{phone, User, 101}}
//	UpdateUser   {Id: IDOf{user/101}, ForwardingProfiles: After{forwarding, User, 101}}
//	DeleteUsers  {ids: [IDOf{user/101}, IDOf{user/102}]}
//	UpdateGroup  {Id: IDOf{group/Sales}, Members: After{membership, Group, Sales}}
//	UpdateGroup  {Id: IDOf{group/Sales}, Rights: After{groupRole, Group, Sales}}
//	UpdateQueue  {Id: IDOf{queue/800}, Agents: [{Number: "101"}], Groups: [{GroupId: IDOf{group/Sales}}]}
//
// An After stands for what the step's own effects leave: a membership, phone or
// group that the site does not manage is sent back as it was read.
const (
	CreateUser      = "CreateUser"
	UpdateUser      = "UpdateUser"
	DeleteUser      = "DeleteUser"
	DeleteUsers     = "DeleteUsers"
	CreateGroup     = "CreateGroup"
	UpdateGroup     = "UpdateGroup"
	DeleteGroup     = "DeleteGroup"
	CreateQueue     = "CreateQueue"
	UpdateQueue     = "UpdateQueue"
	DeleteQueue     = "DeleteQueue"
	CreateRingGroup = "CreateRingGroup"
	UpdateRingGroup = "UpdateRingGroup"
	DeleteRingGroup = "DeleteRingGroup"
	CreateParking   = "CreateParking"
	UpdateParking   = "UpdateParking"
	DeleteParking   = "DeleteParking"
)

// call is how one of them is made.
type call struct {
	method string
	set    string // the entity set
	action string // bound to the set; "" addresses the set or one entity
}

// calls is the table of them all.
var calls = map[string]call{
	CreateUser:      {http.MethodPost, "Users", ""},
	UpdateUser:      {http.MethodPatch, "Users", ""},
	DeleteUser:      {http.MethodDelete, "Users", ""},
	DeleteUsers:     {http.MethodPost, "Users", "Pbx.BatchDelete"},
	CreateGroup:     {http.MethodPost, "Groups", ""},
	UpdateGroup:     {http.MethodPatch, "Groups", ""},
	DeleteGroup:     {http.MethodDelete, "Groups", ""},
	CreateQueue:     {http.MethodPost, "Queues", ""},
	UpdateQueue:     {http.MethodPatch, "Queues", ""},
	DeleteQueue:     {http.MethodDelete, "Queues", ""},
	CreateRingGroup: {http.MethodPost, "RingGroups", ""},
	UpdateRingGroup: {http.MethodPatch, "RingGroups", ""},
	DeleteRingGroup: {http.MethodDelete, "RingGroups", ""},
	CreateParking:   {http.MethodPost, "Parkings", ""},
	UpdateParking:   {http.MethodPatch, "Parkings", ""},
	DeleteParking:   {http.MethodDelete, "Parkings", ""},
}

// root is the path of the XAPI (3CX OpenAPI 20.0.10).
const root = "/xapi/v1"

// api makes the requests. It decides nothing.
type api struct {
	client *rest.Client
	auth   *auth
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

// make sends one of the calls. id is the key of one entity, "" for none.
func (a *api) make(ctx context.Context, c call, id, key string, body []byte) (*rest.Reply, error) {
	path := "/" + c.set
	if id != "" {
		path += "(" + id + ")"
	}
	if c.action != "" {
		path += "/" + c.action
	}
	return a.do(ctx, rest.Request{Method: c.method, Path: root + path, Name: path, Key: key, Body: body})
}

// do adds the token, and asks for a new one once when it is refused.
func (a *api) do(ctx context.Context, q rest.Request) (*rest.Reply, error) {
	return a.auth.with(ctx, func(token string) (*rest.Reply, error) {
		q.Header = http.Header{"Authorization": {"Bearer " + token}}
		return a.client.Do(ctx, q)
	})
}
