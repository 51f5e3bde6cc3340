package asterisk

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// ari makes the requests of the REST interface. It decides nothing.
type ari struct {
	client *rest.Client
	basic  string
}

// ariRoot and objectRoot are the paths of the interface, and of the objects of PJSIP.
const (
	ariRoot    = "/ari"
	objectRoot = ariRoot + "/asterisk/config/dynamic/res_pjsip"
)

func newARI(client *rest.Client, user, password string) *ari {
	basic := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	client.Hide(password, basic)
	return &ari{client, "Basic " + basic}
}

// do makes a request, and once more when it is not let in: nothing was done then, and
// it need not be Asterisk that said so.
func (a *ari) do(ctx context.Context, method, path string, body []byte) (*rest.Reply, error) {
	plain, _, _ := strings.Cut(path, "?")
	name, _ := url.PathUnescape(plain)
	q := rest.Request{Method: method, Path: path, Name: name, Body: body, Header: http.Header{"Authorization": {a.basic}}}
	reply, err := a.client.Do(ctx, q)
	if unauthorized(err) {
		reply, err = a.client.Do(ctx, q)
	}
	return reply, advised(err)
}

func (a *ari) get(ctx context.Context, path string) (*rest.Reply, error) {
	return a.do(ctx, http.MethodGet, path, nil)
}

// objectPath is where one object of PJSIP is.
func objectPath(typ, id string) string { return objectRoot + "/" + typ + "/" + url.PathEscape(id) }

// put writes attributes of an object, which is made where there is none; what is not
// sent stays. Values are always texts: any other ends the process.
func (a *ari) put(ctx context.Context, typ, id string, fields []pair) (*rest.Reply, error) {
	type row struct {
		Attribute string `json:"attribute"`
		Value     string `json:"value"`
	}
	body := struct {
		Fields []row `json:"fields"`
	}{Fields: make([]row, len(fields))}
	for i, f := range fields {
		body.Fields[i] = row{f.name, f.value}
	}
	b, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return a.do(ctx, http.MethodPut, objectPath(typ, id), b)
}

// remove deletes an object.
func (a *ari) remove(ctx context.Context, typ, id string) error {
	_, err := a.do(ctx, http.MethodDelete, objectPath(typ, id), nil)
	return err
}
