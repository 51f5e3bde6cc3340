package render

import (
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// grid is a table without lines: columns apart by two blanks.
type grid struct {
	head []string
	rows [][]string
}

func (g *grid) row(cells ...string) { g.rows = append(g.rows, cells) }

func (g *grid) text(o Options) string {
	t := table.NewWriter()
	style := table.StyleDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Box.PaddingLeft, style.Box.PaddingRight = "", "  "
	style.Format.Header = text.FormatDefault
	t.SetStyle(style)
	t.AppendHeader(cells(g.head, func(s string) string { return o.paint(dim, s) }))
	for _, r := range g.rows {
		t.AppendRow(cells(r, func(s string) string { return s }))
	}
	var b strings.Builder
	for line := range strings.Lines(t.Render() + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

func cells(in []string, f func(string) string) table.Row {
	out := make(table.Row, len(in))
	for i, s := range in {
		out[i] = f(s)
	}
	return out
}

// markdown is the grid as a Markdown table.
func (g *grid) markdown() string {
	var b strings.Builder
	line := func(in []string, escape func(string) string) {
		for _, s := range in {
			b.WriteString("| " + escape(s) + " ")
		}
		b.WriteString("|\n")
	}
	line(g.head, markdown)
	line(g.head, func(string) string { return "---" })
	for _, r := range g.rows {
		line(r, markdown)
	}
	return b.String()
}
