package asterisk

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// writing is what a site writes of something in the vendor's own words. over are the
// attributes in which it goes before what follows from another place in the site.
type writing struct {
	src  *model.Object
	path string
	over []string
}

var (
	// derived follow from an extension and its devices.
	derived = []string{"aors", "auth", "auth_type", "mailboxes", "username"}
	// inherited are those that a device has of its user, too.
	inherited = append([]string{"accountcode", "callerid", "context", "language"}, derived...)
)

// native puts each attribute to the first of some objects whose kind has one of that
// name, and what nobody has to the first, where it is reported.
func (l *lowering) native(w writing, among ...*state.Object) {
	target := l.Desired.Target.ID
	parts := map[*state.Object]model.Native{}
	for name, v := range w.src.Native[target] {
		if name == line || name == nativeID {
			continue
		}
		o := l.takes(name, among)
		if parts[o] == nil {
			parts[o] = model.Native{}
		}
		parts[o][name] = v
	}
	for _, o := range among {
		if o != nil && parts[o] != nil {
			l.nativeOf(o, w, parts[o])
		}
	}
}

func (l *lowering) takes(name string, among []*state.Object) *state.Object {
	for _, o := range among {
		if o == nil {
			continue
		}
		if _, ok := l.field(o.Kind, name); ok {
			return o
		}
	}
	return among[0]
}

// nativeOf puts attributes to one object. Named groups of calls are added to those of
// the site's groups.
func (l *lowering) nativeOf(o *state.Object, w writing, bag model.Native) {
	target := l.Desired.Target.ID
	added := map[string]state.Attr{}
	for name := range bag {
		a, written := o.Attr(name)
		adds := strings.HasPrefix(name, "named_")
		if !written || !adds && !slices.Contains(w.over, name) {
			continue
		}
		if adds {
			added[name] = a
		}
		o.Put(name, state.Value{})
	}
	one := *w.src
	one.Native = map[string]model.Native{target: bag}
	l.Native(o, &one, w.path)
	for _, name := range draft.SortedKeys(added) {
		a, own := added[name], o.Get(name)
		at := w.path + "." + resolve.Path("native", target, name)
		o.Put(name, state.OfSet(append(slices.Clone(a.Value.Items()), own.Items()...)...), append(slices.Clone(a.From), at)...)
	}
	if _, said := bag["auth"]; said && o.Kind == Endpoint && o.Get("auth").Presence() != state.Set {
		l.Report(diag.WouldWiden, diag.Error, w.path+"."+resolve.Path("native", target, "auth"), w.src.Pos, "an endpoint without auth takes calls from whoever reaches it", "name an auth, or take the line out")
	}
}
