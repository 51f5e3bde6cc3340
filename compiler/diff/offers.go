package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// offered reports what would be written and the target has no word for, where it
// lists the words that it takes: it would refuse the write.
func (c *comparer) offered(changes []Change) {
	if len(c.original.Offers) == 0 {
		return
	}
	for i := range changes {
		ch := &changes[i]
		if !ch.Acts() || ch.Op == state.OpDelete {
			continue
		}
		for j := range ch.Fields {
			if f := &ch.Fields[j]; f.Part.Acts() {
				c.offers(ch.Object, f.Name, f.Desired, pathOf(f.From, ch.Canonical))
			}
		}
		if d, ok := c.Desired.Find(ch.Object); ok && ch.Op == state.OpCreate {
			for _, a := range d.Initial {
				c.offers(ch.Object, a.Name, a.Value, pathOf(d.Paths(a), ch.Canonical))
			}
		}
	}
}

func (c *comparer) offers(object state.Ref, field string, v state.Value, path string) {
	words := c.original.Offers[object.Kind+"."+field]
	if words == nil || v.Presence() != state.Set || v.Type() != state.Text || slices.Contains(words, v.Text()) {
		return
	}
	k, _ := c.Schema.Kind(object.Kind)
	title := field
	if f, ok := k.Field(field); ok && f.Title != "" {
		title = f.Title
	}
	hint := fmt.Sprintf("write one of the %d that it has", len(words))
	if near, ok := diag.Nearest(v.Text(), words); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	} else if len(words) < 10 {
		hint = "it has " + strings.Join(words, ", ")
	}
	c.diags.Add(diag.Diagnostic{Code: diag.ValueUnfit, Severity: diag.Error, Target: c.Target, Path: path,
		Message: fmt.Sprintf("%s has no %s %q", c.Target, title, v.Text()), Hint: hint})
}

func pathOf(from []string, canonical string) string {
	if len(from) > 0 {
		return from[0]
	}
	return canonical
}
