package render

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// namer calls native things by names that people know.
type namer struct {
	names  map[string]string // "user/101" → "Bob Durand (bob)"
	schema state.Schema
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

// value names the items of an attribute that refers to objects; nil when it
// does not.
func (n namer) value(kind, attr string) func(string) string {
	f := n.field(kind, attr)
	if f == nil || f.Ref == "" {
		return nil
	}
	return func(key string) string {
		if name := n.names[f.Ref+"/"+key]; name != "" {
			return withKey(key, name)
		}
		return key
	}
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

// kindsTitle is the title of several: all titles take an s.
func (n namer) kindsTitle(kind string) string {
	t := n.kindTitle(kind)
	if strings.HasSuffix(t, "s") {
		return t
	}
	return t + "s"
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
