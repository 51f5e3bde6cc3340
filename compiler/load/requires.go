package load

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cuelang.org/go/cue/ast"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// versionFits checks `requires: patchbay: "…"` before anything else: a site for
// another version may be written in words that this one does not know. It reads
// literals only, which is all that such a line is ever made of.
func (l *loader) versionFits() bool {
	have, ok := version(l.opts.Version)
	if !ok {
		return true // a development build takes everything
	}
	fits := true
	for _, f := range l.pkg.files {
		for _, p := range within(within([]part{{expr: &ast.StructLit{Elts: f.Decls}}}, "requires"), "patchbay") {
			want := literalText(p.expr)
			if satisfies(have, want) {
				continue
			}
			fits = false
			l.diags.Add(diag.Diagnostic{
				Code: diag.Requires, Path: "requires.patchbay", Pos: []diag.Pos{valuePos(p)},
				Message: fmt.Sprintf("this site needs patchbay %s, and this is %s", want, l.opts.Version),
				Hint:    "install a version that fits, or change the line if the site works with this one",
			})
		}
	}
	return fits
}

// number is a version's numbers; as many as are written.
type number []int

var versionText = regexp.MustCompile(`^v?([0-9]+(?:\.[0-9]+){0,2})`)

func version(s string) (number, bool) {
	m := versionText.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	var out number
	for part := range strings.SplitSeq(m[1], ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			return nil, false
		}
		out = append(out, n)
	}
	return out, true
}

var constraint = regexp.MustCompile(`^(>=|<=|>|<|=)?([0-9.]+)$`)

// satisfies reports whether a version meets every constraint of want. What is
// no constraint is for the language to refuse.
func satisfies(have number, want string) bool {
	for word := range strings.FieldsSeq(want) {
		m := constraint.FindStringSubmatch(word)
		if m == nil {
			return true
		}
		limit, ok := version(m[2])
		if ok && !holdsFor(m[1], have, limit) {
			return false
		}
	}
	return true
}

func holdsFor(op string, have, limit number) bool {
	c := slices.Compare(padded(have, 3), padded(limit, 3))
	switch op {
	case ">=":
		return c >= 0
	case "<=":
		return c <= 0 || slices.Equal(padded(have, 3)[:len(limit)], limit)
	case ">":
		return c > 0 && !slices.Equal(padded(have, 3)[:len(limit)], limit)
	case "<":
		return c < 0
	}
	return slices.Equal(padded(have, 3)[:len(limit)], limit)
}

func padded(n number, length int) number {
	out := slices.Clone(n)
	for len(out) < length {
		out = append(out, 0)
	}
	return out
}
