package bitrix24

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// yields are the calls whose result is the id of what was made.
var yields = []string{"department.add", "user.add", "sonet_group.create", "patchbay.role.add"}

// listsDone are the calls whose result names those for whom something was done.
var listsDone = []string{"sonet_group.user.add", "sonet_group.user.update", "sonet_group.user.delete"}

// calls are all calls that steps name. deactivatePhone is none of them: it
// switches on (SRC).
var calls = []string{"department.add", "department.delete", "department.update", "patchbay.access", "patchbay.phone.off", "patchbay.role.add", "patchbay.role.delete", "patchbay.role.update",
	"sonet_group.create", "sonet_group.delete", "sonet_group.setowner", "sonet_group.update", "sonet_group.user.add", "sonet_group.user.delete", "sonet_group.user.update",
	"user.add", "user.update", "voximplant.line.outgoing.set", "voximplant.user.activatePhone"}

// Do makes one call. Nothing is sent when its arguments cannot be filled.
func (c *conn) Do(ctx context.Context, o targets.Order) targets.Result {
	if err := c.known(ctx); err != nil {
		return rest.Unsent(err)
	}
	if o.Step.Call == "patchbay.access" {
		return c.access(ctx, o)
	}
	x, err := c.command(ctx, o)
	if err != nil {
		return rest.Unsent(err)
	}
	var reply *rest.Reply
	err = c.patient(ctx, func() (err error) {
		reply, err = c.api.post(ctx, x.method, x.key, x.params)
		return err
	})
	if err != nil {
		return c.afterwards(ctx, []targets.Order{o}, []targets.Result{rest.Outcome(err)})[0]
	}
	return c.done(o, x, result(reply))
}

// command is an order as the portal takes it.
func (c *conn) command(ctx context.Context, o targets.Order) (command, error) {
	if !slices.Contains(calls, o.Step.Call) {
		return command{}, fmt.Errorf("%w: Bitrix24 has no call %q", targets.ErrUnsupported, o.Step.Call)
	}
	a := rest.Args{ID: idOf(o), Secret: o.Secret, After: func(e state.Extent) (any, error) { return c.letters(o, e) }}
	filled, err := a.Fill(o.Step.Args)
	if err != nil {
		return command{}, err
	}
	x := command{method: o.Step.Call, key: o.Step.Object.String()}
	x.params, _ = filled.(map[string]any)
	if x.method == "user.add" {
		return c.invitation(ctx, o, x)
	}
	return x, nil
}

// idOf finds vendor ids.
func idOf(o targets.Order) func(state.Ref) (any, error) {
	return func(r state.Ref) (any, error) {
		if id, ok := o.ID(r); ok {
			return id, nil
		}
		return nil, fmt.Errorf("%w: %s has no id yet", targets.ErrNotFound, r)
	}
}

// letters are all letters of a role: those that are read right now, and over them
// what the step writes.
func (c *conn) letters(o targets.Order, e state.Extent) (any, error) {
	if e.Kind != Role {
		return nil, fmt.Errorf("no collection holds %s by %s", e.Kind, e.Attr)
	}
	out := map[string]string{}
	key := e.Value
	for _, f := range o.Step.Effects {
		if f.Object == o.Step.Object && f.LiveKey != "" {
			key = f.LiveKey
		}
	}
	if o.Live != nil && o.Step.Op != state.OpCreate {
		now, ok := o.Live.Find(state.Ref{Kind: Role, Key: key})
		if !ok {
			return nil, fmt.Errorf("%w: role %s", targets.ErrNotFound, key)
		}
		for _, x := range pairsOf(c.profile) {
			out[x.name] = now.Get(x.name).Text()
		}
		rest.Fields([]byte(now.Extra), func(name string, s *rest.Scan) { out[name] = texted(s) })
	}
	for _, f := range o.Step.Effects {
		for _, a := range f.Attrs {
			if _, ok := pairNamed(a.Name); ok && f.Object == o.Step.Object {
				out[a.Name] = a.Value.Text()
			}
		}
	}
	return permissions(out), nil
}

// invitation: somebody who was dismissed is taken back and gets no message;
// anybody else is invited, as the plan said.
func (c *conn) invitation(ctx context.Context, o targets.Order, x command) (command, error) {
	if o.Step.Flags.Notifies {
		if c.invite != "" {
			x.params["MESSAGE_TEXT"] = c.invite
		}
		return x, nil
	}
	email := o.Step.Object.Key
	if c.gone[email] == "" {
		if _, err := c.Read(ctx, targets.Scope{Refs: []state.Ref{o.Step.Object}}); err != nil {
			return x, err
		}
	}
	id := c.gone[email]
	if id == "" {
		return x, fmt.Errorf("%w: %s was dismissed when this was planned, and is not now", targets.ErrConflict, email)
	}
	x.method = "user.update"
	x.params["ID"], x.params["ACTIVE"] = id, "Y"
	delete(x.params, "EMAIL")
	return x, nil
}

// done reads what a call answered.
func (c *conn) done(o targets.Order, x command, raw []byte) targets.Result {
	text := ""
	if len(raw) > 0 {
		text = texted(rest.NewScan(raw))
	}
	switch {
	case x.method != o.Step.Call: // taken back
		if !yes(text) {
			return unclear(x, "the portal does not say that it did it")
		}
		return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: fmt.Sprint(x.params["ID"])}}
	case slices.Contains(yields, x.method):
		if number(text) <= 0 {
			return unclear(x, "the reply holds no ID")
		}
		return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: text}}
	case slices.Contains(listsDone, x.method):
		if len(raw) == 0 || !slices.Contains(textList(rest.NewScan(raw)), fmt.Sprint(x.params["USER_ID"])) {
			return unclear(x, "the portal does not name the user among those for whom it did something")
		}
	case len(raw) == 0 || text == "" && x.method != "sonet_group.update":
		return unclear(x, "the portal does not say that it did it")
	}
	return targets.Result{Outcome: targets.Done}
}

func unclear(x command, why string) targets.Result {
	return targets.Result{Outcome: targets.OutcomeUnknown, Err: &rest.Error{Kind: targets.ErrProtocol, Op: x.method, Key: x.key, Sent: true, Message: why}}
}

// afterwards looks up whether users were made although user.add answered an error:
// it registers first and fills in the rest in a second step, which may fail (SRC).
// Whoever is there then is an outcome that nobody knows, and is read back.
func (c *conn) afterwards(ctx context.Context, orders []targets.Order, results []targets.Result) []targets.Result {
	var refs []state.Ref
	for i, o := range orders {
		if o.Step.Call == "user.add" && results[i].Outcome == targets.Refused {
			refs = append(refs, o.Step.Object)
		}
	}
	if len(refs) == 0 {
		return results
	}
	now, err := c.Read(ctx, targets.Scope{Refs: refs})
	for i, o := range orders {
		if !slices.Contains(refs, o.Step.Object) || results[i].Outcome != targets.Refused {
			continue
		}
		there := true
		if err == nil {
			_, there = now.Find(o.Step.Object)
		}
		if there {
			results[i] = targets.Result{Outcome: targets.OutcomeUnknown, Err: results[i].Err}
		}
	}
	return results
}

// access binds and unbinds codes, all of one role in one request.
func (c *conn) access(ctx context.Context, o targets.Order) targets.Result {
	filled, err := rest.Args{ID: idOf(o), Secret: o.Secret, After: func(state.Extent) (any, error) { return nil, errors.ErrUnsupported }}.Fill(o.Step.Args)
	if err != nil {
		return rest.Unsent(err)
	}
	args, _ := filled.(map[string]any)
	var all []command
	for _, part := range []struct{ name, method string }{{"ADD", "patchbay.access.add"}, {"DELETE", "patchbay.access.delete"}} {
		codes, _ := args[part.name].([]any)
		for _, x := range codes {
			code, err := c.codeOf(ctx, x)
			if err != nil {
				return rest.Unsent(err)
			}
			all = append(all, command{method: part.method, params: map[string]any{"ROLE_ID": args["ROLE_ID"], "CODE": code}, key: o.Step.Object.String()})
		}
	}
	got, err := c.send(ctx, batchWrite, all)
	if err != nil {
		return rest.Outcome(err)
	}
	return together(got)
}

// together is the outcome of a call that is several commands: refused, or not
// done, only where all of them were.
func together(got []answer) targets.Result {
	var all error
	var out []targets.Outcome
	for _, a := range got {
		if a.err == nil {
			out = append(out, targets.Done)
			continue
		}
		all, out = errors.Join(all, a.err), append(out, rest.Outcome(a.err).Outcome)
	}
	slices.Sort(out)
	if out = slices.Compact(out); len(out) == 1 && all != nil {
		return targets.Result{Outcome: out[0], Err: got[0].err}
	} else if len(out) > 1 {
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: all}
	}
	return targets.Result{Outcome: targets.Done}
}

// codeOf is an access code with its id. A user group is known by its name, of which
// there may be one alone.
func (c *conn) codeOf(ctx context.Context, x any) (string, error) {
	m, _ := x.(map[string]any)
	text := func(name string) string {
		if m[name] == nil {
			return ""
		}
		return fmt.Sprint(m[name])
	}
	if code := text("code"); code != "" {
		return code, nil
	}
	id := text("of")
	if group := text("group"); group != "" {
		found, err := c.groupIDs(ctx, group)
		if err != nil {
			return "", err
		}
		if len(found) != 1 {
			return "", fmt.Errorf("%w: %d user groups are called %q (IDs %s)", targets.ErrConflict, len(found), group, strings.Join(found, ", "))
		}
		id = found[0]
	}
	return text("before") + id + text("behind"), nil
}

func (c *conn) groupIDs(ctx context.Context, group string) ([]string, error) {
	d := &directory{userGroups: map[string]string{}}
	if err := c.certain(ctx, []*list{d.userGroupList()}); err != nil {
		return nil, err
	}
	var out []string
	for id, n := range d.userGroups {
		if n == group {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out, nil
}

// BatchSize is how many orders one request can carry. The codes of a role are a
// batch of their own.
func (c *conn) BatchSize(call string) int {
	if call == "patchbay.access" {
		return 1
	}
	return batchSize
}

// DoBatch sends several orders as one batch, each with an outcome of its own.
func (c *conn) DoBatch(ctx context.Context, orders []targets.Order) []targets.Result {
	out := make([]targets.Result, len(orders))
	if len(orders) == 1 {
		out[0] = c.Do(ctx, orders[0])
		return out
	}
	if err := c.known(ctx); err != nil {
		for i := range out {
			out[i] = rest.Unsent(err)
		}
		return out
	}
	var all []command
	var at []int
	for i, o := range orders {
		x, err := c.command(ctx, o)
		if err != nil {
			out[i] = rest.Unsent(err)
			continue
		}
		all, at = append(all, x), append(at, i)
	}
	if len(all) == 0 {
		return out
	}
	got, err := c.send(ctx, batchWrite, all)
	for n, i := range at {
		switch {
		case err != nil:
			out[i] = rest.Outcome(err)
		case got[n].err != nil:
			out[i] = rest.Outcome(got[n].err)
		default:
			out[i] = c.done(orders[i], all[n], got[n].raw)
		}
	}
	return c.afterwards(ctx, orders, out)
}

var _ targets.BatchWriter = (*conn)(nil)
