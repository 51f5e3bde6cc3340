package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
)

// decoder turns a JSON body into values that fit the schema: string, bool,
// int64, float64, nil, []any, map[string]any. It collects what is wrong.
type decoder struct {
	errs []detail
	// own is asked about members the schema does not have; seeds have some.
	own func(t *typ, name string) bool
}

// parseBody reads a JSON object; no body at all is an empty one.
func parseBody(body []byte) (map[string]any, *apiError) {
	if len(bytes.TrimSpace(body)) == 0 {
		return map[string]any{}, nil
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, bad("The request body is not JSON: %v", err)
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, bad("The request body must be a JSON object.")
	}
	return m, nil
}

func (d *decoder) fail(target, format string, args ...any) {
	d.errs = append(d.errs, detail{target, fmt.Sprintf(format, args...)})
}

// object reads the members of one entity or complex value, in order of name.
func (d *decoder) object(t *typ, in map[string]any, path string) map[string]any {
	out := make(map[string]any, len(in))
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if strings.Contains(name, "@") {
			continue
		}
		p := t.prop(name)
		if p == nil {
			if d.own != nil && d.own(t, name) {
				out[name] = in[name]
				continue
			}
			d.fail(path+name, "The property '%s' does not exist on type 'Pbx.%s'.", name, t.name)
			continue
		}
		out[p.name] = d.value(p, in[name], path+p.name)
	}
	return out
}

func (d *decoder) value(p *prop, v any, path string) any {
	if !p.list {
		return d.single(p, v, path)
	}
	items, ok := v.([]any)
	if !ok {
		d.fail(path, "A value of type 'Collection(%s)' was expected.", p.typeName())
		return nil
	}
	out := make([]any, 0, len(items))
	for i, item := range items {
		if item == nil {
			d.fail(fmt.Sprintf("%s[%d]", path, i), "A null value was found in a collection.")
			continue
		}
		out = append(out, d.single(p, item, fmt.Sprintf("%s[%d]", path, i)))
	}
	return out
}

func (d *decoder) single(p *prop, v any, path string) any {
	if v == nil {
		if !p.null && !p.list {
			d.fail(path, "A null value was found for the property '%s', which is not nullable.", p.name)
		}
		return nil
	}
	var ok bool
	switch v := v.(type) {
	case string:
		return d.text(p, v, path)
	case bool:
		if p.scalar == boolean || p.scalar == untyped {
			return v
		}
	case json.Number:
		if n, ok := number(p.scalar, v); ok {
			return n
		}
	case map[string]any:
		if p.scalar == nested {
			return d.object(p.typ, v, path+".")
		}
		ok = p.scalar == untyped
	case []any:
		ok = p.scalar == untyped
	}
	if ok {
		return v
	}
	d.fail(path, "A value of type '%s' was expected.", p.typeName())
	return nil
}

// number reads a JSON number as a property of type s.
func number(s scalar, v json.Number) (any, bool) {
	limits := map[scalar][2]int64{i32: {math.MinInt32, math.MaxInt32}, i64: {math.MinInt64, math.MaxInt64}, u8: {0, math.MaxUint8}}
	if r, whole := limits[s]; whole {
		n, err := v.Int64()
		return n, err == nil && n >= r[0] && n <= r[1]
	}
	f, err := v.Float64()
	return f, err == nil && (s == double || s == decimal || s == untyped)
}

var (
	clockForm    = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,7})?)?$`)
	durationForm = regexp.MustCompile(`^-?P(\d+D)?(T(\d+H)?(\d+M)?(\d+([.]\d+)?S)?)?$`)
	guidForm     = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

func (d *decoder) text(p *prop, v, path string) any {
	ok := false
	switch p.scalar {
	case text:
		if ok = p.max == 0 || len([]rune(v)) <= p.max; !ok {
			d.fail(path, tooLong)
			return nil
		}
	case enumer:
		if c, known := p.enum.value(v); known {
			return c
		}
		d.fail(path, "The value '%s' is not a member of 'Pbx.%s'.", v, p.enum.name)
		return nil
	case datetime:
		t, err := time.Parse(time.RFC3339, v)
		if ok = err == nil; ok {
			v = t.UTC().Format(time.RFC3339Nano)
		}
	case clock:
		if ok = clockForm.MatchString(v); ok {
			v = longClock(v)
		}
	case duration:
		ok = durationForm.MatchString(v) && !strings.HasSuffix(v, "P") && !strings.HasSuffix(v, "T")
	case guid:
		ok = guidForm.MatchString(v)
	case octets, untyped:
		ok = true
	}
	if !ok {
		d.fail(path, "The value '%s' is not a '%s'.", v, p.typeName())
		return nil
	}
	return v
}

// longClock spells a time of day as the service does: 09:00:00.0000000.
func longClock(v string) string {
	if len(v) == len("09:00") {
		v += ":00"
	}
	head, frac, _ := strings.Cut(v, ".")
	return head + "." + (frac + "0000000")[:7]
}

// edm maps a scalar to its name in the entity data model.
var edm = map[scalar]string{
	text: "Edm.String", boolean: "Edm.Boolean", i32: "Edm.Int32", i64: "Edm.Int64", u8: "Edm.Byte", double: "Edm.Double",
	decimal: "Edm.Decimal", datetime: "Edm.DateTimeOffset", clock: "Edm.TimeOfDay", duration: "Edm.Duration",
	guid: "Edm.Guid", octets: "Edm.Binary", untyped: "Edm.Untyped",
}

// typeName is the name of one value of p in the entity data model.
func (p *prop) typeName() string {
	switch p.scalar {
	case nested:
		return "Pbx." + p.typ.name
	case enumer:
		return "Pbx." + p.enum.name
	}
	return edm[p.scalar]
}
