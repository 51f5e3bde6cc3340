package plan

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// through says, for each change of a right, which lines of the site made it.
func (b *builder) through(changes []rights.Change) []RightChange {
	out := make([]RightChange, 0, len(changes))
	for _, c := range changes {
		rc := RightChange{Change: c}
		for _, via := range c.Via {
			if who, ok := b.formers[c.Holder]; ok {
				rc.Through = []Through{who.through()}
				break
			}
			rc.Through = append(rc.Through, b.ofHolder(via, c.Holder, b.written(via))...)
		}
		slices.SortFunc(rc.Through, func(a, b Through) int {
			if a.Path != b.Path {
				return strings.Compare(a.Path, b.Path)
			}
			return strings.Compare(a.Words, b.Words)
		})
		rc.Through = slices.Compact(rc.Through)
		out = append(out, rc)
	}
	return out
}

// ofHolder says of a right that follows from standing in a list only what the site
// says of its holder: the lines of those who stand there too give it to themselves.
func (b *builder) ofHolder(via rights.Source, holder state.Ref, all []Through) []Through {
	k, _ := b.Vendor.Schema.Kind(via.Object.Kind)
	f, ok := k.Field(via.Attr)
	who, declared := b.Desired.Find(holder)
	list, there := b.Desired.Find(via.Object)
	if !ok || f.Ref != holder.Kind || f.Type != state.Strset || !there {
		return all
	}
	stood := func(o *state.Object) bool { return slices.Contains(o.Get(via.Attr).Items(), holder.Key) }
	if was, ok := b.before.Find(via.Object); ok && stood(was) && !stood(list) && list.Canonical != "" {
		return []Through{{list.Canonical, "the former place in " + words(list.Canonical)}}
	}
	own := slices.DeleteFunc(slices.Clone(all), func(t Through) bool { return !declared || last(t.Path) != last(who.Canonical) })
	if len(own) == 0 {
		return all
	}
	return own
}

// last is the id at the end of a path, "" where there is none.
func last(path string) string {
	p := model.SplitPath(path)
	if len(p) == 0 {
		return ""
	}
	return p[len(p)-1]
}

// written finds what the site says about a native attribute that gives, or
// gave, a right.
func (b *builder) written(via rights.Source) []Through {
	ref := via.Object
	if o, ok := b.Desired.Find(ref); ok {
		var out []Through
		if a, ok := o.Attr(via.Attr); ok {
			for _, p := range o.Paths(a) {
				out = append(out, Through{p, words(p)})
			}
		}
		if len(out) == 0 && o.Canonical != "" {
			out = []Through{{o.Canonical, words(o.Canonical)}}
		}
		return out
	}
	if out := b.unlisted(ref); out != nil {
		return out
	}
	return []Through{{Words: fmt.Sprintf("%s of %s, which the site does not declare", via.Attr, via.Object)}}
}

// unlisted finds the declared thing in whose complete list an object that goes
// is no longer.
func (b *builder) unlisted(ref state.Ref) []Through {
	o, ok := b.before.Find(ref)
	if !ok {
		return nil
	}
	k, ok := b.Vendor.Schema.Kind(ref.Kind)
	if !ok {
		return nil
	}
	if b.claims == nil {
		b.claims = b.Desired.ClaimIndex()
	}
	e, ok := b.claims.Find(o)
	if !ok {
		return nil
	}
	if f, ok := k.Field(e.Attr); ok && f.Ref != "" {
		if owner, ok := b.Desired.Find(state.Ref{Kind: f.Ref, Key: e.Value}); ok && owner.Canonical != "" {
			return []Through{{owner.Canonical, "the former place in " + words(owner.Canonical)}}
		}
	}
	return []Through{{Words: "no longer declared"}}
}

// renames maps what is called otherwise afterwards to its new name: rights of
// before and after are compared under one name, so that a new name, or a new
// number for the same person, is neither a loss nor a gain.
func (b *builder) renames() map[state.Ref]state.Ref {
	out := map[state.Ref]state.Ref{}
	for i := range b.section.Changes {
		c := &b.section.Changes[i]
		k, ok := b.Vendor.Schema.Kind(c.Object.Kind)
		if ok && c.LiveKey != "" && c.Op == state.OpUpdate && !k.Derived() {
			out[c.Live()] = c.Object
		}
	}
	return out
}

// stays notes, beside each change of a right, the other scopes of the permission
// that its holder keeps: a right that shrinks is not one that is lost.
func stays(changes []RightChange, before, then rights.Table) {
	for i := 0; i < len(changes); {
		c, from := &changes[i], i
		for i < len(changes) && changes[i].Holder == c.Holder && changes[i].Permission == c.Permission {
			i++
		}
		had := granted(before, c.Right)
		if len(had) == 0 {
			continue
		}
		var kept []string
		for _, r := range granted(then, c.Right) {
			if r.Answer != rights.Yes || r.Scope == "" {
				continue
			}
			if n, ok := slices.BinarySearchFunc(had, r.Right, compareRow); ok && had[n].Answer == rights.Yes {
				kept = append(kept, r.Scope)
			}
		}
		for n := from; n < i; n++ {
			changes[n].Stays = sortedSet(kept)
		}
	}
}

// granted are the rows of a table, which is sorted, about one permission of one
// holder.
func granted(t rights.Table, of rights.Right) []rights.Row {
	of.Scope, of.Level = "", ""
	from, _ := slices.BinarySearchFunc(t.Rows, of, compareRow)
	to := from
	for to < len(t.Rows) && t.Rows[to].Holder == of.Holder && t.Rows[to].Permission == of.Permission {
		to++
	}
	return t.Rows[from:to]
}

func compareRow(r rights.Row, of rights.Right) int { return r.Right.Compare(of) }

// words says what a canonical path is, for someone who reads about a right.
func words(path string) string {
	p := model.SplitPath(path)
	at := func(i int) string {
		if i < len(p) {
			return p[i]
		}
		return ""
	}
	switch {
	case p[0] == "roles" && len(p) > 1:
		return "role " + p[1]
	case p[0] == "groups" && at(2) == "members" && at(4) == "overrides":
		return fmt.Sprintf("override of %s in %s", p[3], p[1])
	case p[0] == "groups" && at(2) == "members" && at(4) == "role":
		return fmt.Sprintf("role of %s in %s", p[3], p[1])
	case p[0] == "groups" && at(2) == "members" && len(p) > 3:
		return fmt.Sprintf("membership of %s in %s", p[3], p[1])
	case p[0] == "groups" && at(2) == "roleDefaults" && len(p) > 3:
		return fmt.Sprintf("group default of %s in %s", p[3], p[1])
	case p[0] == "groups" && (at(2) == "agents" || at(2) == "assistants" || at(2) == "supervisors") && len(p) > 3:
		return fmt.Sprintf("%s among the %s of %s", p[3], p[2], p[1])
	case p[0] == "groups" && at(2) == "manager":
		return "manager of " + p[1]
	case p[0] == "users" && at(2) == "position":
		return "position of " + p[1]
	case len(p) == 2 && (p[0] == "departments" || p[0] == "groups" || p[0] == "users"):
		return strings.TrimSuffix(p[0], "s") + " " + p[1]
	}
	return path
}
