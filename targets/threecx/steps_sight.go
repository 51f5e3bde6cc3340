package threecx

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// inSight refuses to write lists for an account that is shown a part of the PBX
// only. The XAPI takes a list whole, and what becomes of the entries that such an
// account is not shown nobody has published: they may be dropped with it.
func (s *stepping) inSight() {
	why := s.narrow()
	if why == "" {
		return
	}
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if list := s.rewrites(c); list != "" {
			s.report(diag.ListUnseen, c, fmt.Sprintf("%s not changed: 3CX takes the list whole, and %s", list, why),
				"leave that out of the site of this account, or give the account the sight of all")
		}
	}
}

// narrow says why the account sees a part of the PBX only; "" when it sees all. It
// is what the listing of departments says of itself: every department belongs to
// somebody, and an account that is shown some is shown what is theirs.
func (s *stepping) narrow() string {
	for _, c := range s.in.Live.Coverage {
		if c.Kind == Group && c.Attr == "" && c.Reach == state.Partial && strings.HasSuffix(c.Reason, kinder) {
			return c.Reason
		}
	}
	return ""
}

// rewrites names the list of references that a change has written as a whole; ""
// when it has none. The departments of an extension are its memberships.
func (s *stepping) rewrites(c *diff.Change) string {
	k, _ := s.schema.Kind(c.Object.Kind)
	switch {
	case !c.Acts():
		return ""
	case k.Name == Membership:
		return "the departments of extension " + s.person(s.part(c, "User"))
	case c.Op != state.OpUpdate: // what is made anew holds what is sent
		return ""
	}
	for i := range c.Fields {
		if name := c.Fields[i].Name; c.Fields[i].Part.Acts() && (collections[k.Name+"."+name] || name == "Groups" || name == "Managers") {
			f, _ := k.Field(name)
			return "the " + f.Title + " of " + s.title("", c.Object)
		}
	}
	return ""
}
