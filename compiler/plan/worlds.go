package plan

import (
	"errors"
	"maps"
	"math/bits"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// worlds looks at every state that a section can leave its target in: any set of
// steps that holds with each step those it needs. A step that fails, a run that
// is killed, a manual step that nobody does all lead to one of them.
//
// There are far too many to look at. What makes it possible is that the right of
// one holder rests on a few objects (rights.Row): only the steps that touch
// those matter to it, on a snapshot of nothing else. And whoever is left alone
// by every step keeps the right in all of them.
type worlds struct {
	*World
	touching map[state.Ref][]int              // places of the steps with an effect under a name
	alias    map[state.Ref][]state.Ref        // of what is renamed on the way: the name before, and after
	home     map[state.Ref]state.Ref          // name afterwards → name on the target now
	rests    map[state.Ref]map[state.Ref]bool // holder, by identity → what its privileged rights rest on, now and afterwards
	needs    map[int][]int                    // of a step, by place: the places it needs
	frames   map[string]*frame

	first, last *view // whole, not of a frame
}

// An object's identity is its name on the target now; of what is made, the name
// that it is made under.

func newWorlds(w *World) *worlds {
	v := &worlds{World: w, touching: make(map[state.Ref][]int, len(w.Section.Steps)), alias: map[state.Ref][]state.Ref{}, home: map[state.Ref]state.Ref{},
		rests: map[state.Ref]map[state.Ref]bool{}, needs: map[int][]int{}, frames: map[string]*frame{}}
	for i := range w.Section.Changes {
		if c := &w.Section.Changes[i]; c.LiveKey != "" && c.Op == state.OpUpdate && !c.Replace {
			v.home[c.Object] = c.Live()
		}
	}
	places := make(map[string]int, len(w.Section.Steps))
	for i := range w.Section.Steps {
		s := &w.Section.Steps[i]
		places[s.ID] = i
		for _, n := range s.Needs {
			v.needs[i] = append(v.needs[i], places[n])
		}
		for _, e := range s.Effects {
			for _, name := range namesIn(e) {
				v.touching[name] = append(v.touching[name], i)
			}
			if names := namesIn(e); len(names) == 2 {
				v.alias[names[0]] = append(v.alias[names[0]], names[1])
				v.alias[names[1]] = append(v.alias[names[1]], names[0])
			}
		}
	}
	v.rest(w.Now, func(r state.Ref) state.Ref { return r })
	v.rest(w.Then, v.identity)
	return v
}

// namesIn are the names that an effect has for its object: two where it renames.
func namesIn(e state.Effect) []state.Ref {
	if e.LiveKey == "" || e.LiveKey == e.Object.Key {
		return []state.Ref{e.Object}
	}
	return []state.Ref{e.Object, {Kind: e.Object.Kind, Key: e.LiveKey}}
}

// identity of what has a name afterwards.
func (v *worlds) identity(then state.Ref) state.Ref {
	if was, ok := v.home[then]; ok {
		return was
	}
	return then
}

// rest notes what the privileged rights of a table rest on, in the names of that
// table.
func (v *worlds) rest(t rights.Table, identity func(state.Ref) state.Ref) {
	for i := range t.Rows {
		r := &t.Rows[i]
		if !r.Privileged || r.Answer != rights.Yes {
			continue
		}
		on := v.rests[identity(r.Holder)]
		if on == nil {
			on = map[state.Ref]bool{}
			v.rests[identity(r.Holder)] = on
		}
		on[r.Holder] = true
		for _, via := range r.Via {
			on[via.Object] = true
		}
	}
}

// names are all that an object is called on the way, where others, or it itself,
// are renamed.
func (v *worlds) names(r state.Ref) []state.Ref {
	if len(v.alias) == 0 {
		return []state.Ref{r}
	}
	seen := map[state.Ref]bool{r: true}
	todo := append(slices.Clone(v.alias[r]), v.spelled(r)...)
	for len(todo) > 0 {
		next := todo[0]
		todo = todo[1:]
		if !seen[next] {
			seen[next] = true
			todo = append(todo, v.alias[next]...)
		}
	}
	return slices.SortedFunc(maps.Keys(seen), state.Ref.Compare)
}

// spelled are the keys of an object whose key is made of the names of others.
func (v *worlds) spelled(r state.Ref) []state.Ref {
	k, o := v.object(r)
	if o == nil || !k.Derived() {
		return nil
	}
	keys := []string{""}
	for _, name := range k.Key {
		parts := []string{o.Get(name).String()}
		if f, ok := k.Field(name); ok && f.Ref != "" {
			parts = parts[:0]
			for _, n := range v.names(state.Ref{Kind: f.Ref, Key: o.Get(name).String()}) {
				parts = append(parts, n.Key)
			}
		}
		var longer []string
		for _, key := range keys {
			for _, p := range parts {
				longer = append(longer, key+"/"+p)
			}
		}
		keys = longer
	}
	out := make([]state.Ref, len(keys))
	for i, key := range keys {
		out[i] = state.Ref{Kind: r.Kind, Key: strings.TrimPrefix(key, "/")}
	}
	return out
}

func (v *worlds) object(r state.Ref) (*state.Kind, *state.Object) {
	k, ok := v.Schema.Kind(r.Kind)
	if !ok {
		return nil, nil
	}
	for _, side := range []*state.Snapshot{v.Live, v.After} {
		if o, ok := side.Find(r); ok {
			return k, o
		}
	}
	return k, nil
}

// scene is what the rights of some holders rest on, under every name it has on
// the way. Of what only lends its name to a key nothing but that name matters.
type scene struct {
	all   map[state.Ref]bool
	named map[state.Ref]bool
}

func (v *worlds) scene(holders []state.Ref) scene {
	s := scene{map[state.Ref]bool{}, map[state.Ref]bool{}}
	for _, h := range holders {
		on := map[state.Ref]bool{h: true}
		maps.Copy(on, v.rests[h])
		for r := range on {
			for _, n := range v.names(r) {
				s.all[n] = true
			}
			k, o := v.object(r)
			if o == nil {
				continue
			}
			for owner := range k.Owners(o) {
				for _, n := range v.names(owner) {
					s.named[n] = true
				}
			}
		}
	}
	return s
}

// concerns reports whether an effect can change anything in a scene.
func (s scene) concerns(e state.Effect) bool {
	names := namesIn(e)
	for _, n := range names {
		if s.all[n] || s.named[n] && (e.Op != state.OpUpdate || len(names) == 2) {
			return true
		}
	}
	return false
}

// frame is a scene with the steps that touch it: at most 64, by bits.
type frame struct {
	*worlds
	live    *state.Snapshot
	steps   []int            // places, in order
	effects [][]state.Effect // by step: those that concern the scene
	before  []uint64         // by step: all it needs among these, however indirectly
	seen    map[uint64]*view
}

// view is one reachable world of a frame.
type view struct {
	rights rights.Table
	name   func(identity state.Ref) (state.Ref, bool)
	was    map[state.Ref]state.Ref // the other way
}

// errMany is a frame with more steps, or worlds, than are looked at.
var errMany = errors.New("too many worlds")

const (
	maxSteps  = 64
	maxWorlds = 512
)

// frame is kept for those who ask again for the same holders.
func (v *worlds) frame(holders []state.Ref) (*frame, error) {
	var key strings.Builder
	for _, h := range holders {
		key.WriteString(h.String() + "\n")
	}
	if f, ok := v.frames[key.String()]; ok {
		return f, nil
	}
	f, err := v.newFrame(v.scene(holders))
	if err == nil {
		v.frames[key.String()] = f
	}
	return f, err
}

func (v *worlds) newFrame(s scene) (*frame, error) {
	f := &frame{worlds: v, seen: map[uint64]*view{}}
	places := map[int]bool{}
	for _, names := range []map[state.Ref]bool{s.all, s.named} {
		for n := range names {
			for _, i := range v.touching[n] {
				places[i] = true
			}
		}
	}
	for _, i := range slices.Sorted(maps.Keys(places)) {
		effects := slices.DeleteFunc(slices.Clone(v.Section.Steps[i].Effects), func(e state.Effect) bool { return !s.concerns(e) })
		if len(effects) > 0 {
			f.steps, f.effects = append(f.steps, i), append(f.effects, effects)
		}
	}
	if len(f.steps) > maxSteps {
		return nil, errMany
	}
	f.order()
	f.live = v.cut(s)
	return f, nil
}

// cut is the part of the target that a scene is about. Each object is marked
// with its identity, in a field that nothing on a target uses.
func (v *worlds) cut(s scene) *state.Snapshot {
	out := *v.Live
	out.Objects = nil
	for _, names := range []map[state.Ref]bool{s.all, s.named} {
		for r := range names {
			if o, ok := v.Live.Find(r); ok {
				c := *o
				c.Canonical = r.String()
				out.Objects = append(out.Objects, c)
			}
		}
	}
	out.Sort()
	out.Objects = slices.CompactFunc(out.Objects, func(a, b state.Object) bool { return a.Ref() == b.Ref() })
	return &out
}

// order finds which of the frame's steps need which, also by way of others.
func (f *frame) order() {
	bit := map[int]uint64{}
	for n, i := range f.steps {
		bit[i] = 1 << n
	}
	f.before = make([]uint64, len(f.steps))
	for n, i := range f.steps {
		seen, todo := map[int]bool{}, slices.Clone(f.needs[i])
		for len(todo) > 0 {
			j := todo[len(todo)-1]
			todo = todo[:len(todo)-1]
			if seen[j] {
				continue
			}
			seen[j] = true
			f.before[n] |= bit[j]
			todo = append(todo, f.needs[j]...)
		}
	}
}

// reachable calls yield with every set of the frame's steps that a run can end
// at, the empty one first, until it returns false.
func (f *frame) reachable(before []uint64, yield func(done uint64) bool) error {
	left := maxWorlds
	var visit func(n int, done uint64) (bool, error)
	visit = func(n int, done uint64) (bool, error) {
		if n == len(before) {
			if left--; left < 0 {
				return false, errMany
			}
			return yield(done), nil
		}
		if more, err := visit(n+1, done); !more || err != nil || before[n]&^done != 0 {
			return more, err
		}
		return visit(n+1, done|1<<n)
	}
	_, err := visit(0, 0)
	return err
}

// everything is the world in which all is done.
func (f *frame) everything() uint64 { return 1<<len(f.steps) - 1 }

// view is what one world looks like.
func (f *frame) view(done uint64) *view {
	if w, ok := f.seen[done]; ok {
		return w
	}
	var effects []state.Effect
	for rest := done; rest != 0; rest &= rest - 1 {
		effects = append(effects, f.effects[bits.TrailingZeros64(rest)]...)
	}
	at, _ := f.Schema.Apply(f.live, effects)
	now, was := map[state.Ref]state.Ref{}, map[state.Ref]state.Ref{}
	for i := range at.Objects {
		o := &at.Objects[i]
		identity := o.Ref()
		if o.Canonical != "" {
			identity = state.ParseRef(o.Canonical)
		} else if _, there := f.live.Find(identity); there {
			continue // made under the name that another had, and still goes by
		}
		now[identity], was[o.Ref()] = o.Ref(), identity
	}
	w := &view{rights: f.Rights(at), was: was, name: func(r state.Ref) (state.Ref, bool) {
		name, there := now[r]
		return name, there
	}}
	f.seen[done] = w
	return w
}
