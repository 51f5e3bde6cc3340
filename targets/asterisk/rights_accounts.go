package asterisk

import (
	"slices"

	"github.com/patchbay-dev/patchbay/compiler/rights"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// given is a right that comes with an account.
type given struct{ permission, scope, level string }

const everybody = "organization"

// Of AMI's classes (manager.conf), what reading and writing each of them gives.
var (
	readClass = map[string][]given{
		"agent": {{"agents.see", everybody, ""}},
		"call":  {{"calls.see", everybody, ""}},
		"cdr":   {{"calls.history", everybody, ""}},
	}
	writeClass = map[string][]given{
		"agent":     {{"agents.control", everybody, ""}, {"queues.members.manage", everybody, ""}},
		"call":      {{"calls.takeOver", everybody, ""}},
		"command":   system,
		"config":    system,
		"originate": {{"calls.monitor", everybody, ""}},
		"system":    system,
	}
	// system is what whoever writes files, runs commands or restarts can do.
	system = []given{{permission: "rights.manage", level: "all"}, {permission: "system.manage"}, {permission: "telephony.settings"}}

	// ariReads and ariWrites are what ARI gives: with it one writes endpoints, and
	// controls every call.
	ariReads  = []given{{"calls.see", everybody, ""}}
	ariWrites = slices.Concat([]given{{"calls.monitor", everybody, ""}, {"calls.takeOver", everybody, ""}, {permission: "devices.manage"}, {"extensions.manage", everybody, ""}}, system)
)

// ruling are the rights with which the rights of others can be changed.
var ruling = map[string]bool{"rights.manage": true, "system.manage": true}

// accounts are those of AMI and ARI.
func (r *reading) accounts() {
	for _, kind := range []string{ARIAccount, ManagerAccount} {
		if !whole(r.s, kind) {
			r.unseen(kind)
		}
	}
	manager := r.s.OfKind(ManagerAccount)
	for i := range manager {
		r.classes(&manager[i], "read", readClass)
		r.classes(&manager[i], "write", writeClass)
	}
	ari := r.s.OfKind(ARIAccount)
	for i := range ari {
		o := &ari[i]
		only := o.Get("read_only")
		r.give(o, ariReads, only, "name")
		if !only.Bool() {
			r.give(o, ariWrites, only, "read_only")
		}
	}
}

// classes is what an account may do by one of its lists; all is every class.
func (r *reading) classes(o *state.Object, attr string, table map[string][]given) {
	v := o.Get(attr)
	every := slices.Contains(v.Items(), "all")
	for _, class := range []string{"agent", "call", "cdr", "command", "config", "originate", "system"} {
		if every || slices.Contains(v.Items(), class) {
			r.give(o, table[class], v, attr)
		}
	}
}

func (r *reading) give(o *state.Object, rows []given, v state.Value, attr string) {
	for _, g := range rows {
		r.add(o.Ref(), g.permission, g.scope, g.level, v, rights.Source{Object: o.Ref(), Attr: attr})
		r.rows[len(r.rows)-1].Privileged = ruling[g.permission]
	}
}

// unseen is that somebody who was not read may do anything.
func (r *reading) unseen(kind string) {
	for _, g := range system {
		r.rows = append(r.rows, rights.Row{Right: rights.Right{Holder: state.Ref{Kind: kind, Key: "?"}, Permission: g.permission, Scope: g.scope, Level: g.level}, Answer: rights.Unknown, Basis: state.Unknown})
	}
}
