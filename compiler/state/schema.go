package state

import "slices"

// Flag marks how a field behaves on a target.
type Flag uint16

const (
	Computed  Flag = 1 << iota // the vendor decides it; never sent, never compared
	Immutable                  // set at creation only; a change is a replacement
	Secret                     // never read into a value, never shown
	CaseFold                   // equal regardless of case
	Runtime                    // the users' own running state: compared only when declared
	Manual                     // no API writes it: a change is a manual step
	External                   // another system writes it: read, never written
	ReadBack                   // the vendor may accept and ignore a write: check it afterwards
	Privilege                  // changing it changes who may do what
	Unique                     // no two objects of the kind may hold one value at the same time
	Unread                     // no API shows it: what it holds is not known unless a person attests it
	Answering                  // who is in it answers calls: emptied, a line rings where nobody is
	Sealed                     // a secret that the target shows: compared by where the site keeps it, see Another
)

// Another stands in a Sealed field for a secret that is not the site's. Where the
// two are equal the field holds the canonical path of the site's secret, which is
// what is asked for: the value itself is in no snapshot.
const Another = "another"

// Field describes one attribute of a kind.
type Field struct {
	Name    string
	Type    Type
	Flags   Flag
	Ref     string   // the kind that the value, or each of its items, refers to
	Default Value    // what the vendor fills in when nothing is sent
	Values  []string // of a text: those that there are, sorted; nil is any
	Title   string   // a few words for people
	Say     Say      // of a tree: how objects in it read; nil: member by member
	Console Console  // what the target's own pages say, for people who look there
}

// Has reports whether the field carries a flag.
func (f Field) Has(flag Flag) bool { return f.Flags&flag != 0 }

// Can is a set of things a vendor lets one do with a kind.
type Can uint8

const (
	Create Can = 1 << iota
	Update
	Delete
)

// Kind describes one kind of object on a target.
type Kind struct {
	Name   string
	Plural string   // the word in manage, released and budgets
	Title  string   // a few words for people
	Key    []string // attributes that make the natural key, joined by "/"
	Owner  string   // the kind whose object takes these with it when it goes
	Can    Can
	Fields []Field // sorted by name

	// Unread kinds are listed by no API: readers cover them as Unreadable, and
	// what is there is not known unless a person attests it.
	Unread bool

	// Single kinds have lists that do not show what objects hold: each is read by a
	// request of its own.
	Single bool
}

// Field looks a field up.
func (k *Kind) Field(name string) (*Field, bool) {
	for i := range k.Fields {
		if k.Fields[i].Name == name {
			return &k.Fields[i], true
		}
	}
	return nil, false
}

// Hidden reports whether the target shows no value of a field.
func (k *Kind) Hidden(f *Field) bool { return k.Unread || f.Has(Unread) }

// Schema is the set of kinds of a target, in the order in which people read them.
type Schema struct{ Kinds []Kind }

// Kind looks a kind up.
func (s Schema) Kind(name string) (*Kind, bool) {
	i := slices.IndexFunc(s.Kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return nil, false
	}
	return &s.Kinds[i], true
}

// Profile is what a target is: what it can do follows from it.
type Profile struct {
	Version string            `json:"version,omitempty"`
	Edition string            `json:"edition,omitempty"`
	Tenant  string            `json:"tenant,omitempty"`
	Account Account           `json:"account,omitzero"`
	Limits  map[string]int64  `json:"limits,omitempty"`  // licences and quotas by name
	Modules map[string]bool   `json:"modules,omitempty"` // options that are bought or switched on
	Facts   map[string]string `json:"facts,omitempty"`   // what else a driver's capabilities rest on
	Assumed bool              `json:"assumed,omitempty"` // nobody asked the target: the fullest was taken
}

// Account is who we are on the target.
type Account struct {
	Name  string   `json:"name,omitempty"`
	Roles []string `json:"roles,omitempty"`
}
