package load

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	cueerrors "cuelang.org/go/cue/errors"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// syntax turns what the parser says about one file into diagnostics, one for
// each line: after a slip the parser often stumbles on.
func syntax(data []byte, err error) diag.List {
	var out diag.List
	for _, e := range cueerrors.Errors(err) {
		p := place(e.Position())
		if slices.ContainsFunc(out, func(d diag.Diagnostic) bool { return d.At().Line == p.Line }) {
			continue
		}
		format, args := e.Msg()
		d := diag.Diagnostic{Code: diag.Syntax, Pos: []diag.Pos{p}}
		d.Message, d.Hint = syntaxText(fmt.Sprintf(format, args...), line(data, p.Line), p.Col)
		out.Add(d)
	}
	return out
}

func line(data []byte, n int) string {
	lines := bytes.Split(data, []byte("\n"))
	if n < 1 || n > len(lines) {
		return ""
	}
	return string(lines[n-1])
}

// syntaxText says what the parser means. text is the line it stopped at.
func syntaxText(message, text string, col int) (string, string) {
	switch {
	case strings.Contains(message, "found 'EOF'"):
		return "the file ends in the middle of something", "a { or [ further up is never closed; count the braces"
	case strings.Contains(message, "string literal not terminated"), strings.Contains(message, "newline in string"):
		return "a text is not closed on its line", `end it with "; a text of several lines stands between """ and """`
	case strings.Contains(message, "missing ',' in struct literal"), strings.Contains(message, "missing ',' before newline"), strings.Contains(message, "missing ',' in list"):
		return "two things follow each other without a comma", "put a comma between fields on one line, or a line break"
	case strings.Contains(message, "expected label or ':'"), strings.Contains(message, "expected ':'"):
		return "a colon is missing after a name", "write name: value; a name with a dot, a dash or a space stands in quotes"
	case strings.Contains(message, "expected operand"):
		return fmt.Sprintf("a value is missing before %s", stoppedAt(message)), "write the value, or take the name out"
	case strings.Contains(message, "illegal character"):
		return "a character that CUE does not know here" + after(text, col), "quotes are straight (\"), comments begin with //"
	}
	return strings.ReplaceAll(message, "\n", " "), ""
}

func stoppedAt(message string) string {
	if _, what, ok := strings.Cut(message, "found "); ok {
		if what == "newline" || what == "'EOF'" {
			return "the end of the line"
		}
		return what
	}
	return "this"
}

func after(text string, col int) string {
	if col < 1 || col > len(text) {
		return ""
	}
	for _, r := range text[col-1:] {
		return fmt.Sprintf(": %c", r)
	}
	return ""
}
