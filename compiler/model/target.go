package model

import "github.com/patchbay-dev/patchbay/compiler/diag"

// Target is one PBX or UC tenant that the site manages.
type Target struct {
	Object
	Type          string // 3cx, bitrix24, rainbow, goto, dimensions, asterisk
	URL           string // https://…, or sim:seed.json
	Tenant        Field[string]
	Credentials   map[string]Secret
	Profile       Profile
	Select        Selection
	Manage        map[string]Ownership // kind in the plural (users, groups, …) → who owns undeclared ones
	Released      map[string]Release   // kind → what happens to what is no longer declared
	Losses        Losses
	ContactCenter *ContactCenter
	Options       Native // target_<type>.cue: what only this type knows
}

// Profile is what the site says the target is; a probe confirms it.
type Profile struct {
	Version  Field[string]
	Edition  Field[string]
	Licences map[string]int64 // name → how many; nil is absent
	Modules  map[string]bool
}

// Selection narrows what of the site goes to this target. Nil maps select all.
type Selection struct {
	Users       map[string]bool
	Departments map[string]bool // with their subtrees
	Groups      map[string]bool
	Devices     map[string]bool
}

// Ownership says what happens to things on a target that the site never declared.
type Ownership string

const (
	Declared  Ownership = "declared"  // left alone
	Exclusive Ownership = "exclusive" // removed, within the delete budget
)

// Release says what happens to what the site declared before and does not now.
type Release string

const (
	Reset       Release = "reset" // undone on the target
	Leave       Release = "leave" // left as it is, listed in every plan
	RefuseError Release = "error" // the plan is refused until the site says which
)

// Losses says how grave it is that a target cannot express a grant.
type Losses struct {
	Unsupported  diag.Severity
	Approximated diag.Severity
}

// ContactCenter is the one record of contact-centre settings of a target.
type ContactCenter struct {
	Pos          diag.Pos
	Organization Settings
	Supervisor   Settings
	Agent        Settings
}

// Settings are named switches, sorted by name; nil is absent.
type Settings []Setting

// Setting is one switch.
type Setting struct {
	Name string
	On   bool
	Pos  diag.Pos
}

// Get returns the switch called name, and whether the site wrote it.
func (s Settings) Get(name string) (on, written bool) {
	for _, x := range s {
		if x.Name == name {
			return x.On, true
		}
	}
	return false, false
}

// Policies are the site's own limits on its plans.
type Policies struct {
	Budgets       []Budget          // sorted by kind
	BreakGlass    map[string]bool   // user ids that no plan may lock out
	Windows       []Window          // sorted by name; when disruptive steps may run
	OutsideWindow string            // refuse, defer; "" is refuse
	MaxAge        map[string]string // attestations: kind → how long one counts (Go duration or days, "90d")
	PlanExpiry    Field[string]     // how long a saved plan may be applied
}

// Budget limits how much one plan may delete, change or, of accounts, switch off
// of one kind. Both the
// count and the percentage hold.
type Budget struct {
	Kind           string
	Pos            diag.Pos
	Delete         Field[int64]
	DeletePercent  Field[int64]
	Modify         Field[int64]
	ModifyPercent  Field[int64]
	Disable        Field[int64]
	DisablePercent Field[int64]
}

// Window is a span of the week in which disruptive steps may run.
type Window struct {
	Name     string
	Days     []string // mon … sun
	From, To string   // 22:00, 06:00; may cross midnight
	Timezone string
}
