package targettest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets"
)

// office is where another admin works: a second simulator with the same world,
// so that nobody's session is disturbed by the edits that are made there.
type office struct{ *session }

func (c *check) office() office { return office{c.start("peopled")} }

// look reads a world.
func (o office) look(world []byte) *state.Snapshot {
	o.setWorld(world)
	o.restart()
	return o.read()
}

// deletes is what is not there any more after an edit of a world.
func (o office) deletes(world []byte, e edit) map[state.Ref]bool {
	out := map[state.Ref]bool{}
	before := o.look(world)
	after, err := o.edit(world, e)
	if err != nil {
		return out
	}
	then := o.look(after)
	for i := range before.Objects {
		if _, there := then.Find(before.Objects[i].Ref()); !there {
			out[before.Objects[i].Ref()] = true
		}
	}
	return out
}

// errIdle is an edit that finds nothing to change in a world.
var errIdle = errors.New("the edit changes nothing there")

// edit carries a change out in a world and returns the world after it.
func (o office) edit(world []byte, e edit) ([]byte, error) {
	live := o.look(world)
	c, ok := e.on(live)
	if !ok {
		return nil, errIdle
	}
	wanted := &state.Snapshot{Target: "pbx", Type: o.Driver.Type, Profile: live.Profile}
	if c.Op != state.OpDelete {
		wanted.Objects = []state.Object{desiredOf(live, c)}
	}
	steps, ds := o.Driver.Steps(targets.StepInput{Profile: live.Profile, Desired: wanted, Live: live, Changes: diff.ChangeSet{Changes: []diff.Change{c}}, Language: "en"})
	if ds.HasErrors() {
		return nil, ds.Err()
	}
	w, done := o.writer()
	defer done()
	for i := range steps {
		if steps[i].Kind == plan.Manual {
			return nil, errIdle
		}
		r := w.Do(o.Context(), targets.Order{Step: &steps[i], Live: live, Secret: o.secret, ID: finder(live, nil)})
		if r.Outcome != targets.Done {
			return nil, fmt.Errorf("%s: %s: %w", steps[i].Title, r.Outcome, r.Err)
		}
	}
	after := o.session.world()
	if difference(o.Driver.Schema(live.Profile), live, o.read(), unread) == "" {
		return nil, errIdle
	}
	return after, nil
}

// desiredOf is the object of a change as it is wanted.
func desiredOf(live *state.Snapshot, c diff.Change) state.Object {
	out := state.Object{Kind: c.Object.Kind, Key: c.Object.Key}
	if o, ok := live.Find(c.Object); ok {
		out = o.Clone()
		out.ID = ""
	}
	for _, f := range c.Fields {
		out.Put(f.Name, f.Desired)
	}
	return out
}

// edit is one thing that another admin does to an object.
type edit struct {
	op     state.Op
	object state.Ref
	field  string // of an update, and of a create the one that is not as planned
	value  state.Value
	with   []diff.Field // of a create: all fields
}

func (e edit) String() string {
	if e.op == state.OpUpdate {
		return fmt.Sprintf("another admin sets %s.%s", e.object, e.field)
	}
	return fmt.Sprintf("another admin: %s %s", e.op, e.object)
}

// on is the edit as a change of what is there now.
func (e edit) on(live *state.Snapshot) (diff.Change, bool) {
	o, there := live.Find(e.object)
	if there == (e.op == state.OpCreate) {
		return diff.Change{}, false
	}
	c := diff.Change{Op: e.op, Object: e.object, Part: diff.Asked, Fields: e.with}
	switch e.op {
	case state.OpUpdate:
		c.ID = o.ID
		c.Fields = []diff.Field{{Name: e.field, Desired: e.value, Live: o.Get(e.field), Part: diff.Asked}}
	case state.OpDelete:
		c.ID = o.ID
		for _, a := range o.Attrs {
			c.Fields = append(c.Fields, diff.Field{Name: a.Name, Live: a.Value, Part: diff.Along})
		}
	}
	return c, true
}

// meddling is a kind of edit, by what it means to the plan.
type meddling struct {
	what    string
	managed bool // the plan rests on what is edited
	shared  bool // what is made is in a collection that the plan writes whole, and is kept
	find    func(look) []edit
}

// look is what edits are chosen from.
type look struct {
	schema  state.Schema
	live    *state.Snapshot
	desired *state.Snapshot
	section plan.Section
}

var meddlings = []meddling{
	{what: "a field that the plan changes", managed: true, find: look.changed},
	{what: "a field that the site does not manage, of an object that the plan changes", find: look.beside},
	{what: "an object that the plan does not touch", find: look.apart},
	{what: "making an object that the plan makes", managed: true, find: look.made},
	{what: "deleting an object that the plan changes", managed: true, find: look.gone},
	{what: "a link beside one that the plan writes, at its second end", shared: true, find: func(l look) []edit { return l.joined(0) }},
	{what: "a link beside one that the plan writes, at its first end", shared: true, find: func(l look) []edit { return l.joined(1) }},
}

const foreign = "Foreign"

// other is a value that another admin may put into a field that holds v.
func other(f *state.Field, v state.Value) (state.Value, bool) {
	if f.Ref != "" || f.Has(state.Computed|state.Immutable|state.Secret|state.Runtime|state.Manual|state.External|state.Unique) {
		return v, false
	}
	switch f.Type {
	case state.Text:
		return state.OfText(foreign), true
	case state.Bool:
		return state.OfBool(!v.Bool()), v.Presence() != state.Absent
	}
	return v, false
}

func (l look) updates(object state.Ref, fields func(*state.Field) bool) []edit {
	var out []edit
	o, there := l.live.Find(object)
	k, _ := l.schema.Kind(object.Kind)
	if !there || k.Can&state.Update == 0 {
		return nil
	}
	for i := range k.Fields {
		f := &k.Fields[i]
		if v, ok := other(f, o.Get(f.Name)); ok && !slices.Contains(k.Key, f.Name) && fields(f) {
			out = append(out, edit{op: state.OpUpdate, object: object, field: f.Name, value: v})
		}
	}
	return out
}

// acting are the plan's changes of one operation.
func (l look) acting(op state.Op) []*diff.Change {
	var out []*diff.Change
	for i := range l.section.Changes {
		if c := &l.section.Changes[i]; c.Acts() && c.Op == op && !c.Replace && c.LiveKey == "" {
			out = append(out, c)
		}
	}
	return out
}

func (l look) changed() (out []edit) {
	for _, c := range l.acting(state.OpUpdate) {
		out = append(out, l.updates(c.Object, func(f *state.Field) bool {
			x, ok := c.Field(f.Name)
			return ok && x.Part.Acts() && f.Type == state.Text // the other value of a switch is what the plan wants
		})...)
	}
	return out
}

func (l look) beside() (out []edit) {
	for _, c := range l.acting(state.OpUpdate) {
		want, _ := l.desired.Find(c.Object)
		out = append(out, l.updates(c.Object, func(f *state.Field) bool {
			_, differs := c.Field(f.Name)
			return !differs && want != nil && want.Get(f.Name).Presence() == state.Absent
		})...)
	}
	return out
}

func (l look) apart() (out []edit) {
	touched := map[state.Ref]bool{}
	for _, c := range l.section.Changes {
		touched[c.Object], touched[c.Live()] = true, true
	}
	for _, e := range effectsOf(l.section) {
		touched[e.Object] = true
	}
	for i := range l.live.Objects {
		r := l.live.Objects[i].Ref()
		if _, wanted := l.desired.Find(r); !wanted && !touched[r] {
			out = append(out, l.updates(r, func(*state.Field) bool { return true })...)
		}
	}
	return out
}

func (l look) made() (out []edit) {
	for _, c := range l.acting(state.OpCreate) {
		k, _ := l.schema.Kind(c.Object.Kind)
		var with []diff.Field
		for _, x := range c.Fields {
			if f, ok := k.Field(x.Name); ok && (f.Ref == "" || slices.Contains(k.Key, x.Name)) {
				with = append(with, x)
			}
		}
		for i, x := range with {
			f, _ := k.Field(x.Name)
			v, ok := other(f, x.Desired)
			if !ok || slices.Contains(k.Key, x.Name) {
				continue
			}
			e := edit{op: state.OpCreate, object: c.Object, field: x.Name, value: v, with: slices.Clone(with)}
			e.with[i].Desired = e.value
			out = append(out, e)
		}
	}
	return out
}

// joined are links like those that the plan writes, of which one end is another
// object than there. A vendor may keep the links with either end, and take all
// of them at once.
func (l look) joined(end int) (out []edit) {
	touched, going := map[state.Ref]bool{}, map[state.Ref]bool{}
	for _, e := range effectsOf(l.section) {
		touched[e.Object], going[e.Object] = true, e.Op == state.OpDelete
	}
	for _, e := range effectsOf(l.section) {
		k, _ := l.schema.Kind(e.Object.Kind)
		if !tie(k) || e.Predicted || l.alone(k, 1-end) {
			continue
		}
		like := e.Attrs
		if o, ok := l.live.Find(e.Object); ok {
			like = slices.DeleteFunc(slices.Clone(o.Attrs), func(a state.Attr) bool {
				f, _ := k.Field(a.Name)
				return !slices.Contains(k.Key, a.Name) && (f == nil || f.Type != state.Text)
			})
		}
		f, _ := k.Field(k.Key[end])
		for _, to := range l.live.OfKind(f.Ref) {
			o := state.Object{Kind: k.Name}
			var with []diff.Field
			for _, a := range like {
				if a.Name == f.Name {
					a.Value = state.OfText(to.Key)
				}
				o.Put(a.Name, a.Value)
				with = append(with, diff.Field{Name: a.Name, Desired: a.Value, Part: diff.Asked})
			}
			key, ok := k.KeyOf(&o)
			ref := state.Ref{Kind: k.Name, Key: key}
			if _, there := l.live.Find(ref); ok && !there && !touched[ref] && !going[to.Ref()] && len(out) < 20 {
				out = append(out, edit{op: state.OpCreate, object: ref, with: with})
			}
		}
	}
	return out
}

// alone reports whether an object can be at an end of one link only: a second one
// there is no link beside the first, but in its place.
func (l look) alone(k *state.Kind, end int) bool {
	f, _ := k.Field(k.Key[end])
	return f.Has(state.Unique)
}

func (l look) gone() (out []edit) {
	for _, c := range l.acting(state.OpUpdate) {
		if k, _ := l.schema.Kind(c.Object.Kind); k.Can&(state.Delete|state.Create) == state.Delete|state.Create {
			out = append(out, edit{op: state.OpDelete, object: c.Object})
		}
	}
	return out
}

// first is the first edit of a kind that the target takes.
func (o office) first(world []byte, all []edit) (edit, bool) {
	for _, e := range all {
		if _, err := o.edit(world, e); err == nil {
			return e, true
		}
	}
	return edit{}, false
}
