package sim

import (
	"net/url"
	"strings"
)

// segment is one part of a resource path: Name, Name(key) or Name(a=1,b='x').
type segment struct {
	name string
	args map[string]string // "" is the one key without a name
	call bool              // brackets were there
}

// parsePath splits the path below /xapi/v1/. The values are unquoted.
func parsePath(escaped string) ([]segment, *apiError) {
	var out []segment
	if escaped == "" {
		return nil, nil
	}
	for part := range strings.SplitSeq(strings.TrimSuffix(escaped, "/"), "/") {
		s, err := url.PathUnescape(part)
		if err != nil {
			return nil, bad("The path is not well encoded.")
		}
		seg, ok := parseSegment(s)
		if !ok {
			return nil, status(404)
		}
		out = append(out, seg)
	}
	return out, nil
}

func parseSegment(s string) (segment, bool) {
	name, rest, has := strings.Cut(s, "(")
	if !has {
		return segment{name: s}, true
	}
	inner, ok := strings.CutSuffix(rest, ")")
	seg := segment{name: name, call: true, args: map[string]string{}}
	if !ok {
		return seg, false
	}
	if strings.TrimSpace(inner) == "" {
		return seg, true
	}
	for _, arg := range splitTop(inner, ',') {
		k, v := "", strings.TrimSpace(arg)
		if i := strings.IndexByte(v, '='); i > 0 && v[0] != '\'' {
			k, v = strings.ToLower(strings.TrimSpace(v[:i])), strings.TrimSpace(v[i+1:])
		}
		seg.args[k] = v
	}
	return seg, true
}

// stringKey reads a quoted string; false for anything else.
func stringKey(s string) (string, bool) {
	if s == "" || s[0] != '\'' {
		return "", false
	}
	text, n := quoted(s)
	return text, n == len(s)
}
