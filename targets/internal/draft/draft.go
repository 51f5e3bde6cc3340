// Package draft is what lowering has in common, whatever the vendor: a desired
// snapshot while it is put together, with everything that was said on the way.
//
// Rules:
//   - It is pure and knows no vendor: words that differ come as Words.
//   - One diagnostic for each fact, however many people it concerns: what holds of
//     some of them only is collected and said once.
//   - An attribute says which canonical paths it came from.
package draft

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Words are what messages call a vendor's things.
type Words struct {
	Product string // "3CX"
	System  string // who computes values: "the PBX"
	Names   string // what attributes are called after: "the XAPI's properties"
	Shape   string // how a value of another type is to be written
}

// Draft is a desired snapshot under way. Objects are made once, and are there to
// be found again by whatever else has a say in them.
type Draft struct {
	Desired *resolve.Desired
	Schema  state.Schema
	Words   Words
	Claims  []state.Extent // extents of which the site's list is complete
	Found   diag.List

	objects map[state.Ref]*state.Object
	order   []*state.Object
	latest  map[string]*state.Object // of each kind
	said    map[string]bool
	narrow  map[string]*narrowing
	lessers []string // keys of narrow, in order
}

// New begins a draft.
func New(d *resolve.Desired, schema state.Schema, words Words) *Draft {
	return &Draft{Desired: d, Schema: schema, Words: words, objects: map[state.Ref]*state.Object{}, latest: map[string]*state.Object{}, said: map[string]bool{}, narrow: map[string]*narrowing{}}
}

// Object makes an object, or gives back the one that is there.
func (l *Draft) Object(kind, key, canonical string) *state.Object {
	ref := state.Ref{Kind: kind, Key: key}
	if o, ok := l.objects[ref]; ok {
		return o
	}
	o := &state.Object{Kind: kind, Key: key, Canonical: canonical}
	if like := l.latest[kind]; like != nil {
		o.Attrs = make([]state.Attr, 0, len(like.Attrs))
	}
	l.objects[ref], l.latest[kind] = o, o
	l.order = append(l.order, o)
	return o
}

// Find gives back an object that was made; nil when none was.
func (l *Draft) Find(kind, key string) *state.Object {
	return l.objects[state.Ref{Kind: kind, Key: key}]
}

// Claim says that the site's list of an extent is complete.
func (l *Draft) Claim(e state.Extent) { l.Claims = append(l.Claims, e) }

// Snapshot is all that was made, in order.
func (l *Draft) Snapshot() *state.Snapshot {
	s := &state.Snapshot{Target: l.Desired.Target.ID, Type: l.Desired.Target.Type, Profile: l.Desired.Profile, Claims: l.Claims}
	s.Objects = make([]state.Object, 0, len(l.order))
	for _, o := range l.order {
		s.Objects = append(s.Objects, *o)
	}
	s.Sort()
	return s
}

// Report adds a diagnostic about a path.
func (l *Draft) Report(code diag.Code, severity diag.Severity, path string, pos diag.Pos, message, hint string) {
	x := diag.Diagnostic{Code: code, Severity: severity, Target: l.Desired.Target.ID, Path: path, Message: message, Hint: hint}
	if !pos.IsZero() {
		x.Pos = []diag.Pos{pos}
	}
	l.Found.Add(x)
}

// Lost adds the diagnostic for something that cannot be held, or only less.
func (l *Draft) Lost(s resolve.Support, path, what, note string, pos diag.Pos) {
	if x, ok := l.Desired.Loss(s, path, what, note, pos); ok {
		l.Found.Add(x)
	}
}

// Unfit reports a value that the target does not take.
func (l *Draft) Unfit(path string, pos diag.Pos, message, hint string) {
	l.Report(diag.ValueUnfit, diag.Error, path, pos, message, hint)
}

// Once reports about a path one time, however many hold the role.
func (l *Draft) Once(code diag.Code, severity diag.Severity, path string, pos diag.Pos, message, hint string) {
	if key := string(code) + " " + path; !l.said[key] {
		l.said[key] = true
		l.Report(code, severity, path, pos, message, hint)
	}
}

// Said reports whether Once has spoken about a path with a code.
func (l *Draft) Said(code diag.Code, path string) bool { return l.said[string(code)+" "+path] }

// narrowing collects for whom one grant is held only in part.
type narrowing struct {
	support resolve.Support
	what    string
	note    string
	users   []string
	pos     diag.Pos
}

// NarrowTo notes that something is held less well for one user. Narrowed says it.
func (l *Draft) NarrowTo(path string, s resolve.Support, what, user, note string, pos diag.Pos) {
	key := string(s) + " " + path
	n, ok := l.narrow[key]
	if !ok {
		n = &narrowing{support: s, what: what, note: note, pos: pos}
		l.narrow[key] = n
		l.lessers = append(l.lessers, key)
	}
	n.users = append(n.users, user)
}

// Narrowed gives one diagnostic for each fact that NarrowTo noted.
func (l *Draft) Narrowed() {
	for _, key := range l.lessers {
		n := l.narrow[key]
		_, path, _ := strings.Cut(key, " ")
		l.Lost(n.support, path, fmt.Sprintf("%s, for %s,", n.what, People(Unique(n.users))), n.note, n.pos)
	}
}

// People names a few and counts the rest.
func People(ids []string) string {
	if len(ids) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(ids[:3], ", "), len(ids)-3)
	}
	return strings.Join(ids, ", ")
}

// Unique is s sorted, each once; s stays as it is.
func Unique(s []string) []string {
	if len(s) < 2 {
		return s
	}
	return slices.Compact(slices.Sorted(slices.Values(s)))
}

// Put sets an attribute from a field of the language that somebody wrote.
func Put[T comparable](o *state.Object, name string, f model.Field[T], path string, value func(T) state.Value) {
	switch v, ok := f.Get(); {
	case ok:
		o.Put(name, value(v), path)
	case f.Managed():
		o.Put(name, state.Nothing(), path)
	}
}

// Initial is an attribute that a new object begins with because of what the
// organization or a department says, and that nobody manages afterwards.
func Initial(o *state.Object, name, value, from string) {
	if _, written := o.Attr(name); !written && value != "" {
		o.Initial = append(o.Initial, state.Attr{Name: name, Value: state.OfText(value), From: []string{from}})
	}
}
