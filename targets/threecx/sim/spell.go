package sim

import (
	"encoding/json"
	"fmt"
	"strings"
)

// spell turns the names that a seed uses for groups and numbers into what the
// API takes.
func (w *World) spell(t *table, raw map[string]any) (map[string]any, error) {
	out := make(map[string]any, len(raw))
	for k, v := range raw {
		out[k] = v
	}
	if name, ok := out["PrimaryGroup"].(string); ok {
		g := w.names[strings.ToLower(name)]
		if g == nil {
			return nil, fmt.Errorf("PrimaryGroup: there is no group %q", name)
		}
		out["PrimaryGroupId"] = json.Number(fmt.Sprint(g.id))
	}
	if t.kind.peer != "" && t.set.name != "Groups" {
		if rows, ok := out["Groups"].([]any); ok {
			spelt, err := w.spellGroups(rows)
			if err != nil {
				return nil, err
			}
			out["Groups"] = spelt
		}
	}
	for _, name := range []string{"Agents", "Managers", "Members"} {
		if rows, ok := out[name].([]any); ok {
			out[name] = spellNumbers(rows)
		}
	}
	if t.set.name == "Groups" {
		delete(out, "Members") // read once there are users
	}
	return out, nil
}

// spellGroups reads "Sales" and {"Group": "Sales", "RoleName": …, "Rights": {…}}.
func (w *World) spellGroups(rows []any) ([]any, error) {
	var out []any
	for i, r := range rows {
		row, ok := r.(map[string]any)
		if !ok {
			row = map[string]any{"Group": r}
		}
		m := map[string]any{}
		rights := map[string]any{}
		for k, v := range row {
			switch k {
			case "Group":
				name, _ := v.(string)
				g := w.names[strings.ToLower(name)]
				if g == nil {
					return nil, fmt.Errorf("there is no group %q for Groups[%d]", v, i)
				}
				m["GroupId"] = json.Number(fmt.Sprint(g.id))
			case "RoleName":
				rights["RoleName"] = v
			case "Rights":
				own, _ := v.(map[string]any)
				for f, on := range own {
					rights[f] = on
				}
			default:
				m[k] = v
			}
		}
		if len(rights) > 0 {
			m["Rights"] = rights
		}
		out = append(out, m)
	}
	return out, nil
}

// spellNumbers reads "101" for {"Number": "101"}.
func spellNumbers(rows []any) []any {
	out := make([]any, 0, len(rows))
	for _, r := range rows {
		if n, ok := r.(string); ok {
			r = map[string]any{"Number": n}
		}
		out = append(out, r)
	}
	return out
}
