package gotoconnect

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Do makes one call. Nothing is sent when its arguments cannot be filled.
func (c *conn) Do(ctx context.Context, o targets.Order) targets.Result {
	how, ok := calls[o.Step.Call]
	if !ok {
		return rest.Unsent(fmt.Errorf("%w: GoTo has no call %q", targets.ErrUnsupported, o.Step.Call))
	}
	if err := c.ready(ctx); err != nil {
		return rest.Unsent(err)
	}
	args, err := c.fill(o)
	if err != nil {
		return rest.Unsent(err)
	}
	at, took := how.expand(args, c.account)
	for _, name := range took {
		delete(args, name)
	}
	var values url.Values
	if how.filter != "" {
		values = byAddress(c.asWritten(args[how.filter]))
		delete(args, how.filter)
	}
	reply, err := c.api.make(ctx, how, at, values, o.Step.Object.String(), c.body(o.Step.Call, how, args))
	if err != nil {
		return rest.Outcome(err)
	}
	if how.yields != "" {
		return created(o, how.yields, reply)
	}
	return targets.Result{Outcome: targets.Done}
}

// asWritten is an address as the service writes it: whether filters compare it letter by
// letter is not known.
func (c *conn) asWritten(email any) string {
	s, _ := email.(string)
	if w := c.written[s]; w != "" {
		return w
	}
	return s
}

// fill puts values in the place of ids and secrets.
func (c *conn) fill(o targets.Order) (map[string]any, error) {
	a := rest.Args{
		ID: func(r state.Ref) (any, error) {
			if id, ok := o.ID(r); ok && id != "" {
				return id, nil
			}
			return nil, fmt.Errorf("%w: %s has no id yet", targets.ErrNotFound, r)
		},
		Secret: func(name string) (string, error) {
			v, err := o.Secret(name)
			c.api.voice.Hide(v)
			return v, err
		},
		After: func(e state.Extent) (any, error) {
			return nil, fmt.Errorf("%w: no list holds %s by %s", targets.ErrUnsupported, e.Kind, e.Attr)
		},
	}
	v, err := a.Fill(o.Step.Args)
	if err != nil {
		return nil, err
	}
	out, _ := v.(map[string]any)
	return out, nil
}

// body is what a call sends beside its path; nil is nothing.
func (c *conn) body(name string, how call, args map[string]any) any {
	switch {
	case name == "user.create":
		return c.newUser(args)
	case name == "user.licences":
		return map[string]any{"licenseKeys": keys(args["licenseKeys"])}
	case name == "user.group", how.method == "DELETE":
		return nil
	case how.yields != "" && !how.admin:
		args["accountKey"] = c.account // text here, a number there
	}
	return args
}

// newUser is a list of one. Nobody gets a message unless the site asks for it.
func (c *conn) newUser(args map[string]any) any {
	person := map[string]any{"email": args["email"], "firstName": args["firstName"], "lastName": args["lastName"]}
	body := map[string]any{"users": []any{person}, "suppressEmail": !c.invite}
	if args["licenseKeys"] != nil {
		body["licenseKeys"] = keys(args["licenseKeys"])
	}
	return body
}

// keys are ids as the Admin API writes them: numbers that no number type holds.
func keys(v any) []json.Number {
	out := []json.Number{}
	list, _ := v.([]any)
	for _, s := range textsOf(list) {
		out = append(out, json.Number(s))
	}
	return out
}

// created takes the id out of the reply: of an object, or of the one row of a list.
// Without one nobody knows what was made.
func created(o targets.Order, field string, reply *rest.Reply) targets.Result {
	var ids []string
	take := func(name string, s *rest.Scan) {
		if name == field {
			ids = append(ids, s.Plain())
		}
	}
	if len(reply.Body) > 0 {
		s := rest.NewScan(reply.Body)
		if s.Kind() == '[' {
			s.Array(func() { s.Object(func(name []byte) { take(string(name), s) }) })
		} else {
			rest.Fields(reply.Body, take)
		}
	}
	ids = slices.DeleteFunc(ids, func(s string) bool { return s == "" })
	if len(ids) != 1 {
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: &rest.Error{Kind: targets.ErrProtocol, Op: o.Step.Call, Key: o.Step.Object.String(), Status: reply.Status, Sent: true,
			Message: fmt.Sprintf("the reply holds %d ids", len(ids))}}
	}
	return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: ids[0]}}
}
