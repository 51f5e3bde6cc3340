package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// Trial is what became of one test of the site's rules.
type Trial struct {
	Name     string   `json:"name"`
	Pos      diag.Pos `json:"pos,omitzero"`
	Problems []string `json:"problems,omitempty"` // why it failed; none when it passed
}

// Trials says of each test whether it passed, and at the end how many did. Format
// is text, json or junit.
func Trials(all []Trial, format string, o Options) ([]byte, error) {
	switch format {
	case "json":
		return trialsJSON(all)
	case "junit":
		return trialsJUnit(all)
	}
	w := &planWriter{Options: o}
	failed := 0
	for _, t := range all {
		if len(t.Problems) == 0 {
			w.line(w.paint(green, "pass") + "  " + safe(t.Name))
			continue
		}
		failed++
		w.line(w.paint(red, "FAIL") + "  " + safe(t.Name) + "  " + w.paint(dim, t.Pos.String()))
		for _, p := range t.Problems {
			w.line("      " + safe(p))
		}
	}
	w.line(w.paint(bold, fmt.Sprintf("%d passed, %d failed", len(all)-failed, failed)))
	return []byte(w.String()), nil
}

func trialsJSON(all []Trial) ([]byte, error) {
	failed := 0
	for _, t := range all {
		if len(t.Problems) > 0 {
			failed++
		}
	}
	if all == nil {
		all = []Trial{}
	}
	out, err := json.MarshalIndent(map[string]any{"tests": all, "passed": len(all) - failed, "failed": failed}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("tests of policies: %w", err)
	}
	return append(out, '\n'), nil
}

func trialsJUnit(all []Trial) ([]byte, error) {
	suite := junitSuite{Name: "patchbay vet --test", Tests: len(all)}
	for _, t := range all {
		c := junitCase{Name: printable(t.Name), Class: "policy", File: t.Pos.File, Line: t.Pos.Line}
		if len(t.Problems) > 0 {
			suite.Failures++
			c.Failure = &junitFailure{Message: printable(t.Problems[0]), Type: "policy", Text: printable(strings.Join(t.Problems, "\n"))}
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite.encode()
}
