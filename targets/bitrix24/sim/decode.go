package sim

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
)

// Limits of PHP on what a request may hold.
const (
	formDepth = 64  // max_input_nesting_level
	jsonDepth = 512 // depth of json_decode
	formParts = 1 << 20
)

// decode reads the parameters of a request: those of the query, and over them
// those of the body, whatever the verb.
func decode(r *http.Request, body []byte) *array {
	p := newArray()
	parsePairs(p, r.URL.RawQuery)
	kind, params, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	over := newArray()
	switch {
	case len(body) == 0:
	case kind == "application/json" || strings.HasSuffix(kind, "+json"):
		over = parseJSON(body)
	case kind == "multipart/form-data":
		parseMultipart(over, body, params["boundary"])
	case kind == "application/x-www-form-urlencoded" || kind == "":
		parsePairs(over, string(body))
	}
	for _, k := range over.keys {
		p.set(k, over.vals[k])
	}
	return p
}

// parsePairs reads a=b&c[d][]=e as PHP does.
func parsePairs(into *array, query string) {
	for _, pair := range strings.Split(query, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		into.setPath(unescape(name), unescape(value))
	}
}

// unescape decodes %XX and +; what is no escape stays as it is.
func unescape(s string) string {
	if out, err := url.QueryUnescape(s); err == nil {
		return out
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '+':
			b.WriteByte(' ')
		case s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			c, _ := url.QueryUnescape(s[i : i+3])
			b.WriteString(c)
			i += 2
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'
}

// setPath stores a value under a name with brackets: FILTER[ID][].
func (a *array) setPath(name string, v any) {
	base, path := splitName(name)
	if base == "" || len(path) > formDepth {
		return
	}
	if len(path) == 0 {
		a.set(base, v)
		return
	}
	at := a.open(base)
	for _, seg := range path[:len(path)-1] {
		if seg == "" {
			next := newArray()
			at.add(next)
			at = next
			continue
		}
		at = at.open(seg)
	}
	if last := path[len(path)-1]; last == "" {
		at.add(v)
	} else {
		at.set(last, v)
	}
}

// open is the array under key, made when something else or nothing is there.
func (a *array) open(key string) *array {
	if x := a.sub(key); x != nil {
		return x
	}
	x := newArray()
	a.set(key, x)
	return x
}

// splitName cuts a name into the variable and the keys in brackets. Dots and
// spaces in the variable become underscores; a bracket that is never closed
// belongs to it; what follows the last bracket is ignored.
func splitName(name string) (string, []string) {
	name = strings.TrimLeft(name, " ")
	open := strings.IndexByte(name, '[')
	if open <= 0 || !strings.Contains(name[open:], "]") {
		return strings.NewReplacer(".", "_", " ", "_", "[", "_").Replace(name), nil
	}
	base := strings.NewReplacer(".", "_", " ", "_").Replace(name[:open])
	var path []string
	for rest := name[open:]; strings.HasPrefix(rest, "["); {
		key, after, ok := strings.Cut(rest[1:], "]")
		if !ok {
			break
		}
		path = append(path, key)
		rest = after
	}
	return base, path
}

// parseMultipart reads a form as browsers send files; files are not kept.
func parseMultipart(into *array, body []byte, boundary string) {
	m := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := m.NextPart()
		if err != nil {
			return
		}
		value, err := io.ReadAll(io.LimitReader(part, formParts))
		if err != nil {
			return
		}
		if part.FileName() == "" && part.FormName() != "" {
			into.setPath(part.FormName(), string(value))
		}
	}
}

var errDepth = errors.New("nested too deeply")

// parseJSON reads a JSON body; one that is not an object or a list holds no parameters.
func parseJSON(body []byte) *array {
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	v, err := readJSON(dec, 0)
	a, ok := v.(*array)
	if err != nil || !ok {
		return newArray()
	}
	return a
}

func readJSON(dec *json.Decoder, depth int) (any, error) {
	if depth > jsonDepth {
		return nil, errDepth
	}
	token, err := dec.Token()
	if err != nil {
		return nil, err
	}
	d, ok := token.(json.Delim)
	if !ok {
		return token, nil
	}
	a := newArray()
	for dec.More() {
		if d == '{' {
			if token, err = dec.Token(); err != nil {
				return nil, err
			}
		}
		v, err := readJSON(dec, depth+1)
		if err != nil {
			return nil, err
		}
		if key, ok := token.(string); ok && d == '{' {
			a.set(key, v)
		} else {
			a.add(v)
		}
	}
	_, err = dec.Token()
	return a, err
}
