package gotoconnect

import (
	"slices"
	"testing"

	"github.com/patchbay-dev/patchbay/compiler/diag"
	"github.com/patchbay-dev/patchbay/compiler/model"
	"github.com/patchbay-dev/patchbay/compiler/resolve"
	"github.com/patchbay-dev/patchbay/compiler/state"
	"github.com/patchbay-dev/patchbay/targets/targettest"
)

// article is a site that says all that the help page on roles and permissions of the
// contact centre lets an administrator do, and what patchbay manages beside it.
func article() *model.Site {
	user := func(id, first, extension string) model.User {
		return model.User{Object: model.Object{ID: id}, FirstName: model.Of(first), LastName: model.Of("Martin"), Email: model.Of(id + "@acme.example"), Extension: model.Of(extension), Licences: map[string]string{"contactCenter": "true"}}
	}
	alice, bob, claire, dan := user("alice", "Alice", "1001"), user("bob", "Bob", "1002"), user("claire", "Claire", "1003"), user("dan", "Dan", "1004")
	claire.Position, claire.ContactAdmin = map[string]string{"goto": "superAdmin"}, map[string]bool{"goto": true}
	alice.Native = map[string]model.Native{"goto": {"licenseKeys": []any{"GoTo Connect"}, "location": "Paris", "secondaryUsers": []any{"bob@acme.example"}, "timeZone": "Europe/Paris", "allowMessageReview": true}}
	alice.DisplayName, alice.Listed, alice.Voicemail = model.Of("Alice M."), model.Of(true), &model.Voicemail{PIN: &model.Secret{Env: "PIN"}}
	alice.Forwarding = &model.Forwarding{FollowMe: []model.FollowStep{{To: model.Destination{User: "alice"}}, {To: model.Destination{Number: "+33612345678"}, Seconds: model.Of(int64(15))}}, Rules: []model.ForwardingRule{
		{Situation: "noAnswer", Internal: &model.Destination{Group: "support"}, External: &model.Destination{Group: "support"}},
		{Situation: "unregistered", Internal: &model.Destination{User: "bob"}, External: &model.Destination{User: "bob"}}}}
	return &model.Site{
		Organization: model.Organization{Language: model.Of("fr")},
		Users:        []model.User{alice, bob, claire, dan},
		Groups: []model.Group{
			{Object: model.Object{ID: "courriels"}, Kind: model.InboxQueue, Agents: []model.Agent{{User: "alice"}}, Supervisors: map[string]bool{"bob": true}},
			{Object: model.Object{ID: "relances"}, Kind: model.Campaign, Title: model.Of("Relances"), Agents: []model.Agent{{User: "bob"}}, Supervisors: map[string]bool{"alice": true}},
			{Object: model.Object{ID: "support"}, Kind: model.Queue, Title: model.Of("Support"), Extension: model.Of("1800"), Agents: []model.Agent{{User: "alice"}, {User: "bob"}}, Supervisors: map[string]bool{"bob": true}, WrapUp: model.Of(int64(15))},
			{Object: model.Object{ID: "terrain"}, Kind: model.UserGroup, Title: model.Of("Terrain"), Members: []model.Member{{User: "alice"}}},
			{Object: model.Object{ID: "ventes"}, Kind: model.Queue, Extension: model.Of("1801"), Agents: []model.Agent{}, Supervisors: map[string]bool{"alice": true}},
		},
		Roles: []model.Role{{Object: model.Object{ID: "aide"}, Title: model.Of("Aide"), Assign: []model.Assignment{{Name: "d", User: "dan"}}, Grants: model.Grants{
			{Permission: "calls.history", Level: "organization"}, {Permission: "devices.manage", Level: "true"}, {Permission: "extensions.manage", Level: "organization"}, {Permission: "numbers.manage", Level: "false"},
			{Permission: "recordings.listen", Level: "organization"}, {Permission: "users.productSettings", Level: "true"}}}},
		Devices: []model.Device{
			{Object: model.Object{ID: "alice-desk", Native: map[string]model.Native{"goto": {"location": "Paris", "buttons": []any{map[string]any{"type": "LINE", "position": int64(0), "label": "Bob", "extension": "1002"}}}}},
				Kind: "deskphone", Owner: model.Of("alice"), MAC: model.Of("00:15:65:aa:00:01"), Model: model.Of("Yealink T46U"), Title: model.Of("Alice's desk")},
			{Object: model.Object{ID: "hall", Native: map[string]model.Native{"goto": {"licence": "Common area phone"}}}, Kind: "deskphone", MAC: model.Of("00:15:65:aa:00:02"), Model: model.Of("Polycom VVX 411")}},
		Targets: []model.Target{{Object: model.Object{ID: "goto", Native: map[string]model.Native{"goto": {
			"locations":    map[string]any{"Paris": map[string]any{"line1": "1 rue de la Paix", "city": "Paris", "country": "FR"}},
			"phoneNumbers": map[string]any{"+33170000100": map[string]any{"name": "Support", "routeTo": "1800", "permissions": map[string]any{"alice": []any{"OUTBOUND_CALLER_ID", "TEXTING"}}}}}}},
			Type: typeName, Losses: model.Losses{Unsupported: diag.Warning, Approximated: diag.Warning}, ContactCenter: &model.ContactCenter{
				Organization: model.Settings{{Name: "loginUnassignedQueues"}},
				Supervisor: model.Settings{{Name: "limitToAssigned"}, {Name: "pauseReasons.manage"}, {Name: "pauseReasons.view", On: true}, {Name: "portal", On: true}, {Name: "queueSettings.manage", On: true}, {Name: "queueSettings.view", On: true},
					{Name: "skills.manage", On: true}, {Name: "skills.view", On: true}},
				Agent: model.Settings{{Name: "cannedMessages", On: true}, {Name: "customTags", On: true}, {Name: "dispositions", On: true}, {Name: "prerecordedMessages"}}}}},
	}
}

// TestArticle holds what the site becomes, every loss, the effective rights and what comes
// back to testdata/article.txt. UPDATE=1 rewrites it.
func TestArticle(t *testing.T) {
	targettest.Golden(t, "testdata/article.txt", targettest.Article(t, Driver, article(), state.Profile{Version: "1", Edition: "connect"}))
}

// TestRefused has what is wrong with a site that only GoTo tells.
func TestRefused(t *testing.T) {
	user := func(s *model.Site, id string) *model.User {
		i := slices.IndexFunc(s.Users, func(u model.User) bool { return u.ID == id })
		return &s.Users[i]
	}
	for _, x := range []struct {
		name string
		ruin func(*model.Site)
		want diag.Code
	}{
		{"a user without an address", func(s *model.Site) { user(s, "dan").Email = model.Field[string]{} }, diag.LossUnsupported},
		{"no last name", func(s *model.Site) { user(s, "bob").LastName = model.Cleared[string]() }, diag.ValueUnfit},
		{"a position that is none", func(s *model.Site) { user(s, "bob").Position = map[string]string{"goto": "boss"} }, diag.ValueUnfit},
		{"a built-in role and a custom one", func(s *model.Site) { user(s, "dan").Position = map[string]string{"goto": "admin"} }, diag.RolesClash},
		{"forwarding without an extension", func(s *model.Site) { user(s, "alice").Extension = model.Field[string]{} }, diag.NoNumber},
		{"a display name without an extension", func(s *model.Site) {
			u := user(s, "dan")
			u.DisplayName, u.Extension = model.Of("D"), model.Field[string]{}
		}, diag.LossUnsupported},
		{"colleagues elsewhere than others", func(s *model.Site) { user(s, "alice").Forwarding.Rules[0].Internal = &model.Destination{User: "bob"} }, diag.ValueUnfit},
		{"somebody else's mailbox", func(s *model.Site) {
			user(s, "alice").Forwarding.FollowMe[0].To = model.Destination{Voicemail: "bob"}
		}, diag.ValueUnfit},
		{"a step that hangs up", func(s *model.Site) { user(s, "alice").Forwarding.FollowMe[0].To = model.Destination{Hangup: true} }, diag.ValueUnfit},
		{"rings for too long", func(s *model.Site) { user(s, "alice").Forwarding.FollowMe[0].Seconds = model.Of(int64(1000)) }, diag.ValueUnfit},
		{"recordings without the history", func(s *model.Site) { s.Roles[0].Grants = s.Roles[0].Grants[1:] }, diag.WouldWiden},
		{"users without their products", func(s *model.Site) { s.Roles[0].Grants = s.Roles[0].Grants[:5] }, diag.WouldWiden},
		{"two groups for one user", func(s *model.Site) {
			s.Groups = append(s.Groups, model.Group{Object: model.Object{ID: "zwei"}, Kind: model.UserGroup, Members: []model.Member{{User: "alice"}}})
		}, diag.ValueUnfit},
		{"two groups of one name", func(s *model.Site) {
			s.Groups = append(s.Groups, model.Group{Object: model.Object{ID: "zwei"}, Kind: model.UserGroup, Title: model.Of("Terrain")})
		}, diag.NameClash},
		{"a queue without a number", func(s *model.Site) { s.Groups[2].Extension = model.Field[string]{} }, diag.NoNumber},
		{"a phone without an address", func(s *model.Site) { s.Devices[0].MAC = model.Field[string]{} }, diag.NoNumber},
		{"a standalone phone with an owner", func(s *model.Site) { s.Devices[1].Owner = model.Of("bob") }, diag.ValueUnfit},
		{"buttons of another shape", func(s *model.Site) { s.Devices[0].Native["goto"]["buttons"] = []any{map[string]any{"type": "LINE"}} }, diag.ValueUnfit},
		{"a number that rings in two places", func(s *model.Site) { support(s)["forwardTo"] = "+33170000101" }, diag.ValueUnfit},
		{"permissions of nobody here", func(s *model.Site) { support(s)["permissions"] = map[string]any{"zoe": []any{"TEXTING"}} }, diag.ValueUnfit},
		{"a permission that is none", func(s *model.Site) { support(s)["permissions"] = map[string]any{"alice": []any{"SHOUTING"}} }, diag.ValueUnfit},
		{"an address with a line that is none", func(s *model.Site) {
			s.Targets[0].Native["goto"]["locations"] = map[string]any{"Paris": map[string]any{"planet": "Earth"}}
		}, diag.ValueUnfit},
		{"an attribute that is none", func(s *model.Site) { s.Targets[0].Native["goto"]["gates"] = map[string]any{} }, diag.NativeUnknown},
		{"devices that are to be deleted", func(s *model.Site) { s.Targets[0].Manage = map[string]model.Ownership{"devices": model.Exclusive} }, diag.NotDeletable},
	} {
		t.Run(x.name, func(t *testing.T) {
			s := article()
			x.ruin(s)
			p := state.Profile{Version: "1", Edition: "connect"}
			d, _ := resolve.For(s, &s.Targets[0], p, Caps(p))
			_, ds := Lower(d)
			if !slices.ContainsFunc(ds, func(d diag.Diagnostic) bool { return d.Code == x.want }) {
				t.Errorf("want %s, got %v", x.want, ds)
			}
		})
	}
}

func support(s *model.Site) map[string]any {
	all, _ := s.Targets[0].Native["goto"]["phoneNumbers"].(map[string]any)
	one, _ := all["+33170000100"].(map[string]any)
	return one
}
