package threecx

import (
	"context"
	"slices"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// zones are the time zones that a PBX knows: its own id for each, and the IANA
// name that snapshots use. A nil zones knows none.
type zones struct {
	names map[string]string // id → IANA name
	ids   map[string]string
}

// name is the IANA name of an id, or the id when the PBX does not name it.
func (z *zones) name(id string) string {
	if z != nil && z.names[id] != "" {
		return z.names[id]
	}
	return id
}

// offers are the words that the PBX takes for a department's time zone; nil where
// it did not tell.
func (z *zones) offers() map[string][]string {
	words := append(draft.SortedKeys(z.ids), draft.SortedKeys(z.names)...)
	if len(words) == 0 {
		return nil
	}
	slices.Sort(words)
	return map[string][]string{Group + ".TimeZoneId": words}
}

// readZones lists time zones once per connection. An account that may not look
// sees ids.
func (c *conn) readZones(ctx context.Context) error {
	if c.zones != nil {
		return nil
	}
	l := listing{set: "Defs/TimeZones", q: query{orderby: "Id"}, read: zone, what: "time zones"}
	h, _, err := c.whole(ctx, l, func() *harvest {
		return &harvest{zones: &zones{map[string]string{}, map[string]string{}}}
	})
	if _, ok := lesser(err); ok {
		c.zones = &zones{}
		return nil
	}
	if err != nil {
		return err
	}
	c.zones = h.zones
	return nil
}

// zone reads one. Several ids may share an IANA name; the first counts.
func zone(h *harvest, s *rest.Scan) (id string) {
	var iana string
	s.Object(func(name []byte) {
		switch string(name) {
		case "Id":
			id = s.Text()
		case "IanaName":
			iana = s.Text()
		}
	})
	if iana == "" {
		return id
	}
	h.zones.names[id] = iana
	if h.zones.ids[iana] == "" {
		h.zones.ids[iana] = id
	}
	return id
}

// zoneID is the id that a PBX has for an IANA name.
func (c *conn) zoneID(ctx context.Context, name string) (string, error) {
	if err := c.readZones(ctx); err != nil {
		return "", err
	}
	if id := c.zones.ids[name]; id != "" {
		return id, nil
	}
	if _, ok := c.zones.names[name]; ok {
		return name, nil // an id already
	}
	return "", &rest.Error{Kind: targets.ErrInvalid, Op: "time zone " + name, Message: "the PBX knows no such time zone",
		Hint: "write a timezone that the PBX has (its console lists them under departments), of the organization or of the department, and plan again"}
}
