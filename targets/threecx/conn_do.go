package threecx

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Do makes one call. Nothing is sent when its arguments cannot be filled.
func (c *conn) Do(ctx context.Context, o targets.Order) targets.Result {
	how, ok := calls[o.Step.Call]
	if !ok {
		return rest.Unsent(fmt.Errorf("%w: 3CX has no call %q", targets.ErrUnsupported, o.Step.Call))
	}
	if err := c.known(ctx); err != nil {
		return rest.Unsent(err)
	}
	id, body, err := c.fill(ctx, o)
	if err != nil {
		return rest.Unsent(err)
	}
	reply, err := c.api.make(ctx, how, id, o.Step.Object.String(), body)
	c.moved(o.Step.Effects)
	if err != nil {
		return rest.Outcome(err)
	}
	if how.method == http.MethodPost {
		return created(o, reply)
	}
	return targets.Result{Outcome: targets.Done}
}

// fill makes the key and body of a call.
func (c *conn) fill(ctx context.Context, o targets.Order) (id string, body []byte, err error) {
	a := rest.Args{
		ID: func(r state.Ref) (any, error) {
			if id, ok := o.ID(r); ok {
				return number(id), nil
			}
			if id, ok := c.groups.ids[r.Key]; ok && r.Kind == Group {
				return number(id), nil
			}
			return nil, fmt.Errorf("%w: %s has no id yet", targets.ErrNotFound, r)
		},
		Secret: func(name string) (string, error) {
			v, err := o.Secret(name)
			c.api.client.Hide(v)
			return v, err
		},
	}
	a.After = func(e state.Extent) (any, error) { return c.after(ctx, o, e, a.ID) }
	filled, err := a.Fill(o.Step.Args)
	if err != nil {
		return "", nil, err
	}
	m, _ := filled.(map[string]any)
	if v, ok := m["Id"]; ok {
		id = fmt.Sprint(v)
	}
	content, ok := m["Body"].(map[string]any)
	if !ok {
		return id, nil, nil
	}
	if name, ok := content["TimeZoneId"].(string); ok {
		if content["TimeZoneId"], err = c.zoneID(ctx, name); err != nil {
			return "", nil, err
		}
	}
	body, err = json.Marshal(content)
	return id, body, err
}

// after renders a collection on top of what is there.
func (c *conn) after(ctx context.Context, o targets.Order, e state.Extent, id idOf) ([]any, error) {
	if c.groups.names == nil {
		if err := c.readDirectory(ctx); err != nil {
			return nil, err
		}
	}
	col, err := c.collectionOf(e)
	if err != nil {
		return nil, err
	}
	raw, err := c.collection(ctx, o, col)
	if err != nil {
		return nil, err
	}
	return c.wire.merge(raw, col, e, o.Live, o.Step.Effects, id)
}

// collection is what an entity holds now: from the read that came before the
// call, or else from a read of its own. An entity that the step creates holds
// nothing.
func (c *conn) collection(ctx context.Context, o targets.Order, col collection) ([]byte, error) {
	if raw, ok := c.raw.part(col.of, col.prop, o.Asked); ok {
		return raw, nil
	}
	if o.Step.Op == state.OpCreate && o.Step.Object == col.of {
		return nil, nil
	}
	id, ok := o.ID(col.of)
	if !ok {
		return nil, fmt.Errorf("%w: %s has no id yet", targets.ErrNotFound, col.of)
	}
	set, expand := "Users", col.prop
	if col.of.Kind == Group {
		set = "Groups"
	}
	if col.prop == "Groups" || col.prop == "Members" {
		expand += "($expand=Rights)"
	}
	reply, err := c.api.one(ctx, set, id, query{sel: "Id", expand: expand})
	if err != nil {
		return nil, err
	}
	var in map[string]json.RawMessage
	if err := json.Unmarshal(reply.Body, &in); err != nil || in[col.prop] == nil {
		return nil, shapeless("/"+set+"("+id+")", reply)
	}
	return in[col.prop], nil
}

// moved forgets what a call may have changed.
func (c *conn) moved(effects []state.Effect) {
	for _, e := range effects {
		c.raw.forget(e.Object)
		switch e.Object.Kind {
		case Membership:
			group, user := e.Object.Key, e.Object.Key
			if cut := strings.LastIndexByte(group, '/'); cut >= 0 {
				group, user = group[:cut], user[cut+1:]
			}
			c.raw.forget(state.Ref{Kind: User, Key: user})
			c.raw.forget(state.Ref{Kind: Group, Key: group})
		case GroupRole:
			c.raw.forget(state.Ref{Kind: Group, Key: holder(e.Object)})
		case Forwarding:
			c.raw.forget(state.Ref{Kind: User, Key: holder(e.Object)})
		case Phone:
			clear(c.raw.of) // of both users, of which one may not be named
		case Group:
			c.groups = directory{}
		}
	}
}

// created takes the id out of a 201, which holds the whole entity. Without one
// nobody knows what was made.
func created(o targets.Order, reply *rest.Reply) targets.Result {
	var in struct{ Id json.Number }
	if err := json.Unmarshal(reply.Body, &in); err != nil || in.Id == "" {
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: &rest.Error{Kind: targets.ErrProtocol, Op: o.Step.Call,
			Key: o.Step.Object.String(), Status: reply.Status, Message: "the reply holds no Id", Sent: true, Cause: err}}
	}
	return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: in.Id.String()}}
}
