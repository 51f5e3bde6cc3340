package sim

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// obj is a map of a reply, in the order of its fields. An empty one is written
// as [], and one whose keys count from 0 as a list: PHP has one kind of array.
type obj []field

type field struct {
	key string
	val any
}

// hollow is {}: what a date without a value is in some replies.
type hollow struct{}

func (o obj) get(key string) (any, bool) {
	for _, f := range o {
		if f.key == key {
			return f.val, true
		}
	}
	return nil, false
}

func (o obj) with(key string, val any) obj { return append(o, field{key, val}) }

func (o obj) sequential() bool {
	for i, f := range o {
		if f.key != strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// encode writes a value as the portal's JSON.
func encode(v any) []byte { return appendValue(nil, v) }

func appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return appendString(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case float64:
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	case json.Number:
		return append(b, v...)
	case hollow:
		return append(b, "{}"...)
	case []any:
		return appendList(b, len(v), func(b []byte, i int) []byte { return appendValue(b, v[i]) })
	case obj:
		return v.append(b)
	case map[string]any:
		return fieldsOf(v).append(b)
	case *array:
		return asObj(v).append(b)
	}
	panic(fmt.Sprintf("bitrix24 simulator: a reply holds a %T", v))
}

func appendList(b []byte, n int, item func([]byte, int) []byte) []byte {
	b = append(b, '[')
	for i := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, i)
	}
	return append(b, ']')
}

func (o obj) append(b []byte) []byte {
	if o.sequential() {
		return appendList(b, len(o), func(b []byte, i int) []byte { return appendValue(b, o[i].val) })
	}
	b = append(b, '{')
	for i, f := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(appendString(b, f.key), ':')
		b = appendValue(b, f.val)
	}
	return append(b, '}')
}

// fieldsOf puts a stored map in the order of its keys.
func fieldsOf(m map[string]any) obj {
	out := make(obj, 0, len(m))
	for _, k := range slices.Sorted(maps.Keys(m)) {
		out = append(out, field{k, m[k]})
	}
	return out
}

func asObj(a *array) obj {
	out := make(obj, 0, len(a.keys))
	for _, k := range a.keys {
		out = append(out, field{k, a.vals[k]})
	}
	return out
}

const hexDigits = "0123456789abcdef"

// appendString writes a JSON string; bytes that are no UTF-8 become U+FFFD.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			b = utf8.AppendRune(b, r)
			i += n
			continue
		}
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		default:
			b = append(b, c)
		}
		i++
	}
	return append(b, '"')
}
