package bitrix24

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// batchSize is the most commands of one batch (DOC).
const batchSize = 50

// readers are the methods that change nothing. A planning transport lets batches
// of them through and nothing else.
var readers = map[string]bool{
	"user.get": true, "user.admin": true, "profile": true, "method.get": true, "scope": true, "app.info": true, "access.name": true,
	"department.get": true, "sonet_group.get": true, "sonet_group.user.get": true,
	"voximplant.user.get": true, "voximplant.line.get": true, "voximplant.line.outgoing.get": true,
	"patchbay.info": true, "patchbay.role.list": true, "patchbay.access.list": true, "patchbay.usergroup.list": true,
}

// command is one method call, alone or in a batch.
type command struct {
	method string
	params map[string]any
	key    string // the object, in people's words
}

// answer is what one command of a batch gave. Its error is a *rest.Error.
type answer struct {
	raw   []byte
	total int // -1 when the reply does not say
	next  int // 0 when nothing remains
	err   error
}

// api makes the requests. It decides nothing.
type api struct {
	client *rest.Client
	auth   authority
}

// authority says where requests go and how they are signed.
type authority interface {
	// sign gives the path below the portal's address, and what is added to the
	// body. fresh asks for another token than the one that was refused.
	sign(ctx context.Context, refused string) (path, token string, err error)
}

// The two ways in which the portal takes a batch (DOC: the format may be named).
// One reads and one writes, so that whoever looks at requests can tell them apart.
const (
	batchRead  = "batch"
	batchWrite = "batch.json"
)

// batch is POST <root>/batch: up to fifty commands, each with an answer of its own.
// An error is of the whole: none of the answers is known then.
func (a *api) batch(ctx context.Context, path string, all []command) ([]answer, error) {
	key := ""
	if len(all) == 1 {
		key = all[0].key
	}
	reply, err := a.post(ctx, path, key, batchOf(all))
	if err != nil {
		return nil, err
	}
	return answers(all, reply)
}

// name is a key that PHP does not take for an index.
func name(i int) string { return fmt.Sprintf("c%02d", i) }

// post is POST <root>/<method> with its parameters as JSON.
func (a *api) post(ctx context.Context, method, key string, params map[string]any) (*rest.Reply, error) {
	refused := ""
	for try := 0; ; try++ {
		path, token, err := a.auth.sign(ctx, refused)
		if err != nil {
			return nil, err
		}
		body := make(map[string]any, len(params)+1)
		for k, v := range params {
			body[k] = v
		}
		if token != "" {
			body["auth"] = token
		}
		b, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reply, err := a.client.Do(ctx, rest.Request{Method: http.MethodPost, Path: path + method, Name: method, Key: key, Body: b})
		if err == nil || try > 0 || !expired(err) { // a call that is not authorized was not carried out
			return reply, err
		}
		refused = token
	}
}

// answers takes a batch's reply apart. What is empty is [] there.
func answers(all []command, reply *rest.Reply) ([]answer, error) {
	out := make([]answer, len(all))
	at := make(map[string]*answer, len(all))
	for i := range out {
		out[i].total = -1
		at[name(i)] = &out[i]
	}
	found := false
	each := func(raw []byte, take func(a *answer, s *rest.Scan)) {
		rest.Fields(raw, func(name string, s *rest.Scan) {
			if a := at[name]; a != nil {
				take(a, s)
			}
		})
	}
	failed := map[*answer]failure{}
	rest.Fields(reply.Body, func(top string, s *rest.Scan) {
		if top != "result" {
			return
		}
		rest.Fields(s.Raw(), func(part string, s *rest.Scan) {
			raw := s.Raw()
			switch part {
			case "result":
				found = true
				each(raw, func(a *answer, s *rest.Scan) { a.raw = s.Raw() })
			case "result_total":
				each(raw, func(a *answer, s *rest.Scan) { a.total = number(texted(s)) })
			case "result_next":
				each(raw, func(a *answer, s *rest.Scan) { a.next = number(texted(s)) })
			case "result_error":
				each(raw, func(a *answer, s *rest.Scan) { failed[a] = readFailure(s.Raw()) })
			}
		})
	})
	if !found {
		return nil, &rest.Error{Kind: targets.ErrProtocol, Op: "batch", Status: reply.Status, Sent: true, Message: "not the shape of a batch"}
	}
	for i := range out {
		if f, ok := failed[&out[i]]; ok {
			out[i].err = f.inner(all[i].method, all[i].key)
		} else if out[i].raw == nil {
			out[i].err = &rest.Error{Kind: targets.ErrProtocol, Op: all[i].method, Key: all[i].key, Status: http.StatusInternalServerError, Sent: true, Message: "the batch has no answer to it"}
		}
	}
	return out, nil
}

// result is the result of a reply to one call.
func result(reply *rest.Reply) []byte {
	var out []byte
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		if name == "result" {
			out = s.Raw()
		}
	})
	return out
}
