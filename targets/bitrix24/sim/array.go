package sim

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// array is a PHP array: keys in the order in which they came. Its values are
// strings, numbers, booleans, nil and arrays.
type array struct {
	keys []string
	vals map[string]any
	free int // the key that an append takes
}

func newArray() *array { return &array{vals: map[string]any{}} }

// set gives key a value; a key that is there keeps its place.
func (a *array) set(key string, v any) {
	if _, ok := a.vals[key]; !ok {
		a.keys = append(a.keys, key)
		if n, err := strconv.Atoi(key); err == nil && n >= a.free && strconv.Itoa(n) == key {
			a.free = n + 1
		}
	}
	a.vals[key] = v
}

func (a *array) add(v any) { a.set(strconv.Itoa(a.free), v) }

func (a *array) get(key string) (any, bool) {
	if a == nil {
		return nil, false
	}
	v, ok := a.vals[key]
	return v, ok
}

// items are the values in order.
func (a *array) items() []any {
	if a == nil {
		return nil
	}
	out := make([]any, 0, len(a.keys))
	for _, k := range a.keys {
		out = append(out, a.vals[k])
	}
	return out
}

// upper is a with its keys in capitals, as methods do that do not mind the case.
func (a *array) upper() *array {
	out := newArray()
	if a == nil {
		return out
	}
	for _, k := range a.keys {
		out.set(strings.ToUpper(k), a.vals[k])
	}
	return out
}

// sub is the array under key; nil when there is none.
func (a *array) sub(key string) *array {
	v, _ := a.get(key)
	x, _ := v.(*array)
	return x
}

// text is the value under key as PHP writes it.
func (a *array) text(key string) string {
	v, _ := a.get(key)
	return text(v)
}

// text is a value as PHP turns it into a string.
func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case bool:
		if v {
			return "1"
		}
		return ""
	case json.Number:
		return v.String()
	case int:
		return strconv.Itoa(v)
	case *array, []any, obj, map[string]any:
		return "Array"
	}
	return fmt.Sprint(v)
}

// number is a value as PHP's intval reads it: leading digits, else 0.
func number(v any) int {
	s := strings.TrimSpace(text(v))
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || end == 0 && (s[0] == '-' || s[0] == '+')) {
		end++
	}
	n, _ := strconv.Atoi(s[:end])
	return n
}

// many is a value as a list: an array's items, or the value alone; nothing for nil.
func many(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case *array:
		return v.items()
	case []any:
		return v
	}
	return []any{v}
}

// numbers are the ids in a value, a single one or an array.
func numbers(v any) []int {
	var out []int
	for _, x := range many(v) {
		out = append(out, number(x))
	}
	return out
}

// yes reads a flag: Y, true and 1 in any spelling.
func yes(v any) bool {
	switch strings.ToLower(text(v)) {
	case "y", "1", "true", "yes":
		return true
	}
	return false
}

// plain turns a value into what JSON of the world holds: no arrays of PHP.
func plain(v any) any {
	a, ok := v.(*array)
	if !ok {
		if n, ok := v.(int); ok {
			return json.Number(strconv.Itoa(n))
		}
		return v
	}
	if !a.sequential() {
		out := map[string]any{}
		for _, k := range a.keys {
			out[k] = plain(a.vals[k])
		}
		return out
	}
	out := make([]any, 0, len(a.keys))
	for _, x := range a.items() {
		out = append(out, plain(x))
	}
	return out
}

// sequential says whether the keys are 0, 1, 2 and so on: JSON writes those as a list.
func (a *array) sequential() bool {
	for i, k := range a.keys {
		if k != strconv.Itoa(i) {
			return false
		}
	}
	return true
}
