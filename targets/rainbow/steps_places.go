package rainbow

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// peopleFields are those that say who is in a group.
var peopleFields = []string{"manager", "leader", "assistants", "agents", "supervisors", "supervisorAdmins", "supervised", "managers"}

// rename notes what people are called once all is done.
func (s *stepping) rename(all []*diff.Change) {
	then := map[string]string{}
	for _, c := range all {
		if c.Object.Kind == User {
			then[c.Live().Key] = c.Object.Key
		}
	}
	s.then = func(email string) string {
		if now := then[email]; now != "" {
			return now
		}
		return email
	}
}

// arrange works out the order in which people change places: of all groups that
// are there or shall be, of everything that groups ask of them.
func (s *stepping) arrange(all []*diff.Change) {
	for _, kind := range []string{Supervision, HubGroup} {
		groups := s.in.Live.OfKind(kind)
		for i := range groups {
			if i == 0 || groups[i].Key != groups[i-1].Key {
				s.order.courses = append(s.order.courses, s.course(&groups[i]))
			}
		}
	}
	for _, c := range all {
		if c.Op == state.OpCreate && (c.Object.Kind == Supervision || c.Object.Kind == HubGroup) {
			o, _ := s.in.Desired.Find(c.Object)
			to := s.standing(o)
			s.made[s.courseName(c)] = c
			s.order.courses = append(s.order.courses, course{name: s.courseName(c), to: to})
		}
	}
	for i := range s.order.courses {
		s.courses[s.order.courses[i].name] = i
	}
	s.equipment(all)
	s.legal()
	if stuck := s.order.solve(); len(stuck) > 0 {
		s.stuck(stuck)
	}
	s.lend()
	s.warn()
}

// course is the way of a group that is there.
func (s *stepping) course(live *state.Object) course {
	k := course{name: live.Ref().String(), from: s.standing(live), precious: switched(live), held: map[string]bool{}, asleep: s.asleep(live)}
	c, as := s.changes[live.Ref()], live.Ref()
	switch {
	case c == nil:
		k.to, k.fixed = k.from, true
	case c.Op == state.OpDelete:
		return k
	default:
		as, k.to, k.replaced = c.Object, s.standing(overlaid(live, c)), c.Replace
		k.fixed = !slices.ContainsFunc(peopleFields, func(name string) bool { return steps.Acts(c, name) })
	}
	if d, ok := s.in.Desired.Find(as); ok && len(steps.IDs(s.in.Live, live.Ref())) == 1 {
		s.allowed(&k, live, d)
	}
	return k
}

// asleep are those who are logged out of a group of the Hub that has a leader: it takes
// no change that leaves nobody logged in (NODE). A leader who has delegated is.
func (s *stepping) asleep(live *state.Object) map[string]bool {
	if live.Kind != HubGroup || !bossed(live) || live.Get("delegation").Bool() {
		return nil
	}
	out := map[string]bool{}
	for _, email := range live.Get("idle").Items() {
		out[s.then(email)] = true
	}
	return out
}

// awake refuses to leave a group of the Hub with nobody logged in.
func (s *stepping) awake(k *course, c *diff.Change) {
	d, ok := s.in.Desired.Find(c.Object)
	if k.asleep == nil || !ok || c.Op != state.OpUpdate || d.Get("delegation").Bool() {
		return
	}
	out := func(u string) bool { return k.asleep[u] && k.from.boss != u }
	if a, written := d.Attr("idle"); written {
		out = func(u string) bool { return slices.Contains(a.Value.Items(), u) }
	}
	if slices.ContainsFunc(k.to.others, func(u string) bool { return !out(u) }) {
		return
	}
	s.report(diag.GroupRule, diag.Error, c, fmt.Sprintf("everybody in group %s would be logged out, which the Hub does not take (MA2)", s.hubName(c.Object)),
		"keep an assistant who is logged in, or write loggedOut: false")
}

// allowed says what may be done to a group that the site declares. What stands in a list
// that it does not would be lost with a run that ends halfway.
func (s *stepping) allowed(k *course, live, d *state.Object) {
	k.lent, k.renewals = k.fixed, true
	if v := d.Get("isEmptyAllowed"); v.Presence() == state.Absent || v.Bool() {
		k.empties = live.Get("isEmptyAllowed").Bool()
	}
	for _, name := range listsOf(live) {
		if _, said := d.Attr(name); said {
			k.parts = true
			continue
		}
		for email := range live.Get(name).Keys() {
			k.held[s.then(email)], k.renewals = true, false
		}
	}
	for _, name := range []string{"manager", "leader", "managers"} {
		_, said := d.Attr(name)
		if !said && live.Get(name).Presence() == state.Set && (name != "managers" || k.fixed) {
			k.renewals = false
		}
	}
}

// listsOf are the attributes that hold the people of a group, beside its boss.
func listsOf(o *state.Object) []string {
	switch {
	case bossed(o):
		return []string{"assistants"}
	case o.Kind == HubGroup:
		return []string{"agents"}
	}
	return []string{"supervisors", "supervisorAdmins", "supervised"}
}

// overlaid is an object of today as a change leaves it.
func overlaid(live *state.Object, c *diff.Change) *state.Object {
	o := live.Clone()
	o.Key = c.Object.Key
	for i := range c.Fields {
		if f := &c.Fields[i]; f.Part.Acts() {
			o.Put(f.Name, f.Desired, f.From...)
		}
	}
	return &o
}

// bossed reports whether a group is one of a manager and assistants.
func bossed(o *state.Object) bool {
	return o.Get("type").Text() == ManagerAssistant || o.Get("subType").Text() == ManagerAssistant
}

// switched reports whether people have switched something in a group.
func switched(o *state.Object) bool {
	return o.Get("delegation").Bool() || o.Get("managerIdle").Bool() || len(o.Get("idle").Items()) > 0
}

// standing is who is where in a group, by the names that people have afterwards.
func (s *stepping) standing(o *state.Object) standing {
	p := standing{there: true, led: bossed(o), asks: asked(o)}
	if bossed(o) {
		p.boss = s.then(o.Get("manager").Text() + o.Get("leader").Text())
	}
	for _, name := range listsOf(o) {
		for _, email := range o.Get(name).Items() {
			p.others = append(p.others, s.then(email))
			if name == "supervisors" || name == "supervisorAdmins" {
				p.heads = append(p.heads, s.then(email))
			}
		}
	}
	p.others, p.heads = draft.Unique(p.others), draft.Unique(p.heads)
	return p
}

// The classes of what groups ask of people.
const (
	account    = "account"
	business   = "business"
	numbered   = "number of the PBX"
	subscribed = "number of the Cloud PBX"
	attendant  = "attendant"
)

// asked is what a group asks of everybody in it: the article of managers and
// assistants, and H-SUP of the others.
func asked(o *state.Object) []string {
	switch {
	case o.Kind == HubGroup:
		return []string{account, subscribed}
	case bossed(o):
		return []string{account, business, numbered}
	}
	return []string{account, numbered}
}

// legal reports what the places that are asked for would break in the end,
// together with groups that the site does not declare, and what people lack.
func (s *stepping) legal() {
	bosses := map[string]*course{}
	for i := range s.order.courses {
		c := &s.order.courses[i]
		if c.to.led && c.to.boss != "" {
			if other := bosses[c.to.boss]; other != nil && (!c.fixed || !other.fixed) {
				s.illegal(c, other, fmt.Sprintf("%s would be manager of two groups, %s and %s (MA4)", s.person(c.to.boss), label(c), label(other)))
			}
			bosses[c.to.boss] = c
		}
	}
	for i := range s.order.courses {
		c := &s.order.courses[i]
		if !c.to.there {
			continue
		}
		if c.to.led && !c.fixed && (c.to.boss == "" || len(c.to.others) == 0) {
			s.illegal(c, c, fmt.Sprintf("group %s would be left without a manager or without an assistant (MA1, MA2)", label(c)))
		}
		if change := s.changeOf(c); change != nil {
			s.awake(c, change)
		}
		for _, u := range c.to.others {
			if other := bosses[u]; c.to.led && other != nil && (!c.fixed || !other.fixed) {
				s.illegal(c, other, fmt.Sprintf("%s would be assistant in group %s and manager of group %s (MA3)", s.person(u), label(c), label(other)))
			}
		}
		for _, u := range c.to.people() {
			s.lacking(c, u)
		}
	}
}

// label is what people call a group.
func label(c *course) string {
	_, name, _ := strings.Cut(c.name, "/")
	return strings.TrimSuffix(name, " (new)")
}

// illegal names the group that the site asks for, of the two.
func (s *stepping) illegal(a, b *course, message string) {
	c, hint := s.changeOf(a), "write the other group too: patchbay does not change what the site does not declare"
	if c == nil || a.fixed {
		c = s.changeOf(b)
	}
	if !a.fixed && !b.fixed {
		hint = "name somebody else"
	}
	if c != nil {
		s.report(diag.GroupRule, diag.Error, c, message, hint)
	}
}

// changeOf is the change of a group; nil where there is none.
func (s *stepping) changeOf(k *course) *diff.Change {
	if !k.from.there {
		return s.made[k.name]
	}
	return s.changes[state.ParseRef(k.name)]
}

// lacking reports what somebody in a group has not, once all is done.
func (s *stepping) lacking(k *course, user string) {
	for _, class := range k.to.asked(user) {
		n := s.order.needs[needKey{user, class}]
		if n == nil || n.keeps {
			continue
		}
		lost := n.has && len(n.loses) > 0
		if lost && k.fixed && s.dropsOut(k, user) {
			continue
		}
		n.keeps = true // said once, and nothing is ordered by it
		n.loses, n.gains = nil, nil
		c := s.changeOf(k)
		switch {
		case c == nil && !lost:
			continue // it was so before, and nobody touches the group
		case k.fixed && !lost:
			continue
		case c == nil:
			c = s.losing(user, class)
		}
		if c == nil {
			continue
		}
		s.report(diag.NotEquipped, diag.Error, c, fmt.Sprintf("%s is in group %s and would have no %s%s", s.person(user), label(k), equipped[class].what, equipped[class].rule), equipped[class].hint)
	}
}

// dropsOut reports whether somebody is deleted whom the target takes out of a group
// that nobody changes, which keeps its rules without them.
func (s *stepping) dropsOut(k *course, user string) bool {
	n := s.order.needs[needKey{user, account}]
	return n != nil && !n.keeps && k.to.boss != user && (!k.to.led || len(k.to.others) > 1)
}

// equipped are the classes in words.
var equipped = map[string]struct{ what, rule, hint string }{
	account:    {"account", " any more", "take them out of the group too"},
	business:   {"Business licence", " (MA8)", "write licences: business: true, or take them out of the group"},
	numbered:   {"extension of the PBX", " (MA9)", "write the user's extension, or take them out of the group"},
	subscribed: {"number of the Cloud PBX", " (MA9)", "write the user's extension, or take them out of the group"},
	attendant:  {"Attendant licence, which supervisors need", "", "write licences: attendant: true, or take them out of the group"},
}

// losing is the change by which somebody loses something.
func (s *stepping) losing(user, class string) *diff.Change {
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if !c.Acts() || c.Op != state.OpDelete {
			continue
		}
		kind := map[string]string{account: User, business: Licence, attendant: Licence, numbered: Association, subscribed: Subscriber}[class]
		if c.Object.Kind == kind && (kind == User && s.then(c.Live().Key) == user || kind != User && s.then(s.end(c, "user")) == user) {
			return c
		}
	}
	return nil
}

// warn speaks of groups that are deleted and created again.
func (s *stepping) warn() {
	for i := range s.order.courses {
		k := &s.order.courses[i]
		if c := s.changeOf(k); k.way == anew && c != nil {
			s.report(diag.MadeAnew, diag.Warning, c, fmt.Sprintf("group %s is deleted and created again: no order of single changes keeps the rules of groups at every moment", label(k)),
				"delegation and who is logged out begin anew in it; to avoid it, change the groups one after the other with somebody else in between")
		}
	}
}

// courseOf is the way of the group that a change is about.
func (s *stepping) courseOf(c *diff.Change) *course {
	if i, ok := s.courses[s.courseName(c)]; ok {
		return &s.order.courses[i]
	}
	return &course{name: s.courseName(c)}
}

// courseName is what the way of a group is called: by the name that the group has on
// the target, or that a new one gets, which another may have now.
func (s *stepping) courseName(c *diff.Change) string {
	if _, there := s.in.Live.Find(c.Object); there && c.Op == state.OpCreate {
		return c.Object.String() + " (new)"
	}
	return c.Live().String()
}
