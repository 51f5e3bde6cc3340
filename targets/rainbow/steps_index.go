package rainbow

import (
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// index finds objects by one of their attributes, and what people are called
// now. Each index is made once, when it is first asked for.
type index struct {
	live *state.Snapshot
	by   map[string]map[string][]*state.Object
	was  map[string]string // login afterwards → login now, of those who get another
}

// with are the live objects of a kind of which an attribute has a value.
func (l *index) with(kind, attr, value string) []*state.Object {
	name := kind + "." + attr
	found, ok := l.by[name]
	if !ok {
		found = map[string][]*state.Object{}
		all := l.live.OfKind(kind)
		for i := range all {
			v := all[i].Get(attr).Text()
			found[v] = append(found[v], &all[i])
		}
		if l.by == nil {
			l.by = map[string]map[string][]*state.Object{}
		}
		l.by[name] = found
	}
	return found[value]
}

// owned are the live objects of a kind that are somebody's, who is named as now.
func (l *index) owned(kind, email string) []*state.Object { return l.with(kind, "user", email) }

// now is the login that somebody has now.
func (l *index) now(email string) string {
	if was, ok := l.was[email]; ok {
		return was
	}
	return email
}

// verbs are what the steps of a group do to it.
const verbs = "create delete narrow update widen "

// groupOf is the group whose people a step moves; "" for other steps.
func groupOf(step string) string {
	verb, name, _ := strings.Cut(step, " ")
	if !strings.Contains(verbs, verb+" ") {
		return ""
	}
	return name
}
