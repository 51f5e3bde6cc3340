package dimensions

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// root is before the path of every call.
const root = "/api/v1.0"

// acceptCharges is the header by which a request takes its charges (reference,
// charges).
const acceptCharges = "Accept-Charges"

// api makes the requests. It decides nothing.
type api struct {
	client *rest.Client
	auth   *tokens
	slots  chan struct{} // one for each request that may be under way
	base   string        // of customers: root, with the account at enterprise level
}

// customersPath is where customers are listed.
func (a *api) customersPath() string { return a.base + "/customers" }

// usersPath is where the users of a customer are, and one of them.
func (a *api) usersPath(customer string, more ...string) string {
	out := a.customersPath() + "/" + url.PathEscape(customer) + "/users"
	for _, m := range more {
		out += "/" + url.PathEscape(m)
	}
	return out
}

// get is GET of a path with a query.
func (a *api) get(ctx context.Context, path, query string) (*rest.Reply, error) {
	return a.do(ctx, rest.Request{Method: http.MethodGet, Path: path + query, Name: path})
}

// createUser is POST users.
func (a *api) createUser(ctx context.Context, customer, key string, charges bool, body map[string]any) (*rest.Reply, error) {
	return a.send(ctx, http.MethodPost, a.usersPath(customer), key, charges, body)
}

// patchUser is PATCH of a user with a JSON Patch.
func (a *api) patchUser(ctx context.Context, customer, user, key string, charges bool, ops []operation) (*rest.Reply, error) {
	return a.send(ctx, http.MethodPatch, a.usersPath(customer, user), key, charges, ops)
}

// deleteUser is DELETE of a user.
func (a *api) deleteUser(ctx context.Context, customer, user, key string) (*rest.Reply, error) {
	return a.do(ctx, rest.Request{Method: http.MethodDelete, Path: a.usersPath(customer, user), Key: key})
}

// device is PUT of assign or unassign.
func (a *api) device(ctx context.Context, customer, user, device, verb, key string, charges bool, client string) (*rest.Reply, error) {
	path := a.usersPath(customer, user, "devices", "pbx", device, verb)
	return a.send(ctx, http.MethodPut, path, key, charges, map[string]any{"clientType": client})
}

func (a *api) send(ctx context.Context, method, path, key string, charges bool, body any) (*rest.Reply, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	q := rest.Request{Method: method, Path: path, Key: key, Body: b, Header: http.Header{}}
	if charges {
		q.Header.Set(acceptCharges, "true")
	}
	return a.do(ctx, q)
}

// do signs a request, and signs it anew once when the token is refused: a request
// that is not authorized was not carried out.
func (a *api) do(ctx context.Context, q rest.Request) (*rest.Reply, error) {
	if q.Header == nil {
		q.Header = http.Header{}
	}
	refused := ""
	for try := 0; ; try++ {
		token, err := a.auth.get(ctx, refused)
		if err != nil {
			return nil, err
		}
		q.Header.Set("Authorization", "Bearer "+token)
		reply, err := a.once(ctx, q)
		if err == nil || try > 0 || !expired(err) {
			return reply, advised(err)
		}
		refused = token
	}
}

// once waits until few enough requests are under way.
func (a *api) once(ctx context.Context, q rest.Request) (*rest.Reply, error) {
	a.slots <- struct{}{}
	defer func() { <-a.slots }()
	return a.client.Do(ctx, q)
}
