package dimensions

import (
	"fmt"
	"slices"
	"strings"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/diff"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/internal/draft"
	"github.com/patchbay-dev/patchbay/targets/internal/steps"
)

// breach is one rule that what comes about would break.
type breach struct{ message, hint string }

// rules holds a changed user to R2 to R18, with what the site leaves as it is. It
// reports whether the change may be made.
func (s *stepping) rules(c *diff.Change, p *person) bool {
	found := slices.Concat(s.ofPBX(p), s.access18(c, p), s.address(p), s.licensed(c, p))
	for _, b := range found {
		s.refuse(diag.UserRule, c, s.called(c.Live().Key)+" "+b.message, b.hint)
	}
	return len(found) == 0
}

// ofPBX: licences, clients and softphones are of users of the phone system (R2, R8).
func (s *stepping) ofPBX(p *person) []breach {
	if p.source() == FromPBX {
		return nil
	}
	if why := importedBy(orEmpty(p.desired)); why != "" {
		return []breach{{fmt.Sprintf("was made by hand and has the portal alone; %s makes one of the phone system of them (R2)", why), "take it out, or make the user on the phone system"}}
	}
	return nil
}

func orEmpty(o *state.Object) *state.Object {
	if o == nil {
		return &state.Object{}
	}
	return o
}

// access18: whoever has a level, the client or a permission has website access (R3,
// R18).
func (s *stepping) access18(c *diff.Change, p *person) []breach {
	if p.on(Website) {
		return nil
	}
	switch {
	case p.level() > 0:
		return []breach{{fmt.Sprintf("loses portal.access and keeps the supervisor access type %s, which brings it (R18)", roleNamed(p.text(Supervisor)).title), `write "reports.see": "none" too`}}
	case p.on(Client):
		return []breach{{"loses portal.access and keeps the UC client, which brings it (R18)", "write licences: ucClient: false too"}}
	}
	for _, r := range permissions() {
		if p.on(r.name) && (steps.Acts(c, Website) || steps.Acts(c, r.name)) {
			return []breach{{fmt.Sprintf("has %s without portal.access, and it has no effect so (R3)", r.title), `grant "portal.access": true, or take it away`}}
		}
	}
	return nil
}

// address: whoever uses the portal has an address that nobody else there has (R5).
func (s *stepping) address(p *person) []breach {
	email := p.text("email")
	switch {
	case !p.on(Website):
		return nil
	case email == "":
		return []breach{{"may use the portal without an e-mail address, which is the login there (R5)", "write one that nobody else has"}}
	}
	for _, login := range draft.SortedKeys(s.after) {
		other := s.after[login]
		if other != p && strings.EqualFold(other.text("email"), email) && (other.on(Website) || other.source() == FromParent) {
			return []breach{{fmt.Sprintf("uses the portal with the address of %s, who uses it too (R5)", s.called(login)), "give one of them another address, or take portal.access from one"}}
		}
	}
	return nil
}

// licensed: Professional stands on the client, softphones on Professional, and live
// levels keep the real-time licence (R7, R9).
func (s *stepping) licensed(c *diff.Change, p *person) []breach {
	var out []breach
	if p.on(Professional) && !p.on(Client) {
		out = append(out, breach{"has the professional licence without the UC client that it stands on (R9)", "write licences: {ucClient: true, professional: true}"})
	}
	for _, attr := range deviceFields {
		if v, ok := orEmpty(p.desired).Attr(attr); ok && v.Value.Presence() == state.Set && !p.on(Professional) {
			out = append(out, breach{"has a softphone without the professional licence that it needs (R9)", "write licences: {ucClient: true, professional: true}"})
			break
		}
	}
	if p.source() == FromPBX && p.level() >= levelOf(Live) && steps.Acts(c, Realtime) && !p.on(Realtime) {
		out = append(out, breach{"loses the real-time licence and keeps a level that brings it (R7)", `write "reports.see": "analytics" or less, or leave realtime out`})
	}
	return out
}

// spreads says that a right is given which its holder can give on (R15).
func (s *stepping) spreads(c *diff.Change, k keychange) {
	f, ok := c.Field(ManageBillable)
	byHand := ok && f.Part.Acts() && f.Desired.Bool() && s.byPerson(ManageBillable)
	if k.billable || byHand {
		s.report(diag.RightSpreads, diag.Warning, c.Canonical, fmt.Sprintf("%s gets Manage Billable Items, and can give it to others from then on (R15)", s.called(c.Object.Key)), "give it to few: what they make of it no plan shows")
	}
}

// played says what comes along with recordings, where somebody gets to play them (the
// article's note on recordings and scope).
func (s *stepping) played() {
	var who []string
	for i := range s.in.Changes.Changes {
		c := &s.in.Changes.Changes[i]
		if f, ok := c.Field(Playback); ok && c.Object.Kind == User && f.Part.Acts() && f.Desired.Bool() {
			who = append(who, s.called(c.Object.Key))
		}
	}
	if len(who) > 0 {
		s.report(diag.ComesAlong, diag.Notice, "targets."+s.in.Live.Target, draft.People(who)+" will play recordings of whole conferences that they took part in, with what was said before they joined and after they left", "")
	}
}

// account holds what costs against what the account may do (R13). Whoever has no
// such right asks the service provider for it (R16).
func (s *stepping) account() {
	var about []string
	for i := range s.steps {
		x := &s.steps[i]
		key := keyOf(s.in.Profile, ManageBillable)
		add, _ := x.Args["add"].([]any)
		made, _ := x.Args["roles"].([]any)
		gives := key != "" && slices.ContainsFunc(slices.Concat(add, made), func(k any) bool { return k == key })
		if x.Call != "" && (x.Flags.Costs || gives) {
			about = append(about, s.called(x.Object.Key))
		}
	}
	key, us := keyOf(s.in.Profile, ManageBillable), s.in.Profile.Account
	path := "targets." + s.in.Live.Target
	switch {
	case len(about) == 0 || slices.Contains(us.Roles, key):
	case s.in.Profile.Modules[billing]:
	case s.forbids(key):
		s.report(diag.MayNotCharge, diag.Error, path, fmt.Sprintf("the account %s may not raise the bill, and this would: %s (R13)", us.Name, draft.People(draft.Unique(about))),
			"ask the service provider to give it Manage Billable Items; nobody gives that to themselves")
	default:
		s.report(diag.MayNotCharge, diag.Notice, path, fmt.Sprintf("whether the account %s may raise the bill cannot be told: its token does not say", us.Name), "write profile: modules: billableItems: true or false for the account; where it is not so, the steps that cost are refused")
	}
}

// billing is the module of a profile that says whether the account has Manage
// Billable Items, for tokens that do not say who they are for.
const billing = "billableItems"

// forbids reports whether the account is known not to be allowed what costs.
func (s *stepping) forbids(key string) bool {
	may, said := s.in.Profile.Modules[billing]
	roles := s.in.Profile.Account.Roles
	return said && !may || key != "" && len(roles) > 0 && !slices.Contains(roles, key)
}

// spelled tells of an administrator whose roles show how Manage Users is spelled
// here, where nobody has said it.
func (s *stepping) spelled() {
	if !byHand(s.in.Profile, ManageUsers) || !slices.ContainsFunc(s.in.Changes.Changes, func(c diff.Change) bool { return steps.Acts(&c, ManageUsers) }) {
		return
	}
	for i := range s.in.Live.OfKind(User) {
		o := &s.in.Live.OfKind(User)[i]
		for _, key := range spellings {
			if slices.Contains(o.Get("otherRoles").Items(), key) {
				s.report(diag.LossByHand, diag.Notice, "targets."+s.in.Live.Target, fmt.Sprintf("%s has the role %s, which is how Manage Users is spelled on some portals", s.called(o.Key), key),
					fmt.Sprintf("if so, write options: permissionKeys: manage_users: %q, and no person need set it", key))
				return
			}
		}
	}
}
