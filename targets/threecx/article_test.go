package threecx

import (
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// article is a site that sets every option of the help page on groups: the
// global right, all rights of a manager and a user, an exception for one user in
// one group, and the console rights of each level.
func article() *model.Site {
	grants := func(pairs ...string) model.Grants {
		var out model.Grants
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, model.Grant{Permission: pairs[i], Level: pairs[i+1]})
		}
		return out
	}
	all := grants("calls.intercom", "group", "calls.monitor", "group", "calls.operate", "group", "calls.park", "true", "calls.see", "group", "calls.share", "true",
		"ivr.control", "true", "members.see", "group", "phonebook.manage", "true", "presence.set", "group", "presence.share", "true",
		"reception.operate", "true", "recordings.listen", "group")
	user := func(id, first, last, extension, department string) model.User {
		return model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of(last), Extension: model.Of(extension), Department: model.Of(department)}
	}
	anna := user("anna", "Anna", "Łęcka", "101", "sprzedaz")
	anna.Email, anna.Language, anna.Listed = model.Of("anna@acme.example"), model.Of("pl"), model.Of(true)
	anna.Voicemail = &model.Voicemail{Enabled: model.Of(true), Email: model.Of("attach"), PIN: &model.Secret{Env: "PIN"}}
	anna.Forwarding = &model.Forwarding{RingSeconds: model.Of(int64(20)), Rules: []model.ForwardingRule{
		{Situation: "always", External: &model.Destination{Hangup: true}},
		{Situation: "away", External: &model.Destination{Number: "+48600100200"}},
		{Situation: "busy", Internal: &model.Destination{Voicemail: "self"}, External: &model.Destination{Group: "infolinia"}}}}
	boss := user("szef", "Stanisław", "Wokulski", "100", "sprzedaz")
	boss.Position = map[string]string{"pbx": "systemOwner"}
	return &model.Site{
		Departments: []model.Department{{Object: model.Object{ID: "sprzedaz"}, Title: model.Of("Sprzedaż"), Head: model.Of("szef"), Timezone: model.Of("Europe/Warsaw")}},
		Users:       []model.User{anna, user("jan", "Jan", "Rzecki", "102", "sprzedaz"), boss},
		Groups: []model.Group{
			{Object: model.Object{ID: "infolinia"}, Kind: model.Queue, Title: model.Of("Infolinia"), Extension: model.Of("800"), Strategy: model.Of("longestIdle"),
				Agents: []model.Agent{{User: "anna", Priority: model.Of(int64(2))}, {User: "jan", Priority: model.Of(int64(1))}}, Supervisors: map[string]bool{"szef": true}},
			{Object: model.Object{ID: "sprzedaz"}, Kind: model.DepartmentGroup, Department: model.Of("sprzedaz"), Published: model.Of(true),
				RoleDefaults: []model.RoleDefault{{Role: "manager", Grants: all}, {Role: "user", Grants: grants("calls.park", "true", "members.see", "group")}},
				Members: []model.Member{
					{User: "anna", Role: model.Of("manager"), Overrides: grants("calls.monitor", "none")},
					{User: "jan", Role: model.Of("kasjer")},
				}},
		},
		Roles: []model.Role{
			{Object: model.Object{ID: "kasjer"}, Title: model.Of("Kasjer"), Base: model.Of("user"), Grants: grants("calls.history", "department", "calls.park", "true", "calls.place", "internal",
				"extensions.manage", "organization", "presence.shareOutside", "true", "recordings.download", "true", "recordings.listen", "own")},
			{Object: model.Object{ID: "pan"}, Grants: grants("numbers.manage", "true", "reports.see", "reports", "recordings.listen", "department", "system.manage", "true"),
				Assign: []model.Assignment{{Name: "szef", HeadOf: "sprzedaz"}}},
		},
		Devices: []model.Device{{Object: model.Object{ID: "anna-biurko"}, Kind: "deskphone", Owner: model.Of("anna"), MAC: model.Of("00:15:65:AB:CD:EF"), Model: model.Of("Yealink T46U"), Network: model.Of("local")}},
		Targets: []model.Target{target()},
	}
}

// TestArticle holds what the site becomes, every loss, the effective rights and
// what comes back to testdata/article.txt. UPDATE=1 rewrites it.
func TestArticle(t *testing.T) {
	_, s, _ := lowered(article(), enterprise)
	site, _ := Raise(s, nil)
	_, back, _ := lowered(site, enterprise)
	if d := differs(s, back); d != "" {
		t.Errorf("raised and lowered again: %s", d)
	}
	targettest.Golden(t, "testdata/article.txt", targettest.Article(t, Driver, article(), enterprise))
}
