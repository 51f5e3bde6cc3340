package sim

import (
	"maps"
	"net/http"
	"slices"
)

// draft is an object as a request wants it. Everything is checked on the
// draft; the world changes in commit only, so a refused request changes nothing.
type draft struct {
	w     *World
	who   *caller // nil when the world itself writes
	table *table
	old   *object        // nil when creating
	in    map[string]any // what was sent
	props map[string]any // the stored values as they will be

	groups  []membership               // of a DN
	rights  map[string]map[string]bool // of a group
	members map[*object][]membership   // other DNs whose groups change with a group's Members
	errs    []detail

	id     int    // of an object that is loaded; 0 takes the next one
	secret string // of a principal that is loaded
}

// write creates an object of t from in, or changes old.
func (w *World) write(who *caller, t *table, old *object, in map[string]any) (*object, *apiError) {
	d, e := w.prepare(who, t, old, in)
	if e != nil {
		return nil, e
	}
	return d.commit(), nil
}

// prepare checks a write without doing it.
func (w *World) prepare(who *caller, t *table, old *object, in map[string]any) (*draft, *apiError) {
	d := &draft{w: w, who: who, table: t, old: old, in: in, props: map[string]any{}, members: map[*object][]membership{}}
	if old != nil {
		d.props = maps.Clone(old.props)
		d.groups = old.groups
		d.rights = old.rights
	}
	minted := w.minted
	d.merge()
	d.checkNumber()
	if t.set.typ.prop("Groups") != nil && t.kind.peer != "" && t.set.name != "Groups" {
		d.checkGroups()
	}
	if t.kind.check != nil {
		t.kind.check(d)
	}
	d.checkDestinations()
	if len(d.errs) > 0 {
		w.minted = minted
		return nil, &apiError{status: http.StatusBadRequest, details: d.errs}
	}
	return d, nil
}

func (d *draft) creating() bool { return d.old == nil }

func (d *draft) fail(target, warning string) { d.errs = append(d.errs, detail{target, warning}) }

// merge lays what was sent over the stored values. Computed properties are
// accepted and ignored; those with rules of their own are set by them.
func (d *draft) merge() {
	typ := d.table.set.typ
	for name, v := range d.in {
		p := typ.prop(name)
		switch {
		case p == nil, p.compute != nil, name == "Id" && p.scalar == i32, d.who != nil && slices.Contains(d.table.kind.readOnly, name):
		case name == "Number" && d.table.kind.peer != "":
		default:
			d.props[name] = v
		}
	}
}

// sent returns the string a request gives for name, and whether it does.
func (d *draft) sent(name string) (string, bool) {
	v, ok := d.in[name]
	s, _ := v.(string)
	return s, ok
}

// need refuses an empty or missing string property.
func (d *draft) need(name string) {
	s, ok := d.sent(name)
	switch {
	case ok && s == "":
		d.fail(name, emptyString)
	case !ok && d.creating():
		d.fail(name, required)
	}
}

// preset gives a new object a value that was not sent.
func (d *draft) preset(name string, v any) {
	if _, ok := d.props[name]; !ok && d.creating() && d.table.set.typ.prop(name) != nil {
		d.props[name] = v
	}
}

// commit makes the draft the world.
func (d *draft) commit() *object {
	w := d.w
	o := d.old
	if o == nil {
		o = &object{table: d.table, id: d.id, props: d.props, groups: d.groups, rights: d.rights, secret: d.secret}
		w.identify(o)
		w.insert(o)
	} else {
		w.replace(o, d.props, d.groups, d.rights)
	}
	for _, m := range slices.SortedFunc(maps.Keys(d.members), byID) {
		groups := d.members[m]
		if m.table.set.name == "Groups" {
			continue
		}
		w.replace(m, m.props, bindGroup(groups, o.id), m.rights)
	}
	if d.table.kind.after != nil {
		d.table.kind.after(d, o)
	}
	return o
}

// identify gives an object its Id; one without an Id, a place in its table.
func (d *data) identify(o *object) {
	if p := o.table.set.typ.prop("Id"); o.table.set.single || p == nil || p.scalar != i32 {
		d.serial++
		o.id = d.serial
		return
	}
	if o.id == 0 {
		o.id = d.nextID
	}
	d.nextID = max(d.nextID, o.id+1)
}

// newGroup stands for the group that a request is about to create.
const newGroup = -1

// bindGroup puts a new group's Id where newGroup stood.
func bindGroup(groups []membership, id int) []membership {
	for i := range groups {
		if groups[i].group == newGroup {
			groups[i].group = id
		}
	}
	return groups
}

func byID(a, b *object) int { return a.id - b.id }

// delete removes an object, or says why it stays.
func (w *World) delete(who *caller, o *object) *apiError {
	if o.table.kind.keep != nil {
		if warning := o.table.kind.keep(w, who, o); warning != "" {
			return refused(o.table.kind.keepTarget(), warning)
		}
	}
	w.remove(o)
	if o.table.set.name == "Groups" {
		for _, m := range w.inGroup(o.id) {
			w.replace(m, m.props, slices.DeleteFunc(slices.Clone(m.groups), func(g membership) bool { return g.group == o.id }), m.rights)
		}
		delete(w.members, o.id)
	}
	if g := w.names[foldKey(favoritesPrefix+o.number())]; g != nil && o.table.set.name == "Users" {
		return w.delete(nil, g)
	}
	return nil
}

// keepTarget is the property that a refused delete complains about.
func (k kind) keepTarget() string {
	if k.peer == "" {
		return "Id"
	}
	return "Number"
}
