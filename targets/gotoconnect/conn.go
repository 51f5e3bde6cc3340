package gotoconnect

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// conn is one connection to an account. It is used by one goroutine at a time, and
// makes several requests at a time itself.
type conn struct {
	target   string
	tenant   string // the key of the account that the site names; "" is the principal's
	invite   bool   // the option invite: new users get an e-mail
	api      *api
	progress func(done, total int, what string)
	now      func() time.Time
	site     state.Profile
	size     atomic.Int64 // rows of a page of Voice Admin; 0 leaves it to the service
	telling  sync.Mutex   // progress is told of by one request at a time

	profile state.Profile
	account string // the account's key
	probed  bool
	written map[string]string // addresses as the service writes them, by their key here
}

// open connects for planning. Nothing is sent before the first call.
func open(_ context.Context, s targets.Settings) (targets.Reader, error) { return connect(s) }

// openWriter connects for applying.
func openWriter(_ context.Context, s targets.Settings) (targets.Writer, error) { return connect(s) }

func connect(s targets.Settings) (*conn, error) {
	insecure, _ := s.Options["insecure"].(bool)
	voice, err := rest.Parse(s.URL, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", s.Target, err)
	}
	voice.Path = ""
	admin, err := beside(s, voice, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: option adminUrl: %w", s.Target, err)
	}
	auth := voice
	if !rest.Loopback(voice.Hostname()) {
		auth, _ = url.Parse(authHost)
	}
	c := &conn{target: s.Target, tenant: s.Tenant, progress: s.Progress, now: s.Now, site: s.Profile, written: map[string]string{}}
	c.size.Store(voicePageSize)
	if c.now == nil {
		c.now = time.Now
	}
	c.invite, _ = s.Options[invites].(bool)
	a := &api{admin: client(admin, s.Transport), voice: client(voice, s.Transport), slots: make(chan struct{}, abreast)}
	server := client(auth, s.Transport)
	hide := func(values ...string) {
		for _, x := range []*rest.Client{a.admin, a.voice, server} {
			x.Hide(values...)
		}
	}
	if a.auth, err = authorize(s, server, hide, c.now); err != nil {
		return nil, fmt.Errorf("target %s: %w: %w", s.Target, targets.ErrUnauthorized, err)
	}
	c.api = a
	return c, nil
}

func client(base *url.URL, transport http.RoundTripper) *rest.Client {
	return &rest.Client{Base: base, Transport: transport, Message: message}
}

// beside is where the Admin API is: on a host of its own, but for a simulator.
func beside(s targets.Settings, voice *url.URL, insecure bool) (*url.URL, error) {
	own, _ := s.Options["adminUrl"].(string)
	switch {
	case own != "":
		u, err := rest.Parse(own, insecure)
		if err == nil {
			u.Path = ""
		}
		return u, err
	case rest.Loopback(voice.Hostname()):
		return voice, nil
	}
	return url.Parse(adminHost)
}

// Close forgets what was read; the transport belongs to whoever gave it.
func (c *conn) Close() error {
	c.written = map[string]string{}
	return nil
}

// generation is the version of both APIs.
const generation = "1"

// Probe asks who we are. The account is the principal's own: lists of any other are
// empty, which would look as if nothing were there, and so they are to one who is no
// administrator.
func (c *conn) Probe(ctx context.Context) (state.Profile, error) {
	reply, err := c.object(ctx, true, "me", nil)
	if err != nil {
		return state.Profile{}, err
	}
	me, account := readUser(rest.NewScan(reply.Body)), ""
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		if name == "accountKey" {
			account = s.Plain()
		}
	})
	if me.email == "" || account == "" {
		return state.Profile{}, shapeless("me", "the reply does not say who we are, or of which account")
	}
	if !slices.Contains(me.roles, superUser) && !slices.Contains(me.roles, manageAccount) {
		return state.Profile{}, &rest.Error{Kind: targets.ErrForbidden, Op: "GET me", Key: "user " + me.email, Sent: true, Message: "the account is no administrator, and would be shown empty lists",
			Hint: "let a super admin log in to the client, and keep that refresh token"}
	}
	if c.tenant != "" && c.tenant != account {
		return state.Profile{}, &rest.Error{Kind: targets.ErrUnsupported, Op: "tenant " + c.tenant, Sent: true, Message: "the refresh token is one of account " + account,
			Hint: "write that as the target's tenant, or keep a refresh token of the other account"}
	}
	p := state.Profile{Version: generation, Tenant: account, Modules: maps.Clone(c.site.Modules), Account: state.Account{Name: me.email, Roles: me.roles}}
	if c.invite {
		p.Facts = map[string]string{invites: "true"}
	}
	c.account = account
	d := newDirectory()
	if err := c.lists(ctx, d, []string{"licences"}); err != nil {
		return state.Profile{}, err
	}
	p.Limits = d.seats()
	c.profile, c.probed = p, true
	return p, nil
}

// seats are how many of each licence there are.
func (d *directory) seats() map[string]int64 {
	out := map[string]int64{}
	for i := range d.licences {
		if l := &d.licences[i]; l.name != "" && l.switches["enabled"] {
			out[l.name] += l.counts["seats"]
		}
	}
	return out
}

// ready probes once, for callers that did not.
func (c *conn) ready(ctx context.Context) error {
	if c.probed {
		return nil
	}
	_, err := c.Probe(ctx)
	return err
}

var _ targets.Writer = (*conn)(nil)
