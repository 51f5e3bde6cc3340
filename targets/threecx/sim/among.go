package sim

import (
	"cmp"
	"slices"
	"strings"
)

// among is a chain of comparisons of one property with texts, such as
// Number eq '101' or Number eq '102'. Clients look many objects up in this way,
// a page of keys at a time, so it is answered by one look into a set, and where
// the property is a key by the objects' index.
type among struct {
	prop  *prop
	texts map[string]bool
}

// amongOne is a property compared with one text.
func amongOne(path *expr, text string) *expr {
	return amongAll(path, map[string]bool{text: true})
}

func amongAll(path *expr, texts map[string]bool) *expr {
	m := &among{prop: path.path, texts: texts}
	return &expr{sort: boolSort, among: m, needs: []*among{m}, eval: func(w *World, env []record) any {
		s, ok := path.eval(w, env).(string)
		return ok && m.texts[s]
	}}
}

// textsOf is what literals say, if all are texts.
func textsOf(items []*expr) (map[string]bool, bool) {
	out := map[string]bool{}
	for _, i := range items {
		s, ok := i.lit.(string)
		if !ok {
			return nil, false
		}
		out[s] = true
	}
	return out, true
}

// join adds the texts of another chain, if it is about the same property.
func (m *among) join(o *among) bool {
	if m == nil || o == nil || m.prop != o.prop {
		return false
	}
	for t := range o.texts {
		m.texts[t] = true
	}
	return true
}

// pick uses an index for a filter that needs a unique property to be one of
// some texts. What it finds has still to be judged by the filter.
func (c *call) pick(needs []*among) ([]record, bool) {
	for _, m := range needs {
		index, fold := c.index(m.prop.name)
		if index == nil || m.texts[""] {
			continue
		}
		found := map[*object]bool{}
		for t := range m.texts {
			if fold {
				t = strings.ToLower(t)
			}
			if o := index[t]; o != nil && o.table.set == c.set && c.who.sees(o) {
				found[o] = true
			}
		}
		return inOrder(found), true
	}
	return nil, false
}

// inOrder has objects as their table does.
func inOrder(found map[*object]bool) []record {
	list := make([]*object, 0, len(found))
	for o := range found {
		list = append(list, o)
	}
	slices.SortFunc(list, func(a, b *object) int { return cmp.Compare(a.id, b.id) })
	out := make([]record, len(list))
	for i, o := range list {
		out[i] = o
	}
	return out
}

// index is where objects of the set at hand are found by a property's value,
// and whether in lower case; nil when there is none.
func (c *call) index(name string) (index map[string]*object, fold bool) {
	switch name {
	case "Number":
		if c.w.table(c.set.name).kind.peer != "" {
			return c.w.numbers, false
		}
	case "EmailAddress":
		if c.set.name == "Users" {
			return c.w.emails, true
		}
	case "Name":
		if c.set.name == "Groups" && !c.w.quirks.DuplicateGroupNames {
			return c.w.names, true
		}
	}
	return nil, false
}
