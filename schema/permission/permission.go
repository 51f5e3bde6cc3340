package permission

import (
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
)

// Kind says what the levels of a permission are.
type Kind uint8

const (
	Switch Kind = iota // "false" and "true"
	Reach              // whom it covers: none, own, group, department, organization
	Scale              // words of its own
)

// Permission is one entry of the catalogue.
type Permission struct {
	Name   string
	Group  string // the heading it stands under
	Kind   Kind
	Levels []string // from least to most
	About  string   // what it allows, in one line

	// Apart are pairs of levels of which neither holds the other.
	Apart [][2]string

	// Privileged lists the target types on which a holder can change the rights of
	// others, or their own; "*" is all of them.
	Privileged []string
}

// The headings, in order.
const (
	Calls          = "Calls"
	Recordings     = "Recordings"
	People         = "People, presence, reception"
	Administration = "Administration"
)

// All returns the catalogue in the order in which it is documented.
func All() []Permission { return slices.Clone(catalogue) }

// Find returns the permission called name.
func Find(name string) (Permission, bool) {
	i, ok := slices.BinarySearchFunc(byName, name, func(p Permission, n string) int { return strings.Compare(p.Name, n) })
	if !ok {
		return Permission{}, false
	}
	return byName[i], true
}

// Names returns every name, sorted.
func Names() []string {
	out := make([]string, len(byName))
	for i, p := range byName {
		out[i] = p.Name
	}
	return out
}

// Levels returns the levels of a permission from least to most, and nil for a
// name that is none.
func Levels(name string) []string {
	p, _ := Find(name)
	return p.Levels
}

// Valid reports whether level is a word of the permission's scale.
func Valid(name, level string) bool { return slices.Contains(Levels(name), level) }

// None reports whether level takes the permission away.
func None(level string) bool { return level == "none" || level == "false" }

// Nearest returns the permission that somebody who wrote name most likely meant.
func Nearest(name string) (string, bool) { return diag.Nearest(name, Names()) }

// IsPrivileged reports whether holding this level on a target of this type lets
// somebody change rights. An empty type asks about any.
func IsPrivileged(name, level, target string) bool {
	p, ok := Find(name)
	if !ok || None(level) {
		return false
	}
	return slices.Contains(p.Privileged, "*") || slices.Contains(p.Privileged, target) || target == "" && len(p.Privileged) > 0
}

// Compare orders two levels of one permission: negative when a allows less than
// b, 0 when they are the same, positive when more. ok is false when neither
// holds the other, and for words that are no levels of it.
func Compare(name, a, b string) (order int, ok bool) {
	p, found := Find(name)
	i, j := slices.Index(p.Levels, a), slices.Index(p.Levels, b)
	if !found || i < 0 || j < 0 {
		return 0, false
	}
	if slices.Contains(p.Apart, [2]string{a, b}) || slices.Contains(p.Apart, [2]string{b, a}) {
		return 0, false
	}
	return i - j, true
}

// AtMost reports whether a allows nothing that b does not.
func AtMost(name, a, b string) bool {
	order, ok := Compare(name, a, b)
	return ok && order <= 0
}

// contactCentre are the names that look like permissions and are settings of a
// whole contact centre.
var contactCentre = []string{
	"loginUnassignedQueues", "portal", "limitToAssigned", "queueSettings.view", "queueSettings.manage", "pauseReasons.view",
	"pauseReasons.manage", "skills.view", "skills.manage", "prerecordedMessages", "cannedMessages", "customTags", "dispositions",
}

// ContactCentre returns the thirteen settings of a contact centre, by the tabs
// on which they stand. They are written in targets.<name>.contactCenter and are
// never granted.
func ContactCentre() []string { return slices.Clone(contactCentre) }

// IsContactCentre reports whether name is a contact-centre setting rather than
// a permission.
func IsContactCentre(name string) bool {
	return slices.ContainsFunc(contactCentre, func(s string) bool {
		return s == name || strings.HasPrefix(s, name+".")
	})
}
