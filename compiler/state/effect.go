package state

import "slices"

// Op is what happens to an object.
type Op string

const (
	OpCreate Op = "create"
	OpUpdate Op = "update"
	OpDelete Op = "delete"
)

// Effect is one object-level write: what a step does to a target, including
// what the vendor then does by itself.
type Effect struct {
	Op        Op
	Object    Ref
	Attrs     []Attr // create, update: the values afterwards; None clears
	Predicted bool   // the vendor does it by itself
}

// Apply returns the state that effects lead to, leaving s as it is. Creating
// what is there and deleting what is not are errors of whoever wrote the
// effects, and are reported by index.
func Apply(s *Snapshot, effects []Effect) (*Snapshot, []int) {
	out := *s
	out.Objects = slices.Clone(s.Objects)
	var wrong []int
	index := make(map[Ref]int, len(out.Objects))
	for i := range out.Objects {
		index[out.Objects[i].Ref()] = i
	}
	gone := map[int]bool{}
	for n, e := range effects {
		i, ok := index[e.Object]
		switch {
		case e.Op == OpCreate && ok, e.Op != OpCreate && !ok:
			wrong = append(wrong, n)
			continue
		case e.Op == OpDelete:
			gone[i] = true
			delete(index, e.Object)
			continue
		case e.Op == OpCreate:
			i = len(out.Objects)
			out.Objects = append(out.Objects, Object{Kind: e.Object.Kind, Key: e.Object.Key})
			index[e.Object] = i
		default:
			out.Objects[i] = out.Objects[i].Clone()
		}
		for _, a := range e.Attrs {
			v := a.Value
			if e.Predicted && v.Presence() != Absent {
				v = v.From(Source{Basis: Predicted})
			}
			out.Objects[i].Put(a.Name, v, a.From...)
		}
	}
	if len(gone) > 0 {
		kept := out.Objects[:0:0]
		for i, o := range out.Objects {
			if !gone[i] {
				kept = append(kept, o)
			}
		}
		out.Objects = kept
	}
	out.Sort()
	return &out, wrong
}
