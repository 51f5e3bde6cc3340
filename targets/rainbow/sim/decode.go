package sim

import (
	"fmt"
	"maps"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// decoder checks the fields of one object. Everything wrong is collected.
type decoder struct {
	kind   *kind
	old    *object // nil when creating
	seed   bool    // a seed may give any field of the table
	strict bool    // unknown fields are mistakes
	errs   []detail
}

func (d *decoder) fail(param string, value any, format string, args ...any) {
	d.errs = append(d.errs, detail{param, fmt.Sprintf(format, args...), value})
}

// object checks a body and returns the values to set; nil is to be unset.
func (d *decoder) object(body map[string]any) map[string]any {
	out := map[string]any{}
	for _, name := range slices.Sorted(maps.Keys(body)) {
		f := d.kind.byName[name]
		if f == nil {
			if d.strict || d.seed {
				d.fail(name, body[name], "there is no such field")
			}
			continue
		}
		d.field(f, body[name], out)
	}
	for _, f := range d.kind.fields {
		d.complete(f, out)
	}
	return out
}

func (d *decoder) field(f *field, raw any, out map[string]any) {
	switch {
	case d.seed:
	case d.old == nil && !f.create, d.old != nil && !f.update && !f.frozen:
		return // the service's own: clients send back what they read
	}
	if raw == nil {
		d.null(f, out)
		return
	}
	v, ok := d.value(f, raw)
	if !ok {
		return
	}
	if d.old != nil && f.frozen && !d.seed {
		if !reflect.DeepEqual(v, d.old.props[f.name]) {
			d.fail(f.name, raw, "%s cannot be changed", f.name)
		}
		return
	}
	out[f.name] = v
}

// null gives a field its default, or unsets one that has none.
func (d *decoder) null(f *field, out map[string]any) {
	switch {
	case d.old != nil && f.frozen && !d.seed:
		if d.old.props[f.name] != nil {
			d.fail(f.name, nil, "%s cannot be changed", f.name)
		}
	case f.required && !d.seed:
		d.fail(f.name, nil, "%s is required", f.name)
	case f.hasDef:
		out[f.name] = f.def
	case f.typ == "members":
		out[f.name] = []any{}
	default:
		out[f.name] = nil
	}
}

// complete adds defaults to a new object, and misses what is required.
func (d *decoder) complete(f *field, out map[string]any) {
	if d.old != nil {
		return
	}
	if v, given := out[f.name]; given {
		if v == nil {
			delete(out, f.name)
		}
		return
	}
	if f.hasDef {
		out[f.name] = f.def
		return
	}
	missing := !slices.ContainsFunc(d.errs, func(e detail) bool { return e.Param == f.name })
	if f.required && missing && !(d.seed && f.isRef()) {
		d.fail(f.name, nil, "%s is required", f.name)
	}
}

var (
	shortNumber  = regexp.MustCompile(`^[0-9A-Za-z #\-+*()./]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})(?:(?:(-)[A-Z]{2}))?$`)
	countryForm  = regexp.MustCompile(`^[A-Z]{3}$`)
	hubName      = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	macForm      = regexp.MustCompile(`^[0-9A-F]{12}$`)
	objectID     = regexp.MustCompile(`^[0-9a-f]{24}$`)
)

// value checks one value by the type of its field. Numbers that come as text and
// text that comes as a number are taken: the vendor's own examples mix them.
func (d *decoder) value(f *field, raw any) (any, bool) {
	v, msg := convert(f, raw)
	if msg == "" && f.max > 0 {
		msg = tooLong(v, f.max)
	}
	if msg != "" {
		d.fail(f.name, raw, "%s", msg)
		return nil, false
	}
	return v, true
}

func convert(f *field, raw any) (any, string) {
	switch f.typ {
	case "bool":
		return asBool(raw)
	case "int":
		return asInt(raw)
	case "strings", "refs", "roles":
		return asStrings(f, raw)
	case "objects", "members":
		return asObjects(raw)
	case "object", "custom":
		return asObject(f, raw)
	}
	s, ok := text(raw)
	if !ok {
		return nil, "want a string"
	}
	return spelled(f, s)
}

// text reads a string, or a number as one.
func text(raw any) (string, bool) {
	switch v := raw.(type) {
	case string:
		return v, utf8.ValidString(v)
	case int64:
		return strconv.FormatInt(v, 10), true
	}
	return "", false
}

func asBool(raw any) (any, string) {
	switch v := raw.(type) {
	case bool:
		return v, ""
	case string:
		if v == "true" || v == "false" {
			return v == "true", ""
		}
	}
	return nil, "want a boolean"
}

func asInt(raw any) (any, string) {
	switch v := raw.(type) {
	case int64:
		return v, ""
	case string:
		if n, err := strconv.ParseInt(v, 10, 64); err == nil {
			return n, ""
		}
	}
	return nil, "want a whole number"
}

func asStrings(f *field, raw any) (any, string) {
	items, ok := raw.([]any)
	if !ok {
		return nil, "want a list of strings"
	}
	for _, item := range items {
		s, ok := item.(string)
		if !ok {
			return nil, "want a list of strings"
		}
		if f.typ == "roles" && !has(userRoles, s) {
			return nil, fmt.Sprintf("there is no role %q", s)
		}
		if utf8.RuneCountInString(s) > 255 {
			return nil, "an entry is too long"
		}
	}
	return items, ""
}

func asObjects(raw any) (any, string) {
	items, ok := raw.([]any)
	if !ok {
		return nil, "want a list of objects"
	}
	for _, item := range items {
		if _, ok := item.(map[string]any); !ok {
			return nil, "want a list of objects"
		}
	}
	return items, ""
}

// asObject reads an object; customData is bounded by the vendor's figures.
func asObject(f *field, raw any) (any, string) {
	m, ok := raw.(map[string]any)
	if !ok {
		return nil, "want an object"
	}
	if f.typ != "custom" {
		return m, ""
	}
	if len(m) > 20 {
		return nil, "more than 20 keys"
	}
	for k, v := range m {
		s, isText := v.(string)
		if len(k) > 64 || isText && len(s) > 4096 {
			return nil, fmt.Sprintf("%.64s: a key has at most 64 characters, a value 4096", k)
		}
	}
	return m, ""
}

// spelled checks text by the form that its type asks for.
func spelled(f *field, s string) (any, string) {
	switch f.typ {
	case "enum":
		if !has(f.among, s) {
			return nil, "must be one of " + strings.Join(f.among, ", ")
		}
	case "email":
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			return nil, "not an e-mail address"
		}
	case "short":
		return s, unless(shortNumber.MatchString(s), "must match "+shortNumber.String())
	case "language":
		return s, unless(languageForm.MatchString(s), "must match "+languageForm.String())
	case "country":
		return s, unless(countryForm.MatchString(s), "must be an ISO 3166-1 alpha-3 code")
	case "hubname":
		return s, unless(hubName.MatchString(s), "MA14: letters, digits, - and _ only")
	case "id":
		return s, unless(objectID.MatchString(s), "must be 24 hexadecimal digits")
	case "mac":
		s = strings.ToUpper(strings.NewReplacer(":", "", "-", "", ".", "").Replace(s))
		return s, unless(macForm.MatchString(s), "not a MAC address")
	case "date":
		t, err := time.Parse(time.RFC3339, s)
		return stamp(t), unless(err == nil, "not an ISO 8601 date")
	}
	return s, ""
}

func unless(ok bool, msg string) string {
	if ok {
		return ""
	}
	return msg
}

func tooLong(v any, max int) string {
	switch v := v.(type) {
	case string:
		return unless(utf8.RuneCountInString(v) <= max, fmt.Sprintf("longer than %d characters", max))
	case []any:
		return unless(len(v) <= max, fmt.Sprintf("more than %d entries", max))
	}
	return ""
}

// stamp writes a time as the vendor does: ISO 8601 with milliseconds and Z.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }
