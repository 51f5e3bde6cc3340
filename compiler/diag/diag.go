// Package diag is how patchbay tells an operator what is wrong with what they
// wrote: one diagnostic per mistake, all of them in one run, in a stable order.
//
// Two worlds of errors never mix. What the operator wrote becomes a Diagnostic
// with a code, a path and positions. What a system did (a lost connection, a
// full disk) is a Go error wrapped with %w and is not in this package.
//
// The codes stand in one table, a range per room, and a number is never given
// to another meaning: people put them in scripts and search for them.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity says whether a diagnostic stops the run.
type Severity uint8

const (
	Error   Severity = iota // the site or plan cannot be used as it stands
	Warning                 // it can, and the operator should know
	Notice                  // nothing is wrong; something was assumed or left out
)

func (s Severity) String() string {
	switch s {
	case Error:
		return "error"
	case Warning:
		return "warning"
	}
	return "notice"
}

// MarshalText gives severities their names in machine formats.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote.
func (s *Severity) UnmarshalText(b []byte) error {
	switch string(b) {
	case "error":
		*s = Error
	case "warning":
		*s = Warning
	case "notice":
		*s = Notice
	default:
		return fmt.Errorf("unknown severity %q", b)
	}
	return nil
}

// Pos is a place in the operator's own files. File is relative to the site's
// folder, with forward slashes; Line and Col count from 1, and 0 is unknown.
type Pos struct {
	File string `json:"file"`
	Line int    `json:"line,omitempty"`
	Col  int    `json:"col,omitempty"`
}

// IsZero reports whether p names no place at all.
func (p Pos) IsZero() bool { return p.File == "" }

// String is file:line:col with the unknown parts left out.
func (p Pos) String() string {
	switch {
	case p.File == "":
		return ""
	case p.Line == 0:
		return p.File
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.File, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Col)
}

// Compare orders positions by file, line and column.
func (p Pos) Compare(q Pos) int {
	return cmp.Or(strings.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Diagnostic is one mistake or one remark, about one thing.
type Diagnostic struct {
	Code     Code     `json:"code"`
	Severity Severity `json:"severity"`
	Target   string   `json:"target,omitempty"` // the target it concerns; empty: the site itself
	Path     string   `json:"path,omitempty"`   // canonical path, such as users.bob.extension
	Message  string   `json:"message"`          // what is wrong, one line, no full stop
	Hint     string   `json:"hint,omitempty"`   // what to do next, one line
	Pos      []Pos    `json:"pos,omitempty"`    // the operator's own line first, then others that clash
}

// At is the first position, or the zero one.
func (d Diagnostic) At() Pos {
	if len(d.Pos) == 0 {
		return Pos{}
	}
	return d.Pos[0]
}

// Error makes a single diagnostic usable as a Go error.
func (d Diagnostic) Error() string {
	if p := d.At(); !p.IsZero() {
		return fmt.Sprintf("%s: %s [%s]", p, d.Message, d.Code)
	}
	return fmt.Sprintf("%s [%s]", d.Message, d.Code)
}

// List collects diagnostics. Its zero value is an empty list.
type List []Diagnostic

// Add appends a diagnostic.
func (l *List) Add(d Diagnostic) { *l = append(*l, d) }

// HasErrors reports whether any diagnostic stops the run.
func (l List) HasErrors() bool {
	return slices.ContainsFunc(l, func(d Diagnostic) bool { return d.Severity == Error })
}

// Count says how many diagnostics have severity s.
func (l List) Count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns the list in the order in which it is shown: by place, then
// target, path, code and text, without exact repetitions.
func (l List) Sorted() List {
	out := slices.Clone(l)
	slices.SortStableFunc(out, func(a, b Diagnostic) int {
		return cmp.Or(
			a.At().Compare(b.At()),
			strings.Compare(a.Target, b.Target),
			strings.Compare(a.Path, b.Path),
			strings.Compare(string(a.Code), string(b.Code)),
			strings.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(out, func(a, b Diagnostic) bool {
		return a.Code == b.Code && a.Path == b.Path && a.Message == b.Message && a.Target == b.Target && a.At() == b.At()
	})
}

// Err is nil when the list holds no error, and the list as an error otherwise.
func (l List) Err() error {
	if !l.HasErrors() {
		return nil
	}
	return l.Sorted()
}

// Error lists the errors, one on a line.
func (l List) Error() string {
	var lines []string
	for _, d := range l {
		if d.Severity == Error {
			lines = append(lines, d.Error())
		}
	}
	return strings.Join(lines, "\n")
}
