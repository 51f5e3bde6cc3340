package render

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/resolve"
)

// Sheet is what is known about one type of target.
type Sheet struct {
	Type, Title, Versions, Account string
	Limits                         []string
	Quirks                         []Quirk
	Caps                           resolve.Caps
}

// Quirk is a way in which a vendor surprises, and the simulator option for it.
type Quirk struct{ Name, What, Option string }

// Sheets prints the capability matrix as text, json or markdown.
func Sheets(sheets []Sheet, format string, o Options) ([]byte, error) {
	switch format {
	case "json":
		return sheetsJSON(sheets)
	case "markdown":
		return sheetsMarkdown(sheets), nil
	}
	var b strings.Builder
	for i, s := range sheets {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s  %s\n  versions: %s\n  account:  %s\n", o.paint(bold, s.Type), s.Title, s.Versions, s.Account)
		fmt.Fprintf(&b, "  kinds:    %s\n", s.kinds())
		for _, l := range s.Limits {
			fmt.Fprintf(&b, "  limit:    %s\n", l)
		}
		grants, nouns := s.grids()
		b.WriteString("\n" + grants.text(o) + "\n" + nouns.text(o))
	}
	return []byte(b.String()), nil
}

// kinds is what manage and released of a site may name.
func (s Sheet) kinds() string {
	return strings.Join(s.Caps.Manage, ", ") + " (under manage and released)"
}

func (s Sheet) grids() (grants, nouns grid) {
	grants.head = []string{"permission", "level", "support", "there called", "needs", ""}
	for _, g := range s.Caps.Grants {
		grants.row(g.Permission, g.Level, string(g.Support), g.As, g.Needs, g.Note)
	}
	nouns.head = []string{"field", "support", "there called", ""}
	for _, n := range s.Caps.Nouns {
		nouns.row(n.Path, string(n.Support), n.As, n.Note)
	}
	return grants, nouns
}

func sheetsMarkdown(sheets []Sheet) []byte {
	var b strings.Builder
	for i, s := range sheets {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "## %s: %s\n\n%s\n\nAccount: %s\n\nKinds: %s\n\n", s.Type, s.Title, s.Versions, s.Account, s.kinds())
		for _, l := range s.Limits {
			fmt.Fprintf(&b, "- %s\n", l)
		}
		grants, nouns := s.grids()
		b.WriteString("\n### Grants\n\n" + grants.markdown() + "\n### Fields\n\n" + nouns.markdown())
		if len(s.Quirks) > 0 {
			quirks := grid{head: []string{"quirk", "what happens", "simulator option"}}
			for _, q := range s.Quirks {
				quirks.row(q.Name, q.What, q.Option)
			}
			b.WriteString("\n### Quirks\n\n" + quirks.markdown())
		}
	}
	return []byte(b.String())
}

type sheetGrant struct {
	Permission string `json:"permission"`
	Level      string `json:"level"`
	Support    string `json:"support"`
	As         string `json:"as,omitempty"`
	Needs      string `json:"needs,omitempty"`
	Note       string `json:"note,omitempty"`
}

type sheetNoun struct {
	Path    string `json:"path"`
	Support string `json:"support"`
	As      string `json:"as,omitempty"`
	Note    string `json:"note,omitempty"`
}

type sheetQuirk struct {
	Name   string `json:"name"`
	What   string `json:"what"`
	Option string `json:"option,omitempty"`
}

type sheetType struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Versions string       `json:"versions"`
	Account  string       `json:"account"`
	Limits   []string     `json:"limits"`
	Grants   []sheetGrant `json:"grants"`
	Fields   []sheetNoun  `json:"fields"`
	Quirks   []sheetQuirk `json:"quirks"`
	Manage   []string     `json:"manage"`
	Unique   []string     `json:"unique"`
}

func sheetsJSON(sheets []Sheet) ([]byte, error) {
	out := []sheetType{}
	for _, s := range sheets {
		t := sheetType{Type: s.Type, Title: s.Title, Versions: s.Versions, Account: s.Account, Limits: append([]string{}, s.Limits...),
			Grants: []sheetGrant{}, Fields: []sheetNoun{}, Quirks: []sheetQuirk{}, Manage: append([]string{}, s.Caps.Manage...), Unique: append([]string{}, s.Caps.Unique...)}
		for _, g := range s.Caps.Grants {
			t.Grants = append(t.Grants, sheetGrant{g.Permission, g.Level, string(g.Support), g.As, g.Needs, g.Note})
		}
		for _, n := range s.Caps.Nouns {
			t.Fields = append(t.Fields, sheetNoun{n.Path, string(n.Support), n.As, n.Note})
		}
		for _, q := range s.Quirks {
			t.Quirks = append(t.Quirks, sheetQuirk(q))
		}
		out = append(out, t)
	}
	return indentJSON(struct {
		Format  string      `json:"format"`
		Version int         `json:"version"`
		Targets []sheetType `json:"targets"`
	}{"patchbay.targets", 1, out})
}
