package state

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// A typePlan says once how values of a type are written.
type typePlan struct {
	by      bySelf
	members []member
}

type bySelf bool

const bySelfNot bySelf = false

type member struct {
	name      string
	label     string // "name":
	index     []int
	omitEmpty bool
	omitZero  bool
	plan      *atomic.Pointer[typePlan] // of the member's type, once it was needed: types may hold themselves
}

func (m *member) planOf(v reflect.Value) *typePlan {
	p := m.plan.Load()
	if p == nil {
		p = planOf(v.Type())
		m.plan.Store(p)
	}
	return p
}

func (m *member) omit(v reflect.Value) bool {
	if m.omitZero {
		if z, ok := inPlace(v).(interface{ IsZero() bool }); ok {
			return z.IsZero()
		}
		return v.IsZero()
	}
	if !m.omitEmpty {
		return false
	}
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String, reflect.Array:
		return v.Len() == 0
	case reflect.Struct:
		return false
	}
	return v.IsZero()
}

var typePlans sync.Map // reflect.Type → *typePlan: a cache of what the types themselves say

var selfTypes = []reflect.Type{
	reflect.TypeFor[CanonicalAppender](), reflect.TypeFor[encoding.TextMarshaler](),
}

func planOf(t reflect.Type) *typePlan {
	if p, ok := typePlans.Load(t); ok {
		return p.(*typePlan)
	}
	p := &typePlan{}
	p.by = bySelf(t == reflect.TypeFor[json.Number]() || t == reflect.TypeFor[json.RawMessage]() ||
		t.Kind() != reflect.Interface && slices.ContainsFunc(selfTypes, t.Implements))
	if t.Kind() == reflect.Struct {
		p.members = membersOf(t, nil)
		slices.SortFunc(p.members, func(a, b member) int { return compareUTF16(a.name, b.name) })
	}
	typePlans.Store(t, p)
	return p
}

// membersOf lists what encoding/json would write of a struct: embedded structs
// without a name of their own are part of it.
func membersOf(t reflect.Type, at []int) []member {
	var out []member
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(slices.Clone(at), i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			out = append(out, membersOf(f.Type, index)...)
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		label, _ := AppendText(nil, name)
		out = append(out, member{name, string(label) + ":", index,
			strings.Contains(options, "omitempty"), strings.Contains(options, "omitzero"), &atomic.Pointer[typePlan]{}})
	}
	return out
}
