package rainbow

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"pgregory.net/rapid"
)

// firm is a world of the property tests: people with what they hold, and groups, all
// of it legal. It is of one of the products.
type firm struct {
	hub    bool
	people map[string]human
	groups map[string]team
	seats  map[string]int64  // by licence; of one that is not named there are plenty
	titles map[string]string // of groups that are not called by their id
	logins map[string]string // of people who do not log in as themselves
}

// human is one of them; "" is none.
type human struct {
	licence   string // one of those that exclude each other
	attendant bool
	extension string // on the Hub the subscriber's number
	ddi       string // the Hub's
}

// team is a group. Its kind follows from its name.
type team struct {
	boss     string
	others   []string // assistants, agents, supervised
	heads    []string // supervisors
	ddi      string   // the Hub's
	filled   bool     // it may not be without people
	stranger bool     // the site does not declare it
}

var (
	someone = []string{"ann", "ben", "cid", "dora", "emil", "fay", "gus", "hana"}
	phones  = []string{"8001", "8002", "8003", "8004", "8005", "8006", "8007", "8008", "8009"}
	ddis    = []string{"0298765401", "0298765402", "0298765403"}

	// The groups by name: with a boss, of the PBX without, of the Hub without.
	teams = []string{"alpha", "beta", "gamma", "delta"}
	desks = []string{"lobby", "relief"}
	rings = []string{"sales", "support"}
	// On the Hub groups have numbers.
	numbers = map[string]string{"alpha": "8701", "beta": "8702", "gamma": "8703", "delta": "8704", "sales": "8705", "support": "8706"}
)

// exclusives are the licences of a product of which each excludes the others.
func (c firm) exclusives() []string {
	if c.hub {
		return []string{Enterprise}
	}
	return []string{Business, Enterprise}
}

func (h human) holds() []string {
	var out []string
	if h.licence != "" {
		out = append(out, h.licence)
	}
	if h.attendant {
		out = append(out, Attendant)
	}
	return out
}

// drawing draws one legal world.
type drawing struct {
	*rapid.T
	firm
	label           string
	bosses, helpers map[string]bool
	heads, all      map[string]bool // who supervises, who is in any group
}

// drawFirm makes a legal world that has some groups of another.
func drawFirm(t *rapid.T, label string, hub bool, keep map[string]team) firm {
	d := &drawing{T: t, label: label, firm: firm{hub: hub, people: map[string]human{}, groups: map[string]team{}, seats: map[string]int64{}},
		bosses: map[string]bool{}, helpers: map[string]bool{}, heads: map[string]bool{}, all: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(keep)) {
		d.join(name, keep[name])
	}
	d.ledGroups()
	d.otherGroups()
	d.everybody()
	return d.firm
}

func (d *drawing) join(name string, g team) {
	d.groups[name] = g
	if g.boss != "" {
		d.bosses[g.boss], d.all[g.boss] = true, true
	}
	for _, u := range slices.Concat(g.others, g.heads) {
		d.all[u] = true
		if g.boss != "" {
			d.helpers[u] = true
		}
	}
	for _, u := range g.heads {
		d.heads[u] = true
	}
}

func (d *drawing) some(what string, of []string, least, most int) []string {
	out := rapid.SliceOfNDistinct(rapid.SampledFrom(of), least, min(most, len(of)), rapid.ID[string]).Draw(d.T, d.label+": "+what)
	slices.Sort(out)
	return out
}

func (d *drawing) yes(what string) bool { return rapid.Bool().Draw(d.T, d.label+": "+what) }

// ledGroups: a boss of one group alone, who assists nowhere, and whoever is no boss.
func (d *drawing) ledGroups() {
	order := rapid.Permutation(someone).Draw(d.T, d.label+": people")
	for _, name := range teams[:rapid.IntRange(0, len(teams)).Draw(d.T, d.label+": groups")] {
		if _, there := d.groups[name]; there {
			continue
		}
		i := slices.IndexFunc(order, func(u string) bool { return !d.bosses[u] && !d.helpers[u] })
		if i < 0 {
			return
		}
		boss := order[i]
		order = append(slices.Delete(slices.Clone(order), i, i+1), boss)
		able := slices.DeleteFunc(slices.Clone(someone), func(u string) bool { return u == boss || d.bosses[u] })
		if len(able) == 0 {
			return
		}
		d.join(name, team{boss: boss, others: d.some("assistants of "+name, able, 1, 3)})
	}
}

// otherGroups are those of supervision, and on the Hub those that ring.
func (d *drawing) otherGroups() {
	names := desks
	if d.hub {
		names = rings
	}
	for _, name := range names {
		if _, there := d.groups[name]; there || !d.yes(name+" is there") {
			continue
		}
		g := team{others: d.some("people of "+name, someone, 1, 3), filled: d.yes(name + " is never empty")}
		if !d.hub {
			g.heads = d.some("supervisors of "+name, someone, 0, 2)
		}
		d.join(name, g)
	}
}

// everybody holds what their groups ask of them, and others something or nothing.
func (d *drawing) everybody() {
	free := rapid.Permutation(phones).Draw(d.T, d.label+": extensions")
	for i, u := range someone {
		h := human{extension: free[i], licence: rapid.SampledFrom(d.exclusives()).Draw(d.T, d.label+": licence of "+u), attendant: d.heads[u]}
		switch {
		case d.hub && d.yes(u+" has the other licence"): // either of both gives a number
			h.licence, h.attendant = "", true
		case d.all[u]:
		case rapid.IntRange(0, 3).Draw(d.T, d.label+": "+u+" is there") == 0:
			continue
		case d.yes(u + " has nothing"):
			h = human{}
		}
		d.people[u] = h
	}
	if d.hub {
		d.directNumbers()
	}
}

// directNumbers give each number to a person who has one on the Hub, to a group, or
// to nobody.
func (d *drawing) directNumbers() {
	var able []string
	for _, u := range someone {
		if d.people[u].extension != "" {
			able = append(able, u)
		}
	}
	able = append(able, slices.Sorted(maps.Keys(d.groups))...)
	for i, who := range d.some("with a direct number", append(able, "nobody"), 0, len(ddis)) {
		if h, ok := d.people[who]; ok {
			h.ddi = ddis[i]
			d.people[who] = h
		} else if g, ok := d.groups[who]; ok && !g.stranger {
			g.ddi = ddis[i]
			d.groups[who] = g
		}
	}
}

// drawPair makes two legal worlds that differ in a few things, so that chains and
// circles are frequent.
func drawPair(t *rapid.T, hub bool) (from, to firm) {
	from = drawFirm(t, "before", hub, nil)
	keep := map[string]team{}
	for _, name := range slices.Sorted(maps.Keys(from.groups)) {
		g := from.groups[name]
		switch rapid.IntRange(0, 5).Draw(t, name+" afterwards") {
		case 0, 1:
			g.ddi = ""
			keep[name] = g
		case 2:
			g.stranger, g.ddi = true, ""
			from.groups[name], keep[name] = g, g
		}
	}
	to = drawFirm(t, "after", hub, keep)
	for name := range from.groups { // a site that does not declare all groups removes none
		if _, stays := to.groups[name]; !stays {
			from.declare()
			to.declare()
		}
	}
	to.likeLicences(t, from)
	if rapid.Bool().Draw(t, "extensions stay") {
		to.likeExtensions(from)
	}
	to.rename(t, from)
	from.tight(t, to)
	to.seats = from.seats
	return from, to
}

// declare lets the site declare all groups.
func (c firm) declare() {
	for name, g := range c.groups {
		g.stranger = false
		c.groups[name] = g
	}
}

func (c firm) likeLicences(t *rapid.T, from firm) {
	for _, u := range slices.Sorted(maps.Keys(c.people)) {
		was, h := from.people[u], c.people[u]
		if was.licence != "" && h.licence != "" && rapid.IntRange(0, 2).Draw(t, u+" keeps the licence") > 0 {
			h.licence = was.licence
			c.people[u] = h
		}
	}
}

func (c firm) likeExtensions(from firm) {
	used := map[string]bool{}
	for _, u := range slices.Sorted(maps.Keys(c.people)) {
		h := c.people[u]
		if was := from.people[u]; was.extension != "" && h.extension != "" {
			h.extension = was.extension
			used[h.extension] = true
			c.people[u] = h
		}
	}
	for _, u := range slices.Sorted(maps.Keys(c.people)) {
		h := c.people[u]
		if from.people[u].extension != "" || h.extension == "" {
			continue
		}
		h.extension = phones[slices.IndexFunc(phones, func(n string) bool { return !used[n] })]
		used[h.extension] = true
		c.people[u] = h
	}
}

// tight leaves of some licences not one seat more than are needed.
func (c firm) tight(t *rapid.T, to firm) {
	for _, offer := range []string{Business, Enterprise, Attendant} {
		if rapid.Bool().Draw(t, "seats of "+offer+" are scarce") {
			c.seats[offer] = max(1, c.count(offer), to.count(offer))
		}
	}
}

func (c firm) count(offer string) int64 {
	n := int64(0)
	for _, h := range c.people {
		if slices.Contains(h.holds(), offer) {
			n++
		}
	}
	return n
}

// of is how many seats of a licence the company bought.
func (c firm) of(offer string) int64 {
	if n, scarce := c.seats[offer]; scarce {
		return n
	}
	return 40
}

// sold is the subscription that a licence is a seat of.
func (c firm) sold(offer string) string {
	names := map[string]string{Business: "Business", Enterprise: "Enterprise", Attendant: "Attendant Custom"}
	if c.hub {
		names = map[string]string{Business: "Business", Enterprise: "Voice Enterprise Custom", Attendant: "Voice Attendant Custom"}
	}
	return names[offer]
}

func address(u string) string { return u + "@acme.example" }

// login is what somebody logs in as.
func (c firm) login(u string) string { return address(cmp.Or(c.logins[u], u)) }

// title is what a group is called.
func (c firm) title(g string) string { return cmp.Or(c.titles[g], g) }

// rename gives groups the names of others, and people another login.
func (c *firm) rename(t *rapid.T, from firm) {
	c.titles, c.logins = map[string]string{}, map[string]string{}
	if rapid.IntRange(0, 2).Draw(t, "names of groups") == 0 {
		names := slices.DeleteFunc(slices.Clone(teams), func(g string) bool {
			_, was := from.groups[g]
			_, is := c.groups[g]
			return c.groups[g].stranger || was && !is // nobody becomes what somebody else was
		})
		for i, name := range rapid.Permutation(names).Draw(t, "names") {
			c.titles[names[i]] = name
		}
	}
	for _, u := range slices.Sorted(maps.Keys(c.people)) {
		if rapid.IntRange(0, 5).Draw(t, u+" gets another login") == 0 {
			c.logins[u] = u + ".new"
		}
	}
}

// String is the world in a few lines, for a test that fails.
func (c firm) String() string {
	out := ""
	for _, u := range slices.Sorted(maps.Keys(c.people)) {
		out += fmt.Sprintf("%s %+v\n", u, c.people[u])
	}
	for _, g := range slices.Sorted(maps.Keys(c.groups)) {
		out += fmt.Sprintf("%s %+v\n", g, c.groups[g])
	}
	return out + fmt.Sprintln(c.seats, c.titles, c.logins)
}
