package diff

import (
	"fmt"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// sealed is a secret that is there and could not be held against the site's. It is
// left as it is: to write it, too, one would have to have it.
type sealed struct {
	kind  *state.Kind
	field *state.Field
	path  string // where the site keeps it
}

// named is how many secrets of a field a notice names.
const named = 3

// reportSealed says which secrets could not be compared, in one notice for each
// field, since one who lacks one of the site's secrets mostly lacks all.
func (c *comparer) reportSealed() {
	for len(c.sealed) > 0 {
		var of, others []sealed
		for _, s := range c.sealed {
			if s.kind == c.sealed[0].kind && s.field == c.sealed[0].field {
				of = append(of, s)
				continue
			}
			others = append(others, s)
		}
		c.diags.Add(c.notCompared(of))
		c.sealed = others
	}
}

func (c *comparer) notCompared(of []sealed) diag.Diagnostic {
	var paths []string
	for _, s := range of[:min(named, len(of))] {
		paths = append(paths, s.path)
	}
	where := strings.Join(paths, ", ")
	if more := len(of) - len(paths); more > 0 {
		where += fmt.Sprintf(" and %d more", more)
	}
	return diag.Diagnostic{Code: diag.SealedUnseen, Severity: diag.Notice, Target: c.Target, Path: of[0].path,
		Message: fmt.Sprintf("%s of %s not compared, and left as they are: the site's cannot be had here: %s", of[0].field.Title, plural(len(of), of[0].kind), where),
		Hint:    "put the values where the site says that they are kept to have them compared"}
}

func plural(n int, k *state.Kind) string {
	if n == 1 {
		return "1 " + titleOf(k)
	}
	return fmt.Sprintf("%d %s", n, k.Plural)
}
