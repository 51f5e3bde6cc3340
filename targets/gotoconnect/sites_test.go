package gotoconnect_test

import (
	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
)

func person(id, first, extension string) model.User {
	return model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of("Martin"), Email: model.Of(id + "@acme.example"), Extension: model.Of(extension)}
}

// centre is a site with what a person sets in the contact centre.
func centre() *model.Site {
	alice, bob := person("alice", "Alice", "901"), person("bob", "Bob", "902")
	alice.ContactAdmin, alice.Licences = map[string]bool{"pbx": true}, map[string]string{"contactCenter": "true"}
	bob.Licences, bob.Position = map[string]string{"contactCenter": "true"}, map[string]string{"pbx": "admin"}
	return &model.Site{Package: "made", Organization: model.Organization{Name: model.Of("Acme SA"), Language: model.Of("fr")},
		Users: []model.User{alice, bob},
		Groups: []model.Group{
			{Object: model.Object{ID: "courriels"}, Kind: model.InboxQueue, Title: model.Of("Courriels"), Agents: []model.Agent{{User: "alice"}}, Supervisors: map[string]bool{"bob": true}},
			{Object: model.Object{ID: "hiver"}, Kind: model.Campaign, Title: model.Of("Hiver"), Agents: []model.Agent{{User: "bob"}}, Supervisors: map[string]bool{}, WrapUp: model.Of(int64(20))},
			{Object: model.Object{ID: "support"}, Kind: model.Queue, Title: model.Of("Assistance"), Extension: model.Of("880"), Agents: []model.Agent{{User: "alice"}, {User: "bob"}}, Supervisors: map[string]bool{"bob": true}, WrapUp: model.Of(int64(15))},
		},
		Roles: []model.Role{{Object: model.Object{ID: "comptes"}, Title: model.Of("Comptes"), Grants: model.Grants{{Permission: "billing.pay", Level: "true"}, {Permission: "billing.see", Level: "true"}, {Permission: "reports.see", Level: "none"}},
			Assign: []model.Assignment{{Name: "a", User: "alice"}}}},
		Targets: []model.Target{{Object: model.Object{ID: "pbx"}, Type: "goto", Manage: map[string]model.Ownership{"users": model.Declared},
			ContactCenter: &model.ContactCenter{Organization: model.Settings{{Name: "loginUnassignedQueues"}}, Supervisor: model.Settings{{Name: "limitToAssigned"}, {Name: "queueSettings.view", On: true}, {Name: "skills.view", On: true}},
				Agent: model.Settings{{Name: "dispositions", On: true}}}}},
	}
}

// things is a site with what those that the suite makes up do not have, and that the API
// writes and shows.
func things() *model.Site {
	alice, bob := person("alice", "Alice", "901"), person("bob", "Bob", "902")
	alice.Native = map[string]model.Native{"pbx": {"licenseKeys": []any{"GoTo Connect"}, "location": "Atelier", "secondaryUsers": []any{"bob@acme.example"}}}
	alice.DisplayName, alice.Listed, alice.Mobile, alice.Position = model.Of("Alice M."), model.Of(false), model.Of("+33612345678"), map[string]string{"pbx": "superAdmin"}
	alice.Forwarding = &model.Forwarding{FollowMe: []model.FollowStep{{To: model.Destination{User: "bob"}, Seconds: model.Of(int64(10))}, {To: model.Destination{Mobile: true}}},
		Rules: []model.ForwardingRule{{Situation: "noAnswer", Internal: &model.Destination{User: "bob"}, External: &model.Destination{User: "bob"}}}}
	return &model.Site{Package: "made", Organization: model.Organization{Name: model.Of("Acme SA"), Language: model.Of("en")},
		Users:  []model.User{alice, bob},
		Groups: []model.Group{{Object: model.Object{ID: "atelier"}, Kind: model.UserGroup, Title: model.Of("Atelier"), Members: []model.Member{{User: "alice"}, {User: "bob"}}}},
		Devices: []model.Device{
			{Object: model.Object{ID: "alice-desk", Native: map[string]model.Native{"pbx": {"location": "Atelier", "buttons": []any{map[string]any{"type": "LINE", "position": int64(0), "label": "Bob", "extension": "902"}}}}},
				Kind: "deskphone", Owner: model.Of("alice"), MAC: model.Of("00:15:65:aa:00:01"), Model: model.Of("Yealink T46U"), Title: model.Of("Alice's desk")},
			{Object: model.Object{ID: "hall", Native: map[string]model.Native{"pbx": {"licence": "Common area phone"}}}, Kind: "deskphone", MAC: model.Of("00:15:65:aa:00:02"), Model: model.Of("Polycom VVX 411")},
		},
		Targets: []model.Target{{Object: model.Object{ID: "pbx", Native: map[string]model.Native{"pbx": {"locations": map[string]any{"Atelier": map[string]any{"line1": "3 quai", "city": "Brest", "country": "FR"}}}}}, Type: "goto",
			Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}, Manage: map[string]model.Ownership{"users": model.Declared}}},
	}
}
