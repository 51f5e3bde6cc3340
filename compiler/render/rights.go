package render

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// RightsTable is the effective rights of one target.
type RightsTable struct {
	Target string
	Table  rights.Table
	Names  map[string]string // native reference → how to call it
	Schema state.Schema
}

// rightRow is one row in words.
type rightRow struct {
	Target     string   `json:"target"`
	Holder     string   `json:"holder"` // native reference
	Name       string   `json:"name,omitempty"`
	Permission string   `json:"permission"`
	Scope      string   `json:"scope,omitempty"`
	Level      string   `json:"level,omitempty"`
	Answer     string   `json:"answer"`
	Via        []string `json:"via,omitempty"` // object#attribute
	Basis      string   `json:"basis"`
	Privileged bool     `json:"privileged,omitempty"`
	Off        bool     `json:"off,omitempty"` // nobody can log in to the holder's account
}

func rightRows(tables []RightsTable) []rightRow {
	out := []rightRow{}
	for _, t := range tables {
		for _, r := range t.Table.Rows {
			row := rightRow{Target: t.Target, Holder: r.Holder.String(), Name: t.Names[r.Holder.String()], Permission: r.Permission,
				Scope: r.Scope, Level: r.Level, Answer: r.Answer.String(), Basis: r.Basis.String(), Privileged: r.Privileged, Off: t.Table.IsOff(r.Holder)}
			for _, v := range r.Via {
				row.Via = append(row.Via, v.Object.String()+"#"+v.Attr)
			}
			out = append(out, row)
		}
	}
	return out
}

// RightsText is one line for each right, holders apart.
func RightsText(tables []RightsTable, o Options) []byte {
	var b strings.Builder
	for i, t := range tables {
		if i > 0 {
			b.WriteString("\n")
		}
		g := grid{head: []string{"who", "right", "reach", "through", ""}}
		names := namer{names: t.Names, schema: t.Schema}
		for _, r := range t.Table.Rows {
			var via []string
			for _, v := range r.Via {
				words := safe(v.Attr)
				if object := names.objectOf(v.Object, r.Holder); object != "" {
					words += " of " + names.kindTitle(v.Object.Kind) + " " + object
				}
				via = append(via, words)
			}
			note := ""
			if r.Privileged {
				note = "privileged"
			}
			if r.Answer == rights.Unknown {
				note = strings.TrimSpace(note + " not known")
			}
			if r.Basis != state.Read && r.Basis != state.Unknown {
				note = strings.TrimSpace(note + " " + r.Basis.String())
			}
			reach := scopeWords(r.Right, names)
			if r.Answer == rights.No {
				reach = strings.TrimSuffix("no: "+reach, ": yes")
			}
			g.row(names.holder(r.Holder)+offMark(t.Table.IsOff(r.Holder)), safe(r.Permission), reach, some(via, 2), note)
		}
		fmt.Fprintf(&b, "%s\n", o.paint(bold, safe(t.Target)))
		b.WriteString(g.text(o))
	}
	return []byte(b.String())
}

// offMark stands behind the name of a holder whose account is off: the right is
// of no use until it is on again.
func offMark(off bool) string {
	if off {
		return " [off]"
	}
	return ""
}

// RightsJSON is the versioned form for programs.
func RightsJSON(tables []RightsTable) ([]byte, error) {
	return indentJSON(struct {
		Format  string     `json:"format"`
		Version int        `json:"version"`
		Rights  []rightRow `json:"rights"`
	}{"patchbay.rights", 1, rightRows(tables)})
}

// RightsCSV opens in a spreadsheet. Cells that one would take for a formula
// begin with an apostrophe.
func RightsCSV(tables []RightsTable) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"target", "holder", "name", "permission", "scope", "level", "answer", "via", "basis", "privileged", "off"}}
	for _, r := range rightRows(tables) {
		rows = append(rows, []string{r.Target, r.Holder, r.Name, r.Permission, r.Scope, r.Level, r.Answer, strings.Join(r.Via, " "), r.Basis, fmt.Sprint(r.Privileged), fmt.Sprint(r.Off)})
	}
	for _, row := range rows {
		for i, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				row[i] = "'" + cell
			}
		}
	}
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("render: csv: %w", err)
	}
	return b.Bytes(), nil
}
