package threecx

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// polling and ringing are 3CX's words for the order in which members ring
// (3CX OpenAPI 20.0.10; that NextAgent is round robin is inferred).
var (
	polling = map[string]string{
		"ringAll": "RingAll", "hunt": "Hunt", "huntRandomStart": "HuntRandomStart", "huntBy3": "HuntBy3s", "first3": "First3Available",
		"roundRobin": "NextAgent", "longestIdle": "LongestWaiting", "leastTalkTime": "LeastTalkTime", "fewestAnswered": "FewestAnswered",
		"skillRingAll": "SkillBasedRouting_RingAll", "skillRandom": "SkillBasedRouting_HuntRandomStart",
		"skillRoundRobin": "SkillBasedRouting_RoundRobin", "skillFewestAnswered": "SkillBasedRouting_FewestAnswered",
	}
	ringing    = map[string]string{"ringAll": "RingAll", "hunt": "Hunt", "paging": "Paging"}
	recordings = map[string]string{"off": "Disabled", "optOut": "AllowToOptOut", "optIn": "AskToOptIn"}
)

// numbered makes the object of a group that 3CX knows by its number.
func (l *lowering) numbered(g *resolve.Group, kind, prefix string) (*state.Object, bool) {
	n, ok := g.Extension.Get()
	if !ok {
		l.Report(diag.NoNumber, diag.Error, g.Path, g.Pos, fmt.Sprintf("%s %s has no extension, and 3CX knows it by that", g.Kind, g.ID),
			fmt.Sprintf("write %s.extension, or leave the group out with targets.%s.select", g.Path, l.Desired.Target.ID))
		return nil, false
	}
	o := l.Object(kind, prefix+n, g.Path)
	o.Put("Number", state.OfText(prefix+n), ".extension")
	return o, true
}

// title puts the name shown to people. One that the site does not write is the
// PBX's own affair; something new is called by its id, or it would be called
// "New queue" like every other.
func title(o *state.Object, g *resolve.Group) {
	draft.Put(o, "Name", g.Title, ".title", state.OfText)
	if !g.Title.Managed() {
		draft.Initial(o, "Name", g.ID, g.Path)
	}
}

// word puts one of the vendor's words.
func (l *lowering) word(o *state.Object, name string, f model.Field[string], field string, g *resolve.Group, words map[string]string) {
	s, ok := f.Get()
	if w := words[s]; ok && w != "" {
		o.Put(name, state.OfText(w), "."+field)
	} else if ok {
		l.Unfit(g.Path+"."+field, g.Pos, fmt.Sprintf("a %s of 3CX has no %s %s", g.Kind, field, s), "it has "+strings.Join(draft.SortedKeys(words), ", "))
	} else if f.Managed() {
		l.Unfit(g.Path+"."+field, g.Pos, field+" cannot be empty on 3CX", "leave it out, or name one of "+strings.Join(draft.SortedKeys(words), ", "))
	}
}

// belongs is the department of a queue, ring group or parking.
func (l *lowering) belongs(o *state.Object, g *resolve.Group) {
	if p := l.ofDept[g.Department.Or("")]; p != nil {
		o.Put("Groups", state.OfSet(p.name), ".department")
	} else if g.Department.Managed() {
		o.Put("Groups", state.Nothing(), ".department")
	}
}

func (l *lowering) noAnswer(o *state.Object, g *resolve.Group) {
	if g.NoAnswer == nil {
		return
	}
	if v, ok := l.destination(nil, g.NoAnswer, g.Path+".noAnswer", g.Pos); ok {
		o.Put("ForwardNoAnswer", v, ".noAnswer")
	}
}

func (l *lowering) queues() {
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		if g.Kind != model.Queue {
			continue
		}
		o, ok := l.numbered(g, Queue, "")
		if !ok {
			continue
		}
		title(o, g)
		l.word(o, "PollingStrategy", g.Strategy, "strategy", g, polling)
		draft.Put(o, "RingTimeout", g.RingSeconds, ".ringSeconds", state.OfInt)
		draft.Put(o, "WrapUpTime", g.WrapUp, ".wrapUp", state.OfInt)
		draft.Put(o, "MasterTimeout", g.MaxWait, ".maxWait", state.OfInt)
		draft.Put(o, "MaxCallersInQueue", g.MaxCallers, ".maxCallers", state.OfInt)
		l.word(o, "Recording", g.Recording, "recording", g, recordings)
		l.noAnswer(o, g)
		l.belongs(o, g)
		l.agents(o, g)
		l.managers(o, g)
		l.Native(o, &g.Object, g.Path)
	}
}

// agents: who serves a queue is a set, in which order they ring a list, which is
// written only where the site says an order.
func (l *lowering) agents(o *state.Object, g *resolve.Group) {
	if g.Agents == nil {
		if g.RingOrder != nil {
			l.Unfit(g.Path+".ringOrder", g.Pos, "an order of agents without the agents", "write agents as well")
		}
		return
	}
	var numbers, skills, from, skillFrom, priorityFrom []string
	type ranked struct {
		number   string
		priority int64
	}
	var order []ranked
	for _, a := range g.Agents {
		n, ok := l.number(a.User)
		if !ok {
			continue
		}
		at := "." + resolve.Path("agents", a.User)
		numbers, from = append(numbers, n), append(from, at)
		order = append(order, ranked{n, a.Priority.Or(1 << 40)})
		if a.Priority.Managed() {
			priorityFrom = append(priorityFrom, at+".priority")
		}
		if s, ok := a.Skill.Get(); ok {
			skills = append(skills, n+":"+s)
		}
		if a.Skill.Managed() {
			skillFrom = append(skillFrom, at+".skill")
		}
	}
	if len(from) == 0 {
		from = []string{".agents"}
	}
	o.Put("Agents", state.OfSet(numbers...), from...)
	if skillFrom != nil {
		o.Put("Skills", state.OfSet(skills...), skillFrom...)
	}
	if g.RingOrder == nil && priorityFrom == nil {
		return
	}
	if g.RingOrder != nil {
		for i := range order {
			order[i].priority = int64(slices.Index(l.numbersOf(g.RingOrder), order[i].number))
			if order[i].priority < 0 {
				order[i].priority = 1 << 40
			}
		}
		priorityFrom = append(priorityFrom, ".ringOrder")
	}
	slices.SortStableFunc(order, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.priority, b.priority), strings.Compare(a.number, b.number))
	})
	list := make([]string, len(order))
	for i, r := range order {
		list[i] = r.number
	}
	o.Put("AgentOrder", state.OfList(list...), priorityFrom...)
}

func (l *lowering) managers(o *state.Object, g *resolve.Group) {
	if g.Supervisors == nil {
		return
	}
	var numbers, from []string
	for _, u := range draft.SortedKeys(g.Supervisors) {
		n, ok := l.number(u)
		if ok && g.Supervisors[u] {
			numbers, from = append(numbers, n), append(from, "."+resolve.Path("supervisors", u))
		}
	}
	if len(from) == 0 {
		from = []string{".supervisors"}
	}
	o.Put("Managers", state.OfSet(numbers...), from...)
}

func (l *lowering) ringGroups() {
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		if g.Kind != model.RingGroup {
			continue
		}
		o, ok := l.numbered(g, RingGroup, "")
		if !ok {
			continue
		}
		title(o, g)
		l.word(o, "RingStrategy", g.Strategy, "strategy", g, ringing)
		draft.Put(o, "RingTime", g.RingSeconds, ".ringSeconds", state.OfInt)
		l.noAnswer(o, g)
		l.belongs(o, g)
		l.ringMembers(o, g)
		l.Native(o, &g.Object, g.Path)
	}
}

func (l *lowering) ringMembers(o *state.Object, g *resolve.Group) {
	if g.Members == nil {
		if g.RingOrder != nil {
			l.Unfit(g.Path+".ringOrder", g.Pos, "an order of members without the members", "write members as well")
		}
		return
	}
	var numbers, from []string
	for _, m := range g.Members {
		if n, ok := l.number(m.User); ok {
			numbers, from = append(numbers, n), append(from, "."+resolve.Path("members", m.User))
		}
	}
	if len(from) == 0 {
		from = []string{".members"}
	}
	o.Put("Members", state.OfSet(numbers...), from...)
	if g.RingOrder == nil {
		return
	}
	list := l.numbersOf(g.RingOrder)
	list = slices.DeleteFunc(list, func(n string) bool { return !slices.Contains(numbers, n) })
	slices.Sort(numbers)
	for _, n := range numbers {
		if !slices.Contains(list, n) {
			list = append(list, n)
		}
	}
	o.Put("MemberOrder", state.OfList(list...), ".ringOrder")
}

// parkingPrefix begins the numbers of shared parkings (3CX tutorial).
const parkingPrefix = "SP"

func (l *lowering) parkings() {
	for i := range l.Desired.Groups {
		g := &l.Desired.Groups[i]
		if g.Kind != model.Parking {
			continue
		}
		o, ok := l.numbered(g, Parking, parkingPrefix)
		if !ok {
			continue
		}
		l.belongs(o, g)
		if g.Groups != nil {
			l.parkedFor(o, g)
		}
		l.Native(o, &g.Object, g.Path)
	}
}

// parkedFor are the departments that may use a parking, beside its own.
func (l *lowering) parkedFor(o *state.Object, g *resolve.Group) {
	own, _ := o.Attr("Groups")
	names, from := slices.Clone(own.Value.Items()), slices.Clone(own.From)
	for _, id := range draft.SortedKeys(g.Groups) {
		at := resolve.Path("groups", id)
		switch p := l.ofGroup[id]; {
		case !g.Groups[id]:
		case p != nil:
			names, from = append(names, p.name), append(from, "."+at)
		default:
			l.Unfit(g.Path+"."+at, g.Pos, id+" is not a department or team on this target", "a parking is for departments and teams")
		}
	}
	if len(from) == 0 {
		from = []string{".groups"}
	}
	o.Put("Groups", state.OfSet(names...), from...)
}
