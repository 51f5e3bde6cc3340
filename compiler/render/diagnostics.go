package render

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// Diagnostics is one paragraph for each: file:line:col: severity: message
// [code], then the hint and the other places, indented.
func Diagnostics(list diag.List, o Options) []byte {
	var b strings.Builder
	for _, d := range list.Sorted() {
		writeDiagnostic(&b, d, "", o)
	}
	return []byte(b.String())
}

func writeDiagnostic(b *strings.Builder, d diag.Diagnostic, indent string, o Options) {
	b.WriteString(indent)
	if p := d.At(); !p.IsZero() {
		b.WriteString(o.paint(bold, safe(p.String())+":") + " ")
	}
	if d.Target != "" {
		b.WriteString(safe(d.Target) + ": ")
	}
	fmt.Fprintf(b, "%s %s %s\n", o.paint(severityStyle(d.Severity), d.Severity.String()+":"), safe(d.Message), o.paint(dim, "["+string(d.Code)+"]"))
	if d.Hint != "" {
		fmt.Fprintf(b, "%s  %s %s\n", indent, o.paint(cyan, "hint:"), safe(d.Hint))
	}
	if len(d.Pos) > 1 {
		for _, p := range d.Pos[1:] {
			fmt.Fprintf(b, "%s  %s\n", indent, o.paint(dim, "also: "+safe(p.String())))
		}
	}
}

func severityStyle(s diag.Severity) style {
	switch s {
	case diag.Error:
		return red
	case diag.Warning:
		return yellow
	}
	return blue
}

// Tally is the closing line of a check: "2 errors, 1 warning".
func Tally(list diag.List) string {
	var parts []string
	list = list.Sorted()
	for _, s := range []diag.Severity{diag.Error, diag.Warning, diag.Notice} {
		if n := list.Count(s); n > 0 {
			parts = append(parts, count(n, s.String(), s.String()+"s"))
		}
	}
	return strings.Join(parts, ", ")
}

// DiagnosticsJSON is the versioned form for programs.
func DiagnosticsJSON(list diag.List) ([]byte, error) {
	sorted := list.Sorted()
	if sorted == nil {
		sorted = diag.List{}
	}
	return indentJSON(struct {
		Format      string    `json:"format"`
		Version     int       `json:"version"`
		Diagnostics diag.List `json:"diagnostics"`
	}{"patchbay.diagnostics", 1, sorted})
}

// VersionJSON says what a patchbay is: its version, that of the language it
// reads, and that of the Go it was built with.
func VersionJSON(patchbay, language, golang string) ([]byte, error) {
	return indentJSON(struct {
		Format   string `json:"format"`
		Version  int    `json:"version"`
		Patchbay string `json:"patchbay"`
		Language string `json:"language"`
		Go       string `json:"go"`
	}{"patchbay.version", 1, patchbay, language, golang})
}

// indentJSON writes a value for people who read JSON; no HTML escapes.
func indentJSON(v any) ([]byte, error) {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return nil, fmt.Errorf("render: %w", err)
	}
	return []byte(b.String()), nil
}

// Explanation is what `vet --explain` says about one code.
func Explanation(i diag.Info, o Options) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n\n%s\n", o.paint(bold, string(i.Code)), i.Title, wrap(i.Explain, min(o.columns(0), 100)))
	for _, part := range []struct{ head, body string }{{"For example", i.Bad}, {"Instead", i.Good}} {
		if part.body == "" {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n\n", part.head)
		for line := range strings.Lines(strings.Trim(part.body, "\n") + "\n") {
			b.WriteString(strings.TrimRight("    "+line, " \n") + "\n")
		}
	}
	return []byte(b.String())
}

// wrap breaks a paragraph at blanks; n of 0 is 80 columns.
func wrap(s string, n int) string {
	if n <= 0 {
		n = 80
	}
	var lines []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case width(line)+1+width(word) > n:
			lines = append(lines, line)
			line = word
		default:
			line += " " + word
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// Failure is one thing that went wrong, and what to do about it.
func Failure(message, hint string, o Options) string {
	out := ""
	for i, line := range strings.Split(strings.TrimRight(message, "\n"), "\n") {
		if i == 0 {
			line = o.paint(red, "error:") + " " + safe(line)
		} else {
			line = "  " + safe(line)
		}
		out += line + "\n"
	}
	if hint != "" {
		out += o.paint(cyan, "hint:") + " " + safe(hint) + "\n"
	}
	return out
}
