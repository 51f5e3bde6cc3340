package bitrix24

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// conn is one connection to a portal. It is used by one goroutine at a time.
type conn struct {
	target   string
	host     string
	api      *api
	app      bool // an application, to which more is shown than to a webhook
	progress func(done, total int, what string)
	now      func() time.Time
	site     state.Profile // what the site says of what a portal does not
	module   *bool         // the option localModule
	invite   string        // the option invitation
	profile  state.Profile
	us       string // our own ID on the portal
	probed   bool
	gone     map[string]string // who is dismissed, by address: the ID
}

// open connects for planning. Nothing is sent before the first call.
func open(_ context.Context, s targets.Settings) (targets.Reader, error) { return connect(s) }

// openWriter connects for applying.
func openWriter(_ context.Context, s targets.Settings) (targets.Writer, error) { return connect(s) }

func connect(s targets.Settings) (*conn, error) {
	insecure, _ := s.Options["insecure"].(bool)
	base, err := rest.Parse(s.URL, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", s.Target, err)
	}
	base.Path = ""
	c := &conn{target: s.Target, host: base.Hostname(), progress: s.Progress, now: s.Now, site: s.Profile}
	if c.now == nil {
		c.now = time.Now
	}
	if on, said := s.Options["localModule"].(bool); said {
		c.module = &on
	}
	c.invite, _ = s.Options["invitation"].(string)
	client := &rest.Client{Base: base, Transport: s.Transport, Message: message, Away: away}
	if c.api, err = signedBy(client, s); err != nil {
		return nil, fmt.Errorf("target %s: %w: %w", s.Target, targets.ErrUnauthorized, err)
	}
	_, c.app = c.api.auth.(*application)
	return c, nil
}

// signedBy chooses between a webhook and an application.
func signedBy(client *rest.Client, s targets.Settings) (*api, error) {
	if raw := s.Credentials["webhook"]; raw != "" {
		hook, secret, err := parseWebhook(raw, client.Base)
		client.Hide(secret, raw)
		return &api{client: client, auth: hook}, err
	}
	id, secret, refresh := s.Credentials["clientId"], s.Credentials["clientSecret"], s.Credentials["refreshToken"]
	if id == "" || secret == "" || refresh == "" {
		return nil, errors.New("credentials need webhook, or clientId, clientSecret and refreshToken")
	}
	client.Hide(secret, refresh)
	server := client
	if !rest.Loopback(client.Base.Hostname()) {
		u, err := url.Parse(oauthServer)
		if err != nil {
			return nil, err
		}
		server = &rest.Client{Base: u, Transport: s.Transport, Message: message, Away: away}
		server.Hide(secret, refresh)
	}
	shared := s.Shared.Get("bitrix24 token of "+id+" at "+client.Base.Host, func() any { return &session{refresh: refresh} }).(*session)
	return &api{client: client, auth: &application{shared: shared, server: server, portal: client, id: id, secret: secret, keep: s.Keep}}, nil
}

// Close forgets what was read; the transport belongs to whoever gave it.
func (c *conn) Close() error {
	c.gone = nil
	return nil
}

// generation is the REST API that this driver speaks. A portal does not say its
// own version (DOC), so that this is what a profile has in its place.
const generation = "2"

// Probe asks in one batch who we are, whether the local module is there, and what
// the portal lets us see.
func (c *conn) Probe(ctx context.Context) (state.Profile, error) {
	asked := []command{
		{method: "profile"}, {method: "user.admin"}, {method: "method.get", params: map[string]any{"name": "patchbay.info"}},
		{method: "user.get", params: map[string]any{"FILTER": map[string]any{"ID": "$result[" + name(0) + "][ID]"}}}, {method: "patchbay.info"},
	}
	if c.app {
		asked = append(asked, command{method: "app.info"})
	}
	var reply *rest.Reply
	err := c.patient(ctx, func() (err error) {
		reply, err = c.api.post(rest.Reads(ctx), batchRead, "", batchOf(asked))
		return err
	})
	if err != nil {
		return state.Profile{}, probeError(err)
	}
	got, err := answers(asked, reply)
	if err != nil {
		return state.Profile{}, err
	}
	for _, i := range []int{0, 3} {
		if got[i].err != nil {
			return state.Profile{}, probeError(got[i].err)
		}
	}
	p := state.Profile{Version: generation, Tenant: c.host, Edition: c.edition(reply.Body), Modules: map[string]bool{Module: false, Devices: c.app}}
	if err := c.account(&p, got); err != nil {
		return state.Profile{}, err
	}
	if err := c.findModule(&p, got[2], got[4]); err != nil {
		return state.Profile{}, err
	}
	c.said(&p)
	if c.app && got[5].err == nil {
		c.plan(&p, got[5].raw)
	}
	c.profile, c.probed = p, true
	return p, nil
}

// batchOf is the body of a batch.
func batchOf(all []command) map[string]any {
	cmd := make(map[string]any, len(all))
	for i, x := range all {
		cmd[name(i)] = x.method + "?" + encoded(x.params)
	}
	return map[string]any{"halt": 0, "cmd": cmd}
}

// edition: the clock of operating time is in every reply of the cloud, and by
// default in none of an own server (DOC, limits). Inferred, as is the host.
func (c *conn) edition(body []byte) string {
	if strings.Contains(c.host, ".bitrix24.") {
		return cloudEdition
	}
	edition := onPremiseEdition
	rest.Fields(body, func(name string, s *rest.Scan) {
		if name == "time" {
			rest.Fields(s.Raw(), func(name string, _ *rest.Scan) {
				if name == "operating" || name == "operating_reset_at" {
					edition = cloudEdition
				}
			})
		}
	})
	return edition
}

// account is who we are, by the address that users are known by here.
func (c *conn) account(p *state.Profile, got []answer) error {
	rest.Fields(got[0].raw, func(name string, s *rest.Scan) {
		if name == "ID" {
			c.us = texted(s)
		}
	})
	if c.us == "" {
		return &rest.Error{Kind: targets.ErrProtocol, Op: "profile", Sent: true, Message: "the reply does not say who we are"}
	}
	items(got[3].raw, func(s *rest.Scan) {
		if u := readUser(s); u.id == c.us {
			p.Account.Name = u.key()
		}
	})
	if p.Account.Name == "" {
		p.Account.Name = "#" + c.us
	}
	if got[1].err == nil && yes(strings.Trim(string(got[1].raw), `"`)) {
		p.Account.Roles = []string{"portal administrator"}
	}
	return nil
}

// admin reports whether our account is a portal administrator's.
func (c *conn) admin() bool { return slices.Contains(c.profile.Account.Roles, "portal administrator") }

// findModule uses the local module where it is there and the site does not say
// otherwise. Where the site counts on it, it has to be.
func (c *conn) findModule(p *state.Profile, got, info answer) error {
	there := false
	rest.Fields(got.raw, func(name string, s *rest.Scan) {
		if name == "isExisting" {
			there = yes(texted(s))
		}
	})
	switch {
	case !there && c.module != nil && *c.module:
		return &rest.Error{Kind: targets.ErrUnsupported, Op: "method.get", Message: "the local module is not installed on the portal, and the site counts on it (localModule)",
			Hint: "copy targets/bitrix24/module/patchbay.telephony to the portal's /local/modules and install it, or take the option out"}
	case !there || c.module != nil && !*c.module:
		return nil
	}
	if errors.Is(info.err, targets.ErrForbidden) {
		return nil // of no use to this account: roles are set by hand
	}
	if info.err != nil {
		return info.err
	}
	p.Edition, p.Modules[Module] = onPremiseEdition, true
	p.Facts = map[string]string{}
	rest.Fields(info.raw, func(name string, s *rest.Scan) {
		switch name {
		case "PAIRS":
			p.Facts["pairs"] = strings.Join(textList(s), " ")
		case "VERSION":
			if v := texted(s); v != "1" {
				p.Facts["local module"] = v
			}
		}
	})
	return nil
}

// said takes the site's word on what no portal tells.
func (c *conn) said(p *state.Profile) {
	for _, name := range []string{Converted, Licence} {
		if on, ok := c.site.Modules[name]; ok {
			p.Modules[name] = on
		}
	}
}

// freePlans are the plans without the feature (inferred from their names; the list
// by plan is published nowhere).
var freePlans = []string{"project", "free"}

func (c *conn) plan(p *state.Profile, raw []byte) {
	rest.Fields(raw, func(name string, s *rest.Scan) {
		if name == "LICENSE_TYPE" && slices.Contains(freePlans, strings.ToLower(texted(s))) && p.Edition == cloudEdition {
			p.Modules[Licence] = false
		}
	})
}

func probeError(err error) error {
	var e *rest.Error
	if !errors.As(err, &e) {
		return err
	}
	switch {
	case errors.Is(err, targets.ErrUnauthorized):
		e.Hint = "check the webhook or the application's tokens: when somebody edits a webhook its secret changes"
	case errors.Is(err, targets.ErrForbidden) && strings.Contains(e.Message, "commercial plans"):
		e.Hint = "the cloud's REST API needs a paid plan with a Market subscription"
	case errors.Is(err, targets.ErrForbidden) && e.Hint == "":
		e.Hint = "the webhook or application needs the scopes user, department, sonet_group and telephony, and an administrator's account"
	}
	return err
}

// known probes once, for callers that did not.
func (c *conn) known(ctx context.Context) error {
	if c.probed {
		return nil
	}
	_, err := c.Probe(ctx)
	return err
}
