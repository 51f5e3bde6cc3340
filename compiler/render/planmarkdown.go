package render

import (
	"fmt"
	"strings"
)

// Markdown is the plan as a comment on a pull request: the summary and the
// rights stand open, the changes fold out.
func (p Plan) Markdown(o Options) []byte {
	o.Colour, o.Width = false, 0
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n", markdown(p.Summary()))
	if p.Body.Partial {
		fmt.Fprintf(&b, "\n> **Partial plan.** Other differences may exist. It holds %s.\n", markdown(strings.Join(p.Body.Only, ", ")))
	}
	if p.Body.Undoes != "" {
		fmt.Fprintf(&b, "\nTakes back run %s.\n", markdown(p.Body.Undoes))
	}
	markdownRemarks(&b, p.remarks())
	for i := range p.Body.Sections {
		markdownSection(&b, p.view(i, o), o)
	}
	if digest := p.approve(); digest != "" {
		fmt.Fprintf(&b, "\nDigest: `%s`\n", digest)
	}
	return []byte(b.String())
}

func markdownSection(b *strings.Builder, v sectionView, o Options) {
	fmt.Fprintf(b, "\n#### %s (%s)\n", markdown(v.target), markdown(v.title))
	if v.failed != "" {
		fmt.Fprintf(b, "\n> **No plan:** %s\n", markdown(v.failed))
		return
	}
	for _, r := range v.refusals {
		fmt.Fprintf(b, "\n> **Refused:** %s%s", markdown(r.Message), markdown(refusedObjects(r)))
		if r.Flag != "" {
			fmt.Fprintf(b, "; if that is meant, add `%s`", safe(r.Flag))
		} else if what := advice(r); what != "" {
			fmt.Fprintf(b, "; %s", markdown(what))
		}
		b.WriteString("\n")
		for _, s := range atStake(r, true) {
			fmt.Fprintf(b, "> - %s\n", markdown(s))
		}
	}
	if v.untrusted {
		fmt.Fprintf(b, "\n**%s**: %s\n", rightsTitle, notCertain)
	}
	if len(v.rights) > 0 {
		b.WriteString("\n**" + rightsTitle + "**\n\n| | who | right | before | after | through |\n|---|---|---|---|---|---|\n")
		for _, l := range v.rights {
			who := markdown(l.holder)
			if len(l.others) > 0 {
				who += fmt.Sprintf(" and %s: %s", count(len(l.others), "other", "others"), markdown(some(l.others, 4)))
			}
			permission := markdown(l.permission())
			if l.privileged {
				permission += " **privileged**"
			}
			if l.rests != "" {
				permission += " *" + markdown(l.rests) + "*"
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s |\n", l.mark, who, permission, markdown(l.before), markdown(l.after), markdown(strings.TrimPrefix(l.because(), "through ")))
		}
	}
	for _, k := range v.kinds {
		fold := len(k.changes)
		for _, c := range k.changes {
			fold += len(c.others)
		}
		markdownDetails(b, fmt.Sprintf("%s: %s", capital(k.title), count(fold, "change", "changes")), k.changes)
	}
	markdownDetails(b, "Released: the site no longer says anything about these", v.released)
	markdownDetails(b, "Left alone: changed on the target, not managed by the site", v.left)
	for _, a := range v.asides {
		markdownList(b, a)
	}
	if len(v.wayBack.lines) > 0 {
		markdownList(b, v.wayBack)
	}
	for _, r := range v.losses {
		fmt.Fprintf(b, "\n**%s**\n\n", markdown(r.title))
		for _, d := range r.list {
			fmt.Fprintf(b, "- %s: %s `%s`", d.Severity, markdown(d.Message), d.Code)
			if p := d.At(); !p.IsZero() {
				fmt.Fprintf(b, " at %s", markdown(p.String()))
			}
			if d.Hint != "" {
				fmt.Fprintf(b, "; %s", markdown(d.Hint))
			}
			b.WriteString("\n")
		}
	}
	if len(v.facets) > 0 {
		fmt.Fprintf(b, "\n**%s**\n\n", facetsTitle)
		for _, line := range v.facets {
			fmt.Fprintf(b, "- %s\n", markdown(line))
		}
	}
	markdownManual(b, v.manual)
}

func markdownList(b *strings.Builder, a asideView) {
	fmt.Fprintf(b, "\n**%s**\n\n", markdown(a.title))
	for _, line := range a.lines {
		fmt.Fprintf(b, "- %s\n", markdown(line))
	}
}

// markdownDetails is a part that folds out. Its changes stand in a table.
func markdownDetails(b *strings.Builder, title string, changes []changeView) {
	if len(changes) == 0 {
		return
	}
	fmt.Fprintf(b, "\n<details><summary>%s</summary>\n\n| | what | attribute | change | where |\n|---|---|---|---|---|\n", markdown(title))
	for _, c := range changes {
		name := markdown(c.name)
		for _, n := range c.notes {
			name += " **" + markdown(n.text) + "**"
		}
		if len(c.fields) == 0 {
			fmt.Fprintf(b, "| %s | %s | | | %s |\n", c.mark, name, markdown(c.at))
		}
		for i, f := range c.fields {
			value := markdownSpans(f.spans)
			for _, n := range f.notes {
				value += " *" + markdown(n) + "*"
			}
			at := f.at
			if at == "" {
				at = c.at
			}
			mark, what := "", ""
			if i == 0 {
				mark, what = c.mark, name
			}
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", mark, what, markdown(f.name), value, markdown(at))
		}
		if len(c.others) > 0 {
			fmt.Fprintf(b, "| %s | %d more like this: %s | | | |\n", c.mark, len(c.others), markdown(some(c.others, 5)))
		}
	}
	b.WriteString("\n</details>\n")
}

func markdownSpans(spans []span) string {
	var b strings.Builder
	marked := len(spans) > 1 && spans[1].text != " → "
	for _, s := range spans {
		text := markdown(s.text)
		switch {
		case marked && s.fate == goes:
			text = "<del>" + text + "</del>"
		case marked && s.fate == comes:
			text = "<ins>" + text + "</ins>"
		}
		b.WriteString(text)
	}
	return b.String()
}

func markdownManual(b *strings.Builder, items []itemView) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "\n**%s**\n\n", items[0].tongue.heading)
	for _, i := range items {
		fmt.Fprintf(b, "%d. [ ] %s", i.number, markdown(i.title))
		if i.who != "" {
			fmt.Fprintf(b, " (%s)", markdown(i.who))
		}
		if i.where != "" {
			fmt.Fprintf(b, "<br>%s", markdown(i.where))
		}
		b.WriteString("\n")
		for _, e := range i.edits {
			fmt.Fprintf(b, "   - %s\n", markdown(e))
		}
		if len(i.letter) > 0 {
			fmt.Fprintf(b, "   - %s\n", markdown(i.tongue.send))
		}
		for _, line := range i.letter {
			fmt.Fprintf(b, "     > %s<br>\n", markdown(line))
		}
	}
}

var markdownEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;",
	"|", `\|`, "#", `\#`, "~", `\~`, "@", "&#64;", "!", `\!`,
)

// markdown escapes text so that nothing in it formats, links or notifies.
func markdown(s string) string { return markdownEscapes.Replace(safe(s)) }
