package reference

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Opening is what the reference says before the families.
const Opening = `# The language, version 1

<!-- generated from schema/v1 by UPDATE=1 go test ./schema -->

`

// Markdown prints the families, the one with the package comment first.
func Markdown(families []Family) string {
	families = slices.Clone(families)
	slices.SortFunc(families, func(a, b Family) int {
		if (a.Doc != "") != (b.Doc != "") {
			return strings.Compare(b.Doc, a.Doc)
		}
		return strings.Compare(a.Name, b.Name)
	})
	var b strings.Builder
	b.WriteString(Opening)
	for _, f := range families {
		if f.Doc != "" {
			b.WriteString(prose(f.Doc) + "\n\n")
		}
	}
	b.WriteString("Files: ")
	for i, f := range families {
		if i > 0 {
			b.WriteString(" · ")
		}
		fmt.Fprintf(&b, "[%s](#%scue)", f.Name, anchor(f.Name))
	}
	b.WriteString(".\n")
	for _, f := range families {
		fmt.Fprintf(&b, "\n## %s.cue\n", f.Name)
		for _, d := range f.Defs {
			if d.Writable() {
				writeDef(&b, d)
			}
		}
	}
	return b.String()
}

func writeDef(b *strings.Builder, d Def) {
	fmt.Fprintf(b, "\n### %s\n\n%s\n", d.Name, prose(strings.Replace(d.Doc, d.Name, "`"+d.Name+"`", 1)))
	if d.Type != "" {
		fmt.Fprintf(b, "\nConstraint: `%s`\n", d.Type)
	}
	fields := slices.DeleteFunc(slices.Clone(d.Fields), func(f Field) bool { return f.Forbidden || hidden(f.Type) })
	if len(fields) == 0 {
		return
	}
	b.WriteString("\n| field | type | what it is |\n|---|---|---|\n")
	for _, f := range fields {
		need := ""
		if f.Required {
			need = " (required)"
		}
		fmt.Fprintf(b, "| %s%s | %s | %s |\n", code(f.Path), need, typed(f.Type), cell(f.Doc))
	}
}

// hidden are embeddings that only decide which of the fields belong where.
func hidden(t string) bool { return strings.HasPrefix(t, "#Misplaced[") }

var definitionName = regexp.MustCompile(`#[A-Z][A-Za-z0-9]*`)

// typed is a type with a link to the last definition that it names.
func typed(t string) string {
	if t == "" {
		return ""
	}
	if names := definitionName.FindAllString(t, -1); len(names) > 0 {
		return fmt.Sprintf("[%s](#%s)", code(t), anchor(names[len(names)-1]))
	}
	return code(t)
}

// anchor is how GitHub names a heading.
func anchor(heading string) string {
	return strings.ToLower(strings.TrimPrefix(heading, "#"))
}

// code is for cells of a table.
func code(s string) string { return "`" + strings.ReplaceAll(s, "|", `\|`) + "`" }

func cell(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), " "), "|", `\|`)
}

// prose is a comment as Markdown: indented lines become a block of CUE.
func prose(doc string) string {
	var out []string
	inside := false
	for line := range strings.Lines(doc) {
		line = strings.TrimRight(line, "\n")
		switch indented := strings.HasPrefix(line, "\t"); {
		case indented && !inside:
			out, inside = append(out, "```cue"), true
		case !indented && inside && line != "":
			out, inside = append(out, "```"), false
		}
		out = append(out, strings.TrimPrefix(line, "\t"))
	}
	if inside {
		out = append(out, "```")
	}
	return strings.Join(out, "\n")
}
