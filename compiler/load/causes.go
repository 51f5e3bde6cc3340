package load

import (
	"slices"
	"strings"
	"sync"

	"cuelang.org/go/cue"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/source"
)

// Role says how a line of the site came to decide a value.
type Role string

const (
	Written  Role = "written"  // it stands there
	Template Role = "template" // a template, a pattern or a computed value gave it
	Roster   Role = "roster"   // a row of a roster
	Default  Role = "default"  // nobody wrote it
)

// Cause is a line that decided a value.
type Cause struct {
	Pos  diag.Pos
	Role Role
}

// Causes answers, for any canonical path of a loaded site, which lines are
// behind it. Nothing is worked out before it is asked for; it is for changed
// fields, not for all of them. It may be used by several goroutines.
type Causes struct {
	tree   *source.Tree
	opts   Options
	where  *where
	sheets []*sheet
	whole  map[string]bool // root fields that the package as a whole decided
	all    bool            // all of them

	once sync.Once
	site cue.Value // the package, evaluated again; for paths that templates may reach
	mu   sync.Mutex
}

// Pos is where the site writes a path, or the nearest thing above it that is
// written somewhere. The zero Pos says that the site does not know the path.
func (c *Causes) Pos(path string) diag.Pos {
	parts := model.SplitPath(path)
	for n := len(parts); n > 0; n-- {
		if causes := c.causes(parts[:n]); len(causes) > 0 {
			return causes[0].Pos
		}
	}
	return diag.Pos{}
}

// Cause lists the lines behind a path: what is written first, then templates.
// A path that nobody wrote has one cause, with the role Default and no place.
func (c *Causes) Cause(path string) []Cause {
	if out := c.causes(model.SplitPath(path)); len(out) > 0 {
		return out
	}
	return []Cause{{Role: Default}}
}

func (c *Causes) causes(parts []string) []Cause {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []Cause
	written := map[diag.Pos]bool{}
	for _, f := range c.where.find(parts) {
		out = append(out, Cause{f.pos(), f.role})
		written[f.name], written[f.value] = true, true
	}
	if len(parts) > 0 && (c.all || c.whole[parts[0]]) {
		for _, p := range c.evaluated(parts) {
			if !written[p] {
				out = append(out, Cause{p, Template})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Cause) int {
		if a.Role != b.Role {
			return strings.Compare(rank(a.Role), rank(b.Role))
		}
		return a.Pos.Compare(b.Pos)
	})
	return slices.Compact(out)
}

func rank(r Role) string {
	return map[Role]string{Written: "0", Roster: "1", Template: "2"}[r]
}

// evaluated asks CUE which lines a value was unified from.
func (c *Causes) evaluated(parts []string) []diag.Pos {
	c.once.Do(func() {
		l := &loader{tree: c.tree, opts: c.opts}
		c.site = l.again(c)
	})
	path := make([]cue.Selector, len(parts))
	for i, p := range parts {
		path[i] = cue.Str(p)
	}
	v := c.site.LookupPath(cue.MakePath(path...))
	if !v.Exists() || v.IncompleteKind() == cue.StructKind {
		return nil
	}
	return origins(v)
}

// origins is the lines that a value was unified from, without the language's.
func origins(v cue.Value) []diag.Pos {
	var out []diag.Pos
	collectOrigins(&out, v, 0)
	slices.SortFunc(out, diag.Pos.Compare)
	return slices.Compact(out)
}

// deep bounds the walk through an expression.
const deep = 16

func collectOrigins(out *[]diag.Pos, v cue.Value, depth int) {
	op, args := v.Expr()
	if depth < deep && (op == cue.AndOp || op == cue.OrOp || op == cue.SelectorOp) && len(args) > 0 {
		for _, a := range args {
			if a != v {
				collectOrigins(out, a, depth+1)
			}
		}
		if op == cue.AndOp || op == cue.OrOp {
			return
		}
	}
	if p := place(v.Pos()); !p.IsZero() && !strings.HasPrefix(p.File, languageFile) {
		*out = append(*out, p)
	}
}

// origin is the first of them.
func origin(v cue.Value) diag.Pos {
	if all := origins(v); len(all) > 0 {
		return all[0]
	}
	return diag.Pos{}
}
