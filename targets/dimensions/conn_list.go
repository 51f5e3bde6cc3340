package dimensions

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/patchbay-dev/patchbay/targets"
)

// mostPages is more than any customer has.
const mostPages = 10_000

// list reads a list from its first page to its last. One that cannot be trusted is
// read once more; doubt says why when it still cannot.
func (c *conn) list(ctx context.Context, path, what string) (all []json.RawMessage, doubt string, err error) {
	for range 2 {
		if all, doubt, err = c.pages(ctx, path, what); err != nil || doubt == "" {
			return all, doubt, err
		}
	}
	return all, doubt, nil
}

// pages follows a list while it says that there is more. No paging of users is
// documented; that of customers counts pages, and next is taken for the number of
// the page after. What else looks like more is a doubt.
func (c *conn) pages(ctx context.Context, path, what string) (all []json.RawMessage, doubt string, err error) {
	seen := map[string]bool{}
	for index := int64(0); ; {
		reply, err := c.page(ctx, path, index)
		if err != nil {
			return nil, "", err
		}
		for _, raw := range reply.data {
			var row struct {
				ID string `json:"id"`
			}
			if json.Unmarshal(raw, &row) != nil || row.ID == "" {
				return all, fmt.Sprintf("a row of %s has no id", what), nil
			}
			if seen[row.ID] {
				return all, fmt.Sprintf("the pages of %s overlap: id %s came twice", what, row.ID), nil
			}
			seen[row.ID] = true
			all = append(all, raw)
		}
		c.tell(len(all), len(all), what)
		switch {
		case reply.size >= 0 && int(reply.size) != len(reply.data):
			return all, fmt.Sprintf("%d of the %d %s of a page were listed", len(reply.data), reply.size, what), nil
		case reply.odd != "":
			return all, fmt.Sprintf("the list of %s has %s, and may go on", what, reply.odd), nil
		case reply.next == nil:
			return all, "", nil
		}
		next, ok := reply.next.(int64)
		if !ok || next <= index || next > mostPages {
			return all, fmt.Sprintf("the list of %s goes on in a way that is not known", what), nil
		}
		index = next
	}
}

// page asks for one page; a reply that is whole and no JSON is asked for once more.
func (c *conn) page(ctx context.Context, path string, index int64) (listReply, error) {
	query := ""
	if index > 0 {
		query = fmt.Sprintf("?pageIndex=%d", index)
	}
	reply, err := c.api.get(ctx, path, query)
	if errors.Is(err, targets.ErrProtocol) {
		reply, err = c.api.get(ctx, path, query)
	}
	if err != nil {
		return listReply{}, err
	}
	out, err := readList(reply.Body)
	if err != nil {
		return out, shapeless(path, err.Error())
	}
	return out, nil
}

// single reads one user, with the roles that lists leave out.
func (c *conn) single(ctx context.Context, id string) (userRow, error) {
	path := c.api.usersPath(c.customer, id)
	reply, err := c.api.get(ctx, path, "")
	if errors.Is(err, targets.ErrProtocol) {
		reply, err = c.api.get(ctx, path, "")
	}
	if err != nil {
		return userRow{}, err
	}
	u, err := readUser(dataOf(reply.Body))
	switch {
	case err != nil:
		return u, shapeless(path, "the reply holds no user")
	case u.ID != id || !u.rolesSaid:
		return u, shapeless(path, "the user has another id, or no roles")
	}
	c.seen.keep(id, u.Roles)
	return u, nil
}
