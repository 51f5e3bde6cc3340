package targettest

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

func describe(c *check) {
	d := c.Driver
	for name, text := range map[string]string{"Title": d.Doc.Title, "Versions": d.Doc.Versions, "Account": d.Doc.Account} {
		if strings.TrimSpace(text) == "" {
			c.Errorf("Doc.%s is empty", name)
		}
	}
	if len(d.Doc.Limits) == 0 {
		c.Errorf("Doc.Limits is empty: say at least that none are known")
	}
	for name, missing := range map[string]bool{
		"Caps": d.Caps == nil, "Schema": d.Schema == nil, "Lower": d.Lower == nil, "Raise": d.Raise == nil, "Rights": d.Rights == nil,
		"Steps": d.Steps == nil, "Open": d.Open == nil, "OpenWriter": d.OpenWriter == nil, "Simulate": d.Simulate == nil, "Reads": len(d.Reads) == 0,
	} {
		if missing {
			c.Errorf("%s is not there", name)
		}
	}
	for _, p := range []state.Profile{{Assumed: true}, c.start("empty").profile()} {
		schema := d.Schema(p)
		c.describeSchema(schema)
		c.describeCaps(d.Caps(p), schema)
	}
}

func (c *check) describeSchema(s state.Schema) {
	if len(s.Kinds) == 0 {
		c.Errorf("the schema has no kinds")
	}
	seen := map[string]bool{}
	for _, k := range s.Kinds {
		if seen[k.Name] || k.Plural == "" || k.Title == "" {
			c.Errorf("kind %q is there twice, or has no plural or title", k.Name)
		}
		seen[k.Name] = true
		if len(k.Key) == 0 {
			c.Errorf("kind %s has no key", k.Name)
		}
		for _, name := range k.Key {
			if f, ok := k.Field(name); !ok || f.Has(state.Computed) || f.Has(state.Secret) {
				c.Errorf("kind %s: the key attribute %s is no field, or one that is never compared", k.Name, name)
			}
		}
		if _, ok := s.Kind(k.Owner); k.Owner != "" && !ok {
			c.Errorf("kind %s is owned by %s, which is no kind", k.Name, k.Owner)
		}
		if !slices.IsSortedFunc(k.Fields, func(a, b state.Field) int { return strings.Compare(a.Name, b.Name) }) {
			c.Errorf("kind %s: fields are not sorted by name", k.Name)
		}
		for _, f := range k.Fields {
			c.describeField(s, k, f)
		}
	}
}

func (c *check) describeField(s state.Schema, k state.Kind, f state.Field) {
	at := k.Name + "." + f.Name
	if f.Title == "" || f.Type == state.Null {
		c.Errorf("%s has no title or no type", at)
	}
	if _, ok := s.Kind(f.Ref); f.Ref != "" && !ok {
		c.Errorf("%s refers to %s, which is no kind", at, f.Ref)
	}
	for _, clash := range [][2]state.Flag{
		{state.Computed, state.Immutable}, {state.Computed, state.Unique}, {state.Computed, state.ReadBack}, {state.Secret, state.Privilege},
		{state.Secret, state.ReadBack}, {state.Secret, state.Sealed}, {state.Sealed, state.Unread}, {state.External, state.ReadBack},
	} {
		if f.Has(clash[0]) && f.Has(clash[1]) {
			c.Errorf("%s has two flags that exclude each other (%d and %d)", at, clash[0], clash[1])
		}
	}
	if f.Has(state.Sealed) && f.Type != state.Text {
		c.Errorf("%s: a secret that is compared is a text", at)
	}
	if d := f.Default; d.Presence() == state.Set && d.Type() != f.Type {
		c.Errorf("%s: the default is of another type than the field", at)
	}
}

func (c *check) describeCaps(caps resolve.Caps, schema state.Schema) {
	last := -1
	for i, g := range caps.Grants {
		p, ok := permission.Find(g.Permission)
		switch {
		case !ok:
			c.Errorf("caps name the permission %q, which is not in the vocabulary", g.Permission)
			continue
		case !slices.Contains(p.Levels, g.Level):
			c.Errorf("caps name %s at level %q; there are %s", g.Permission, g.Level, strings.Join(p.Levels, ", "))
		case i > 0 && caps.Grants[i-1].Permission > g.Permission:
			c.Errorf("caps are not sorted: %s comes after %s", g.Permission, caps.Grants[i-1].Permission)
		case i > 0 && caps.Grants[i-1].Permission == g.Permission && slices.Index(p.Levels, g.Level) <= last:
			c.Errorf("caps: the levels of %s are not in the vocabulary's order, or one is there twice", g.Permission)
		}
		last = slices.Index(p.Levels, g.Level)
		if (g.Support == resolve.Exact || g.Support == resolve.ByRole) && g.As == "" {
			c.Errorf("caps: %s %s is supported as nothing", g.Permission, g.Level)
		}
	}
	if !slices.IsSortedFunc(caps.Nouns, func(a, b resolve.NounCap) int { return strings.Compare(a.Path, b.Path) }) {
		c.Errorf("caps: nouns are not sorted by path")
	}
	for _, plural := range caps.Manage {
		if !slices.ContainsFunc(schema.Kinds, func(k state.Kind) bool { return k.Plural == plural }) {
			c.Errorf("caps: manage names %s, which is no kind's plural", plural)
		}
	}
}
