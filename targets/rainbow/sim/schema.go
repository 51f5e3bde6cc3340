package sim

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed schema.txt
var schemaText string

// level is how much of an object a format shows.
type level int

const (
	small level = iota
	medium
	full
	never
)

// field is one field of a kind of object.
type field struct {
	name     string
	typ      string   // "string", "ref", "enum", ...
	among    []string // values of an enum, kinds of a ref
	shows    level
	create   bool
	update   bool
	frozen   bool // given at creation only; later it is accepted when it is the same
	required bool
	max      int
	def      any
	hasDef   bool
}

// kind is one kind of object: a part of the world, and a table.
type kind struct {
	name   string
	fields []*field
	byName map[string]*field
}

// kindOrder is the order in which a world is loaded and saved: what is referred
// to stands before what refers.
var kindOrder = []string{
	"companies", "sites", "systems", "offers", "subscriptions", "externalTrunks", "cloudPbxs",
	"users", "phoneNumbers", "devices", "supervisionGroups", "groups", "apiKeys",
}

// kinds reads the field table once.
var kinds = sync.OnceValue(func() map[string]*kind {
	all, err := parseSchema(schemaText)
	if err != nil {
		panic(err)
	}
	return all
})

func parseSchema(text string) (map[string]*kind, error) {
	all := map[string]*kind{}
	var k *kind
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			k = &kind{name: strings.Trim(line, "[]"), byName: map[string]*field{}}
			all[k.name] = k
		default:
			f, err := parseField(strings.Fields(line))
			if err != nil {
				return nil, fmt.Errorf("schema.txt:%d: %w", n+1, err)
			}
			k.fields = append(k.fields, f)
			k.byName[f.name] = f
		}
	}
	return all, nil
}

func parseField(cols []string) (*field, error) {
	if len(cols) < 4 {
		return nil, fmt.Errorf("want name, type, format, writes")
	}
	f := &field{name: cols[0], typ: cols[1], shows: level(strings.Index("smfx", cols[2]))}
	if typ, list, ok := strings.Cut(strings.TrimSuffix(cols[1], ")"), "("); ok {
		f.typ, f.among = typ, strings.Split(list, "|")
	}
	f.create = strings.ContainsAny(cols[3], "ci")
	f.update = strings.Contains(cols[3], "u")
	f.frozen = strings.Contains(cols[3], "i")
	for _, flag := range cols[4:] {
		if err := f.flag(flag); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *field) flag(flag string) (err error) {
	name, value, _ := strings.Cut(flag, "=")
	switch name {
	case "required":
		f.required = true
	case "max":
		f.max, err = strconv.Atoi(value)
	case "default":
		f.hasDef = true
		f.def, err = parseJSON([]byte(value))
	default:
		err = fmt.Errorf("no flag %q", flag)
	}
	return err
}

// parseJSON reads one JSON value; numbers without a fraction are int64.
func parseJSON(b []byte) (any, error) {
	dec := json.NewDecoder(strings.NewReader(string(b)))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if dec.More() {
		return nil, fmt.Errorf("more than one JSON value")
	}
	return plain(v), nil
}

// plain turns json.Number into int64 or float64, all the way down.
func plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if n, err := v.Int64(); err == nil {
			return n
		}
		f, _ := v.Float64()
		return f
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = plain(v[k])
		}
	}
	return v
}

// isRef says whether a field names another object, and of which kinds.
func (f *field) isRef() bool { return f.typ == "ref" || f.typ == "refs" }

// has says whether a string is in a list.
func has(list []string, s string) bool { return slices.Contains(list, s) }
