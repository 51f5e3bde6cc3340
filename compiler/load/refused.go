package load

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// refused explains a value that the language does not take: from the value
// itself where it is known, else from CUE's text.
func (t *translator) refused(d *diag.Diagnostic, c complaint) {
	if len(c.path) == 0 && strings.Contains(c.message, "mismatched types") {
		d.Code, d.Message, d.Hint = diag.WrongType, "a value stands here by itself, and a site is made of fields", "write name: value, or take it out"
		return
	}
	s, known := t.shapeAt(c.path)
	switch {
	case known && s.message != "":
		d.Code, d.Message = diag.Misplaced, s.message
	case known && notOne.MatchString(c.message) && len(s.one) > 0:
		t.exactlyOne(d, c.path, s.one[0])
	case known && t.computed(d, c, s):
	case private(c.path):
		d.Message, d.Hint = fmt.Sprintf("%s cannot be all that is written for it; %s", subject(c), unrepeated), "say where the secret is kept, once; "+changeIt
		if conflict.MatchString(c.message) {
			d.Code, d.Pos = diag.Conflict, t.writtenFirst(c)
		}
	case conflict.MatchString(c.message):
		t.conflict(d, c)
	case outOfBound.MatchString(c.message):
		t.outOfBound(d, c)
	default:
		d.Message = tidy(c.message)
		if len(c.path) > 0 {
			d.Message = fmt.Sprintf("%s: %s", subject(c), d.Message)
		}
	}
}

// computed explains a value that nobody wrote as it is, the way a written one is
// explained.
func (t *translator) computed(d *diag.Diagnostic, c complaint, s *shape) bool {
	for _, value := range t.values(c) {
		x := &explainer{}
		x.literal(c.path, part{expr: value}, s)
		if len(x.out) == 0 {
			continue
		}
		d.Code, d.Message, d.Pos = x.out[0].Code, x.out[0].Message, t.computedFirst(c)
		if d.Code != diag.WrongType { // what would mend a literal does not mend what makes it
			d.Hint = x.out[0].Hint
		}
		return true
	}
	return false
}

// computedFirst is the places of a complaint, the one that the value comes from
// before others.
func (t *translator) computedFirst(c complaint) []diag.Pos {
	out := t.places(c)
	at := place(t.evaluated(c.path).Pos())
	if i := slices.Index(out, at); i > 0 {
		out = slices.Insert(slices.Delete(slices.Clone(out), i, i+1), 0, at)
	}
	return out
}

// values is what a complaint is about, as literals: what the site makes of it by
// itself, and what CUE's text names.
func (t *translator) values(c complaint) []ast.Expr {
	var out []ast.Expr
	if v := t.evaluated(c.path); v.Kind()&scalar != 0 {
		if x, ok := v.Syntax(cue.Final()).(ast.Expr); ok {
			out = append(out, x)
		}
	}
	if m := conflict.FindStringSubmatch(c.message); m != nil {
		for _, text := range m[1:] {
			if x, err := parser.ParseExpr("", text); err == nil && literalKind(x)&scalar != 0 {
				out = append(out, x)
			}
		}
	}
	return out
}

const scalar = cue.StringKind | cue.NumberKind | cue.BoolKind | cue.NullKind

// evaluated is what the site makes of a path by itself.
func (t *translator) evaluated(path []string) cue.Value {
	v := t.own
	for _, name := range path {
		sel := cue.Str(name)
		if i, err := strconv.Atoi(name); err == nil && v.IncompleteKind() == cue.ListKind {
			sel = cue.Index(i)
		}
		v = v.LookupPath(cue.MakePath(sel))
	}
	return v
}

func (t *translator) has(path []string, name string) bool {
	return t.evaluated(append(slices.Clip(path), name)).Exists()
}

// outOfBound explains a value that a rule of the site's own refuses.
func (t *translator) outOfBound(d *diag.Diagnostic, c complaint) {
	m := outOfBound.FindStringSubmatch(c.message)
	d.Code, d.Pos = diag.Malformed, t.writtenFirst(c)
	d.Message = fmt.Sprintf("%s is %s, and %s wants %s", subject(c), clip(m[1]), ruleAt(d.Pos), bounds[m[2]]+tidy(m[3]))
	if m[2] == "=~" {
		d.Message = fmt.Sprintf("%s is %s, which does not match the pattern %s of %s", subject(c), clip(m[1]), tidy(m[3]), ruleAt(d.Pos))
	}
	d.Hint = "change the value, or the rule that limits it"
}

// bounds is CUE's signs in words.
var bounds = map[string]string{
	"<=": "at most ", ">=": "at least ", "<": "less than ", ">": "more than ", "!=": "anything but ", "!~": "no match of ", "=~": "a match of ",
}

// ruleAt names the line of the rule that refuses what stands at the first place.
func ruleAt(at []diag.Pos) string {
	if len(at) < 2 {
		return "the site"
	}
	rule := at[len(at)-1]
	return fmt.Sprintf("%s:%d", rule.File, rule.Line)
}

// conflict explains two values of which at least one is not written as a literal
// on its own line: a template's, a pattern's, a computed one.
func (t *translator) conflict(d *diag.Diagnostic, c complaint) {
	a, b := sides(c)
	d.Code, d.Pos = diag.Conflict, t.writtenFirst(c)
	if value, allowed, ok := t.choice(c.path); ok {
		d.Message = fmt.Sprintf("%s is %s, and %s allows %s", subject(c), clip(value), ruleAt(d.Pos), clip(strings.Join(allowed, " or ")))
		d.Hint = "write one of these, or add to them"
		return
	}
	d.Message = fmt.Sprintf("%s cannot be both %s and %s", subject(c), clip(a), clip(b))
	d.Hint = fmt.Sprintf("keep one of the two; a value that sites may change stands in the template as a default: *%s | string", clip(a))
	if (a == "false" || b == "false") && t.takenOut(c.path) {
		d.Message = fmt.Sprintf("%s is taken out here, and the template that gives it does not allow that", subject(c))
		d.Hint = fmt.Sprintf("write it in the template as %s: *{…} | false", quoteName(last(c.path)))
	}
}

// sides is the two values of a conflict.
func sides(c complaint) (a, b string) {
	if m := conflict.FindStringSubmatch(c.message); m != nil {
		return tidy(m[1]), tidy(m[2])
	}
	return "", ""
}

// choice finds the value that none of a rule's alternatives allows: CUE says of
// each that it conflicts.
func (t *translator) choice(path []string) (value string, allowed []string, ok bool) {
	var pairs [][2]string
	for _, c := range t.list {
		if !slices.Equal(c.path, path) {
			continue
		}
		ok = ok || strings.Contains(c.message, "empty disjunction")
		if a, b := sides(c); a != "" {
			pairs = append(pairs, [2]string{a, b})
		}
	}
	if !ok || len(pairs) < 2 {
		return "", nil, false
	}
	value = pairs[0][0]
	if !slices.Contains(pairs[1][:], value) {
		value = pairs[0][1]
	}
	for _, p := range pairs {
		other := p[0]
		if other == value {
			other = p[1]
		} else if p[1] != value {
			return "", nil, false
		}
		allowed = append(allowed, other)
	}
	slices.Sort(allowed)
	return value, slices.Compact(allowed), value != "false" && !slices.Contains(allowed, "false")
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

// tidy takes the language's own names out of CUE's text, and line breaks.
func tidy(s string) string {
	return withoutPassword(strings.Join(strings.Fields(ownPrefix.ReplaceAllString(s, "")), " "))
}
