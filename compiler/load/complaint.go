package load

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	cueerrors "cuelang.org/go/cue/errors"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema"
)

// complaint is one error of CUE.
type complaint struct {
	path    []string
	message string
	at      []diag.Pos // the operator's lines
}

type translator struct {
	l    *loader
	own  cue.Value
	list []complaint
}

func (t *translator) add(e cueerrors.Error) {
	format, args := e.Msg()
	c := complaint{path: sitePath(e.Path()), message: fmt.Sprintf(format, args...)}
	for _, p := range append([]diag.Pos{place(e.Position())}, positions(e)...) {
		if !p.IsZero() && !strings.HasPrefix(p.File, languageFile) && !slices.Contains(c.at, p) {
			c.at = append(c.at, p)
		}
	}
	t.list = append(t.list, c)
}

func positions(e cueerrors.Error) []diag.Pos {
	var out []diag.Pos
	for _, p := range cueerrors.Positions(e) {
		out = append(out, place(p))
	}
	return out
}

// sitePath drops the definition that CUE puts in front, and quotes.
func sitePath(path []string) []string {
	var out []string
	for _, p := range path {
		if len(out) == 0 && strings.HasPrefix(p, "#") {
			continue
		}
		out = append(out, unquoted(p))
	}
	if len(out) > 0 && len(out) < len(path) && path[len(path)-len(out)-1] != schema.Root {
		if _, ok := language().index[out[0]]; !ok {
			return path // inside a definition of the author's own
		}
	}
	return out
}

func unquoted(p string) string {
	if parts := model.SplitPath(p); len(parts) == 1 {
		return parts[0]
	}
	return p
}

// settle keeps one complaint for each mistake: none where one is explained
// already, and the deepest where several lie on one path.
func (t *translator) settle(x *explainer) diag.List {
	done := x.silent
	for _, d := range x.out {
		done = append(done, model.SplitPath(d.Path))
	}
	slices.SortStableFunc(t.list, func(a, b complaint) int {
		if d := len(b.path) - len(a.path); d != 0 {
			return d
		}
		return noise(a.message) - noise(b.message)
	})
	slices.SortStableFunc(t.list, func(a, b complaint) int { return t.doubt(a) - t.doubt(b) })
	var out diag.List
	for _, c := range t.list {
		if covered(done, c) || t.spurious(c) && len(done) > 0 {
			continue
		}
		d := t.explain(c)
		done = append(done, c.path, model.SplitPath(d.Path))
		if !slices.ContainsFunc(out, func(e diag.Diagnostic) bool {
			return e.Code == d.Code && e.Message == d.Message && (e.At() == d.At() || d.Code == diag.Undefined)
		}) {
			out.Add(d) // a rule that fills several records is one mistake
		}
	}
	return out
}

// noise orders CUE's messages about one place: summaries come last.
func noise(message string) int {
	switch {
	case strings.Contains(message, "empty disjunction"), strings.Contains(message, "incomplete"):
		return 2
	case withFalse.MatchString(message):
		return 1
	}
	return 0
}

// withFalse is said of a record of which the language allows `false` as well.
var withFalse = regexp.MustCompile(`conflicting values (false and|.* and false)|mismatched types (bool and struct|struct and bool)`)

func covered(done [][]string, c complaint) bool {
	if len(c.path) == 0 {
		return len(done) > 0 && noise(c.message) > 0
	}
	return slices.ContainsFunc(done, func(p []string) bool {
		return len(p) > 0 && (startsWith(p, c.path) || startsWith(c.path, p))
	})
}

// spurious reports whether CUE refuses a field that the language has: what it
// says about the inside of a record that is wrong elsewhere is not to be
// trusted.
func (t *translator) spurious(c complaint) bool {
	if noise(c.message) == 1 && !t.takenOut(c.path) {
		return true // the `false` is the language's own
	}
	_, known := t.shapeAt(c.path)
	return known && notAllowed.MatchString(c.message)
}

// doubt puts what may be spurious after everything else.
func (t *translator) doubt(c complaint) int {
	if t.spurious(c) {
		return 1
	}
	return 0
}

// takenOut reports whether the site writes false at a path.
func (t *translator) takenOut(path []string) bool {
	return slices.ContainsFunc(t.l.where.find(path), func(f found) bool {
		text := t.l.line(f.value)
		return f.value.Col > 0 && f.value.Col <= len(text) && strings.HasPrefix(text[f.value.Col-1:], "false")
	})
}

// shapeAt is the language's shape at a path of this site.
func (t *translator) shapeAt(path []string) (*shape, bool) {
	return shapeAt(path, func(path []string, by string) string {
		v := t.evaluated(append(slices.Clip(path), by))
		if !v.Exists() {
			return ""
		}
		text, _ := v.String()
		return text
	})
}

func startsWith(path, prefix []string) bool {
	return len(path) >= len(prefix) && slices.Equal(path[:len(prefix)], prefix)
}
