package asterisk

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// ringing are app_queue's words for the order in which members ring. rrordered is
// rrmemory in the order of the file.
var ringing = map[string]string{"ringAll": "ringall", "hunt": "linear", "random": "random", "roundRobin": "rrordered", "longestIdle": "leastrecent", "fewestAnswered": "fewestcalls"}

// ordered are the strategies in which the order of members counts.
var ordered = []string{"linear", "rrordered"}

// reserved are categories of queues.conf that are no queues.
var reserved = []string{"general"}

// queue lowers queues and ring groups, which are queues without waiting agents.
func (l *lowering) queue(g *resolve.Group) {
	if g.Kind != model.Queue && g.Kind != model.RingGroup {
		return
	}
	name, from := l.queueName(g)
	if slices.Contains(reserved, name) {
		l.Report(diag.ReservedName, diag.Error, g.Path, g.Pos, fmt.Sprintf("%q is what queues.conf calls the part that holds for all queues", name), "give the group another id")
		return
	}
	if other := l.Find(Queue, name); other != nil {
		l.Report(diag.NameClash, diag.Error, g.Path, g.Pos, fmt.Sprintf("%s would be the queue %s, as %s is", g.ID, name, other.Canonical), "give one of them another name")
		return
	}
	o := l.Object(Queue, name, g.Path)
	o.Put("name", state.OfText(name), from...)
	l.strategy(o, g)
	draft.Put(o, "timeout", g.RingSeconds, ".ringSeconds", state.OfInt)
	draft.Put(o, "wrapuptime", g.WrapUp, ".wrapUp", state.OfInt)
	draft.Put(o, "maxlen", g.MaxCallers, ".maxCallers", state.OfInt)
	l.staff(o, g)
	own := g.Object
	own.Native = map[string]model.Native{l.Desired.Target.ID: {}}
	for attr, v := range g.Native[l.Desired.Target.ID] {
		if attr != "name" {
			own.Native[l.Desired.Target.ID][attr] = v
		}
	}
	l.Native(o, &own, g.Path)
}

// queueName is the group's id, or the name that stands under native.
func (l *lowering) queueName(g *resolve.Group) (name string, from []string) {
	v, written := g.Native[l.Desired.Target.ID]["name"]
	if !written {
		return g.ID, []string{g.Path}
	}
	at := g.Path + "." + resolve.Path("native", l.Desired.Target.ID, "name")
	if s, ok := v.(string); ok && queueNamed(s) {
		return s, []string{g.Path, at}
	}
	l.Unfit(at, g.Pos, fmt.Sprintf("%v is no name of a queue", v), "a text without brackets, commas and ends of line")
	return g.ID, []string{g.Path, at}
}

func (l *lowering) strategy(o *state.Object, g *resolve.Group) {
	word, ok := g.Strategy.Get()
	switch {
	case ok && ringing[word] != "":
		o.Put("strategy", state.OfText(ringing[word]), ".strategy")
	case ok:
		l.Lost(resolve.Unsupported, g.Path+".strategy", fmt.Sprintf("the strategy %s of %s", word, g.ID), "a queue of Asterisk has "+fmt.Sprint(draft.SortedKeys(ringing)), g.Pos)
	case g.Strategy.Managed():
		o.Put("strategy", state.Nothing(), ".strategy")
	}
}

// staff are the members of a queue: agents, or the members of a ring group.
func (l *lowering) staff(o *state.Object, g *resolve.Group) {
	var users []string
	field, written := "agents", g.Agents != nil
	if g.Kind == model.RingGroup {
		field, written = "members", g.Members != nil
		for i := range g.Members {
			users = append(users, g.Members[i].User)
		}
	}
	for i := range g.Agents {
		users = append(users, g.Agents[i].User)
	}
	if !written {
		l.unordered(o, g)
		return
	}
	members, paths := l.answering(g, field, users)
	o.Put("members", state.OfSet(members...), paths...)
	l.penalties(o, g)
	l.order(o, g, members)
}

// answering are the endpoints of users who are here.
func (l *lowering) answering(g *resolve.Group, field string, users []string) (members, paths []string) {
	for _, id := range users {
		if n := l.number(id); n != "" {
			members, paths = append(members, n), append(paths, "."+resolve.Path(field, id))
		}
	}
	if len(paths) == 0 {
		paths = []string{"." + field}
	}
	return members, paths
}

// penalties: as soon as one agent has a priority, those of whom nothing is said have
// the best one.
func (l *lowering) penalties(o *state.Object, g *resolve.Group) {
	var all, paths []string
	for i := range g.Agents {
		a := &g.Agents[i]
		n := l.number(a.User)
		if !a.Priority.Managed() || n == "" {
			continue
		}
		paths = append(paths, "."+resolve.Path("agents", a.User, "priority"))
		if p := a.Priority.Or(0); p > 0 {
			all = append(all, penalty(n, p))
		}
	}
	if len(paths) > 0 {
		o.Put("penalties", state.OfSet(all...), paths...)
	}
}

// penalty is an item of the attribute penalties.
func penalty(member string, n int64) string { return member + ":" + strconv.FormatInt(n, 10) }

// order is that of ringOrder, and then of ids, where the strategy goes by it.
func (l *lowering) order(o *state.Object, g *resolve.Group, members []string) {
	if g.RingOrder == nil {
		return
	}
	if s := o.Get("strategy").Text(); s != "" && !slices.Contains(ordered, s) {
		l.unordered(o, g)
		return
	}
	var out []string
	for _, id := range g.RingOrder {
		if n := l.number(id); slices.Contains(members, n) && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	for _, n := range draft.Unique(members) {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		a, _ := o.Attr("members")
		o.Put("members", a.Value, append(a.From, ".ringOrder")...)
		return
	}
	o.Put("order", state.OfList(out...), ".ringOrder")
}

// unordered reports an order that has no effect.
func (l *lowering) unordered(_ *state.Object, g *resolve.Group) {
	if g.RingOrder != nil {
		l.Lost(resolve.Unsupported, g.Path+".ringOrder", "the order of "+g.ID, "it counts with hunt and roundRobin, among members that the site writes", g.Pos)
	}
}
