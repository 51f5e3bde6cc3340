package render

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// SARIF is the report that code hosts show beside the lines of a pull request.
// Version is patchbay's own.
func SARIF(list diag.List, version string) ([]byte, error) {
	report := sarif.NewReport()
	run := sarif.NewRunWithInformationURI("patchbay", "https://github.com/patchbay-dev/patchbay")
	run.Tool.Driver.WithVersion(version)
	sorted := list.Sorted()
	for _, code := range codesOf(sorted) {
		rule := run.AddRule(string(code))
		if info, ok := diag.Explain(string(code)); ok {
			rule.WithShortDescription(sarif.NewMultiformatMessageString().WithText(info.Title)).
				WithFullDescription(sarif.NewMultiformatMessageString().WithText(info.Explain))
		}
	}
	for _, d := range sorted {
		run.AddResult(sarifResult(d))
	}
	report.AddRun(run)
	var b bytes.Buffer
	if err := report.PrettyWrite(&b); err != nil {
		return nil, fmt.Errorf("render: sarif: %w", err)
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func codesOf(list diag.List) []diag.Code {
	var codes []diag.Code
	for _, d := range list {
		codes = append(codes, d.Code)
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func sarifResult(d diag.Diagnostic) *sarif.Result {
	message := d.Message
	if d.Hint != "" {
		message += "\nhint: " + d.Hint
	}
	r := sarif.NewRuleResult(string(d.Code)).WithLevel(sarifLevel(d.Severity)).WithMessage(sarif.NewTextMessage(message))
	for i, p := range d.Pos {
		if i == 0 {
			r.AddLocation(sarifLocation(p))
			continue
		}
		r.AddRelatedLocation(sarifLocation(p))
	}
	return r
}

func sarifLocation(p diag.Pos) *sarif.Location {
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(p.File))
	if p.Line > 0 {
		region := sarif.NewRegion().WithStartLine(p.Line)
		if p.Col > 0 {
			region.WithStartColumn(p.Col)
		}
		physical.WithRegion(region)
	}
	return sarif.NewLocationWithPhysicalLocation(physical)
}

func sarifLevel(s diag.Severity) string {
	switch s {
	case diag.Error:
		return "error"
	case diag.Warning:
		return "warning"
	}
	return "note"
}
