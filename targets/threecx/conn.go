package threecx

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// oldest is the first version that this driver works with: alternate keys
// (Users(Number='101')) came with it.
const oldest = "20.0.8"

// conn is one connection to a PBX. It is used by one goroutine at a time.
type conn struct {
	target   string
	api      *api
	progress func(done, total int, what string)
	profile  state.Profile
	probed   bool
	wire     *wire
	groups   directory
	zones    *zones
	terms    int           // how many keys one $filter names
	site     state.Profile // what the site says of who writes what
	raw      *rawCache     // what writes are merged into; nil on a Reader
}

// open connects for planning. Nothing is sent before the first call.
func open(_ context.Context, s targets.Settings) (targets.Reader, error) { return connect(s) }

// openWriter connects for applying.
func openWriter(_ context.Context, s targets.Settings) (targets.Writer, error) {
	c, err := connect(s)
	if err != nil {
		return nil, err
	}
	c.raw = &rawCache{now: c.api.tokens.now}
	return c, nil
}

func connect(s targets.Settings) (*conn, error) {
	insecure, _ := s.Options["insecure"].(bool)
	base, err := rest.Parse(s.URL, insecure)
	if err != nil {
		return nil, fmt.Errorf("target %s: %w", s.Target, err)
	}
	id, secret := s.Credentials["clientId"], s.Credentials["clientSecret"]
	if id == "" || secret == "" {
		return nil, fmt.Errorf("target %s: %w: credentials need clientId and clientSecret", s.Target, targets.ErrUnauthorized)
	}
	now := s.Now
	if now == nil {
		now = time.Now
	}
	client := &rest.Client{Base: base, Transport: s.Transport, Message: message}
	client.Hide(secret)
	shared := s.Shared.Get("3cx token of "+id+" at "+base.Host, func() any { return &auth{} }).(*auth)
	tok := &tokens{shared: shared, client: client, id: id, secret: secret, now: now}
	return &conn{target: s.Target, api: &api{client: client, tokens: tok}, progress: s.Progress, terms: pageSize, site: s.Profile}, nil
}

// Close forgets what was read; the transport belongs to whoever gave it.
func (c *conn) Close() error {
	c.raw, c.wire, c.groups = nil, nil, directory{}
	return nil
}

// Probe asks for the version first, since everything else depends on it.
func (c *conn) Probe(ctx context.Context) (state.Profile, error) {
	reply, err := c.api.defs(ctx)
	if err != nil {
		return state.Profile{}, c.probeError(err)
	}
	p := state.Profile{
		Version: reply.Header.Get("X-3CX-Version"),
		Account: state.Account{Name: c.api.tokens.id, Roles: roles(c.api.tokens.shared.token)},
		Modules: map[string]bool{},
	}
	for _, name := range []string{RoleDefaults, Overrides} { // the site's word on what people do
		if on, said := c.site.Modules[name]; said {
			p.Modules[name] = on
		}
	}
	if err := c.parameters(ctx, &p); err != nil {
		return state.Profile{}, err
	}
	switch {
	case p.Version == "":
		return state.Profile{}, &rest.Error{Kind: targets.ErrProtocol, Op: "GET /Defs", Status: reply.Status, Sent: true,
			Message: "no X-3CX-Version in the reply: this is not a 3CX, or a proxy takes the header away"}
	case older(p.Version, oldest):
		return state.Profile{}, &rest.Error{Kind: targets.ErrUnsupported, Op: "GET /Defs", Sent: true,
			Message: fmt.Sprintf("this 3CX is %s; its API can be used from %s on", p.Version, oldest), Hint: "update the PBX"}
	}
	c.profile, c.probed = p, true
	c.wire = newWire(p)
	return p, nil
}

func (c *conn) probeError(err error) error {
	var e *rest.Error
	if !errors.As(err, &e) {
		return err
	}
	if errors.Is(err, targets.ErrNotFound) {
		e.Kind, e.Hint = targets.ErrUnsupported, "the API needs 3CX V20 with an Enterprise licence"
	}
	return err
}

// parameters fills in what GetSystemParameters knows. An account that may not
// ask leaves the edition unknown.
func (c *conn) parameters(ctx context.Context, p *state.Profile) error {
	reply, err := c.api.systemParameters(ctx)
	if errors.Is(err, targets.ErrForbidden) || errors.Is(err, targets.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var in struct {
		Version, FQDN      string
		ENL                int64
		IsMulticompanyMode *bool
		License            struct {
			IsEnterprise, IsProfessional, IsMaintainceExpired *bool
			MaxSimCalls                                       int64
			ProductCode                                       string
		}
	}
	if err := json.Unmarshal(reply.Body, &in); err != nil {
		return &rest.Error{Kind: targets.ErrProtocol, Op: "GET /Defs/Pbx.GetSystemParameters()", Status: reply.Status, Message: "not the shape of system parameters", Sent: true, Cause: err}
	}
	if p.Version == "" {
		p.Version = in.Version
	}
	p.Tenant = in.FQDN
	is := func(b *bool) bool { return b != nil && *b }
	switch {
	case is(in.License.IsEnterprise):
		p.Edition = "enterprise"
	case is(in.License.IsProfessional):
		p.Edition = "professional"
	case in.License.IsEnterprise != nil || in.License.IsProfessional != nil:
		p.Edition = "standard"
	}
	p.Limits = map[string]int64{}
	if in.ENL > 0 {
		p.Limits["extensionDigits"] = in.ENL
	}
	if in.License.MaxSimCalls > 0 {
		p.Limits["simultaneousCalls"] = in.License.MaxSimCalls
	}
	if in.IsMulticompanyMode != nil {
		p.Modules["multicompany"] = *in.IsMulticompanyMode
	}
	return nil
}

// known probes once, for callers that did not.
func (c *conn) known(ctx context.Context) error {
	if c.probed {
		return nil
	}
	_, err := c.Probe(ctx)
	return err
}
