package rainbow

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// Do makes one call. Nothing is sent when its arguments cannot be filled.
func (c *conn) Do(ctx context.Context, o targets.Order) targets.Result {
	how, ok := calls[o.Step.Call]
	if !ok {
		return rest.Unsent(fmt.Errorf("%w: Rainbow has no call %q", targets.ErrUnsupported, o.Step.Call))
	}
	if err := c.ready(ctx); err != nil {
		return rest.Unsent(err)
	}
	args, err := c.fill(ctx, o)
	if err != nil {
		return rest.Unsent(err)
	}
	vars := c.variables(args)
	at, took := how.expand(vars)
	for _, name := range took {
		delete(args, name)
	}
	query, body, err := c.body(ctx, o, how, args)
	if err != nil {
		return rest.Unsent(err)
	}
	reply, err := c.api.make(ctx, how.method, at, query, o.Step.Object.String(), body)
	c.raw.moved(o.Step.Effects)
	if how.path == usersPath+"/{userId}" {
		c.known.forget(vars["userId"]) // it may have another login now, or none
	}
	if err != nil {
		return rest.Outcome(err)
	}
	if how.yields {
		return created(o, reply)
	}
	return targets.Result{Outcome: targets.Done}
}

// variables are what may stand in a path.
func (c *conn) variables(args map[string]any) map[string]string {
	out := map[string]string{"companyId": c.company}
	for name, v := range args {
		if s, ok := v.(string); ok {
			out[name] = s
		}
	}
	return out
}

// fill puts values in the place of ids, secrets and what is replaced whole.
func (c *conn) fill(ctx context.Context, o targets.Order) (map[string]any, error) {
	a := rest.Args{
		ID: func(r state.Ref) (any, error) { return idOf(o, r) },
		Secret: func(name string) (string, error) {
			v, err := o.Secret(name)
			c.api.client.Hide(v)
			return v, err
		},
		After: func(e state.Extent) (any, error) {
			return nil, fmt.Errorf("%w: no list holds %s by %s", targets.ErrUnsupported, e.Kind, e.Attr)
		},
	}
	out := map[string]any{}
	var whole []string
	for _, name := range draft.SortedKeys(o.Step.Args) {
		if _, ok := o.Step.Args[name].(plan.After); ok {
			whole = append(whole, name)
			continue
		}
		v, err := a.Fill(o.Step.Args[name])
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	for _, name := range whole {
		v, err := c.after(ctx, o, name, out)
		if err != nil {
			return nil, err
		}
		out[name] = v
	}
	return out, nil
}

// idOf finds vendor ids.
func idOf(o targets.Order, r state.Ref) (string, error) {
	if id, ok := o.ID(r); ok {
		return id, nil
	}
	return "", fmt.Errorf("%w: %s has no id yet", targets.ErrNotFound, r)
}

// emptied is how fields of a user are taken away that "" is no value of: those with a
// form of their own, lists and maps.
var emptied = map[string]any{"adminType": nil, "country": nil, "language": nil, "timezone": nil, "visibility": nil, "tags": []any{}, "customData": map[string]any{}}

// body is what a call sends beside its path.
func (c *conn) body(ctx context.Context, o targets.Order, how call, args map[string]any) (query string, body map[string]any, err error) {
	switch o.Step.Call {
	case "user.create":
		return c.newUser(ctx, args)
	case "user.update":
		for name, empty := range emptied {
			if args[name] == "" {
				args[name] = empty
			}
		}
	case "supervision.create":
		args["companyId"] = c.company
	case "supervision.update":
		return "", args, c.replacing(ctx, o, args)
	case "extension.dissociate":
		args["userId"] = nil
	case "hub.update":
		if args["externalNumberId"] == "" {
			args["externalNumberId"] = nil
		}
	}
	if how.method == "DELETE" {
		return "", nil, nil
	}
	return "", args, nil
}

// newUser: the company's, without a licence that costs, and without a message unless
// the site asks for invitations. Who gets none has a password that nobody knows, and
// chooses another by "forgot password".
func (c *conn) newUser(ctx context.Context, args map[string]any) (string, map[string]any, error) {
	q := url.Values{"doNotAssignPaidLicense": {"true"}}
	body := maps.Clone(args)
	maps.DeleteFunc(body, func(_ string, v any) bool { return v == nil || v == "" })
	switch _, given := body["password"]; {
	case c.invite:
		q.Set("sendInvitationEmail", "true")
	case !given:
		secret := passphrase()
		c.api.client.Hide(secret)
		body["password"] = secret
	}
	body["companyId"] = c.company
	kind, _ := args["adminType"].(string)
	roles, _ := args["roles"].([]any)
	if len(roles) > 0 || kind != "" {
		body["roles"] = rolesWith(itemsOf(roles), kind, false)
	}
	phones := personalRows(args["phoneNumbers"])
	if mobile, _ := args["mobile"].(string); mobile != "" {
		phones = append([]any{newMobile(mobile)}, phones...)
	}
	if delete(body, "mobile"); len(phones) > 0 {
		body["phoneNumbers"] = phones
	}
	if c.place == "" {
		return "?" + q.Encode(), body, nil
	}
	site, err := c.siteNamed(ctx)
	body["siteId"] = site
	return "?" + q.Encode(), body, err
}

// passphrase is a password that nobody knows: letters, a digit and a sign, as the
// vendor asks for.
func passphrase() string { return rand.Text() + "a7#" }

// siteNamed is the id of the site that new users belong to.
func (c *conn) siteNamed(ctx context.Context) (string, error) {
	d := newDirectory()
	if err := c.lists(ctx, []*list{d.siteList(c)}); err != nil {
		return "", err
	}
	var found []string
	for id, name := range d.sites {
		if name == c.place || id == c.place {
			found = append(found, id)
		}
	}
	if len(found) != 1 {
		return "", &rest.Error{Kind: targets.ErrInvalid, Op: "option site " + c.place, Message: fmt.Sprintf("%d sites of the company have this name", len(found)), Hint: "write the name or the id of one of its sites"}
	}
	return found[0], nil
}

// rolesWith are all roles of a user: those that are given, what everybody has, what
// an administrator has, and what the vendor gave by itself.
func rolesWith(given []string, adminType string, supervisor bool) []any {
	all := append([]string{"user"}, given...)
	if adminType != "" {
		all = append(all, "admin")
	}
	if supervisor {
		all = append(all, "supervisor")
	}
	out := []any{}
	for _, r := range draft.Unique(all) {
		out = append(out, r)
	}
	return out
}

func itemsOf(list []any) []string {
	var out []string
	for _, x := range list {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

// created takes the id out of the reply. Without one nobody knows what was made.
func created(o targets.Order, reply *rest.Reply) targets.Result {
	var ids []string
	rest.Fields(dataOf(reply.Body), func(name string, s *rest.Scan) {
		if name == "id" || name == "phoneNumberId" {
			ids = append(ids, s.Plain())
		}
	})
	ids = slices.DeleteFunc(ids, func(s string) bool { return s == "" })
	if len(ids) == 0 {
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: &rest.Error{Kind: targets.ErrProtocol, Op: o.Step.Call, Key: o.Step.Object.String(), Status: reply.Status, Sent: true, Message: "the reply holds no id"}}
	}
	return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: ids[0]}}
}

var _ targets.Writer = (*conn)(nil)
