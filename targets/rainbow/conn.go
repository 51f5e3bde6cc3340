package rainbow

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// conn is one connection to a company. It is used by one goroutine at a time, and
// makes several requests at a time itself.
type conn struct {
	target   string
	tenant   string // the company that the site names; "" is the account's own
	system   string // the option system: the PBX whose extensions are meant
	place    string // the option site: where new users belong
	product  string // the option product
	invite   bool   // the option invite: new users get an e-mail
	api      *api
	progress func(done, total int, what string)
	now      func() time.Time
	site     state.Profile
	limit    atomic.Int64 // rows of a page
	telling  sync.Mutex   // progress is told of by one request at a time

	profile state.Profile
	company string // id
	probed  bool
	pbxs    []systemRow
	clouds  []systemRow
	unseen  map[string]trouble // why a probe was not shown them
	naming  sync.Mutex
	known   names          // what ids were called when they were last seen
	raw     *rawCache      // what writes are merged into; nil on a Reader
	counts  map[string]int // how many rows a list had when it was last read, by path
}

// open connects for planning. Nothing is sent before the first call.
func open(_ context.Context, s targets.Settings) (targets.Reader, error) { return connect(s) }

// openWriter connects for applying.
func openWriter(_ context.Context, s targets.Settings) (targets.Writer, error) {
	c, err := connect(s)
	if err != nil {
		return nil, err
	}
	c.raw = &rawCache{now: c.now, of: map[state.Ref]rawRow{}}
	return c, nil
}

func connect(s targets.Settings) (*conn, error) {
	insecure, _ := s.Options["insecure"].(bool)
	base, err := rest.Parse(s.URL, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", s.Target, err)
	}
	base.Path = ""
	c := &conn{target: s.Target, tenant: s.Tenant, progress: s.Progress, now: s.Now, site: s.Profile, known: newNames(), counts: map[string]int{}}
	c.limit.Store(longPage)
	if c.now == nil {
		c.now = time.Now
	}
	c.system, _ = s.Options["system"].(string)
	c.place, _ = s.Options["site"].(string)
	c.product, _ = s.Options["product"].(string)
	c.invite, _ = s.Options[invites].(bool)
	client := &rest.Client{Base: base, Transport: s.Transport, Message: message}
	auth, err := credentialsFrom(client, s, c.now)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w: %w", s.Target, targets.ErrUnauthorized, err)
	}
	c.api = &api{client: client, auth: auth, slots: make(chan struct{}, abreast)}
	return c, nil
}

// Close forgets what was read; the transport belongs to whoever gave it.
func (c *conn) Close() error {
	c.raw, c.known = nil, newNames()
	return nil
}

// generation is the REST API that this driver speaks: version 1 of every portal. The
// portals' own builds change every few weeks and say nothing about a company.
const generation = "1"

// Probe asks who we are, which company is meant, which PBXs it has and what it has
// bought.
func (c *conn) Probe(ctx context.Context) (state.Profile, error) {
	me, err := c.myself(ctx)
	if err != nil {
		return state.Profile{}, err
	}
	if !administers(me.roles) {
		return state.Profile{}, &rest.Error{Kind: targets.ErrForbidden, Op: "login", Key: "user " + me.login, Sent: true, Message: "the account is no administrator",
			Hint: "give the account the role admin with adminType company_admin"}
	}
	p := state.Profile{Version: generation, Modules: maps.Clone(c.site.Modules), Account: state.Account{Name: me.login, Roles: me.roles}}
	if p.Modules == nil {
		p.Modules = map[string]bool{}
	}
	if me.adminType != "" {
		p.Account.Roles = append(slices.Clone(me.roles), me.adminType)
	}
	if c.invite {
		p.Facts = map[string]string{invites: "true"}
	}
	if c.company, p.Tenant, err = c.chooseCompany(ctx, &me); err != nil {
		return state.Profile{}, err
	}
	d := newDirectory()
	lists := []*list{d.pbxList(c), d.cloudList(c), d.subscriptionList(c)}
	if err := c.readLists(ctx, lists); err != nil {
		return state.Profile{}, err
	}
	for i, name := range []string{"pbxs", "clouds", "subscriptions"} { // a company without a Hub may not be shown the Hub's portal
		if l := lists[i]; l.err == nil && l.doubt != "" {
			return state.Profile{}, shapeless(l.path, l.doubt)
		}
		d.judged(name, lists[i])
	}
	p.Edition, p.Limits = c.edition(d), d.seats()
	if err := c.choosePBX(d); err != nil && p.Edition == ProductPBX {
		return state.Profile{}, err
	}
	c.profile, c.probed, c.pbxs, c.clouds = p, true, d.pbxs, d.clouds
	c.unseen = d.troubles
	return p, nil
}

// administers reports whether one of the roles is an administrator's (Node SDK).
func administers(roles []string) bool {
	return slices.ContainsFunc(roles, func(r string) bool {
		return r == "admin" || r == "superadmin" || r == "bp_admin" || r == "support"
	})
}

// myself is the user that we log in as: in the reply of the login, or, with an API
// key, what the portal of end users calls me (Node SDK).
func (c *conn) myself(ctx context.Context) (userRow, error) {
	ask := func(ctx context.Context) ([]byte, error) { return c.object(ctx, myselfPath) }
	if p, ok := c.api.auth.(*password); ok {
		ask = p.me
	}
	raw, err := ask(ctx)
	if err != nil {
		return userRow{}, err
	}
	if len(raw) == 0 || raw[0] != '{' {
		return userRow{}, shapeless(loginPath, "the reply does not say who we are")
	}
	me := readUser(rest.NewScan(raw))
	if me.company == "" || len(me.roles) == 0 {
		if me, err = c.userByID(ctx, me.id); err != nil {
			return userRow{}, err
		}
	}
	if me.login == "" || me.company == "" {
		return userRow{}, shapeless(usersPath, "the reply does not say who we are")
	}
	return me, nil
}

// chooseCompany is the id and name of the company that the site means: the one that
// it names as tenant, or the account's own.
func (c *conn) chooseCompany(ctx context.Context, me *userRow) (id, name string, err error) {
	raw, err := c.object(ctx, path(companiesPath, me.company))
	if errors.Is(err, targets.ErrForbidden) { // who administers a site may see as much as everybody
		raw, err = c.object(ctx, path(membersPath, me.company))
	}
	if err != nil {
		return "", "", err
	}
	own := readSystem(rest.NewScan(raw))
	if c.tenant == "" || strings.EqualFold(c.tenant, own.name) || c.tenant == own.id {
		if own.id == "" || own.name == "" {
			return "", "", shapeless(companiesPath, "the company has no id or no name")
		}
		return own.id, own.name, nil
	}
	var found []systemRow
	l := &list{path: companiesPath, what: "companies", reset: func() { found = nil }, read: func(s *rest.Scan) string {
		x := readSystem(s)
		if strings.EqualFold(x.name, c.tenant) || x.id == c.tenant {
			found = append(found, x)
		}
		return x.id
	}}
	if err := c.lists(ctx, []*list{l}); err != nil {
		return "", "", err
	}
	if len(found) != 1 {
		return "", "", &rest.Error{Kind: targets.ErrUnsupported, Op: "tenant " + c.tenant, Sent: true, Message: fmt.Sprintf("the account administers %d companies of this name", len(found)),
			Hint: fmt.Sprintf("write the company's name or id as the target's tenant, or leave it out for %q", own.name)}
	}
	return found[0].id, found[0].name, nil
}

// edition is the product that the site means, or that the company has. One with both
// and with neither counts as a company with a PBX.
func (c *conn) edition(d *directory) string {
	switch {
	case c.product != "":
		return c.product
	case len(d.pbxs) == 0 && len(d.clouds) > 0:
		return ProductHub
	}
	return ProductPBX
}

// seats are how many licences of each word there are; a word of which one
// subscription has no end is not among them.
func (d *directory) seats() map[string]int64 {
	out, endless := map[string]int64{}, map[string]bool{}
	for _, x := range d.subscriptions {
		word := offerWord(x.reference, x.name)
		switch {
		case x.status != "active" || x.isDefault:
		case x.most < 0:
			endless[word] = true
		default:
			out[word] += x.most
		}
	}
	maps.DeleteFunc(out, func(word string, _ int64) bool { return endless[word] })
	return out
}

// ofCompany asks for what belongs to the company.
func (c *conn) ofCompany() url.Values { return url.Values{"companyId": {c.company}} }

// ready probes once, for callers that did not.
func (c *conn) ready(ctx context.Context) error {
	if c.probed {
		return nil
	}
	_, err := c.Probe(ctx)
	return err
}
