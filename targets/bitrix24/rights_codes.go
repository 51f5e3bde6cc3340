package bitrix24

import (
	"iter"
	"regexp"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// code names an access code by the set that it stands in and what it is of.
func code(set, item string) string { return set + "\x00" + item }

// codesOf are the codes that a role is bound to, each with the list that it stands
// in. The users whose superiors hold it too are noted.
func codesOf(role *state.Object, superiors map[string]bool) iter.Seq2[string, string] {
	return func(yield func(code, set string) bool) {
		for _, set := range append(slices.Clone(codeSets), UsersAndAbove) {
			for _, item := range role.Get(set).Items() {
				if set == UsersAndAbove {
					superiors[item] = true
				}
				if !yield(code(set, item), set) {
					return
				}
			}
		}
		if role.Get(Everyone).Bool() && !yield(code(Everyone, ""), Everyone) {
			return
		}
		for _, item := range role.Get(OtherCodes).Items() {
			if !yield(code(OtherCodes, item), OtherCodes) {
				return
			}
		}
	}
}

// opaque is a role with an attribute of it that binds it to people nobody can list.
type opaque struct {
	role *state.Object
	attr string
}

// known are codes of which it is certain who holds them. What they are of is gone
// when they stand among the other codes, so that nobody does; G1 is the
// administrators', who have everything, and G2 is everybody's.
var known = regexp.MustCompile(`^(I?U\d+|DR?\d+|SG\d+_[AEK]|G[12]|AU)$`)

// opaqueCodes are what a role is bound to without anybody seeing who that is: codes
// that the reference knows by their form alone; and user groups, of the users of whom
// it is not known which they are in.
func opaqueCodes(role *state.Object) []opaque {
	var out []opaque
	if len(role.Get(UserGroups).Items()) > 0 {
		out = append(out, opaque{role, UserGroups})
	}
	if slices.ContainsFunc(role.Get(OtherCodes).Items(), func(c string) bool { return !known.MatchString(c) }) {
		out = append(out, opaque{role, OtherCodes})
	}
	return out
}

// standing is where people stand: the tree of departments with their heads, and
// workgroups.
type standing struct {
	parent    map[string]string
	hasBelow  map[string]bool
	head      map[string]string
	leads     map[string][]string        // user → departments, sorted
	member    map[string][]*state.Object // user → memberships
	below     map[string][]string        // head → users with whom a role is bound to their superiors
	ancestors map[string][]string        // department → itself and all above it
}

func newStanding(s *state.Snapshot, superiors map[string]bool) *standing {
	p := &standing{parent: map[string]string{}, hasBelow: map[string]bool{}, head: map[string]string{}, leads: map[string][]string{}, member: map[string][]*state.Object{}, below: map[string][]string{}, ancestors: map[string][]string{}}
	for _, d := range s.OfKind(Department) {
		p.parent[d.Key] = d.Get("PARENT").Text()
		p.hasBelow[p.parent[d.Key]] = true
		if h := d.Get("UF_HEAD").Text(); h != "" {
			p.head[d.Key] = h
			p.leads[h] = append(p.leads[h], d.Key)
		}
	}
	members := s.OfKind(Member)
	for i := range members {
		u := members[i].Get("USER").Text()
		p.member[u] = append(p.member[u], &members[i])
	}
	for _, email := range draft.SortedKeys(superiors) {
		if u, ok := s.Find(state.Ref{Kind: User, Key: email}); ok && superiors[email] {
			p.noteHeads(u)
		}
	}
	return p
}

// noteHeads gives the code IU of a user to every head above.
func (p *standing) noteHeads(u *state.Object) {
	seen := map[string]bool{u.Key: true}
	for _, d := range u.Get("UF_DEPARTMENT").Items() {
		for _, a := range p.chain(d) {
			if h := p.head[a]; h != "" && !seen[h] {
				seen[h] = true
				p.below[h] = append(p.below[h], u.Key)
			}
		}
	}
}

// chain is a department and all above it, the nearest first.
func (p *standing) chain(name string) []string {
	if c, ok := p.ancestors[name]; ok {
		return c
	}
	var out []string
	for at := name; at != "" && !slices.Contains(out, at); at = p.parent[at] {
		out = append(out, at)
	}
	p.ancestors[name] = out
	return out
}

// held yields the codes that a user holds (SRC, access providers of modules main,
// intranet and socialnetwork), each with what it rests on.
func (p *standing) held(u *state.Object) iter.Seq2[string, []rights.Source] {
	own := rights.Source{Object: u.Ref(), Attr: "UF_DEPARTMENT"}
	return func(yield func(string, []rights.Source) bool) {
		give := func(set, item string, via ...rights.Source) bool { return yield(code(set, item), via) }
		if !give(Users, u.Key) || !give(Everyone, "") || !give(OtherCodes, "G2") {
			return
		}
		if v := u.Get("PORTAL_ADMIN"); v.Bool() && v.Basis() != state.Unknown && !give(OtherCodes, "G1") {
			return
		}
		subtrees := map[string]bool{}
		for _, d := range u.Get("UF_DEPARTMENT").Items() {
			if !give(Departments, d, own, of(Department, d)) {
				return
			}
			via := []rights.Source{own}
			for _, a := range p.chain(d) {
				via = append(slices.Clip(via), rights.Source{Object: state.Ref{Kind: Department, Key: a}, Attr: "PARENT"})
				if !subtrees[a] && !give(Subtrees, a, via...) {
					return
				}
				subtrees[a] = true
			}
		}
		for _, g := range u.Get(WithinGroups).Items() {
			if !give(UserGroups, g, rights.Source{Object: u.Ref(), Attr: WithinGroups}) {
				return
			}
		}
		if p.heldElsewhere(u, give) {
			return
		}
	}
}

// heldElsewhere are the codes of those whom a user leads, and of workgroups. It
// reports whether nobody wants more.
func (p *standing) heldElsewhere(u *state.Object, give func(set, item string, via ...rights.Source) bool) bool {
	for _, d := range p.leads[u.Key] {
		if !slices.Contains(u.Get("UF_DEPARTMENT").Items(), d) && !give(Departments, d, rights.Source{Object: state.Ref{Kind: Department, Key: d}, Attr: "UF_HEAD"}) {
			return true
		}
	}
	for _, email := range p.below[u.Key] {
		if !give(UsersAndAbove, email, p.under(u.Key, email)...) {
			return true
		}
	}
	for _, m := range p.member[u.Key] {
		via := rights.Source{Object: m.Ref(), Attr: "ROLE"}
		for _, set := range groupCodes[m.Get("ROLE").Text()] {
			if !give(set, m.Get("WORKGROUP").Text(), via) {
				return true
			}
		}
	}
	return false
}

// under is what makes somebody a superior: the departments between the two.
func (p *standing) under(head, email string) []rights.Source {
	out := []rights.Source{of(User, email)}
	for _, d := range p.leads[head] {
		out = append(out, rights.Source{Object: state.Ref{Kind: Department, Key: d}, Attr: "UF_HEAD"})
	}
	return out
}

func of(kind, key string) rights.Source {
	return rights.Source{Object: state.Ref{Kind: kind, Key: key}}
}

// groupCodes are the codes of each place in a workgroup: an owner holds all three
// (SRC, provider of module socialnetwork).
var groupCodes = map[string][]string{"A": {GroupOwners, GroupMods, GroupMembers}, "E": {GroupMods, GroupMembers}, "K": {GroupMembers}}
