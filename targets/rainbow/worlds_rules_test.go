package rainbow

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// broken names the rules that a state breaks, by code that knows nothing of how
// Steps orders.
func broken(s *state.Snapshot) []string {
	r := &referee{s: s, held: map[string][]string{}, extensions: map[string]bool{}, subscribers: map[string]bool{}, there: map[string]bool{}, taken: map[string]string{},
		manages: map[string]string{}, assists: map[string]string{}}
	for i := range s.Objects {
		r.look(&s.Objects[i])
	}
	for i := range s.Objects {
		if o := &s.Objects[i]; o.Kind == Supervision || o.Kind == HubGroup {
			r.group(o)
		}
	}
	for boss, g := range r.manages {
		if other, both := r.assists[boss]; both {
			r.say("MA3 %s: manager of %s and assistant in %s", boss, g, other)
		}
	}
	slices.Sort(r.out)
	return r.out
}

type referee struct {
	s                       *state.Snapshot
	out                     []string
	held                    map[string][]string // user → licences
	extensions, subscribers map[string]bool
	there                   map[string]bool
	taken                   map[string]string // number → who has it
	manages, assists        map[string]string
}

func (r *referee) say(format string, args ...any) {
	r.out = append(r.out, fmt.Sprintf(format, args...))
}

// take: no number is two's.
func (r *referee) take(number, by string) {
	if other := r.taken[number]; number != "" && other != "" {
		r.say("%s is of %s and of %s", number, other, by)
	}
	r.taken[number] = by
}

func (r *referee) look(o *state.Object) {
	user := o.Get("user").Text()
	switch o.Kind {
	case User:
		r.there[o.Key] = true
		r.take(o.Get("ddi").Text(), o.Key)
	case Licence:
		if o.Get("offer").Text() != Attendant && slices.ContainsFunc(r.held[user], func(l string) bool { return l != Attendant }) {
			r.say("%s holds two licences of which each excludes the other", user)
		}
		r.held[user] = append(r.held[user], o.Get("offer").Text())
	case Association:
		r.extensions[user] = true
		r.take(o.Get("extension").Text(), user)
	case Subscriber:
		if r.subscribers[user] {
			r.say("%s is a subscriber twice", user)
		}
		r.subscribers[user] = true
		r.take(o.Get("shortNumber").Text(), user)
	case HubGroup:
		r.take(o.Key, o.Key)
		r.take(o.Get("externalNumber").Text(), o.Key)
	}
}

func (r *referee) group(o *state.Object) {
	if o.Get("type").Text() == ManagerAssistant || o.Get("subType").Text() == ManagerAssistant {
		r.led(o)
		return
	}
	heads := slices.Concat(o.Get("supervisors").Items(), o.Get("supervisorAdmins").Items())
	all := slices.Concat(heads, o.Get("supervised").Items(), o.Get("agents").Items())
	if v := o.Get("isEmptyAllowed"); len(all) == 0 && v.Presence() == state.Set && !v.Bool() {
		r.say("%s is empty", o.Key)
	}
	for _, u := range all {
		r.equipped(o, u, false)
	}
	for _, u := range heads {
		if !slices.Contains(r.held[u], Attendant) {
			r.say("%s supervises %s without an Attendant licence", u, o.Key)
		}
	}
}

// led is a group of a boss and assistants.
func (r *referee) led(o *state.Object) {
	boss, all := o.Get("manager").Text()+o.Get("leader").Text(), o.Get("assistants").Items()
	switch other, twice := r.manages[boss]; {
	case boss == "":
		r.say("MA1 %s", o.Key)
	case twice:
		r.say("MA4 %s: %s and %s", boss, other, o.Key)
	case slices.Contains(all, boss):
		r.say("MA6 %s", o.Key)
	}
	if len(all) == 0 {
		r.say("MA2 %s", o.Key)
	}
	r.manages[boss] = o.Key
	for _, u := range all {
		r.assists[u] = o.Key
	}
	for _, u := range append(slices.Clone(all), boss) {
		r.equipped(o, u, o.Kind == Supervision)
	}
}

func (r *referee) equipped(o *state.Object, u string, licensed bool) {
	has := r.extensions
	if o.Kind == HubGroup {
		has = r.subscribers
	}
	switch {
	case !r.there[u]:
		r.say("nobody is %s, who is in %s", u, o.Key)
	case licensed && !slices.Contains(r.held[u], Business) && !slices.Contains(r.held[u], Enterprise):
		r.say("MA8 %s in %s", u, o.Key)
	case !has[u]:
		r.say("MA9 %s in %s", u, o.Key)
	}
}
