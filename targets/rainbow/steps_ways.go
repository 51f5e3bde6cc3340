package rainbow

import (
	"slices"
	"strings"
)

// solve finds the ways. What is returned are the people, or groups, for whom there
// is none; none is success.
func (o *ordering) solve() []string {
	for {
		if stuck := o.gaps(); len(stuck) > 0 {
			return stuck
		}
		o.connect()
		rest := o.circles()
		if len(rest) == 0 {
			o.shorten()
			return nil
		}
		if !o.lengthen(rest) && !o.open(rest) {
			return rest
		}
	}
}

// gaps gives groups of which somebody lacks something for a moment a way without
// them. It returns those for whom there is none.
func (o *ordering) gaps() []string {
	var stuck []string
	for i := range o.courses {
		c := &o.courses[i]
		for c.way < anew && (!o.lay(c) || o.inGap(c)) && !c.stays() {
			c.way++
		}
		if !o.lay(c) || o.inGap(c) {
			c.way = direct
			o.lay(c)
			stuck = append(stuck, c.name)
		}
	}
	return stuck
}

// inGap reports whether somebody who lacks something for a moment is all the while
// where a group asks it of them.
func (o *ordering) inGap(c *course) bool {
	return slices.ContainsFunc(c.from.people(), func(u string) bool { return len(o.stuckIn(c, u)) > 0 })
}

// stuckIn are the classes that somebody lacks for a moment, and is asked for all the
// while.
func (o *ordering) stuckIn(c *course, user string) []string {
	return slices.DeleteFunc(o.missed(c, user), func(class string) bool {
		return slices.ContainsFunc(c.stages, func(p standing) bool { return !p.has(user) || !slices.Contains(p.asked(user), class) })
	})
}

// circles are the steps that stand in circles, or between two, sorted.
func (o *ordering) circles() []string {
	left := map[string]bool{}
	for s, all := range o.edges {
		left[s] = true
		for n := range all {
			left[n] = true
		}
	}
	for again := true; again; {
		again = false
		waited := map[string]bool{}
		for s := range left {
			waits := false
			for n := range o.edges[s] {
				if left[n] {
					waits, waited[n] = true, true
				}
			}
			if !waits {
				delete(left, s)
				again = true
			}
		}
		for s := range left {
			if !waited[s] {
				delete(left, s)
				again = true
			}
		}
	}
	out := make([]string, 0, len(left))
	for s := range left {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

// lengthen gives groups in circles a longer way: all that can part their people
// do; else one is made anew, of those in which the least is lost.
func (o *ordering) lengthen(rest []string) bool {
	var in []*course
	named := map[string]bool{}
	for _, step := range rest {
		named[groupOf(step)] = true
	}
	for i := range o.courses {
		if c := &o.courses[i]; named[c.name] {
			in = append(in, c)
		}
	}
	done := false
	for _, c := range in {
		done = o.try(c, parted) || done
	}
	if done {
		return true
	}
	slices.SortStableFunc(in, func(a, b *course) int {
		switch {
		case a.precious != b.precious && a.precious:
			return 1
		case a.precious != b.precious:
			return -1
		}
		return strings.Compare(a.name, b.name)
	})
	return slices.ContainsFunc(in, func(c *course) bool { return o.try(c, anew) })
}

// try gives a group a longer way, if it has it.
func (o *ordering) try(c *course, w way) bool {
	if c.way >= w {
		return false
	}
	was := c.way
	if c.way = w; o.lay(c) && !o.inGap(c) {
		return true
	}
	c.way = was
	o.lay(c)
	return false
}

// open lets somebody in a circle lose something before they gain it again.
func (o *ordering) open(rest []string) bool {
	var keys []needKey
	for k, n := range o.needs {
		if n.gap || !n.has || !n.keeps {
			continue
		}
		loses := slices.ContainsFunc(n.loses, func(s string) bool { return slices.Contains(rest, s) })
		if loses && slices.ContainsFunc(n.gains, func(s string) bool { return slices.Contains(rest, s) }) {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return false
	}
	k := slices.MinFunc(keys, func(a, b needKey) int {
		if x, y := o.weight(a.user), o.weight(b.user); x != y {
			return x - y
		}
		return strings.Compare(a.user+" "+a.class, b.user+" "+b.class)
	})
	o.needs[k].gap = true
	return true
}

// weight is how much it takes to let somebody out of their groups.
func (o *ordering) weight(user string) int {
	sum := 0
	for i := range o.courses {
		c := &o.courses[i]
		if !c.from.has(user) {
			continue
		}
		sum++
		switch {
		case c.stays() || c.held[user]:
			sum += 1000
		case c.from.boss == user || len(c.from.others) == 1: // it would be made anew
			sum += 10
		case c.fixed:
			sum += 5
		}
	}
	return sum
}

// shorten takes back what turned out not to be necessary.
func (o *ordering) shorten() {
	for i := range o.courses {
		c := &o.courses[i]
		for long := c.way; long > direct; {
			shorter := false
			for w := direct; w < long && !shorter; w++ {
				c.way = w
				if o.lay(c) && !o.inGap(c) {
					o.connect()
					shorter = len(o.circles()) == 0
				}
			}
			if !shorter {
				c.way = long
			}
			o.lay(c)
			break
		}
	}
	o.connect()
}

// before are the steps that a step needs, sorted.
func (o *ordering) before(step string) []string {
	out := make([]string, 0, len(o.edges[step]))
	for n := range o.edges[step] {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
