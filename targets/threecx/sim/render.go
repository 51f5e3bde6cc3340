package sim

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// renderer writes records as JSON, properties in the order of the schema.
type renderer struct {
	w     *World
	buf   *bytes.Buffer
	usual map[*query]part // where in buf stands what most records have under a navigation property
}

// part is a piece of a text.
type part struct{ from, to int }

// buffers are used again: a page of a listing is long, and clearing a new one for
// it takes a good part of the time.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render lets do write a reply and sends it.
func (c *call) render(code int, do func(*renderer)) {
	buf := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(buf)
	buf.Reset()
	do(&renderer{w: c.w, buf: buf})
	c.send(code, buf.Bytes())
}

// record writes one record; open is what goes first, such as the context.
func (r *renderer) record(rec record, s *shape, open string) {
	r.buf.WriteByte('{')
	first := true
	if open != "" {
		r.buf.WriteString(open)
		first = false
	}
	sparse := s.typ.name == "Rights"
	for _, f := range s.fields {
		if m, ok := rec.(row); ok && sparse {
			if _, has := m[f.p.name]; !has {
				continue
			}
		}
		first = r.comma(first)
		r.buf.Write(f.p.key)
		r.value(f.p, rec.value(r.w, f.p), f.sub)
	}
	for _, e := range s.expands {
		first = r.comma(first)
		r.expand(e, rec.value(r.w, e.p))
	}
	r.buf.WriteByte('}')
}

func (r *renderer) comma(first bool) bool {
	if !first {
		r.buf.WriteByte(',')
	}
	return false
}

// expand writes a navigation property under its own options.
func (r *renderer) expand(e expansion, v any) {
	items, ok := v.([]any)
	if !ok {
		r.buf.Write(e.p.key)
		if m, ok := v.(map[string]any); ok {
			r.record(row(m), e.q.shape, "")
			return
		}
		r.buf.WriteString("null")
		return
	}
	known, ok := r.usual[e.q]
	if ok && e.p.isDefault(items) {
		r.buf.Write(r.buf.Bytes()[known.from:known.to])
		return
	}
	from := r.buf.Len()
	r.items(e, items)
	if e.p.isDefault(items) {
		if r.usual == nil {
			r.usual = map[*query]part{}
		}
		r.usual[e.q] = part{from, r.buf.Len()}
	}
}

// isDefault reports whether a collection is the very one that a new record has.
func (p *prop) isDefault(items []any) bool {
	def, ok := p.def.([]any)
	return ok && len(items) > 0 && len(def) == len(items) && &def[0] == &items[0]
}

func (r *renderer) items(e expansion, items []any) {
	recs := make([]record, 0, len(items))
	for _, item := range items {
		recs = append(recs, asRecord(item))
	}
	recs = r.w.narrow(recs, e.q)
	if e.q.count {
		r.buf.WriteString(strconv.Quote(e.p.name+"@odata.count") + ":" + strconv.Itoa(len(recs)) + ",")
	}
	r.buf.Write(e.p.key)
	r.list(page(recs, e.q), e.q.shape)
}

func (r *renderer) list(recs []record, s *shape) {
	r.buf.WriteByte('[')
	for i, rec := range recs {
		if i > 0 {
			r.buf.WriteByte(',')
		}
		r.record(rec, s, "")
	}
	r.buf.WriteByte(']')
}

// value writes a property that is not expanded.
func (r *renderer) value(p *prop, v any, sub *shape) {
	switch v := v.(type) {
	case nil:
		if p.list {
			r.buf.WriteString("[]")
			return
		}
		r.buf.WriteString("null")
	case string:
		r.text(v)
	case bool:
		r.buf.WriteString(strconv.FormatBool(v))
	case int64:
		r.buf.Write(strconv.AppendInt(r.buf.AvailableBuffer(), v, 10))
	case []any:
		r.buf.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				r.buf.WriteByte(',')
			}
			r.value(p, item, sub)
		}
		r.buf.WriteByte(']')
	case map[string]any:
		if p.typ == nil {
			r.any(v)
			return
		}
		if sub == nil {
			sub = p.typ.plain
		}
		r.record(row(v), sub, "")
	default:
		r.any(v)
	}
}

// text writes a string; most have nothing to escape.
func (r *renderer) text(s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c > '~' {
			r.any(s)
			return
		}
	}
	r.buf.WriteByte('"')
	r.buf.WriteString(s)
	r.buf.WriteByte('"')
}

func (r *renderer) any(v any) {
	enc := json.NewEncoder(r.buf)
	enc.SetEscapeHTML(false)
	enc.Encode(v)
	r.buf.Truncate(r.buf.Len() - 1)
}

// narrow applies $filter, $search and $orderby.
func (w *World) narrow(recs []record, q *query) []record {
	if q.filter != nil || q.search != "" {
		kept := make([]record, 0, len(recs))
		for _, rec := range recs {
			if (q.filter == nil || q.filter.matches(w, rec)) && (q.search == "" || w.found(rec, q)) {
				kept = append(kept, rec)
			}
		}
		recs = kept
	}
	if len(q.order) > 0 {
		recs = slices.Clone(recs)
		slices.SortStableFunc(recs, func(a, b record) int { return w.compare(a, b, q.order) })
	}
	return recs
}

func (w *World) compare(a, b record, by []order) int {
	for _, o := range by {
		c := compareValues(o.expr.eval(w, []record{a}), o.expr.eval(w, []record{b}))
		if o.desc {
			c = -c
		}
		if c != 0 {
			return c
		}
	}
	return 0
}

// searched are the properties that $search looks at.
var searched = []string{"Number", "Name", "FirstName", "LastName", "DisplayName", "EmailAddress", "Mobile", "OutboundCallerID", "MacAddress", "MAC"}

func (w *World) found(rec record, q *query) bool {
	for _, name := range searched {
		if p := q.shape.typ.prop(name); p != nil {
			if s, ok := rec.value(w, p).(string); ok && strings.Contains(strings.ToLower(s), q.search) {
				return true
			}
		}
	}
	return false
}

// page cuts $skip and $top out of a list.
func page(recs []record, q *query) []record {
	recs = recs[min(max(q.skip, 0), len(recs)):]
	if q.top >= 0 {
		recs = recs[:min(q.top, len(recs))]
	}
	return recs
}
