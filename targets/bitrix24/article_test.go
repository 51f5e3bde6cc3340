package bitrix24

import (
	"fmt"
	"strings"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

var (
	inCloud   = state.Profile{Version: "2", Edition: cloudEdition}
	onServer  = state.Profile{Version: "2", Edition: onPremiseEdition, Modules: map[string]bool{Module: true, Converted: true}}
	allInTurn = []struct {
		name    string
		profile state.Profile
	}{{"a portal in the cloud", inCloud}, {"an own server with the local module and a converted structure", onServer}}
)

func lowered(site *model.Site, p state.Profile) (*resolve.Desired, *state.Snapshot, diag.List) {
	d, ds := resolve.For(site, &site.Targets[0], p, Caps(p))
	s, more := Lower(d)
	return d, s, append(ds, more...)
}

func granted(pairs ...string) model.Grants {
	var out model.Grants
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, model.Grant{Permission: pairs[i], Level: pairs[i+1]})
	}
	return out
}

// article is a site that sets every option of the help page on telephony roles:
// each of the eight rows, the four roles that a portal begins with, and each kind
// of row among the access permissions.
func article() *model.Site {
	user := func(id, first, last, extension, department string) model.User {
		return model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of(last), Email: model.Of(id + "@acme.example"), Extension: model.Of(extension), Department: model.Of(department)}
	}
	role := func(id, title, base string, grants model.Grants, assign ...model.Assignment) model.Role {
		r := model.Role{Object: model.Object{ID: id}, Title: model.Of(title), Grants: grants, Assign: assign}
		if base != "" {
			r.Base = model.Of(base)
		}
		return r
	}
	zoe := user("zoe", "Zoé", "Lefèvre", "14", "nord")
	zoe.Mobile, zoe.JobTitle = model.Of("+33612345678"), model.Of("Commerciale")
	return &model.Site{
		Departments: []model.Department{
			{Object: model.Object{ID: "direction"}, Title: model.Of("Direction"), Head: model.Of("irene")},
			{Object: model.Object{ID: "nord"}, Title: model.Of("Ventes Nord"), Parent: model.Of("ventes")},
			{Object: model.Object{ID: "ventes"}, Title: model.Of("Ventes"), Parent: model.Of("direction"), Head: model.Of("max")}},
		Users: []model.User{user("irene", "Irène", "Vasseur", "11", "direction"), user("max", "Max", "Héry", "12", "ventes"), zoe},
		Groups: []model.Group{
			{Object: model.Object{ID: "agents"}, Kind: model.UserGroup, Title: model.Of("Agents d'appel")},
			{Object: model.Object{ID: "lancement"}, Kind: model.Workgroup, Title: model.Of("Lancement d'été"), Members: []model.Member{{User: "max", As: model.Of("owner")}, {User: "zoe", As: model.Of("moderator")}}}},
		Roles: []model.Role{
			role("admin", "Administrateur", "administrator", nil, model.Assignment{Name: "irene", User: "irene"}),
			role("chef", "Chef de département", "departmentHead", nil, model.Assignment{Name: "chef", HeadOf: "ventes"}),
			role("directeur", "Directeur général", "chiefExecutive", granted("recordings.delete", "organization"), model.Assignment{Name: "d", Department: "direction"}),
			role("gestion", "Gestion des lignes", "", granted("billing.pay", "true", "calls.history", "none", "calls.place", "crmAndColleagues", "extensions.manage", "organization", "numbers.manage", "true",
				"recordings.delete", "none", "recordings.listen", "none", "telephony.settings", "true"), model.Assignment{Name: "groupe", UserGroup: "agents"}),
			role("manager", "Manager", "manager", granted("extensions.manage", "own"), model.Assignment{Name: "tous", Everyone: true}),
			role("projet", "Projet", "", granted("calls.history", "department", "calls.place", "crm", "recordings.listen", "own"), model.Assignment{Name: "g", Workgroup: "lancement", As: "moderator"}),
			role("ventes", "Ventes", "", granted("recordings.listen", "department"), model.Assignment{Name: "v", Department: "ventes", Subdepartments: true}),
		},
		Devices: []model.Device{{Object: model.Object{ID: "zoe-sip"}, Kind: "softphone", Owner: model.Of("zoe")}},
		Targets: []model.Target{{Object: model.Object{ID: "portail"}, Type: "bitrix24", Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}}},
	}
}

// TestArticle holds what the site becomes, every loss, the effective rights and
// what comes back to testdata/article.txt. UPDATE=1 rewrites it.
func TestArticle(t *testing.T) {
	var b strings.Builder
	for _, x := range allInTurn {
		fmt.Fprintf(&b, "== %s ==\n%s", x.name, targettest.Article(t, Driver, article(), x.profile))
	}
	targettest.Golden(t, "testdata/article.txt", b.String())
}
