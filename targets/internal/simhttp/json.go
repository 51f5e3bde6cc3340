package simhttp

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"unicode/utf8"
)

// JSON is a value as most services write it: without escaping what HTML would need,
// and without a line break at the end. It is as encoding/json has it. What worlds
// hold, maps and slices of any value, is written here: by reflection it would be
// half of what a simulator does.
func JSON(v any) ([]byte, error) { return appendJSON(make([]byte, 0, 512), v) }

func appendJSON(b []byte, v any) ([]byte, error) {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...), nil
	case bool:
		return strconv.AppendBool(b, v), nil
	case int:
		return strconv.AppendInt(b, int64(v), 10), nil
	case int64:
		return strconv.AppendInt(b, v, 10), nil
	case string:
		return appendString(b, v)
	case map[string]any:
		return appendObject(b, v)
	case []any:
		return appendArray(b, v)
	case []string:
		return appendArray(b, v)
	case []map[string]any:
		return appendArray(b, v)
	}
	return appendOther(b, v)
}

func appendArray[T any](b []byte, items []T) ([]byte, error) {
	if items == nil {
		return append(b, "null"...), nil
	}
	b = append(b, '[')
	for i, item := range items {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendJSON(b, item); err != nil {
			return nil, err
		}
	}
	return append(b, ']'), nil
}

func appendObject(b []byte, members map[string]any) ([]byte, error) {
	if members == nil {
		return append(b, "null"...), nil
	}
	var few [24]string // enough for most, and made on the stack
	names := slices.AppendSeq(few[:0], maps.Keys(members))
	slices.Sort(names)
	b = append(b, '{')
	for i, name := range names {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = appendString(b, name); err != nil {
			return nil, err
		}
		if b, err = appendJSON(append(b, ':'), members[name]); err != nil {
			return nil, err
		}
	}
	return append(b, '}'), nil
}

// appendString writes a text in which nothing is to be escaped, as most are.
func appendString(b []byte, s string) ([]byte, error) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return appendOther(b, s)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"'), nil
}

// appendOther leaves a value to encoding/json.
func appendOther(b []byte, v any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...), nil
}
