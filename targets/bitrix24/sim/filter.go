package sim

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// condition is one entry of a filter: a field, an operator and a value.
type condition struct {
	op, field string
	values    []string
}

// operators are the prefixes of filter keys, longest first.
var operators = []string{"!><", "!=%", "!%=", "!%", "!@", "!=", "><", "=%", "%=", ">=", "<=", ">", "<", "@", "%", "?", "!", "="}

// conditions reads a filter. Fields that allowed does not know are skipped
// without a word, as on a portal.
func conditions(filter *array, allowed func(string) bool) []condition {
	var out []condition
	for _, k := range filter.keys {
		name := k
		op := ""
		for _, p := range operators {
			if rest, ok := strings.CutPrefix(name, p); ok {
				op, name = p, rest
				break
			}
		}
		name = strings.ToUpper(name)
		if !allowed(name) {
			continue
		}
		c := condition{op: op, field: name}
		for _, v := range many(filter.vals[k]) {
			c.values = append(c.values, text(v))
		}
		if a, ok := filter.vals[k].(*array); ok && len(a.keys) == 0 {
			c.values = nil
		} else if c.values == nil {
			c.values = []string{""}
		}
		out = append(out, c)
	}
	return out
}

// matches says whether a value, or any of several, fits a condition.
func (c condition) matches(have ...string) bool {
	negated := strings.HasPrefix(c.op, "!")
	op := strings.TrimPrefix(c.op, "!")
	if op == "><" {
		return between(c.values, have) != negated
	}
	any := slices.ContainsFunc(have, func(h string) bool {
		return slices.ContainsFunc(c.values, func(v string) bool { return compare(op, h, v) })
	})
	return any != negated
}

// between says whether a value lies in a range, its ends included.
func between(ends, have []string) bool {
	return len(ends) == 2 && slices.ContainsFunc(have, func(h string) bool { return order(h, ends[0]) >= 0 && order(h, ends[1]) <= 0 })
}

// compare holds one value against one operand. Text does not mind the case.
func compare(op, have, want string) bool {
	switch op {
	case ">":
		return order(have, want) > 0
	case ">=":
		return order(have, want) >= 0
	case "<":
		return order(have, want) < 0
	case "<=":
		return order(have, want) <= 0
	case "%", "?":
		return strings.Contains(strings.ToLower(have), strings.ToLower(want))
	case "=%", "%=":
		return like(strings.ToLower(want), strings.ToLower(have))
	}
	return strings.EqualFold(have, want)
}

// order compares as numbers when both are, else as text.
func order(a, b string) int {
	x, err1 := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	if err1 == nil && err2 == nil {
		return cmp.Compare(x, y)
	}
	return strings.Compare(strings.ToLower(a), strings.ToLower(b))
}

// like matches a pattern in which % is any text and _ any character. Cost is
// linear in the pattern times the text.
func like(pattern, s string) bool {
	p, t := []rune(pattern), []rune(s)
	at, star, back := 0, -1, 0
	for i := 0; i < len(t); {
		switch {
		case at < len(p) && p[at] == '%':
			star, back = at, i
			at++
		case at < len(p) && (p[at] == '_' || p[at] == t[i]):
			at++
			i++
		case star >= 0:
			back++
			at, i = star+1, back
		default:
			return false
		}
	}
	for at < len(p) && p[at] == '%' {
		at++
	}
	return at == len(p)
}

// sorted orders rows by a stored field, and by ID where that is equal.
func sorted(rows []*row, field, direction string) []*row {
	return sortedBy(rows, strings.ToUpper(field), direction, func(r *row, name string) []string { return []string{r.text(name)} })
}

// sortedBy orders rows, which come in order of ID, by a value of theirs.
func sortedBy(rows []*row, field, direction string, value func(*row, string) []string) []*row {
	down := strings.EqualFold(direction, "DESC")
	if field == "" || field == "ID" {
		if down {
			slices.Reverse(rows)
		}
		return rows
	}
	slices.SortStableFunc(rows, func(a, b *row) int {
		n := order(strings.Join(value(a, field), ","), strings.Join(value(b, field), ","))
		if down {
			return -n
		}
		return n
	})
	return rows
}
