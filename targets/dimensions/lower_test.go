package dimensions

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// keyless is a portal of which only the documented keys are known, keyed one whose
// operator has filled the table.
var (
	keyless = state.Profile{Version: "1.0"}
	keyed   = state.Profile{Version: "1.0", Facts: map[string]string{
		keysOption + ManageUsers: "admin.user", keysOption + ManageBillable: "billing.admin", keysOption + Directories: "directory.admin", keysOption + WorkspaceAdmin: "workspace.admin",
		keysOption + AgentControl: "customer.user.acd.control", keysOption + SilentMonitor: "customer.user.monitor", keysOption + Playback: "customer.recordings.playback", keysOption + CRM: "customer.user.uc.crm",
	}}
)

func lowered(site *model.Site, p state.Profile) (*resolve.Desired, *state.Snapshot, diag.List) {
	d, ds := resolve.For(site, &site.Targets[0], p, Caps(p))
	s, more := Lower(d)
	s.Target, s.Type, s.Profile = site.Targets[0].ID, typeName, p
	return d, s, append(ds, more...)
}

func grants(pairs ...string) model.Grants {
	var out model.Grants
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, model.Grant{Permission: pairs[i], Level: pairs[i+1]})
	}
	slices.SortFunc(out, func(a, b model.Grant) int { return strings.Compare(a.Permission, b.Permission) })
	return out
}

func roleFor(id, user string, pairs ...string) model.Role {
	return model.Role{Object: model.Object{ID: id}, Grants: grants(pairs...), Assign: []model.Assignment{{Name: user, User: user}}}
}

// article is a site that says all that the help page on users lets an administrator
// do.
func article() *model.Site {
	user := func(id, name, email, extension string, licences ...string) model.User {
		u := model.User{Object: model.Object{ID: id}, DisplayName: model.Text(name), Email: model.Text(email), Extension: model.Text(extension)}
		if extension == "" {
			u.Extension = model.Field[string]{}
			return u
		}
		u.Licences = map[string]string{"essential": "true"}
		for _, l := range licences {
			u.Licences[l] = "true"
		}
		return u
	}
	device := func(id, kind, client, at string) model.Device {
		return model.Device{Object: model.Object{ID: id, Native: map[string]model.Native{"stats": {deviceID: at}}}, Kind: kind, Owner: model.Of("alice"), Clients: map[string]bool{client: true}}
	}
	return &model.Site{
		Organization: model.Organization{Name: model.Of("Acme SA"), Language: model.Of("fr")},
		Users: []model.User{
			user("alice", "Alice Martin", "Alice@acme.example", "101", "professional", "ucClient", "crm", "agent"),
			user("bob", "Bob Durand", "bob@acme.example", "102", "ucClient"),
			user("carl", "Salle A", "salle@acme.example", "103"), user("dora", "Salle B", "salle@acme.example", "104"),
			user("eve", "Eve Audit", "eve@audit.example", ""),
		},
		Roles: []model.Role{
			roleFor("analyst", "alice", "reports.see", "contactCenter"),
			roleFor("lead", "bob", "agents.control", "organization", "api.manage", "true", "calls.monitor", "organization", "calls.takeOver", "organization", "licences.assign", "true", "phonebook.manage", "true",
				"recordings.listen", "organization", "reports.see", "live", "telephony.settings", "true", "webhooks.manage", "true", "workspaces.manage", "true"),
			roleFor("support", "eve", "portal.access", "true", "reports.see", "none", "rights.manage", "noCost"),
		},
		Devices: []model.Device{device("alice-crm", "webrtc", "crm", "web-1"), device("alice-desktop", "softphone", "desktop", "soft-1"), device("alice-mobile", "softphone", "mobile", "soft-2")},
		Groups: []model.Group{
			{Object: model.Object{ID: "sales"}, Kind: model.Reporting, Title: model.Of("Ventes"), Members: []model.Member{{User: "alice", Primary: model.Of(true)}, {User: "bob"}}},
			{Object: model.Object{ID: "support"}, Kind: model.Reporting, Members: []model.Member{{User: "alice"}, {User: "bob", Primary: model.Of(true)}}},
		},
		Workspaces: []model.Workspace{{Object: model.Object{ID: "direction"}, Members: map[string]string{"alice": "Owner", "eve": "Viewer"}}},
		Targets: []model.Target{{Object: model.Object{ID: "stats"}, Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning},
			Manage: map[string]model.Ownership{"users": model.Exclusive, "workspaces": model.Exclusive, "memberships": model.Exclusive, "groups": model.Exclusive}}},
	}
}

// TestArticle holds what the site becomes, every loss, the effective rights and what
// comes back to testdata/article.txt. UPDATE=1 rewrites it.
func TestArticle(t *testing.T) {
	var b strings.Builder
	for _, x := range []struct {
		name    string
		profile state.Profile
	}{{"keys as documented", keyless}, {"keys by the operator", keyed}} {
		fmt.Fprintf(&b, "== %s ==\n%s", x.name, targettest.Article(t, Driver, article(), x.profile))
	}
	targettest.Golden(t, "testdata/article.txt", b.String())
}

// TestRules has rules R2 to R18 by what is wrong with a site, before anybody asks a
// target. What is wrong is said once, with what to do.
func TestRules(t *testing.T) {
	user := func(s *model.Site, id string) *model.User { u, _ := model.Find(s.Users, id); return u }
	role := func(s *model.Site, id string, pairs ...string) {
		r, _ := model.Find(s.Roles, id)
		r.Grants = grants(pairs...)
	}
	for _, x := range []struct {
		name string
		ruin func(*model.Site)
		want diag.Code
		says string
	}{
		{"R3: a permission without website access", func(s *model.Site) { role(s, "support", "rights.manage", "noCost") }, diag.NeedsCompanion, "(R3)"},
		{"R5: the portal without an address", func(s *model.Site) { user(s, "bob").Email = model.Field[string]{} }, diag.UserRule, "(R5)"},
		{"R5: two of one address on the portal", func(s *model.Site) { user(s, "eve").Email = model.Of("BOB@acme.example") }, diag.UserRule, "(R5)"},
		{"R7: a live level without its licence", func(s *model.Site) { user(s, "bob").Licences["realtime"] = "false" }, diag.UserRule, "(R7)"},
		{"R9: Professional without the client", func(s *model.Site) { delete(user(s, "alice").Licences, "ucClient") }, diag.UserRule, "(R9)"},
		{"R9: a softphone without Professional", func(s *model.Site) { delete(user(s, "alice").Licences, "professional") }, diag.UserRule, "(R9)"},
		{"R10: a device for two clients", func(s *model.Site) { s.Devices[1].Clients["mobile"] = true }, diag.UserRule, "(R10)"},
		{"R10: two devices for a client", func(s *model.Site) { s.Devices[2].Clients = map[string]bool{"desktop": true} }, diag.UserRule, "(R10)"},
		{"R11: a CRM softphone that is no WebRTC device", func(s *model.Site) { s.Devices[0].Kind = "softphone" }, diag.UserRule, "(R11)"},
		{"R12: two primary groups", func(s *model.Site) { s.Groups[1].Members[0].Primary = model.Of(true) }, diag.UserRule, "(R12)"},
		{"R17: an agent add-on that is the provider's", func(s *model.Site) { s.Targets[0].Options = model.Native{"agentAssignment": "provider"} }, diag.UserRule, "(R17)"},
		{"R18: access taken from a supervisor", func(s *model.Site) { role(s, "analyst", "portal.access", "false", "reports.see", "reports") }, diag.UserRule, "(R18)"},
		{"monitoring that would take calls over", func(s *model.Site) { role(s, "lead", "portal.access", "true", "calls.monitor", "organization") }, diag.WouldWiden, "calls.takeOver"},
		{"taking over that would monitor", func(s *model.Site) { role(s, "lead", "portal.access", "true", "calls.takeOver", "organization") }, diag.WouldWiden, "calls.monitor"},
		{"recordings wider than granted", func(s *model.Site) { role(s, "lead", "recordings.listen", "own", "reports.see", "live") }, diag.WouldWiden, "recordings.listen"},
		{"recordings of nobody knows whom", func(s *model.Site) { role(s, "lead", "portal.access", "true", "recordings.listen", "own") }, diag.NeedsCompanion, "reports.see"},
		{"all rights without billable items", func(s *model.Site) { role(s, "support", "portal.access", "true", "rights.manage", "all") }, diag.WouldWiden, "licences.assign"},
		{"no cost, and billable items", func(s *model.Site) {
			role(s, "support", "portal.access", "true", "rights.manage", "noCost", "licences.assign", "true")
		}, diag.WouldWiden, "rights.manage: all"},
		{"a device without an id", func(s *model.Site) { s.Devices[0].Native = nil }, diag.ValueUnfit, "deviceId"},
		{"a device of nobody", func(s *model.Site) { s.Devices[0].Owner = model.Field[string]{} }, diag.ValueUnfit, "nobody"},
		{"two groups of one name", func(s *model.Site) { s.Groups[1].Title = model.Of("Ventes") }, diag.NameClash, "Ventes"},
	} {
		t.Run(x.name, func(t *testing.T) {
			site := article()
			x.ruin(site)
			p := keyed
			if site.Targets[0].Options != nil {
				p = resolve.Offline(&site.Targets[0])
			}
			_, _, ds := lowered(site, p)
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool {
				return d.Code == x.want && d.Severity == diag.Error && d.Hint != "" && strings.Contains(d.Message+d.Hint, x.says)
			}) {
				t.Errorf("want %s about %s, got\n%s", x.want, x.says, targettest.Said(ds))
			}
		})
	}
	if _, _, ds := lowered(article(), keyed); ds.HasErrors() {
		t.Errorf("the article is refused: %v", ds.Err())
	}
}
