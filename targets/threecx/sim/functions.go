package sim

import (
	"cmp"
	"strings"
	"time"
	"unicode/utf8"
)

// function is a built-in of $filter, by its name in lower case.
type function struct {
	args []sort
	out  sort
	call func(args []any) any
}

var functions = map[string]function{
	"contains":   {[]sort{stringSort, stringSort}, boolSort, onStrings(func(a, b string) any { return strings.Contains(a, b) })},
	"startswith": {[]sort{stringSort, stringSort}, boolSort, onStrings(func(a, b string) any { return strings.HasPrefix(a, b) })},
	"endswith":   {[]sort{stringSort, stringSort}, boolSort, onStrings(func(a, b string) any { return strings.HasSuffix(a, b) })},
	"indexof":    {[]sort{stringSort, stringSort}, numberSort, onStrings(func(a, b string) any { return int64(strings.Index(a, b)) })},
	"concat":     {[]sort{stringSort, stringSort}, stringSort, onStrings(func(a, b string) any { return a + b })},
	"tolower":    {[]sort{stringSort}, stringSort, onString(func(s string) any { return strings.ToLower(s) })},
	"toupper":    {[]sort{stringSort}, stringSort, onString(func(s string) any { return strings.ToUpper(s) })},
	"trim":       {[]sort{stringSort}, stringSort, onString(func(s string) any { return strings.TrimSpace(s) })},
	"length":     {[]sort{stringSort}, numberSort, onString(func(s string) any { return int64(utf8.RuneCountInString(s)) })},
	"substring":  {[]sort{stringSort, numberSort}, stringSort, substring},
	"year":       {[]sort{dateSort}, numberSort, onDate(func(t time.Time) any { return int64(t.Year()) })},
	"month":      {[]sort{dateSort}, numberSort, onDate(func(t time.Time) any { return int64(t.Month()) })},
	"day":        {[]sort{dateSort}, numberSort, onDate(func(t time.Time) any { return int64(t.Day()) })},
}

func onString(f func(string) any) func([]any) any {
	return func(args []any) any {
		if s, ok := args[0].(string); ok {
			return f(s)
		}
		return nil
	}
}

func onStrings(f func(a, b string) any) func([]any) any {
	return func(args []any) any {
		a, ok := args[0].(string)
		b, ok2 := args[1].(string)
		if !ok || !ok2 {
			return nil
		}
		return f(a, b)
	}
}

func onDate(f func(time.Time) any) func([]any) any {
	return func(args []any) any {
		if t, ok := args[0].(time.Time); ok {
			return f(t)
		}
		return nil
	}
}

func substring(args []any) any {
	s, ok := args[0].(string)
	n, _ := args[1].(int64)
	if !ok || n < 0 || int(n) > len(s) {
		return nil
	}
	return s[n:]
}

// call reads a function call. Names do not mind the case: integrators write
// startsWith, the standard startswith.
func (p *parser) call(name string) *expr {
	f, ok := functions[strings.ToLower(name)]
	if !ok {
		return p.fail("An unknown function with name '%s' was found.", name)
	}
	p.expect('(')
	var args []*expr
	for p.err == nil && p.peek().kind != ')' {
		args = append(args, p.or())
		if !p.punct(',') {
			break
		}
	}
	p.expect(')')
	if len(args) != len(f.args) {
		return p.fail("No function signature for the function with name '%s' matches the specified arguments.", name)
	}
	for i, a := range args {
		if !a.maybe(f.args[i]) {
			return p.fail("No function signature for the function with name '%s' matches the specified arguments.", name)
		}
	}
	e := &expr{sort: f.out, eval: func(w *World, env []record) any {
		vals := make([]any, len(args))
		for i, a := range args {
			vals[i] = a.eval(w, env)
		}
		return f.call(vals)
	}}
	return e
}

// compareValues orders two values: null first, then by value. Values of
// different types are never equal.
func compareValues(a, b any) int {
	if a == nil || b == nil {
		return boolRank(a != nil) - boolRank(b != nil)
	}
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return strings.Compare(x, y)
		}
	case bool:
		if y, ok := b.(bool); ok {
			return boolRank(x) - boolRank(y)
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return x.Compare(y)
		}
	case int64, float64:
		if y, ok := toFloat(b); ok {
			x, _ := toFloat(a)
			return cmp.Compare(x, y)
		}
	}
	return 1
}

func toFloat(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
