package load

import (
	"bytes"
	"fmt"
	"regexp"
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
		if open, ok := unclosed(data); ok && strings.Contains(d.Message, "ends in the middle") {
			open.File = p.File
			d.Pos = []diag.Pos{open, p}
			d.Message = "this is never closed: the file ends in the middle of it"
			d.Hint = "close it where it should end; the indentation goes wrong soon after"
		}
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
	case dashed(text, col) != "":
		return "a name with a dash stands in quotes", fmt.Sprintf("write %q: …", dashed(text, col))
	case col <= len(text) && col > 0 && text[col-1] == '{' && strings.Contains(message, "missing ','"):
		return "a colon is missing before {", "write name: {…}"
	case strings.Contains(message, "expected 'EOF', found '}'"), strings.Contains(message, "expected 'EOF', found ']'"):
		return "a closing brace too many", "take it out, or look further up for what it should close"
	case strings.Contains(message, "unknown escape sequence"):
		return `\ begins an escape that does not exist`, `write \\ for a backslash; \n is a line break and \" a quote`
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

var dashedName = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*(-[A-Za-z0-9_]+)+\s*:`)

// dashed is the name with a dash, without quotes, that the parser stumbled over.
func dashed(text string, col int) string {
	for _, at := range dashedName.FindAllStringIndex(text, -1) {
		if quoted := at[0] > 0 && text[at[0]-1] == '"'; !quoted && at[0] <= col && col <= at[1] {
			return strings.TrimRight(text[at[0]:at[1]], ": \t")
		}
	}
	return ""
}

// unclosed finds the brace that most likely lacks its other half: the first that
// is closed at another indentation than its own line's, else the innermost that
// is not closed at all.
func unclosed(data []byte) (diag.Pos, bool) {
	type open struct {
		pos    diag.Pos
		indent int
	}
	var stack []open
	for n, text := range bytes.Split(data, []byte("\n")) {
		indent := len(text) - len(bytes.TrimLeft(text, " \t"))
		quoted := false
		for i := 0; i < len(text); i++ {
			switch c := text[i]; {
			case quoted && c == '\\':
				i++
			case c == '"':
				quoted = !quoted
			case quoted:
			case c == '/' && i+1 < len(text) && text[i+1] == '/':
				i = len(text)
			case c == '{', c == '[':
				stack = append(stack, open{diag.Pos{Line: n + 1, Col: i + 1}, indent})
			case (c == '}' || c == ']') && len(stack) > 0:
				top := stack[len(stack)-1]
				if i == indent && indent < top.indent {
					return top.pos, true
				}
				stack = stack[:len(stack)-1]
			}
		}
	}
	if len(stack) == 0 {
		return diag.Pos{}, false
	}
	return stack[len(stack)-1].pos, true
}
