package rainbow

import (
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// rawCache keeps the users and groups that a writer looked up, so that what is
// replaced whole takes along what is no attribute. It never leaves the connection.
// What is older than a read may be written upon is as good as not there.
type rawCache struct {
	now func() time.Time
	of  map[state.Ref]rawRow
}

// rawRow is a user or a group, and when it came.
type rawRow struct {
	user  *userRow
	group *groupRow
	read  time.Time
}

// keep takes over what was looked up; of groups with one name none.
func (r *rawCache) keep(d *directory) {
	if r == nil {
		return
	}
	at := r.now()
	for i := range d.users {
		r.of[state.Ref{Kind: User, Key: d.users[i].login}] = rawRow{user: &d.users[i], read: at}
	}
	seen := map[state.Ref]bool{}
	put := func(kind, key string, g *groupRow) {
		ref := state.Ref{Kind: kind, Key: key}
		r.of[ref] = rawRow{group: g, read: at}
		if seen[ref] {
			delete(r.of, ref)
		}
		seen[ref] = true
	}
	for i := range d.groups {
		if !d.groups[i].membersSaid {
			continue
		}
		put(Supervision, d.groups[i].name, &d.groups[i])
	}
	for i := range d.hubs {
		if d.hubs[i].membersSaid {
			put(HubGroup, d.hubs[i].short, &d.hubs[i])
		}
	}
}

// row is what was read of an object, as good as the read that an order rests on
// when that was asked for before it came.
func (r *rawCache) row(ref state.Ref, asked time.Time) (rawRow, bool) {
	x, ok := r.of[ref]
	fresh := r.now().Sub(x.read) <= targets.Trusted || !asked.IsZero() && !x.read.Before(asked)
	return x, ok && fresh
}

// moved forgets what a call may have changed: the objects themselves, the user that
// a seat or number is of, and, with a supervision group, everybody's roles.
func (r *rawCache) moved(effects []state.Effect) {
	for _, e := range effects {
		delete(r.of, e.Object)
		delete(r.of, state.Ref{Kind: e.Object.Kind, Key: e.LiveKey})
		switch e.Object.Kind {
		case Licence, Association, Subscriber:
			user, _, _ := strings.Cut(e.Object.Key, "/")
			delete(r.of, state.Ref{Kind: User, Key: user})
		case Supervision:
			r.forgetUsers()
		}
	}
}

func (r *rawCache) forgetUsers() {
	for ref := range r.of {
		if ref.Kind == User {
			delete(r.of, ref)
		}
	}
}
