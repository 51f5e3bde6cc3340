package run

import (
	"cmp"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// namesOf calls the objects of a target by names that people know, by native
// reference: what the site declares as the site does, "Bob Durand (bob)", the
// rest by what the target itself calls it.
func namesOf(site *model.Site, schema state.Schema, sides ...*state.Snapshot) map[string]string {
	out := map[string]string{}
	for _, side := range sides {
		if side == nil {
			continue
		}
		for i := range side.Objects {
			o := &side.Objects[i]
			ref := o.Ref().String()
			if name := nameOn(site, schema, o, out[ref]); name != "" {
				out[ref] = name
			}
		}
	}
	return out
}

// nameOn is what an object is called going by one side, when the sides before
// call it known: what the site says counts most.
func nameOn(site *model.Site, schema state.Schema, o *state.Object, known string) string {
	name := ""
	if o.Canonical != "" && site != nil {
		name = canonicalName(site, o.Canonical)
	}
	if name == "" && known == "" {
		return nativeName(schema, o)
	}
	return cmp.Or(name, known)
}

// naming is namesOf for those who ask for few of many names.
type naming struct {
	site   *model.Site
	schema state.Schema
	sides  []*state.Snapshot // sorted; nil is passed over
}

func (n naming) of(ref string) string {
	name := ""
	for _, side := range n.sides {
		if side == nil {
			continue
		}
		if o, ok := side.Find(state.ParseRef(ref)); ok {
			name = nameOn(n.site, n.schema, o, name)
		}
	}
	return name
}

// namesThen calls the objects of a target by the names that they had when they
// were last applied: the site may ask by now that others take their numbers.
func namesThen(site *model.Site, schema state.Schema, live, last *state.Snapshot) map[string]string {
	out := namesOf(nil, schema, live)
	if last == nil {
		return out
	}
	for i := range last.Objects {
		o := &last.Objects[i]
		ref, parts := o.Ref().String(), model.SplitPath(o.Canonical)
		name := cmp.Or(nativeName(schema, o), out[ref])
		switch {
		case len(parts) == 2 && name != "":
			out[ref] = withID(name, parts[1])
		case len(parts) == 2:
			out[ref] = canonicalName(site, o.Canonical)
		case name != "":
			out[ref] = name
		}
	}
	return out
}

// nameBack calls what is known by its name alone, as departments are, by the name
// that it gets back: the site calls it otherwise until it is reverted too.
func nameBack(names map[string]string, schema state.Schema, desired *state.Snapshot) {
	for i := range desired.Objects {
		o := &desired.Objects[i]
		if parts := model.SplitPath(o.Canonical); len(parts) == 2 && nativeName(schema, o) == o.Key {
			names[o.Ref().String()] = withID(o.Key, parts[1])
		}
	}
}

// namesOfFormers are those whose account is made anew for somebody else, by
// canonical path: the site knows their id alone, the target the rest.
func namesOfFormers(schema state.Schema, live *state.Snapshot, changes []diff.Change) map[string]string {
	names := map[string]string{}
	for i := range changes {
		c := &changes[i]
		o, there := live.Find(c.Live())
		if c.Former == "" || !there {
			continue
		}
		parts := model.SplitPath(c.Former)
		names[c.Former] = withID(nativeName(schema, o), parts[len(parts)-1])
	}
	return names
}

// canonicalName is what the site calls an object: "Bob Durand (bob)".
func canonicalName(site *model.Site, path string) string {
	parts := model.SplitPath(path)
	if len(parts) != 2 {
		return ""
	}
	title := ""
	switch id := parts[1]; parts[0] {
	case "users":
		if u, ok := model.Find(site.Users, id); ok {
			title = u.DisplayName.Or(strings.TrimSpace(u.FirstName.Or("") + " " + u.LastName.Or("")))
		}
	case "groups":
		if g, ok := model.Find(site.Groups, id); ok {
			title = g.Title.Or("")
		}
	case "departments":
		if d, ok := model.Find(site.Departments, id); ok {
			title = d.Title.Or("")
		}
	case "devices":
		if d, ok := model.Find(site.Devices, id); ok {
			title = d.Title.Or(d.Model.Or(""))
		}
	}
	return withID(title, parts[1])
}

func withID(title, id string) string {
	switch {
	case title == "":
		return id
	case strings.EqualFold(title, id):
		return title
	}
	return title + " (" + id + ")"
}

// nativeName is what the target calls an object, going by the titles that the
// schema gives its fields.
func nativeName(schema state.Schema, o *state.Object) string {
	k, ok := schema.Kind(o.Kind)
	if !ok {
		return ""
	}
	titled := func(title string) string {
		for i := range k.Fields {
			if k.Fields[i].Title == title {
				return o.Get(k.Fields[i].Name).Text()
			}
		}
		return ""
	}
	for _, name := range []string{titled("display name"), strings.TrimSpace(titled("first name") + " " + titled("last name")), titled("name")} {
		if name != "" {
			return name
		}
	}
	return ""
}
