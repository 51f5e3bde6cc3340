package gotoconnect

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// objects are those of a kind that the directory holds.
func (c *conn) objects(d *directory, kind string) []state.Object {
	switch kind {
	case Account:
		o := state.Object{Kind: Account, Key: accountKey, ID: c.account}
		o.Put("name", state.OfText(accountKey))
		o.Put("accountKey", state.OfText(c.account))
		for _, x := range settings {
			if x.fixed {
				o.Put(x.attr(), state.OfBool(true))
			}
		}
		return []state.Object{o}
	case Licence:
		return each(d.licences, d.licence)
	case RoleSet:
		return each(d.roleSets, func(r *row) state.Object { return named(RoleSet, r.id, d.of("roleSets", r.id)) })
	case UserGroup:
		return each(d.groups, d.group)
	case Location:
		return each(d.locations, d.location)
	case DeviceModel:
		return each(d.models, func(r *row) state.Object { return named(DeviceModel, r.id, d.of("models", r.id)) })
	case User:
		return d.userObjects()
	case Extension:
		return each(d.extensions, d.extension)
	case Assignment:
		return d.assignments()
	case Device:
		return d.deviceObjects()
	case PhoneNumber:
		return each(d.numbers, d.phoneNumber)
	case NumberPermission:
		return d.permissions()
	case Queue:
		return each(d.queues, func(q *queueRow) state.Object { return c.queue(d, q) })
	}
	return nil
}

func each[T any](rows []T, object func(*T) state.Object) []state.Object {
	out := make([]state.Object, 0, len(rows))
	for i := range rows {
		out = append(out, object(&rows[i]))
	}
	return out
}

func named(kind, id, name string) state.Object {
	o := state.Object{Kind: kind, Key: name, ID: id}
	o.Put("name", state.OfText(name))
	return o
}

func (d *directory) licence(l *licenceRow) state.Object {
	o := state.Object{Kind: Licence, Key: d.of("licences", l.id), ID: l.id}
	o.Put("description", state.OfText(o.Key))
	o.Put("type", state.OfText(l.typ))
	o.Put("products", state.OfSet(l.products...))
	for _, name := range []string{"devicesAllowed", "devicesOnly", "enabled", "externallyManaged"} {
		o.Put(name, state.OfBool(l.switches[name]))
	}
	for _, name := range []string{"deviceCount", "seats", "userCount"} {
		o.Put(name, state.OfInt(l.counts[name]))
	}
	return o
}

func (d *directory) group(r *row) state.Object {
	o := named(UserGroup, r.id, d.of("groups", r.id))
	var members []string
	for i := range d.users {
		if d.users[i].group == r.id {
			members = append(members, d.users[i].email)
		}
	}
	o.Put("members", state.OfSet(members...))
	return o
}

func (d *directory) location(l *locationRow) state.Object {
	o := named(Location, l.id, d.of("locations", l.id))
	o.Extra = l.more.Canonical()
	o.Put("address", l.lines())
	o.Put("usedForEmergencyServices", state.OfBool(l.emergency))
	return o
}

func (d *directory) userObjects() []state.Object {
	places := map[string]string{}
	for i := range d.locations {
		for _, key := range d.locations[i].users {
			places[key] = d.of("locations", d.locations[i].id)
		}
	}
	return each(d.users, func(u *userRow) state.Object {
		o := state.Object{Kind: User, Key: u.email, ID: u.key, Extra: u.more.Canonical()}
		o.Put("email", state.OfText(u.email))
		o.Put("firstName", state.OfText(u.first))
		o.Put("lastName", state.OfText(u.last))
		o.Put("status", state.OfText(u.status))
		o.Put("products", state.OfSet(u.sells...))
		o.Put("adminRoles", state.OfSet(u.roles...))
		o.Put("roleSets", state.OfSet(d.all("roleSets", u.sets)...))
		o.Put("licenseKeys", state.OfSet(d.all("licences", u.licences)...))
		o.Put("location", state.OfText(places[u.key]))
		return o
	})
}

func (d *directory) extension(e *extensionRow) state.Object {
	o := state.Object{Kind: Extension, Key: e.number, ID: e.id, Extra: e.more.Canonical()}
	o.Put("number", state.OfText(e.number))
	o.Put("name", state.OfText(e.name))
	o.Put("type", state.OfText(e.typ))
	for _, name := range []string{"omitFromAutoAttendants", "omitFromDirectories", "sharedAppearance"} {
		o.Put(name, state.OfBool(e.switches[name]))
	}
	if e.seen {
		o.Put("secondaryUsers", state.OfSet(d.all("users", e.secondary)...))
	}
	if e.follows {
		d.following(&o, e)
	}
	return o
}

// following is how calls go on, with numbers of extensions in place of their ids.
func (d *directory) following(o *state.Object, e *extensionRow) {
	steps := []any{}
	for _, s := range e.ring {
		items := []any{}
		for _, p := range s.items {
			items = append(items, d.where(p))
		}
		steps = append(steps, map[string]any{"passThruCallerId": s.pass, "timeout": s.timeout, "items": items})
	}
	o.Put("ringSteps", treeOf(steps))
	o.Put("unavailableStep", state.Nothing())
	o.Put("finalStep", state.Nothing())
	if e.away != (place{}) {
		o.Put("unavailableStep", treeOf(d.where(e.away)))
	}
	if e.last != (place{}) {
		o.Put("finalStep", treeOf(d.where(e.last)))
	}
}

func (d *directory) where(p place) map[string]any {
	out := map[string]any{}
	if p.action != "" {
		out["action"] = p.action
	}
	if p.extension != "" {
		out["extension"] = d.of("extensions", p.extension)
	}
	if p.number != "" {
		out["externalNumber"] = p.number
	}
	return out
}

func (d *directory) assignments() []state.Object {
	var out []state.Object
	for i := range d.extensions {
		e := &d.extensions[i]
		if e.primary == "" {
			continue
		}
		user := d.of("users", e.primary)
		o := state.Object{Kind: Assignment, Key: user + "/" + e.number, ID: e.id}
		o.Put("user", state.OfText(user))
		o.Put("extension", state.OfText(e.number))
		out = append(out, o)
	}
	return out
}

// deviceObjects are the devices that have an address; others cannot be told apart. The
// licence of a user's device is the user's.
func (d *directory) deviceObjects() []state.Object {
	var out []state.Object
	for i := range d.devices {
		x := &d.devices[i]
		if x.mac == "" {
			continue
		}
		o := state.Object{Kind: Device, Key: x.mac, ID: x.id, Extra: x.more.Canonical()}
		o.Put("macAddress", state.OfText(x.mac))
		o.Put("name", state.OfText(x.name))
		o.Put("model", state.OfText(x.model))
		o.Put("user", state.OfText(d.of("users", x.user)))
		o.Put("licence", state.Nothing())
		if x.user == "" && x.seen {
			o.Put("licence", state.OfText(d.of("licences", x.licence)))
		}
		if x.seen {
			o.Put("location", state.OfText(d.of("locations", x.location)))
		}
		if x.pressed {
			o.Put("buttons", d.pressed(x))
		}
		out = append(out, o)
	}
	return out
}

func (d *directory) pressed(x *deviceRow) state.Value {
	list := []any{}
	rows := slices.Clone(x.buttons)
	slices.SortStableFunc(rows, func(a, b buttonRow) int { return int(a.position - b.position) })
	for _, b := range rows {
		list = append(list, map[string]any{"type": b.typ, "position": b.position, "label": b.label, "extension": d.of("extensions", b.extension)})
	}
	return treeOf(list)
}

func (d *directory) phoneNumber(n *numberRow) state.Object {
	o := state.Object{Kind: PhoneNumber, Key: n.number, ID: n.id, Extra: n.more.Canonical()}
	o.Put("number", state.OfText(n.number))
	o.Put("name", state.OfText(n.name))
	o.Put("callerIdName", state.OfText(n.callerID))
	o.Put("smsEnabled", state.OfBool(n.sms))
	o.Put("routeTo", state.Nothing())
	o.Put("forwardTo", state.Nothing())
	switch {
	case n.to == "":
	case n.toNumber:
		o.Put("forwardTo", state.OfText(d.of("numbers", n.to)))
	default:
		o.Put("routeTo", state.OfText(d.of("extensions", n.to)))
	}
	return o
}

func (d *directory) permissions() []state.Object {
	var out []state.Object
	for i := range d.numbers {
		n := &d.numbers[i]
		for _, p := range n.permissions {
			user := d.of("users", p.user)
			o := state.Object{Kind: NumberPermission, Key: n.number + "/" + user, ID: n.id}
			o.Put("number", state.OfText(n.number))
			o.Put("user", state.OfText(user))
			o.Put("permissions", state.OfSet(p.all...))
			out = append(out, o)
		}
	}
	return out
}

// queue is a call queue; its number is that of the extension whose id it has, where the
// list does not say it.
func (c *conn) queue(d *directory, q *queueRow) state.Object {
	number := q.number
	if number == "" {
		number = strings.TrimPrefix(d.of("extensions", q.id), "#")
	}
	o := state.Object{Kind: Queue, Key: number, ID: q.id}
	o.Put("number", state.OfText(number))
	o.Put("name", state.OfText(q.name))
	if !off(c.profile, QueueUsers) {
		o.Put("agents", state.OfSet(d.all("users", q.users)...))
	}
	return o
}
