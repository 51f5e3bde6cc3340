package threecx

import (
	"fmt"
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Lower puts what is asked into 3CX's words.
//
// Rules:
//   - A user without an extension, a queue without a number, does not exist for
//     3CX: one diagnostic stands for all that is said about it.
//   - Departments and teams are Groups, known by name; see lower_groups.go.
//   - A right is written only where a grant asks for it, and never wider than it
//     was granted; see lower_rights.go.
//   - A role's defaults in a group are written only where the site declares them.
func Lower(d *resolve.Desired) (*state.Snapshot, diag.List) {
	l := newLowering(d)
	l.groups()
	l.users()
	l.memberships()
	l.queues()
	l.ringGroups()
	l.parkings()
	l.phones()
	l.claims()
	l.narrowed()
	l.quarreled()
	return l.snapshot(), l.ds.Sorted()
}

// lowering is one run of Lower.
type lowering struct {
	d       *resolve.Desired
	schema  state.Schema
	objects map[state.Ref]*state.Object
	order   []state.Ref
	claimed []state.Extent
	ds      diag.List

	places   []*place          // the Groups, in the order in which they were found
	ofDept   map[string]*place // department id → its Group
	ofGroup  map[string]*place // group id → its Group
	numbers  map[string]string // user id → extension
	members  map[[2]string]*member
	joined   []*member // members in the order in which they were found
	ofUser   map[string][]*member
	switches map[string]map[string]*tally // user id → flag of the extension → who wants what
	narrow   map[string]*narrowing
	lessers  []string // keys of narrow, in order
	quarrels map[string]*quarrel
	said     map[string]bool
	reaches  map[string]*subtree
}

func newLowering(d *resolve.Desired) *lowering {
	return &lowering{d: d, schema: Schema(d.Profile), objects: map[state.Ref]*state.Object{},
		ofDept: map[string]*place{}, ofGroup: map[string]*place{}, numbers: map[string]string{},
		members: map[[2]string]*member{}, ofUser: map[string][]*member{}, switches: map[string]map[string]*tally{}, narrow: map[string]*narrowing{},
		quarrels: map[string]*quarrel{},
		said:     map[string]bool{}, reaches: map[string]*subtree{}}
}

// object makes an object, or gives back the one that is there.
func (l *lowering) object(kind, key, canonical string) *state.Object {
	ref := state.Ref{Kind: kind, Key: key}
	if o, ok := l.objects[ref]; ok {
		return o
	}
	o := &state.Object{Kind: kind, Key: key, Canonical: canonical}
	l.objects[ref] = o
	l.order = append(l.order, ref)
	return o
}

func (l *lowering) snapshot() *state.Snapshot {
	s := &state.Snapshot{Target: l.d.Target.ID, Type: l.d.Target.Type, Profile: l.d.Profile, Claims: l.claimed}
	s.Objects = make([]state.Object, 0, len(l.order))
	for _, r := range l.order {
		s.Objects = append(s.Objects, *l.objects[r])
	}
	s.Sort()
	return s
}

// report adds a diagnostic about a path.
func (l *lowering) report(code diag.Code, severity diag.Severity, path string, pos diag.Pos, message, hint string) {
	x := diag.Diagnostic{Code: code, Severity: severity, Target: l.d.Target.ID, Path: path, Message: message, Hint: hint}
	if !pos.IsZero() {
		x.Pos = []diag.Pos{pos}
	}
	l.ds.Add(x)
}

// lost adds the diagnostic for something that cannot be held, or only less.
func (l *lowering) lost(s resolve.Support, path, what, note string, pos diag.Pos) {
	if x, ok := l.d.Loss(s, path, what, note, pos); ok {
		l.ds.Add(x)
	}
}

func (l *lowering) unfit(path string, pos diag.Pos, message, hint string) {
	l.report(diag.ValueUnfit, diag.Error, path, pos, message, hint)
}

// put sets an attribute from a field of the language that somebody wrote.
func put[T comparable](o *state.Object, name string, f model.Field[T], path string, value func(T) state.Value) {
	switch v, ok := f.Get(); {
	case ok:
		o.Put(name, value(v), path)
	case f.Managed():
		o.Put(name, state.Nothing(), path)
	}
}

// claims are the extents of which the site's list is complete.
func (l *lowering) claims() {
	kinds := map[string]string{"users": User, "queues": Queue, "ringGroups": RingGroup, "parkings": Parking, "devices": Phone}
	for _, name := range []string{"users", "queues", "ringGroups", "parkings", "devices"} {
		if l.d.Target.Manage[name] == model.Exclusive {
			l.claimed = append(l.claimed, state.Extent{Kind: kinds[name]})
		}
	}
	l.claimGroups()
	if l.d.Target.Manage["memberships"] == model.Exclusive {
		l.claimed = append(l.claimed, state.Extent{Kind: Membership})
		return
	}
	for _, p := range l.places {
		if p.complete {
			l.claimed = append(l.claimed, state.Extent{Kind: Membership, Attr: "Group", Value: p.name})
		}
	}
}

// claimGroups claims all departments. DEFAULT, which every PBX has, is declared
// along with them so that nobody is asked to delete it.
func (l *lowering) claimGroups() {
	if l.d.Target.Manage["groups"] != model.Exclusive {
		return
	}
	l.claimed = append(l.claimed, state.Extent{Kind: Group})
	o := l.object(Group, defaultGroup, "")
	if _, declared := o.Attr("Name"); !declared {
		o.Put("Name", state.OfText(defaultGroup), resolve.Path("targets", l.d.Target.ID, "manage", "groups"))
	}
}

// defaultGroup is the name of the Group that every PBX has (3CX documentation).
const defaultGroup = "DEFAULT"

// number looks a user's extension up. A user who has none was reported once.
func (l *lowering) number(user string) (string, bool) {
	n, ok := l.numbers[user]
	return n, ok
}

// numbersOf turns ids of users into a set of extensions.
func (l *lowering) numbersOf(users []string) []string {
	var out []string
	for _, u := range users {
		if n, ok := l.number(u); ok {
			out = append(out, n)
		}
	}
	return out
}

// native puts the attributes that the site wrote in 3CX's own words.
func (l *lowering) native(o *state.Object, src *model.Object, path string) {
	bag := src.Native[l.d.Target.ID]
	kind, _ := l.schema.Kind(o.Kind)
	for _, name := range sortedKeys(bag) {
		at := path + "." + resolve.Path("native", l.d.Target.ID, name)
		f, ok := kind.Field(name)
		switch {
		case !ok:
			l.report(diag.NativeUnknown, diag.Error, at, src.Pos, fmt.Sprintf("a %s of 3CX %s has no attribute %s", kind.Title, l.d.Profile.Version, name), nearestField(kind, name))
			continue
		case f.Has(state.Secret):
			l.report(diag.NativeRefused, diag.Error, at, src.Pos, name+" is a secret: patchbay neither reads nor holds it", "take it out")
			continue
		case f.Flags&(state.Computed|state.Immutable) != 0:
			l.report(diag.NativeRefused, diag.Error, at, src.Pos, fmt.Sprintf("%s cannot be written: it is %s", name, whyFixed(f)), "take it out")
			continue
		}
		if _, written := o.Attr(name); written {
			l.report(diag.NativeClash, diag.Error, at, src.Pos, name+" follows from another field already", "write it in one place")
			continue
		}
		v, ok := nativeValue(f, bag[name])
		if !ok {
			l.unfit(at, src.Pos, fmt.Sprintf("%s takes %s", name, typeNames[f.Type]), "write it as the XAPI gives it in a reply")
			continue
		}
		o.Put(name, v, at)
	}
}

func whyFixed(f *state.Field) string {
	if f.Has(state.Computed) {
		return "the PBX computes it"
	}
	return "the object's identity"
}

func nearestField(kind *state.Kind, name string) string {
	names := make([]string, len(kind.Fields))
	for i, f := range kind.Fields {
		names[i] = f.Name
	}
	if near, ok := diag.Nearest(name, names); ok {
		return fmt.Sprintf("did you mean %s?", near)
	}
	return "attributes have the names of the XAPI's properties"
}

var typeNames = map[state.Type]string{state.Bool: "true or false", state.Int: "a whole number", state.Text: "a text",
	state.Strset: "a list of texts", state.Strlist: "a list of texts", state.Tree: "an object or a list"}

// nativeValue reads a value as the type of its attribute.
func nativeValue(f *state.Field, v any) (state.Value, bool) {
	if v == nil {
		return state.Nothing(), true
	}
	switch f.Type {
	case state.Bool:
		b, ok := v.(bool)
		return state.OfBool(b), ok
	case state.Int:
		n, ok := v.(int64)
		return state.OfInt(n), ok
	case state.Text:
		s, ok := v.(string)
		return state.OfText(s), ok
	case state.Strset, state.Strlist:
		items, ok := texts(v)
		if f.Type == state.Strset {
			return state.OfSet(items...), ok
		}
		return state.OfList(items...), ok
	}
	return treeOf(v)
}

func texts(v any) ([]string, bool) {
	list, ok := v.([]any)
	out := make([]string, 0, len(list))
	for _, x := range list {
		s, isText := x.(string)
		ok = ok && isText
		out = append(out, s)
	}
	return out, ok
}

// treeOf is a deeper value as canonical JSON.
func treeOf(v any) (state.Value, bool) {
	switch v.(type) {
	case map[string]any, []any:
	default:
		return state.Value{}, false
	}
	b, err := state.Canonical(v)
	return state.OfTree(string(b)), err == nil
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// orID is a title, or the id where there is none.
func orID(title model.Field[string], id string) string {
	return title.Or(id)
}
