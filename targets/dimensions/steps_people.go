package dimensions

import (
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// person is one user as they are and as they will be.
type person struct {
	desired, live *state.Object // nil: not declared, not there
	then          state.Object  // what the target holds afterwards, as far as the API shows it
}

// people puts together everybody who will be there.
func (s *stepping) people(all []*diff.Change) {
	s.after = map[string]*person{}
	renamed, gone := map[string]string{}, map[string]bool{}
	for _, c := range all {
		if c.Object.Kind == User && c.LiveKey != "" {
			renamed[c.LiveKey] = c.Object.Key
		}
		if c.Object.Kind == User && c.Op == state.OpDelete {
			gone[c.Live().Key] = true
		}
	}
	users := s.in.Live.OfKind(User)
	for i := range users {
		o := &users[i]
		key := o.Key
		if then, ok := renamed[key]; ok {
			key = then
		}
		p := &person{live: o, then: o.Clone()}
		s.after[key] = p
	}
	wanted := s.in.Desired.OfKind(User)
	for i := range wanted {
		d := &wanted[i]
		p := s.after[d.Key]
		if p == nil {
			p = &person{then: state.Object{Kind: User, Key: d.Key}}
			s.after[d.Key] = p
		}
		p.desired = d
		for _, a := range d.Initial {
			if p.live == nil && a.Name != "source" {
				p.then.Put(a.Name, a.Value)
			}
		}
		for _, a := range d.Attrs {
			p.then.Put(a.Name, a.Value)
		}
		p.follows()
	}
	for login := range gone { // nobody who goes uses an address
		delete(s.after, login)
	}
}

// follows puts what the portal gives by itself: everybody new has website access,
// levels and the client bring it (R4), and live levels the real-time licence to users
// of the phone system (R7).
func (p *person) follows() {
	if _, said := p.desired.Attr(Website); !said && (p.live == nil || p.level() > 0 || p.on(Client)) {
		p.then.Put(Website, state.OfBool(true))
	}
	if _, said := p.desired.Attr(Realtime); !said && p.goesLive() && p.source() == FromPBX {
		p.then.Put(Realtime, state.OfBool(true))
	}
}

// source is where somebody comes from; whoever is not there yet comes by hand.
func (p *person) source() string {
	if p.live == nil {
		return Manual
	}
	return p.live.Get("source").Text()
}

// was is what the target holds now.
func (p *person) was(attr string) state.Value {
	if p.live == nil {
		return state.Value{}
	}
	return p.live.Get(attr)
}

func (p *person) on(attr string) bool     { return p.then.Get(attr).Bool() }
func (p *person) text(attr string) string { return p.then.Get(attr).Text() }
func (p *person) level() int              { return levelOf(p.text(Supervisor)) }

// goesLive reports whether somebody comes to a live level who had none.
func (p *person) goesLive() bool {
	return p.level() >= levelOf(Live) && levelOf(p.was(Supervisor).Text()) < levelOf(Live)
}

// had and has report whether a role of the table is somebody's, now and afterwards.
func (p *person) had(r *role) bool {
	if r.level > 0 {
		return p.was(Supervisor).Text() == r.name
	}
	return p.was(r.name).Bool()
}

func (p *person) has(r *role) bool {
	if r.level > 0 {
		return p.text(Supervisor) == r.name
	}
	return p.on(r.name)
}
