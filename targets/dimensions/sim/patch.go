package sim

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/simhttp"
)

// operation is one of a JSON Patch (RFC 6902).
type operation struct {
	Op    string          `json:"op"`
	Path  *string         `json:"path"`
	From  *string         `json:"from"`
	Value json.RawMessage `json:"value"`
}

// patch applies a JSON Patch to a document. It is all or nothing: on a refusal the
// document that was given is as it was.
func patch(doc map[string]any, body []byte) (map[string]any, *fail) {
	var ops []operation
	if json.Unmarshal(body, &ops) != nil || ops == nil {
		return nil, bad("The JSON patch document was malformed and could not be parsed.")
	}
	var root any = copied(doc)
	for _, o := range ops {
		var f *fail
		if root, f = o.apply(root); f != nil {
			return nil, f
		}
	}
	out, ok := root.(map[string]any)
	if !ok {
		return nil, bad("The JSON patch document was malformed and could not be parsed.")
	}
	return out, nil
}

// apply does one operation and returns the document that comes of it.
func (o operation) apply(root any) (any, *fail) {
	segs, f := pointer(o.Path)
	if f != nil {
		return nil, f
	}
	switch o.Op {
	case "remove":
		root, _, f = takeAt(root, segs)
		return root, f
	case "add", "replace", "test":
		return o.withValue(root, segs)
	case "move", "copy":
		return o.fromElsewhere(root, segs)
	}
	return nil, bad("Invalid JsonPatch operation '%s'.", o.Op)
}

func (o operation) withValue(root any, segs []string) (any, *fail) {
	var v any
	if len(o.Value) == 0 || json.Unmarshal(o.Value, &v) != nil {
		return nil, required("value")
	}
	if o.Op == "add" {
		return putAt(root, segs, v, true)
	}
	old, f := lookUp(root, segs)
	if f != nil {
		return nil, f
	}
	if o.Op == "replace" {
		return putAt(root, segs, v, false)
	}
	if !reflect.DeepEqual(old, v) {
		return nil, bad("The current value '%s' at path '%s' is not equal to the test value '%s'.", text(old), *o.Path, text(v))
	}
	return root, nil
}

func (o operation) fromElsewhere(root any, segs []string) (any, *fail) {
	from, f := pointer(o.From)
	if f != nil {
		return nil, f
	}
	v, f := lookUp(root, from)
	if f != nil {
		return nil, f
	}
	if o.Op == "move" {
		if len(segs) > len(from) && slices.Equal(segs[:len(from)], from) {
			return nil, bad("The provided path '%s' is invalid.", *o.Path)
		}
		if root, _, f = takeAt(root, from); f != nil {
			return nil, f
		}
	}
	return putAt(root, segs, copied(v), true)
}

// pointer reads a JSON pointer.
func pointer(path *string) ([]string, *fail) {
	if path == nil {
		return nil, required("path")
	}
	if *path == "" {
		return nil, nil
	}
	if !strings.HasPrefix(*path, "/") {
		return nil, bad("The provided path '%s' is invalid.", *path)
	}
	segs := strings.Split((*path)[1:], "/")
	for i, s := range segs {
		segs[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(s)
	}
	return segs, nil
}

func missing(segment string) *fail {
	return bad("The target location specified by path segment '%s' was not found.", segment)
}

// lookUp finds a value.
func lookUp(v any, segs []string) (any, *fail) {
	for _, s := range segs {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[s]
			if !ok {
				return nil, missing(s)
			}
			v = next
		case []any:
			i, f := index(s, len(in)-1)
			if f != nil {
				return nil, f
			}
			v = in[i]
		default:
			return nil, missing(s)
		}
	}
	return v, nil
}

// index reads a place in a list, of which most is the last that may be named.
func index(s string, most int) (int, *fail) {
	i, err := strconv.Atoi(s)
	if err != nil || i < 0 || strconv.Itoa(i) != s {
		return 0, bad("The path segment '%s' is invalid for an array index.", s)
	}
	if i > most {
		return 0, bad("The index value provided by path segment '%s' is out of bounds of the array size.", s)
	}
	return i, nil
}

// putAt sets a value; in a list, it goes between the others when insert is set. The
// members of objects are those of a schema: none can be added.
func putAt(root any, segs []string, v any, insert bool) (any, *fail) {
	if len(segs) == 0 {
		return v, nil
	}
	last := segs[len(segs)-1]
	return within(root, segs[:len(segs)-1], func(in any) (any, *fail) {
		switch in := in.(type) {
		case map[string]any:
			if _, ok := in[last]; !ok {
				return nil, missing(last)
			}
			in[last] = v
			return in, nil
		case []any:
			if !insert {
				i, f := index(last, len(in)-1)
				if f == nil {
					in[i] = v
				}
				return in, f
			}
			if last == "-" {
				return append(in, v), nil
			}
			i, f := index(last, len(in))
			if f != nil {
				return nil, f
			}
			return slices.Insert(in, i, v), nil
		}
		return nil, missing(last)
	})
}

// takeAt takes a value out; a member of an object becomes null.
func takeAt(root any, segs []string) (any, any, *fail) {
	if len(segs) == 0 {
		return nil, root, nil
	}
	last := segs[len(segs)-1]
	var taken any
	root, f := within(root, segs[:len(segs)-1], func(in any) (any, *fail) {
		switch in := in.(type) {
		case map[string]any:
			if _, ok := in[last]; !ok {
				return nil, missing(last)
			}
			taken, in[last] = in[last], nil
			return in, nil
		case []any:
			i, f := index(last, len(in)-1)
			if f != nil {
				return nil, f
			}
			taken = in[i]
			return slices.Delete(in, i, i+1), nil
		}
		return nil, missing(last)
	})
	return root, taken, f
}

// within changes what stands at a path.
func within(v any, segs []string, change func(any) (any, *fail)) (any, *fail) {
	if len(segs) == 0 {
		return change(v)
	}
	inner, f := lookUp(v, segs[:1])
	if f != nil {
		return nil, f
	}
	if inner, f = within(inner, segs[1:], change); f != nil {
		return nil, f
	}
	switch in := v.(type) {
	case map[string]any:
		in[segs[0]] = inner
	case []any:
		i, _ := index(segs[0], len(in)-1)
		in[i] = inner
	}
	return v, nil
}

// copied is a value that shares nothing with another.
func copied(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = copied(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = copied(x)
		}
		return out
	}
	return v
}

// text is a value as a message shows it.
func text(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, err := simhttp.JSON(v)
	if err != nil {
		return ""
	}
	return string(b)
}
