package render

import "strings"

// Checkup is what a look at one target found, before a plan is made.
type Checkup struct {
	Target   string        `json:"target"`
	Type     string        `json:"type"`
	Findings []CheckupItem `json:"findings"`
}

// CheckupItem is one thing that was looked at.
type CheckupItem struct {
	What   string `json:"what"`           // "reachable", "version"
	Result string `json:"result"`         // what was found
	State  string `json:"state"`          // ok, warning, error
	Hint   string `json:"hint,omitempty"` // what to do
}

// CheckupText is a list that one looks through from the top.
func CheckupText(all []Checkup, o Options) []byte {
	var b strings.Builder
	for i, c := range all {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(o.paint(bold, safe(c.Target)) + "  " + o.paint(dim, safe(c.Type)) + "\n")
		wide := 0
		for _, f := range c.Findings {
			wide = max(wide, width(f.What))
		}
		for _, f := range c.Findings {
			mark, st := "ok     ", green
			switch f.State {
			case "warning":
				mark, st = "warning", yellow
			case "error":
				mark, st = "error  ", red
			}
			b.WriteString("  " + o.paint(st, mark) + "  " + pad(safe(f.What), wide) + "  " + safe(f.Result) + "\n")
			if f.Hint != "" {
				b.WriteString("           " + o.paint(cyan, "hint:") + " " + safe(f.Hint) + "\n")
			}
		}
	}
	return []byte(b.String())
}

// CheckupJSON is the versioned form for programs.
func CheckupJSON(all []Checkup) ([]byte, error) {
	if all == nil {
		all = []Checkup{}
	}
	return indentJSON(struct {
		Format  string    `json:"format"`
		Version int       `json:"version"`
		Targets []Checkup `json:"targets"`
	}{"patchbay.checkup", 1, all})
}
