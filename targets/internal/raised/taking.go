package raised

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
)

// Taking is one object whose attributes are taken one by one; what is left over
// in the end stands under native.
type Taking struct {
	Object *state.Object
	Done   map[string]bool
	kind   *state.Kind
}

// Take begins with an object.
func Take(schema state.Schema, o *state.Object) Taking {
	k, _ := schema.Kind(o.Kind)
	return Taking{o, map[string]bool{}, k}
}

// Text takes a text that the language takes as it is.
func (t Taking) Text(name string, fits func(string) bool) (f model.Field[string]) {
	v := t.Object.Get(name)
	if v.Presence() != state.Set || fits != nil && !fits(v.Text()) {
		return f
	}
	t.Done[name] = true
	return model.Of(v.Text())
}

// Bool takes a switch.
func (t Taking) Bool(name string) (f model.Field[bool]) {
	v := t.Object.Get(name)
	if v.Presence() != state.Set {
		return f
	}
	t.Done[name] = true
	return model.Of(v.Bool())
}

// Number takes a number in the language's bounds.
func (t Taking) Number(name string, least, most int64) (f model.Field[int64]) {
	v := t.Object.Get(name)
	if v.Presence() != state.Set || v.Int() < least || v.Int() > most {
		return f
	}
	t.Done[name] = true
	return model.Of(v.Int())
}

// Word takes one of the vendor's words back to the language's.
func (t Taking) Word(name string, words map[string]string) (f model.Field[string]) {
	v := t.Object.Get(name)
	for _, ours := range draft.SortedKeys(words) {
		if v.Presence() == state.Set && words[ours] == v.Text() {
			t.Done[name] = true
			return model.Of(ours)
		}
	}
	return f
}

// Native is what is left over, for a target.
func (t Taking) Native(target string) map[string]model.Native {
	bag := model.Native{}
	for _, a := range t.Object.Attrs {
		f, ok := t.kind.Field(a.Name)
		if !ok || t.Done[a.Name] || a.Value.Presence() != state.Set || f.Flags&(state.Computed|state.Immutable|state.Secret|state.Runtime) != 0 {
			continue
		}
		bag[a.Name] = draft.Literal(a.Value)
	}
	if len(bag) == 0 {
		return nil
	}
	return map[string]model.Native{target: bag}
}

// Left counts what is not raised, by why.
type Left map[string]int

// Said gives a notice for each reason, in order.
func (l Left) Said(target string) diag.List {
	var out diag.List
	for _, why := range draft.SortedKeys(l) {
		out.Add(diag.Diagnostic{Code: diag.NotRaised, Severity: diag.Notice, Target: target, Message: fmt.Sprintf("%d × %s", l[why], why),
			Hint: "left alone; they stay as they are until somebody changes them in the console"})
	}
	return out
}

// Sort puts a site's collections in order of their ids.
func Sort(site *model.Site) {
	slices.SortFunc(site.Departments, func(a, b model.Department) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(site.Users, func(a, b model.User) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(site.Groups, func(a, b model.Group) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(site.Roles, func(a, b model.Role) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(site.Devices, func(a, b model.Device) int { return strings.Compare(a.ID, b.ID) })
}
