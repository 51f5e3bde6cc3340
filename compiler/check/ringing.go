package check

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// ringing wants an order of ringing that names those who ring, a strategy that
// fits, and an end to calls that nobody takes.
func ringing(r *run) {
	for i := range r.site.Groups {
		g := &r.site.Groups[i]
		r.ringOrder(g)
		r.strategy(g)
	}
	r.overflowCircles()
}

func (r *run) ringOrder(g *model.Group) {
	if len(g.RingOrder) == 0 {
		return
	}
	who, have := "member", g.Members != nil
	if queue(g.Kind) {
		who, have = "agent", g.Agents != nil
	}
	in := memberOf(g)
	for i, id := range g.RingOrder {
		at := path("groups", g.ID, "ringOrder", nth(i))
		switch _, listed := slices.BinarySearch(in, id); {
		case slices.Index(g.RingOrder, id) < i:
			r.fail(problem{
				code: diag.RingOrder, path: at, at: g.Pos, message: fmt.Sprintf("the ring order of %q names %q twice", g.ID, id), hint: "take one of them out",
			})
		case have && !listed && r.users[id] != nil:
			r.fail(problem{
				code: diag.RingOrder, path: at, at: g.Pos, message: fmt.Sprintf("the ring order of %q names %q, who is no %s of it", g.ID, id, who),
				hint: fmt.Sprintf("add %s to the %ss, or take them out of the order", id, who),
			})
		}
	}
}

// strategy knows which strategies exist for queues or ring groups only.
func (r *run) strategy(g *model.Group) {
	s, ok := g.Strategy.Get()
	if !ok {
		return
	}
	only := ""
	switch {
	case s == "paging" && g.Kind != model.RingGroup:
		only = "ring groups"
	case (s == "longestIdle" || strings.HasPrefix(s, "skill")) && !queue(g.Kind):
		only = "queues"
	default:
		return
	}
	r.fail(problem{
		code: diag.StrategyKind, path: path("groups", g.ID, "strategy"), at: g.Pos,
		message: fmt.Sprintf("strategy %q is for %s, and %q is of kind %s", s, only, g.ID, g.Kind),
		hint:    `"ringAll" and "hunt" are for both`,
	})
}

// overflowCircles reports queues and ring groups that send the calls nobody
// took to each other, each circle once at its first group by id.
func (r *run) overflowCircles() {
	done := map[string]bool{}
	for i := range r.site.Groups {
		var walk []string
		id := r.site.Groups[i].ID
		for id != "" && !done[id] && !slices.Contains(walk, id) {
			walk = append(walk, id)
			id = r.overflow(id)
		}
		if at := slices.Index(walk, id); id != "" && at >= 0 {
			r.overflowCircle(walk[at:])
		}
		for _, id := range walk {
			done[id] = true
		}
	}
}

// overflow is the group that takes the calls nobody of group id took.
func (r *run) overflow(id string) string {
	g := r.groups[id]
	if g == nil || g.NoAnswer == nil {
		return ""
	}
	return g.NoAnswer.Group
}

func (r *run) overflowCircle(ring []string) {
	first := slices.Min(ring)
	i := slices.Index(ring, first)
	ring = append(slices.Concat(ring[i:], ring[:i]), first)
	var also []diag.Pos
	for _, id := range ring[1 : len(ring)-1] {
		also = append(also, r.place(path("groups", id, "noAnswer", "group"), r.groups[id].Pos))
	}
	r.warn(problem{
		code: diag.OverflowCircle, path: path("groups", first, "noAnswer", "group"), at: r.groups[first].Pos, also: also,
		message: "calls that nobody takes go round without end: " + strings.Join(ring, " to "),
		hint:    "end one of them at a voicemail, a user, a number or hangup",
	})
}
