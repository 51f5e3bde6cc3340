package load

import (
	"slices"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	cueerrors "cuelang.org/go/cue/errors"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

// explainFaults explains pieces that CUE refused.
func (l *loader) explainFaults(faults []fault) {
	for _, f := range faults {
		x := &explainer{}
		path := f.unit.path()
		if s, ok := shapeAt(path, nil); ok {
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
	x.out = slices.DeleteFunc(x.out, func(d diag.Diagnostic) bool { return d.Code == diag.Missing && given(own, d.Path) })
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

// given reports whether the package gives a field that is not written where it
// is missed: a template may.
func given(own cue.Value, path string) bool {
	if !own.Exists() {
		return false
	}
	var at []cue.Selector
	for _, name := range model.SplitPath(path) {
		at = append(at, cue.Str(name))
	}
	return own.LookupPath(cue.MakePath(at...)).Exists()
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

// explainUnevaluated explains literals of a package that cannot be evaluated,
// so that one broken file does not hide what is wrong with the others.
func (l *loader) explainUnevaluated() {
	x := &explainer{mixed: func(string) bool { return true }}
	for _, f := range l.pkg.files {
		x.structure(nil, []part{{expr: fieldsOf(f)}}, language())
	}
	l.diags = append(l.diags, x.out...)
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

func fieldsOf(f *ast.File) *ast.StructLit {
	s := &ast.StructLit{}
	for _, d := range f.Decls {
		if field, ok := d.(*ast.Field); ok && !helper(field) {
			s.Elts = append(s.Elts, d)
		}
	}
	return s
}
