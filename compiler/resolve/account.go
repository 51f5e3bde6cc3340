package resolve

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Unaccounted lists the facts that are lost in silence: asked of the target,
// neither lowered nor diagnosed. It is empty for a correct driver. A fact is
//
//   - lowered when some attribute of the snapshot came from its path, when it is
//     an object that the snapshot holds, or when it is a list that is complete
//     and empty and the snapshot claims an extent;
//   - diagnosed when a diagnostic names its path, one above it, an object it
//     speaks about, or everybody among whom it holds.
func Unaccounted(d *Desired, s *state.Snapshot, ds diag.List) []string {
	lowered := map[string]bool{}
	for i := range s.Objects {
		o := &s.Objects[i]
		lowered[o.Canonical] = true
		for _, a := range o.Attrs {
			for _, p := range o.Paths(a) {
				lowered[p] = true
			}
		}
	}
	diagnosed := map[string]bool{}
	for _, x := range ds {
		if x.Target == "" || x.Target == d.Target.ID {
			diagnosed[x.Path] = true
		}
	}
	var out []string
	for f := range d.each() {
		named := func(path string) bool {
			return slices.ContainsFunc(parents(path), func(p string) bool { return diagnosed[p] })
		}
		if lowered[f.Path] || named(f.Path) || slices.ContainsFunc(f.Needs, named) {
			continue
		}
		if f.Among != nil && !slices.ContainsFunc(f.Among, func(p string) bool { return !named(p) }) {
			continue
		}
		out = append(out, f.Path)
	}
	slices.Sort(out)
	return out
}
