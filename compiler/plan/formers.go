package plan

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// formers are those whose account is made anew for somebody else, by a name of
// their own. Rights belong to people: who had the account loses all that it
// gave, and who gets it has none of that from before. Under the one name that
// the account has on the target the two would be taken for one person.
type formers map[state.Ref]former

type former struct {
	account state.Ref
	path    string // canonical
	heir    string // canonical path of who gets the account
}

// mark is what tells the name of a former from that of the account; no number
// or name on a target holds it.
const mark = "\x00former"

func (b *builder) findFormers() formers {
	out := formers{}
	for i := range b.section.Changes {
		if c := &b.section.Changes[i]; c.Former != "" && c.Replace && c.Acts() {
			out[state.Ref{Kind: c.Object.Kind, Key: c.Live().Key + mark}] = former{c.Live(), c.Former, c.Canonical}
		}
	}
	return out
}

// through is what takes away all that a former could do.
func (f former) through() Through {
	return Through{f.heir, words(f.heir) + ", whose account it becomes"}
}

// setApart adds the formers' names to those that things have afterwards.
func (f formers) setApart(renames map[state.Ref]state.Ref) {
	for apart, who := range f {
		renames[who.account] = apart
	}
}

// name calls things in the rights of a section by the names that they have, and
// says of whom each is.
func (f formers) name(s *Section) {
	if len(f) == 0 {
		return
	}
	for i := range s.Rights {
		r := &s.Rights[i]
		if who, ok := f[r.Holder]; ok {
			r.Holder, r.Former = who.account, who.path
		}
		r.Via = slices.Clone(r.Via)
		for n := range r.Via {
			r.Via[n].Object.Key = strings.ReplaceAll(r.Via[n].Object.Key, mark, "")
		}
	}
	for i := range s.Accounts {
		a := &s.Accounts[i]
		if who, ok := f[a.Holder]; ok {
			a.Holder, a.Former = who.account, who.path
		}
	}
}
