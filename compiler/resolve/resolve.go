// Package resolve works out what a site asks of one target: which users,
// groups and devices go there, who holds which role where after assignments
// are expanded, and which defaults the language leaves to it.
//
// Rules:
//   - It is vendor-neutral and pure. What a target can hold comes as Caps, and
//     nothing here knows a vendor's word.
//   - A fact is one canonical path that this target is asked to hold. Every fact
//     is lowered by the driver or named by a diagnostic; Unaccounted proves it.
//   - One diagnostic for each fact that a target cannot hold, graded by the
//     target's losses. A diagnostic about an object stands for all its facts.
//   - A reference to something that is not there is package check's finding; here
//     it is passed over.
//   - An inherited default is for the creation of an object. It never makes a
//     field managed that nobody wrote.
package resolve

import (
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/state"
)

// Desired is what one target is asked to hold, still in canonical nouns. Slices
// are sorted by id.
type Desired struct {
	Site        *model.Site
	Target      *model.Target
	Profile     state.Profile
	Caps        Caps
	Departments []Department
	Users       []User
	Groups      []Group
	Devices     []Device
	Holdings    []Holding // sorted by user, place, role
}

// Department is a selected department with its place in the tree.
type Department struct {
	*model.Department
	Path      string
	Ancestors []string // the nearest first, without the root
	Subtree   []string // itself and everything below it, sorted
	Users     []string // the selected users who belong to it directly, sorted
	Language  Default
	Timezone  Default
}

// User is a selected user.
type User struct {
	*model.User
	Path     string
	Position string // the vendor role held on this target; "" is none or not written
	Language Default
}

// Group is a selected group.
type Group struct {
	*model.Group
	Path     string
	Language Default
}

// Device is a selected device.
type Device struct {
	*model.Device
	Path string
}

// Default is a value that holds when an object is created. Written tells what
// the site says about the object itself from what it inherits; only the former
// is managed.
type Default struct {
	Value   string
	Written bool
	From    string // canonical path
}

// For works out what site asks of target. The profile is offline's or a probe's;
// the caps are the driver's for that profile.
func For(site *model.Site, target *model.Target, profile state.Profile, caps Caps) (*Desired, diag.List) {
	d := &Desired{Site: site, Target: target, Profile: profile, Caps: caps}
	d.choose()
	d.hold()
	ds := d.assumptions()
	ds = append(ds, d.capabilities()...)
	ds = append(ds, d.duplicates()...)
	return d, ds.Sorted()
}

// Department finds a selected department.
func (d *Desired) Department(id string) (*Department, bool) { return find(d.Departments, id) }

// User finds a selected user.
func (d *Desired) User(id string) (*User, bool) { return find(d.Users, id) }

// Group finds a selected group.
func (d *Desired) Group(id string) (*Group, bool) { return find(d.Groups, id) }

func find[E any, P interface {
	*E
	model.Entry
}](s []E, id string) (P, bool) {
	return model.Find[E, P](s, id)
}
