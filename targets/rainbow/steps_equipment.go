package rainbow

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// equipment works out, for everybody in a group, what they have of what groups
// ask, and by which steps it comes and goes.
func (s *stepping) equipment(all []*diff.Change) {
	moves := map[string][]*diff.Change{} // user → what of theirs comes and goes
	for _, c := range all {
		switch c.Object.Kind {
		case User:
			moves[c.Object.Key] = append(moves[c.Object.Key], c)
		case Licence, Association, Subscriber:
			email := s.then(s.end(c, "user"))
			moves[email] = append(moves[email], c)
		}
	}
	held, numbers, subscribers := s.mine(Licence), s.mine(Association), s.mine(Subscriber)
	for i := range s.order.courses {
		k := &s.order.courses[i]
		for _, u := range slices.Concat(k.from.people(), k.to.people()) {
			for _, class := range k.askedOf(u) {
				key := needKey{u, class}
				if s.order.needs[key] != nil {
					continue
				}
				var n *need
				switch class {
				case account:
					n = s.accountOf(u, moves[u])
				case business:
					n = s.having(held[u], moves[u], Licence, 0, s.countsAsBusiness)
				case attendant:
					n = s.having(held[u], moves[u], Licence, 0, countsAsAttendant)
				case numbered:
					n = s.having(numbers[u], moves[u], Association, s.numbers[s.find.now(u)], anything)
				case subscribed:
					n = s.having(subscribers[u], moves[u], Subscriber, 0, anything)
				}
				n.user, n.class = u, class
				s.order.needs[key] = n
			}
		}
	}
}

// mine are live objects by their users, in the names these have afterwards.
func (s *stepping) mine(kind string) map[string][]*state.Object {
	out := map[string][]*state.Object{}
	all := s.in.Live.OfKind(kind)
	for i := range all {
		email := s.then(all[i].Get("user").Text())
		out[email] = append(out[email], &all[i])
	}
	return out
}

// accountOf is the account itself.
func (s *stepping) accountOf(user string, moves []*diff.Change) *need {
	n := &need{has: true, keeps: true}
	for _, c := range moves {
		switch {
		case c.Object.Kind != User:
		case c.Op == state.OpCreate:
			n.has, n.gains = false, []string{"create " + c.Object.String()}
		case c.Op == state.OpDelete:
			n.keeps, n.loses = false, []string{"delete " + c.Live().String()}
		}
	}
	return n
}

// having is something of which any one will do. beside is how many there are,
// where the target says more than its objects of the kind do.
func (s *stepping) having(live []*state.Object, moves []*diff.Change, kind string, beside int, counts func(*state.Object) bool) *need {
	n := &need{}
	have := 0
	for _, o := range live {
		if counts(o) {
			have++
		}
	}
	have = max(have, beside)
	left := have
	for _, c := range moves {
		side, ref := s.in.Desired, c.Object
		if c.Op == state.OpDelete {
			side, ref = s.in.Live, c.Live()
		}
		if c.Object.Kind == User && c.Op == state.OpDelete {
			left = 0
			n.loses = append(n.loses, "delete "+c.Live().String())
			if kind == Subscriber {
				n.loses = append(n.loses, s.unsubscribing(c.Live().Key)...)
			}
			continue
		}
		o, ok := side.Find(ref)
		if c.Object.Kind != kind || !ok || !counts(o) {
			continue
		}
		switch c.Op {
		case state.OpCreate:
			n.gains = append(n.gains, "create "+ref.String())
		case state.OpDelete:
			n.loses = append(n.loses, "delete "+ref.String())
			left--
		}
	}
	if !s.complete(kind) && have == 0 {
		have, left = 1, 1 // nobody knows: the target will say
	}
	n.has, n.keeps = have > 0, left > 0 || len(n.gains) > 0
	if left > 0 {
		n.gains, n.loses = nil, nil // one of them is there all the time
	}
	return n
}

func anything(*state.Object) bool { return true }

// countsAsBusiness reports whether a licence is Business at least: by the words of
// the language, by the offer's name, or since the site's profile names it
// (inferred: the vendor says it of Business and Enterprise alone).
func (s *stepping) countsAsBusiness(o *state.Object) bool {
	offer := o.Get("offer").Text()
	if v := o.Get("status"); v.Presence() == state.Set && v.Text() != "active" {
		return false
	}
	return offer == Business || offer == Enterprise || strings.Contains(offer, "Business") || strings.Contains(offer, "Enterprise") || s.in.Profile.Modules[offer]
}

// countsAsAttendant: Attendant Custom (H-SUP); on the Hub Voice Attendant Custom or
// Voice Enterprise Custom (H-SUPHUB).
func countsAsAttendant(o *state.Object) bool {
	offer := o.Get("offer").Text()
	if v := o.Get("status"); v.Presence() == state.Set && v.Text() != "active" {
		return false
	}
	return offer == Attendant || strings.Contains(offer, "Attendant") || offer == "Voice Enterprise Custom"
}

// passed lets whoever gets a number wait until whoever has it gives it up: by a step
// of its own, or by going.
func (s *stepping) passed(all []*diff.Change) {
	for _, x := range []struct{ kind, field string }{{Association, "extension"}, {Subscriber, "shortNumber"}} {
		freed := map[string]string{}
		live := s.in.Live.OfKind(x.kind)
		for i := range live {
			o := &live[i]
			owner := s.changes[state.Ref{Kind: User, Key: o.Get("user").Text()}]
			switch c := s.changes[o.Ref()]; {
			case c != nil && c.Op == state.OpDelete:
				freed[o.Get(x.field).Text()] = "delete " + o.Ref().String()
			case owner != nil && owner.Op == state.OpDelete:
				freed[o.Get(x.field).Text()] = "delete " + owner.Live().String()
			}
		}
		for _, c := range all {
			if n := freed[s.end(c, x.field)]; c.Object.Kind == x.kind && c.Op == state.OpCreate && n != "" {
				step := "create " + c.Object.String()
				s.order.fixed[step] = append(s.order.fixed[step], n)
			}
		}
	}
	s.renumbered(all)
	s.onTheHub(all)
}

// onTheHub: nobody has a number of the Cloud PBX without a voice licence, and nobody
// who has one can be deleted (409557).
func (s *stepping) onTheHub(all []*diff.Change) {
	for _, c := range all {
		switch {
		case c.Object.Kind == Subscriber && c.Op == state.OpCreate:
			step := "create " + c.Object.String()
			s.order.fixed[step] = append(s.order.fixed[step], s.voice(c, s.end(c, "user"))...)
		case c.Object.Kind == User && c.Op == state.OpDelete:
			for _, o := range s.find.owned(Subscriber, c.Live().Key) {
				step := "delete " + c.Live().String()
				s.order.fixed[step] = append(s.order.fixed[step], "delete "+o.Ref().String())
			}
		}
	}
}

// renaming is the step that something of a user's waits for when it goes: who gets
// another login has it first.
func (s *stepping) renaming(c *diff.Change) []string {
	email := s.end(c, "user")
	if now := s.then(email); now != email {
		return []string{"update " + state.Ref{Kind: User, Key: now}.String()}
	}
	return nil
}

// renumbered: nobody is a subscriber twice, so that a number of the Cloud PBX is given
// up before the same person gets another.
func (s *stepping) renumbered(all []*diff.Change) {
	for _, c := range all {
		if c.Object.Kind != Subscriber || c.Op != state.OpDelete {
			continue
		}
		for _, n := range s.coming[state.Ref{Kind: Subscriber, Key: s.then(s.end(c, "user"))}] {
			step := "create " + n.Object.String()
			s.order.fixed[step] = append(s.order.fixed[step], "delete "+c.Live().String())
		}
	}
}
