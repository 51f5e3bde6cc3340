package load

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	cueerrors "cuelang.org/go/cue/errors"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema"
)

// explainFaults explains pieces that CUE refused.
func (l *loader) explainFaults(faults []fault) {
	for _, f := range faults {
		x := &explainer{}
		path := f.unit.path()
		if s, ok := shapeAt(path, ""); ok {
			x.check(path, f.unit.node().parts, s)
		} else if u := f.unit; u.id != "" {
			x.badEntry(path, first(u.node().parts), mustShape(path[:1]))
		} else {
			x.unknown(path, first(u.node().parts), language(), "")
		}
		l.explained(x, f.err, cue.Value{})
	}
}

// explained keeps what an explainer found, and lets CUE add what it did not.
func (l *loader) explained(x *explainer, err error, own cue.Value) {
	t := &translator{l: l, own: own}
	for _, e := range cueerrors.Errors(err) {
		t.add(e)
	}
	found := append(x.out, t.settle(x)...)
	if len(found) == 0 {
		// Whatever was refused must not pass in silence.
		found.Add(t.explain(complaint{message: "CUE refuses this site without saying why"}))
	}
	for _, d := range found {
		l.diags.Add(l.ofRoster(d))
	}
}

// complaints is everything that CUE holds against a site. One kind of error
// hides others, so each record is asked about by itself as well.
func complaints(site cue.Value) error {
	var all cueerrors.Error
	add := func(v cue.Value) {
		for _, e := range cueerrors.Errors(v.Validate(cue.Concrete(true))) {
			all = cueerrors.Append(all, e)
		}
	}
	roots, err := site.Fields()
	for err == nil && roots.Next() {
		if collections[roots.Selector().Unquoted()] {
			records, err := roots.Value().Fields()
			for err == nil && records.Next() {
				add(records.Value())
			}
		}
		add(roots.Value())
	}
	add(site)
	if all == nil {
		return nil
	}
	return all
}

// explainPackage explains why the package was refused. own is the package
// without the language.
func (l *loader) explainPackage(own cue.Value, err error) {
	x := &explainer{mixed: func(root string) bool { return !l.plan.free(root) }, blamed: map[string]bool{}}
	for _, e := range cueerrors.Errors(err) {
		path := sitePath(e.Path())
		x.blamed[model.Path(path...)] = true
		x.blamed[model.Path(path[:max(0, len(path)-1)]...)] = true
	}
	x.structure(nil, l.rootParts(), language())
	l.explained(x, err, own)
}

// rootParts is every declaration that the package is judged by.
func (l *loader) rootParts() []part {
	var out []part
	for _, p := range l.written() {
		s := p.expr.(*ast.StructLit)
		fields := &ast.StructLit{}
		for _, d := range s.Elts {
			if f, ok := d.(*ast.Field); ok && !helper(f) {
				fields.Elts = append(fields.Elts, d)
			}
		}
		out = append(out, part{expr: fields})
	}
	return out
}

// explainUnevaluated explains literals of a package that cannot be evaluated,
// so that one broken file does not hide what is wrong with the others.
func (l *loader) explainUnevaluated() {
	x := &explainer{mixed: func(string) bool { return true }}
	for _, f := range l.pkg.files {
		x.structure(nil, []part{{expr: fieldsOf(f)}}, language())
	}
	l.diags = append(l.diags, x.out...)
}

func fieldsOf(f *ast.File) *ast.StructLit {
	s := &ast.StructLit{}
	for _, d := range f.Decls {
		if field, ok := d.(*ast.Field); ok && !helper(field) {
			s.Elts = append(s.Elts, d)
		}
	}
	return s
}

// shapeAt is the language's shape at a path.
func shapeAt(path []string, choice string) (*shape, bool) {
	s := language()
	for i, name := range path {
		m, ok := s.child(name, choice)
		if !ok && s.by != "" && choice == "" {
			for _, c := range s.choices {
				if m, ok = c.child(name, ""); ok {
					break
				}
			}
		}
		if !ok {
			if s.item != nil && i < len(path) {
				s = s.item
				continue
			}
			return nil, false
		}
		s = m.shape
	}
	return s, true
}

func mustShape(path []string) *shape {
	if s, ok := shapeAt(path, ""); ok {
		return s
	}
	return &shape{open: true}
}

// complaint is one error of CUE.
type complaint struct {
	path    []string
	message string
	at      []diag.Pos // the operator's lines
}

type translator struct {
	l    *loader
	own  cue.Value
	list []complaint
}

func (t *translator) add(e cueerrors.Error) {
	format, args := e.Msg()
	c := complaint{path: sitePath(e.Path()), message: fmt.Sprintf(format, args...)}
	for _, p := range append([]diag.Pos{place(e.Position())}, positions(e)...) {
		if !p.IsZero() && !strings.HasPrefix(p.File, languageFile) && !slices.Contains(c.at, p) {
			c.at = append(c.at, p)
		}
	}
	t.list = append(t.list, c)
}

func positions(e cueerrors.Error) []diag.Pos {
	var out []diag.Pos
	for _, p := range cueerrors.Positions(e) {
		out = append(out, place(p))
	}
	return out
}

// sitePath drops the definition that CUE puts in front, and quotes.
func sitePath(path []string) []string {
	var out []string
	for _, p := range path {
		if len(out) == 0 && strings.HasPrefix(p, "#") {
			continue
		}
		out = append(out, unquoted(p))
	}
	if len(out) > 0 && len(out) < len(path) && path[len(path)-len(out)-1] != schema.Root {
		if _, ok := language().index[out[0]]; !ok {
			return path // inside a definition of the author's own
		}
	}
	return out
}

func unquoted(p string) string {
	if parts := model.SplitPath(p); len(parts) == 1 {
		return parts[0]
	}
	return p
}

// settle keeps one complaint for each mistake: none where one is explained
// already, and the deepest where several lie on one path.
func (t *translator) settle(x *explainer) diag.List {
	done := x.silent
	for _, d := range x.out {
		done = append(done, model.SplitPath(d.Path))
	}
	slices.SortStableFunc(t.list, func(a, b complaint) int {
		if d := len(b.path) - len(a.path); d != 0 {
			return d
		}
		return noise(a.message) - noise(b.message)
	})
	slices.SortStableFunc(t.list, func(a, b complaint) int { return t.doubt(a) - t.doubt(b) })
	var out diag.List
	for _, c := range t.list {
		if covered(done, c) || t.spurious(c) && len(done) > 0 {
			continue
		}
		done = append(done, c.path)
		d := t.explain(c)
		if !slices.ContainsFunc(out, func(e diag.Diagnostic) bool {
			return e.Code == d.Code && e.Message == d.Message && (e.At() == d.At() || d.Code == diag.Undefined)
		}) {
			out.Add(d) // a rule that fills several records is one mistake
		}
	}
	return out
}

// noise orders CUE's messages about one place: summaries come last.
func noise(message string) int {
	switch {
	case strings.Contains(message, "empty disjunction"), strings.Contains(message, "incomplete"):
		return 2
	case strings.Contains(message, "conflicting values false and"), strings.Contains(message, "mismatched types bool and struct"):
		return 1
	}
	return 0
}

func covered(done [][]string, c complaint) bool {
	if len(c.path) == 0 {
		return len(done) > 0 && noise(c.message) > 0
	}
	return slices.ContainsFunc(done, func(p []string) bool {
		return len(p) > 0 && (startsWith(p, c.path) || startsWith(c.path, p))
	})
}

// spurious reports whether CUE refuses a field that the language has: what it
// says about the inside of a record that is wrong elsewhere is not to be
// trusted.
func (t *translator) spurious(c complaint) bool {
	if noise(c.message) == 1 && !t.takenOut(c.path) {
		return true // the `false` is the language's own
	}
	_, known := shapeAt(c.path, "")
	return known && notAllowed.MatchString(c.message)
}

// doubt puts what may be spurious after everything else.
func (t *translator) doubt(c complaint) int {
	if t.spurious(c) {
		return 1
	}
	return 0
}

// takenOut reports whether the site writes false at a path.
func (t *translator) takenOut(path []string) bool {
	return slices.ContainsFunc(t.l.where.find(path), func(f found) bool {
		text := t.l.line(f.value)
		return f.value.Col > 0 && f.value.Col <= len(text) && strings.HasPrefix(text[f.value.Col-1:], "false")
	})
}

func startsWith(path, prefix []string) bool {
	return len(path) >= len(prefix) && slices.Equal(path[:len(prefix)], prefix)
}

var (
	notFound   = regexp.MustCompile(`reference "([^"]+)" not found`)
	undefined  = regexp.MustCompile(`undefined field: (\S+)`)
	notPresent = regexp.MustCompile(`field is required but not present`)
	notAllowed = regexp.MustCompile(`field not allowed`)
	conflict   = regexp.MustCompile(`(?s)^conflicting values (.*?) and (.*?)(?: \(mismatched types \S+ and \S+\))?$`)
	circular   = regexp.MustCompile(`cycle`)
	unsettled  = regexp.MustCompile(`incomplete value|non-concrete|ambiguous default|unresolved disjunction`)
	outOfBound = regexp.MustCompile(`^invalid value (.*) \(out of bound =~(.*)\)$`)
	ownPrefix  = regexp.MustCompile(`#[A-Z][A-Za-z0-9]*\.`)
)

// explain writes one complaint of CUE in the operator's words.
func (t *translator) explain(c complaint) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.Refused, Path: model.Path(c.path...), Pos: t.places(c)}
	switch {
	case notFound.MatchString(c.message):
		t.undefined(&d, notFound.FindStringSubmatch(c.message)[1])
	case undefined.MatchString(c.message):
		name := undefined.FindStringSubmatch(c.message)[1]
		d.Code, d.Message = diag.Undefined, fmt.Sprintf("there is no field %s where this refers to", name)
		d.Hint = "correct the reference, or write the field"
	case circular.MatchString(c.message):
		d.Code, d.Message = diag.Circular, fmt.Sprintf("%s depends on itself, so it has no value", subject(c))
		d.Hint = "write one of the values in the circle out"
	case notPresent.MatchString(c.message):
		t.missing(&d, c)
	case notAllowed.MatchString(c.message):
		t.unknown(&d, c)
	case unsettled.MatchString(c.message):
		t.unsettled(&d, c)
	default:
		t.refused(&d, c)
	}
	return d
}

func subject(c complaint) string {
	if len(c.path) == 0 {
		return "this"
	}
	if strings.HasPrefix(c.path[0], "#") {
		return strings.Join(c.path, ".")
	}
	return model.Path(c.path...)
}

// places is the operator's lines of a complaint; where CUE names none, those on
// which the path, or what is above it, is written.
func (t *translator) places(c complaint) []diag.Pos {
	if len(c.at) > 0 {
		return c.at
	}
	for n := len(c.path); n > 0; n-- {
		if found := t.l.where.find(c.path[:n]); len(found) > 0 {
			return []diag.Pos{found[0].pos()}
		}
	}
	if t.l.pkg != nil && len(t.l.pkg.files) > 0 {
		return []diag.Pos{{File: t.l.pkg.files[0].Filename}}
	}
	return nil
}

// unsettled explains a value that is not one.
func (t *translator) unsettled(d *diag.Diagnostic, c complaint) {
	d.Code, d.Message = diag.Unsettled, fmt.Sprintf("%s has no value: what is written only limits it", subject(c))
	d.Hint = "write the value, or take the field out; a value with two defaults has none"
	for _, f := range t.l.where.find(c.path) {
		if f.refers {
			d.Message = fmt.Sprintf("%s refers to something that has no value itself", subject(c))
			d.Hint = "write the value where the reference leads; references in a circle lead to none"
		}
	}
}

func (t *translator) undefined(d *diag.Diagnostic, name string) {
	d.Code, d.Message = diag.Undefined, fmt.Sprintf("%s is defined nowhere in this package", name)
	if at := d.At(); strings.HasPrefix(strings.TrimSpace(t.l.line(at)), "- ") {
		d.Message, d.Hint = "this is a list in YAML, and a site is CUE", "entries are fields by id: users: {alice: {…}, bob: {…}}"
		return
	}
	if near, ok := diag.Nearest(name, t.l.pkg.names()); ok {
		d.Hint = fmt.Sprintf("did you mean %s?", near)
		return
	}
	if near, ok := library[name]; ok && near {
		d.Hint = fmt.Sprintf("import it: import %q", name)
		return
	}
	d.Hint = "text stands in quotes; a name without quotes refers to something defined elsewhere"
}

// names is what a file of the package may refer to.
func (p *pkg) names() []string {
	var out []string
	for _, f := range p.files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.Field:
				if id, ok := d.Label.(*ast.Ident); ok {
					out = append(out, id.Name)
				}
			case *ast.LetClause:
				out = append(out, d.Ident.Name)
			}
		}
		for spec := range f.ImportSpecs() {
			out = append(out, importName(spec))
		}
	}
	return out
}

func (t *translator) missing(d *diag.Diagnostic, c complaint) {
	d.Code = diag.Missing
	if len(c.path) < 2 {
		d.Message = fmt.Sprintf("%s is missing", subject(c))
		return
	}
	holder, name := last(c.path[:len(c.path)-1]), last(c.path)
	d.Message = fmt.Sprintf("%s has no %s, which it needs", holder, name)
	d.Hint = fmt.Sprintf("write %s: …", quoteName(name))
	if s, ok := shapeAt(c.path, ""); ok && len(s.words) > 0 {
		d.Hint = fmt.Sprintf("write %s: %q, or another of %s", quoteName(name), s.words[0], strings.Join(s.words, ", "))
	}
}

func (t *translator) unknown(d *diag.Diagnostic, c complaint) {
	if len(c.path) == 0 {
		d.Code, d.Message = diag.UnknownField, "a field that a site does not have"
		return
	}
	s, ok := shapeAt(c.path[:len(c.path)-1], "")
	if !ok {
		d.Code, d.Message = diag.UnknownField, fmt.Sprintf("there is no field %s", subject(c))
		return
	}
	x := &explainer{}
	x.unknown(c.path, d.At(), s, "")
	x.out[0].Pos = d.Pos
	*d = x.out[0]
}

// refused explains a value that the language does not take: from the value
// itself where it is known, else from CUE's text.
func (t *translator) refused(d *diag.Diagnostic, c complaint) {
	if len(c.path) == 0 && strings.Contains(c.message, "mismatched types") {
		d.Code, d.Message, d.Hint = diag.WrongType, "a value stands here by itself, and a site is made of fields", "write name: value, or take it out"
		return
	}
	s, known := shapeAt(c.path, "")
	v := t.own.LookupPath(selectors(c.path))
	if known && s.message != "" {
		d.Code, d.Message = diag.Misplaced, s.message
		return
	}
	if known && v.Exists() && v.Kind() == cue.StringKind {
		text, _ := v.String()
		if message, hint, code, bad := textFault(c.path, text, s); bad {
			d.Code, d.Message, d.Hint = code, message, hint
			return
		}
	}
	if m := conflict.FindStringSubmatch(c.message); m != nil {
		t.conflict(d, c, tidy(m[1]), tidy(m[2]))
		return
	}
	if m := outOfBound.FindStringSubmatch(c.message); m != nil {
		d.Code, d.Pos = diag.Malformed, t.writtenFirst(c)
		d.Message = fmt.Sprintf("%s is %s, and the site wants %s", subject(c), m[1], tidy(m[2]))
		d.Hint = "change the value, or the rule that limits it"
		return
	}
	d.Message = tidy(c.message)
	if len(c.path) > 0 {
		d.Message = fmt.Sprintf("%s: %s", subject(c), d.Message)
	}
}

// conflict explains two values of which at least one is not written as a literal
// on its own line: a template's, a pattern's, a computed one.
func (t *translator) conflict(d *diag.Diagnostic, c complaint, a, b string) {
	d.Code, d.Pos = diag.Conflict, t.writtenFirst(c)
	d.Message = fmt.Sprintf("%s cannot be both %s and %s", subject(c), clip(a), clip(b))
	d.Hint = fmt.Sprintf("keep one of the two; a value that sites may change stands in the template as a default: *%s | string", clip(a))
	if (a == "false" || b == "false") && t.takenOut(c.path) {
		d.Message = fmt.Sprintf("%s is taken out here, and the template that gives it does not allow that", subject(c))
		d.Hint = fmt.Sprintf("write it in the template as %s: *{…} | false", quoteName(last(c.path)))
	}
}

// writtenFirst is the places of a complaint, those in which the path itself is
// written before templates, without mere references.
func (t *translator) writtenFirst(c complaint) []diag.Pos {
	var out []diag.Pos
	for _, f := range t.l.where.find(c.path) {
		out = append(out, f.pos())
	}
	for _, p := range t.places(c) {
		text := t.l.line(p)
		if p.Col > 0 && p.Col <= len(text) && (text[p.Col-1] == '#' || slices.Contains(out, p)) {
			continue
		}
		out = append(out, p)
	}
	return out
}

func selectors(path []string) cue.Path {
	out := make([]cue.Selector, len(path))
	for i, p := range path {
		out[i] = cue.Str(p)
	}
	return cue.MakePath(out...)
}

// tidy takes the language's own names out of CUE's text, and line breaks.
func tidy(s string) string {
	return strings.Join(strings.Fields(ownPrefix.ReplaceAllString(s, "")), " ")
}
