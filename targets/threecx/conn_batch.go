package threecx

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// BatchSize is how many orders one request can carry: 3CX deletes many users at
// once, and does nothing else in batches.
func (c *conn) BatchSize(call string) int {
	if call == "Users.Delete" {
		return pageSize
	}
	return 1
}

// DoBatch deletes users. The reply is a 200 whatever became of them, with an
// error for each that is still there.
func (c *conn) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	all := func(r targets.Result) []targets.Result {
		out := make([]targets.Result, len(orders))
		for i := range out {
			out[i] = r
		}
		return out
	}
	var ids []any
	for _, o := range orders {
		id, ok := o.ID(o.Step.Object)
		if !ok || c.BatchSize(o.Step.Call) == 1 {
			return all(rest.Unsent(targets.ErrNotFound))
		}
		ids = append(ids, number(id))
	}
	reply, err := c.api.batchDelete(ctx, ids)
	for _, o := range orders {
		c.moved(o.Step.Effects)
	}
	if err != nil {
		return all(rest.Outcome(err))
	}
	failed, err := deleteErrors(reply)
	if err != nil {
		return all(targets.Result{Outcome: targets.OutcomeUnknown, Err: err})
	}
	out := make([]targets.Result, len(orders))
	for i, o := range orders {
		out[i] = targets.Result{Outcome: targets.Done}
		if text, ok := failed[o.Step.Object]; ok {
			kind := kindOfWarning(text)
			if kind == nil {
				kind = targets.ErrInvalid
			}
			out[i] = targets.Result{Outcome: targets.Refused, Err: &rest.Error{Kind: kind, Op: "POST /Users/Pbx.BatchDelete",
				Key: o.Step.Object.String(), Status: reply.Status, Message: rest.OneLine(text), Sent: true}}
		}
	}
	return out
}

// deleteErrors are the errors inside the reply, by user.
func deleteErrors(reply *rest.Reply) (map[state.Ref]string, error) {
	var in struct {
		Value []struct{ ExtensionNumber, Error string }
	}
	if len(reply.Body) > 0 {
		if err := json.Unmarshal(reply.Body, &in); err != nil {
			return nil, shapeless("/Users/Pbx.BatchDelete", reply)
		}
	}
	out := map[state.Ref]string{}
	for _, v := range in.Value {
		if strings.TrimSpace(v.Error) != "" {
			out[state.Ref{Kind: User, Key: v.ExtensionNumber}] = v.Error
		}
	}
	return out, nil
}
