package render

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/patchbay-dev/patchbay/compiler/plan"
)

// Text is the plan as an admin reads it before saying yes: for each target who
// gains and who loses which right, then the changes by kind, then what is left
// to people; the summary is the last line.
func (p Plan) Text(o Options) []byte {
	w := &planWriter{Options: o}
	if p.Body.Undoes != "" {
		w.line(o.paint(bold, "Takes back run "+safe(p.Body.Undoes)) + ".")
		w.line("")
	}
	for i := range p.Body.Sections {
		if i > 0 {
			w.line("")
		}
		w.section(p.view(i, o))
	}
	if p.Body.Partial {
		w.line("")
		w.line(o.paint(yellow, "This plan is partial.") + " Other differences may exist. It holds " + safe(strings.Join(p.Body.Only, ", ")) + ".")
	}
	w.remarks(p.remarks())
	w.line("")
	w.line(o.paint(bold, p.Summary()))
	if digest := p.approve(); digest != "" {
		w.line("Digest: " + digest)
	}
	return []byte(w.String())
}

type planWriter struct {
	strings.Builder
	Options
}

func (w *planWriter) line(s string) { w.WriteString(strings.TrimRight(s, " ") + "\n") }

func (w *planWriter) heading(s string) {
	w.line("")
	w.line("  " + w.paint(bold, capital(s)))
}

func (w *planWriter) section(v sectionView) {
	w.line(w.paint(bold, safe(v.target)) + "  " + w.paint(dim, safe(v.title)))
	if v.failed != "" {
		w.line("")
		w.line("  " + w.paint(red, "no plan:") + " " + safe(v.failed))
		return
	}
	if v.untrusted {
		w.heading(rightsTitle)
		w.line("    " + w.paint(red, notCertain))
	}
	w.rights(v.rights)
	for _, k := range v.kinds {
		w.heading(k.title)
		for _, c := range k.changes {
			w.change(c)
		}
	}
	w.aside("Released: the site no longer says anything about these", v.released)
	w.aside("Left alone: changed on the target, not managed by the site", v.left)
	for _, a := range v.asides {
		w.list(a)
	}
	for _, r := range v.losses {
		w.heading(r.title)
		for _, d := range r.list {
			writeDiagnostic(&w.Builder, d, "    ", w.Options)
		}
	}
	w.facets(v.facets)
	w.manual(v.manual)
	if len(v.wayBack.lines) > 0 {
		w.list(v.wayBack)
	}
	w.refusals(v.refusals)
	if len(v.kinds)+len(v.manual)+len(v.released)+len(v.left) == 0 {
		w.line("")
		w.line("  Nothing differs.")
	}
}

// rightsTitle heads what a reviewer looks for first, and notCertain stands there
// when the answer is not known.
const (
	rightsTitle = "Who gains and who loses which right"
	notCertain  = "not certain: the steps cannot be trusted, and this plan cannot be applied"
)

// rights is the first thing a reviewer sees.
func (w *planWriter) rights(lines []rightLine) {
	if len(lines) == 0 {
		return
	}
	w.heading(rightsTitle)
	holder, permission := 0, 0
	for _, l := range lines {
		holder = max(holder, min(40, width(l.holder)+1))
		if words, list := l.brief(); list == nil {
			permission = max(permission, width(words))
		}
	}
	for _, l := range lines {
		words, list := l.brief()
		s := "    " + w.paint(markStyle(l.mark), l.mark) + " " + pad(l.holder+":", holder) + " " + pad(words, permission) + " "
		if l.mark == "?" {
			s += w.paint(dim, l.after)
		} else {
			s += w.scope(l.before, red) + w.paint(dim, " → ") + w.scope(l.after, green)
		}
		if l.through != "" {
			s += w.paint(dim, ", ") + l.because()
		}
		if l.privileged {
			s += "  " + w.paint(magenta, "[privileged]")
		}
		if l.rests != "" {
			s += "  " + w.paint(yellow, "["+l.rests+"]")
		}
		w.line(s)
		for line := range strings.Lines(wrap(strings.Join(list, ", "), min(100, w.columns(8)))) {
			if line = strings.TrimSpace(line); line != "" {
				w.line("        " + line)
			}
		}
		if len(l.others) > 0 {
			w.line("      " + w.paint(bold, "and "+count(len(l.others), "other", "others")+" alike") + ": " + some(l.others, 4))
		}
	}
}

// brief is the permission of a line or, when there are several, how many, and
// the list that stands below.
func (l rightLine) brief() (words string, list []string) {
	if len(l.permissions) == 1 {
		return l.permissions[0], nil
	}
	return count(len(l.permissions), "right", "rights"), l.permissions
}

func (w *planWriter) scope(s string, st style) string {
	if s == "none" {
		return w.paint(dim, s)
	}
	return w.paint(st, s)
}

func markStyle(mark string) style {
	switch mark {
	case "+":
		return green
	case "-":
		return red
	case "±", "?":
		return magenta
	}
	return yellow
}

func (w *planWriter) change(c changeView) {
	s := "    " + w.paint(markStyle(c.mark), c.mark) + " " + w.paint(bold, c.name)
	for _, n := range c.notes {
		st := yellow
		if n.grave {
			st = magenta
		}
		s += "  " + w.paint(st, "["+n.text+"]")
	}
	if c.at != "" {
		s += "  " + w.paint(dim, safe(c.at))
	}
	w.line(s)
	w.fields(c.fields)
	if len(c.others) > 0 {
		w.line("    " + w.paint(markStyle(c.mark), c.mark) + " " + w.paint(bold, fmt.Sprintf("%d more like this", len(c.others))) + ": " + some(c.others, 5) + w.paint(dim, "  (--full shows all)"))
	}
}

func (w *planWriter) fields(fields []fieldView) {
	names := 0
	for _, f := range fields {
		names = max(names, min(32, width(f.name)))
	}
	for _, f := range fields {
		s := "        " + pad(safe(f.name), names) + "  " + w.paintSpans(cutSpans(f.spans, w.columns(10+names)))
		for _, n := range f.notes {
			s += "  " + w.paint(yellow, "("+n+")")
		}
		if f.at != "" {
			s += "  " + w.paint(dim, safe(f.at))
		}
		w.line(s)
	}
}

// cutSpans keeps a difference within a number of columns, 0 being any. What
// stays the same is shortened first, to its ends; marks are never cut out.
func cutSpans(spans []span, columns int) []span {
	total := 0
	for _, s := range spans {
		total += width(s.text)
	}
	if columns == 0 || total <= columns || len(spans) < 2 {
		if len(spans) == 1 && columns > 0 {
			return []span{{Shorten(spans[0].text, columns*3), spans[0].fate}}
		}
		return spans
	}
	out := make([]span, len(spans))
	for i, s := range spans {
		out[i] = s
		if s.fate == same && width(s.text) > 24 {
			out[i].text = Shorten(s.text, 12) + " " + ending(s.text, 11)
		}
	}
	return out
}

// aside lists what is shown and not touched.
func (w *planWriter) aside(title string, changes []changeView) {
	if len(changes) == 0 {
		return
	}
	w.heading(title)
	for _, c := range changes {
		mark := map[string]string{"+": "not there any more", "-": "there", "~": "", "±": ""}[c.mark]
		s := "    " + w.paint(dim, "·") + " " + c.kind + " " + w.paint(bold, c.name)
		if mark != "" && len(c.fields) == 0 {
			s += "  " + w.paint(dim, mark)
		}
		w.line(s)
		w.fields(c.fields)
		if len(c.others) > 0 {
			w.line("      " + w.paint(bold, fmt.Sprintf("%d more like this", len(c.others))) + ": " + some(c.others, 5))
		}
	}
}

// facets are what nobody read and is as asked all the same.
func (w *planWriter) facets(lines []string) {
	if len(lines) > 0 {
		w.list(asideView{facetsTitle, lines})
	}
}

// list is a heading with remarks below it.
func (w *planWriter) list(a asideView) {
	w.heading(a.title)
	for _, line := range a.lines {
		w.line("    " + w.paint(dim, "·") + " " + line)
	}
}

// manual is the checklist of what no program can do.
func (w *planWriter) manual(items []itemView) {
	if len(items) == 0 {
		return
	}
	w.heading(items[0].tongue.heading)
	for _, i := range items {
		who := ""
		if i.who != "" {
			who = w.paint(yellow, "  ("+i.who+")")
		}
		w.line(fmt.Sprintf("    %2d. [ ] %s%s", i.number, w.paint(bold, i.title), who))
		if i.where != "" {
			w.line("            " + i.where)
		}
		for _, e := range i.edits {
			w.line("            " + e)
		}
		if len(i.letter) > 0 {
			w.line("            " + i.tongue.send)
		}
		for _, line := range i.letter {
			w.line("            " + w.paint(dim, ">") + " " + line)
		}
	}
}

// refusals are why the section may not be applied as it stands.
func (w *planWriter) refusals(refusals []plan.Refusal) {
	if len(refusals) == 0 {
		return
	}
	w.heading("Refused")
	for _, r := range refusals {
		w.line("    " + w.paint(red, "!") + " " + safe(r.Message) + refusedObjects(r))
		for _, s := range atStake(r, w.Full) {
			w.line("        " + s)
		}
		if what := advice(r); what != "" {
			w.line("      " + w.paint(cyan, "hint:") + " " + safe(what))
		}
	}
}

func refusedObjects(r plan.Refusal) string {
	var keys []string
	for _, o := range r.Objects {
		keys = append(keys, safe(o.Key))
	}
	if len(keys) == 0 {
		return ""
	}
	if r.Count > len(keys) {
		keys = append(keys, "…")
	}
	return " (" + strings.Join(keys, ", ") + ")"
}

// capital begins a heading.
func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
