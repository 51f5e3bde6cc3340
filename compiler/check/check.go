package check

import (
	"strconv"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// Locator finds where the field at a canonical path was written; the zero Pos
// when it does not know.
type Locator interface{ Pos(path string) diag.Pos }

// Site reports every mistake across the objects of a site. Without a locator,
// which may be nil, mistakes in fields stand at the object that has them.
func Site(s *model.Site, where Locator) diag.List {
	r := &run{index: newIndex(s), where: where}
	for _, check := range rules {
		check(r)
	}
	return r.out.Sorted()
}

// rules are the families, one for each file.
var rules = []func(*run){
	references, departments, numbers, identity, groups, ringing, assistants, roles, grants, contactCentre, licences, devices, secrets, targets, policies, zones,
}

// run is one check of one site.
type run struct {
	*index
	where Locator
	hints int // nearest names looked up so far

	owning map[string]bool // users with a device, once somebody asked
	out    diag.List
}

// problem is a diagnostic in the making.
type problem struct {
	code    diag.Code
	path    string
	at      diag.Pos   // where the object or entry is, when the field's own place is not known
	also    []diag.Pos // the other lines that take part
	target  string
	message string
	hint    string
}

func (r *run) fail(p problem)   { r.add(diag.Error, p) }
func (r *run) warn(p problem)   { r.add(diag.Warning, p) }
func (r *run) notice(p problem) { r.add(diag.Notice, p) }

func (r *run) add(s diag.Severity, p problem) {
	d := diag.Diagnostic{Code: p.code, Severity: s, Target: p.target, Path: p.path, Message: p.message, Hint: p.hint}
	for _, pos := range append([]diag.Pos{r.place(p.path, p.at)}, p.also...) {
		if !pos.IsZero() {
			d.Pos = append(d.Pos, pos)
		}
	}
	r.out.Add(d)
}

// place is where the field at path was written, or where its object is.
func (r *run) place(path string, at diag.Pos) diag.Pos {
	if r.where != nil {
		if pos := r.where.Pos(path); !pos.IsZero() {
			return pos
		}
	}
	return at
}

// path is model.Path for parts of which some are elements of lists, as nth gives
// them.
func path(parts ...string) string {
	var b strings.Builder
	for i, p := range parts {
		switch {
		case strings.HasPrefix(p, "["): // no id begins so
			b.WriteString(p)
			continue
		case i > 0:
			b.WriteByte('.')
		}
		b.WriteString(model.Path(p))
	}
	return b.String()
}

// nth is the label of a list's element.
func nth(i int) string { return "[" + strconv.Itoa(i) + "]" }

// nearest is a hint with the name that was most likely meant, or with what else
// to do.
func nearest(got string, names []string, otherwise string) string {
	if name, ok := diag.Nearest(got, names); ok {
		return "did you mean " + strconv.Quote(name) + "?"
	}
	return otherwise
}
