package asterisk

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/raised"
)

// groups are the names of call groups that a site can have. Where those who are in one
// pick up in it, and nobody else does, it is a pickup group, else a team; then who picks
// up stands under native, since a grant would ask for more than that.
func (r *raising) groups() {
	call, pickup := r.named("named_call_group"), r.named("named_pickup_group")
	for _, name := range draft.SortedKeys(call) {
		in, picks := call[name], pickup[name]
		if !isID(name) {
			continue // it stands under native of each
		}
		r.pools["groups"][name] = true
		g := model.Group{Object: model.Object{ID: name}, Kind: model.Team}
		if slices.Equal(in, picks) {
			g.Kind = model.Pickup
		}
		for _, u := range in {
			u.call = append(u.call, name)
			if g.Kind == model.Pickup {
				u.pickup = append(u.pickup, name)
			}
			g.Members = append(g.Members, model.Member{User: u.site.ID})
		}
		slices.SortFunc(g.Members, func(a, b model.Member) int { return strings.Compare(a.User, b.User) })
		r.site.Groups = append(r.site.Groups, g)
	}
}

// named are the users by the names that an attribute has.
func (r *raising) named(attr string) map[string][]*user {
	out := map[string][]*user{}
	for _, u := range r.order {
		for _, name := range u.line.Get(attr).Items() {
			out[name] = append(out[name], u)
		}
	}
	return out
}

// queues are groups of kind queue.
func (r *raising) queues() {
	all := r.s.OfKind(Queue)
	for i := range all {
		r.queue(&all[i])
	}
}

func (r *raising) queue(o *state.Object) {
	r.taken[o.Ref()] = true
	text := o.Key
	if !isID(text) {
		text = raised.Slug(text)
	}
	g := model.Group{Object: model.Object{ID: r.id("groups", o.Ref(), text)}, Kind: model.Queue}
	t := raised.Take(r.schema, o)
	g.Strategy = t.Word("strategy", ringing)
	g.RingSeconds = t.Number("timeout", 1, 86400)
	g.WrapUp = t.Number("wrapuptime", 0, 86400)
	g.MaxCallers = t.Number("maxlen", 1, 1<<31)
	done := append(draft.SortedKeys(t.Done), "name", "order")
	done = append(done, r.agents(&g, o)...)
	bag := r.bag(o, done...)
	if g.ID != o.Key {
		bag["name"] = o.Key
	}
	g.Native = r.under(bag)
	r.site.Groups = append(r.site.Groups, g)
}

// agents are the members of a queue, when all of them are users of the site.
func (r *raising) agents(g *model.Group, o *state.Object) (done []string) {
	members := o.Get("members").Items()
	for _, n := range members {
		if r.users[n] == nil {
			return nil
		}
	}
	penalties := penaltiesOf(o.Get("penalties").Items())
	for who := range penalties {
		if r.users[who] == nil {
			return r.staffed(g, members, nil, o)
		}
	}
	return append(r.staffed(g, members, penalties, o), "penalties")
}

func (r *raising) staffed(g *model.Group, members []string, penalties map[string]int64, o *state.Object) []string {
	g.Agents = []model.Agent{}
	for _, n := range members {
		a := model.Agent{User: r.users[n].site.ID}
		if len(penalties) > 0 {
			a.Priority = model.Of(penalties[n])
		}
		g.Agents = append(g.Agents, a)
	}
	slices.SortFunc(g.Agents, func(a, b model.Agent) int { return strings.Compare(a.User, b.User) })
	if slices.Contains(ordered, o.Get("strategy").Text()) && len(o.Get("order").Items()) == len(members) && len(members) > 0 {
		for _, n := range o.Get("order").Items() {
			if u := r.users[n]; u != nil {
				g.RingOrder = append(g.RingOrder, u.site.ID)
			}
		}
	}
	return []string{"members"}
}
