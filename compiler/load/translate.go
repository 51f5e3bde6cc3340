package load

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

var (
	notFound   = regexp.MustCompile(`reference "([^"]+)" not found`)
	undefined  = regexp.MustCompile(`undefined field: (\S+)`)
	lacking    = regexp.MustCompile(`required field missing: (\S+)`)
	notPresent = regexp.MustCompile(`field is required but not present`)
	notAllowed = regexp.MustCompile(`field not allowed`)
	conflict   = regexp.MustCompile(`(?s)^conflicting values (.*?) and (.*?)(?: \(mismatched types \S+ and \S+\))?$`)
	circular   = regexp.MustCompile(`cycle`)
	unsettled  = regexp.MustCompile(`incomplete value|non-concrete|ambiguous default|unresolved disjunction`)
	outOfBound = regexp.MustCompile(`^invalid value (.*) \(out of bound ([=!<>]=?~?)(.*)\)$`)
	notOne     = regexp.MustCompile(`does not satisfy (?:matchN|struct\.M(?:in|ax)Fields)`)
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
	case lacking.MatchString(c.message):
		c.path = append(slices.Clip(c.path), unquoted(lacking.FindStringSubmatch(c.message)[1]))
		t.missing(&d, c)
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
		if at := origin(t.evaluated(c.path[:n])); !at.IsZero() {
			return []diag.Pos{at} // computed
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
	if near, ok := diag.Nearest(name, t.l.names()); ok {
		d.Hint = fmt.Sprintf("did you mean %s?", near)
		return
	}
	if path := t.l.pathAt(d.At()); private(path) {
		d.Path, d.Message = model.Path(path...), fmt.Sprintf("what %s refers to is defined nowhere in this package; %s", last(path), unrepeated)
		d.Hint = "say where the secret is kept, as a text in quotes; " + changeIt
		return
	}
	if near, ok := library[name]; ok && near {
		d.Hint = fmt.Sprintf("import it: import %q", name)
		return
	}
	d.Hint = "text stands in quotes; a name without quotes refers to something defined elsewhere"
}

// names is what a file of the package may refer to.
func (l *loader) names() []string {
	out := slices.Collect(maps.Keys(l.where.roots)) // whose declarations may be gone
	for _, f := range l.pkg.files {
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
	slices.Sort(out)
	return slices.Compact(out)
}

func (t *translator) missing(d *diag.Diagnostic, c complaint) {
	d.Code = diag.Missing
	if len(c.path) < 2 {
		d.Message = fmt.Sprintf("%s is missing", subject(c))
		return
	}
	above, name := c.path[:len(c.path)-1], last(c.path)
	if s, ok := t.shapeAt(above); ok && t.ofSeveral(d, above, name, s) {
		return
	}
	holder := last(above)
	d.Message = fmt.Sprintf("%s has no %s, which it needs", holder, name)
	d.Hint = fmt.Sprintf("write %s: …", quoteName(name))
	if s, ok := t.shapeAt(c.path); ok && len(s.words) > 0 {
		d.Hint = fmt.Sprintf("write %s: %q, or another of %s", quoteName(name), s.words[0], strings.Join(s.words, ", "))
	}
}

func (t *translator) unknown(d *diag.Diagnostic, c complaint) {
	if len(c.path) == 0 {
		d.Code, d.Message = diag.UnknownField, "a field that a site does not have"
		return
	}
	s, ok := t.shapeAt(c.path[:len(c.path)-1])
	if !ok {
		d.Code, d.Message = diag.UnknownField, fmt.Sprintf("there is no field %s", subject(c))
		return
	}
	x := &explainer{}
	x.unknown(c.path, d.At(), s, "")
	x.out[0].Pos = d.Pos
	*d = x.out[0]
}

// ofSeveral explains the lack of a field that is one of several, or that another
// makes no sense without.
func (t *translator) ofSeveral(d *diag.Diagnostic, path []string, name string, s *shape) bool {
	for _, n := range s.needs {
		if n[1] == name && t.has(path, n[0]) {
			d.Message, d.Hint = without(n)
			return true
		}
	}
	for _, set := range s.one {
		if slices.Contains(set, name) {
			t.exactlyOne(d, path, set)
			return true
		}
	}
	return false
}

// exactlyOne explains alternatives of which none or several were computed.
func (t *translator) exactlyOne(d *diag.Diagnostic, path, set []string) {
	var have []string
	for _, name := range set {
		if t.has(path, name) {
			have = append(have, name)
		}
	}
	d.Code, d.Path = diag.NotExactlyOne, model.Path(path...)
	d.Message, d.Hint = alternativesFault(path, have, set)
}
