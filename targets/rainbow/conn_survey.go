package rainbow

import (
	"context"
	"errors"
	"net/url"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// aside is a list of things that a company has and no site declares.
type aside struct {
	path   string
	filter url.Values
	what   string
}

// beside are the lists that the vendor's clients know (Node SDK, generated admin
// client), and that hold what somebody made there.
func (c *conn) beside() []aside {
	guests := c.ofCompany()
	guests.Set("roles", "guest")
	all := []aside{
		{usersPath, guests, "guests"},
		{sitesPath, c.ofCompany(), "sites"},
		{keysPath, nil, "API keys of the account"},
		{path("subscription/v1.0/companies", c.company, "subscriptions"), nil, "subscriptions, which are bought by people"},
	}
	if len(c.clouds) > 0 {
		all = append(all, aside{path(c.hubPath()), url.Values{"type": {"call_queue"}}, "call queues of the Hub"}, aside{"rvcpprovisioning/v1.0/external-trunks", nil, "external trunks"})
	}
	return all
}

// Survey counts them, one request for each list, and the extensions of PBXs whose
// extensions the site does not mean.
func (c *conn) Survey(ctx context.Context) ([]targets.Unmanaged, error) {
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	all := c.beside()
	d := &directory{pbxs: c.pbxs}
	_ = c.choosePBX(d) // where the site does not say which is meant, none is
	for _, x := range c.pbxs {
		if x.id != d.pbx.id {
			all = append(all, aside{path(systemsPath, x.id, "phone-numbers"), nil, "extensions of " + x.name})
		}
	}
	out := make([]targets.Unmanaged, len(all))
	err := rest.Each(ctx, abreast, len(all), func(ctx context.Context, i int) (err error) {
		out[i], err = c.counted(ctx, all[i])
		return err
	})
	if err != nil {
		return nil, err
	}
	var some []targets.Unmanaged
	for _, u := range out {
		if u.Count > 0 || u.Why != "" {
			some = append(some, u)
		}
	}
	return some, nil
}

// counted asks for one row of a list and how many there are. A portal without such
// a list has none of them.
func (c *conn) counted(ctx context.Context, x aside) (targets.Unmanaged, error) {
	u := targets.Unmanaged{What: x.what}
	reply, err := c.api.list(ctx, x.path, page{limit: 1, filter: x.filter})
	switch {
	case errors.Is(err, targets.ErrForbidden):
		u.Why = "the account may not look"
		return u, nil
	case errors.Is(err, targets.ErrNotFound):
		return u, nil
	case err != nil:
		return u, err
	}
	total := int64(-1)
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		if name == "total" {
			total = count(s)
		}
	})
	if u.Count = int(max(total, 0)); total < 0 {
		u.Why = "the reply does not say how many there are"
	}
	return u, nil
}

var _ targets.Surveyor = (*conn)(nil)
