package asterisk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Do makes one call. Nothing is sent when its arguments cannot be filled.
func (c *conn) Do(ctx context.Context, o targets.Order) targets.Result {
	if o.Step.Call == callConfigure {
		return c.DoBatch(ctx, []targets.Order{o})[0]
	}
	if err := c.ready(ctx); err != nil {
		return rest.Unsent(err)
	}
	args, err := c.fill(o)
	if err != nil {
		return rest.Unsent(err)
	}
	typ, id := word(args["type"]), word(args["id"])
	switch o.Step.Call {
	case callPut:
		return c.put(ctx, o, typ, id, args)
	case callRemove:
		if err := c.ari.remove(ctx, typ, id); err != nil {
			return outcome(err)
		}
		return targets.Result{Outcome: targets.Done}
	}
	return rest.Unsent(fmt.Errorf("%w: Asterisk has no call %q", targets.ErrUnsupported, o.Step.Call))
}

// word is an argument that is a text; "" when it is none.
func word(v any) string {
	s, _ := v.(string)
	return s
}

// put writes an object. Asterisk may take one and then not find it again, which its
// reply shows, as it shows that what was to be changed was made anew.
func (c *conn) put(ctx context.Context, o targets.Order, typ, id string, args map[string]any) targets.Result {
	fields, ok := args["fields"].(map[string]any)
	if !ok || typ == "" || id == "" {
		return rest.Unsent(fmt.Errorf("%w: put takes type, id and fields", targets.ErrInvalid))
	}
	all, err := pairsOf(fields)
	if err != nil {
		return rest.Unsent(fmt.Errorf("%s %s: %w", typ, id, err))
	}
	variables, err := c.kept(ctx, typ, id)
	if err != nil {
		return rest.Unsent(err)
	}
	reply, err := c.ari.put(ctx, typ, id, append(all, variables...))
	if err != nil {
		return outcome(err)
	}
	r, ok := readShown(id, reply.Body)
	switch at := "PUT " + objectPath(typ, id); {
	case !ok:
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: shapeless(at, "the reply holds no attributes")}
	case c.anew(o, typ, fields, &r):
		return c.withdraw(ctx, typ, &r)
	case !r.loads(typ, c.profile):
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: shapeless(at, "it was taken, and Asterisk cannot load it again: it allows no codecs")}
	}
	return targets.Result{Outcome: targets.Done}
}

// anew reports whether a change made an object: of all that it had and that was not
// sent, nothing is left. Somebody deleted it after it was looked at.
func (c *conn) anew(o targets.Order, typ string, sent map[string]any, r *row) bool {
	k, known := c.schema.Kind(typ)
	if o.Step.Op != state.OpUpdate || o.Live == nil || !known {
		return false
	}
	was, ok := o.Live.Find(o.Step.Object)
	if !ok {
		return false
	}
	now := r.object(k, func(state.Ref, string, string) state.Value { return state.Value{} })
	had := false
	for _, a := range was.Attrs {
		f, ok := k.Field(a.Name)
		if _, told := sent[a.Name]; told || !ok || f.Flags&(secretFields|state.Computed|state.Immutable) != 0 {
			continue
		}
		if now.Get(a.Name).Equal(a.Value) {
			return false
		}
		had = true
	}
	return had
}

// withdraw deletes what was made where something was to be changed: an endpoint with
// some of its attributes, and perhaps without auth, lets everybody in. What Asterisk
// does not find again it cannot delete, nor use.
func (c *conn) withdraw(ctx context.Context, typ string, r *row) targets.Result {
	gone := &rest.Error{Kind: targets.ErrConflict, Op: "PUT " + objectPath(typ, r.id), Status: http.StatusOK, Sent: true, Message: "somebody deleted it meanwhile", Hint: "plan again: the new plan starts from what is there now"}
	if r.loads(typ, c.profile) {
		if err := c.ari.remove(ctx, typ, r.id); err != nil && !errors.Is(err, targets.ErrNotFound) {
			return targets.Result{Outcome: targets.OutcomeUnknown, Err: err}
		}
	}
	return targets.Result{Outcome: targets.Refused, Err: gone}
}

// fill puts secrets in their place, and keeps them out of whatever is said. Objects of
// Asterisk have no ids but their names.
func (c *conn) fill(o targets.Order) (map[string]any, error) {
	a := rest.Args{
		ID: func(r state.Ref) (any, error) { return r.Key, nil },
		Secret: func(name string) (string, error) {
			v, err := o.Secret(name)
			c.hide(v)
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

func (c *conn) hide(secret string) {
	c.ari.client.Hide(secret)
	if c.manager != nil {
		c.manager.client.Hide(secret)
	}
}

// apply makes the edits of one of configure's actions.
func (e *editor) apply(action map[string]any) error {
	texts := map[string]string{}
	for name, v := range action {
		if name == "fields" || name == "members" {
			continue
		}
		text, err := textOf(name, v)
		if err != nil {
			return err
		}
		texts[name] = text
	}
	category, interfaced := texts["category"], texts["interface"]
	switch texts["action"] {
	case actNewCategory:
		return e.newCategory(category)
	case actRenameCategory:
		return e.rename(category, texts["value"])
	case actDeleteCategory:
		return e.deleteCategory(category)
	case actSet:
		return e.set(category, texts["variable"], texts["value"])
	case actUnset:
		return e.unset(category, texts["variable"])
	case actMember:
		return e.member(category, interfaced, givenPenalty(action["penalty"]))
	case actUnmember:
		return e.unmember(category, interfaced)
	case actOrder:
		return e.order(category, wordsOf(action["members"]))
	case actMailbox:
		return e.boxed(category, texts["mailbox"], action["fields"])
	case actUnmailbox:
		return e.unset(category, texts["mailbox"])
	}
	return fmt.Errorf("%w: configure has no action %q", targets.ErrUnsupported, texts["action"])
}

// boxed lays the fields of an argument over a mailbox.
func (e *editor) boxed(category, number string, fields any) error {
	texts := map[string]string{}
	in, _ := fields.(map[string]any)
	for name, v := range in {
		text, err := textOf(name, v)
		if err != nil {
			return err
		}
		texts[name] = text
	}
	return e.mailbox(category, number, texts)
}

func givenPenalty(v any) *int64 {
	if n, ok := v.(int64); ok {
		return &n
	}
	return nil
}

func wordsOf(v any) []string {
	list, _ := v.([]any)
	out := make([]string, 0, len(list))
	for i := range list {
		out = append(out, strings.TrimSpace(word(list[i])))
	}
	return out
}
