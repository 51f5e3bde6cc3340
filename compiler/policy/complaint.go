package policy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"
	cueerrors "cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// complaints are CUE's errors about a rule, or about all of them when path is "",
// in the operator's words: one for each place.
func (r *Rules) complaints(path string, err error) diag.List {
	var out diag.List
	for _, e := range cueerrors.Errors(err) {
		d := diag.Diagnostic{Code: diag.PolicyFails, Path: path}
		if path == "" {
			d.Code, d.Path = diag.PolicyCUE, strings.Join(e.Path(), ".")
		}
		for _, p := range append([]token.Pos{e.Position()}, e.InputPositions()...) {
			if at := place(p); own(at) && !slices.Contains(d.Pos, at) {
				d.Pos = append(d.Pos, at)
			}
		}
		if p, ok := r.where[path]; ok && len(d.Pos) == 0 {
			d.Pos = []diag.Pos{p}
		}
		format, args := e.Msg()
		if p := e.Path(); notAllowed.MatchString(format) && len(p) > 0 {
			name := p[len(p)-1]
			d.Code, d.Message, d.Hint = diag.PolicyField, fmt.Sprintf("there is no field %q here in any plan", name), "what plans have stands in patchbay.dev/policy/v1"
			out.Add(d)
			continue
		}
		d.Message, d.Hint = words(fmt.Sprintf(format, args...), path)
		if !slices.ContainsFunc(out, func(o diag.Diagnostic) bool { return o.At() == d.At() && o.Path == d.Path }) {
			out.Add(d)
		}
	}
	return out
}

var (
	undefined  = regexp.MustCompile(`undefined field: (\S+)`)
	notFound   = regexp.MustCompile(`reference "([^"]+)" not found`)
	beyond     = regexp.MustCompile(`index out of range`)
	notAllowed = regexp.MustCompile(`field not allowed`)
	unsettled  = regexp.MustCompile(`incomplete value|non-concrete|unresolved`)
)

// words say what CUE means, and what to do.
func words(message, path string) (string, string) {
	rule := "the policies"
	if path != "" {
		rule = "rule " + path
	}
	switch {
	case undefined.MatchString(message):
		return fmt.Sprintf("%s reads %s, which is not there", rule, undefined.FindStringSubmatch(message)[1]),
			"correct the name, or ask first whether it is there: if x.y != _|_"
	case notFound.MatchString(message):
		return fmt.Sprintf("there is no %s here", notFound.FindStringSubmatch(message)[1]), "rules see plan, and what the policy folder says or imports"
	case beyond.MatchString(message):
		return fmt.Sprintf("%s reads an element that a list need not have (%s)", rule, message), "go through the list with for, or look at its len first"
	case unsettled.MatchString(message):
		return fmt.Sprintf("%s has no definite value (%s)", rule, message), "every rule must have an answer for every plan"
	}
	return fmt.Sprintf("%s cannot be evaluated: %s", rule, message), ""
}

func crash(r any) diag.Diagnostic {
	return diag.Diagnostic{Code: diag.Crash, Message: fmt.Sprintf("CUE gave up on the policies: %v", r),
		Hint: "this is a fault of patchbay or CUE; undo the last change to them, and report it with the file"}
}

func place(p token.Pos) diag.Pos {
	if !p.IsValid() {
		return diag.Pos{}
	}
	q := p.Position()
	return diag.Pos{File: q.Filename, Line: q.Line, Col: q.Column}
}

// own reports whether an operator wrote what stands at a place.
func own(p diag.Pos) bool { return !p.IsZero() && !strings.HasPrefix(p.File, frameFile) }

// labelOf is a field's name; "" when it is not a plain one.
func labelOf(f *ast.Field) string {
	switch l := f.Label.(type) {
	case *ast.Ident:
		return l.Name
	case *ast.BasicLit:
		if s, err := strconv.Unquote(l.Value); err == nil {
			return s
		}
	}
	return ""
}
