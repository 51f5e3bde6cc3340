package rainbow

import (
	"slices"

	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// The order in which people change places, so that every world on the way keeps
// the rules of groups. A world is any set of steps that holds with each step those
// it needs, so a rule is kept by needs alone:
//
//   - of two places that exclude each other (MA3, MA4), the one that is left is left
//     before the other is taken;
//   - what a place asks of people (MA8, MA9) they have before they take it, and lose
//     after they have left it.
//
// Where that leads round in a circle, a group goes a longer way: those who leave
// are dropped first, and those who come are added last. Where that does not help,
// one group is deleted first and made anew in the end. The longest ways are then
// shortened again where they need not be.
//
// What a person has of what groups ask may go before it comes back: a licence that
// excludes the next one, extensions that go round. Then the groups that they are in
// go a longer way too, although nobody asks for it. If all groups do, and all such
// moments are let be, no step waits for one that waits for it: groups are left
// first, and taken last. So there is a way wherever the site declares the groups; of
// one that it does not, nobody is taken out.

// standing is who stands where in a group at one moment; the zero standing is no
// group.
type standing struct {
	boss   string
	others []string // assistants; of groups without a boss, everybody
	heads  []string // those of the others who supervise
	there  bool
	led    bool     // it has a manager and assistants: MA1 to MA4 and MA8 hold
	asks   []string // classes of what its people need: see need
}

func (p standing) has(user string) bool {
	return user != "" && p.boss == user || slices.Contains(p.others, user)
}

func (p standing) people() []string {
	if p.boss == "" {
		return p.others
	}
	return append([]string{p.boss}, p.others...)
}

func (p standing) equal(q standing) bool {
	return p.boss == q.boss && p.there == q.there && slices.Equal(p.others, q.others) && slices.Equal(p.heads, q.heads)
}

// without is a standing without some of those beside the boss.
func (p standing) without(drop func(string) bool) standing {
	p.others = slices.DeleteFunc(slices.Clone(p.others), drop)
	p.heads = slices.DeleteFunc(slices.Clone(p.heads), drop)
	return p
}

// way is how long the way of a group is.
type way int

const (
	direct way = iota
	parted     // those who leave first, those who come last
	anew       // deleted, and created again
)

// course is a group with the places that it goes through.
type course struct {
	name     string // of its steps: kind/key
	from, to standing
	fixed    bool            // nobody asks for its people to change
	lent     bool            // they may change for a moment all the same
	parts    bool            // its lists may be written more than once
	held     map[string]bool // people in a list that may not
	empties  bool            // it may be without people
	renewals bool            // it may be deleted and made anew
	replaced bool            // it is, whatever the order
	asleep   map[string]bool // of the Hub: who is logged out; nil where that does not matter
	precious bool            // people have switched something in it that a new group would not have

	way    way
	stages []standing
	turn   int // the first stage of the new phase
}

// stays reports whether a group keeps its people, whatever happens.
func (c *course) stays() bool { return c.fixed && !c.lent }

// need is what groups ask of people, in classes, and how it comes and goes.
type need struct {
	user, class string
	has, keeps  bool     // before all steps, and after
	gains       []string // steps without which the user does not have it afterwards
	loses       []string // steps after which the user does not have it as before
	gap         bool     // it is lost before it is gained
}

type needKey struct{ user, class string }

// ordering is the problem, and its solution in needs.
type ordering struct {
	courses []course
	needs   map[needKey]*need
	fixed   map[string][]string // step → steps that it needs for other reasons

	edges map[string]map[string]bool
}

// entering is the step by which a group comes to a stage.
func (c *course) entering(stage int) string {
	switch {
	case !c.stages[stage].there:
		return "delete " + c.name
	case !c.stages[stage-1].there:
		return "create " + c.name
	case stage == c.turn:
		return "update " + c.name
	case stage < c.turn:
		return "narrow " + c.name
	}
	return "widen " + c.name
}

// asked are the classes of what a group asks of one of its people who stand so.
func (p standing) asked(user string) []string {
	if slices.Contains(p.heads, user) {
		return append(slices.Clip(p.asks), attendant)
	}
	return p.asks
}

// askedOf are those of now and afterwards.
func (c *course) askedOf(user string) []string {
	var out []string
	for _, p := range []standing{c.from, c.to} {
		if p.has(user) {
			out = append(out, p.asked(user)...)
		}
	}
	return draft.Unique(out)
}

// missed are the classes that a group asks of somebody who lacks them for a moment.
func (o *ordering) missed(c *course, user string) []string {
	return slices.DeleteFunc(slices.Clone(c.askedOf(user)), func(class string) bool {
		n := o.needs[needKey{user, class}]
		return n == nil || !n.gap
	})
}

// gapped reports whether somebody lacks for a moment what a group asks.
func (o *ordering) gapped(c *course, user string) bool { return len(o.missed(c, user)) > 0 }

// lay works out the stages of a group for its way. It reports false where the way
// does not exist.
func (o *ordering) lay(c *course) bool {
	c.turn = 1
	switch {
	case c.replaced:
		c.stages = []standing{c.from, {}, c.to}
		return true
	case c.stays(), c.from.equal(c.to) && c.way == direct:
		c.stages, c.turn = []standing{c.from}, 0
		return c.way == direct
	case !c.from.there || !c.to.there || c.way == direct:
		c.stages = []standing{c.from, c.to}
		return c.way == direct
	case c.way == anew:
		c.stages = []standing{c.from, {}, c.to}
		return c.renewals
	case !c.parts:
		c.stages = []standing{c.from, c.to}
		return false
	}
	before, after := o.parts(c)
	c.stages = []standing{c.from}
	if c.peopled(before) && !before.equal(c.from) {
		c.stages = append(c.stages, before)
	}
	c.turn = len(c.stages)
	if c.peopled(after) && !after.equal(c.to) && !after.equal(c.stages[len(c.stages)-1]) {
		c.stages = append(c.stages, after)
	}
	c.stages = append(c.stages, c.to)
	return len(c.stages) > 2
}

// peopled reports whether a group may stand so: with an assistant (MA2), on the Hub one
// who is logged in; where it has none, with somebody unless it may be empty.
func (c *course) peopled(p standing) bool {
	if c.asleep != nil {
		return slices.ContainsFunc(p.others, func(u string) bool { return !c.asleep[u] })
	}
	return len(p.others) > 0 || c.empties && !p.led
}

// parts are the places before and after the turn of a parted way.
func (o *ordering) parts(c *course) (before, after standing) {
	goes := func(u string) bool { return !c.held[u] && (!c.to.has(u) || o.gapped(c, u)) }
	comes := func(u string) bool { return !c.from.has(u) || o.gapped(c, u) && !c.held[u] }
	if kept := c.from.without(goes); len(kept.others) > 0 {
		return kept, c.to.without(comes)
	}
	before = c.from.without(func(u string) bool {
		return !c.held[u] && (o.gapped(c, u) || c.from.led && o.bossThen(c, u) || o.lost(c, u))
	})
	after = c.to.without(func(u string) bool {
		return !c.held[u] && (o.gapped(c, u) || c.from.led && o.bossNow(c, u) || o.gained(c, u))
	})
	return before, after
}

func (o *ordering) bossThen(c *course, user string) bool {
	return slices.ContainsFunc(o.courses, func(d course) bool { return d.name != c.name && d.to.boss == user })
}

func (o *ordering) bossNow(c *course, user string) bool {
	return slices.ContainsFunc(o.courses, func(d course) bool { return d.name != c.name && d.from.boss == user })
}

func (o *ordering) lost(c *course, user string) bool {
	return slices.ContainsFunc(c.askedOf(user), func(class string) bool {
		n := o.needs[needKey{user, class}]
		return n != nil && len(n.loses) > 0
	})
}

func (o *ordering) gained(c *course, user string) bool {
	return slices.ContainsFunc(c.askedOf(user), func(class string) bool {
		n := o.needs[needKey{user, class}]
		return n != nil && !n.has && len(n.gains) > 0
	})
}

// edge lets a step need another.
func (o *ordering) edge(step, needs string) {
	if step == needs {
		return
	}
	if o.edges[step] == nil {
		o.edges[step] = map[string]bool{}
	}
	o.edges[step][needs] = true
}

// stand is one stage of one group in which somebody is.
type stand struct {
	course, stage int
	boss          bool
}

// connect works out who needs whom.
func (o *ordering) connect() {
	o.edges = map[string]map[string]bool{}
	for step, all := range o.fixed {
		for _, n := range all {
			o.edge(step, n)
		}
	}
	stands := map[string][]stand{}
	bosses := map[string]bool{}
	for i := range o.courses {
		c := &o.courses[i]
		for n, p := range c.stages {
			if n > 1 {
				o.edge(c.entering(n), c.entering(n-1))
			}
			for _, u := range p.people() {
				o.equip(c, n, u)
				stands[u] = append(stands[u], stand{i, n, u == p.boss && p.led})
				bosses[u] = bosses[u] || u == p.boss && p.led
			}
		}
	}
	for u := range bosses {
		if bosses[u] {
			o.exclude(stands[u])
		}
	}
	for _, n := range o.needs {
		if !n.gap && n.has && n.keeps {
			for _, l := range n.loses {
				for _, g := range n.gains {
					o.edge(l, g)
				}
			}
		}
	}
}

// equip: what a stage asks of somebody is there before, and until after.
func (o *ordering) equip(c *course, stage int, user string) {
	for _, class := range c.stages[stage].asked(user) {
		n := o.needs[needKey{user, class}]
		if n == nil {
			continue
		}
		if stage > 0 && (!n.has || n.gap && stage >= c.turn) {
			for _, g := range n.gains {
				o.edge(c.entering(stage), g)
			}
		}
		if stage+1 < len(c.stages) && (!n.keeps || n.gap && stage < c.turn) {
			for _, l := range n.loses {
				o.edge(l, c.entering(stage+1))
				if class == account && c.there() { // package plan deletes after the last change of what referred to it
					o.edge(l, c.entering(len(c.stages)-1))
				}
			}
		}
	}
}

// there reports whether a group is there all the while.
func (c *course) there() bool {
	return !slices.ContainsFunc(c.stages, func(p standing) bool { return !p.there })
}

// exclude: of places that one person cannot have at a time, the old is left before
// the new is taken. MA3: manager here and assistant there. MA4: manager twice.
func (o *ordering) exclude(stands []stand) {
	for _, a := range stands {
		old := &o.courses[a.course]
		if a.stage >= old.turn || len(old.stages) == 1 || !old.stages[a.stage].led {
			continue
		}
		for _, b := range stands {
			fresh := &o.courses[b.course]
			if a.course == b.course || !a.boss && !b.boss || b.stage < fresh.turn || b.stage == 0 || !fresh.stages[b.stage].led {
				continue
			}
			o.edge(fresh.entering(b.stage), old.entering(a.stage+1))
		}
	}
}
