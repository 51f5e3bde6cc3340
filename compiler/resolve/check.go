package resolve

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/schema/permission"
)

// capabilities gives one diagnostic for each fact that the target cannot hold
// as it was written. Two kinds of grant are left to the driver: what is settable
// only by a vendor's role depends on all that a role grants, and how much
// narrower an approximation is depends on who belongs where.
func (d *Desired) capabilities() diag.List {
	var out diag.List
	said := map[string]bool{}
	handed := map[string]bool{}   // what a person sets as a whole, told once; what lies below may be lost all the same
	nouns := map[string]NounCap{} // few, and each of thousands of facts
	for f := range d.each() {
		if standsIn(said, f.Path) {
			continue
		}
		n, ok := nouns[f.Noun]
		if !ok {
			n = d.Caps.Noun(f.Noun)
			nouns[f.Noun] = n
		}
		x, ok := d.loss(f, n)
		if !ok {
			continue
		}
		if x.Code == diag.LossByHand && f.Grant == "" {
			x = d.together(f, x)
			if handed[x.Path] {
				continue
			}
			handed[x.Path] = true
		}
		if x.Code == diag.LossUnsupported && f.Grant == "" {
			said[f.Path] = true
		}
		out.Add(x)
	}
	for _, kind := range ids(d.Target.Manage) {
		out = append(out, d.unknownKind("manage", kind)...)
	}
	for _, kind := range ids(d.Target.Released) {
		out = append(out, d.unknownKind("released", kind)...)
	}
	return out
}

// loss is what is lost of a fact, of which the target can hold so much.
func (d *Desired) loss(f Fact, n NounCap) (diag.Diagnostic, bool) {
	if f.Grant != "" && n.Support != Unsupported {
		return d.grantLoss(f)
	}
	return d.Loss(n.Support, f.Path, f.Noun, n.Note, f.Pos)
}

// together gives what a person sets one diagnostic for the noun that it is a part of,
// where a person sets that for the same reason.
func (d *Desired) together(f Fact, x diag.Diagnostic) diag.Diagnostic {
	n := d.Caps.Noun(f.Noun)
	for at := f.Noun; ; {
		cut := strings.LastIndexByte(at, '.')
		if cut < 0 {
			return x
		}
		at = at[:cut]
		whole := d.Caps.Noun(at)
		if whole.Path != at || whole.Support != ByHand || whole.Note != n.Note {
			continue
		}
		names := model.SplitPath(f.Path)
		size := strings.Count(at, ".") + 2 // an id stands in the path where the noun has none
		if names[0] == "groups" || names[0] == "devices" {
			size-- // and the kind in the noun where the path has none
		}
		if size > len(names) {
			return x
		}
		if y, ok := d.Loss(ByHand, Path(names[:size]...), at, n.Note, f.Pos); ok {
			return y
		}
		return x
	}
}

func (d *Desired) grantLoss(f Fact) (diag.Diagnostic, bool) {
	what := f.Grant + ": " + f.Level
	c := d.Caps.Grant(f.Grant, f.Level)
	if c.Missing {
		return diag.Diagnostic{Code: diag.EditionMissing, Severity: diag.Error, Target: d.Target.ID, Path: f.Path, Pos: at(f.Pos),
			Message: fmt.Sprintf("%s needs %s, which target %s does not have", what, c.Needs, d.Target.ID),
			Hint:    fmt.Sprintf("take the grant away, or correct targets.%s.profile", label(d.Target.ID))}, true
	}
	switch c.Support {
	case Implied:
		c.Support, c.Note = Unsupported, cmp.Or(c.Note, fmt.Sprintf("it follows from %s and is never set by itself", c.As))
	case Approximated:
		return diag.Diagnostic{}, false
	}
	return d.Loss(c.Support, f.Path, what, c.Note, f.Pos)
}

// Loss is the diagnostic for something that a target holds less well than it
// was written. ok is false when nothing is lost.
func (d *Desired) Loss(s Support, path, what, note string, pos diag.Pos) (x diag.Diagnostic, ok bool) {
	x = diag.Diagnostic{Target: d.Target.ID, Path: path, Pos: at(pos)}
	switch s {
	case Unsupported:
		x.Code, x.Severity = diag.LossUnsupported, d.Target.Losses.Unsupported
		x.Message = fmt.Sprintf("%s cannot be held by target %s (%s)", what, d.Target.ID, d.Target.Type)
	case Approximated:
		x.Code, x.Severity = diag.LossApproximated, d.Target.Losses.Approximated
		x.Message = fmt.Sprintf("%s becomes narrower on target %s (%s)", what, d.Target.ID, d.Target.Type)
	case ByHand:
		x.Code, x.Severity = diag.LossByHand, diag.Notice
		x.Message = fmt.Sprintf("%s has no API on target %s (%s): a person sets it", what, d.Target.ID, d.Target.Type)
	default:
		return diag.Diagnostic{}, false
	}
	if x.Hint = note; note == "" {
		x.Hint = d.instead(path)
	}
	return x, true
}

// instead says what to do about a loss of which there is nothing else to say.
func (d *Desired) instead(path string) string {
	parts := model.SplitPath(path)
	name := parts[len(parts)-1]
	if !slices.Contains(permission.Names(), name) {
		return fmt.Sprintf("take it out, or leave it out of this target with targets.%s.select", label(d.Target.ID))
	}
	var levels []string
	for _, g := range d.Caps.Grants {
		if g.Permission == name && slices.Contains([]Support{Exact, Approximated, ByRole}, g.Support) {
			levels = append(levels, g.Level)
		}
	}
	if len(levels) == 0 {
		return "take the grant away; `patchbay targets` shows which types of target have it"
	}
	return fmt.Sprintf("take the grant away, or choose what there is: %s", strings.Join(levels, ", "))
}

// besides are words of released for a part of what other kinds hold: the rights
// of a member beside the role.
var besides = []string{"grants", "overrides"}

func (d *Desired) unknownKind(field, kind string) diag.List {
	if slices.Contains(d.Caps.Manage, kind) || field == "released" && slices.Contains(besides, kind) {
		return nil
	}
	hint := "target " + d.Target.ID + " has " + strings.Join(d.Caps.Manage, ", ")
	if near, ok := diag.Nearest(kind, d.Caps.Manage); ok {
		hint = fmt.Sprintf("did you mean %s?", near)
	}
	return diag.List{{Code: diag.KindUnknown, Severity: diag.Error, Target: d.Target.ID, Path: Path("targets", d.Target.ID, field, kind), Pos: at(d.Target.Pos),
		Message: fmt.Sprintf("%s names %s, which target %s does not have", field, kind, d.Target.ID), Hint: hint}}
}

func at(p diag.Pos) []diag.Pos {
	if p.IsZero() {
		return nil
	}
	return []diag.Pos{p}
}
