// Package spec holds HTTP exchanges against the OpenAPI file that 3CX publishes.
// The file is not part of this repository: checks that need it look for it
// beside the repository and are skipped, by name, where it is missing.
package spec

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// Skip is what a test says that has no specification to check against.
const Skip = "skipped: official 3CX spec not found beside the repository"

// ErrNoRoute is the kind of error for a request that the specification does not have.
var ErrNoRoute = errors.New("no such operation in the specification")

// base is where the service is; the paths of the file come below it.
const base = "/xapi/v1"

// Validator checks exchanges. It is safe for concurrent use.
type Validator struct {
	doc    *openapi3.T
	routes []route
}

// route is one path of the specification as a pattern.
type route struct {
	path    string
	literal int // characters that are not parameters: the more, the better the match
	pattern *regexp.Regexp
	params  []string
	item    *openapi3.PathItem
}

// Find returns the path of a specification file beside the repository, looking
// upwards from the working directory; "" when there is none.
func Find(name string) string {
	dir, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			file := filepath.Join(dir, "..", "shared", "vendors", "3cx", name)
			if _, e := os.Stat(file); e == nil {
				return file
			}
			return ""
		}
		if filepath.Dir(dir) == dir {
			return ""
		}
		dir = filepath.Dir(dir)
	}
	return ""
}

// New reads a specification file.
func New(path string) (*Validator, error) {
	doc, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("3cx spec: %w", err)
	}
	v := &Validator{doc: doc}
	for _, p := range doc.Paths.InMatchingOrder() {
		v.routes = append(v.routes, compile(p, doc.Paths.Value(p)))
	}
	slices.SortStableFunc(v.routes, func(a, b route) int { return b.literal - a.literal })
	return v, nil
}

var param = regexp.MustCompile(`\\\{(\w+)\\\}`)

func compile(path string, item *openapi3.PathItem) route {
	r := route{path: path, item: item}
	quoted := regexp.QuoteMeta(path)
	for _, m := range param.FindAllStringSubmatch(quoted, -1) {
		r.params = append(r.params, m[1])
	}
	r.literal = len(param.ReplaceAllString(quoted, ""))
	r.pattern = regexp.MustCompile("^" + param.ReplaceAllString(quoted, `([^/]*?)`) + "$")
	return r
}

// find matches a path below base.
func (v *Validator) find(path, method string) (*routers.Route, map[string]string) {
	for _, r := range v.routes {
		m := r.pattern.FindStringSubmatch(path)
		if m == nil || r.item.GetOperation(method) == nil {
			continue
		}
		params := map[string]string{}
		for i, name := range r.params {
			params[name] = strings.Trim(m[i+1], "'")
		}
		return &routers.Route{Spec: v.doc, Server: &openapi3.Server{URL: base}, Path: r.path, PathItem: r.item, Method: method, Operation: r.item.GetOperation(method)}, params
	}
	return nil, nil
}

// Check holds one exchange against the specification: the request and its body,
// and the reply. Beyond what the file demands, a property that it does not have
// is an error on either side. A request that was refused is not checked itself:
// it may well be wrong on purpose.
func (v *Validator) Check(req *http.Request, body []byte, status int, header http.Header, reply []byte) error {
	path, ok := strings.CutPrefix(req.URL.Path, base)
	if !ok {
		return fmt.Errorf("%w: %s %s", ErrNoRoute, req.Method, req.URL.Path)
	}
	rt, params := v.find(path, req.Method)
	if rt == nil {
		return fmt.Errorf("%w: %s %s", ErrNoRoute, req.Method, req.URL.Path)
	}
	in := &openapi3filter.RequestValidationInput{
		Request: plain(req, body), PathParams: params, Route: rt,
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, IncludeResponseStatus: true, MultiError: true},
	}
	if status < 400 {
		if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
			return fmt.Errorf("request: %w", err)
		}
		if rb := rt.Operation.RequestBody; rb != nil && len(body) > 0 {
			if err := known(schemaOf(rb.Value.Content), body); err != nil {
				return fmt.Errorf("request: %w", err)
			}
		}
	}
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: status, Header: header, Options: in.Options}
	out.SetBodyBytes(reply)
	if err := openapi3filter.ValidateResponse(context.Background(), out); err != nil {
		return fmt.Errorf("reply: %w", err)
	}
	if res := rt.Operation.Responses.Status(status); res != nil && len(reply) > 0 {
		if err := known(schemaOf(res.Value.Content), reply); err != nil {
			return fmt.Errorf("reply: %w", err)
		}
	}
	return nil
}

// plain copies a request with a query that kin-openapi can split: semicolons
// escaped, and nested $expand and $select left out, whose commas are not the
// list's.
func plain(req *http.Request, body []byte) *http.Request {
	r := req.Clone(req.Context())
	r.Body = io.NopCloser(bytes.NewReader(body))
	r.ContentLength = int64(len(body))
	q, _ := url.ParseQuery(strings.ReplaceAll(r.URL.RawQuery, ";", "%3B"))
	for _, name := range []string{"$expand", "$select"} {
		if strings.Contains(q.Get(name), "(") {
			q.Del(name)
		}
	}
	r.URL.RawQuery = q.Encode()
	return r
}

func schemaOf(c openapi3.Content) *openapi3.Schema {
	for _, m := range c {
		if m.Schema != nil {
			return m.Schema.Value
		}
	}
	return nil
}

// known refuses properties that a schema does not have.
func known(s *openapi3.Schema, body []byte) error {
	var v any
	if s == nil || json.Unmarshal(body, &v) != nil {
		return nil
	}
	return walk(s, v, "")
}

func walk(s *openapi3.Schema, v any, path string) error {
	switch v := v.(type) {
	case []any:
		if s.Items == nil {
			return nil
		}
		for i, item := range v {
			if err := walk(s.Items.Value, item, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case map[string]any:
		props := map[string]*openapi3.Schema{}
		gather(s, props)
		for name, item := range v {
			if len(props) == 0 || strings.Contains(name, "@") {
				continue
			}
			p := props[name]
			if p == nil {
				return fmt.Errorf("%s.%s: the specification has no such property", path, name)
			}
			if err := walk(p, item, path+"."+name); err != nil {
				return err
			}
		}
	}
	return nil
}

// gather collects the properties of a schema and of those it builds on.
func gather(s *openapi3.Schema, into map[string]*openapi3.Schema) {
	for _, a := range s.AllOf {
		gather(a.Value, into)
	}
	for name, p := range s.Properties {
		into[name] = merged(p.Value)
	}
}

// merged is the schema that a property's allOf wraps.
func merged(s *openapi3.Schema) *openapi3.Schema {
	if len(s.AllOf) == 1 && len(s.Properties) == 0 {
		return s.AllOf[0].Value
	}
	return s
}
