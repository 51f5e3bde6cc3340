package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// none is the cell of what a target does not have: a word would drown the others.
const none = "–"

// Matrix prints what several types of target can hold side by side, one column
// each. What a cell is called there, what it needs and why it is so are on the
// type's own sheet. As json it is the sheets, whole.
func Matrix(sheets []Sheet, format string, o Options) ([]byte, error) {
	switch format {
	case "json":
		return sheetsJSON(sheets)
	case "markdown":
		return []byte(matrixMarkdown(sheets)), nil
	}
	var b strings.Builder
	for _, s := range sheets {
		fmt.Fprintf(&b, "%s%s  %s\n", o.paint(bold, s.Type), strings.Repeat(" ", max(0, 10-len(s.Type))), s.Title)
	}
	grants, nouns := matrices(sheets)
	b.WriteString("\n" + grants.text(o) + "\n" + nouns.text(o) + "\n")
	for _, line := range legend {
		fmt.Fprintf(&b, "%-12s  %s\n", line[0], line[1])
	}
	b.WriteString("\nThe vendor's own words for each, and why: patchbay targets --type TYPE\n")
	return []byte(b.String()), nil
}

// legend says what the words in the cells mean, the best first.
var legend = [][2]string{
	{string(resolve.Exact), "settable alone, with the same meaning"},
	{string(resolve.Approximated), "settable as a part of what was granted, never more; the plan says which"},
	{string(resolve.ByRole), "only by choosing a role of the vendor's that carries more"},
	{string(resolve.Implied), "follows from a role, a level or a position; shown, never set"},
	{string(resolve.ByHand), "a step for a person in the vendor's own console"},
	{none, "does not exist there: an error for a grant, a loss that is reported for a field"},
}

func matrixMarkdown(sheets []Sheet) string {
	var b strings.Builder
	types := grid{head: []string{"type", "product", "versions"}}
	for _, s := range sheets {
		types.row(s.Type, s.Title, s.Versions)
	}
	grants, nouns := matrices(sheets)
	b.WriteString(types.markdown() + "\n")
	for _, line := range legend {
		fmt.Fprintf(&b, "- %s: %s\n", line[0], line[1])
	}
	b.WriteString("\n## Grants\n\n" + grants.markdown() + "\n## Fields\n\n" + nouns.markdown())
	return b.String()
}

func matrices(sheets []Sheet) (grants, nouns grid) {
	grants.head, nouns.head = []string{"permission", "level"}, []string{"field"}
	for _, s := range sheets {
		grants.head, nouns.head = append(grants.head, s.Type), append(nouns.head, s.Type)
	}
	for _, p := range permission.All() {
		for _, level := range p.Levels {
			across(&grants, sheets, []string{p.Name, level}, func(c resolve.Caps) resolve.Support { return c.Grant(p.Name, level).Support })
		}
	}
	for _, path := range paths(sheets) {
		across(&nouns, sheets, []string{path}, func(c resolve.Caps) resolve.Support { return c.Noun(path).Support })
	}
	return grants, nouns
}

// across adds a row with a cell for each target, unless none of them has it.
func across(g *grid, sheets []Sheet, row []string, cell func(resolve.Caps) resolve.Support) {
	some := false
	for _, s := range sheets {
		word := none
		if support := cell(s.Caps); support != resolve.Unsupported {
			word, some = string(support), true
		}
		row = append(row, word)
	}
	if some {
		g.row(row...)
	}
}

// paths are the fields that at least one target lists, sorted.
func paths(sheets []Sheet) []string {
	var out []string
	for _, s := range sheets {
		for _, n := range s.Caps.Nouns {
			out = append(out, n.Path)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
