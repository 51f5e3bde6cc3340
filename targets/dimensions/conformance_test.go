package dimensions_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/dimensions"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, dimensions.Driver)) }

// TestConformance holds a customer of whom nobody knows the role keys of most
// permissions to what every target has to do: those are left to people.
func TestConformance(t *testing.T) { targettest.Run(t, conforming(t)) }

// TestConformanceKeyed holds one whose operator has filled the table of keys to it.
func TestConformanceKeyed(t *testing.T) {
	x := conforming(t)
	x.Options = keyed()
	targettest.Run(t, x)
}

// keyed are the options of an operator who knows the keys of the simulated portal.
func keyed() model.Native {
	return model.Native{"permissionKeys": map[string]any{
		"manage_users": "admin.user", "manage_billable_items": "billing.admin", "manage_contact_directories": "directory.admin", "workspace_admin": "workspace.admin",
		"supervisor_agent_control": "customer.user.acd.control", "silent_monitor": "customer.user.monitor", "recording_playback": "customer.recordings.playback", "crm": "customer.user.uc.crm",
	}}
}

func conforming(t *testing.T) targettest.Target {
	return targettest.Target{
		Driver:  dimensions.Driver,
		Worlds:  targettest.Worlds(t, ""),
		Sites:   []targettest.Site{{Name: "groups and workspaces", Site: shared()}, {Name: "rights", Site: granting()}},
		Fit:     onPortal,
		ByHand:  byHand,
		Console: console,
		Page: func(n int) (map[string]string, model.Native) {
			return map[string]string{"pageUsers": strconv.Itoa(n)}, nil
		},
		Quirks: map[string][]string{
			"accessLoss": {"keep"}, "agentAutoAssign": {"false"}, "chargesFrom": {"3", "5"}, "existsStatus": {"409"}, "foreignTenant": {"refuse"}, "joinTenants": {"refuse"}, "manageUsers": {"user.admin"},
			"manualLive": {"refuse"}, "newAttributes": {"true"}, "pageUsers": {"1", "7"}, "rateLimit": {"100000"}, "realtimeLeaves": {"true"}, "roleOrder": {"sorted"},
			"secondLevel": {"replace"}, "softphoneRole": {"none"}, "syncEvery": {"5m"}, "tokenLifetime": {"1s"}, "unassign": {"refuse"},
		},
		Secrets: []string{"dim-canary-secret-1", "dim-canary-refresh-1", "dim-canary-password-1", "dim-canary-pbx-key"},
	}
}

// onPortal gives the users of a site the addresses of those whom the portal has
// imported, licences and rights; every third has neither extension nor licences, and
// is made.
func onPortal(s *model.Site) {
	levels := []string{"none", "reports", "analytics", "live", "contactCenter"}
	for i := range s.Users {
		u := &s.Users[i]
		n, err := strconv.Atoi(u.Extension.Or(""))
		if err != nil {
			continue
		}
		grants := model.Grants{{Permission: "portal.access", Level: "true"}, {Permission: "reports.see", Level: levels[n%5]}, {Permission: "telephony.settings", Level: strconv.FormatBool(n%2 == 0)}}
		if n%3 == 2 || u.Email.Or("") != fmt.Sprintf("%d@made.example", n-100) {
			u.Email, u.Extension = model.Of(fmt.Sprintf("p%d@portal.example", n)), model.Field[string]{}
			grants[1].Level = levels[n%3]
		} else {
			u.Licences = map[string]string{"ucClient": strconv.FormatBool(n%4 < 2), "professional": strconv.FormatBool(n%4 == 1), "agent": strconv.FormatBool(n%7 == 0)}
		}
		s.Roles = append(s.Roles, model.Role{Object: model.Object{ID: fmt.Sprintf("role%03d", i)}, Grants: grants, Assign: []model.Assignment{{Name: "a", User: u.ID}}})
	}
}

func made(id string, n int, licences ...string) model.User {
	u := model.User{Object: model.Object{ID: id}, DisplayName: model.Of(strings.ToUpper(id[:1]) + id[1:]), Email: model.Of(fmt.Sprintf("%d@made.example", n)), Licences: map[string]string{"essential": "true"}}
	for _, l := range licences {
		u.Licences[l] = "true"
	}
	return u
}

// shared is a site with what no API shows, and with softphones.
func shared() *model.Site {
	softphone := func(id, kind, client, device string) model.Device {
		return model.Device{Object: model.Object{ID: id, Native: map[string]model.Native{"pbx": {"deviceId": device}}}, Kind: kind, Owner: model.Of("alice"), Clients: map[string]bool{client: true}}
	}
	return &model.Site{Package: "made", Organization: model.Organization{Name: model.Of("Acme SA"), Language: model.Of("fr")},
		Users: []model.User{made("alice", 31, "ucClient", "professional"), made("bob", 32)},
		Groups: []model.Group{
			{Object: model.Object{ID: "accueil"}, Kind: model.Reporting, Title: model.Of("Accueil"), Members: []model.Member{{User: "alice", Primary: model.Of(true)}, {User: "bob"}}},
			{Object: model.Object{ID: "ventes"}, Kind: model.Reporting, Title: model.Of("Ventes"), Members: []model.Member{{User: "bob", Primary: model.Of(true)}}}},
		Devices:    []model.Device{softphone("alice-crm", "webrtc", "crm", "web-31"), softphone("alice-desktop", "softphone", "desktop", "soft-31")},
		Workspaces: []model.Workspace{{Object: model.Object{ID: "direction"}, Title: model.Of("Direction"), Members: map[string]string{"alice": "Owner", "bob": "Viewer"}}},
		Targets:    []model.Target{{Object: model.Object{ID: "pbx"}, Type: "dimensions", Manage: map[string]model.Ownership{"users": model.Declared}}},
	}
}

// granting is a site with every permission that there is a box for.
func granting() *model.Site {
	s := shared()
	s.Groups, s.Devices, s.Workspaces = nil, nil, nil
	s.Users = append(s.Users, model.User{Object: model.Object{ID: "eve"}, DisplayName: model.Of("Eve Audit"), Email: model.Of("eve@audit.example")})
	grant := func(pairs ...string) (out model.Grants) {
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, model.Grant{Permission: pairs[i], Level: pairs[i+1]})
		}
		return out
	}
	s.Roles = []model.Role{
		{Object: model.Object{ID: "lead"}, Grants: grant("agents.control", "organization", "api.manage", "true", "calls.monitor", "organization", "calls.takeOver", "organization", "licences.assign", "true",
			"phonebook.manage", "true", "recordings.listen", "organization", "reports.see", "live", "rights.manage", "all", "telephony.settings", "true", "webhooks.manage", "true", "workspaces.manage", "true"),
			Assign: []model.Assignment{{Name: "a", User: "alice"}}},
		{Object: model.Object{ID: "listener"}, Grants: grant("portal.access", "true", "recordings.listen", "own", "reports.see", "none"), Assign: []model.Assignment{{Name: "b", User: "bob"}}},
		{Object: model.Object{ID: "support"}, Grants: grant("portal.access", "true", "reports.see", "none", "rights.manage", "noCost"), Assign: []model.Assignment{{Name: "e", User: "eve"}}},
	}
	return s
}
