package render

import (
	"fmt"
	"strings"
	"time"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Drift is what changed on one target since the last apply. In its changes Live
// is what was applied and Desired what is there now, so that they read forward
// in time.
type Drift struct {
	Target  string
	Type    string
	Applied time.Time // zero: nothing was ever recorded
	Run     string
	Changes []diff.Change
	Names   map[string]string
	Schema  state.Schema
}

// DriftText lists drift, target by target.
func DriftText(all []Drift, o Options) []byte {
	w := &planWriter{Options: o}
	for i, d := range all {
		if i > 0 {
			w.line("")
		}
		w.line(w.paint(bold, safe(d.Target)) + "  " + w.paint(dim, d.since()))
		names := namer{names: d.Names, schema: d.Schema}
		for _, kind := range names.order(d.Changes) {
			var changes []changeView
			for _, c := range d.Changes {
				if c.Object.Kind == kind {
					changes = append(changes, viewChange(c, stepFacts{}, names))
				}
			}
			w.heading(names.kindsTitle(kind))
			for _, c := range fold(changes, o) {
				w.change(c)
			}
		}
	}
	if len(all) == 0 { // no target could be asked, which was said
		return nil
	}
	w.line("")
	w.line(w.paint(bold, driftSummary(all)))
	return []byte(w.String())
}

func (d Drift) since() string {
	if d.Applied.IsZero() {
		return d.Type + ": nothing was applied from here, so drift is not known"
	}
	return fmt.Sprintf("%s: since the apply of %s", d.Type, d.Applied.UTC().Format("2006-01-02 15:04 MST"))
}

func driftSummary(all []Drift) string {
	var parts []string
	for _, d := range all {
		switch n := len(d.Changes); {
		case d.Applied.IsZero():
			parts = append(parts, "not known on "+safe(d.Target))
		case n == 0:
			parts = append(parts, "none on "+safe(d.Target))
		default:
			parts = append(parts, count(n, "object", "objects")+" on "+safe(d.Target))
		}
	}
	return "Drift: " + strings.Join(parts, " | ") + "."
}

type driftField struct {
	Name    string      `json:"name"`
	Applied state.Value `json:"applied"`
	Live    state.Value `json:"live"`
}

type driftChange struct {
	Op     string       `json:"op"` // what somebody did: create, update, delete
	Object string       `json:"object"`
	Name   string       `json:"name,omitempty"`
	Fields []driftField `json:"fields"`
}

type driftTarget struct {
	Target  string        `json:"target"`
	Type    string        `json:"type"`
	Applied string        `json:"applied,omitempty"` // RFC 3339
	Run     string        `json:"run,omitempty"`
	Changes []driftChange `json:"changes"`
}

// DriftJSON is the versioned form for programs.
func DriftJSON(all []Drift) ([]byte, error) {
	out := []driftTarget{}
	for _, d := range all {
		t := driftTarget{Target: d.Target, Type: d.Type, Run: d.Run, Changes: []driftChange{}}
		if !d.Applied.IsZero() {
			t.Applied = d.Applied.UTC().Format(time.RFC3339)
		}
		for _, c := range d.Changes {
			x := driftChange{Op: string(c.Op), Object: c.Object.String(), Name: d.Names[c.Object.String()], Fields: []driftField{}}
			for _, f := range c.Fields {
				x.Fields = append(x.Fields, driftField{f.Name, f.Live, f.Desired})
			}
			t.Changes = append(t.Changes, x)
		}
		out = append(out, t)
	}
	data, err := state.Canonical(struct {
		Format  string        `json:"format"`
		Version int           `json:"version"`
		Targets []driftTarget `json:"targets"`
	}{"patchbay.drift", 1, out})
	if err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return As(data, "json")
}
