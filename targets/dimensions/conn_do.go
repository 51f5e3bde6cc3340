package dimensions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// seenRoles are the roles of users in the order in which they were last read, which
// is what patches count by. Its methods may be called from several goroutines, and
// on nil.
type seenRoles struct {
	mu sync.Mutex
	of map[string][]string
}

func (s *seenRoles) keep(id string, roles []string) {
	if s != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.of[id] = roles
	}
}

func (s *seenRoles) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, id)
}

func (s *seenRoles) get(id string) ([]string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x, ok := s.of[id]
	return x, ok
}

// Do makes one call. Nothing is sent when its arguments cannot be filled. Consent to
// charges is sent with steps that the plan showed to cost, and with no other.
func (c *conn) Do(ctx context.Context, o targets.Order) targets.Result {
	if err := c.ready(ctx); err != nil {
		return rest.Unsent(err)
	}
	fill := rest.Args{ID: func(r state.Ref) (any, error) {
		if id, ok := o.ID(r); ok {
			return id, nil
		}
		return nil, fmt.Errorf("%w: %s has no id yet", targets.ErrNotFound, r)
	}}
	filled, err := fill.Fill(o.Step.Args)
	if err != nil {
		return rest.Unsent(err)
	}
	x := ordered{c, o.Step, o.Live, filled.(map[string]any)}
	switch o.Step.Call {
	case "user.create":
		return x.create(ctx)
	case "user.patch":
		return x.patch(ctx)
	case "user.delete":
		return outcome(c.api.deleteUser(ctx, c.customer, x.text("userId"), x.key()))
	case "device.assign":
		return x.device(ctx, "assign")
	case "device.unassign":
		return x.device(ctx, "unassign")
	}
	return rest.Unsent(fmt.Errorf("%w: Dimensions has no call %q", targets.ErrUnsupported, o.Step.Call))
}

// ordered is one step with its arguments filled.
type ordered struct {
	*conn
	step *plan.Step
	live *state.Snapshot
	args map[string]any
}

func (x ordered) key() string { return x.step.Object.String() }

func (x ordered) text(name string) string {
	s, _ := x.args[name].(string)
	return s
}

func (x ordered) keys(name string) []string {
	list, _ := x.args[name].([]any)
	var out []string
	for _, v := range list {
		if s, ok := v.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func outcome(_ *rest.Reply, err error) targets.Result {
	if err != nil {
		return rest.Outcome(err)
	}
	return targets.Result{Outcome: targets.Done}
}

func (x ordered) create(ctx context.Context) targets.Result {
	reply, err := x.api.createUser(ctx, x.customer, x.key(), x.step.Flags.Costs, x.args)
	if err != nil {
		return rest.Outcome(err)
	}
	var made struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(dataOf(reply.Body), &made) != nil || made.ID == "" {
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: &rest.Error{Kind: targets.ErrProtocol, Op: x.step.Call, Key: x.key(), Status: reply.Status, Sent: true, Message: "the reply holds no id"}}
	}
	return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{x.step.Object: made.ID}}
}

// patch makes the operations from the user as last read. Whatever is written over is
// tested first, so that a patch that comes too late changes nothing: then the user is
// read again, and the patch made anew if what it writes is still as the plan saw it.
func (x ordered) patch(ctx context.Context) targets.Result {
	id := x.text("userId")
	roles, seen := x.seen.get(id)
	if !seen {
		u, err := x.single(ctx, id)
		if err != nil {
			return rest.Unsent(err)
		}
		roles = u.Roles
	}
	x.seen.forget(id)
	err := x.attempt(ctx, id, roles)
	if !errors.Is(err, targets.ErrConflict) {
		return outcome(nil, err)
	}
	u, again := x.single(ctx, id)
	if again != nil || !x.stands(&u) {
		return outcome(nil, err)
	}
	x.seen.forget(id)
	return outcome(nil, x.attempt(ctx, id, u.Roles))
}

// attempt sends the patch once; one that would do nothing is not sent.
func (x ordered) attempt(ctx context.Context, id string, roles []string) error {
	var ops []operation
	for _, name := range []string{"displayName", "email"} {
		if v, ok := x.args[name]; ok {
			if was, known := x.was(name); known {
				ops = append(ops, operation{"test", "/" + name, was})
			}
			ops = append(ops, operation{"replace", "/" + name, v})
		}
	}
	ops = append(ops, patchOf(roles, x.keys("add"), x.keys("remove"))...)
	if len(ops) == 0 {
		return nil // somebody did it since
	}
	_, err := x.api.patchUser(ctx, x.customer, id, x.key(), x.step.Flags.Costs, ops)
	return err
}

// was is what the plan saw of an attribute.
func (x ordered) was(name string) (string, bool) {
	for i := range x.live.Objects {
		if o := &x.live.Objects[i]; o.Kind == User && o.ID == x.text("userId") {
			return o.Get(name).Text(), true
		}
	}
	return "", false
}

// stands reports whether a user is still as the plan saw them, as far as the patch
// writes over it: name and address, and no other supervisor level than the one that
// goes.
func (x ordered) stands(u *userRow) bool {
	for name, is := range map[string]string{"displayName": u.DisplayName, "email": u.Email} {
		if was, known := x.was(name); x.args[name] != nil && known && was != is {
			return false
		}
	}
	level := func(key string) bool { r := byKey(x.profile)[key]; return r != nil && r.level > 0 }
	if !slices.ContainsFunc(x.keys("add"), level) {
		return true
	}
	return !slices.ContainsFunc(u.Roles, func(key string) bool {
		return level(key) && !slices.Contains(x.keys("remove"), key) && !slices.Contains(x.keys("add"), key)
	})
}

func (x ordered) device(ctx context.Context, verb string) targets.Result {
	return outcome(x.api.device(ctx, x.customer, x.text("userId"), x.text("deviceId"), verb, x.key(), x.step.Flags.Costs, x.text("clientType")))
}

var _ targets.Writer = (*conn)(nil)
