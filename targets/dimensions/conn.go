package dimensions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// conn is one connection to a customer. It is used by one goroutine at a time, and
// makes several requests at a time itself.
type conn struct {
	target   string
	tenant   string // the customer that the site names, by id or name
	api      *api
	progress func(done, total int, what string)
	now      func() time.Time
	site     state.Profile
	facts    map[string]string // what the options say: see keysOption
	telling  sync.Mutex

	profile  state.Profile
	customer string // id
	probed   bool
	seen     *seenRoles // what patches are made from; nil on a Reader
}

// abreast is how many requests are under way at a time. No quota is documented.
const abreast = 6

// open connects for planning. Nothing is sent before the first call.
func open(_ context.Context, s targets.Settings) (targets.Reader, error) { return connect(s) }

// openWriter connects for applying.
func openWriter(_ context.Context, s targets.Settings) (targets.Writer, error) {
	c, err := connect(s)
	if err != nil {
		return nil, err
	}
	c.seen = &seenRoles{of: map[string][]string{}}
	return c, nil
}

func connect(s targets.Settings) (*conn, error) {
	insecure, _ := s.Options["insecure"].(bool)
	base, err := rest.Parse(s.URL, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", s.Target, err)
	}
	region, _ := s.Options["region"].(string)
	base.Path, base.Host = "", hostOf(base, region)
	c := &conn{target: s.Target, tenant: s.Tenant, progress: s.Progress, now: s.Now, site: s.Profile, facts: resolve.Offline(&model.Target{Options: s.Options}).Facts}
	if c.now == nil {
		c.now = time.Now
	}
	client := &rest.Client{Base: base, Transport: s.Transport, Message: message}
	auth, err := credentialsFrom(client, s, c.now)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w: %w", s.Target, targets.ErrUnauthorized, err)
	}
	c.api = &api{client: client, auth: auth, slots: make(chan struct{}, abreast), base: root}
	if level, _ := s.Options["level"].(string); level == "enterprise" {
		account, _ := s.Options["account"].(string)
		if account == "" {
			return nil, fmt.Errorf("target %s: %w: options.account names the enterprise's account that owns the customer", s.Target, targets.ErrInvalid)
		}
		c.api.base = root + "/accounts/" + url.PathEscape(account)
	}
	return c, nil
}

// hostOf is the API's host where a url names the brand alone: api.REGION.BRAND.
func hostOf(base *url.URL, region string) string {
	if region == "" || loopback(base.Hostname()) || strings.HasPrefix(base.Host, "api.") {
		return base.Host
	}
	return "api." + region + "." + base.Host
}

// Close forgets what was read; the transport belongs to whoever gave it.
func (c *conn) Close() error {
	c.seen = nil
	return nil
}

// generation is the version of the API.
const generation = "1.0"

// edition is the product. The variant "Dimensions Voice", where licences decide who is
// on the phone system, is another one and not driven.
const edition = "dimensions"

// Probe asks who we are and whether the customer is there.
func (c *conn) Probe(ctx context.Context) (state.Profile, error) {
	who, err := c.api.auth.who(ctx)
	if err != nil {
		return state.Profile{}, err
	}
	p := state.Profile{Version: generation, Edition: edition, Modules: maps.Clone(c.site.Modules), Limits: maps.Clone(c.site.Limits), Facts: c.facts,
		Account: state.Account{Name: who.Subject, Roles: who.Roles}}
	if p.Account.Name == "" {
		p.Account.Name = c.api.auth.id
	}
	if c.customer, p.Tenant, err = c.chooseCustomer(ctx); err != nil {
		return state.Profile{}, err
	}
	c.profile, c.probed = p, true
	return p, nil
}

// customerRow is a customer in a list.
type customerRow struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// chooseCustomer is the id and name of the customer that the site means: the one that
// it names as tenant, or the only one.
func (c *conn) chooseCustomer(ctx context.Context) (id, name string, err error) {
	if c.tenant != "" {
		_, err := c.page(ctx, c.api.usersPath(c.tenant), 0)
		if err == nil {
			return c.tenant, c.tenant, nil
		}
		if !errors.Is(err, targets.ErrInvalid) && !errors.Is(err, targets.ErrNotFound) {
			return "", "", err
		}
	}
	all, doubt, err := c.list(ctx, c.api.customersPath(), "customers")
	if err != nil {
		return "", "", err
	}
	if doubt != "" {
		return "", "", shapeless(c.api.customersPath(), doubt)
	}
	var found []customerRow
	for _, raw := range all {
		var row customerRow
		if json.Unmarshal(raw, &row) == nil && row.ID != "" && (c.tenant == "" || strings.EqualFold(row.Name, c.tenant) || row.ID == c.tenant) {
			found = append(found, row)
		}
	}
	if len(found) != 1 {
		return "", "", &rest.Error{Kind: targets.ErrUnsupported, Op: "tenant " + c.tenant, Sent: true, Message: fmt.Sprintf("the account has %d customers of this name", len(found)),
			Hint: "write the customer's tenant id as the target's tenant"}
	}
	return found[0].ID, found[0].Name, nil
}

// ready probes once, for callers that did not.
func (c *conn) ready(ctx context.Context) error {
	if c.probed {
		return nil
	}
	_, err := c.Probe(ctx)
	return err
}

func (c *conn) tell(done, total int, what string) {
	if c.progress != nil {
		c.telling.Lock()
		defer c.telling.Unlock()
		c.progress(done, total, what)
	}
}
