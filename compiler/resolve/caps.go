package resolve

import (
	"slices"
	"strings"
)

// Support says how well a target can hold something.
type Support string

const (
	Exact        Support = "exact"        // settable alone, same meaning
	Approximated Support = "approximated" // settable, and a subset of what was granted
	Implied      Support = "implied"      // follows from a role or level; shown, never set
	ByRole       Support = "role"         // only by choosing a vendor role that carries more
	ByHand       Support = "manual"       // a person sets it in the vendor's own console
	Unsupported  Support = "unsupported"  // does not exist there
)

// GrantCap is what one level of one permission becomes on a target.
type GrantCap struct {
	Permission string
	Level      string
	Support    Support
	As         string // the vendor's own name
	Needs      string // edition or module without which it cannot be set; "" is none
	Missing    bool   // the profile does not have what it needs
	Note       string // one sentence, when the cell needs one
}

// NounCap is what one noun or field of the language becomes on a target, by its
// canonical path with the ids left out: "users.mobile", "groups.queue.wrapUp".
type NounCap struct {
	Path    string
	Support Support
	As      string
	Note    string
}

// Caps is what a target can express, for one profile. It is data: the matrix in
// the documentation is printed from it, and resolve checks a site against it
// before anything is sent.
type Caps struct {
	Grants []GrantCap // sorted by permission, then in the catalogue's order of levels
	Nouns  []NounCap  // sorted by path
	Unique []string   // what must be unique there: "users.email", "extension" (of users and groups alike), "devices.mac"
	Manage []string   // kinds in the plural that manage and released may name

	// OneEdition says that systems of the type differ in version alone, so that a site
	// has no edition to name.
	OneEdition bool
}

// Noun returns what a noun becomes. Where its path is not listed, a path above
// it decides if it says that nothing below can be set there; what is not listed
// otherwise is unsupported, so that no new field is lost in silence.
func (c Caps) Noun(path string) NounCap {
	for at := path; ; {
		i, ok := slices.BinarySearchFunc(c.Nouns, at, func(n NounCap, p string) int { return strings.Compare(n.Path, p) })
		if ok && (at == path || c.Nouns[i].Support == Implied || c.Nouns[i].Support == Unsupported) {
			return c.Nouns[i]
		}
		cut := strings.LastIndexByte(at, '.')
		if cut < 0 || ok {
			return NounCap{Path: path, Support: Unsupported}
		}
		at = at[:cut]
	}
}

// Lists reports whether the target knows a permission at any level.
func (c Caps) Lists(permission string) bool {
	_, ok := slices.BinarySearchFunc(c.Grants, permission, func(g GrantCap, p string) int { return strings.Compare(g.Permission, p) })
	return ok
}

// Grant returns what one level of a permission becomes. What is not listed is
// unsupported.
func (c Caps) Grant(permission, level string) GrantCap {
	i, _ := slices.BinarySearchFunc(c.Grants, permission, func(g GrantCap, p string) int { return strings.Compare(g.Permission, p) })
	for ; i < len(c.Grants) && c.Grants[i].Permission == permission; i++ {
		if c.Grants[i].Level == level {
			return c.Grants[i]
		}
	}
	return GrantCap{Permission: permission, Level: level, Support: Unsupported}
}
