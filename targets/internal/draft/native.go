package draft

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Native puts the attributes that the site wrote in the vendor's own words.
func (l *Draft) Native(o *state.Object, src *model.Object, path string) {
	bag := src.Native[l.Desired.Target.ID]
	kind, _ := l.Schema.Kind(o.Kind)
	for _, name := range SortedKeys(bag) {
		at := path + "." + resolve.Path("native", l.Desired.Target.ID, name)
		f, ok := kind.Field(name)
		switch {
		case !ok:
			l.Report(diag.NativeUnknown, diag.Error, at, src.Pos, fmt.Sprintf("a %s of %s %s has no attribute %s", kind.Title, l.Words.Product, l.Desired.Profile.Version, name), l.nearest(kind, name))
			continue
		case f.Flags&(state.Secret|state.Sealed) != 0:
			l.Report(diag.NativeRefused, diag.Error, at, src.Pos, name+" is a secret: patchbay neither reads nor holds it", "take it out")
			continue
		case f.Flags&(state.Computed|state.Immutable) != 0:
			l.Report(diag.NativeRefused, diag.Error, at, src.Pos, fmt.Sprintf("%s cannot be written: it is %s", name, l.whyFixed(f)), "take it out")
			continue
		}
		if _, written := o.Attr(name); written {
			l.Report(diag.NativeClash, diag.Error, at, src.Pos, name+" follows from another field already", "write it in one place")
			continue
		}
		v, ok := NativeValue(f, bag[name])
		if !ok {
			l.Unfit(at, src.Pos, fmt.Sprintf("%s takes %s", name, typeNames[f.Type]), l.Words.Shape)
			continue
		}
		o.Put(name, v, at)
	}
}

func (l *Draft) whyFixed(f *state.Field) string {
	if f.Has(state.Computed) {
		return l.Words.System + " computes it"
	}
	return "the object's identity"
}

func (l *Draft) nearest(kind *state.Kind, name string) string {
	names := make([]string, len(kind.Fields))
	for i, f := range kind.Fields {
		names[i] = f.Name
	}
	if near, ok := diag.Nearest(name, names); ok {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "attributes have the names of " + l.Words.Names
}

var typeNames = map[state.Type]string{state.Bool: "true or false", state.Int: "a whole number", state.Text: "a text",
	state.Strset: "a list of texts", state.Strlist: "a list of texts", state.Tree: "an object or a list"}

// NativeValue reads a value as the type of its attribute.
func NativeValue(f *state.Field, v any) (state.Value, bool) {
	if v == nil {
		return state.Nothing(), true
	}
	switch f.Type {
	case state.Bool:
		b, ok := v.(bool)
		return state.OfBool(b), ok
	case state.Int:
		n, ok := v.(int64)
		return state.OfInt(n), ok
	case state.Text:
		s, ok := v.(string)
		return state.OfText(s), ok
	case state.Strset, state.Strlist:
		items, ok := texts(v)
		if f.Type == state.Strset {
			return state.OfSet(items...), ok
		}
		return state.OfList(items...), ok
	}
	return TreeOf(v)
}

func texts(v any) ([]string, bool) {
	list, ok := v.([]any)
	out := make([]string, 0, len(list))
	for _, x := range list {
		s, isText := x.(string)
		ok = ok && isText
		out = append(out, s)
	}
	return out, ok
}

// TreeOf is a deeper value as canonical JSON.
func TreeOf(v any) (state.Value, bool) {
	switch v.(type) {
	case map[string]any, []any:
	default:
		return state.Value{}, false
	}
	b, err := state.Canonical(v)
	return state.OfTree(string(b)), err == nil
}

// Literal is a value as JSON: the other way round.
func Literal(v state.Value) any {
	if v.Presence() != state.Set {
		return nil
	}
	switch v.Type() {
	case state.Bool:
		return v.Bool()
	case state.Int:
		return v.Int()
	case state.Strset, state.Strlist:
		out := make([]any, len(v.Items()))
		for i, x := range v.Items() {
			out[i] = x
		}
		return out
	case state.Tree:
		return Decoded(v.Text())
	}
	return v.Text()
}

// Decoded is canonical JSON as a tree of values, whole numbers as int64.
func Decoded(text string) any {
	d := json.NewDecoder(strings.NewReader(text))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil
	}
	return whole(v)
}

func whole(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case []any:
		for i := range v {
			v[i] = whole(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = whole(v[name])
		}
	}
	return v
}

// SortedKeys are the keys of a map in order.
func SortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
