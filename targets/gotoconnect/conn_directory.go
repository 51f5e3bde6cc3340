package gotoconnect

import (
	"context"
	"errors"
	"strings"

	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// trouble is why a list says less than it should.
type trouble struct {
	err   error  // it could not be read
	doubt string // it cannot be trusted
}

// directory is what was read of an account, in the service's own shapes.
type directory struct {
	users      []userRow
	licences   []licenceRow
	roleSets   []row
	groups     []row
	extensions []extensionRow
	devices    []deviceRow
	models     []row
	locations  []locationRow
	numbers    []numberRow
	queues     []queueRow

	troubles map[string]trouble
	names    map[string]map[string]string // list → id → what objects are known by
}

func newDirectory() *directory {
	return &directory{troubles: map[string]trouble{}, names: map[string]map[string]string{}}
}

// note keeps the first trouble of a list; that it could not be read goes before a doubt.
func (d *directory) note(name string, t trouble) {
	if was := d.troubles[name]; was.err == nil && (was.doubt == "" || t.err != nil) && (t.err != nil || t.doubt != "") {
		d.troubles[name] = t
	}
}

// collect makes a list that appends what it reads.
func collect[T any](admin bool, path, what string, into *[]T, read func(*rest.Scan) T, id func(*T) string) *list {
	return &list{admin: admin, path: path, what: what, reset: func() { *into = nil }, read: func(s *rest.Scan) string {
		*into = append(*into, read(s))
		return id(&(*into)[len(*into)-1])
	}}
}

// inTurn lists one after another: whoever asks about single things is about to write
// them, and wants what comes last to be as fresh as what comes first.
func (c *conn) inTurn(ctx context.Context, d *directory, names []string) error {
	for _, name := range names {
		if err := c.lists(ctx, d, []string{name}); err != nil {
			return err
		}
	}
	return nil
}

// list is one of the lists that need nothing but the account.
func (c *conn) list(d *directory, name string) *list {
	mine := "accounts/" + c.account + "/"
	byRow := func(r *row) string { return r.id }
	switch name {
	case "users":
		return collect(true, mine+"users", name, &d.users, readUser, func(u *userRow) string { return u.key })
	case "licences":
		return collect(true, mine+"licenses", name, &d.licences, readLicence, func(l *licenceRow) string { return l.id })
	case "roleSets":
		return collect(true, mine+"rolesets", "custom roles", &d.roleSets, readRow, byRow)
	case "groups":
		return collect(true, mine+"groups", "user groups", &d.groups, readRow, byRow)
	case "extensions":
		return collect(false, "extensions", name, &d.extensions, readExtension, func(e *extensionRow) string { return e.id })
	case "devices":
		return collect(false, "devices", name, &d.devices, readDevice, func(x *deviceRow) string { return x.id })
	case "models":
		return collect(false, "device-models", "models", &d.models, readRow, byRow)
	case "locations":
		return collect(false, "locations", name, &d.locations, readLocation, func(l *locationRow) string { return l.id })
	case "numbers":
		return collect(false, "phone-numbers", "phone numbers", &d.numbers, readNumber, func(n *numberRow) string { return n.id })
	}
	return collect(false, "call-queues", "queues", &d.queues, readQueue, func(q *queueRow) string { return q.id })
}

// lists reads some of them side by side, and settles what objects are known by. An
// error is of those that say nothing about what an account may see.
func (c *conn) lists(ctx context.Context, d *directory, names []string) error {
	all := make([]*list, len(names))
	for i, name := range names {
		all[i] = c.list(d, name)
	}
	err := rest.Each(ctx, abreast, len(all), func(ctx context.Context, i int) error {
		c.whole(ctx, all[i])
		if errors.Is(all[i].err, targets.ErrForbidden) {
			return nil
		}
		return all[i].err
	})
	if err != nil {
		return err
	}
	for i, l := range all {
		d.note(names[i], trouble{l.err, l.doubt})
		d.name(names[i])
	}
	for i := range d.users {
		c.written[d.users[i].email] = d.users[i].written
	}
	return nil
}

// name settles what the rows of a list are known by: a second one of a name has its id
// behind it.
func (d *directory) name(name string) {
	called := map[string]string{}
	taken := map[string]bool{}
	put := func(id, text string) {
		if text == "" || taken[text] {
			text = strings.TrimSpace(text + " #" + id)
		}
		taken[text] = true
		called[id] = text
	}
	switch name {
	case "users":
		for i := range d.users {
			called[d.users[i].key] = d.users[i].email
		}
	case "licences":
		for i := range d.licences {
			put(d.licences[i].id, d.licences[i].name)
		}
	case "roleSets":
		for _, r := range d.roleSets {
			put(r.id, r.name)
		}
	case "groups":
		for _, r := range d.groups {
			put(r.id, r.name)
		}
	case "models":
		for _, r := range d.models {
			put(r.id, r.name)
		}
	case "locations":
		for i := range d.locations {
			put(d.locations[i].id, d.locations[i].name)
		}
	case "extensions":
		for i := range d.extensions {
			called[d.extensions[i].id] = d.extensions[i].number
		}
	case "numbers":
		for i := range d.numbers {
			called[d.numbers[i].id] = d.numbers[i].number
		}
	}
	d.names[name] = called
}

// of is what an id is called; one that the list does not have stands for itself.
func (d *directory) of(list, id string) string {
	switch name := d.names[list][id]; {
	case id == "":
		return ""
	case name != "":
		return name
	}
	return "#" + id
}

// all are what ids are called.
func (d *directory) all(list string, ids []string) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, d.of(list, id))
	}
	return out
}
