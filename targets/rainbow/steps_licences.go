package rainbow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// seats gives every new licence a seat of a subscription: one that is free, or one
// that is given back in the same plan, and then it waits for that. What no seat is
// left for is refused: patchbay never buys.
func (s *stepping) seats(all []*diff.Change) {
	s.seat = map[string]string{}
	s.order = &ordering{needs: map[needKey]*need{}, fixed: map[string][]string{}}
	free := map[string]int64{}
	back := map[string][]string{}
	for i := range s.in.Live.OfKind(Subscription) {
		o := &s.in.Live.OfKind(Subscription)[i]
		free[o.Key] = unlimited
		if most := o.Get("maxNumberUsers"); most.Presence() == state.Set {
			free[o.Key] = most.Int() - o.Get("numberAssignedUsers").Int()
		}
	}
	for _, c := range all {
		for _, o := range s.givenBack(c) {
			sub := o.Get("subscription").Text()
			back[sub] = append(back[sub], "delete "+c.Live().String())
		}
	}
	for _, c := range all {
		if c.Object.Kind == Licence && c.Op == state.OpCreate {
			s.takeSeat(c, free, back)
		}
	}
}

const unlimited = 1 << 40

// givenBack are the seats that a change frees.
func (s *stepping) givenBack(c *diff.Change) []*state.Object {
	switch {
	case c.Op != state.OpDelete:
	case c.Object.Kind == Licence:
		if o, ok := s.in.Live.Find(c.Live()); ok {
			return []*state.Object{o}
		}
	case c.Object.Kind == User:
		return slices.DeleteFunc(slices.Clone(s.find.owned(Licence, c.Live().Key)), func(o *state.Object) bool { return s.changes[o.Ref()] != nil })
	}
	return nil
}

func (s *stepping) takeSeat(c *diff.Change, free map[string]int64, back map[string][]string) {
	offer, step := s.end(c, "offer"), "create "+c.Object.String()
	var full []string
	for _, o := range s.offered(offer) {
		switch {
		case free[o.Key] > 0:
			free[o.Key]--
		case len(back[o.Key]) > 0:
			s.order.fixed[step] = append(s.order.fixed[step], back[o.Key][0])
			back[o.Key] = back[o.Key][1:]
		default:
			full = append(full, fmt.Sprintf("%s has %d seats, all taken", o.Key, o.Get("maxNumberUsers").Int()))
			continue
		}
		s.seat[c.Object.Key] = o.Key
		s.exclusive(c, &o, step)
		return
	}
	message := fmt.Sprintf("no %s licence is left for %s", offer, s.person(s.end(c, "user")))
	if len(full) == 0 {
		full = []string{"the company has no active subscription for it"}
	}
	s.report(diag.NoSeat, diag.Error, c, message+": "+strings.Join(full, ", "), "buy seats in Rainbow, or take the licence from somebody: patchbay never buys")
}

// offered are the subscriptions of which a licence can be given, those first that the
// company's product has use for: on the Hub only some make a subscriber.
func (s *stepping) offered(offer string) []state.Object {
	all := slices.Clone(s.in.Live.OfKind(Subscription))
	all = slices.DeleteFunc(all, func(o state.Object) bool {
		return o.Get("offer").Text() != offer || o.Get("status").Text() != "active" || o.Get("businessModel").Text() == "flat_fee"
	})
	fits := func(o state.Object) bool { return voiced(o.Key) == (s.in.Profile.Edition == ProductHub) }
	slices.SortStableFunc(all, func(a, b state.Object) int {
		switch {
		case fits(a) == fits(b):
			return 0
		case fits(a):
			return -1
		}
		return 1
	})
	return all
}

// exclusive: of two licences that exclude each other the old one is given back
// before the new one is taken.
func (s *stepping) exclusive(c *diff.Change, sub *state.Object, step string) {
	if !sub.Get("isExclusive").Bool() {
		return
	}
	for _, o := range s.licencesOf(s.end(c, "user")) {
		other, ok := s.in.Live.Find(state.Ref{Kind: Subscription, Key: o.Get("subscription").Text()})
		if !ok || !other.Get("isExclusive").Bool() {
			continue
		}
		if gone := s.changes[o.Ref()]; gone == nil || gone.Op != state.OpDelete {
			s.report(diag.NoSeat, diag.Error, c, fmt.Sprintf("%s holds %s, which excludes %s", s.person(o.Get("user").Text()), o.Get("offer").Text(), s.end(c, "offer")), "take the one away to give the other")
			continue
		}
		s.order.fixed[step] = append(s.order.fixed[step], "delete "+o.Ref().String())
	}
}

// licencesOf are those that somebody holds now.
func (s *stepping) licencesOf(email string) []*state.Object {
	return s.find.owned(Licence, s.find.now(email))
}

func (s *stepping) licence(c *diff.Change) {
	email, offer := s.end(c, "user"), s.end(c, "offer")
	switch c.Op {
	case state.OpCreate:
		sub := s.seat[c.Object.Key]
		if sub == "" {
			return // refused
		}
		s.add(plan.Step{ID: "create " + c.Object.String(), Op: c.Op, Object: c.Object, Title: fmt.Sprintf("%s licence for %s, of %s", offer, s.person(email), sub), Covers: []string{c.Name()},
			Call: "licence.assign", Args: plan.Args{"userId": steps.ID(User, email), "subscriptionId": steps.ID(Subscription, sub)}, Settle: plan.ByKey, Effects: []state.Effect{steps.Effect(c)}})
	case state.OpDelete:
		o, ok := s.in.Live.Find(c.Live())
		if !ok {
			return
		}
		s.add(plan.Step{ID: "delete " + c.Live().String(), Op: c.Op, Object: c.Live(), Title: fmt.Sprintf("%s gives the %s licence back", s.person(email), offer), Covers: []string{c.Name()}, Needs: s.renaming(c),
			Call: "licence.remove", Args: plan.Args{"userId": steps.ID(User, email), "subscriptionId": steps.ID(Subscription, o.Get("subscription").Text())}, Settle: plan.ByKey, Effects: []state.Effect{{Op: state.OpDelete, Object: c.Live()}}})
	}
}
