package bitrix24

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/rest"
)

// PHP writes an empty map as [], a list whose keys are not 0, 1, 2 … as an object,
// and an id now as a number and now as a text (DOC; fast_bitrix24). Everything
// here reads any of these.

// encoded is parameters as PHP reads them from a query: FILTER[EMAIL][0]=….
func encoded(params map[string]any) string {
	var parts []string
	var walk func(name string, v any)
	walk = func(name string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range draft.SortedKeys(v) {
				walk(name+"["+k+"]", v[k])
			}
		case []any:
			for i, x := range v {
				walk(name+"["+strconv.Itoa(i)+"]", x)
			}
			if len(v) == 0 {
				parts = append(parts, url.QueryEscape(name)+"=")
			}
		case []string:
			for i, x := range v {
				walk(name+"["+strconv.Itoa(i)+"]", x)
			}
		case nil:
			parts = append(parts, url.QueryEscape(name)+"=")
		default:
			parts = append(parts, url.QueryEscape(name)+"="+url.QueryEscape(fmt.Sprint(v)))
		}
	}
	for _, k := range draft.SortedKeys(params) {
		walk(k, params[k])
	}
	return strings.Join(parts, "&")
}

// items visits the items of a list, or the values of a map that should be one.
func items(raw []byte, visit func(*rest.Scan)) {
	if len(raw) == 0 {
		return
	}
	s := rest.NewScan(raw)
	if s.Kind() == '{' {
		s.Object(func([]byte) { visit(s) })
		return
	}
	s.Array(func() { visit(s) })
}

// texted is a text, a number as its digits, and nothing of a list, a map or null.
func texted(s *rest.Scan) string {
	switch s.Kind() {
	case '{', '[', 'f':
		s.Skip()
		return ""
	case 't':
		s.Skip()
		return "Y"
	}
	return s.Text()
}

// strings of a list, whatever they are written as.
func textList(s *rest.Scan) []string {
	var out []string
	if s.Kind() != '[' && s.Kind() != '{' {
		if v := texted(s); v != "" {
			out = append(out, v)
		}
		return out
	}
	items(s.Raw(), func(s *rest.Scan) {
		if v := texted(s); v != "" {
			out = append(out, v)
		}
	})
	return out
}

// yes reads a switch: true, "Y", "1" or 1.
func yes(v string) bool { return v == "Y" || v == "1" || v == "true" }

// userRow is a user as user.get shows one.
type userRow struct {
	id, email   string
	active      bool
	departments []string
	fields      map[string]string
	more        rest.More // custom fields, which user.update takes too
}

// userFields are the fields that stand in an attribute of the same name.
var userFields = map[string]bool{"NAME": true, "LAST_NAME": true, "SECOND_NAME": true, "WORK_POSITION": true, "PERSONAL_MOBILE": true, "UF_PHONE_INNER": true,
	"PERSONAL_PHONE": true, "WORK_PHONE": true, "PERSONAL_WWW": true, "WORK_COMPANY": true, "USER_TYPE": true}

func readUser(s *rest.Scan) userRow {
	u := userRow{fields: map[string]string{}}
	s.Object(func(name []byte) {
		switch n := string(name); {
		case n == "ID":
			u.id = texted(s)
		case n == "EMAIL":
			u.email = strings.ToLower(strings.TrimSpace(texted(s)))
		case n == "ACTIVE":
			u.active = yes(texted(s))
		case n == "UF_DEPARTMENT":
			u.departments = textList(s)
		case userFields[n]:
			u.fields[n] = texted(s)
		case strings.HasPrefix(n, "UF_USR_"):
			u.more.Take(n, s)
		}
	})
	return u
}

// key is what a user is known by: the address, or the number of who has none.
func (u *userRow) key() string {
	if u.email == "" {
		return "#" + u.id
	}
	return u.email
}

// phoneNumber is a number in international form without what people put between
// its digits, since the portal takes and keeps both.
func phoneNumber(s string) string {
	if !strings.HasPrefix(s, "+") {
		return s
	}
	return "+" + strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

// roleRow is a role as the local module shows one.
type roleRow struct {
	id, name string
	letters  map[string]string
	more     rest.More // pairs of a newer version
}

func readRole(s *rest.Scan) roleRow {
	r := roleRow{letters: map[string]string{}}
	s.Object(func(name []byte) {
		switch string(name) {
		case "ID":
			r.id = texted(s)
		case "NAME":
			r.name = texted(s)
		case "PERMISSIONS":
			rest.Fields(s.Raw(), func(entity string, s *rest.Scan) {
				rest.Fields(s.Raw(), func(action string, s *rest.Scan) {
					name := entity + "." + action
					if _, known := pairNamed(name); known {
						r.letters[name] = texted(s)
						return
					}
					r.more.Take(name, s)
				})
			})
		}
	})
	return r
}

// permissions are letters as the local module takes them.
func permissions(letters map[string]string) map[string]any {
	out := map[string]any{}
	for _, name := range draft.SortedKeys(letters) {
		entity, action, _ := strings.Cut(name, ".")
		at, ok := out[entity].(map[string]any)
		if !ok {
			at = map[string]any{}
			out[entity] = at
		}
		at[action] = letters[name]
	}
	return out
}
