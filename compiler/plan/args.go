package plan

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// maxExact is the greatest integer that every JSON reader keeps.
const maxExact = 1 << 53

// normal gives an argument one of the types that Args may hold: integers of any
// size become int64, whole floats too, typed slices and maps become untyped.
func normal(v any) (any, error) {
	switch x := v.(type) {
	case nil, string, bool, int64, IDOf, SecretOf, After:
		return v, nil
	case int:
		return int64(x), nil
	case int32:
		return int64(x), nil
	case float64:
		switch {
		case math.IsNaN(x) || math.IsInf(x, 0):
			return nil, fmt.Errorf("%v is not a number", x)
		case x == math.Trunc(x) && math.Abs(x) <= maxExact:
			return int64(x), nil
		}
		return x, nil
	case []string:
		out := make([]any, len(x))
		for i := range x {
			out[i] = x[i]
		}
		return out, nil
	case []any:
		return normalList(x)
	case []map[string]any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = x[i]
		}
		return normalList(out)
	case map[string]string:
		out := make(map[string]any, len(x))
		for k, s := range x {
			out[k] = s
		}
		return out, nil
	case Args:
		return normalMap(x)
	case map[string]any:
		return normalMap(x)
	}
	return nil, fmt.Errorf("a %T cannot be an argument", v)
}

func normalList(in []any) (any, error) {
	out := make([]any, len(in))
	for i := range in {
		v, err := normal(in[i])
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

func normalMap(in map[string]any) (any, error) {
	out := make(map[string]any, len(in))
	for k, v := range in {
		n, err := normal(v)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
		out[k] = n
	}
	return out, nil
}

func (a Args) normal() (Args, error) {
	if a == nil {
		return nil, nil
	}
	m, err := normalMap(a)
	if err != nil {
		return nil, err
	}
	return Args(m.(map[string]any)), nil
}

// Walk calls visit for every leaf and list of the arguments, in the order of
// their paths, with the path ("Groups.0.Rights.RoleName").
func (a Args) Walk(visit func(path string, v any)) { walk("", map[string]any(a), visit) }

func walk(path string, v any, visit func(string, any)) {
	join := func(s string) string {
		if path == "" {
			return s
		}
		return path + "." + s
	}
	switch x := v.(type) {
	case map[string]any:
		for _, k := range sortedKeys(x) {
			walk(join(k), x[k], visit)
		}
	case Args:
		walk(path, map[string]any(x), visit)
	case []any:
		for i := range x {
			walk(join(strconv.Itoa(i)), x[i], visit)
		}
	default:
		visit(path, v)
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// AppendCanonical writes the arguments; an integer beyond 2^53 is {"$int":"…"}.
func (a Args) AppendCanonical(b []byte) ([]byte, error) {
	c, err := state.Canonical(wide(map[string]any(a)))
	return append(b, c...), err
}

// wide replaces integers that JSON readers would round.
func wide(v any) any {
	switch x := v.(type) {
	case int64:
		if x > maxExact || x < -maxExact {
			return map[string]any{"$int": strconv.FormatInt(x, 10)}
		}
	case []any:
		out := make([]any, len(x))
		for i := range x {
			out[i] = wide(x[i])
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k := range x {
			out[k] = wide(x[k])
		}
		return out
	}
	return v
}

// MarshalJSON writes the arguments as files hold them.
func (a Args) MarshalJSON() ([]byte, error) { return a.AppendCanonical(nil) }

// AppendCanonical writes {"$id":"kind/key"}.
func (r IDOf) AppendCanonical(b []byte) ([]byte, error) { return leaf(b, "$id", r.Ref.String()) }

// AppendCanonical writes {"$secret":"name"}.
func (s SecretOf) AppendCanonical(b []byte) ([]byte, error) { return leaf(b, "$secret", s.Name) }

// AppendCanonical writes {"$after":{…}}.
func (f After) AppendCanonical(b []byte) ([]byte, error) { return leaf(b, "$after", f.Extent) }

func leaf(b []byte, name string, v any) ([]byte, error) {
	c, err := state.Canonical(map[string]any{name: v})
	return append(b, c...), err
}

// MarshalJSON writes {"$id":"kind/key"}.
func (r IDOf) MarshalJSON() ([]byte, error) { return r.AppendCanonical(nil) }

// MarshalJSON writes {"$secret":"name"}.
func (s SecretOf) MarshalJSON() ([]byte, error) { return s.AppendCanonical(nil) }

// MarshalJSON writes {"$after":{…}}.
func (f After) MarshalJSON() ([]byte, error) { return f.AppendCanonical(nil) }

// UnmarshalJSON reads arguments with their special leaves.
func (a *Args) UnmarshalJSON(data []byte) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var raw any
	if err := dec.Decode(&raw); err != nil {
		return err
	}
	if raw == nil {
		*a = nil
		return nil
	}
	v, err := fromWire(raw)
	if err != nil {
		return err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return fmt.Errorf("arguments are an object, not %T", v)
	}
	*a = m
	return nil
}

func fromWire(v any) (any, error) {
	switch x := v.(type) {
	case json.Number:
		if n, err := x.Int64(); err == nil {
			return n, nil
		}
		f, err := x.Float64()
		if err != nil {
			return nil, err
		}
		return normal(f)
	case []any:
		for i := range x {
			w, err := fromWire(x[i])
			if err != nil {
				return nil, err
			}
			x[i] = w
		}
		return x, nil
	case map[string]any:
		return mapFromWire(x)
	}
	return v, nil
}

func mapFromWire(x map[string]any) (any, error) {
	for _, k := range sortedKeys(x) {
		if strings.HasPrefix(k, "$") {
			if len(x) != 1 {
				return nil, fmt.Errorf("%s stands beside other members", k)
			}
			return leafFromWire(k, x[k])
		}
		w, err := fromWire(x[k])
		if err != nil {
			return nil, err
		}
		x[k] = w
	}
	return x, nil
}

func leafFromWire(name string, v any) (any, error) {
	text, isText := v.(string)
	switch {
	case name == "$id" && isText:
		return IDOf{state.ParseRef(text)}, nil
	case name == "$secret" && isText:
		return SecretOf{text}, nil
	case name == "$int" && isText:
		return strconv.ParseInt(text, 10, 64)
	case name == "$after":
		return afterFromWire(v)
	}
	return nil, fmt.Errorf("%s is not a leaf of arguments", name)
}

func afterFromWire(v any) (any, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("$after is an object")
	}
	var out After
	for _, k := range sortedKeys(m) {
		s, ok := m[k].(string)
		switch {
		case !ok:
			return nil, fmt.Errorf("$after %s is text", k)
		case k == "kind":
			out.Kind = s
		case k == "attr":
			out.Attr = s
		case k == "value":
			out.Value = s
		default:
			return nil, fmt.Errorf("$after has no %s", k)
		}
	}
	return out, nil
}
