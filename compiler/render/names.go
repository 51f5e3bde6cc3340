package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// namer calls native things by names that people know.
type namer struct {
	names  map[string]string // "user/101" → "Bob Durand (bob)"
	schema state.Schema
	ids    diff.Identities
	off    map[person]bool // those whose account is off
}

// person is who has rights: an account, or who had it before it is made anew.
type person struct {
	holder state.Ref
	former string
}

// object is a name with the key in front where the name does not hold it:
// "101 Bob Durand (bob)".
func (n namer) object(r state.Ref) string { return n.objectOf(r, state.Ref{}) }

// objectOf leaves out of a name the part that is its owner's.
func (n namer) objectOf(r, owner state.Ref) string {
	if r == owner {
		return ""
	}
	k, ok := n.schema.Kind(r.Kind)
	parts := strings.Split(r.Key, "/")
	if !ok || len(parts) < 2 || len(parts) != len(k.Key) {
		return safe(withKey(r.Key, n.names[r.String()]))
	}
	var out []string
	for i, attr := range k.Key {
		refers := ""
		if f, ok := k.Field(attr); ok {
			refers = f.Ref
		}
		if owner.Kind != "" && owner == (state.Ref{Kind: refers, Key: parts[i]}) {
			continue
		}
		out = append(out, withKey(parts[i], n.names[refers+"/"+parts[i]]))
	}
	return safe(strings.Join(out, " / "))
}

// isKey reports whether an attribute is part of the natural key, and so is
// shown in the object's name.
func (n namer) isKey(kind, attr string) bool {
	k, ok := n.schema.Kind(kind)
	return ok && slices.Contains(k.Key, attr)
}

// former is whoever has had an account until it is made anew for somebody else.
func (n namer) former(path string) string {
	if name := n.names[path]; name != "" {
		return safe(name)
	}
	return safe(path)
}

// who is the person whose right changes.
func (n namer) who(p person) string {
	if p.former != "" {
		return n.former(p.former)
	}
	return n.holder(p.holder)
}

// holder is who has a right: the name alone where there is one.
func (n namer) holder(r state.Ref) string {
	if name := n.names[r.String()]; name != "" {
		return safe(name)
	}
	return safe(r.Key)
}

func withKey(key, name string) string {
	if name == "" {
		return key
	}
	if strings.Contains(strings.ToLower(name), strings.ToLower(key)) {
		return name
	}
	return key + " " + name
}

// speech says the values of one attribute in words that people know. The zero
// speech says them as they are.
type speech struct {
	names namer
	field *state.Field // nil: the schema does not know the attribute
	past  bool         // of a value from before: keys are named by who had them then
}

// before is the same of values that were there before.
func (s speech) before() speech {
	s.past = true
	return s
}

func (n namer) speech(kind, attr string) speech { return speech{names: n, field: n.field(kind, attr)} }

// item names the object that a text refers to, says of a secret whose it is, and
// leaves other texts alone.
func (s speech) item(text string) string {
	switch {
	case s.sealed() && text == state.Another:
		return "another than the site's"
	case s.sealed():
		return "the site's, " + text
	case s.field == nil || s.field.Ref == "":
		return text
	}
	return s.object(state.Ref{Kind: s.field.Ref, Key: text})
}

func (s speech) object(r state.Ref) string {
	if s.past {
		return s.names.calledNow(r)
	}
	return s.names.calledThen(r)
}

// afterwards is what a text of a value from before refers to, by the name that it
// has after the plan; not ok when it goes and leaves its name to another.
func (s speech) afterwards(text string) (string, bool) {
	if s.field == nil || s.field.Ref == "" {
		return text, true
	}
	to, ok := s.names.ids.Then(state.Ref{Kind: s.field.Ref, Key: text})
	return to.Key, ok
}

func (s speech) sealed() bool { return s.field != nil && s.field.Has(state.Sealed) }

// prose reports whether words come and go within a value, rather than the whole.
func (s speech) prose(v state.Value) bool {
	refers := s.sealed() || s.field != nil && s.field.Ref != ""
	return v.Presence() == state.Set && (v.Type() == state.Text && !refers || v.Type() == state.Tree)
}

// tree says a deeper value: "ring group 820 Reception".
func (s speech) tree(v state.Value) string {
	field := s.field
	if field == nil {
		field = &state.Field{}
	}
	var b strings.Builder
	for _, w := range field.Words(v) {
		b.WriteString(w.Text)
		if w.Ref != (state.Ref{}) {
			b.WriteString(s.object(w.Ref))
		}
	}
	return b.String()
}

// formerly names an object by the key that it has before the plan, and by who it
// is, whoever gets the key.
func (n namer) formerly(r state.Ref) string {
	if n.ids.Former(r) == "" && !n.ids.Passed(r) {
		return n.object(r)
	}
	return safe(n.calledNow(r))
}

// called is the key of an object with its name, if it has one.
func (n namer) called(r state.Ref) string { return withKey(r.Key, n.names[r.String()]) }

// calledNow calls a thing by its key before the plan. Where that passes to
// something else, the name that goes with it is the other's: a number stands with
// the person who has it now, a name with the one that it gives way to.
func (n namer) calledNow(r state.Ref) string {
	if path := n.ids.Former(r); path != "" {
		return withKey(r.Key, cmp.Or(n.names[path], path))
	}
	if !n.ids.Passed(r) {
		return n.called(r)
	}
	to, stays := n.ids.Then(r)
	if !stays {
		return r.Key
	}
	name := n.names[to.String()]
	if named(to, name) {
		return r.Key + " (becomes " + to.Key + ")"
	}
	return withKey(r.Key, name)
}

// calledThen calls a thing by its key after the plan, and where that is another's
// name before it, by its own name of then as well.
func (n namer) calledThen(r state.Ref) string {
	was := n.ids.Now(r)
	switch {
	case !n.ids.Passed(r) || !named(r, n.names[r.String()]):
		return n.called(r)
	case was == r:
		return remarked(n.called(r), "new")
	}
	return remarked(n.called(r), "now "+was.Key)
}

// remarked is a name with a remark in its brackets: "Sales (ops, now Ops)".
func remarked(name, remark string) string {
	if strings.HasSuffix(name, ")") {
		return strings.TrimSuffix(name, ")") + ", " + remark + ")"
	}
	return name + " (" + remark + ")"
}

// named reports whether a thing has no name but its key, as departments have
// none, so that the key alone tells whom it is about.
func named(r state.Ref, name string) bool {
	return name == "" || strings.Contains(strings.ToLower(name), strings.ToLower(r.Key))
}

func (n namer) secret(kind, attr string) bool {
	f := n.field(kind, attr)
	return f != nil && f.Has(state.Secret)
}

func (n namer) field(kind, attr string) *state.Field {
	k, ok := n.schema.Kind(kind)
	if !ok {
		return nil
	}
	f, _ := k.Field(attr)
	return f
}

func (n namer) kindTitle(kind string) string {
	if k, ok := n.schema.Kind(kind); ok && k.Title != "" {
		return k.Title
	}
	return kind
}

// kindsTitle is the title of several: all titles take an s, or es for a box.
func (n namer) kindsTitle(kind string) string {
	switch t := n.kindTitle(kind); {
	case strings.HasSuffix(t, "s"):
		return t
	case strings.HasSuffix(t, "x"):
		return t + "es"
	default:
		return t + "s"
	}
}

// order is the kinds that occur, in the schema's order, then by name.
func (n namer) order(changes []diff.Change) []string {
	var out []string
	for _, k := range n.schema.Kinds {
		if slices.ContainsFunc(changes, func(c diff.Change) bool { return c.Object.Kind == k.Name }) {
			out = append(out, k.Name)
		}
	}
	var rest []string
	for _, c := range changes {
		if !slices.Contains(out, c.Object.Kind) && !slices.Contains(rest, c.Object.Kind) {
			rest = append(rest, c.Object.Kind)
		}
	}
	slices.Sort(rest)
	return append(out, rest...)
}
