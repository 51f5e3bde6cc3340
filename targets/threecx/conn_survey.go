package threecx

import (
	"context"
	"errors"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// beside are the sets of a PBX (3CX OpenAPI 20.0.10) that hold what somebody made
// there and no site declares, with the key that is asked for alone: some hold
// secrets beside it.
var beside = []struct{ set, key, filter, what string }{
	{"Users", "Number", "startsWith(Number,'HD')", "hot desks"}, // the prefix is observed by integrators
	{"Fxs", "MacAddress", "", "FXS gateways, with their analogue phones and fax machines"},
	{"Fax", "Number", "", "fax extensions"},
	{"Sbcs", "Name", "", "SBCs"},
	{"Trunks", "Id", "", "SIP trunks"},
	{"InboundRules", "Id", "", "inbound rules"},
	{"OutboundRules", "Id", "", "outbound rules"},
	{"CallFlowApps", "Id", "", "call flow apps"},
	{"ServicePrincipals", "Id", "", "API clients, this one among them"},
	{"Contacts", "Id", "", "phone book entries"},
	{"Holidays", "Id", "", "holidays"},
	{"PromptSets", "Id", "", "prompt sets"},
	{"CustomPrompts", "Filename", "", "recorded prompts"},
	{"Playlists", "Name", "", "playlists"},
	{"BlackListNumbers", "Id", "", "blocked numbers"},
	{"Blocklist", "Id", "", "blocked addresses"},
	{"WebsiteLinks", "Link", "", "website links"},
	{"ScheduledReports", "Id", "", "scheduled reports"},
}

// passed reads past an entity.
func passed(_ *harvest, s *rest.Scan) string {
	s.Skip()
	return ""
}

// Survey counts them, one request for each set.
func (c *conn) Survey(ctx context.Context) ([]targets.Unmanaged, error) {
	if err := c.known(ctx); err != nil {
		return nil, err
	}
	var out []targets.Unmanaged
	for _, b := range beside {
		p, err := c.counted(ctx, b.set, query{sel: b.key, filter: b.filter, top: 1, count: true})
		switch {
		case errors.Is(err, targets.ErrForbidden):
			out = append(out, targets.Unmanaged{What: b.what, Why: "the account may not look"})
		case errors.Is(err, targets.ErrNotFound):
			// a build without them
		case err != nil:
			return nil, err
		case p.count < 0:
			out = append(out, targets.Unmanaged{What: b.what, Why: "the reply does not say how many there are"})
		case p.count > 0:
			out = append(out, targets.Unmanaged{What: b.what, Count: int(p.count)})
		}
	}
	return out, nil
}

// counted asks for one entity of a set and how many there are.
func (c *conn) counted(ctx context.Context, set string, q query) (page, error) {
	reply, err := c.api.list(ctx, set, q)
	if err != nil {
		return page{}, err
	}
	return take(listing{set: set, read: passed}, reply, &harvest{})
}
