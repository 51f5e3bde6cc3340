package sim

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// query is the compiled query options of a request or of one $expand.
type query struct {
	top, skip int // -1 when not given
	count     bool
	filter    *expr
	search    string
	order     []order
	shape     *shape
	key       string // the text of what decides which rows come, in what order
	selected  string // $select as given, for the context
}

// order is one term of $orderby.
type order struct {
	expr *expr
	desc bool
}

// shape says which properties of a record are shown.
type shape struct {
	typ     *typ
	fields  []field
	expands []expansion
}

// field is a shown property; sub narrows a complex one.
type field struct {
	p   *prop
	sub *shape
}

// expansion is a navigation property that is shown.
type expansion struct {
	p *prop
	q *query
}

// maxTop is the largest $top the service takes.
const maxTop = 100

// rawOptions reads a query string. net/url refuses the semicolons that separate
// the options of a nested $expand. An option that is given several times is its
// values with a comma between them, as ASP.NET joins them; generated clients write
// lists so.
func rawOptions(s string) (map[string]string, *apiError) {
	out := map[string]string{}
	for part := range strings.SplitSeq(s, "&") {
		k, v, _ := strings.Cut(part, "=")
		k, err := url.QueryUnescape(k)
		v, err2 := url.QueryUnescape(v)
		if err != nil || err2 != nil {
			return nil, badQuery("The query string is not well encoded.")
		}
		if before, again := out[k]; again {
			v = before + "," + v
		}
		if k != "" {
			out[k] = v
		}
	}
	return out, nil
}

// options are the names of query options, which may be written without the
// dollar sign and in any case.
var options = []string{"$filter", "$search", "$orderby", "$select", "$expand", "$top", "$skip", "$count", "$format", "$skiptoken", "$apply", "$compute", "$levels"}

// undone are options of OData that this simulator does not carry out. Nothing is
// known of what 3CX does with them, and a reply that passes them over would be
// taken for an answer to what was asked.
var undone = []string{"$apply", "$compute", "$skiptoken", "$levels"}

// parseQuery compiles options over records of type t. On the request itself
// names without a dollar sign that are no option are ignored, as ASP.NET does.
func parseQuery(opts map[string]string, t *typ) (*query, *apiError) {
	q := &query{top: -1, skip: -1}
	given := map[string]string{}
	for k, v := range opts {
		name := strings.ToLower("$" + strings.TrimPrefix(k, "$"))
		if slices.Contains(options, name) {
			given[name] = strings.TrimSpace(v)
		} else if strings.HasPrefix(k, "$") {
			return nil, badQuery("The query parameter '%s' is not supported.", k)
		}
	}
	for _, name := range undone {
		if _, ok := given[name]; ok {
			return nil, notDone(name)
		}
	}
	steps := []func(*query, map[string]string, *typ) *apiError{parseNumbers, parseFilters, parseOrder, parseShape}
	for _, step := range steps {
		if err := step(q, given, t); err != nil {
			return nil, err
		}
	}
	q.key = given["$filter"] + "\x00" + given["$search"] + "\x00" + given["$orderby"]
	q.selected = given["$select"]
	return q, nil
}

func parseNumbers(q *query, given map[string]string, _ *typ) *apiError {
	for name, into := range map[string]*int{"$top": &q.top, "$skip": &q.skip} {
		v, ok := given[name]
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(v, 10, 32)
		if err != nil || n < 0 {
			return badQuery("Invalid value '%s' for %s query option found. The %s query option requires a non-negative integer value.", v, name, name)
		}
		*into = int(n)
	}
	switch v := strings.ToLower(given["$count"]); v {
	case "true":
		q.count = true
	case "", "false":
	default:
		return badQuery("Invalid value '%s' for $count query option found. Valid values are 'true' and 'false'.", v)
	}
	return nil
}

// checkTop is what the service says to a page that is too large.
func (q *query) checkTop() *apiError {
	if q.top <= maxTop {
		return nil
	}
	return badQuery("The limit of '%d' for Top query has been exceeded. The value from the incoming request is '%d'.", maxTop, q.top)
}

func parseFilters(q *query, given map[string]string, t *typ) (err *apiError) {
	q.search = strings.ToLower(strings.Trim(given["$search"], `"`))
	if f, ok := given["$filter"]; ok {
		q.filter, err = parseFilter(f, t)
	}
	return err
}

func parseOrder(q *query, given map[string]string, t *typ) *apiError {
	text := given["$orderby"]
	if text == "" {
		return nil
	}
	for _, term := range splitTop(text, ',') {
		term = strings.TrimSpace(term)
		desc := false
		if i := strings.LastIndexByte(term, ' '); i > 0 {
			switch strings.ToLower(term[i+1:]) {
			case "desc":
				desc = true
				term = strings.TrimSpace(term[:i])
			case "asc":
				term = strings.TrimSpace(term[:i])
			}
		}
		toks, err := lex(term)
		if err != nil {
			return err
		}
		p := &parser{src: term, toks: toks, root: t}
		e := p.or()
		if p.err == nil && (p.peek().kind != 0 || e.sort == listSort) {
			p.fail("The $orderby expression '%s' is not valid.", term)
		}
		if p.err != nil {
			return p.err
		}
		q.order = append(q.order, order{e, desc})
	}
	return nil
}

func parseShape(q *query, given map[string]string, t *typ) (err *apiError) {
	if q.shape, err = selectShape(given["$select"], t); err != nil {
		return err
	}
	if given["$expand"] == "" {
		return nil
	}
	for _, term := range splitTop(given["$expand"], ',') {
		name, opts, err := splitOptions(strings.TrimSpace(term))
		if err != nil {
			return err
		}
		p := t.prop(name)
		switch {
		case p == nil:
			return badQuery("Could not find a property named '%s' on type 'Pbx.%s'.", name, t.name)
		case !p.nav:
			return badQuery("Property '%s' on type 'Pbx.%s' is not a navigation property or complex property. Only navigation properties can be expanded.", name, t.name)
		}
		sub, err := parseQuery(opts, p.typ)
		if err != nil {
			return err
		}
		if err := sub.checkTop(); err != nil {
			return err
		}
		q.shape.expands = append(q.shape.expands, expansion{p, sub})
	}
	return nil
}

// plainShape shows every property that is not for navigation.
func plainShape(t *typ) *shape {
	s := &shape{typ: t, fields: make([]field, 0, len(t.props))}
	for _, p := range t.props {
		if !p.nav {
			s.fields = append(s.fields, field{p: p})
		}
	}
	return s
}

// selectShape compiles a $select.
func selectShape(text string, t *typ) (*shape, *apiError) {
	if text == "" {
		return &shape{typ: t, fields: slices.Clip(t.plain.fields)}, nil
	}
	s := &shape{typ: t}
	for _, term := range splitTop(text, ',') {
		term = strings.TrimSpace(term)
		if term == "*" {
			return &shape{typ: t, fields: slices.Clip(t.plain.fields)}, nil
		}
		if err := s.add(term); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(s.fields, func(a, b field) int { return slices.Index(t.props, a.p) - slices.Index(t.props, b.p) })
	return s, nil
}

// add shows one more property: Name, Complex/Name, or Complex($select=Name).
func (s *shape) add(term string) *apiError {
	path, opts, err := splitOptions(term)
	if err != nil {
		return err
	}
	name, rest, nested := strings.Cut(path, "/")
	p := s.typ.prop(name)
	if p == nil {
		return badQuery("Could not find a property named '%s' on type 'Pbx.%s'.", name, s.typ.name)
	}
	if p.nav {
		return nil // selected links have nothing to show without $expand
	}
	inner := ""
	for k, v := range opts {
		if strings.EqualFold(strings.TrimPrefix(k, "$"), "select") {
			inner = v
		}
	}
	if nested {
		inner = rest
	}
	i := slices.IndexFunc(s.fields, func(f field) bool { return f.p == p })
	if inner == "" {
		if i >= 0 {
			s.fields[i].sub = nil
		} else {
			s.fields = append(s.fields, field{p: p})
		}
		return nil
	}
	if p.typ == nil {
		return badQuery("The property '%s' on type 'Pbx.%s' has no properties to select.", p.name, s.typ.name)
	}
	sub, err := selectShape(inner, p.typ)
	if err != nil {
		return err
	}
	switch {
	case i < 0:
		s.fields = append(s.fields, field{p, sub})
	case s.fields[i].sub != nil:
		s.fields[i].sub.fields = append(s.fields[i].sub.fields, sub.fields...)
	}
	return nil
}

// splitTop splits at a separator that is outside brackets and strings.
func splitTop(s string, sep byte) []string {
	var out []string
	depth, start, inString := 0, 0, false
	for i := range len(s) {
		switch c := s[i]; {
		case c == '\'':
			inString = !inString
		case inString:
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == sep && depth == 0:
			out = append(out, s[start:i])
			start = i + 1
		}
	}
	return append(out, s[start:])
}

// splitOptions reads Name($select=…;$filter=…).
func splitOptions(term string) (string, map[string]string, *apiError) {
	name, rest, has := strings.Cut(term, "(")
	if !has {
		return name, nil, nil
	}
	inner, closed := strings.CutSuffix(rest, ")")
	if !closed {
		return "", nil, badQuery("Unbalanced brackets in '%s'.", term)
	}
	opts := map[string]string{}
	for _, o := range splitTop(inner, ';') {
		if o = strings.TrimSpace(o); o == "" {
			continue
		}
		k, v, ok := strings.Cut(o, "=")
		if !ok {
			return "", nil, badQuery("The option '%s' in '%s' has no value.", o, term)
		}
		opts[strings.TrimSpace(k)] = v
	}
	return strings.TrimSpace(name), opts, nil
}
