package bitrix24_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/bitrix24"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

func TestMain(m *testing.M) { os.Exit(targettest.Main(m, bitrix24.Driver)) }

// TestConformance holds a portal in the cloud, by a webhook, to what every target
// has to do.
func TestConformance(t *testing.T) {
	targettest.Run(t, conforming(t, ""))
}

// TestConformanceOnPremise holds an own server with the local module to it.
func TestConformanceOnPremise(t *testing.T) {
	targettest.Run(t, conforming(t, "_onpremise"))
}

func conforming(t *testing.T, edition string) targettest.Target {
	return targettest.Target{
		Driver: bitrix24.Driver,
		Worlds: targettest.Worlds(t, edition),
		Sites:  []targettest.Site{{Name: "workgroups", Site: workgroups()}, {Name: "roles", Site: listening()}},
		Page: func(n int) (map[string]string, model.Native) {
			return map[string]string{"pageSize": strconv.Itoa(n)}, nil
		},
		Secrets: []string{"hook-canary-secret", "sip-canary-1", "sip-canary-2"},
		ByHand:  byHand,
		Console: console,
		Quirks: map[string][]string{
			"edition": {"cloud"}, "module": {"false"}, "licensed": {"false"}, "converted": {"true"}, "telephonyVersion": {"middle", "older"}, "secondStep": {"atomic"},
			"activateRollsBack": {"true"}, "bucket": {"enterprise"}, "operating": {"60"}, "pageSize": {"1", "7"}, "legacyFilters": {"true"}, "emptyTotal": {"omit"}, "sparse": {"true"},
			"badSecret": {"401"}, "superiors": {"false"}, "plainGroupCode": {"true"}, "structureRoles": {"true"}, "reactivation": {"collide"}, "departmentDelete": {"cascade"},
			"restOnly": {"true"}, "keepRefresh": {"true"},
		},
	}
}

// workgroups is a site with what those that the suite makes up do not have.
func workgroups() *model.Site {
	user := func(id, first, extension, department string) model.User {
		return model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of("Martin"), Email: model.Of(id + "@acme.example"), Extension: model.Of(extension), Department: model.Of(department)}
	}
	s := &model.Site{Package: "made", Organization: model.Organization{Name: model.Of("Acme SA"), Language: model.Of("fr")},
		Departments: []model.Department{
			{Object: model.Object{ID: "nord"}, Title: model.Of("Nord"), Parent: model.Of("ventes")},
			{Object: model.Object{ID: "ventes"}, Title: model.Of("Ventes"), Head: model.Of("alice")}},
		Users: []model.User{user("alice", "Alice", "901", "ventes"), user("bob", "Bob", "902", "nord")},
		Groups: []model.Group{{Object: model.Object{ID: "lancement"}, Kind: model.Workgroup, Title: model.Of("Lancement"),
			Members: []model.Member{{User: "alice", As: model.Of("moderator")}, {User: "bob", As: model.Of("owner")}}}},
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "bitrix24", Manage: map[string]model.Ownership{"users": model.Declared}}},
	}
	return s
}

// listening is a site with a role, that people assign where there is no module.
func listening() *model.Site {
	s := workgroups()
	s.Departments, s.Users[1].Department = s.Departments[1:], model.Of("ventes")
	s.Groups, s.Users[1].Position = nil, map[string]string{"pbx": "portalAdmin"}
	s.Roles = []model.Role{{Object: model.Object{ID: "ecoute"}, Title: model.Of("Écoute"), Grants: model.Grants{{Permission: "calls.history", Level: "own"}, {Permission: "recordings.listen", Level: "organization"}},
		Assign: []model.Assignment{{Name: "a", User: "alice"}, {Name: "c", Department: "ventes", Subdepartments: true}}}}
	return s
}
