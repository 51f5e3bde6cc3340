package policy

import (
	"github.com/patchbay-dev/patchbay/compiler/plan"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// nothing is a plan in which there is nothing.
func nothing(kinds []string) *View {
	v := &View{}
	v.complete(kinds)
	return v
}

// everything is a plan that has some of everything, twice where two differ.
func everything(kinds []string) *View {
	bob := Who{ID: "bob", Name: "Bob Durand (bob)", Kind: "users", Key: "101"}
	other := Who{Name: "102", Kind: "users", Key: "102"}
	change := func(op state.Op, path string, fields ...Field) Change {
		return Change{Target: "pbx", Op: string(op), Kind: "users", Key: "101", Path: path, Name: "Bob Durand (bob)", Part: "asked", Fields: append([]Field{}, fields...)}
	}
	v := &View{
		Site: "acme", Partial: true,
		Targets: []Target{{Name: "pbx", Type: "3cx", Version: "20.0.7"}, {Name: "other", Type: "3cx", Failed: "it does not answer"}},
		Rights: []Right{
			{Target: "pbx", Holder: bob, Permission: "calls.monitor", Scope: "group:Sales", Before: "no", After: "yes", Gained: true, Certain: true, Privileged: true, Through: []string{"users.bob"}},
			{Target: "pbx", Holder: other, Permission: "calls.place", Level: "internal", Before: "yes", After: "no", Lost: true, Certain: true, Through: []string{}},
			{Target: "pbx", Holder: other, Permission: "calls.see", Scope: "group:Sales", Before: "no", After: "unknown", Gained: true, Through: []string{}},
			{Target: "pbx", Holder: other, Permission: "chats.history", Scope: "organization", Before: "yes", After: "unknown", Lost: true, Through: []string{}},
		},
		Changes: []Change{
			change(state.OpCreate, "users.bob", Field{"FirstName", "asked", nil, "Bob"}, Field{"Enabled", "asked", nil, true}),
			change(state.OpUpdate, "users.bob", Field{"Number", "asked", "100", "101"}, Field{"Count", "overwrite", int64(1), int64(2)}, Field{"Groups", "asked", []string{"a"}, []string{"a", "b"}}),
			change(state.OpDelete, "", Field{"LastName", "along", "Durand", nil}),
		},
		Released: []Change{change(state.OpUpdate, "users.bob", Field{"Email", "released", "b@acme.example", nil})},
		Left:     []Change{change(state.OpUpdate, "users.bob", Field{"Email", "left", "b@acme.example", nil})},
		Steps: []Step{
			{Target: "pbx", Kind: string(plan.Call), Op: string(state.OpDelete), Title: "delete Bob", About: "users", Key: "101", Irreversible: true, Costs: true, Notifies: true, Privileged: true, Disrupts: true},
			{Target: "pbx", Kind: string(plan.Manual), By: "admin", Op: string(state.OpUpdate), Title: "set Bob's photo", About: "users", Key: "101"},
		},
		Losses: []Loss{{Target: "pbx", Code: "PB3101", Severity: "warning", Path: "users.bob", Message: "the target has no such thing"}},
	}
	v.Changes[1].Replace = true
	v.complete(kinds)
	return v
}
