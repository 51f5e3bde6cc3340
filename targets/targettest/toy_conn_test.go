package targettest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// toyConn is a connection to a toy.
type toyConn struct {
	toy   toy
	set   targets.Settings
	http  *http.Client
	token string
	take  int
}

func (d toy) open(_ context.Context, s targets.Settings) (*toyConn, error) {
	take := 100
	if n, ok := s.Options["take"].(int64); ok {
		take = int(n)
	}
	transport := s.Transport
	if d.is("bypasses the transport") {
		transport = http.DefaultTransport
	}
	return &toyConn{toy: d, set: s, http: &http.Client{Transport: transport}, take: take}, nil
}

func (c *toyConn) Close() error { return nil }

func (c *toyConn) Probe(ctx context.Context) (state.Profile, error) {
	var about struct{ Version, Account, Role string }
	if err := c.call(ctx, http.MethodGet, "/about", nil, &about); err != nil {
		return state.Profile{}, err
	}
	return state.Profile{Version: about.Version, Account: state.Account{Name: about.Account, Roles: []string{about.Role}}}, nil
}

func (c *toyConn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	blind := c.toy.is("finds nothing when a lookup fails") && scope.Refs != nil
	users, wholeUsers, err := pages(ctx, c, "/users", func(u toyUser) string { return u.ID })
	if err != nil && !blind {
		return nil, err
	}
	teams, wholeTeams, err := pages(ctx, c, "/teams", func(t toyTeam) string { return t.ID })
	if err != nil && !blind {
		return nil, err
	}
	if blind {
		wholeUsers, wholeTeams = true, true
	}
	if c.toy.is("writes while planning") {
		if err := c.call(ctx, http.MethodPost, "/teams", map[string]any{"name": "probe"}, nil); err != nil && !errors.Is(err, targets.ErrReadOnly) {
			return nil, err
		}
	}
	out := &state.Snapshot{Target: c.set.Target, Type: "toy"}
	number := map[string]string{}
	for _, u := range users {
		number[u.ID] = u.Number
		out.Objects = append(out.Objects, c.user(u))
	}
	for _, t := range teams {
		out.Objects = append(out.Objects, teamObject(t))
		for _, m := range t.Members {
			out.Objects = append(out.Objects, membership(t.Name, number[m.User], m))
		}
	}
	out.Coverage = []state.Coverage{cover("user", wholeUsers), cover("team", wholeTeams), cover("membership", wholeTeams && wholeUsers), c.cards()}
	out.Sort()
	return narrow(out, scope), nil
}

func cover(kind string, whole bool) state.Coverage {
	c := state.Coverage{Extent: state.Extent{Kind: kind}}
	if !whole {
		c.Reach, c.Reason = state.Partial, "the listing changed while it was read"
	}
	return c
}

// cards are kept at the desk.
func (c *toyConn) cards() state.Coverage {
	if c.toy.is("takes what no API shows for read") {
		return cover("card", true)
	}
	return state.Coverage{Extent: state.Extent{Kind: "card"}, Reach: state.Unreadable, Reason: "cards are kept at the desk"}
}

// narrow keeps what a scope asks for.
func narrow(s *state.Snapshot, scope targets.Scope) *state.Snapshot {
	s.Objects = slices.DeleteFunc(s.Objects, func(o state.Object) bool {
		return scope.Kinds != nil && !slices.Contains(scope.Kinds, o.Kind) || scope.Refs != nil && !slices.Contains(scope.Refs, o.Ref())
	})
	return s
}

func (c *toyConn) user(u toyUser) state.Object {
	o := state.Object{Kind: "user", Key: u.Number, ID: u.ID}
	o.Put("Number", state.OfText(u.Number))
	put(&o, "First", u.First)
	put(&o, "Last", u.Last)
	put(&o, "Email", u.Email)
	if u.Active != nil {
		o.Put("Active", state.OfBool(*u.Active))
	}
	switch code := u.Code; {
	case code == nil:
	case c.toy.is("reads codes"):
		o.Put("Code", state.OfText(*code))
	default:
		o.Put("Code", c.set.Seal(o.Ref(), "Code", *code))
	}
	o.Put("Online", state.OfBool(u.Online))
	o.Put("Listed", state.OfBool(u.Listed))
	if c.toy.is("reads secrets") {
		o.Put("Pin", state.OfText(u.Pin))
	}
	if u.Color != "" {
		o.Extra = fmt.Sprintf(`{"color":%q}`, u.Color)
	}
	return o
}

func teamObject(t toyTeam) state.Object {
	o := state.Object{Kind: "team", Key: t.Name, ID: t.ID}
	o.Put("Name", state.OfText(t.Name))
	if t.Open != nil {
		o.Put("Open", state.OfBool(*t.Open))
	}
	if t.Color != "" {
		o.Extra = fmt.Sprintf(`{"color":%q}`, t.Color)
	}
	return o
}

func membership(team, number string, m toyMember) state.Object {
	o := state.Object{Kind: "membership", Key: team + "/" + number}
	o.Put("Team", state.OfText(team))
	o.Put("User", state.OfText(number))
	if m.Listen != nil {
		o.Put("Listen", state.OfBool(*m.Listen))
	}
	if m.Park != nil {
		o.Put("Park", state.OfBool(*m.Park))
	}
	if m.Since != "" {
		o.Extra = fmt.Sprintf(`{"since":%q}`, m.Since)
	}
	return o
}

func put(o *state.Object, name string, v *string) {
	if v != nil {
		o.Put(name, state.OfText(*v))
	}
}

// pages reads a listing to its end, once more if it moved meanwhile, and says
// whether it is whole: as many as the total, and none twice. One that moved may
// show one twice and hide another.
func pages[T any](ctx context.Context, c *toyConn, path string, id func(T) string) ([]T, bool, error) {
	var all []T
	for range 2 {
		all = all[:0]
		total := 0
		for skip := 0; ; {
			var page struct {
				Total int
				Items []T
			}
			if err := c.call(ctx, http.MethodGet, fmt.Sprintf("%s?skip=%d&take=%d", path, skip, c.take), nil, &page); err != nil {
				return nil, false, err
			}
			total = page.Total
			all, skip = append(all, page.Items...), skip+len(page.Items)
			if len(page.Items) == 0 || skip >= total || c.toy.is("reads the first page only") {
				break
			}
		}
		seen := map[string]bool{}
		for _, x := range all {
			seen[id(x)] = true
		}
		if len(all) == total && len(seen) == total || c.toy.is("trusts a moved listing") || c.toy.is("reads the first page only") {
			return all, true, nil
		}
	}
	return all, false, nil
}

// Do sends one step's request.
func (c *toyConn) Do(ctx context.Context, o targets.Order) targets.Result {
	args, err := c.fill(ctx, o, map[string]any(o.Step.Args))
	if err != nil {
		return targets.Result{Outcome: targets.NotSent, Err: err}
	}
	a := args.(map[string]any)
	method, path, _ := strings.Cut(o.Step.Call, " ")
	if id, ok := a["id"].(string); ok {
		path = strings.Replace(path, "{id}", id, 1)
	}
	body := a["body"]
	if c.toy.is("drops unknown fields") && method == http.MethodPatch {
		body.(map[string]any)["color"] = ""
	}
	var reply struct{ ID string }
	if c.toy.is("tells the outcome before the reply") && method != http.MethodPost {
		go c.call(context.WithoutCancel(ctx), method, path, body, nil)
		return targets.Result{Outcome: targets.Done}
	}
	err = c.call(ctx, method, path, body, &reply)
	if c.toy.is("repeats creates") && err != nil && method == http.MethodPost && !errors.Is(err, targets.ErrConflict) {
		delete(body.(map[string]any), "email")
		err = c.call(ctx, method, path, body, &reply)
	}
	if c.toy.is("calls failure done") {
		return targets.Result{Outcome: targets.Done}
	}
	switch {
	case err == nil && reply.ID != "":
		return targets.Result{Outcome: targets.Done, IDs: map[state.Ref]string{o.Step.Object: reply.ID}}
	case err == nil:
		return targets.Result{Outcome: targets.Done}
	case errors.Is(err, targets.ErrUnreachable), errors.Is(err, targets.ErrProtocol):
		return targets.Result{Outcome: targets.OutcomeUnknown, Err: err}
	}
	return targets.Result{Outcome: targets.Refused, Err: err}
}

// fill puts ids and live lists into a step's arguments.
func (c *toyConn) fill(ctx context.Context, o targets.Order, v any) (any, error) {
	switch v := v.(type) {
	case plan.IDOf:
		id, ok := o.ID(v.Ref)
		if !ok {
			return nil, fmt.Errorf("%w: no id of %s", targets.ErrNotFound, v.Ref)
		}
		return id, nil
	case plan.SecretOf:
		return o.Secret(v.Name)
	case plan.After:
		return c.members(ctx, o, v.Extent)
	case plan.Args:
		return c.fill(ctx, o, map[string]any(v))
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			y, err := c.fill(ctx, o, x)
			if err != nil {
				return nil, err
			}
			out[i] = y
		}
		return out, nil
	case map[string]any:
		out := map[string]any{}
		for k, x := range v {
			y, err := c.fill(ctx, o, x)
			if err != nil {
				return nil, err
			}
			out[k] = y
		}
		return out, nil
	}
	return v, nil
}

// members is a team's whole list as it will be. It is read anew: who else is in
// the team is no business of the step.
func (c *toyConn) members(ctx context.Context, o targets.Order, e state.Extent) (any, error) {
	live, err := c.Read(ctx, targets.Scope{})
	if err != nil {
		return nil, err
	}
	known := live.OfKind("user")
	if c.toy.is("forgets other members") {
		live = &state.Snapshot{}
	}
	after, _ := state.Apply(live, o.Step.Effects)
	list := []map[string]any{}
	for _, m := range after.OfKind("membership") {
		if !e.Holds(&m) {
			continue
		}
		i := slices.IndexFunc(known, func(u state.Object) bool { return u.Key == m.Get("User").Text() })
		if i < 0 {
			return nil, fmt.Errorf("%w: no person %s", targets.ErrNotFound, m.Get("User").Text())
		}
		item := map[string]any{}
		if m.Extra != "" && !c.toy.is("drops unknown fields") {
			if err := json.Unmarshal([]byte(m.Extra), &item); err != nil {
				return nil, err
			}
		}
		item["user"] = known[i].ID
		for name, attr := range map[string]string{"listen": "Listen", "park": "Park"} {
			if v := m.Get(attr); v.Presence() == state.Set {
				item[name] = v.Bool()
			}
		}
		list = append(list, item)
	}
	return list, nil
}

// call sends one request, logging in first where needed and again once when
// the token has ended.
func (c *toyConn) call(ctx context.Context, method, path string, in, out any) error {
	if c.token == "" {
		if err := c.login(ctx); err != nil {
			return err
		}
	}
	err := c.send(ctx, method, path, in, out)
	if errors.Is(err, targets.ErrUnauthorized) && !c.toy.is("gives up when the token ends") {
		if err := c.login(ctx); err != nil {
			return err
		}
		err = c.send(ctx, method, path, in, out)
	}
	return err
}

func (c *toyConn) login(ctx context.Context) error {
	var out struct{ Token string }
	c.token = ""
	err := c.send(ctx, http.MethodPost, "/login", map[string]any{"id": c.set.Credentials["id"], "secret": c.set.Credentials["secret"]}, &out)
	if err != nil && c.toy.is("says the secret") {
		return fmt.Errorf("%w: could not log in with %s", targets.ErrUnauthorized, c.set.Credentials["secret"])
	}
	c.token = out.Token
	return err
}

func (c *toyConn) send(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		b, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(b)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.set.URL+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	resp, err := c.http.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, errors.Join(kindOf(err), err))
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		return fmt.Errorf("%s %s: %w: %w", method, path, targets.ErrUnreachable, err)
	}
	if kind := c.status(resp.StatusCode); kind != nil {
		return fmt.Errorf("%s %s: %w (%d)", method, path, kind, resp.StatusCode)
	}
	if out == nil || len(b) == 0 && resp.StatusCode == http.StatusNoContent {
		return nil
	}
	if err := json.Unmarshal(b, out); err != nil {
		return fmt.Errorf("%s %s: %w: %w", method, path, targets.ErrProtocol, err)
	}
	return nil
}

// kindOf keeps a refusal of the planning transport apart from a lost connection.
func kindOf(err error) error {
	if errors.Is(err, targets.ErrReadOnly) {
		return targets.ErrReadOnly
	}
	return targets.ErrUnreachable
}

func (c *toyConn) status(code int) error {
	switch {
	case code < 300:
		return nil
	case code == http.StatusUnauthorized:
		return targets.ErrUnauthorized
	case code == http.StatusForbidden && c.toy.is("mixes up kinds of error"):
		return targets.ErrNotFound
	case code == http.StatusForbidden:
		return targets.ErrForbidden
	case code == http.StatusNotFound:
		return targets.ErrNotFound
	case code == http.StatusConflict:
		return targets.ErrConflict
	case code == http.StatusTooManyRequests:
		return targets.ErrLimited
	case code >= 500:
		return targets.ErrUnreachable
	}
	return targets.ErrInvalid
}
