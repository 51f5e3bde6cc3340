package gotoconnect

import (
	"context"
	"errors"
	"net/url"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// kindOrder is all kinds, in the order in which they are read.
var kindOrder = []string{Account, Licence, RoleSet, UserGroup, Location, DeviceModel, User, Extension, Assignment, Device, PhoneNumber, NumberPermission, Queue, InboxQueue, Campaign}

// needs are the lists that objects of a kind are made of; behind the bar those of single
// things, which are asked for one by one.
var needs = map[string]struct{ lists, singles []string }{
	Account:          {},
	Licence:          {[]string{"licences"}, nil},
	RoleSet:          {[]string{"roleSets"}, nil},
	UserGroup:        {[]string{"groups", "users"}, nil},
	Location:         {[]string{"locations"}, nil},
	DeviceModel:      {[]string{"models"}, nil},
	User:             {[]string{"licences", "locations", "roleSets", "users"}, []string{"placed"}},
	Extension:        {[]string{"extensions", "users"}, []string{"follows", "holders"}},
	Assignment:       {[]string{"extensions", "users"}, []string{"holders"}},
	Device:           {[]string{"devices", "extensions", "licences", "locations", "users"}, []string{"buttons", "deviceDetails"}},
	PhoneNumber:      {[]string{"extensions", "numbers"}, nil},
	NumberPermission: {[]string{"numbers", "users"}, []string{"permissions"}},
	Queue:            {[]string{"extensions", "queues", "users"}, []string{"queueUsers"}},
}

// Read lists whole kinds, or with scope.Refs looks at what they name.
func (c *conn) Read(ctx context.Context, scope targets.Scope) (*state.Snapshot, error) {
	if err := c.ready(ctx); err != nil {
		return nil, err
	}
	out := &state.Snapshot{Target: c.target, Type: typeName, Profile: c.profile}
	var err error
	if len(scope.Refs) > 0 {
		err = c.readRefs(ctx, scope.Refs, out)
	} else {
		err = c.readAll(ctx, scope.Kinds, out)
	}
	if err != nil {
		return nil, err
	}
	out.Sort()
	return out, nil
}

func (c *conn) readAll(ctx context.Context, kinds []string, out *state.Snapshot) error {
	if len(kinds) == 0 {
		kinds = kindOrder
	}
	d := newDirectory()
	if err := c.survey(ctx, d, kinds, everything{}); err != nil {
		return err
	}
	for _, k := range kindOrder {
		if slices.Contains(kinds, k) {
			out.Objects = append(out.Objects, c.objects(d, k)...)
			out.Coverage = append(out.Coverage, c.coverage(d, k))
		}
	}
	return nil
}

// asked says of which single things the pages of their own are wanted.
type asked interface {
	// single reports whether what a list of single things shows of an object is wanted.
	single(list, key string) bool
}

// everything wants them all.
type everything struct{}

func (everything) single(string, string) bool { return true }

// survey reads the lists that kinds are made of, and then single things.
func (c *conn) survey(ctx context.Context, d *directory, kinds []string, only asked) error {
	var lists, singles []string
	for _, k := range kinds {
		lists, singles = append(lists, needs[k].lists...), append(singles, needs[k].singles...)
	}
	slices.Sort(lists)
	read := c.lists
	if _, few := only.(inquiry); few {
		read = c.inTurn
	}
	if err := read(ctx, d, slices.Compact(lists)); err != nil {
		return err
	}
	if t := d.troubles["users"]; errors.Is(t.err, targets.ErrForbidden) {
		return t.err // without users nothing can be said about an account
	}
	c.suspect(d)
	return c.singles(ctx, d, singles, only)
}

// suspect looks at an empty list of extensions: an account whose users have extensions
// has some, and a list that is not shown is empty too.
func (c *conn) suspect(d *directory) {
	_, listed := d.names["extensions"]
	if listed && len(d.extensions) == 0 && slices.ContainsFunc(d.users, func(u userRow) bool { return u.extension != "" }) {
		d.note("extensions", trouble{doubt: "the list of extensions is empty, and users have extensions: the account may not be shown them"})
	}
}

// look is a request for what a list leaves out of one of its rows.
type look struct {
	list string
	do   func(context.Context) error
}

// singles asks for single things side by side. What is not there any more, or may not
// be seen, is a trouble of its list.
func (c *conn) singles(ctx context.Context, d *directory, names []string, only asked) error {
	var all []look
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		all = append(all, c.looks(d, name, only)...)
	}
	notes := make([]trouble, len(all))
	err := rest.Each(ctx, abreast, len(all), func(ctx context.Context, i int) error {
		err := all[i].do(ctx)
		var doubtful *doubtError
		switch {
		case errors.As(err, &doubtful):
			notes[i].doubt = doubtful.why
		case errors.Is(err, targets.ErrNotFound):
			notes[i].doubt = err.Error() + ", though it was listed"
		case errors.Is(err, targets.ErrForbidden):
			notes[i].err = err
		default:
			return err
		}
		return nil
	})
	for i, t := range notes {
		d.note(all[i].list, t)
	}
	return err
}

// doubtError is a list inside an object that cannot be trusted.
type doubtError struct{ why string }

func (e *doubtError) Error() string { return e.why }

// looks are the requests for one list of single things.
func (c *conn) looks(d *directory, name string, only asked) []look {
	var out []look
	add := func(key string, do func(context.Context) error) {
		if only.single(name, key) {
			out = append(out, look{name, do})
		}
	}
	switch name {
	case "holders", "follows":
		for i := range d.extensions {
			if e := &d.extensions[i]; e.typ == direct {
				add(e.number, map[string]func(context.Context) error{"holders": func(ctx context.Context) error { return c.holder(ctx, e) }, "follows": func(ctx context.Context) error { return c.follows(ctx, e) }}[name])
			}
		}
	case "deviceDetails", "buttons":
		for i := range d.devices {
			x := &d.devices[i]
			add(x.mac, map[string]func(context.Context) error{"deviceDetails": func(ctx context.Context) error { return c.device(ctx, x) }, "buttons": func(ctx context.Context) error { return c.buttons(ctx, x) }}[name])
		}
	case "placed":
		for i := range d.locations {
			l := &d.locations[i]
			add(l.name, func(ctx context.Context) error {
				return c.sub(ctx, collect(false, path("locations", l.id, "users"), "users of location "+l.name, &l.users, readUserKey, func(s *string) string { return *s }))
			})
		}
	case "permissions":
		for i := range d.numbers {
			n := &d.numbers[i]
			add(n.number, func(ctx context.Context) error {
				return c.sub(ctx, collect(false, path("phone-numbers", n.id, "permissions"), "permissions of "+n.number, &n.permissions, readPermission, func(p *permissionRow) string { return p.user }))
			})
		}
	case "queueUsers":
		for i := range d.queues {
			q := &d.queues[i]
			if !off(c.profile, QueueUsers) {
				add(q.number, func(ctx context.Context) error {
					return c.sub(ctx, collect(false, path("call-queues", q.id, "users"), "users of queue "+q.name, &q.users, readUserKey, func(s *string) string { return *s }))
				})
			}
		}
	}
	return out
}

// sub reads a list inside an object.
func (c *conn) sub(ctx context.Context, l *list) error {
	c.whole(ctx, l)
	if l.err == nil && l.doubt != "" {
		return &doubtError{l.doubt}
	}
	return l.err
}

// holder reads who has an extension.
func (c *conn) holder(ctx context.Context, e *extensionRow) error {
	at := path("extensions", e.id)
	reply, err := c.object(ctx, false, at, nil)
	if err != nil {
		return err
	}
	own := readExtension(rest.NewScan(reply.Body))
	if own.id != e.id || own.number != e.number {
		return &doubtError{"extension " + e.number + " is another one by now"}
	}
	e.primary, e.secondary, e.seen, e.more = own.primary, own.secondary, true, own.more
	return nil
}

// follows reads how an extension goes on when nobody answers.
func (c *conn) follows(ctx context.Context, e *extensionRow) error {
	at := path("extensions", e.id, "find-me-follow-me")
	reply, err := c.object(ctx, false, at, nil)
	if err != nil {
		return err
	}
	var own extensionRow
	if !own.follow(reply.Body) {
		return shapeless(at, "the reply holds no ring steps")
	}
	e.ring, e.away, e.last, e.follows = own.ring, own.away, own.last, true
	return nil
}

// device reads the licence and the location of a device.
func (c *conn) device(ctx context.Context, x *deviceRow) error {
	at := path("devices", x.id)
	reply, err := c.object(ctx, false, at, nil)
	if err != nil {
		return err
	}
	own := readDevice(rest.NewScan(reply.Body))
	if own.id != x.id {
		return shapeless(at, "the reply is of another device")
	}
	x.licence, x.location, x.seen = own.licence, own.location, true
	return nil
}

// buttons reads the buttons of a device; a model without any refuses the question.
func (c *conn) buttons(ctx context.Context, x *deviceRow) error {
	at := path("devices", x.id, "buttons-configuration")
	reply, err := c.object(ctx, false, at, url.Values{})
	if codeOf(err) == "INVALID_OPERATION_FOR_DEVICE" {
		x.pressed = true
		return nil
	}
	if err != nil {
		return err
	}
	x.buttons = nil
	rest.Fields(reply.Body, func(name string, s *rest.Scan) {
		if name == "items" && s.Kind() == '[' {
			x.pressed = true
			s.Array(func() { x.buttons = append(x.buttons, readButton(s)) })
		}
	})
	if !x.pressed {
		return shapeless(at, "the reply holds no buttons")
	}
	return nil
}

// coverage is how much of a kind was seen.
func (c *conn) coverage(d *directory, kind string) state.Coverage {
	out := state.Coverage{Extent: state.Extent{Kind: kind}, Reach: state.Complete}
	if kind == InboxQueue || kind == Campaign {
		out.Reach, out.Reason = state.Unreadable, "no API of the contact centre lists them"
		return out
	}
	for _, name := range slices.Concat(needs[kind].lists, needs[kind].singles) {
		t := d.troubles[name]
		switch {
		case t.err != nil:
			out.Reach, out.Reason = state.Denied, rest.Why(t.err)
			return out
		case t.doubt != "" && out.Reach == state.Complete:
			out.Reach, out.Reason = state.Partial, t.doubt
		}
	}
	return out
}
