package steps

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Names are the names of changes, for what a step covers.
func Names(changes []*diff.Change) []string {
	out := make([]string, len(changes))
	for i, c := range changes {
		out[i] = c.Name()
	}
	return out
}

// Effect is what a change does to its object.
func Effect(c *diff.Change) state.Effect {
	e := state.Effect{Op: c.Op, Object: c.Object}
	if c.Op == state.OpUpdate {
		e.LiveKey = c.LiveKey
	}
	if c.Op == state.OpDelete {
		return e
	}
	for i := range c.Fields {
		if f := &c.Fields[i]; f.Part.Acts() {
			e.Attrs = append(e.Attrs, state.Attr{Name: f.Name, Value: f.Desired, From: f.From})
		}
	}
	return e
}

// Predicted is what a vendor does by itself.
func Predicted(op state.Op, ref state.Ref, attrs ...state.Attr) state.Effect {
	slices.SortFunc(attrs, func(a, b state.Attr) int { return strings.Compare(a.Name, b.Name) })
	return state.Effect{Op: op, Object: ref, Attrs: attrs, Predicted: true}
}

// Text is an attribute that is a text.
func Text(name, value string) state.Attr { return state.Attr{Name: name, Value: state.OfText(value)} }

// Acts reports whether a change writes a field.
func Acts(c *diff.Change, name string) bool {
	f, ok := c.Field(name)
	return ok && f.Part.Acts()
}

// Changed lists the titles of what a change writes.
func Changed(schema state.Schema, c *diff.Change) string {
	k, _ := schema.Kind(c.Object.Kind)
	var out []string
	for i := range c.Fields {
		if f, ok := k.Field(c.Fields[i].Name); ok && c.Fields[i].Part.Acts() {
			out = append(out, f.Title)
		}
	}
	return Few(out)
}

// Few are a few words, or the first of many.
func Few(words []string) string {
	if len(words) > 4 {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:3], ", "), len(words)-3)
	}
	return strings.Join(words, ", ")
}
