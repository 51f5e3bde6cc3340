package sim

import (
	"slices"
	"time"
)

// path reads a property path, and the lambda that may end it.
func (p *parser) path(t token) *expr {
	cur, at := p.root, 0
	if i := slices.IndexFunc(p.vars, func(v variable) bool { return v.name == t.text }); i >= 0 {
		at = i + 1
		if p.vars[i].typ == nil {
			return p.scalarVar(p.vars[i].p, at)
		}
		cur = p.vars[i].typ
		p.expect('/')
		t = p.next()
	} else if t.text == "$it" {
		p.expect('/')
		t = p.next()
	}
	var steps []*prop
	for {
		pr := cur.prop(t.text)
		if pr == nil {
			return p.fail("Could not find a property named '%s' on type 'Pbx.%s'.", t.text, cur.name)
		}
		steps = append(steps, pr)
		if pr.list {
			return p.collection(pr, walk(at, steps))
		}
		if p.peek().kind != '/' {
			e := &expr{sort: sortOf(pr), eval: walk(at, steps)}
			if at == 0 && len(steps) == 1 {
				e.path = pr
			}
			return e
		}
		if pr.typ == nil {
			return p.fail("The property '%s' has no properties of its own.", pr.name)
		}
		p.next()
		cur, t = pr.typ, p.next()
	}
}

// scalarVar is a lambda variable over a collection of plain values.
func (p *parser) scalarVar(pr *prop, at int) *expr {
	return &expr{sort: sortOf(pr), eval: func(_ *World, env []record) any { return env[at].(row)["$it"] }}
}

// walk follows a path from env[at].
func walk(at int, steps []*prop) func(*World, []record) any {
	last := steps[len(steps)-1]
	return func(w *World, env []record) any {
		r := env[at]
		for _, s := range steps[:len(steps)-1] {
			m, ok := r.value(w, s).(map[string]any)
			if !ok {
				return nil
			}
			r = row(m)
		}
		v := r.value(w, last)
		if s, ok := v.(string); ok && last.scalar == datetime {
			if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
				return t
			}
		}
		return v
	}
}

func sortOf(p *prop) sort {
	switch p.scalar {
	case boolean:
		return boolSort
	case i32, i64, u8, double, decimal:
		return numberSort
	case datetime:
		return dateSort
	case nested, untyped:
		return anySort
	}
	return stringSort
}

// collection reads what may follow a collection: /any(…), /all(…) or /$count.
func (p *parser) collection(pr *prop, list func(*World, []record) any) *expr {
	if !p.punct('/') {
		return &expr{sort: listSort, eval: list, list: pr}
	}
	switch {
	case p.word("$count"):
		return &expr{sort: numberSort, eval: func(w *World, env []record) any {
			items, _ := list(w, env).([]any)
			return int64(len(items))
		}}
	case p.word("any"):
		return p.lambda(pr, list, true)
	case p.word("all"):
		return p.lambda(pr, list, false)
	}
	return p.fail("Only any, all and $count may follow the collection '%s'.", pr.name)
}

// lambda reads (x:expression); any without an expression asks for any item.
func (p *parser) lambda(pr *prop, list func(*World, []record) any, some bool) *expr {
	p.expect('(')
	if some && p.punct(')') {
		return &expr{sort: boolSort, eval: func(w *World, env []record) any {
			items, _ := list(w, env).([]any)
			return len(items) > 0
		}}
	}
	name := p.next().text
	p.expect(':')
	p.vars = append(p.vars, variable{name, pr.typ, pr})
	depth := len(p.vars)
	body := p.or()
	p.vars = p.vars[:depth-1]
	p.expect(')')
	return &expr{sort: boolSort, eval: func(w *World, env []record) any {
		items, _ := list(w, env).([]any)
		for _, item := range items {
			inner := append(slices.Clone(env), asRecord(item))
			if ok := body.eval(w, inner) == true; ok == some {
				return some
			}
		}
		return !some
	}}
}

// asRecord makes an item of a collection something to evaluate on.
func asRecord(item any) record {
	if m, ok := item.(map[string]any); ok {
		return row(m)
	}
	return row{"$it": item}
}
