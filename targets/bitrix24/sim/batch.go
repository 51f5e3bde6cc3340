package sim

import (
	"regexp"
	"strings"
)

const (
	batchMethod = "batch"
	batchMost   = 50
)

// errNested refuses methods that a batch may not hold.
func errNested() *fail {
	return bad("ERROR_BATCH_METHOD_NOT_ALLOWED", "Method is not allowed for batch usage")
}

// batch runs up to fifty commands in order. It answers 200 whatever becomes of
// them.
func batch(c *call) (any, *fail) {
	var out batchResult
	halt := yes(c.p.vals["halt"])
	cmds := c.p.sub("cmd")
	if cmds == nil {
		cmds = newArray()
	}
	for i, key := range cmds.keys {
		cmd, ok := cmds.vals[key].(string)
		if !ok {
			continue
		}
		if out.failed && halt || c.w.quirks.cutAfter(c.spent) {
			break
		}
		if i >= batchMost {
			out.fail(key, bad("ERROR_BATCH_LENGTH_EXCEEDED", "Max batch length exceeded"))
			continue
		}
		c.command(key, cmd, i, &out)
	}
	return out.result(), nil
}

// command runs one command of a batch.
func (c *call) command(key, cmd string, i int, out *batchResult) {
	name, query, _ := strings.Cut(cmd, "?")
	p := newArray()
	parsePairs(p, query)
	inner := &call{w: c.w, who: c.who, method: commandMethod(name), p: out.resolve(p), shift: c.shift}
	m, known := c.w.method(inner.method)
	switch {
	case inner.method == batchMethod:
		out.fail(key, errNested())
	case !known:
		out.fail(key, errNoMethod)
	case c.w.quirks.batchFails > 0 && i >= c.w.quirks.batchFails:
		out.fail(key, errInternal)
	default:
		v, f := inner.run(m)
		c.spent += inner.spent
		if f != nil {
			out.fail(key, f)
			return
		}
		out.done(key, inner, v)
	}
}

// commandMethod is the method of a command.
func commandMethod(cmd string) string {
	name, _, _ := strings.Cut(cmd, "?")
	return strings.ToLower(strings.Trim(name, "/ "))
}

// batchResult collects what the commands gave.
type batchResult struct {
	values, errors, totals, nexts, times obj
	byKey                                map[string]any
	failed                               bool
}

func (b *batchResult) fail(key string, f *fail) {
	b.errors = b.errors.with(key, f.body())
	b.failed = true
}

func (b *batchResult) done(key string, c *call, v any) {
	if p, ok := v.(page); ok {
		v = p.rows
		if p.total >= 0 {
			b.totals = b.totals.with(key, p.total)
		}
		if p.next > 0 {
			b.nexts = b.nexts.with(key, p.next)
		}
	}
	if b.byKey == nil {
		b.byKey = map[string]any{}
	}
	b.byKey[key] = v
	b.values = b.values.with(key, v)
	b.times = b.times.with(key, c.time())
}

func (b *batchResult) result() obj {
	return obj{{"result", b.values}, {"result_error", b.errors}, {"result_total", b.totals}, {"result_next", b.nexts}, {"result_time", b.times}}
}

// reference is $result[key][field]…
var reference = regexp.MustCompile(`\$result((?:\[[^\[\]]*\])+)`)

// resolve puts earlier results where parameters refer to them. What refers to
// nothing stays as it is.
func (b *batchResult) resolve(p *array) *array {
	for _, k := range p.keys {
		switch v := p.vals[k].(type) {
		case *array:
			p.vals[k] = b.resolve(v)
		case string:
			p.vals[k] = b.insert(v)
		}
	}
	return p
}

func (b *batchResult) insert(s string) any {
	if !strings.Contains(s, "$result[") {
		return s
	}
	if m := reference.FindStringSubmatch(s); m != nil && m[0] == s {
		if v, ok := b.lookup(m[1]); ok {
			return parameter(v)
		}
		return s
	}
	return reference.ReplaceAllStringFunc(s, func(m string) string {
		if v, ok := b.lookup(strings.TrimPrefix(m, "$result")); ok {
			return text(parameter(v))
		}
		return m
	})
}

// lookup follows [key][field]… into the results.
func (b *batchResult) lookup(path string) (any, bool) {
	segs := strings.Split(path[1:len(path)-1], "][")
	v, ok := b.byKey[segs[0]]
	for _, seg := range segs[1:] {
		if !ok {
			return nil, false
		}
		v, ok = member(v, seg)
	}
	return v, ok
}

// member is one element of a result.
func member(v any, seg string) (any, bool) {
	switch v := v.(type) {
	case []any:
		i := number(seg)
		if text(i) != seg || i >= len(v) || i < 0 {
			return nil, false
		}
		return v[i], true
	case obj:
		return v.get(seg)
	case map[string]any:
		x, ok := v[seg]
		return x, ok
	case *array:
		return v.get(seg)
	}
	return nil, false
}

// parameter is a result as a method takes it.
func parameter(v any) any {
	out := newArray()
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			out.add(parameter(x))
		}
	case obj:
		for _, f := range v {
			out.set(f.key, parameter(f.val))
		}
	case map[string]any:
		return parameter(fieldsOf(v))
	default:
		return v
	}
	return out
}
