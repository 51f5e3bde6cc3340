package asterisk

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// configure are the arguments of the call.
func configure(file string, actions ...any) plan.Args {
	return plan.Args{"file": file, "actions": actions}
}

// queue makes or changes a category of queues.conf, in one request.
func (s *stepping) queue(c *diff.Change, anew bool) {
	attrs := s.attrs(c)
	x := plan.Step{ID: changing(c.Object), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s: %s", s.title(c), steps.Changed(s.schema, c)), Covers: []string{c.Name()}, Call: callConfigure, Settle: plan.ByRead,
		Effects: []state.Effect{effect(c, state.OpUpdate, attrs)}}
	var actions []any
	switch {
	case anew:
		x.ID, x.Op, x.Title, x.Settle = making(c.Object), state.OpCreate, "add "+s.title(c), plan.ByKey
		x.Effects[0] = effect(c, state.OpCreate, attrs)
		actions = append(actions, map[string]any{"action": actNewCategory, "category": c.Object.Key})
		x.Needs = s.first(c)
	case c.LiveKey != "":
		actions = append(actions, map[string]any{"action": actRenameCategory, "category": c.LiveKey, "value": c.Object.Key})
	}
	actions = append(actions, s.variables(c, attrs, anew)...)
	line := s.lineup(c, attrs, anew)
	actions = append(actions, line.actions(c.Object.Key)...)
	if along := line.along(attrs); len(along) > 0 {
		x.Effects = append(x.Effects, steps.Predicted(state.OpUpdate, c.Object, along...))
	}
	x.Args = configure(fileQueues, actions...)
	s.add(x)
}

// lists are the attributes of a queue that are lines member.
var lists = []string{"members", "name", "order", "others", "penalties"}

// variables are the lines of a queue that are no members.
func (s *stepping) variables(c *diff.Change, attrs []state.Attr, anew bool) []any {
	var out []any
	for _, a := range attrs {
		switch set := a.Value.Presence() == state.Set; {
		case slices.Contains(lists, a.Name), anew && !set:
		case set:
			out = append(out, map[string]any{"action": actSet, "category": c.Object.Key, "variable": a.Name, "value": draft.Literal(a.Value)})
		default:
			out = append(out, map[string]any{"action": actUnset, "category": c.Object.Key, "variable": a.Name})
		}
	}
	return out
}

// lineup is who is in a queue, before and after.
type lineup struct {
	was, is   []string // members by their names in the attributes members and others
	penalties map[string]int64
	changed   []string // members that stay, with another penalty
	order     []string // members in their order afterwards; nil is not known
	sort      bool     // it is asked for
	kept      []string // penalties afterwards, where nobody asks for others
}

// lineup works out what changes among the members of a queue.
func (s *stepping) lineup(c *diff.Change, attrs []state.Attr, anew bool) lineup {
	live := &state.Object{}
	if o, ok := s.in.Live.Find(c.Live()); ok && !anew {
		live = o
	}
	get := func(name string) ([]string, bool) {
		if i := slices.IndexFunc(attrs, func(a state.Attr) bool { return a.Name == name }); i >= 0 {
			return attrs[i].Value.Items(), true
		}
		return live.Get(name).Items(), false
	}
	members, _ := get("members")
	others, _ := get("others")
	l := lineup{was: slices.Concat(live.Get("members").Items(), live.Get("others").Items()), is: slices.Concat(members, others), penalties: map[string]int64{}}
	l.penalize(live, get)
	l.arrange(live, members, get)
	return l
}

// penalize says who has which penalty. Where nobody asks, those who stay keep theirs.
func (l *lineup) penalize(live *state.Object, get func(string) ([]string, bool)) {
	had := penaltiesOf(live.Get("penalties").Items())
	items, asked := get("penalties")
	if !asked {
		for _, item := range live.Get("penalties").Items() {
			if who, _ := penaltyItem(item); slices.Contains(l.is, who) {
				l.kept = append(l.kept, item)
			}
		}
		return
	}
	l.penalties = penaltiesOf(items)
	for _, who := range l.is {
		if slices.Contains(l.was, who) && had[who] != l.penalties[who] {
			l.changed = append(l.changed, who)
		}
	}
}

// arrange says in which order members stand: as asked, or as they stood, newcomers last.
func (l *lineup) arrange(live *state.Object, members []string, get func(string) ([]string, bool)) {
	items, asked := get("order")
	if l.sort = asked && len(items) > 0; l.sort {
		l.order = items
		return
	}
	for _, who := range live.Get("order").Items() {
		if slices.Contains(members, who) {
			l.order = append(l.order, who)
		}
	}
	for _, who := range members {
		if !slices.Contains(live.Get("members").Items(), who) {
			l.order = append(l.order, who)
		}
	}
}

// actions are what it takes, those who leave first. New members come in their order.
func (l *lineup) actions(queue string) []any {
	var out []any
	for _, who := range l.was {
		if !slices.Contains(l.is, who) {
			out = append(out, map[string]any{"action": actUnmember, "category": queue, "interface": interfaceOf(who)})
		}
	}
	joining := l.order
	for _, who := range l.is {
		if !slices.Contains(joining, who) {
			joining = append(slices.Clip(joining), who)
		}
	}
	for _, who := range joining {
		stays := slices.Contains(l.was, who)
		if stays && !slices.Contains(l.changed, who) {
			continue
		}
		m := map[string]any{"action": actMember, "category": queue, "interface": interfaceOf(who)}
		if n := l.penalties[who]; stays || n > 0 {
			m["penalty"] = n
		}
		out = append(out, m)
	}
	if l.sort && len(l.was) > 0 {
		var order []any
		for _, who := range l.order {
			order = append(order, interfaceOf(who))
		}
		out = append(out, map[string]any{"action": actOrder, "category": queue, "members": order})
	}
	return out
}

// along is what changes of penalties and order because of who comes and goes.
func (l *lineup) along(attrs []state.Attr) []state.Attr {
	said := func(name string) bool {
		return slices.ContainsFunc(attrs, func(a state.Attr) bool { return a.Name == name && (name != "order" || l.sort) })
	}
	if !said("members") && !said("others") {
		return nil
	}
	var out []state.Attr
	if !said("penalties") {
		out = append(out, state.Attr{Name: "penalties", Value: state.OfSet(l.kept...)})
	}
	if !said("order") {
		out = append(out, state.Attr{Name: "order", Value: state.OfList(l.order...)})
	}
	return out
}

// interfaceOf is a member as queues.conf writes it.
func interfaceOf(member string) string {
	if strings.Contains(member, "/") {
		return member
	}
	return technology + member
}

// penaltyItem takes an item of penalties apart.
func penaltyItem(item string) (member string, n int64) {
	i := strings.LastIndexByte(item, ':')
	if i < 0 {
		return item, 0
	}
	n, _ = strconv.ParseInt(item[i+1:], 10, 64)
	return item[:i], n
}

func penaltiesOf(items []string) map[string]int64 {
	out := map[string]int64{}
	for _, item := range items {
		who, n := penaltyItem(item)
		out[who] = n
	}
	return out
}

// mailbox makes or changes a line of voicemail.conf.
func (s *stepping) mailbox(c *diff.Change, anew bool) {
	attrs := s.attrs(c)
	fields := map[string]any{}
	for _, a := range attrs {
		if v := s.argument(Mailbox, a); a.Name != "mailbox" && a.Name != belongs.Name && (v != nil || !anew) {
			fields[a.Name] = v
		}
	}
	number, context := boxed(c.Object.Key)
	x := plan.Step{ID: changing(c.Object), Op: state.OpUpdate, Object: c.Object, Title: fmt.Sprintf("%s: %s", s.title(c), steps.Changed(s.schema, c)), Covers: []string{c.Name()}, Call: callConfigure, Settle: plan.ByRead,
		Args: configure(fileVoicemail, map[string]any{"action": actMailbox, "category": context, "mailbox": number, "fields": fields}), Effects: []state.Effect{effect(c, state.OpUpdate, attrs)}}
	if anew {
		x.ID, x.Op, x.Title, x.Settle, x.Effects[0] = making(c.Object), state.OpCreate, "add "+s.title(c), plan.ByKey, effect(c, state.OpCreate, attrs)
		x.Needs = s.first(c)
		s.inherited(c, number)
	}
	s.add(x)
}

// boxed takes the name of a mailbox apart.
func boxed(key string) (number, context string) {
	number, context, _ = strings.Cut(key, "@")
	return number, context
}

func unmailbox(key string) plan.Args {
	number, context := boxed(key)
	return configure(fileVoicemail, map[string]any{"action": actUnmailbox, "category": context, "mailbox": number})
}
