package resolve

import (
	"slices"
	"strings"

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
	lowered := loweredIn(s)
	diagnosed := map[string]bool{}
	for _, x := range ds {
		if x.Target == "" || x.Target == d.Target.ID {
			diagnosed[x.Path] = true
		}
	}
	var out []string
	for f := range d.each() {
		named := func(path string) bool { return standsIn(diagnosed, path) }
		if lowered.has(f.Path) || named(f.Path) || slices.ContainsFunc(f.Needs, named) {
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

// lowered is which paths a snapshot was made from. Nearly all of them lie below
// the object's own, and are not written out: each would be a text of its own.
type lowered struct {
	objects []state.Object
	whole   map[string]bool  // objects, and paths that lie elsewhere
	first   map[string]int32 // path of an object → the first of that path
	next    []int32          // the next one of the same path; 0 is none, as it is no next
}

func loweredIn(s *state.Snapshot) *lowered {
	l := &lowered{objects: s.Objects, whole: map[string]bool{}, first: make(map[string]int32, len(s.Objects)), next: make([]int32, len(s.Objects))}
	for i := len(s.Objects) - 1; i >= 0; i-- {
		o := &s.Objects[i]
		l.next[i] = l.first[o.Canonical]
		l.first[o.Canonical] = int32(i)
		for _, a := range o.Attrs {
			for _, p := range a.From {
				if !strings.HasPrefix(p, ".") {
					l.whole[p] = true
				}
			}
		}
	}
	return l
}

func (l *lowered) has(path string) bool {
	if _, ok := l.first[path]; ok || l.whole[path] {
		return true
	}
	for above := range parents(path) {
		i, ok := l.first[above]
		for ; ok; ok = i > 0 {
			if from(&l.objects[i], path[len(above):]) {
				return true
			}
			i = l.next[i]
		}
	}
	return false
}

// from reports whether some attribute of an object came from a path below its own.
func from(o *state.Object, below string) bool {
	for i := range o.Attrs {
		if slices.Contains(o.Attrs[i].From, below) {
			return true
		}
	}
	return false
}
