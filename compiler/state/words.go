package state

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
)

// Word is a piece of what a tree says to people: text, or an object that is
// called by its name.
type Word struct {
	Text string
	Ref  Ref // set: the object, and Text is not
}

// Say puts one object inside a tree into words; false when it has none for it,
// and then its members are said one by one.
type Say func(object map[string]any) ([]Word, bool)

// Words says a tree in words. What the field's Say does not know is read out:
// "Start 8, Stop 17". Anything but a tree has no words.
func (f *Field) Words(v Value) []Word {
	if v.typ != Tree {
		return nil
	}
	dec := json.NewDecoder(bytes.NewReader([]byte(v.text)))
	dec.UseNumber()
	var tree any
	if err := dec.Decode(&tree); err != nil {
		return []Word{{Text: v.text}}
	}
	return readOut(nil, tree, f.Say, true)
}

// Said is a value of the field as one text: a tree in words, with objects by
// their keys, and anything else as it is.
func (f *Field) Said(v Value) string {
	if v.typ != Tree || v.presence != Set {
		return v.String()
	}
	var b strings.Builder
	for _, w := range f.Words(v) {
		b.WriteString(w.Text + w.Ref.Key)
	}
	return b.String()
}

// Mentions are the objects that a value of the field names.
func (f *Field) Mentions(v Value) iter.Seq[Ref] {
	return func(yield func(Ref) bool) {
		if f.Ref != "" {
			for key := range v.keys() {
				if !yield(Ref{f.Ref, key}) {
					return
				}
			}
		}
		if f.Say == nil {
			return
		}
		for _, w := range f.Words(v) {
			if w.Ref != (Ref{}) && !yield(w.Ref) {
				return
			}
		}
	}
}

func readOut(out []Word, v any, say Say, top bool) []Word {
	switch v := v.(type) {
	case map[string]any:
		if say != nil {
			if words, ok := say(v); ok {
				return append(out, words...)
			}
		}
		return readMembers(out, v, say, top)
	case []any:
		return readItems(out, v, say)
	case nil:
		return append(out, Word{Text: "(none)"})
	}
	return append(out, Word{Text: fmt.Sprint(v)})
}

func readMembers(out []Word, object map[string]any, say Say, top bool) []Word {
	if len(object) == 0 {
		return append(out, Word{Text: "(empty)"})
	}
	if !top {
		out = append(out, Word{Text: "("})
	}
	for i, name := range slices.Sorted(maps.Keys(object)) {
		said := name + " "
		if i > 0 {
			said = ", " + said
		}
		out = readOut(append(out, Word{Text: said}), object[name], say, false)
	}
	if !top {
		out = append(out, Word{Text: ")"})
	}
	return out
}

func readItems(out []Word, items []any, say Say) []Word {
	out = append(out, Word{Text: "["})
	for i, item := range items {
		if i > 0 {
			out = append(out, Word{Text: "; "})
		}
		out = readOut(out, item, say, true)
	}
	return append(out, Word{Text: "]"})
}
