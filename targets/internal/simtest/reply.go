package simtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
)

// Reply is what came back.
type Reply struct {
	Asked  string // the request, for messages
	Status int
	Header http.Header
	Text   string
	JSON   map[string]any // nil unless the text is a JSON object; numbers are json.Number
	lists  []string
}

// decode reads JSON with its numbers as they are written.
func decode(text string, into any) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.UseNumber()
	return dec.Decode(into)
}

// Value follows a path of names and list places into a reply: "data.0.id". It is nil
// where there is nothing.
func (r Reply) Value(path string) any {
	var v any = r.JSON
	for step := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case map[string]any:
			v = at[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return nil
			}
			v = at[i]
		default:
			return nil
		}
	}
	return v
}

// At is a text or a number, as text; "" for anything else.
func (r Reply) At(path string) string {
	switch v := r.Value(path).(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	}
	return ""
}

// Len is how long a list is; -1 when there is none.
func (r Reply) Len(path string) int {
	l, ok := r.Value(path).([]any)
	if !ok {
		return -1
	}
	return len(l)
}

// Names are one field of every row of a listing, with a blank between two.
func (r Reply) Names(field string) string {
	var out []string
	for _, list := range r.lists {
		rows, _ := r.JSON[list].([]any)
		for _, row := range rows {
			m, _ := row.(map[string]any)
			out = append(out, Reply{JSON: m}.At(field))
		}
	}
	return strings.Join(out, " ")
}
