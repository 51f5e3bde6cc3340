package sim

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// sort is the static type of an expression.
type sort byte

const (
	anySort sort = iota // null, or unknown
	stringSort
	numberSort
	boolSort
	dateSort
	listSort
)

// expr is a compiled expression. It is evaluated on the record at hand,
// env[0], and on those that lambdas bind.
type expr struct {
	sort sort
	eval func(w *World, env []record) any
	// needs are chains over properties of env[0], all of which a true result needs.
	needs []*among
	among *among // when it is such a chain, and nothing else
	list  *prop  // of a listSort
	path  *prop  // when it is a property of env[0]
	lit   any
	isLit bool
}

// parser reads a $filter by recursive descent.
type parser struct {
	src  string
	toks []token
	i    int
	root *typ
	vars []variable
	err  *apiError
}

// variable is what a lambda binds; it is at env[1+index].
type variable struct {
	name string
	typ  *typ
	p    *prop
}

// maxTokens is how long a $filter may be; what is nested deeper is no query.
const maxTokens = 10_000

// parseFilter compiles a $filter over records of type t.
func parseFilter(src string, t *typ) (*expr, *apiError) {
	toks, err := lex(src)
	if err != nil {
		return nil, err
	}
	if len(toks) > maxTokens {
		return nil, badQuery("The node count limit of '%d' has been exceeded.", maxTokens)
	}
	p := &parser{src: src, toks: toks, root: t}
	e := p.or()
	if p.err == nil && p.peek().kind != 0 {
		p.fail("Syntax error at position %d in '%s'.", p.peek().at, src)
	}
	if p.err == nil && e.sort != boolSort && e.sort != anySort {
		p.fail("The $filter expression must evaluate to a single boolean value.")
	}
	if p.err != nil {
		return nil, p.err
	}
	return e, nil
}

// matches evaluates a filter; null is no match.
func (e *expr) matches(w *World, r record) bool {
	b, _ := e.eval(w, []record{r}).(bool)
	return b
}

func (p *parser) fail(format string, args ...any) *expr {
	if p.err == nil {
		p.err = badQuery(format, args...)
	}
	p.i = len(p.toks) - 1
	return &expr{eval: func(*World, []record) any { return nil }}
}

func (p *parser) peek() token { return p.toks[p.i] }

func (p *parser) next() token {
	t := p.toks[p.i]
	if t.kind != 0 {
		p.i++
	}
	return t
}

// word consumes a keyword.
func (p *parser) word(w string) bool {
	if t := p.peek(); t.kind == 'n' && strings.EqualFold(t.text, w) {
		p.i++
		return true
	}
	return false
}

// punct consumes a punctuation mark.
func (p *parser) punct(c byte) bool {
	if p.peek().kind == c {
		p.i++
		return true
	}
	return false
}

func (p *parser) expect(c byte) {
	if !p.punct(c) {
		p.fail("'%c' expected at position %d in '%s'.", c, p.peek().at, p.src)
	}
}

func (p *parser) or() *expr {
	left := p.and()
	for p.word("or") {
		left = p.logic(left, p.and(), "or")
	}
	return left
}

func (p *parser) and() *expr {
	left := p.unary()
	for p.word("and") {
		left = p.logic(left, p.unary(), "and")
	}
	return left
}

func (p *parser) logic(a, b *expr, op string) *expr {
	if !a.maybe(boolSort) || !b.maybe(boolSort) {
		return p.fail("A binary operator '%s' with incompatible types was detected.", op)
	}
	if op == "or" {
		if a.among.join(b.among) {
			return a
		}
		return &expr{sort: boolSort, eval: func(w *World, env []record) any {
			return a.eval(w, env) == true || b.eval(w, env) == true
		}}
	}
	return &expr{sort: boolSort, needs: slices.Concat(a.needs, b.needs), eval: func(w *World, env []record) any {
		return a.eval(w, env) == true && b.eval(w, env) == true
	}}
}

func (e *expr) maybe(s sort) bool { return e.sort == s || e.sort == anySort }

func (p *parser) unary() *expr {
	if !p.word("not") {
		return p.comparison()
	}
	a := p.unary()
	if !a.maybe(boolSort) {
		return p.fail("A unary operator 'not' with an incompatible type was detected.")
	}
	return &expr{sort: boolSort, eval: func(w *World, env []record) any {
		v, ok := a.eval(w, env).(bool)
		return ok && !v
	}}
}

func (p *parser) comparison() *expr {
	left := p.primary()
	if p.word("in") {
		return p.in(left)
	}
	for _, op := range []string{"eq", "ne", "gt", "ge", "lt", "le", "has"} {
		if p.word(op) {
			return p.compare(op, left, p.primary())
		}
	}
	return left
}

func (p *parser) compare(op string, a, b *expr) *expr {
	if a.sort != anySort && b.sort != anySort && a.sort != b.sort || a.sort == listSort || b.sort == listSort {
		return p.fail("A binary operator with incompatible types was detected for operator kind '%s'.", op)
	}
	if op == "eq" && a.path != nil && b.isLit {
		if s, ok := b.lit.(string); ok {
			return amongOne(a, s)
		}
	}
	return &expr{sort: boolSort, eval: func(w *World, env []record) any { return holds(op, a.eval(w, env), b.eval(w, env)) }}
}

// holds compares two values of one sort; order with null is always false.
func holds(op string, a, b any) bool {
	if op == "eq" || op == "ne" {
		return (compareValues(a, b) == 0) == (op == "eq")
	}
	if a == nil || b == nil {
		return false
	}
	if op == "has" {
		x, _ := a.(string)
		y, _ := b.(string)
		return strings.Contains(", "+x+",", ", "+y+",")
	}
	c := compareValues(a, b)
	switch op {
	case "gt":
		return c > 0
	case "ge":
		return c >= 0
	case "lt":
		return c < 0
	}
	return c <= 0
}

func (p *parser) in(left *expr) *expr {
	p.expect('(')
	var items []*expr
	for p.err == nil {
		item := p.primary()
		if left.sort != anySort && item.sort != anySort && item.sort != left.sort {
			return p.fail("A binary operator 'in' with incompatible types was detected.")
		}
		items = append(items, item)
		if !p.punct(',') {
			break
		}
	}
	p.expect(')')
	if texts, ok := textsOf(items); ok && left.path != nil {
		return amongAll(left, texts)
	}
	return &expr{sort: boolSort, eval: func(w *World, env []record) any {
		v := left.eval(w, env)
		for _, item := range items {
			if compareValues(v, item.eval(w, env)) == 0 {
				return true
			}
		}
		return false
	}}
}

func (p *parser) primary() *expr {
	t := p.next()
	switch t.kind {
	case '(':
		e := p.or()
		p.expect(')')
		return e
	case 's':
		return literal(t.text, stringSort)
	case 'l':
		return p.number(t)
	case 'n':
		switch strings.ToLower(t.text) {
		case "true":
			return literal(true, boolSort)
		case "false":
			return literal(false, boolSort)
		case "null":
			return literal(nil, anySort)
		}
		if p.peek().kind == '(' {
			return p.call(t.text)
		}
		return p.path(t)
	}
	return p.fail("An expression was expected at position %d in '%s'.", t.at, p.src)
}

func literal(v any, s sort) *expr {
	return &expr{sort: s, lit: v, isLit: true, eval: func(*World, []record) any { return v }}
}

// number reads a literal that starts with a digit: a number, or a date.
func (p *parser) number(t token) *expr {
	if n, err := strconv.ParseInt(t.text, 10, 64); err == nil {
		return literal(n, numberSort)
	}
	if f, err := strconv.ParseFloat(t.text, 64); err == nil {
		return literal(f, numberSort)
	}
	for _, form := range []string{time.RFC3339, time.DateOnly} {
		if d, err := time.Parse(form, t.text); err == nil {
			return literal(d, dateSort)
		}
	}
	if clockForm.MatchString(t.text) {
		return literal(longClock(t.text), stringSort)
	}
	return p.fail("The literal '%s' at position %d is not valid.", t.text, t.at)
}
