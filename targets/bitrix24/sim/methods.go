package sim

import "maps"

// basic is the scope that every credential has.
const basic = "basic"

// method is one method of the interface.
type method struct {
	scope  string // any one of these, separated by commas
	writes bool
	app    bool // for applications only
	local  bool // of the local module: ours, not the vendor's
	do     func(*call) (any, *fail)
}

// Scopes of the methods. The pages of workgroups print sonet, the list of scopes
// has sonet_group: both are taken.
const (
	userScope       = "user"
	userRead        = "user,user_basic,user_brief"
	fieldScope      = "user.userfield"
	departmentScope = "department"
	sonetScope      = "sonet_group,sonet,socialnetwork"
	telephonyScope  = "telephony"
	moduleScope     = "patchbay"
)

// allMethods are the methods of every portal by name in lower case, and those of
// the local module.
func allMethods() map[string]method {
	out := map[string]method{batchMethod: {scope: basic, do: batch}}
	for _, family := range []map[string]method{systemMethods(), userMethods(), departmentMethods(), sonetMethods(), voximplantMethods(), lineMethods(), moduleMethods()} {
		maps.Copy(out, family)
	}
	return out
}

// method finds a method. Those of the local module are there when it is
// installed, which it can be On-Premise only.
func (w *World) method(name string) (method, bool) {
	m, ok := w.methods[name]
	if m.local && (!w.head.Module || w.cloud()) {
		return method{}, false
	}
	return m, ok
}

// writes says whether a method changes the world, wherever it is served.
func (w *World) writes(name string) bool { return w.methods[name].writes }
