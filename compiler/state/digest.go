package state

import (
	"fmt"
	"slices"
	"strings"
)

// Sum is what a decision about an object rested on: that it is there, under
// which vendor id, and the fields named.
type Sum struct {
	Digest string            `json:"digest"`           // of all of it; "" is not there
	Fields map[string]string `json:"fields,omitempty"` // name → beginning of the digest of the value, to say which one moved
}

// shown is how much of a field's digest a Sum holds. Digest is what binds.
const shown = 8

// SumOf sums fields of an object. Fields that the vendor computes, that are the
// users' own running state, secrets, and values that were not read from the
// target are left out whatever is named. An object that is not there (nil) has
// the zero Sum.
func (k *Kind) SumOf(o *Object, fields []string) (Sum, error) {
	if o == nil {
		return Sum{}, nil
	}
	names := slices.Clone(fields)
	slices.Sort(names)
	var out Sum
	b := []byte(`{"fields":{`)
	for _, name := range slices.Compact(names) {
		f, ok := k.Field(name)
		if !ok || f.Has(Computed|Runtime|Secret) || o.Get(name).Basis() != Read {
			continue
		}
		value, err := f.settled(o.Get(name)).AppendCanonical(nil)
		if err != nil {
			return Sum{}, fmt.Errorf("%s %s: %w", o.Ref(), name, err)
		}
		if len(out.Fields) > 0 {
			b = append(b, ',')
		}
		if b, err = AppendText(b, name); err != nil {
			return Sum{}, fmt.Errorf("%s %s: %w", o.Ref(), name, err)
		}
		b = append(append(b, ':'), value...)
		if out.Fields == nil {
			out.Fields = make(map[string]string, len(names))
		}
		out.Fields[name] = strings.TrimPrefix(Digest(value), digestPrefix)[:shown]
	}
	b, err := AppendText(append(b, `},"id":`...), o.ID)
	if err == nil {
		b, err = AppendText(append(b, `,"object":`...), o.Ref().String())
	}
	if err != nil {
		return Sum{}, fmt.Errorf("%s: %w", o.Ref(), err)
	}
	out.Digest = Digest(append(b, '}'))
	return out, nil
}

// settled is a value in the one form that all those have that the vendor holds
// for equal.
func (f *Field) settled(v Value) Value {
	v = v.bare()
	if v.presence == Absent {
		v.presence = None // not shown and empty are one thing to a vendor
	}
	if !f.Has(CaseFold) || v.presence != Set {
		return v
	}
	v.text = strings.ToLower(v.text)
	switch v.typ {
	case Strset:
		return v.withItems(folded(v.Items()))
	case Strlist:
		items := make([]string, len(v.Items()))
		for i, s := range v.Items() {
			items[i] = strings.ToLower(s)
		}
		return v.withItems(items)
	}
	return v
}

// Moved says in a few words what differs by now from what was summed up, ""
// when nothing does.
func (s Sum) Moved(now Sum) string {
	switch {
	case s.Digest == now.Digest:
		return ""
	case now.Digest == "":
		return "not there any more"
	case s.Digest == "":
		return "there by now"
	}
	var moved []string
	for name, was := range s.Fields {
		if now.Fields[name] != was {
			moved = append(moved, name)
		}
	}
	slices.Sort(moved)
	switch len(moved) {
	case 0:
		return "another object of that name: its id changed"
	case 1:
		return moved[0] + " changed since the plan was made"
	}
	return strings.Join(moved[:len(moved)-1], ", ") + " and " + moved[len(moved)-1] + " changed since the plan was made"
}

// Names are the fields that were summed up, sorted.
func (s Sum) Names() []string {
	out := make([]string, 0, len(s.Fields))
	for name := range s.Fields {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
