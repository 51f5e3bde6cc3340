package diff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// unread is what was not done because of one extent that was not wholly read.
type unread struct {
	kind   *state.Kind
	reach  state.Coverage
	verb   string // created, deleted
	keys   []string
	path   string // of the first of them
	number int
}

// maxNamed is how many objects a diagnostic names before it only counts.
const maxNamed = 5

func (c *comparer) notRead(k *state.Kind, o *state.Object, reach state.Coverage, verb string) {
	i := slices.IndexFunc(c.unread, func(u unread) bool { return u.reach == reach && u.verb == verb })
	if i < 0 {
		i = len(c.unread)
		c.unread = append(c.unread, unread{kind: k, reach: reach, verb: verb, path: o.Canonical})
	}
	u := &c.unread[i]
	u.number++
	if len(u.keys) < maxNamed {
		u.keys = append(u.keys, o.Key)
	}
}

// reportUnread gives one diagnostic for each extent, however many objects it
// concerns.
func (c *comparer) reportUnread() {
	for i := range c.unread {
		u := &c.unread[i]
		names := strings.Join(u.keys, ", ")
		if more := u.number - len(u.keys); more > 0 {
			names += fmt.Sprintf(" and %d more", more)
		}
		why := u.reach.Reach.String()
		if u.reach.Reason != "" {
			why += ": " + u.reach.Reason
		}
		c.diags.Add(diag.Diagnostic{Code: diag.NotWhollyRead, Target: c.Target, Path: u.path,
			Message: fmt.Sprintf("%s %s not %s: the list of %s on the target could not be read in full (%s)", titleOf(u.kind), names, u.verb, whole(u), why),
			Hint:    "what was not seen may still be there; let the account read it all, or run again"})
	}
}

func whole(u *unread) string {
	name := cmp.Or(u.kind.Plural, u.kind.Name)
	if u.reach.Attr != "" {
		name += " of " + u.reach.Value
	}
	return name
}
