package run

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Template is a file for Observe to fill in: everything that the site asks of the
// one chosen target and that no API shows, with what it asks as a remark. No
// target is asked.
func (j *Job) Template(context.Context) ([]byte, error) {
	s, err := j.only()
	if err != nil {
		return nil, err
	}
	c := s.compile(s.Site, s.profile())
	if err := c.Losses.Err(); err != nil {
		return nil, err
	}
	t := template{schema: c.Schema, language: string(s.language()), names: namesOf(s.Site.Site, c.Schema, c.Desired)}
	t.line("# What the console of %s shows (%s), for", s.target.ID, strings.TrimSpace(s.driver.Doc.Title+" at "+address(s.target.URL)))
	t.line("#     patchbay attest --observed FILE --by NAME --target %s", s.target.ID)
	t.line("#")
	t.line(`# Write after each colon what you see, "" for nothing, and take out what you did`)
	t.line("# not look at. What stands behind a # is what the site asks for.")
	t.line("seen:")
	for i := range c.Schema.Kinds {
		t.kind(&c.Schema.Kinds[i], c.Desired)
	}
	t.line("")
	t.line("# Kinds of which everything in the console is written above: what is not there is")
	t.line("# then known not to be.")
	t.line("whole: [] # such as [%s]", strings.Join(t.unread(), ", "))
	if t.kinds == 0 {
		return nil, advised{fmt.Errorf("nothing on %s can be attested: its API shows everything that patchbay knows of", s.target.ID), "`patchbay snapshot` shows what is there"}
	}
	return []byte(t.String()), nil
}

type template struct {
	strings.Builder
	schema   state.Schema
	names    map[string]string
	language string
	kinds    int // of which anything can be attested
}

func (t *template) line(format string, args ...any) {
	fmt.Fprintf(t, format, args...)
	t.WriteByte('\n')
}

func (t *template) unread() []string {
	var out []string
	for i := range t.schema.Kinds {
		if k := &t.schema.Kinds[i]; k.Unread {
			out = append(out, k.Name)
		}
	}
	return out
}

// kind is the part of a template about one kind.
func (t *template) kind(k *state.Kind, desired *state.Snapshot) {
	var hidden []*state.Field
	for i := range k.Fields {
		if f := &k.Fields[i]; k.Hidden(f) && !f.Has(state.Secret|state.Computed) && !slices.Contains(k.Key, f.Name) {
			hidden = append(hidden, f)
		}
	}
	if len(hidden) == 0 && !k.Unread {
		return
	}
	objects := slices.DeleteFunc(slices.Clone(desired.OfKind(k.Name)), func(o state.Object) bool {
		return !k.Unread && !slices.ContainsFunc(hidden, func(f *state.Field) bool { _, asked := o.Attr(f.Name); return asked })
	})
	if t.kinds++; len(objects) == 0 && !k.Unread {
		return
	}
	t.line("  # %s", remark(k.Plural))
	if len(objects) == 0 {
		t.line("  %s: {}", quotedKey(k.Name))
		return
	}
	t.line("  %s:", quotedKey(k.Name))
	for i := range objects {
		o := &objects[i]
		t.line("    %s: # %s", quotedKey(o.Key), remark(t.names[o.Ref().String()]))
		for _, f := range hidden {
			if a, ok := o.Attr(f.Name); ok {
				t.line("      %s: # %s", quotedKey(f.Name), remark(t.wish(f, a.Value)))
			}
		}
	}
}

// wish is what the site asks of a field, in the words that the console has for it.
func (t *template) wish(f *state.Field, v state.Value) string {
	out := f.ConsoleWords(v, t.language) + t.choices(f)
	if title := f.ConsoleTitle(t.language); title != "" {
		return title + ": " + out
	}
	return out
}

// choices are the words that a field may hold, where they are few.
func (t *template) choices(f *state.Field) string {
	all := f.Values
	if words := f.ConsoleChoices(t.language); len(words) > 0 {
		all = words
	}
	if len(all) == 0 || len(all) > 12 {
		return ""
	}
	return " (one of " + strings.Join(all, ", ") + ")"
}

// remark is text that stays on its line.
func remark(s string) string { return strings.Join(strings.Fields(s), " ") }

// quotedKey is a name as YAML takes it for text, whatever it looks like.
func quotedKey(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`, "\r", `\r`).Replace(s) + `"`
}
