package sim

import (
	"regexp"
	"strings"
)

// test says whether an object is let through.
type test func(map[string]any) bool

// parseFilter reads the two forms that are known, and what joins them:
//
//	email eq "a@b.example"
//	(email="(?i).*x.*") | (lastName="(?i).*y.*")
//	(firstName="(?i)a.*") & (lastName="(?i)b.*")
//
// eq compares whole values, = is a regular expression for the whole value.
func parseFilter(text string, exact bool) (test, *fail) {
	if strings.TrimSpace(text) == "" {
		return func(map[string]any) bool { return true }, nil
	}
	p := &filterParser{rest: text, exact: exact}
	t := p.any()
	p.space()
	if p.broken || p.rest != "" {
		return nil, wrongParameter("filter", "INVALID")
	}
	return t, nil
}

// filterParser consumes rest; broken is set at the first thing that does not fit.
type filterParser struct {
	rest   string
	exact  bool
	depth  int
	broken bool
}

func (p *filterParser) space() { p.rest = strings.TrimLeft(p.rest, " ") }

// take consumes a token if it is next.
func (p *filterParser) take(token string) bool {
	p.space()
	after, ok := strings.CutPrefix(p.rest, token)
	if ok {
		p.rest = after
	}
	return ok
}

func (p *filterParser) fail() test {
	p.broken = true
	return nil
}

// any is one or more alternatives.
func (p *filterParser) any() test {
	t := p.both()
	for !p.broken && p.take("|") {
		a, b := t, p.both()
		t = func(o map[string]any) bool { return a(o) || b(o) }
	}
	return t
}

// both is one or more conditions that hold at once.
func (p *filterParser) both() test {
	t := p.term()
	for !p.broken && p.take("&") {
		a, b := t, p.term()
		t = func(o map[string]any) bool { return a(o) && b(o) }
	}
	return t
}

// term is a condition, or a filter in parentheses.
func (p *filterParser) term() test {
	if p.broken || !p.take("(") {
		return p.condition()
	}
	if p.depth++; p.depth > 20 {
		return p.fail()
	}
	t := p.any()
	p.depth--
	if !p.take(")") {
		return p.fail()
	}
	return t
}

var fieldForm = regexp.MustCompile(`^ *([A-Za-z]+)(?: +(eq) +| *(=) *)"((?:[^"\\]|\\.)*)"`)

// filterFields are those that a filter may name.
var filterFields = []string{"email", "firstName", "lastName", "status", "key", "name", "description"}

// condition is a field, eq or =, and a quoted value.
func (p *filterParser) condition() test {
	m := fieldForm.FindStringSubmatch(p.rest)
	if p.broken || m == nil || !has(filterFields, m[1]) {
		return p.fail()
	}
	p.rest = p.rest[len(m[0]):]
	field, value := m[1], strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(m[4])
	if m[2] == "eq" {
		return equals(field, value, p.exact)
	}
	re, err := regexp.Compile(`^(?:` + m[4] + `)$`)
	if err != nil {
		return p.fail()
	}
	return func(o map[string]any) bool { return re.MatchString(asText(o[field])) }
}

// equals compares whole values; addresses without minding case, unless exact.
func equals(field, value string, exact bool) test {
	return func(o map[string]any) bool {
		if field == "email" && !exact {
			return strings.EqualFold(asText(o[field]), value)
		}
		return asText(o[field]) == value
	}
}

// has says whether a string is in a list.
func has(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
