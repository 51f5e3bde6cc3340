package asterisk

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Rights computes effective rights.
//
// Rules:
//   - What an endpoint may call is its context. Where the site says which class of
//     service that is, the right has its level; which numbers it holds is the dialplan's.
//   - Whoever is in a pickup group picks up the calls of that group, and does no more of
//     what calls.operate names.
//   - What a device beside the first may do, its user may do.
//   - Classes of an AMI account give what one can do with them to all calls, queues and
//     files; who writes files, runs commands or has ARI without read_only can give rights
//     to anybody.
//   - An endpoint whose auths are not there is one that nobody can use; where auths were
//     not read in full none is said to be.
//   - Where accounts were not read in full, what others may do is unknown.
func Rights(s *state.Snapshot) rights.Table {
	r := &reading{s: s, auths: whole(s, Auth)}
	endpoints := s.OfKind(Endpoint)
	for i := range endpoints {
		r.endpoint(&endpoints[i])
	}
	r.accounts()
	return rights.Gather(r.rows, r.off())
}

// reading is one run of Rights.
type reading struct {
	s     *state.Snapshot
	rows  []rights.Row
	auths bool // all auths were read

	lines []state.Ref // who there is, in order
	open  map[state.Ref]bool
}

// whole reports whether all of a kind was read.
func whole(s *state.Snapshot, kind string) bool {
	for _, c := range s.Coverage {
		if c.Kind == kind && c.Attr == "" && c.Reach != state.Complete {
			return false
		}
	}
	return true
}

func (r *reading) add(holder state.Ref, permission, scope, level string, v state.Value, via rights.Source) {
	r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: holder, Permission: permission, Scope: scope, Level: level}, Answer: rights.Yes, Via: []rights.Source{via}, Basis: v.Basis()})
}

// endpoint is what somebody may do at one of their devices.
func (r *reading) endpoint(e *state.Object) {
	holder := holderOf(r.s, e)
	r.usable(holder, e)
	context := e.Get("context")
	if name := context.Text(); name != "" {
		if level := levelOf(r.s.Profile, name); level != levelNone {
			r.add(holder, "calls.place", "context:"+name, level, context, rights.Source{Object: e.Ref(), Attr: "context"})
		}
	}
	for _, x := range []struct{ attr, prefix string }{{"named_pickup_group", "group:"}, {"pickup_group", "group:#"}} {
		v := e.Get(x.attr)
		for _, group := range v.Items() {
			r.add(holder, "calls.operate", x.prefix+group, "", v, rights.Source{Object: e.Ref(), Attr: x.attr})
		}
	}
}

// holderOf is whose endpoint it is: the line's, of a device beside the first.
func holderOf(s *state.Snapshot, e *state.Object) state.Ref {
	if Station(e.Key) != StationDevice {
		return e.Ref()
	}
	number, _, _ := strings.Cut(e.Key, "-")
	ref := state.Ref{Kind: Endpoint, Key: number}
	if _, there := s.Find(ref); !there {
		return e.Ref()
	}
	return ref
}

// usable notes whether somebody can log in at an endpoint.
func (r *reading) usable(holder state.Ref, e *state.Object) {
	if r.open == nil {
		r.open = map[state.Ref]bool{}
	}
	if _, known := r.open[holder]; !known {
		r.lines, r.open[holder] = append(r.lines, holder), false
	}
	auth := e.Get("auth")
	if !r.auths || auth.Presence() != state.Set {
		r.open[holder] = true
	}
	for _, id := range auth.Items() {
		if _, there := r.s.Find(state.Ref{Kind: Auth, Key: id}); there {
			r.open[holder] = true
		}
	}
}

// off are those whom nobody can be, in order.
func (r *reading) off() []state.Ref {
	var out []state.Ref
	for _, ref := range r.lines {
		if !r.open[ref] {
			out = append(out, ref)
		}
	}
	return out
}
