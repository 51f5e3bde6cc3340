package render

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Part is what one target is asked to hold, and what it cannot.
type Part struct {
	Target  string          `json:"target"`
	Type    string          `json:"type"`
	Profile state.Profile   `json:"profile"`
	Desired *state.Snapshot `json:"desired"`
	Losses  diag.List       `json:"losses"`
}

// Compiled prints what a site asks of its targets, as yaml or json.
func Compiled(parts []Part, format string) ([]byte, error) {
	for i := range parts {
		if parts[i].Losses == nil {
			parts[i].Losses = diag.List{}
		}
	}
	if parts == nil {
		parts = []Part{}
	}
	data, err := state.Canonical(struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
		Targets []Part `json:"targets"`
	}{"patchbay.compiled", 1, parts})
	if err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return As(data, format)
}

// As prints a JSON document as yaml, or as json that people can read.
func As(data []byte, format string) ([]byte, error) {
	if format == "yaml" {
		return YAML(data)
	}
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
